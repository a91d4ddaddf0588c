"""Bibliographies whose lines begin with a tag, such as ``TI  - A Title``.

For RIS see https://en.wikipedia.org/wiki/RIS_(file_format). Another kind of tagged file needs a
`TaggedFormat` with its own tags, and a row in the registry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.digest import find_ids, with_ids
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.records.record import digest_of_file
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source

_LINE_END = re.compile(r"\r\n?|\n")
_LONGEST_QUOTE = 60


class TaggedRecord(NamedTuple):
    """The line of a record's start, the values of its tags, and whether it has an end."""

    line: int
    values: dict[str, list[str]]
    ends: bool


@dataclass(frozen=True)
class TaggedFormat:
    """A parser of records of tagged lines."""

    name: str
    """What people call the format."""
    begins: re.Pattern[str]
    """What the first line of a record looks like."""
    first: str
    last: str
    """The tags of the first and the last line of a record."""
    line: re.Pattern[str]
    """A tagged line: its tag and its value."""
    strict_start: str
    strict_line: re.Pattern[str]
    """The start and a tagged line of a record that follows the standard."""
    fields: Mapping[str, tuple[str, ...]]
    """For each field of a paper its tags, the best first."""

    def sniff(self, source: Source) -> float:
        """Return how likely ``source`` is such a bibliography: whether it starts with a record."""
        text = source.beginning()
        start = self.begins.search(text)
        if start is None:
            return 0.0
        return 0.4 if text[: start.start()].strip() else 0.95

    def parse(self, source: Source) -> ParsedDigest:
        """Return the papers in ``source``; a record without end or title becomes a warning."""
        text, broken = decode(source.data)
        found = list(self._read(text))
        if not found:
            raise NotADigestError(source.name, f"no {self.name}: it holds no record")
        return digest_of_file(source, found, broken)

    def _read(self, text: str) -> Iterator[ParsedPaper | ParseWarning]:
        for line, values, ends in self.records(text):
            if not ends:
                yield ParseWarning(line, "a record that does not end is read as it is")
            what = clean_line(self._text(values, "label"))[:_LONGEST_QUOTE]
            said = f"a record without a title is left out: {what}"
            untitled = ParseWarning(line, said, "records have no title")
            yield self._paper(values, line) or untitled

    def records(self, text: str) -> Iterator[TaggedRecord]:
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
                    yield TaggedRecord(start, _joined(values), tag == self.last)
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
            yield TaggedRecord(start, _joined(values), False)

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
        authors = map(_person, self._texts(values, "authors"))
        keywords = map(clean_line, self._texts(values, "keywords"))
        paper = ParsedPaper(
            title,
            clean_text(self._text(values, "abstract")),
            authors=tuple(dict.fromkeys(filter(None, authors))),
            comments=clean_line(self._text(values, "comments")),
            journal=clean_line(self._text(values, "journal")) or None,
            keywords=tuple(dict.fromkeys(filter(None, keywords))),
            line=line,
        )
        return with_ids(paper, ids, day, self._texts(values, "urls"))


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
