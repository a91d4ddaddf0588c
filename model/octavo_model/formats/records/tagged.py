"""Bibliographies whose lines begin with a tag, such as ``TI  - A Title``.

RIS (https://en.wikipedia.org/wiki/RIS_(file_format), after the specification of 2011, which is no
longer online) begins a record with ``TY  - `` and ends it with ``ER  - ``. Another kind of tagged
file needs a `TaggedFormat` with its own tags, and a row in the registry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats.common import dates, digest
from octavo_model.formats.common.digest import address, find_ids
from octavo_model.formats.common.encoding import decode
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from octavo_model.formats import Source

_LINE_END = re.compile(r"\r\n?|\n")
_LONGEST_QUOTE = 60


class Record(NamedTuple):
    """One record of a bibliography.

    Attributes:
        line: The number of its first line.
        values: The values of each tag, in order, without empty ones.
        ends: Whether it has an end of its own.
    """

    line: int
    values: dict[str, list[str]]
    ends: bool


@dataclass(frozen=True)
class TaggedFormat:
    """A parser of records of tagged lines.

    Attributes:
        name: What people call the format.
        begins: What the first line of a record looks like.
        first: The tag of a record's first line.
        last: The tag of a record's last line.
        line: A tagged line: its tag and its value.
        strict_start: The beginning of a record that follows the standard.
        strict_line: A tagged line of such a record.
        fields: For each field of a paper its tags, the best first.
    """

    name: str
    begins: re.Pattern[str]
    first: str
    last: str
    line: re.Pattern[str]
    strict_start: str
    strict_line: re.Pattern[str]
    fields: Mapping[str, tuple[str, ...]]

    def sniff(self, source: Source) -> float:
        """Return how likely ``source`` is such a bibliography: whether it starts with a record."""
        text = source.beginning()
        start = self.begins.search(text)
        if start is None:
            return 0.0
        return 0.4 if text[: start.start()].strip() else 0.95

    def parse(self, source: Source) -> ParsedDigest:
        """Return the papers in ``source``; a record without end or title becomes a warning.

        Raises:
            NotADigestError: It holds no record.
        """
        text, broken = decode(source.data)
        warnings = [broken] if broken else []
        papers = []
        line = 0
        for line, values, ends in self.records(text):
            if not ends:
                warnings.append(ParseWarning(line, "a record that does not end is read as it is"))
            if paper := self._paper(values, line):
                papers.append(paper)
            else:
                what = clean_line(self._text(values, "label"))[:_LONGEST_QUOTE]
                warnings.append(ParseWarning(line, f"a record without a title is left out: {what}"))
        if not line:
            raise NotADigestError(source.name, f"no {self.name}: it holds no record")
        day = source.date or dates.in_name(source.name)
        name = digest.of_file(source.name)
        return ParsedDigest(day, False, tuple(papers), tuple(warnings), name)

    def records(self, text: str) -> Iterator[Record]:
        """Yield the records of ``text``; one that does not end is read up to the next one."""
        values: dict[str, list[list[str]]] | None = None
        value: list[str] = []
        start, pattern = 0, self.line
        for number, line in enumerate(_LINE_END.split(text), 1):
            bare = line.strip(" \t\ufeff")
            tagged = (pattern if values is not None else self.line).fullmatch(bare)
            tag = tagged[1] if tagged else ""
            if tag == self.first or (tag == self.last and values is not None):
                if values is not None:
                    yield Record(start, _joined(values), tag == self.last)
                values = None
                if tag == self.first:
                    values, value, start = {}, [], number
                    # In a record that follows the standard, "AI - a survey" is text.
                    is_strict = bare.startswith(self.strict_start)
                    pattern = self.strict_line if is_strict else self.line
            elif values is not None and tagged:
                value = [tagged[2]]
                values.setdefault(tag, []).append(value)
            elif bare:
                value.append(bare)
        if values is not None:
            yield Record(start, _joined(values), False)

    def _text(self, values: dict[str, list[str]], field: str) -> str:
        return next(iter(self._texts(values, field)), "")

    def _texts(self, values: dict[str, list[str]], field: str) -> list[str]:
        return [text for tag in self.fields[field] for text in values.get(tag, ())]

    def _paper(self, values: dict[str, list[str]], line: int) -> ParsedPaper | None:
        title = clean_line(self._text(values, "title"))
        if not title:
            return None
        ids = find_ids(self._texts(values, "ids"))
        days = [day for text in self._texts(values, "date") if (day := dates.read(text))]
        # A date with its day is better than a year.
        day = min(days, key=lambda one: one.precision, default=None)
        urls = self._texts(values, "urls")
        authors = map(_person, self._texts(values, "authors"))
        keywords = map(clean_line, self._texts(values, "keywords"))
        return ParsedPaper(
            title,
            clean_text(self._text(values, "abstract")),
            authors=tuple(dict.fromkeys(filter(None, authors))),
            date=day.date if day else None,
            date_inferred=bool(day and day.inferred),
            date_precision=day.precision if day else Precision.DAY,
            arxiv_id=ids.arxiv_id,
            version=ids.version,
            doi=ids.doi,
            comments=clean_line(self._text(values, "comments")),
            journal=clean_line(self._text(values, "journal")) or None,
            keywords=tuple(dict.fromkeys(filter(None, keywords))),
            page=None if ids.arxiv_id else next(filter(None, map(address, urls)), None),
            line=line,
        )


def _joined(values: dict[str, list[list[str]]]) -> dict[str, list[str]]:
    return {
        tag: [text for lines in held if (text := " ".join(lines).strip())]
        for tag, held in values.items()
    }


def _person(name: str) -> str:
    """``Given Family, Suffix`` for ``Family, Given, Suffix``."""
    parts = [part.strip() for part in clean_line(name).split(",")]
    if len(parts) == 1:
        return parts[0]
    family, given, *suffix = parts
    return ", ".join([f"{given} {family}".strip(), *filter(None, suffix)])


RIS = TaggedFormat(
    "RIS",
    re.compile(r"^[ \t\ufeff]*TY {1,3}- ?[A-Z]{2,10}[ \t]*\r?$", re.MULTILINE),
    "TY",
    "ER",
    # The standard has two spaces before the hyphen; some write one.
    re.compile(r"([A-Z][A-Z0-9]) {1,3}- ?(.*)", re.DOTALL),
    "TY  - ",
    re.compile(r"([A-Z][A-Z0-9])  - ?(.*)", re.DOTALL),
    {
        "title": ("TI", "T1", "ST"),
        "abstract": ("AB", "N2"),
        "authors": ("AU", "A1"),
        "date": ("DA", "PY", "Y1"),
        "ids": ("DO", "UR", "AN", "IS", "JO", "M1", "PB"),
        "urls": ("UR",),
        "comments": ("N1",),
        "journal": ("JO", "JF", "T2", "JA"),
        "keywords": ("KW",),
        "label": ("DO", "ID", "JO"),
    },
)
