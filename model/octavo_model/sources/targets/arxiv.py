"""arXiv's archives and categories, from https://arxiv.org/category_taxonomy.

Its feeds accept an archive, a category, or several joined by ``+``: see
https://info.arxiv.org/help/rss.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from octavo_model.core.errors import OctavoError
from octavo_model.text.fold import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

_SUBJECTS = {
    "astro-ph": "CO EP GA HE IM SR",
    "cond-mat": "dis-nn mes-hall mtrl-sci other quant-gas soft stat-mech str-el supr-con",
    "cs": "AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA"
    " NE NI OH OS PF PL RO SC SD SE SI SY",
    "econ": "EM GN TH",
    "eess": "AS IV SP SY",
    "gr-qc": "",
    "hep-ex": "",
    "hep-lat": "",
    "hep-ph": "",
    "hep-th": "",
    "math": "AC AG AP AT CA CO CT CV DG DS FA GM GN GR GT HO IT KT LO MG MP NA NT OA OC PR QA RA"
    " RT SG SP ST",
    "math-ph": "",
    "nlin": "AO CD CG PS SI",
    "nucl-ex": "",
    "nucl-th": "",
    "physics": "acc-ph ao-ph app-ph atm-clus atom-ph bio-ph chem-ph class-ph comp-ph data-an ed-ph"
    " flu-dyn gen-ph geo-ph hist-ph ins-det med-ph optics plasm-ph pop-ph soc-ph space-ph",
    "q-bio": "BM CB GN MN NC OT PE QM SC TO",
    "q-fin": "CP EC GN MF PM PR RM ST TR",
    "quant-ph": "",
    "stat": "AP CO ME ML OT TH",
}

KNOWN = {
    name.lower(): name
    for archive, subjects in _SUBJECTS.items()
    for name in (archive, *(f"{archive}.{subject}" for subject in subjects.split()))
}
"""Archives and categories as arXiv spells them, by their names in lower case."""
ALIASES = {
    "cs.NA": "math.NA",
    "cs.SY": "eess.SY",
    "math.IT": "cs.IT",
    "math.MP": "math-ph",
    "q-fin.EC": "econ.GN",
    "stat.TH": "math.ST",
}
"""Categories with two names, and the one that arXiv uses on its pages."""
MOST_IDS = 100
"""Papers that one request to the API names."""
_SHAPE = re.compile(r"[A-Za-z-]+(?:\.[A-Za-z-]+)?(?:[+,][A-Za-z-]+(?:\.[A-Za-z-]+)?)*")


def looks_like_categories(text: str) -> bool:
    """Whether ``text`` was meant to name categories, known or not.

    >>> [looks_like_categories(text) for text in ("cs.LG+cs.CL", "cs.XX", "math", "papers")]
    [True, True, True, False]
    """
    if not _SHAPE.fullmatch(text):
        return False
    return all(
        name in KNOWN or ("." in name and name.partition(".")[0] in _SUBJECTS)
        for name in re.split("[+,]", text.lower())
    )


def spell(text: str) -> str:
    """Return the categories in ``text`` as arXiv spells them, joined by ``+``, each once.

    >>> spell("cs.lg, cs.CL")
    'cs.LG+cs.CL'
    """
    names: dict[str, None] = {}
    for part in re.split(r"[+,\s]+", text.strip()):
        name = KNOWN.get(part.lower())
        if name is None:
            near = nearest(part.lower(), KNOWN)
            hint = f"did you mean {KNOWN[near]}?" if near else "e.g. cs.LG or cs.LG+stat.ML"
            raise OctavoError(part or "''", "is not an arXiv category", hint)
        names[name] = None
    return "+".join(names)


def address_of_papers(base: str, ids: Sequence[str]) -> str:
    """Return the address of the API at ``base`` for at most `MOST_IDS` papers by their ids.

    See https://info.arxiv.org/help/api/user-manual.html.
    """
    fields = {"id_list": ",".join(ids), "max_results": MOST_IDS}
    return f"{base}/api/query?{urlencode(fields, quote_via=quote, safe=',/')}"
