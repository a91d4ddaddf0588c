"""Bibliographies of tagged lines in which other lines continue the value above. Pure.

Unlike RIS, most have no mark at the end of a record: it ends at a blank line. A kind of file needs
its tags and a function that arranges the values of a record as fields of a paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from octavo_model.formats.records.tagged import TaggedFormat, TaggedRecord

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator

    from octavo_model.formats import Source

_LONGEST_RECORD = 4 << 20
FIELDS = {
    name: (name,)
    for name in (
        "title", "abstract", "authors", "editors", "date", "ids", "urls", "comments", "journal",
        "keywords", "label",
    )
}  # fmt: skip
"""The names of the fields that are arranged."""


class TaggedLines(list[tuple[str, str]]):
    """The tags and the values of a record, in their order."""

    def first(self, *tags: str) -> str:
        """Return the first value of the first of ``tags`` that has one; else nothing."""
        return next(iter(self.all(*tags)), "")

    def all(self, *tags: str) -> list[str]:
        """Return the values of ``tags``: those of the first, then those of the next."""
        return [value for tag in tags for other, value in self if other == tag and value]


@dataclass(frozen=True)
class FoldedFormat(TaggedFormat):
    """A parser of records of tagged, folded lines; ``last`` is empty without an end mark."""

    needed: re.Pattern[str]
    """What such a file has besides the beginning of a record."""
    title: str
    """The tag of titles: a record has one."""
    listed: frozenset[str]
    """The tags whose lines are a value each."""
    outside: frozenset[str]
    """The tags of the file itself."""
    arrange: Callable[[TaggedLines], dict[str, list[str]]]
    """Returns the values of the fields of a paper, by their names in `FIELDS`."""

    def sniff(self, source: Source) -> float:
        """Return how likely ``source`` is such a bibliography: whether it starts with a record."""
        return super().sniff(source) if self.needed.search(source.beginning()) else 0.0

    def records(self, lines: Iterable[str]) -> Iterator[TaggedRecord]:
        """Yield the records of ``lines``."""
        held: list[tuple[str, list[str]]] = []
        tags: set[str] = set()
        start = size = 0
        is_after_blank = False
        for number, raw in enumerate(lines, 1):
            line = raw.lstrip("\ufeff").rstrip()
            if not line:
                is_after_blank = True
                continue
            size += len(line)
            tagged = self.line.fullmatch(line)
            tag = tagged[1] if tagged else ""
            ends = bool(self.last) and tag == self.last
            if held and (ends or tag in self.outside or self._is_new(tag, tags, is_after_blank)):
                yield self._record(start, held, ends=ends or not self.last)
                held = []
            if not held:
                start, size = number, 0
                tags.clear()
            if tagged and not ends and tag not in self.outside and size < _LONGEST_RECORD:
                tags.add(tag)
                held.append((tag, [(tagged[2] or "").strip()]))
            elif held and not tagged and size < _LONGEST_RECORD:
                if held[-1][0] in self.listed:
                    held.append((held[-1][0], [line.strip()]))
                else:
                    held[-1][1].append(f"\n\n{line.strip()}" if is_after_blank else line.strip())
            is_after_blank = False
        if held:
            yield self._record(start, held, ends=not self.last)

    def _is_new(self, tag: str, tags: set[str], is_after_blank: bool) -> bool:
        """Whether a line with this ``tag`` begins a record after one with ``tags``."""
        if not tag:
            return False
        if tag == self.first:
            return is_after_blank or tag in tags
        # A record that begins with its first tag may have blank lines, as in abstracts.
        return is_after_blank and (self.first not in tags or (tag == self.title and tag in tags))

    def _record(self, start: int, held: list[tuple[str, list[str]]], *, ends: bool) -> TaggedRecord:
        lines = TaggedLines((tag, " ".join(texts).strip()) for tag, texts in held)
        return TaggedRecord(start, self.arrange(lines), ends)
