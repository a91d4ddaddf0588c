"""Targets at bioRxiv and medRxiv, e.g. ``biorxiv:neuroscience+cell_biology``.

The categories are those of https://www.biorxiv.org and https://www.medrxiv.org. They are checked:
a wrong name would leave out everything, and nobody would notice.
"""

from __future__ import annotations

import re

from octavo_model.core.errors import OctavoError
from octavo_model.text.fold import nearest

_CATEGORIES = {
    "biorxiv": "animal behavior and cognition|biochemistry|bioengineering|bioinformatics"
    "|biophysics|cancer biology|cell biology|clinical trials|developmental biology|ecology"
    "|epidemiology|evolutionary biology|genetics|genomics|immunology|microbiology"
    "|molecular biology|neuroscience|paleontology|pathology|pharmacology and toxicology"
    "|physiology|plant biology|scientific communication and education|synthetic biology"
    "|systems biology|zoology",
    "medrxiv": "addiction medicine|allergy and immunology|anesthesia|cardiovascular medicine"
    "|dentistry and oral medicine|dermatology|emergency medicine|endocrinology|epidemiology"
    "|forensic medicine|gastroenterology|genetic and genomic medicine|geriatric medicine"
    "|health economics|health informatics|health policy|health systems and quality improvement"
    "|hematology|hiv aids|infectious diseases|intensive care and critical care medicine"
    "|medical education|medical ethics|nephrology|neurology|nursing|nutrition"
    "|obstetrics and gynecology|occupational and environmental health|oncology|ophthalmology"
    "|orthopedics|otolaryngology|pain medicine|palliative medicine|pathology|pediatrics"
    "|pharmacology and therapeutics|primary care research|psychiatry and clinical psychology"
    "|public and global health|radiology and imaging"
    "|rehabilitation medicine and physical therapy|respiratory medicine|rheumatology"
    "|sexual and reproductive health|sports medicine|surgery|toxicology|transplantation|urology",
}
_TITLES = {"biorxiv": "bioRxiv", "medrxiv": "medRxiv"}
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def is_preprints(text: str) -> bool:
    """Whether ``text`` names one of the servers.

    >>> [is_preprints(text) for text in ("bioRxiv", "medrxiv:neurology", "biorxiv.org")]
    [True, True, False]
    """
    return text.partition(":")[0].strip().lower() in _CATEGORIES


def spell_preprints(text: str) -> str:
    """Return the server and its categories as Octavo writes them, each once.

    >>> spell_preprints("bioRxiv:Cell Biology, genomics")
    'biorxiv:cell_biology+genomics'
    """
    server, colon, rest = text.partition(":")
    server = server.strip().lower()
    if server not in _CATEGORIES:
        raise OctavoError(text or "''", "is neither biorxiv nor medrxiv")
    known = _CATEGORIES[server].split("|")
    names: dict[str, None] = {}
    for part in re.split("[+,]", rest) if colon else ():
        name = plain_category(part)
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean {_written(near)}?" if near else f"e.g. {_written(known[-2])}"
            raise OctavoError(part or "''", f"is not a category of {_TITLES[server]}", hint)
        names[name] = None
    return f"{server}:{'+'.join(map(_written, names))}" if names else server


def split_preprints(target: str) -> tuple[str, frozenset[str]]:
    """Return the server of a spelled target and its categories; none means all."""
    server, _, rest = target.partition(":")
    return server, frozenset(map(plain_category, filter(None, rest.split("+"))))


def plain_category(text: str) -> str:
    """Return a category in small letters, with spaces, without what is in brackets.

    >>> plain_category("Endocrinology (including Diabetes)"), plain_category("HIV/AIDS")
    ('endocrinology', 'hiv aids')
    """
    return _NOT_WORD.sub(" ", text.partition("(")[0].lower()).strip()


def describe_preprints(target: str) -> str:
    """Return what a spelled target fetches, in words."""
    server, _, rest = target.partition(":")
    categories = f" in {rest.replace('_', ' ').replace('+', ' and ')}" if rest else ""
    return f"{_TITLES[server]}'s new preprints{categories}"


def _written(category: str) -> str:
    return category.replace(" ", "_")
