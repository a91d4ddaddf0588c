"""Search in a library: by titles, and by queries."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.core.parsed import Progress, no_progress
from octavo_model.core.views import View

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from octavo_model.core.dates import Clock
    from octavo_model.core.views import Counts
    from octavo_model.index.repository import Repository
    from octavo_model.library.catalog import Catalog
    from octavo_model.library.rankings import Rankings
    from octavo_model.search.abstract_search import AbstractSearch
    from octavo_model.search.acronyms.index import AliasIndex
    from octavo_model.search.finder import Finder
    from octavo_model.search.query.completion import KnownNames
    from octavo_model.search.query.nodes import Query
    from octavo_model.search.results import SearchResult
    from octavo_model.search.title_search import Ranked, TitleSearch


_MINED_AT_ONCE = 4_000
"""The acronyms of so many papers are found in a fraction of a second."""


class Searcher:
    """Search in a library: `Library.search`. It computes the views of queries.

    Args:
        repository: What is stored.
        catalog: The lists to search in.
        rankings: What sorts by score.
        clock: The time, for ages in queries.
    """

    def __init__(
        self, repository: Repository, catalog: Catalog, rankings: Rankings, clock: Clock
    ) -> None:
        self._repository = repository
        self._catalog = catalog
        self._rankings = rankings
        self._texts = catalog.texts
        self._clock = clock
        self._titles: TitleSearch | None = None
        self._abstracts: AbstractSearch | None = None
        self._aliases: AliasIndex | None = None
        self._lacks_acronyms = False
        self._finder: Finder | None = None

    def ids(self, view: View, limit: int = -1) -> array[int]:
        """Return the papers of a query's view: see `Catalog.ids`."""
        ids = array("q", self.find(view.query or "", View.all()).ids)
        return ids if limit < 0 else ids[:limit]

    def counts(self, ids: Sequence[int]) -> Counts:
        """Return how many papers ``ids`` are, and how many of them have which mark."""
        return self._query_finder().counts(ids)

    def find(
        self,
        query: str | Query,
        among: Sequence[int] | View,
        *,
        near: bool = False,
        wait: bool = True,
    ) -> SearchResult:
        """Return the papers that match a query, in the order it asks for.

        Without a ``sort:`` the best match is first if the query has words, else the order is that
        of ``among``. Problems of the query are part of the result.

        Args:
            query: What to search for; a text is parsed.
            among: A view, or paper ids in a sequence that is not changed afterwards. To use the
                same sequence for the next query saves most of the work.
            near: Whether to add papers that match in part where few match: `SearchResult.near`.
            wait: Whether to build the indexes that the query needs first. Otherwise the search uses
                those at hand: see `prepare_abstracts`.

        Raises:
            OctavoError: The view does not exist.
        """
        ids = self._catalog.ids(among) if isinstance(among, View) else among
        parsed = _parsed(query)
        unsorted = replace(parsed, sort=None) if _is_by_score(parsed) else parsed
        result = self._find(unsorted, ids, near=near, wait=wait)
        return result if unsorted is parsed else self._ranked(replace(result, query=parsed))

    def _find(
        self, parsed: Query, ids: Sequence[int], *, near: bool = False, wait: bool
    ) -> SearchResult:
        if parsed.words.strip():
            self._use_acronyms(build=wait)
        if wait and (near or _searches_abstracts(parsed)):
            self._abstract_search().prepare(no_progress)
        return self._query_finder().find(parsed, ids, near=near)

    def _ranked(self, result: SearchResult) -> SearchResult:
        """Return ``result`` by score; as it is if nothing was kept yet."""
        if not self._rankings.has_kept():
            return result
        ranking = self._rankings.open(result.ids)
        order = ranking.order()
        if result.query.sort is not None and result.query.sort.reverse:
            order.reverse()
        known = dict(zip(ranking.ids, ranking.scores().tolist(), strict=True))
        # What has no score comes last, also in the reverse order.
        ids = array("q", [*order, *(paper for paper in result.ids if paper not in known)])
        scores = [known.get(paper, 0.0) for paper in ids]
        return replace(result, ids=ids, scores=scores, ranking=ranking)

    def find_within(
        self, query: str | Query, among: Sequence[int], timeout: float, *, near: bool = False
    ) -> SearchResult | None:
        """Return what `find` does, or None if that takes more than ``timeout`` seconds.

        To sort by score always does.
        """
        parsed = _parsed(query)
        if (self._titles is None and self._finder is None) or _is_by_score(parsed):
            return None
        return self._query_finder().find_within(parsed, among, timeout, near=near)

    def find_many(
        self, queries: Iterable[str], *, wait: bool = True
    ) -> list[tuple[SearchResult, Counts]]:
        """Return what each query finds among all papers, in any order, with its counts.

        All papers are listed only once. ``wait`` is that of `find`.
        """
        among = self._catalog.ids(View.all())
        results = [self._find(_parsed(query), among, wait=wait) for query in queries]
        return [(result, self.counts(result.ids)) for result in results]

    def find_titles(self, query: str, among: Sequence[int]) -> Ranked:
        """Return the papers whose titles or authors match words, best first.

        Case, accents and the order of words do not matter; typing errors match.
        """
        return self._title_search().search(query, among, self._texts.newest())

    def completion_names(self) -> KnownNames:
        """Return the names of digests, sources and categories, for completing a query."""
        return self._query_finder().names()

    def authors(self, prefix: str, limit: int = 20) -> list[str]:
        """Return names of authors for completing a query, those with most papers first.

        The first call reads all authors, about a second for 100,000 papers.

        Args:
            prefix: The start of a name; each word of it must start a word of the name. Accents,
                case and TeX do not matter.
            limit: How many at most.
        """
        return self._query_finder().authors(prefix, limit)

    def prepare(self) -> None:
        """Build the index of titles, so that the next search is fast."""
        self._title_search().make_ready(self._texts.newest())
        self._use_acronyms(build=False)

    def prepare_abstracts(self, progress: Progress = no_progress) -> None:
        """Build the index of words of abstracts, so that they are ranked by it, and of acronyms.

        It takes about fourteen seconds for 100,000 papers, once. Searches meanwhile use SQLite's
        full text: slower, with whole words only, and without papers that match in part.

        Args:
            progress: Called with papers counted and papers to count.
        """
        self._abstract_search().prepare(progress)
        self._use_acronyms(build=True, progress=progress)

    def _use_acronyms(self, *, build: bool, progress: Progress = no_progress) -> None:
        """Let acronyms find long forms, and the other way.

        Without ``build`` only if their index is at hand, or made in no noticeable time.
        """
        newest, titles = self._texts.newest(), self._title_search()
        if self._aliases is None:
            from octavo_model.search.acronyms.index import AliasIndex

            path = self._repository.folder / "aliases.idx"
            if not (build or newest <= _MINED_AT_ONCE or path.exists()):
                self._lacks_acronyms = True
                return
            self._aliases = AliasIndex(self._texts, path)
        if self._aliases.is_busy and not build:
            return
        titles.prepare(newest)
        titles.hide(self._aliases.prepare(newest, progress))
        self._lacks_acronyms = False

    @property
    def needs_abstracts(self) -> bool:
        """Whether the last search would have been better after `prepare_abstracts`."""
        return self._lacks_acronyms or (self._abstracts is not None and self._abstracts.is_waiting)

    @property
    def is_ready(self) -> bool:
        """Whether the index of titles is built."""
        return self._titles is not None and self._titles.is_ready

    def position(self, id: int, among: Sequence[int]) -> int | None:  # noqa: A002 - as in Paper
        """Return the index of a paper among others, or None. It reads nothing from disk."""
        if self.is_ready:
            # Its modules are imported by now, and it is much faster for a long list.
            from octavo_model.search.title_search import position_of

            return position_of(id, among)
        try:
            return among.index(id)
        except ValueError:
            return None

    def _title_search(self) -> TitleSearch:
        if self._titles is None:
            from octavo_model.search.title_search import TitleSearch

            path = self._repository.folder / "titles.idx"
            self._titles = TitleSearch(self._texts, path)
        return self._titles

    def _abstract_search(self) -> AbstractSearch:
        if self._abstracts is None:
            from octavo_model.search.abstract_search import AbstractSearch

            self._abstracts = AbstractSearch(self._texts.terms)
        return self._abstracts

    def _query_finder(self) -> Finder:
        if self._finder is None:
            from octavo_model.search.finder import Finder

            abstracts = self._abstract_search()
            self._finder = Finder(self._repository, self._title_search, abstracts, self._clock)
        return self._finder


def _parsed(query: str | Query) -> Query:
    from octavo_model.search.query.parser import parse

    return parse(query) if isinstance(query, str) else query


def _is_by_score(query: Query) -> bool:
    from octavo_model.search.query.field_types import SCORE

    return query.sort is not None and query.sort.by == SCORE


def _searches_abstracts(query: Query) -> bool:
    from octavo_model.search.evaluation import searches_abstracts

    return searches_abstracts(query)
