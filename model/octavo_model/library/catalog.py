"""The lists, digests and papers of a library."""

from __future__ import annotations

from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from octavo_model.core.errors import OctavoError, UnknownPaperError
from octavo_model.core.views import ViewKind
from octavo_model.index import keys as index_keys
from octavo_model.index import meta, papers, queries
from octavo_model.text.fold import nearest

if TYPE_CHECKING:
    import sqlite3
    from array import array
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from octavo_model.core.paper import Edition, Paper, PaperKey
    from octavo_model.core.views import Counts, Digest, PaperRow, View
    from octavo_model.index.repository import Repository
    from octavo_model.search.similar.counting import Text
    from octavo_model.search.similar.store import TermStore
    from octavo_model.storage.archive_record import Record

    Window = tuple[list[int], int, bool]

T = TypeVar("T")
Row = TypeVar("Row", bound="tuple[Any, ...]")

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

    Attributes:
        hidden: What `hide` has set, as `octavo_model.index.first_page` needs it.
        texts: The titles and abstracts, for search and comparison.
    """

    def __init__(self, repository: Repository, computed: Mapping[ViewKind, ComputedList]) -> None:
        self._repository = repository
        self._computed = computed
        self.hidden = ""
        self.texts = StoredTexts(repository)

    def hide(self, *, cross_lists: bool, replacements: bool) -> None:
        """Hide papers that arXiv only ever cross-listed, or only ever replaced.

        Lists, digests and counts of this open library are without them, unless they are starred.
        """
        from octavo_model.index.write.rows import CROSS_LISTED, REPLACED

        listings = ((CROSS_LISTED, cross_lists), (REPLACED, replacements))
        self.hidden = ",".join(str(listing) for listing, is_hidden in listings if is_hidden)

    def digests(self) -> list[Digest]:
        """Return all digests, newest first, those without a date last."""
        return self._repository.read(lambda db: queries.digests(db, self.hidden))

    def digest(self, name: str) -> Digest:
        """Return the digest with this name.

        Raises:
            OctavoError: It does not exist; the error suggests a similar name.
        """
        digests = {digest.name: digest for digest in self.digests()}
        if name in digests:
            return digests[name]
        near = nearest(name, digests, cutoff=0.4)
        hint = f"did you mean {near}?" if near else "see octavo digests"
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
        return self._of_view(
            view, lambda db, kind, digest: queries.counts(db, kind, digest, self.hidden)
        )

    def tally(self, ids: Sequence[int]) -> Counts:
        """Return how many of the papers ``ids`` exist, and how many of them have which mark."""
        return self._repository.read(lambda db: queries.tally(db, ids))

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
            view, lambda db, kind, digest: queries.ids(db, kind, digest, limit, self.hidden)
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
            window = list(ids[start : index + reach])
            return window, index - start, len(window) == len(ids)
        from octavo_model.index.window import around

        def query(db: sqlite3.Connection, kind: ViewKind, digest: int | None) -> Window:
            return around(db, kind.value, digest, index_keys.by_key(db, key), reach, self.hidden)

        return self._of_view(view, query)

    def next_unread(self, ids: Sequence[int], start: int, step: int) -> int | None:
        """Return the index of the first unread paper after ``ids[start]``; None if all are read.

        Args:
            ids: Papers in the order of a list.
            start: Where to start; this one is not considered.
            step: 1 forwards, -1 backwards; both continue at the other end.
        """
        count = len(ids)
        chunk = 64
        done = 1
        while done < count:
            indexes = [(start + step * n) % count for n in range(done, min(done + chunk, count))]
            wanted = [ids[index] for index in indexes]
            unread = self._repository.read(partial(queries.unread, papers=wanted))
            for index in indexes:
                if ids[index] in unread:
                    return index
            done, chunk = done + chunk, min(chunk * 4, 16_384)
        return None

    def rows(self, ids: Sequence[int]) -> list[PaperRow | None]:
        """Return what a list shows of each paper; None if it no longer exists."""
        return self._repository.read(lambda db: queries.rows(db, ids))

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
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            yield from self._repository.read(partial(papers.papers, wanted=chunk))

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
        self, view: View, query: Callable[[sqlite3.Connection, ViewKind, int | None], T]
    ) -> T:
        def run(db: sqlite3.Connection) -> T | None:
            if view.kind is not ViewKind.DIGEST:
                return query(db, view.kind, None)
            number = queries.digest_id(db, view.digest or "")
            return None if number is None else query(db, view.kind, number)

        result = self._repository.read(run)
        if result is None:
            self.digest(view.digest or "")
            raise OctavoError(view.digest or "", "has no papers yet")
        return result


class StoredTexts:
    """The titles and abstracts of a library, as what searches and compares them reads them."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._lock = Lock()
        self._terms: TermStore | None = None

    @property
    def terms(self) -> TermStore:
        """The index of their terms: one for all that needs it."""
        from octavo_model.search.similar.store import TermStore

        with self._lock:
            if self._terms is None:
                self._terms = TermStore(self, self._repository.folder / "terms.idx")
            return self._terms

    def titles(self, after: int = 0) -> Iterator[tuple[int, str, str]]:
        """Yield id, displayed title and names of each paper with an id above ``after``, ascending.

        The names of the authors are one text.
        """
        return self._rows(queries.titles, after)

    def texts(self, after: int = 0) -> Iterator[Text]:
        """Yield the texts of each paper with an id above ``after``, ascending."""
        from octavo_model.search.similar.counting import Text

        return map(Text._make, self._rows(queries.texts, after))

    def texts_of(self, ids: Sequence[int]) -> dict[int, Text]:
        """Return the texts of those of the papers ``ids`` that still exist."""
        from octavo_model.search.similar.counting import Text

        rows = self._repository.read(partial(queries.texts_of, papers=ids))
        return {row[0]: Text._make(row) for row in rows}

    def paper_ids(self, last: int) -> Sequence[int]:
        """Return the ids of all papers up to ``last``, ascending."""
        return self._repository.read(partial(queries.paper_ids, last=last))

    def newest(self) -> int:
        """Return the largest id of a paper; 0 if the library is empty."""
        return self._repository.read(queries.newest_paper)

    def stamp(self) -> str:
        """Return what distinguishes these ids from those of any other index."""
        return str(self._repository.read(partial(meta.get, name="uid")))

    def _rows(self, query: Callable[..., list[Row]], after: int) -> Iterator[Row]:
        while rows := self._repository.read(partial(query, after=after, limit=_CHUNK)):
            yield from rows
            after = rows[-1][0]
