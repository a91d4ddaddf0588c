"""A paper's row while a batch of entries works on it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from octavo_model.core.dates import encoded
from octavo_model.core.parsed import Announcement
from octavo_model.index.keys import ASKED
from octavo_model.text.latex import plainly

if TYPE_CHECKING:
    from octavo_model.core.parsed import ParsedPaper

_COLUMNS = (
    "{0}id, {0}key, title, authors, author_count, organization, submitted_by, date,"
    " dating, comment_count, upvotes, version, text_version, edition, listing,"
    " abstract_length, {0}read, {0}starred, place"
)
BY_KEY = (
    f"SELECT keys.key, keys.id, keys.read, keys.starred, {_COLUMNS.format('papers.')}"
    f" FROM {ASKED} LEFT JOIN papers ON papers.id = keys.paper"
)
"""Reads keys, their marks, and the rows of their papers: from the fifth column on a `Row`."""

BY_ID = f"SELECT {_COLUMNS.format('')} FROM papers WHERE id IN (SELECT value FROM json_each(?))"
"""Reads rows: the columns are those of a `Row`."""

INSERT = f"INSERT INTO papers VALUES ({', '.join('?' * 20)})"
"""Takes what `Row.columns` gives."""

UPDATE = (
    "UPDATE papers SET key = ?, authors = ?, author_count = ?, organization = ?,"
    " submitted_by = ?, date = ?, dating = ?, comment_count = ?, upvotes = ?,"
    " version = ?, text_version = ?, edition = ?, listing = ?, abstract_length = ? WHERE id = ?"
)
"""Takes what `Row.changeable` gives."""

CROSS_LISTED, REPLACED = 1, 2
"""What `listing_of` tells of entries that do not list a paper as new."""

_LISTINGS = {
    Announcement.CROSS: CROSS_LISTED,
    Announcement.REPLACE: REPLACED,
    Announcement.REPLACE_CROSS: REPLACED,
}


@dataclass(slots=True)
class Row:
    """A paper while a batch works on it: the columns of its row, and what became of it.

    Attributes:
        texts: Abstracts told in this batch, by version; 0 for those that tell none.
        is_new: Whether it came in by this batch.
        filled: Whether a column is another one now, apart from ``place``.
        moved: Whether ``place`` is.
    """

    id: int
    key: int
    title: str
    authors: str | None
    author_count: int | None
    organization: str | None
    submitted_by: str | None
    date: str | None
    dating: int
    comment_count: int | None
    upvotes: int | None
    version: int
    text_version: int
    edition: int | None
    listing: int
    abstract_length: int
    read: int
    starred: int
    place: int
    texts: dict[int, str] = field(default_factory=dict)
    is_new: bool = False
    filled: bool = False
    moved: bool = False

    @classmethod
    def new(cls, number: int, key: int, told: ParsedPaper, place: int) -> Row:
        """A paper that nothing is known of yet but what it is called."""
        listing = listing_of(told)
        return cls(
            number, key, told.title, None, None, None, None, None, 0, None, None, 0, 0, None,
            listing, 0, 0, 0, place, is_new=True,
        )  # fmt: skip

    def columns(self) -> tuple[object, ...]:
        """The row of the table of papers."""
        return (
            self.id, self.key, self.title, self.authors, self.author_count, self.organization,
            self.submitted_by, self.date, self.dating, self.comment_count, self.upvotes,
            self.version, self.text_version, self.edition, self.listing, self.abstract_length,
            self.read, self.starred, self.place, readable_title(self.title),
        )  # fmt: skip

    def changeable(self) -> tuple[object, ...]:
        """What a later digest may change, and the number of the paper."""
        all_of_them = self.columns()
        return (all_of_them[1], *all_of_them[3:16], all_of_them[0])

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
        day = surer((self.date, self.dating), day)
        if day != (self.date, self.dating):
            self.date, self.dating = day
            self.filled = True
        # Comments and votes are only ever added: the larger number is the later one.
        if _is_more(told.comment_count, self.comment_count):
            self.comment_count = told.comment_count
            self.filled = True
        if _is_more(told.upvotes, self.upvotes):
            self.upvotes = told.upvotes
            self.filled = True
        if self.listing and (listing := listing_of(told)) < self.listing:
            self.listing = listing
            self.filled = True
        version = version_of(told)
        if version > self.version:
            self.version = version
            self.filled = True
        if told.abstract:
            self._hear(version, told.abstract)

    def _hear(self, version: int, abstract: str) -> None:
        """Remember an abstract, unless it is plain that it adds nothing."""
        if (
            not self.is_new
            and version == self.text_version
            and len(abstract) <= self.abstract_length
        ):
            return
        known = self.texts.get(version)
        if known is None or (len(abstract) > len(known) and goes_on(known, abstract)):
            self.texts[version] = abstract

    def settle_texts(self, kept: str | None) -> tuple[str | None, dict[int, str]]:
        """Decide which abstract it shows; those of later versions come first.

        Args:
            kept: What the library has, of version ``text_version``; None where it has none.

        Returns:
            The text it shows from now on, None where that is ``kept``; and other versions'
            texts that read differently, of papers known to have been revised.
        """
        texts = self.texts
        if kept is not None:
            told = texts.get(self.text_version)
            if told is None or not goes_on(kept, told):
                texts[self.text_version] = kept
        latest = max(texts)
        text = texts.pop(latest)
        if kept is not None and _alike(kept, text):
            text = kept
        others = {}
        if latest > 1:
            others = {version: other for version, other in texts.items() if not _alike(other, text)}
        self.filled |= latest != self.text_version
        self.text_version = latest
        if text == kept:
            return None, others
        self.abstract_length = len(text)
        self.filled = True
        return text, others


def readable_title(title: str) -> str | None:
    """The title as lists show it, where it is to be another one than it came as.

    It is kept, for three titles in a hundred hold LaTeX and the first page has no time for it.
    """
    written = plainly(title)
    return written if written != title else None


def listing_of(told: ParsedPaper) -> int:
    """How an entry is listed: 0 as new, or not by arXiv; 1 as cross-list; 2 as replaced."""
    return _LISTINGS.get(told.announced, 0) if told.announced is not None else 0


def version_of(told: ParsedPaper) -> int:
    """The version an entry speaks of; 0 where it tells none."""
    if told.version is not None:
        return told.version
    return 1 if told.announced is Announcement.NEW else 0


def goes_on(known: str, longer: str) -> bool:
    """Whether ``known`` is ``longer`` cut off; what was captured half is whole elsewhere."""
    return longer.startswith(known.rstrip(" .…"))


def _alike(one: str, other: str) -> bool:
    """Whether two abstracts are the same words."""
    return one == other or one.split() == other.split()


def _is_more(told: int | None, known: int | None) -> bool:
    return told is not None and (known is None or told > known)


Day = tuple[str | None, int]
"""The day of a paper, in ISO format, and how it is known."""


def day_of(told: ParsedPaper) -> Day:
    """The day that an entry tells of its paper."""
    if told.date is None:
        return None, 0
    inferred, precision = told.date_inferred, told.date_precision
    return told.date.isoformat(), encoded(inferred=inferred, precision=precision)


def surer(first: Day, later: Day) -> Day:
    """Of two tellings the one to go by: the surer one, of equals the first.

    A printed day beats a concluded one, and that a month or a year alone.
    """
    if later[0] is not None and (first[0] is None or first[1] > later[1]):
        return later
    return first
