"""The row of a paper while an import batch works on it."""

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
"""Reads keys, their marks, and, from the fifth column on, a `PendingRow`."""

BY_ID = f"SELECT {_COLUMNS.format('')} FROM papers WHERE id IN (SELECT value FROM json_each(?))"
"""Reads rows: the columns are those of a `PendingRow`."""

INSERT = f"INSERT INTO papers VALUES ({', '.join('?' * 20)})"
"""Takes what `PendingRow.columns` gives."""

UPDATE = (
    "UPDATE papers SET key = ?, authors = ?, author_count = ?, organization = ?,"
    " submitted_by = ?, date = ?, dating = ?, comment_count = ?, upvotes = ?,"
    " version = ?, text_version = ?, edition = ?, listing = ?, abstract_length = ? WHERE id = ?"
)
"""Takes what `PendingRow.changeable` gives."""

CROSS_LISTED, REPLACED = 1, 2
"""What `listing_of` returns for papers that are not listed as new."""

_LISTINGS = {
    Announcement.CROSS: CROSS_LISTED,
    Announcement.REPLACE: REPLACED,
    Announcement.REPLACE_CROSS: REPLACED,
}


@dataclass(slots=True)
class PendingRow:
    """A paper while a batch works on it: the columns of its row, and what has changed.

    Attributes:
        texts: Abstracts of this batch by version; 0 without a version.
        is_new: Whether this batch added the paper.
        filled: Whether a column other than ``place`` has changed.
        moved: Whether ``place`` has changed.
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
    def new(cls, number: int, key: int, parsed: ParsedPaper, place: int) -> PendingRow:
        """Return a paper with nothing but its title."""
        listing = listing_of(parsed)
        return cls(
            number, key, parsed.title, None, None, None, None, None, 0, None, None, 0, 0, None,
            listing, 0, 0, 0, place, is_new=True,
        )  # fmt: skip

    def columns(self) -> tuple[object, ...]:
        """Return the row of the table of papers."""
        return (
            self.id, self.key, self.title, self.authors, self.author_count, self.organization,
            self.submitted_by, self.date, self.dating, self.comment_count, self.upvotes,
            self.version, self.text_version, self.edition, self.listing, self.abstract_length,
            self.read, self.starred, self.place, readable_title(self.title),
        )  # fmt: skip

    def changeable(self) -> tuple[object, ...]:
        """Return the columns that a later digest may change, and the number of the paper."""
        columns = self.columns()
        return (columns[1], *columns[3:16], columns[0])

    def fill(self, parsed: ParsedPaper, day: Day) -> None:
        """Add what ``parsed``, a paper of this ``day``, adds; nothing known is lost."""
        if parsed.authors and self.authors is None:
            self.authors = json.dumps(parsed.authors, ensure_ascii=False)
            self.filled = True
        if parsed.author_count is not None and self.author_count is None:
            self.author_count = parsed.author_count
            self.filled = True
        if parsed.organization and self.organization is None:
            self.organization = parsed.organization
            self.filled = True
        if parsed.submitted_by and self.submitted_by is None:
            self.submitted_by = parsed.submitted_by
            self.filled = True
        day = surer((self.date, self.dating), day)
        if day != (self.date, self.dating):
            self.date, self.dating = day
            self.filled = True
        # Comments and votes are only ever added: the larger number is the later one.
        if _is_more(parsed.comment_count, self.comment_count):
            self.comment_count = parsed.comment_count
            self.filled = True
        if _is_more(parsed.upvotes, self.upvotes):
            self.upvotes = parsed.upvotes
            self.filled = True
        if self.listing and (listing := listing_of(parsed)) < self.listing:
            self.listing = listing
            self.filled = True
        version = version_of(parsed)
        if version > self.version:
            self.version = version
            self.filled = True
        if parsed.abstract:
            self._add_text(version, parsed.abstract)

    def _add_text(self, version: int, abstract: str) -> None:
        """Remember an abstract that may add something."""
        if (
            not self.is_new
            and version == self.text_version
            and len(abstract) <= self.abstract_length
        ):
            return
        known = self.texts.get(version)
        if known is None or (len(abstract) > len(known) and is_continued_by(known, abstract)):
            self.texts[version] = abstract

    def choose_text(self, known: str | None) -> tuple[str | None, dict[int, str]]:
        """Choose the abstract to show: that of the latest version.

        Args:
            known: The text in the library, of version ``text_version``.

        Returns:
            The text to show, None if that is ``known``; and the different texts of other versions,
            if the paper was revised.
        """
        texts = self.texts
        if known is not None:
            parsed = texts.get(self.text_version)
            if parsed is None or not is_continued_by(known, parsed):
                texts[self.text_version] = known
        latest = max(texts)
        text = texts.pop(latest)
        if known is not None and _has_same_words(known, text):
            text = known
        others = {}
        if latest > 1:
            others = {
                version: other
                for version, other in texts.items()
                if not _has_same_words(other, text)
            }
        self.filled |= latest != self.text_version
        self.text_version = latest
        if text == known:
            return None, others
        self.abstract_length = len(text)
        self.filled = True
        return text, others


def readable_title(title: str) -> str | None:
    """Return the title without its LaTeX; None if it has none.

    It is stored, as three titles in a hundred have LaTeX, and the first page has no time for it.
    """
    written = plainly(title)
    return written if written != title else None


def listing_of(parsed: ParsedPaper) -> int:
    """Return how a paper is listed: 0 as new, or not by arXiv; 1 as cross-list; 2 as replaced."""
    return _LISTINGS.get(parsed.announced, 0) if parsed.announced is not None else 0


def version_of(parsed: ParsedPaper) -> int:
    """Return the version of a paper; 0 if it is unknown."""
    if parsed.version is not None:
        return parsed.version
    return 1 if parsed.announced is Announcement.NEW else 0


def is_continued_by(known: str, longer: str) -> bool:
    """Return whether ``known`` is ``longer``, cut off: another digest may have the whole text."""
    return longer.startswith(known.rstrip(" .…"))


def _has_same_words(one: str, other: str) -> bool:
    """Return whether two abstracts have the same words."""
    return one == other or one.split() == other.split()


def _is_more(parsed: int | None, known: int | None) -> bool:
    return parsed is not None and (known is None or parsed > known)


Day = tuple[str | None, int]
"""The day of a paper, in ISO format, and how it is known."""


def day_of(parsed: ParsedPaper) -> Day:
    """Return the day of a paper in its digest."""
    if parsed.date is None:
        return None, 0
    inferred, precision = parsed.date_inferred, parsed.date_precision
    return parsed.date.isoformat(), encoded(inferred=inferred, precision=precision)


def surer(first: Day, later: Day) -> Day:
    """Return the surer of two days, or the first.

    A printed day beats a guessed one, which beats a month or a year alone.
    """
    if later[0] is not None and (first[0] is None or first[1] > later[1]):
        return later
    return first
