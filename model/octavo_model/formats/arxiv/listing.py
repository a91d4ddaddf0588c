r"""A listing mail of arXiv, split into its heading, its entries and the rest. Pure.

An entry is between rules of dashes; marks of two backslashes separate its header from its
abstract, and the last one has its address::

    ------------------------------------------------------------------------------
    \\
    arXiv:2401.01234
    Date: Tue, 2 Jan 2024 10:00:00 GMT   (12kb)

    Title: ...
    \\
      What the paper says.
    \\ ( https://arxiv.org/abs/2401.01234 ,  12kb)

New papers come first, cross-lists after a line of ``%-%-``, replacements after one of
``%%--%%``; a line of ``%%%---`` ends the listing. The marks decide, not the words: a line of an
abstract may well begin with ``arXiv:``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from octavo_model.core.parsed import Announcement

_LINE_END = re.compile(r"\r\n?|\n")
_RULE = re.compile(r"-{40,}")
_SECTION = re.compile(
    r"(?P<cross>(?:%-){10,}%?)|(?P<replace>(?:%%--){5,}(?:%%)?)|(?:%%%---){5,}(?:%%%)?"
)
_MARK = "\\\\"
_CLOSING = re.compile(r"\\\\ ?\(\s*https?://.*", re.IGNORECASE)
# The whole first line of an entry.
_FIRST = re.compile(r"(?:arXiv|Paper(?: \(\*cross-listing\*\))?):\s?\S+\s*(?:\(\*.{0,40})?")
_SECOND = re.compile(r"Date\b|From: |Title: |replaced with ")
_HEADING = re.compile(
    r"Send any comments|Archives at|To unsubscribe|Submissions to:|received from|Subject: |Date: "
)


class ListingLine(NamedTuple):
    """A line of the digest, unchanged, with its number from 1."""

    number: int
    text: str


@dataclass(slots=True)
class ListingEntry:
    """The lines of one paper; ``line`` is the number of the first."""

    section: Announcement
    line: int
    header: list[ListingLine] = field(default_factory=list)
    abstract: list[ListingLine] = field(default_factory=list)
    closing: str = ""
    """The last mark, with its address; empty if it is missing."""
    opened: bool = True
    """Whether it starts with a mark."""
    has_abstract: bool = False
    """Whether a mark separates header and abstract."""


@dataclass(slots=True)
class Listing:
    """The lines above the first entry, the entries, and runs of other lines."""

    heading: list[ListingLine] = field(default_factory=list)
    entries: list[ListingEntry] = field(default_factory=list)
    strays: list[list[ListingLine]] = field(default_factory=list)


def cut(text: str) -> Listing:
    """Return the parts of the listing ``text``; never raises."""
    return _Cutter(_LINE_END.split(text)).cut()


class _Cutter:
    """Reads the lines once; each belongs to the part that the marks above it opened."""

    def __init__(self, texts: list[str]) -> None:
        self._bare = [text.strip() for text in texts]
        self._lines = [ListingLine(number, text) for number, text in enumerate(texts, 1)]
        self._next = _next_filled(self._bare)
        self._listing = Listing()
        self._section: Announcement | None = Announcement.NEW
        self._entry: ListingEntry | None = None
        self._near_stray = False

    def cut(self) -> Listing:
        for line, bare in zip(self._lines, self._bare, strict=True):
            if not bare:
                if self._entry and self._entry.has_abstract:
                    self._entry.abstract.append(line)
            elif not self._is_section(bare):
                self._read(line, bare)
        return self._listing

    def _read(self, line: ListingLine, bare: str) -> None:
        at, entry = line.number - 1, self._entry
        if bare == _MARK:
            if entry is None or self._starts(self._next[at]):
                self._open(line, marked=True)
            elif not entry.has_abstract:
                entry.has_abstract = True
            elif self._ends(at):
                self._close(entry, bare)
            else:
                entry.abstract.append(line)
        elif entry and _CLOSING.fullmatch(bare):
            self._close(entry, bare)
        elif _RULE.fullmatch(bare):
            if entry and entry.has_abstract and not self._ends(at):
                # No part of a listing follows: a rule of the author.
                entry.abstract.append(line)
            else:
                self._entry = None
        elif entry:
            (entry.abstract if entry.has_abstract else entry.header).append(line)
        elif self._starts(at):
            self._open(line, marked=False)
        else:
            self._outside(line, bare)

    def _is_section(self, bare: str) -> bool:
        found = _SECTION.fullmatch(bare)
        if found is None:
            return False
        self._section = Announcement(found.lastgroup) if found.lastgroup else None
        self._entry = None
        return True

    def _open(self, line: ListingLine, *, marked: bool) -> None:
        # After the end, another listing in the same text starts.
        self._section = self._section or Announcement.NEW
        self._entry = ListingEntry(self._section, line.number, opened=marked)
        if not marked:
            self._entry.header.append(line)
        self._listing.entries.append(self._entry)
        self._near_stray = False

    def _close(self, entry: ListingEntry, closing: str) -> None:
        entry.closing = closing
        self._entry = None

    def _outside(self, line: ListingLine, bare: str) -> None:
        listing = self._listing
        if not listing.entries:
            listing.heading.append(line)
        elif self._section is not None and not _HEADING.match(bare):
            if not self._near_stray:
                listing.strays.append([])
            listing.strays[-1].append(line)
            self._near_stray = True

    def _starts(self, at: int) -> bool:
        """Whether the line ``at`` is the first of an entry, judging by the one after it."""
        if at >= len(self._bare) or not _FIRST.fullmatch(self._bare[at]):
            return False
        after = self._next[at]
        return after < len(self._bare) and bool(_SECOND.match(self._bare[after]))

    def _ends(self, at: int) -> bool:
        """Whether the line after ``at`` shows that an entry ends there."""
        after = self._next[at]
        if after >= len(self._bare):
            return True
        bare = self._bare[after]
        return (
            bare == _MARK
            or bool(_RULE.fullmatch(bare) or _HEADING.match(bare) or _SECTION.fullmatch(bare))
            or self._starts(after)
        )


def _next_filled(bare: list[str]) -> list[int]:
    """The index of the next line that is not blank, for each line."""
    following = [0] * len(bare)
    filled = len(bare)
    for at in range(len(bare) - 1, -1, -1):
        following[at] = filled
        if bare[at]:
            filled = at
    return following
