"""The settings about full texts: the table ``[full_text]``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from typing import Any

from octavo_model.text.fold import nearest

PDF_FIELDS = {
    "family": "family name of the first author",
    "year": "year of its date",
    "word": "first word of its title that is not *the*, *on* or the like",
    "title": "its title",
    "id": "arXiv id, else DOI",
    "key": "key in BibTeX, as `octavo export` writes it",
}
"""What the pattern of a PDF may have in braces, with its meaning for `docs/settings.md`."""
_BRACES = re.compile(r"\{([^{}]*)\}")
_LARGEST = 1_000_000


def _entry(default: Any, doc: str) -> Any:
    return field(default=default, metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class FullTextSettings:
    """The settings about full texts, each with its default and its description."""

    starred: bool = _entry(
        False, "Whether the full texts of starred papers are fetched after each fetch, 20 at most."
    )
    cache_mb: int = _entry(
        500,
        "Megabytes that kept texts may take; above that, those opened longest ago are removed, but"
        " never those of starred papers and of papers with a note.",
    )
    pdf: str = _entry(
        "~/Papers/{family}{year}-{word}.pdf", "Where PDFs are saved; what is in braces is replaced."
    )


def parse_full_text(where: str, table: dict[str, Any]) -> tuple[FullTextSettings, list[str]]:
    """Return the settings in a table, and a message for each mistake."""
    good: dict[str, Any] = {}
    faults: list[str] = []
    known = [one.name for one in fields(FullTextSettings)]
    for name, value in table.items():
        if name not in known:
            near = nearest(name, known)
            faults.append(
                f"{where}.{name}: no such setting{f'; did you mean {near}?' if near else ''}"
            )
        elif fault := _fault(name, value):
            faults.append(f"{where}.{name}: {fault}; the default is used")
        else:
            good[name] = value
    return replace(FullTextSettings(), **good), faults


def _fault(name: str, value: object) -> str:
    """Return what is wrong with a value; empty if it is valid."""
    if name == "starred":
        return "" if isinstance(value, bool) else "must be true or false"
    if name == "cache_mb":
        if isinstance(value, bool) or not isinstance(value, int):
            return "must be a whole number"
        return "" if 1 <= value <= _LARGEST else f"must be from 1 to {_LARGEST:,}"
    if not isinstance(value, str):
        return "must be a text in quotation marks"
    return _fault_in_pattern(value)


def _fault_in_pattern(pattern: str) -> str:
    unknown = [one for one in _BRACES.findall(pattern) if one not in PDF_FIELDS]
    if unknown:
        near = nearest(unknown[0], PDF_FIELDS)
        meant = f"did you mean {{{near}}}?" if near else f"use {', '.join(PDF_FIELDS)}"
        return f"{{{unknown[0]}}} is unknown ({meant})"
    rest = _BRACES.sub("", pattern)
    if "{" in rest or "}" in rest or not pattern.isprintable():
        return "has a brace without its other half, or an invisible character"
    if not _BRACES.search(pattern.rpartition("/")[2]):
        return "the name of the file needs a part in braces, e.g. {id}"
    if pattern.startswith("~") and not pattern.startswith("~/"):
        return "starts with ~, but not with ~/"
    return "" if ".." not in pattern.split("/") else "must not have .. in it"
