"""The lists a library offers, and how many papers they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import Precision, written

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping


class ViewKind(StrEnum):
    """The kinds of lists a library offers."""

    ALL = "all"
    UNREAD = "unread"
    STARRED = "starred"
    DIGEST = "digest"
    QUERY = "query"
    FOR_YOU = "for-you"
    RELATED = "related"


SUGGESTED = (ViewKind.FOR_YOU, ViewKind.RELATED)
"""The kinds whose papers are not looked up but compared, which may take its time."""


@dataclass(frozen=True, slots=True)
class View:
    """A list of papers by name: all, unread, starred, one digest's, a query's, or suggestions.

    A digest's papers stand in the digest's order; suggested ones best first; what a query finds as
    `Library.find` has it; the others newest digest first, and inside one digest in its order. A
    paper of several digests stands where its newest has it.

    Attributes:
        kind: Which list.
        digest: Name of the digest, where it is one's.
        query: The query, where it is what one finds.
        paper: Key of a paper, where it is of those related to one.
    """

    kind: ViewKind
    digest: str | None = field(default=None)
    query: str | None = field(default=None)
    paper: str | None = field(default=None)

    @classmethod
    def all(cls) -> View:
        """Every paper."""
        return cls(ViewKind.ALL)

    @classmethod
    def unread(cls) -> View:
        """Every paper not read."""
        return cls(ViewKind.UNREAD)

    @classmethod
    def starred(cls) -> View:
        """Every paper with a star."""
        return cls(ViewKind.STARRED)

    @classmethod
    def of_digest(cls, name: str) -> View:
        """The papers of the digest called ``name``."""
        return cls(ViewKind.DIGEST, name)

    @classmethod
    def of_query(cls, text: str) -> View:
        """What the query ``text`` finds among all papers."""
        return cls(ViewKind.QUERY, query=text)

    @classmethod
    def for_you(cls) -> View:
        """Unread papers like those with a star: see `octavo_model.library.Library.for_you`."""
        return cls(ViewKind.FOR_YOU)

    @classmethod
    def related(cls, key: str) -> View:
        """The papers nearest to the one called ``key``."""
        return cls(ViewKind.RELATED, paper=key)

    @property
    def is_suggested(self) -> bool:
        """Whether its papers are not looked up but compared."""
        return self.kind in SUGGESTED

    @property
    def is_indexed(self) -> bool:
        """Whether the index lists its papers, so that it always knows them."""
        return self.kind is not ViewKind.QUERY and self.kind not in SUGGESTED


class Counts(NamedTuple):
    """How many papers a view holds, and how many of them carry which mark."""

    total: int
    unread: int
    starred: int


class Digest(NamedTuple):
    """A digest of the library.

    Attributes:
        id: Number inside this index; not kept over a rebuild.
        name: Unique, short, fit for a command line: ``daily-papers-2025-10-28``.
        format: Name of the format it was read by.
        date: Its day, or None.
        date_inferred: Whether a part of ``date`` was concluded.
        total: Number of distinct papers in it.
        unread: How many of them are unread.
    """

    id: int
    name: str
    format: str
    date: dt.date | None
    date_inferred: bool
    total: int
    unread: int


@dataclass(frozen=True, slots=True)
class PaperRow:
    """What a line of a list shows of a paper; the fields are those of `Paper`."""

    id: int
    title: str
    date: dt.date | None
    comment_count: int | None
    read: bool
    starred: bool
    date_inferred: bool = False
    updated: bool = False
    readable: str | None = None
    date_precision: Precision = Precision.DAY

    @property
    def shown(self) -> str:
        """The title as a person would write it."""
        return self.readable or self.title

    @property
    def day(self) -> str | None:
        """The date as far as it is known: ``2014-07-01``, ``2014-07`` or ``2014``."""
        return written(self.date, self.date_precision) if self.date else None


class Field(StrEnum):
    """What a user can mark on a paper."""

    READ = "read"
    STARRED = "starred"


class Totals(NamedTuple):
    """What lists hold after a mark.

    Attributes:
        everything: All papers.
        starred: The papers with a star.
        digests: The digests of the papers marked, by their ids.
    """

    everything: Counts
    starred: Counts
    digests: Mapping[int, Counts]

    def of(self, view: View, digest: int | None = None) -> Counts | None:
        """Return what ``view`` holds; None if the mark did not change that or it is not known."""
        unread = self.everything.unread
        known = {
            ViewKind.ALL: self.everything,
            ViewKind.UNREAD: Counts(unread, unread, self.starred.unread),
            ViewKind.STARRED: self.starred,
        }
        return known.get(view.kind) if digest is None else self.digests.get(digest)


@dataclass(frozen=True, slots=True)
class MarkChange:
    """What one mark, undo or redo changed.

    Attributes:
        name: Its name in the journal; empty where nothing changed.
        field: What was marked.
        value: What the papers now have.
        papers: Ids of the papers that changed.
        title: Title of the first of them, for messages.
        totals: What lists hold now; None where nothing changed.
    """

    name: str
    field: Field
    value: bool
    papers: tuple[int, ...]
    title: str = ""
    totals: Totals | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A paper to read next.

    Attributes:
        id: The paper.
        score: How well it fits. Of related papers the cosine of the two, 0 to 1; of papers for
            the user only the order means something.
        terms: The words and phrases that speak for it most, as the paper writes them.
        nearest: The starred paper it is most like, where it is for the user.
        nearest_title: The title of that.
        same: Whether it may be the same work, as the one it is related to or the nearest starred
            one: see `octavo_model.library.Library.merge`.
    """

    id: int
    score: float
    terms: tuple[str, ...]
    nearest: int | None = None
    nearest_title: str = ""
    same: bool = False


@dataclass(frozen=True, slots=True)
class ForYou:
    """What is ranked by the user's stars.

    Attributes:
        suggestions: The papers, best first.
        missing: How many more stars are needed before there can be any; 0 where there are enough.
    """

    suggestions: tuple[Suggestion, ...]
    missing: int = 0
