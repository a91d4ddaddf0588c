"""The lists, digests and papers of a library."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from octavo_model.core.dates import local_day
from octavo_model.core.errors import OctavoError, UnknownPaperError
from octavo_model.core.views import ViewKind
from octavo_model.index import counts, papers, queries, window
from octavo_model.index import keys as index_keys
from octavo_model.index.queries import Shown
from octavo_model.library.stored_texts import StoredTexts
from octavo_model.text.fold import nearest

if TYPE_CHECKING:
    import sqlite3
    from array import array
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from octavo_model.core.dates import Clock
    from octavo_model.core.paper import Edition, Paper, PaperKey
    from octavo_model.core.views import Counts, Digest, PaperRow, View
    from octavo_model.index.repository import Repository
    from octavo_model.storage.archive_record import Record

    Window = tuple[list[int], int, bool]

T = TypeVar("T")

INBOX_DAYS = 30
_CHUNK = 2_000


class ComputedList(Protocol):
    """How the papers of some views are computed; the index stores those of all others."""

    def ids(self, view: View, limit: int = -1) -> array[int]:
        """Return the papers of ``view``, at most ``limit`` of them unless that is negative."""

    def counts(self, ids: Sequence[int]) -> Counts:
        """Return how many papers ``ids`` are, and how many of them have which mark."""


class Catalog:
    """The lists, digests and papers of a library: `Library.catalog`.

    Args:
        repository: What is stored.
        computed: How the lists are computed that the index does not store.
        clock: The time, for papers that come back on a day.

    Attributes:
        hidden: What `hide` has set, as `octavo_model.index.first_page` needs it.
        inbox_days: How old the digests of the Inbox are at most.
        texts: The titles and abstracts, for search and comparison.
        noticed: Returns rows or papers with what finds them, of what is followed and muted.
    """

    def __init__(
        self, repository: Repository, computed: Mapping[ViewKind, ComputedList], clock: Clock
    ) -> None:
        self._repository = repository
        self._computed = computed
        self._clock = clock
        self.hidden = ""
        self.inbox_days = INBOX_DAYS
        self.texts = StoredTexts(repository)
        self.noticed: Callable[[list[Any]], list[Any]] = lambda found: found

    @property
    def today(self) -> dt.date:
        """The day, where the user is."""
        return local_day(self._clock)

    @property
    def shown(self) -> Shown:
        """What lists show now."""
        return Shown(self.today.toordinal(), self.inbox_days, self.hidden)

    def hide(self, *, cross_lists: bool, replacements: bool) -> None:
        """Hide papers that arXiv only ever cross-listed, or only ever replaced.

        Lists, digests and counts of this open library are without them, unless they are starred.
        """
        from octavo_model.index.write.rows import CROSS_LISTED, REPLACED

        listings = ((CROSS_LISTED, cross_lists), (REPLACED, replacements))
        self.hidden = ",".join(str(listing) for listing, is_hidden in listings if is_hidden)

    def digests(self) -> list[Digest]:
        """Return all digests, newest first, those without a date last."""
        return self._repository.read(partial(counts.digests, shown=self.shown))

    def digest(self, name: str) -> Digest:
        """Return the digest with this name.

        Raises:
            OctavoError: It does not exist; the error suggests a similar name.
        """
        digests = {digest.name: digest for digest in self.digests()}
        if name in digests:
            return digests[name]
        near = nearest(name, digests, cutoff=0.4)
        hint = f"did you mean {near}?" if near else "see octavo digest list"
        raise OctavoError(name, "no digest with that name", hint)

    def keys_of(self, id: int) -> list[PaperKey]:  # noqa: A002 - named as in Paper
        """Return all keys of a paper, its present one first, and why they are of one paper."""
        return self._repository.read(partial(papers.keys_of, paper=id))

    def record(self, name: str) -> Record:
        """Return what the archive records about a digest; errors as in `digest`."""
        return self._repository.archive.record(self.source(name))

    def source(self, name: str) -> str:
        """Return the name in the archive of the digest with this name; errors as in `digest`."""
        found = self._repository.read(partial(queries.digest_source, name=name))
        return self.source(self.digest(name).name) if found is None else found

    def counts(self, view: View) -> Counts:
        """Return how many papers a view has, and how many of them have which mark.

        Raises:
            OctavoError: The digest or paper of the view does not exist.
        """
        if computed := self._computed.get(view.kind):
            return computed.counts(computed.ids(view))
        return self._of_view(view, lambda db, kind, of: counts.counts(db, kind, of, self.shown))

    def only_in(self, name: str) -> Counts:
        """Return the counts of the papers that the digest ``name`` alone lists.

        Raises:
            OctavoError: No digest has this name.
        """
        number, today = self.digest(name).id, self.shown.today
        return self._repository.read(lambda db: counts.only_in(db, number, today))

    def has_news(self, seen: int, day: int) -> bool:
        """Return whether the Inbox has undecided papers that it did not have at an earlier look.

        Args:
            seen: The highest number of a digest then.
            day: That day, counted from the year 1.
        """
        return self._repository.read(lambda db: window.has_news(db, seen, day, *self.shown))

    def decided_today(self) -> tuple[int, int]:
        """Return how many papers became read today, and how many got a star."""
        start = int(dt.datetime.combine(self.today, dt.time()).timestamp() * 1_000_000)
        return self._repository.read(partial(counts.decided_since, time=start))

    def tally(self, ids: Sequence[int]) -> Counts:
        """Return how many of the papers ``ids`` exist, and how many of them have which mark."""
        return self._repository.read(lambda db: counts.tally(db, ids, self.shown.today))

    def ids(self, view: View, limit: int = -1) -> array[int]:
        """Return the papers of a view in its order.

        Args:
            view: The view. Recommendations take as long as `Recommendations.for_you`.
            limit: How many at most; all if negative.

        Raises:
            OctavoError: The digest or paper of the view does not exist.
        """
        if computed := self._computed.get(view.kind):
            return computed.ids(view, limit)
        return self._of_view(
            view, lambda db, kind, of: queries.ids(db, kind, of, limit, self.shown)
        )

    def window(self, view: View, key: str, reach: int) -> Window:
        """Return the papers of a view around one of them, however many it has.

        Args:
            view: The view.
            key: Any key of the paper; the first is used if the view has no such paper.
            reach: How many papers on either side.

        Returns:
            Ids in order, the index of that paper among them, and whether they are all.

        Raises:
            OctavoError: The digest or paper of the view does not exist.
        """
        if computed := self._computed.get(view.kind):
            ids = computed.ids(view)
            # Recommendations are few, and take seconds to compute: they are returned whole.
            reach = len(ids) if view.is_suggested else reach
            paper = self._repository.read(lambda db: index_keys.by_key(db, key))
            index = ids.index(paper) if paper is not None and paper in ids else 0
            start = max(0, index - reach)
            around = list(ids[start : index + reach])
            return around, index - start, len(around) == len(ids)

        def query(db: sqlite3.Connection, kind: ViewKind, of: int | str | None) -> Window:
            paper = index_keys.by_key(db, key)
            return window.around(db, kind.value, of, paper, reach, *self.shown)

        return self._of_view(view, query)

    def undecided(self) -> Sequence[int]:
        """Return all papers on which the user has still to decide, newest digest first."""
        today = self.shown.today
        return self._repository.read(partial(queries.undecided, papers=None, today=today))

    def next_undecided(self, ids: Sequence[int], start: int, step: int) -> int | None:
        """Return the index of the first undecided paper after ``ids[start]``; None without one.

        Args:
            ids: Papers in the order of a list.
            start: Where to start; this one is not considered.
            step: 1 forwards, -1 backwards; both continue at the other end.
        """
        count, today = len(ids), self.shown.today
        chunk = 64
        done = 1
        while done < count:
            indexes = [(start + step * n) % count for n in range(done, min(done + chunk, count))]
            wanted = [ids[index] for index in indexes]
            read = partial(queries.undecided, papers=wanted, today=today)
            undecided = set(self._repository.read(read))
            for index in indexes:
                if ids[index] in undecided:
                    return index
            done, chunk = done + chunk, min(chunk * 4, 16_384)
        return None

    def rows(self, ids: Sequence[int]) -> list[PaperRow | None]:
        """Return what a list shows of each paper; None if it no longer exists."""
        read = partial(queries.rows, papers=ids, today=self.shown.today)
        return self.noticed(self._repository.read(read))

    def starts(self, ids: Sequence[int]) -> Sequence[int]:
        """Return the indexes in ``ids`` at which another newest digest starts."""
        return self._repository.read(lambda db: queries.starts(db, ids))

    def keys(self, ids: Sequence[int]) -> list[str | None]:
        """Return the key of each paper; None if it no longer exists."""
        return self._repository.read(lambda db: queries.keys(db, ids))

    def paper(self, id: int) -> Paper:  # noqa: A002 - named as in Paper
        """Return everything about one paper.

        Raises:
            UnknownPaperError: It no longer exists.
        """
        for paper in self.papers((id,)):
            return paper
        raise UnknownPaperError(f"paper {id}", "is no longer in the library")

    def papers(self, ids: Sequence[int]) -> Iterator[Paper]:
        """Yield everything about papers, in order, without those that no longer exist."""
        today = self.shown.today
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            found = self._repository.read(partial(papers.papers, wanted=chunk, today=today))
            yield from self.noticed(found)

    def editions(self, id: int) -> list[Edition]:  # noqa: A002 - named as in Paper
        """Return the different abstracts of other versions of a paper, latest first."""
        return self._repository.read(lambda db: papers.editions(db, id))

    def resolve(self, key: str) -> int:
        """Return the paper that ``key`` means.

        Args:
            key: Any key the paper ever had; an arXiv id, with or without version, or its URL; a
                title; or the start of a key or title that only one paper has.

        Raises:
            UnknownPaperError: It matches no paper (the error suggests a similar one) or several.
        """
        return self._repository.read(lambda db: index_keys.resolve(db, key))

    def _of_view(
        self, view: View, query: Callable[[sqlite3.Connection, ViewKind, int | str | None], T]
    ) -> T:
        def run(db: sqlite3.Connection) -> T | None:
            if view.kind is not ViewKind.DIGEST:
                return query(db, view.kind, view.tag)
            number = queries.digest_id(db, view.digest or "")
            return None if number is None else query(db, view.kind, number)

        result = self._repository.read(run)
        if result is None:
            self.digest(view.digest or "")
            raise OctavoError(view.digest or "", "has no papers yet")
        return result
