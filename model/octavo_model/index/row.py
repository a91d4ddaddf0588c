"""A paper's row while a batch of entries works on it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from octavo_model.parsed import ParsedPaper

BY_KEY = (
    "SELECT keys.key, keys.id, keys.read, keys.starred, papers.id, papers.key, title, authors,"
    " author_count, organization, submitted_by, date, date_inferred, comment_count,"
    " abstract_length, papers.read, papers.starred, place FROM json_each(?)"
    " CROSS JOIN keys ON keys.key = json_each.value LEFT JOIN papers ON papers.id = keys.paper"
)
"""Reads keys, their marks, and the rows of their papers: from the fifth column on a `Row`."""

BY_ID = (
    "SELECT id, key, title, authors, author_count, organization, submitted_by, date,"
    " date_inferred, comment_count, abstract_length, read, starred, place FROM papers"
    " WHERE id IN (SELECT value FROM json_each(?))"
)
"""Reads rows: the columns are those of a `Row`."""


@dataclass(slots=True)
class Row:
    """A paper while a batch works on it: the columns of its row, and what became of it."""

    id: int
    key: int
    title: str
    authors: str | None
    author_count: int | None
    organization: str | None
    submitted_by: str | None
    date: str | None
    date_inferred: int
    comment_count: int | None
    abstract_length: int
    read: int
    starred: int
    place: int
    longer: str = ""
    is_new: bool = False
    filled: bool = False
    moved: bool = False

    def columns(self) -> tuple[object, ...]:
        """The row of the table of papers."""
        return (
            self.id, self.key, self.title, self.authors, self.author_count, self.organization,
            self.submitted_by, self.date, self.date_inferred, self.comment_count,
            self.abstract_length, self.read, self.starred, self.place,
        )  # fmt: skip

    def fill(self, told: ParsedPaper, day: Day) -> None:
        """Take on what ``told``, an entry that tells this ``day``, adds; nothing known is lost."""
        if told.authors and self.authors is None:
            self.authors = json.dumps(told.authors, ensure_ascii=False)
            self.filled = True
        if told.author_count is not None and self.author_count is None:
            self.author_count = told.author_count
            self.filled = True
        if told.organization and self.organization is None:
            self.organization = told.organization
            self.filled = True
        if told.submitted_by and self.submitted_by is None:
            self.submitted_by = told.submitted_by
            self.filled = True
        day = surer((self.date, self.date_inferred), day)
        if day != (self.date, self.date_inferred):
            self.date, self.date_inferred = day
            self.filled = True
        if told.comment_count is not None and told.comment_count > (
            -1 if self.comment_count is None else self.comment_count
        ):
            # Comments are only ever added: the larger number is the later one.
            self.comment_count = told.comment_count
            self.filled = True
        # Of a paper that is in, the text itself is read and compared when all is decided.
        if len(told.abstract) > max(self.abstract_length, len(self.longer)) and (
            not self.is_new or goes_on(self.longer, told.abstract)
        ):
            self.longer = told.abstract


def goes_on(known: str, longer: str) -> bool:
    """Whether ``known`` is ``longer`` cut off; what was captured half is whole elsewhere."""
    return longer.startswith(known.rstrip(" .…"))


Day = tuple[str | None, int]
"""The day of a paper, in ISO format, and whether a part of it was concluded."""


def day_of(told: ParsedPaper) -> Day:
    """The day that an entry tells of its paper."""
    return (told.date.isoformat(), int(told.date_inferred)) if told.date else (None, 0)


def surer(first: Day, later: Day) -> Day:
    """Of two tellings the one to go by: a printed day beats a concluded one, else the first."""
    if later[0] is not None and (first[0] is None or first[1] > later[1]):
        return later
    return first
