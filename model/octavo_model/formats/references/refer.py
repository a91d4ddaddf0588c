"""Records of EndNote's tagged export (``.enw``) and of Refer, whose tags are ``%A`` and ``%T``.

For the tags see EndNote's help, "EndNote Export", and refer(1):
https://man7.org/linux/man-pages/man1/refer.1.html.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.formats.references.days import citation_day, most_precise, written
from octavo_model.formats.references.folded import FIELDS, FoldedFormat

if TYPE_CHECKING:
    from octavo_model.formats.references.folded import TaggedLines

_LINE = re.compile(r"%([!-$&-~])(?:[ \t](.*))?")


def _arrange(lines: TaggedLines) -> dict[str, list[str]]:
    year, part = lines.first("D"), lines.first("8")
    exact = citation_day(f"{part} {year}") if part and year else citation_day(part)
    day = most_precise(citation_day(year), citation_day(part) or exact)
    return {
        "title": lines.all("T", "B", "!"),
        "abstract": lines.all("X"),
        "authors": [name for tag, name in lines if tag in {"A", "Q"} and name],
        "editors": lines.all("E"),
        "date": [written(day)] if day else [],
        "ids": lines.all("R", "U", "M", ">"),
        "urls": lines.all("U"),
        "comments": lines.all("O", "Z"),
        "journal": lines.all("J", "B"),
        "keywords": lines.all("K"),
        "label": lines.all("F", "R", "M"),
    }


REFER = FoldedFormat(
    "EndNote file",
    re.compile(r"^%(?:0 [A-Za-z]|[AT] \S)", re.MULTILINE),
    "0",
    "",
    _LINE,
    "%0 ",
    _LINE,
    FIELDS,
    needed=re.compile(r"\A(?=.*?^%T \S)(?=.*?^%[0AD] \S)", re.MULTILINE | re.DOTALL),
    title="T",
    listed=frozenset({"A", "E", "K"}),
    outside=frozenset(),
    arrange=_arrange,
)
