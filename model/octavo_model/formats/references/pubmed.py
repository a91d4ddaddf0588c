"""Citations that PubMed saves: its PubMed format and ``.nbib`` files for citation managers.

For the tags see https://www.nlm.nih.gov/bsd/mms/medlineelements.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.formats.references.days import citation_day, most_precise, written
from octavo_model.formats.references.folded import FIELDS, FoldedFormat

if TYPE_CHECKING:
    from octavo_model.formats.references.folded import TaggedLines

_DOI_IN_SOURCE = re.compile(r"\bdoi: ?(10\.\d{4,9}/\S+?)\.?(?:\s|$)", re.IGNORECASE)
_ARXIV_IN_SOURCE = re.compile(r"arxiv: ?([\w.-]+(?:/\d{7})?(?:v\d+)?)", re.IGNORECASE)
_TRANSLATED = re.compile(r"\[(.+)\]\.?")
_NO_TITLE = "[not available]"
_FULL = {"AU": "FAU", "ED": "FED"}
"""For the tag of short names that of full ones, whose line is above."""


def _arrange(lines: TaggedLines) -> dict[str, list[str]]:
    number = lines.first("PMID")
    day = most_precise(citation_day(lines.first("DP")), citation_day(*lines.all("DEP")))
    page = f"https://pubmed.ncbi.nlm.nih.gov/{number}/" if number.isdigit() else ""
    return {
        "title": [_title(lines)],
        "abstract": lines.all("AB", "OAB"),
        "authors": _people(lines, "AU", "CN"),
        "editors": _people(lines, "ED"),
        "date": [written(day)] if day else [],
        "ids": _ids(lines),
        "urls": [page] if page else [],
        "journal": lines.all("JT", "TA", "BTI"),
        "keywords": [word.lstrip("*") for word in lines.all("OT")],
        "label": [f"PMID {number}"],
    }


def _title(lines: TaggedLines) -> str:
    """The title; a translated one is in brackets, and all of them end with a full stop."""
    for text in lines.all("TI", "TT", "BTI", "CTI"):
        if text.lower().rstrip(".") == _NO_TITLE:
            continue
        translated = _TRANSLATED.fullmatch(text)
        title = translated[1] if translated and "[" not in translated[1] else text
        return title if title.endswith("..") else title.removesuffix(".")
    return ""


def _people(lines: TaggedLines, *tags: str) -> list[str]:
    """The names in their order: in full, or short ones that have no full name above them."""
    people: list[str] = []
    full_tags = {_FULL[tag] for tag in tags if tag in _FULL}
    has_full_name = False
    for tag, value in lines:
        if tag in full_tags:
            people.append(value)
            has_full_name = True
        elif tag in tags:
            if not (tag in _FULL and has_full_name):
                people.append(value)
            has_full_name = False
    return people


def _ids(lines: TaggedLines) -> list[str]:
    ids: list[str] = []
    for text in lines.all("LID", "AID"):
        value, _, kind = text.partition(" [")
        if kind in {"doi]", ""} or value.lower().startswith("arxiv:"):
            ids.append(value)
    source = lines.first("SO")
    if found := _DOI_IN_SOURCE.search(source):
        ids.append(found[1])
    if found := _ARXIV_IN_SOURCE.search(source):
        ids.append(f"arXiv:{found[1]}")
    return ids


PUBMED = FoldedFormat(
    "PubMed file",
    re.compile(r"^(?:PMID- ?\d|FAU - ?\S)", re.MULTILINE),
    "PMID",
    "",
    re.compile(r"(?=[A-Z0-9 ]{4}-)([A-Z][A-Z0-9]{1,3}) *- ?(.*)"),
    "PMID- ",
    re.compile(r"(?=[A-Z0-9 ]{4}-)([A-Z][A-Z0-9]{1,3}) *- ?(.*)"),
    FIELDS,
    needed=re.compile(r"^(?:TI  - |BTI - |OWN - |STAT- |FAU - )", re.MULTILINE),
    title="TI",
    listed=frozenset(),
    outside=frozenset(),
    has_initials_last=True,
    arrange=_arrange,
)
