"""Bibliographies in RIS, whose records are read by rispy.

https://en.wikipedia.org/wiki/RIS_(file_format), after the specification of 2011 that is no longer
online. A record begins with ``TY  - `` and ends with ``ER  - ``; one that does not end is read up
to the next one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats.common import dates, digest
from octavo_model.formats.common.digest import address, find_ids
from octavo_model.formats.common.encoding import decode
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.formats import Source

_SNIFFED = 1 << 16
# By the book two spaces stand before the hyphen; some write one.
_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,3}- ?(.*)", re.DOTALL)
_STRICT_TAG = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)", re.DOTALL)
_START = re.compile(r"^[ \t\ufeff]*TY {1,3}- ?[A-Z]{2,10}[ \t]*\r?$", re.MULTILINE)
_LINE_END = re.compile(r"\r\n?|\n")
_LONGEST_QUOTE = 60


class RIS:
    """Reads RIS.

    Attributes:
        name: On the command line.
        title: For people.
        badge: For the papers.
        example: How one comes by one.
    """

    name = "ris"
    title = "RIS bibliography"
    badge = "RIS"
    example = "what EndNote, Zotero and publishers export: octavo import citations.ris"

    def sniff(self, source: Source) -> float:
        """How sure it is that ``source`` is a bibliography: whether a record begins it."""
        text, _ = decode(source.data[:_SNIFFED])
        start = _START.search(text)
        if start is None:
            return 0.0
        return 0.4 if text[: start.start()].strip() else 0.95

    def parse(self, source: Source) -> ParsedDigest:
        """Read ``source``; what is cut off or has no title becomes a warning.

        Raises:
            NotADigestError: It holds no record.
        """
        text, broken = decode(source.data)
        warnings = [broken] if broken else []
        papers = []
        met = False
        for line, record, ends in _records(text):
            met = True
            if not ends:
                warnings.append(ParseWarning(line, "a record that does not end is read as it is"))
            fields = _read(record)
            if paper := _paper(fields, line):
                papers.append(paper)
            else:
                what = clean_line(_text(fields, "doi", "id", "journal_name"))[:_LONGEST_QUOTE]
                warnings.append(ParseWarning(line, f"a record without a title is left out: {what}"))
        if not met:
            raise NotADigestError(source.name, "no RIS: it holds no record")
        day = source.date or dates.in_name(source.name)
        name = digest.of_file(source.name)
        return ParsedDigest(day, False, tuple(papers), tuple(warnings), name)


def _records(text: str) -> Iterator[tuple[int, list[str], bool]]:
    """The line of each record, its lines as rispy wants them, and whether it ends."""
    record: list[list[str]] = []
    first, tag = 0, _TAG
    for number, line in enumerate(_LINE_END.split(text), 1):
        bare = line.strip(" \t\ufeff")
        found = tag.fullmatch(bare) if record else _TAG.fullmatch(bare)
        name = found[1] if found else ""
        if name == "TY" or (name == "ER" and record):
            if record:
                yield first, _joined(record), name == "ER"
            record = [[f"TY  - {found[2]}"]] if found and name == "TY" else []
            first = number
            # In a record that is written by the book, "AI - a survey" is text.
            tag = _STRICT_TAG if bare.startswith("TY  - ") else _TAG
        elif record and found:
            record.append([f"{name}  - {found[2]}"])
        elif record and bare:
            # rispy adds lines to a text one by one, which takes quadratic time.
            record[-1].append(bare)
    if record:
        yield first, _joined(record), False


def _joined(record: list[list[str]]) -> list[str]:
    return [*(" ".join(lines) for lines in record), "ER  - "]


def _read(record: list[str]) -> dict[str, Any]:
    import rispy

    parser = rispy.RisParser(delimiter_tags_mapping={}, skip_unknown_tags=True)
    read = parser.parse_lines(iter(record))
    return dict(read[0]) if read else {}


def _text(fields: dict[str, Any], *names: str) -> str:
    """The first of the fields ``names`` that holds text; of several values the first."""
    for name in names:
        value = fields.get(name)
        first = value[0] if isinstance(value, list) and value else value
        if isinstance(first, str) and first.strip():
            return first.strip()
    return ""


def _texts(fields: dict[str, Any], *names: str) -> list[str]:
    values = [value for name in names if isinstance(value := fields.get(name), list)]
    return [text.strip() for value in values for text in value if isinstance(text, str)]


def _paper(fields: dict[str, Any], line: int) -> ParsedPaper | None:
    title = clean_line(_text(fields, "title", "primary_title", "short_title"))
    if not title:
        return None
    urls = _texts(fields, "urls")
    notes = "accession_number", "number", "journal_name", "note", "publisher"
    told = [_text(fields, "doi"), *urls, *(_text(fields, name) for name in notes)]
    ids = find_ids(filter(None, told))
    days_told = (_text(fields, name) for name in ("date", "year", "publication_year"))
    read = [day for text in days_told if (day := dates.read(text))]
    # A date with its day is better than a year.
    day = min(read, key=lambda one: one.precision, default=None)
    journal = "journal_name", "alternate_title3", "secondary_title", "alternate_title2"
    authors = (_person(name) for name in _texts(fields, "authors", "first_authors"))
    return ParsedPaper(
        title,
        clean_text(_text(fields, "abstract", "notes_abstract")),
        authors=tuple(dict.fromkeys(filter(None, authors))),
        date=day.date if day else None,
        date_inferred=bool(day and day.inferred),
        date_precision=day.precision if day else Precision.DAY,
        arxiv_id=ids.arxiv_id,
        version=ids.version,
        doi=ids.doi,
        comments=clean_line(_text(fields, "notes")),
        journal=clean_line(_text(fields, *journal)) or None,
        keywords=tuple(dict.fromkeys(filter(None, map(clean_line, _texts(fields, "keywords"))))),
        page=None if ids.arxiv_id else next(filter(None, map(address, urls)), None),
        line=line,
    )


def _person(name: str) -> str:
    """``Given Family, Suffix`` for ``Family, Given, Suffix``."""
    parts = [part.strip() for part in clean_line(name).split(",")]
    if len(parts) == 1:
        return parts[0]
    family, given, *suffix = parts
    return ", ".join([f"{given} {family}".strip(), *filter(None, suffix)])
