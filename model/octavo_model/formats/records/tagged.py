"""Bibliographies whose lines begin with a tag, e.g. ``TI  - A Title``.

For RIS see https://en.wikipedia.org/wiki/RIS_(file_format). Another kind of tagged file needs a
`TaggedFormat` with its own tags, and a row in the registry.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.authors import read_listed
from octavo_model.formats.common.digest import find_ids, rationed, with_ids
from octavo_model.formats.common.encoding import DecodedLines, decode
from octavo_model.formats.records.names import initials_last
from octavo_model.formats.records.record import digest_of_file
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source

_LINE_END = re.compile(r"\r\n?|\n")
_LONGEST_QUOTE = 60
_LONGEST_RECORD = 4 << 20
# What programs write for no value.
_NOTHING = frozenset({"NA", "N/A", "n/a", "null", "NULL", "None", "-"})
# What databases write about an export, and programs about a decision: see `export.ris`.
_NO_COMMENT = re.compile(
    r"Export Date:|Cited By|RAYYAN-|ASReview_|Octavo (?:decision|note):|Accession Number",
    re.IGNORECASE,
)
_OWN_TAGS = re.compile(r"Octavo decision: [a-z]+; tags: (.+)")


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
    has_initials_last: bool | None = field(default=None, kw_only=True)
    """Whether names, e.g. ``Kelp D``, have their initials last; None if the file shows it."""

    def sniff(self, source: Source) -> float:
        """Return how likely ``source`` is such a bibliography: whether it starts with a record."""
        text = source.beginning()
        start = self.begins.search(text)
        if start is None:
            return 0.0
        before = list(filter(None, map(str.strip, text[: start.start()].split("\n"))))
        # The first tag may be another one; databases put a few lines about themselves first.
        is_record = all(self.strict_line.fullmatch(line) for line in before)
        return 0.95 if is_record else 0.4

    def parse(self, source: Source) -> ParsedDigest:
        """Return the papers in ``source``; a record without end or title becomes a warning."""
        text, broken = decode(source.data)
        found = list(self._read(_LINE_END.split(text), source))
        if not found:
            raise NotADigestError(source.name, f"no {self.name}: it holds no record")
        return digest_of_file(source, found, broken)

    def stream(
        self, lines: Iterable[bytes], source: Source
    ) -> Iterator[ParsedPaper | ParseWarning]:
        """Yield what ``lines``, with their ends, hold; of very many warnings only the first."""
        texts = DecodedLines(lines)
        yield from rationed(self._read((line.rstrip("\r\n") for line in texts), source))
        yield from texts.odd

    def _read(self, lines: Iterable[str], source: Source) -> Iterator[ParsedPaper | ParseWarning]:
        turns = self.has_initials_last
        if turns is None:
            tagged = map(self.line.fullmatch, map(str.strip, _LINE_END.split(source.beginning())))
            tags = {*self.fields["authors"], *self.fields["editors"]}
            turns = initials_last([line[2] for line in tagged if line and line[1] in tags])
        for line, values, ends in self.records(lines):
            if not ends:
                yield ParseWarning(line, "a record that does not end is read as it is")
            what = clean_line(self._text(values, "label"))[:_LONGEST_QUOTE]
            said = f"a record without a title is left out{what and f': {what}'}"
            untitled = ParseWarning(line, said, "records have no title")
            yield self._paper(values, line, turns=turns) or untitled

    def records(self, lines: Iterable[str]) -> Iterator[TaggedRecord]:
        """Yield the records of ``lines``; one that does not end is read up to the next one.

        The first tag of a record may be inside of it, but only once.
        """
        values: dict[str, list[list[str]]] = {}
        value: list[str] = []
        start, pattern, size = 0, self.line, 0
        for number, line in enumerate(lines, 1):
            bare = line.strip(" \t\ufeff")
            tagged = (pattern if values else self.line).fullmatch(bare)
            tag = tagged[1] if tagged else ""
            if tag == self.last or (tag == self.first and tag in values):
                if self.first in values:
                    yield TaggedRecord(start, _joined(values), tag == self.last)
                values = {}
            if tagged and tag != self.last:
                is_strict = self.strict_line.fullmatch(bare) is not None
                if not values:
                    if tag != self.first and not is_strict:
                        continue
                    # In a record that follows the standard, "AI - a survey" is text.
                    pattern = self.strict_line if is_strict else self.line
                    start, size = number, 0
                value = [tagged[2]]
                values.setdefault(tag, []).append(value)
            elif bare and values and not tagged and size < _LONGEST_RECORD:
                value.append(bare)
                size += len(bare)
        if self.first in values:
            yield TaggedRecord(start, _joined(values), False)

    def _text(self, values: dict[str, list[str]], field: str) -> str:
        return next(iter(self._texts(values, field)), "")

    def _texts(self, values: dict[str, list[str]], field: str) -> list[str]:
        return [text for tag in self.fields[field] for text in values.get(tag, ())]

    def _paper(self, values: dict[str, list[str]], line: int, *, turns: bool) -> ParsedPaper | None:
        title = clean_line(self._text(values, "title"))
        if not title:
            return None
        ids = find_ids(self._texts(values, "ids"))
        days = [day for text in self._texts(values, "date") if (day := dates.read(text))]
        # A date with its day is better than a year.
        day = min(days, key=lambda one: one.precision, default=None)
        tags = (*self.fields["authors"], *self.fields["editors"])
        people = read_listed(next(filter(None, map(values.get, tags)), []), turns=turns)
        keywords = (
            word.strip() for text in self._texts(values, "keywords") for word in text.split(";")
        )
        known = dict.fromkeys(map(clean_line, keywords))
        remarks = [clean_line(text) for text in self._texts(values, "comments")]
        own = {tag for text in remarks for tag in _own_tags(text)}
        paper = ParsedPaper(
            title,
            clean_text(self._text(values, "abstract")),
            authors=people.names,
            author_count=people.total,
            comments=next((text for text in remarks if not _NO_COMMENT.match(text)), ""),
            journal=clean_line(self._text(values, "journal")) or None,
            keywords=tuple(word for word in known if word and word not in own),
            line=line,
        )
        return with_ids(paper, ids, day, self._texts(values, "urls"))


def _own_tags(remark: str) -> list[str]:
    """Return the tags of the user that an exported decision names."""
    found = _OWN_TAGS.fullmatch(remark)
    return found[1].split(", ") if found else []


def _joined(values: dict[str, list[list[str]]]) -> dict[str, list[str]]:
    joined = {tag: [" ".join(lines).strip() for lines in held] for tag, held in values.items()}
    return {
        tag: [text for text in texts if text and text not in _NOTHING]
        for tag, texts in joined.items()
    }


RIS = TaggedFormat(
    "RIS",
    re.compile(r"^[ \t\ufeff]*TY {1,3}- ?[A-Za-z][\w /-]{1,40}\r?$", re.MULTILINE),
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
        "editors": ("A2", "ED"),
        "date": ("DA", "PY", "Y1"),
        "ids": ("DO", "UR", "AN", "IS", "JO", "M1", "PB", "M3", "L3", "L1", "L2", "LK", "T2", "C7"),
        "urls": ("UR", "LK"),
        "comments": ("N1",),
        "journal": ("JF", "T2", "JO", "SO", "JA", "J2", "BT"),
        "keywords": ("KW",),
        "label": ("DO", "ID", "JO"),
    },
)
