"""arXiv's archives and the categories below them, as its taxonomy names them.

Source: https://arxiv.org/category_taxonomy, and https://info.arxiv.org/help/rss.html for what its
feeds accept: an archive, a category, or several of them joined by ``+``.
"""

from __future__ import annotations

import re

from octavo_model.core.errors import OctavoError

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

ARCHIVES = tuple(_SUBJECTS)
"""What arXiv is divided into."""

CATEGORIES = tuple(
    f"{archive}.{subject}"
    for archive, subjects in _SUBJECTS.items()
    for subject in subjects.split()
)
"""What those archives are divided into that have subjects, such as ``cs.LG``."""

_KNOWN = {one.lower(): one for one in (*ARCHIVES, *CATEGORIES)}
_SHAPE = re.compile(r"[A-Za-z-]+(?:\.[A-Za-z-]+)?(?:[+,][A-Za-z-]+(?:\.[A-Za-z-]+)?)*")


def looks_like_categories(text: str) -> bool:
    """Whether ``text`` was plainly meant to name categories, known or not.

    >>> [looks_like_categories(one) for one in ("cs.LG+cs.CL", "cs.XX", "math", "papers")]
    [True, True, True, False]
    """
    if not _SHAPE.fullmatch(text):
        return False
    return all(
        one.lower() in _KNOWN or (one.lower().partition(".")[0] in _SUBJECTS and "." in one)
        for one in re.split("[+,]", text)
    )


def spell(text: str) -> str:
    """The categories in ``text`` as arXiv spells them, joined by ``+``, each once.

    >>> spell("cs.lg, cs.CL")
    'cs.LG+cs.CL'

    Raises:
        OctavoError: One of them is none of arXiv's; the nearest is told.
    """
    found: dict[str, None] = {}
    for part in re.split(r"[+,\s]+", text.strip()):
        known = _KNOWN.get(part.lower())
        if known is None:
            from difflib import get_close_matches

            near = get_close_matches(part.lower(), _KNOWN, n=1)
            hint = f"did you mean {_KNOWN[near[0]]}?" if near else "such as cs.LG or cs.LG+stat.ML"
            raise OctavoError(part or "''", "is no category of arXiv", hint)
        found[known] = None
    return "+".join(found)
