"""The lists a library offers, their rows and counts, and saved views."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import Precision, written
from octavo_model.core.marks import MarkState

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from octavo_model.core.marks import Verdict


class ViewKind(StrEnum):
    """The kinds of lists a library offers."""

    INBOX = "inbox"
    ALL = "all"
    STARRED = "starred"
    LATER = "later"
    DIGEST = "digest"
    QUERY = "query"
    FOR_YOU = "for-you"
    RELATED = "related"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class View:
    """A list of papers by name: the Inbox, all, one digest's, a query's, suggestions, and so on.

    A digest's papers are in the digest's order; suggested ones best first; the results of a query
    as `Searcher.find` sorts them; those for later by the day they come back; the others newest
    digest first, and within a digest in its order. A paper of several digests is at its position in
    the newest.

    Attributes:
        kind: Which list.
        digest: Name of the digest, for a list of one.
        query: The query, for its results.
        paper: Key of a paper, for those related to it.
        tag: Name of the tag, for the papers that have it.
    """

    kind: ViewKind
    digest: str | None = None
    query: str | None = None
    paper: str | None = None
    tag: str | None = None

    @classmethod
    def inbox(cls) -> View:
        """The undecided papers of recent digests, and those whose day for later has come."""
        return cls(ViewKind.INBOX)

    @classmethod
    def all(cls) -> View:
        """Every paper."""
        return cls(ViewKind.ALL)

    @classmethod
    def starred(cls) -> View:
        """Every paper with a star."""
        return cls(ViewKind.STARRED)

    @classmethod
    def later(cls) -> View:
        """Every paper put off to a later day."""
        return cls(ViewKind.LATER)

    @classmethod
    def of_digest(cls, name: str) -> View:
        """The papers of the digest ``name``."""
        return cls(ViewKind.DIGEST, name)

    @classmethod
    def of_query(cls, text: str) -> View:
        """The results of the query ``text`` among all papers."""
        return cls(ViewKind.QUERY, query=text)

    @classmethod
    def for_you(cls) -> View:
        """Unread papers like those with a star: see `Recommendations.for_you`."""
        return cls(ViewKind.FOR_YOU)

    @classmethod
    def related(cls, key: str) -> View:
        """The papers nearest to the paper ``key``."""
        return cls(ViewKind.RELATED, paper=key)

    @classmethod
    def of_tag(cls, name: str) -> View:
        """The papers with the tag ``name``; none if no paper has it."""
        return cls(ViewKind.TAG, tag=name)

    @property
    def is_suggested(self) -> bool:
        """Whether its papers are compared, which may take time."""
        return self.kind in (ViewKind.FOR_YOU, ViewKind.RELATED)

    @property
    def is_mixed(self) -> bool:
        """Whether it lists papers of several digests, and may be divided by them."""
        others = (ViewKind.DIGEST, ViewKind.LATER)
        return self.kind not in others and not self.is_suggested

    @property
    def is_indexed(self) -> bool:
        """Whether the index lists its papers, so that it always knows them."""
        return self.kind is not ViewKind.QUERY and not self.is_suggested


class Counts(NamedTuple):
    """The number of papers in a view, of those that are undecided, and of those with a star."""

    total: int
    undecided: int
    starred: int


class TagCount(NamedTuple):
    """A tag, and how many papers have it."""

    name: str
    papers: int


class Digest(NamedTuple):
    """A digest of the library.

    Attributes:
        id: Number inside this index; not kept over a rebuild.
        name: Unique, short, usable on a command line: ``daily-papers-2025-10-28``.
        format: Name of the format it was read by.
        date: Its day, or None.
        date_inferred: Whether a part of ``date`` was inferred.
        total: Number of distinct papers in it.
        undecided: How many of them are undecided: see `octavo_model.core.marks.MarkState`.
        in_inbox: Whether its undecided papers are in the Inbox.
    """

    id: int
    name: str
    format: str
    date: dt.date | None
    date_inferred: bool
    total: int
    undecided: int
    in_inbox: bool = False


class Titled:
    """What a paper and its row have in common: how their title and date are shown."""

    __slots__ = ()

    title: str
    readable: str | None
    date: dt.date | None
    date_inferred: bool
    date_precision: Precision
    listed: dt.date | None

    @property
    def shown(self) -> str:
        """The title as a person would write it."""
        return self.readable or self.title

    @property
    def day(self) -> str | None:
        """The date as far as it is known: ``2014-07-01``, ``2014-07`` or ``2014``."""
        return written(self.date, self.date_precision) if self.date else None

    @property
    def day_or_listed(self) -> str | None:
        """The same; of a paper without a date, the day of its digest."""
        return self.day or (self.listed.isoformat() if self.listed else None)

    @property
    def is_guess(self) -> bool:
        """Whether that day is not certain."""
        is_about = self.date_precision is Precision.ABOUT
        return self.date is None or self.date_inferred or is_about


@dataclass(frozen=True, slots=True)
class PaperRow(Titled):
    """The fields of a `Paper` that a line of a list shows.

    Attributes:
        listed: The day of its newest digest, if it has no date.
        digest: The number of that digest.
        first_author: The family name of the first one, or the name of a group.
        category: The first one.
        noted: Whether the user has a note about it.
        followed: What finds it, of what the user follows; empty for nothing.
        muted: The same of what the user muted.
    """

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
    verdict: Verdict | None = None
    listed: dt.date | None = None
    digest: int = 0
    upvotes: int | None = None
    first_author: str = ""
    author_count: int | None = None
    category: str = ""
    due: bool = False
    noted: bool = False
    followed: str = ""
    muted: str = ""

    @property
    def marks(self) -> MarkState:
        """Its marks."""
        return MarkState(self.read, self.starred, self.verdict, self.updated, self.due)


class Totals(NamedTuple):
    """What lists hold after a mark."""

    everything: Counts  # all papers
    starred: Counts
    digests: Mapping[int, Counts]  # of the papers marked, by their ids

    def of(self, view: View, digest: int | None = None) -> Counts | None:
        """Return what ``view`` holds; None if the mark did not change that or it is not known."""
        known = {ViewKind.ALL: self.everything, ViewKind.STARRED: self.starred}
        return known.get(view.kind) if digest is None else self.digests.get(digest)


class SavedView(NamedTuple):
    """The query of a saved view, and its position: views with lower numbers come first."""

    query: str
    position: float
