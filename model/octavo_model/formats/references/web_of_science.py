"""Records that Web of Science exports as plain text: ``savedrecs.txt`` and ``.ciw`` files.

For the tags see https://support.clarivate.com/ScientificandAcademicResearch/s/article/Web-of-Science-Core-Collection-List-of-field-tags-in-output.
Its tables are read as CSV.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.formats.references.days import citation_day, written
from octavo_model.formats.references.folded import FIELDS, FoldedFormat

if TYPE_CHECKING:
    from octavo_model.formats.references.folded import TaggedLines

_PEOPLE = frozenset({"AU", "AF", "BA", "BF", "CA", "BE", "ED"})
_LINE = re.compile(r"([A-Z][A-Z0-9])(?: (.*))?")


def _arrange(lines: TaggedLines) -> dict[str, list[str]]:
    year, part = lines.first("PY"), lines.first("PD")
    day = citation_day(f"{part} {year}", year, *lines.all("EA", "Y1"))
    number = lines.first("PM")
    return {
        "title": lines.all("TI", "BT"),
        "abstract": lines.all("AB"),
        "authors": [
            *next(filter(None, map(lines.all, ("AF", "AU", "BF", "BA"))), ()),
            *lines.all("CA"),
        ],
        "editors": lines.all("BE", "ED"),
        "date": [written(day)] if day else [],
        "ids": lines.all("DI", "D2", "AR"),
        "urls": [
            *([f"https://pubmed.ncbi.nlm.nih.gov/{number}/"] if number.isdigit() else []),
            *lines.all("UR"),
        ],
        "journal": lines.all("SO", "BT", "JI", "J9"),
        "keywords": lines.all("DE") or lines.all("ID"),
        "label": lines.all("UT", "DI"),
    }


WEB_OF_SCIENCE = FoldedFormat(
    "Web of Science file",
    re.compile(r"^PT [A-Z][ \t]*\r?$", re.MULTILINE),
    "PT",
    "ER",
    _LINE,
    "PT ",
    _LINE,
    FIELDS,
    needed=re.compile(r"^(?:AU|AF|BA|BF|BE|CA|TI|SO) \S", re.MULTILINE),
    title="TI",
    listed=_PEOPLE,
    outside=frozenset({"FN", "VR", "EF"}),
    arrange=_arrange,
)
