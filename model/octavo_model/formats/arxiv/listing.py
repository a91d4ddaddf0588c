r"""A listing mail of arXiv, cut into its heading, its entries and what belongs to neither. Pure.

An entry stands between rules of dashes; marks of two backslashes part its header from its
abstract, and the last one bears its address::

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
_CROSSES = re.compile(r"(?:%-){10,}%?")
_REPLACEMENTS = re.compile(r"(?:%%--){5,}(?:%%)?")
_END = re.compile(r"(?:%%%---){5,}(?:%%%)?")
_CLOSING = re.compile(r"\\\\ ?\(\s*https?://.*", re.IGNORECASE)
# The first line of an entry: nothing else stands on it.
_FIRST = re.compile(r"(?:arXiv|Paper(?: \(\*cross-listing\*\))?):\s?\S+\s*(?:\(\*.{0,40})?")
_SECOND = re.compile(r"Date\b|From: |Title: |replaced with ")
_HEADING = re.compile(
    r"Send any comments|Archives at|To unsubscribe|Submissions to:|received from|Subject: |Date: "
)


class Line(NamedTuple):
    """A line as it stands in the digest, with its number from 1."""

    number: int
    text: str


@dataclass(slots=True)
class Entry:
    """The lines of one paper.

    Attributes:
        section: Of the listing.
        line: Number of its first line.
        header: From its id to the mark before the abstract.
        abstract: What stands between that mark and the last one.
        closing: The last mark, with its address; empty where it is missing.
        opened: Whether it begins with a mark.
        parted: Whether a mark parts header and abstract.
    """

    section: Announcement
    line: int
    header: list[Line] = field(default_factory=list)
    abstract: list[Line] = field(default_factory=list)
    closing: str = ""
    opened: bool = True
    parted: bool = False

    @property
    def closed(self) -> bool:
        """Whether its last mark is there."""
        return bool(self.closing)


@dataclass(slots=True)
class Listing:
    """A listing in its parts.

    Attributes:
        heading: What stands above the first entry.
        entries: In order.
        strays: Other lines, in runs of neighbours.
    """

    heading: list[Line] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    strays: list[list[Line]] = field(default_factory=list)


def cut(text: str) -> Listing:
    """The parts of the listing ``text``. Any text can be cut."""
    return _Cutter(_LINE_END.split(text)).cut()


class _Cutter:
    """Goes over the lines once; each belongs to what the marks above it opened."""

    def __init__(self, texts: list[str]) -> None:
        self._bare = [text.strip() for text in texts]
        self._lines = [Line(number, text) for number, text in enumerate(texts, 1)]
        self._next = _next_filled(self._bare)
        self._listing = Listing()
        self._section: Announcement | None = Announcement.NEW
        self._entry: Entry | None = None
        self._near_stray = False

    def cut(self) -> Listing:
        for line, bare in zip(self._lines, self._bare, strict=True):
            if not bare:
                if self._entry and self._entry.parted:
                    self._entry.abstract.append(line)
            elif not self._is_section(bare):
                self._take(line, bare)
        return self._listing

    def _take(self, line: Line, bare: str) -> None:
        at, entry = line.number - 1, self._entry
        if bare == "\\\\":
            if entry is None or self._begins(self._next[at]):
                self._open(line)
            elif not entry.parted:
                entry.parted = True
            elif self._ends(at):
                self._close(bare)
            else:
                entry.abstract.append(line)
        elif entry and _CLOSING.fullmatch(bare):
            self._close(bare)
        elif _RULE.fullmatch(bare):
            if entry and entry.parted and not self._ends(at):
                # Nothing of a listing follows: a rule that the author drew.
                entry.abstract.append(line)
            else:
                self._entry = None
        elif entry:
            (entry.abstract if entry.parted else entry.header).append(line)
        elif self._begins(at):
            self._open(line)
        else:
            self._outside(line, bare)

    def _is_section(self, bare: str) -> bool:
        if bare[0] != "%":
            return False
        if _CROSSES.fullmatch(bare):
            self._section = Announcement.CROSS
        elif _REPLACEMENTS.fullmatch(bare):
            self._section = Announcement.REPLACE
        elif _END.fullmatch(bare):
            self._section = None
        else:
            return False
        self._entry = None
        return True

    def _open(self, line: Line) -> None:
        if self._section is None:
            # Another listing in the same text.
            self._section = Announcement.NEW
        marked = line.text.strip() == "\\\\"
        self._entry = Entry(self._section, line.number, opened=marked)
        if not marked:
            self._entry.header.append(line)
        self._listing.entries.append(self._entry)
        self._near_stray = False

    def _close(self, closing: str) -> None:
        if self._entry:
            self._entry.closing = closing
        self._entry = None

    def _outside(self, line: Line, bare: str) -> None:
        listing = self._listing
        if not listing.entries:
            listing.heading.append(line)
        elif self._section is not None and not _HEADING.match(bare):
            if self._near_stray:
                listing.strays[-1].append(line)
            else:
                listing.strays.append([line])
            self._near_stray = True

    def _begins(self, at: int) -> bool:
        """Whether the line ``at`` is the first of an entry, going by the one after it."""
        if at >= len(self._bare) or not _FIRST.fullmatch(self._bare[at]):
            return False
        after = self._next[at]
        return after < len(self._bare) and bool(_SECOND.match(self._bare[after]))

    def _ends(self, at: int) -> bool:
        """Whether what follows the line ``at`` shows that an entry ends there."""
        after = self._next[at]
        if after >= len(self._bare):
            return True
        bare = self._bare[after]
        return (
            bare == "\\\\"
            or bool(_RULE.fullmatch(bare) or _HEADING.match(bare))
            or any(section.fullmatch(bare) for section in (_CROSSES, _REPLACEMENTS, _END))
            or self._begins(after)
        )


def _next_filled(bare: list[str]) -> list[int]:
    """For each line, where the next one is that is not blank."""
    following = [0] * len(bare)
    filled = len(bare)
    for at in range(len(bare) - 1, -1, -1):
        following[at] = filled
        if bare[at]:
            filled = at
    return following
