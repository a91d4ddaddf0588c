"""How papers are found in a library: by titles, and by queries."""

from __future__ import annotations

from array import array
from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.views import View, ViewKind
from octavo_model.index import keys as names
from octavo_model.index import queries
from octavo_model.library.catalog import Looking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from octavo_model.core.views import Counts
    from octavo_model.index.repository import Engine
    from octavo_model.search.finder import Finder
    from octavo_model.search.query import Names, Query
    from octavo_model.search.results import SearchResult
    from octavo_model.search.title_search import Ranked, TitleSearch


class Finding(Looking):
    """A library in which papers are found; what a query finds is one of its lists."""

    _titles: TitleSearch | None = None
    _finds: Finder | None = None

    def counts(self, view: View) -> Counts:
        """See `Looking.counts`."""
        if view.kind is ViewKind.QUERY:
            return self._finder().counts(self.ids(view))
        return super().counts(view)

    def first_ids(self, view: View, limit: int) -> array[int]:
        """See `Looking.first_ids`."""
        if view.kind is ViewKind.QUERY:
            found = array("q", self.find(view.query or "", View.all()).ids)
            return found if limit < 0 else found[:limit]
        return super().first_ids(view, limit)

    def window(self, view: View, key: str, reach: int) -> tuple[list[int], int, bool]:
        """See `Looking.window`."""
        if view.kind is ViewKind.QUERY:
            return self._window_of(self.ids(view), key, reach)
        return super().window(view, key, reach)

    def _window_of(self, ids: Sequence[int], key: str, reach: int) -> tuple[list[int], int, bool]:
        paper = self._engine.read(lambda db: names.by_key(db, key))
        place = ids.index(paper) if paper is not None and paper in ids else 0
        start = max(0, place - reach)
        some = list(ids[start : place + reach])
        return some, place - start, len(some) == len(ids)

    def titles(self, after: int = 0) -> Iterator[tuple[int, str]]:
        """Id and title of every paper with an id above ``after``, in the order of ids.

        Titles are told as lists show them: see `octavo_model.text.latex`.
        """
        return IndexedTitles(self._engine).titles(after)

    def search(self, query: str, among: Sequence[int]) -> Ranked:
        """The papers of ``among`` whose titles fit ``query``, best first, equals in their order.

        Fuzzy: case, accents and the order of words do not matter, slips and abbreviations fit.
        Titles are searched as lists show them; a query in LaTeX is read as they are.
        The first call makes the index of titles.
        """
        return self._title_search().search(query, among, self._newest_paper())

    def search_within(self, query: str, among: Sequence[int], patience: float) -> Ranked | None:
        """Like `search`, if it can be done in ``patience`` seconds; else None."""
        if self._titles is None:
            return None
        return self._titles.search_within(query, among, self._newest_paper(), patience)

    def is_search_ready(self) -> bool:
        """Whether `search` would find the index of titles made."""
        return self._titles is not None and self._titles.is_ready

    def place(self, id: int, among: Sequence[int]) -> int | None:  # noqa: A002 - as in Paper
        """Where among papers one stands; None where it does not. Touches no disk."""
        if self.is_search_ready():
            # What that needs is imported by now, and much faster in a long list.
            from octavo_model.search.title_search import position_of

            return position_of(id, among)
        try:
            return among.index(id)
        except ValueError:
            return None

    def find(self, query: str | Query, among: Sequence[int] | View) -> SearchResult:
        """The papers of ``among`` that ``query`` means, in the order it asks for.

        Without a ``sort:`` they stand best first where there are words, else as in ``among``.
        Never raises for what a query says: its problems are told in what is found.

        Args:
            query: What is looked for; a text is parsed.
            among: A view, or paper ids in a sequence that is not changed afterwards; the same
                one at the next key saves most of the work.

        Raises:
            OctavoError: There is no such view.
        """
        from octavo_model.search.query.parser import parse

        ids = self.ids(among) if isinstance(among, View) else among
        return self._finder().find(parse(query) if isinstance(query, str) else query, ids)

    def found_by(self, queries: Iterable[str]) -> list[tuple[SearchResult, Counts]]:
        """What each of ``queries`` finds among all papers, and how many of it carry which mark.

        For many of them it takes less than `find` for each: all papers are listed once.
        """
        finder, among = self._finder(), self.ids(View.all())
        found = [self.find(query, among) for query in queries]
        return [(one, finder.counts(one.ids)) for one in found]

    def find_within(
        self, query: str | Query, among: Sequence[int], patience: float
    ) -> SearchResult | None:
        """Like `find`, if it can be done in ``patience`` seconds; else None."""
        if self._titles is None and self._finds is None:
            return None
        from octavo_model.search.query.parser import parse

        wanted = parse(query) if isinstance(query, str) else query
        return self._finder().find_within(wanted, among, patience)

    def names(self) -> Names:
        """The names of digests, sources and categories, for completing a query."""
        return self._finder().names()

    def authors(self, begun: str, most: int = 20) -> list[str]:
        """Names of authors of which each word of ``begun`` begins a part, for completing a query.

        Those with most papers come first. The first call reads all authors, which takes a
        second or so for 100,000 papers; the others a few milliseconds.

        Args:
            begun: What is typed of a name; accents, case and TeX do not matter.
            most: How many names to tell.
        """
        return self._finder().authors(begun, most)

    def prepare_search(self) -> None:
        """Make the index of titles, so that the first `search` finds it ready."""
        self._title_search().make_ready(self._newest_paper())

    def _title_search(self) -> TitleSearch:
        if self._titles is None:
            from octavo_model.search.title_search import TitleSearch

            index = self._engine.derived / "titles.idx"
            self._titles = TitleSearch(IndexedTitles(self._engine), index)
        return self._titles

    def _finder(self) -> Finder:
        if self._finds is None:
            from octavo_model.search.finder import Finder

            self._finds = Finder(self._engine, self._title_search, self._clock)
        return self._finds

    def _newest_paper(self) -> int:
        return self._engine.read(queries.newest_paper)


_CHUNK = 2_000


class IndexedTitles:
    """Titles as `TitleSearch` wants them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def titles(self, after: int = 0) -> Iterator[tuple[int, str]]:
        """Id and title, as lists show it, of every paper with an id above ``after``, ascending."""
        last = after
        while some := self._engine.read(partial(queries.titles, after=last, limit=_CHUNK)):
            yield from some
            last = some[-1][0]

    def paper_ids(self, last: int) -> Sequence[int]:
        """The ids of all papers up to ``last``, ascending."""
        return self._engine.read(partial(queries.paper_ids, last=last))

    def stamp(self) -> str:
        """What tells these ids from those of any other index."""
        return str(self._engine.read(queries.uid))
