"""The row of a paper while an import batch works on it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING

from octavo_model.core.dates import encoded
from octavo_model.core.parsed import MOST_LISTED_AUTHORS, Announcement
from octavo_model.index import meta
from octavo_model.index.keys import ASKED
from octavo_model.text.latex import plainly

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Sequence
    from typing import Any

    from octavo_model.core.parsed import ParsedPaper

_CHANGEABLE = (
    "key", "authors", "author_count", "organization", "submitted_by", "date", "dating",
    "comment_count", "upvotes", "version", "text_version", "edition", "listing",
    "abstract_length",
)  # fmt: skip
"""The columns that a later digest may change, but for the place."""
_KNOWN = ("id", "title", *_CHANGEABLE, "read", "starred", "place")
_COLUMNS = ", ".join(f"papers.{name}" for name in _KNOWN)
BY_KEY = (
    f"SELECT keys.key, keys.id, keys.read, keys.starred, keys.verdict, {_COLUMNS}"
    f" FROM {ASKED} LEFT JOIN papers ON papers.id = keys.paper"
)
"""Reads keys, their marks, and, from the sixth column on, a `PendingRow`."""

BY_ID = f"SELECT {_COLUMNS} FROM papers WHERE id IN (SELECT value FROM json_each(?))"
"""Reads rows: the columns are those of a `PendingRow`."""

INSERT = (
    f"INSERT INTO papers ({', '.join(_KNOWN)}, readable)"
    f" VALUES ({', '.join('?' * (len(_KNOWN) + 1))})"
)
"""Takes what `PendingRow.columns` gives."""

UPDATE = f"UPDATE papers SET {', '.join(f'{name} = ?' for name in _CHANGEABLE)} WHERE id = ?"
"""Takes what `changeable` gives."""

# A printed date beats a guessed one; of equals, the first digest counts.
_DERIVE = """
UPDATE papers SET
    place = (
        SELECT min(base + position) FROM entries JOIN digests ON digests.id = entries.digest
        WHERE entries.paper = papers.id
    ),
    (date, dating) = (
        SELECT date, dating FROM entries WHERE entries.paper = papers.id
        ORDER BY date IS NULL, dating, digest LIMIT 1
    )
WHERE id IN (SELECT value FROM json_each(?))
"""
_TEXTS = "SELECT id, text FROM abstracts WHERE id IN (SELECT value FROM json_each(?))"
CROSS_LISTED, REPLACED = 1, 2
"""What `listing_of` returns for papers that are not listed as new."""

_LISTINGS = {
    Announcement.CROSS: CROSS_LISTED,
    Announcement.REPLACE: REPLACED,
    Announcement.REPLACE_CROSS: REPLACED,
}


_known: Callable[[PendingRow], tuple[object, ...]] = attrgetter(*_KNOWN)
changeable: Callable[[PendingRow], tuple[object, ...]] = attrgetter(*_CHANGEABLE, "id")
"""Returns the columns that a later digest may change, and the number of the paper."""


@dataclass(slots=True)
class PendingRow:
    """A paper while a batch works on it: the columns of its row, and what is new."""

    id: int
    title: str
    key: int
    authors: str | None = None
    author_count: int | None = None
    organization: str | None = None
    submitted_by: str | None = None
    date: str | None = None
    dating: int = 0
    comment_count: int | None = None
    upvotes: int | None = None
    version: int = 0
    text_version: int = 0
    edition: int | None = None
    listing: int = 0
    abstract_length: int = 0
    read: int = 0
    starred: int = 0
    place: int = 0
    before: tuple[object, ...] = ()  # what `changeable` was in the index; empty for a new paper
    texts: dict[int, str] = field(default_factory=dict)  # of this batch by version; 0 if unknown

    @classmethod
    def known(cls, columns: Sequence[Any]) -> PendingRow:
        """Return a paper of the index."""
        row = cls(*columns)
        row.before = changeable(row)
        return row

    @property
    def is_new(self) -> bool:
        """Whether this batch added the paper."""
        return not self.before

    def columns(self) -> tuple[object, ...]:
        """Return the row of the table of papers."""
        return (*_known(self), readable_title(self.title))

    def fill(self, parsed: ParsedPaper, day: Day) -> None:
        """Add what ``parsed``, a paper of this ``day``, adds; nothing known is lost."""
        if parsed.authors and (self.authors is None or self._may_be_cut(parsed.authors)):
            self.authors = meta.texts_as_json(parsed.authors)
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

    def _may_be_cut(self, authors: Sequence[str]) -> bool:
        """Return whether the known authors are as many as a listing shows, and ``authors`` more."""
        most = MOST_LISTED_AUTHORS
        return len(authors) > most and len(json.loads(self.authors or "[]")) == most

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
        older = texts.items() if latest > 1 else ()
        others = {version: other for version, other in older if not _has_same_words(other, text)}
        self.text_version = latest
        if text == known:
            return None, others
        self.abstract_length = len(text)
        return text, others


def choose_texts(
    db: sqlite3.Connection, rows: Iterable[PendingRow]
) -> tuple[list[tuple[PendingRow, str | None, str]], list[tuple[int, int, str]]]:
    """Return row, old and new abstract; and paper, version and text of those not shown."""
    pending = [row for row in rows if row.texts]
    late = [row.id for row in pending if not row.is_new]
    known: dict[int, str] = dict(db.execute(_TEXTS, (meta.as_set(late),)) if late else ())
    texts: list[tuple[PendingRow, str | None, str]] = []
    others: list[tuple[int, int, str]] = []
    for row in pending:
        old = known.get(row.id)
        text, older = row.choose_text(old)
        others += [(row.id, version, other) for version, other in older.items()]
        if text is not None:
            texts.append((row, old, text))
    return texts, others


def new_row(
    paper: int, key: int, edition: int | None, place: int, parsed: ParsedPaper, day: Day
) -> tuple[object, ...]:
    """Return the row of a paper that only ``parsed``, with this ``day``, is about.

    It is what a `PendingRow` that is filled with it has as columns.
    """
    version, text = version_of(parsed), parsed.abstract
    return (
        paper,
        parsed.title,
        key,
        meta.texts_as_json(parsed.authors) if parsed.authors else None,
        parsed.author_count,
        parsed.organization or None,
        parsed.submitted_by or None,
        *day,
        parsed.comment_count,
        parsed.upvotes,
        version,
        version if text else 0,
        edition,
        listing_of(parsed),
        len(text),
        0,
        0,
        place,
        readable_title(parsed.title),
    )


def readable_title(title: str) -> str | None:
    """Return the title without its LaTeX, stored for the first page; None if it has none."""
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
    """Return the surer of two days: a printed one, then a guessed one, then a month or a year."""
    if later[0] is not None and (first[0] is None or first[1] > later[1]):
        return later
    return first


def derive_place_and_date(db: sqlite3.Connection, papers: Iterable[int]) -> None:
    """Derive place and date of ``papers`` from their digests."""
    db.execute(_DERIVE, (meta.as_set(papers),))
