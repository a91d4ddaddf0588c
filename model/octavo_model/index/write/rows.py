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
    from collections.abc import Sequence
    from typing import Any

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
    """A paper while a batch works on it: the columns of its row, and what is new."""

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
    before: tuple[object, ...] = ()  # what `changeable` was in the index; empty for a new paper
    texts: dict[int, str] = field(default_factory=dict)  # of this batch by version; 0 if unknown

    @classmethod
    def new(cls, number: int, key: int, parsed: ParsedPaper, place: int) -> PendingRow:
        """Return a paper with nothing but its title."""
        listing = listing_of(parsed)
        return cls(
            number, key, parsed.title, None, None, None, None, None, 0, None, None, 0, 0, None,
            listing, 0, 0, 0, place,
        )  # fmt: skip

    @classmethod
    def known(cls, columns: Sequence[Any]) -> PendingRow:
        """Return a paper of the index."""
        row = cls(*columns)
        row.before = row.changeable()
        return row

    @property
    def is_new(self) -> bool:
        """Whether this batch added the paper."""
        return not self.before

    def columns(self) -> tuple[object, ...]:
        """Return the row of the table of papers."""
        key, *others, number = self.changeable()
        return (
            number, key, self.title, *others, self.read, self.starred, self.place,
            readable_title(self.title),
        )  # fmt: skip

    def changeable(self) -> tuple[object, ...]:
        """Return the columns that a later digest may change, and the number of the paper."""
        return (
            self.key, self.authors, self.author_count, self.organization, self.submitted_by,
            self.date, self.dating, self.comment_count, self.upvotes, self.version,
            self.text_version, self.edition, self.listing, self.abstract_length, self.id,
        )  # fmt: skip

    def fill(self, parsed: ParsedPaper, day: Day) -> None:
        """Add what ``parsed``, a paper of this ``day``, adds; nothing known is lost."""
        if parsed.authors and self.authors is None:
            self.authors = json.dumps(parsed.authors, ensure_ascii=False)
        if self.author_count is None:
            self.author_count = parsed.author_count
        self.organization = self.organization or parsed.organization or None
        self.submitted_by = self.submitted_by or parsed.submitted_by or None
        self.date, self.dating = surer((self.date, self.dating), day)
        # Comments and votes are only ever added: the larger number is the later one.
        self.comment_count = _larger(self.comment_count, parsed.comment_count)
        self.upvotes = _larger(self.upvotes, parsed.upvotes)
        self.listing = min(self.listing, listing_of(parsed))
        version = version_of(parsed)
        self.version = max(self.version, version)
        if parsed.abstract:
            self._add_text(version, parsed.abstract)

    def _add_text(self, version: int, abstract: str) -> None:
        """Keep an abstract that may add something."""
        is_known = not self.is_new and version == self.text_version
        if is_known and len(abstract) <= self.abstract_length:
            return
        known = self.texts.get(version)
        if known is None or (len(abstract) > len(known) and is_continued_by(known, abstract)):
            self.texts[version] = abstract

    def choose_text(self, known: str | None) -> tuple[str | None, dict[int, str]]:
        """Choose the abstract to show, that of the latest version; ``known`` is the one shown now.

        It returns None in place of ``known``, and, if the paper was revised, the different texts of
        other versions.
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
        self.text_version = latest
        if text == known:
            return None, others
        self.abstract_length = len(text)
        return text, others


def readable_title(title: str) -> str | None:
    """Return the title without its LaTeX; None if it has none.

    It is stored, as three titles in a hundred have LaTeX, and the first page has no time for it.
    """
    written = plainly(title)
    return written if written != title else None


def listing_of(parsed: ParsedPaper) -> int:
    """Return how a paper is listed: 0 as new, or not by arXiv; 1 as cross-list; 2 as replaced."""
    return 0 if parsed.announced is None else _LISTINGS.get(parsed.announced, 0)


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


def _larger(known: int | None, parsed: int | None) -> int | None:
    return parsed if known is None else max(known, parsed or known)


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
