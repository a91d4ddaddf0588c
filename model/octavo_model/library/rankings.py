"""Lists ranked by what the user kept and refused."""

from __future__ import annotations

from array import array
from functools import cached_property, partial
from typing import TYPE_CHECKING

from octavo_model.core.parsed import Progress, no_progress
from octavo_model.core.views import View
from octavo_model.index import queries

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from octavo_model.index.repository import Repository
    from octavo_model.library.catalog import Catalog
    from octavo_model.search.ranking.ranking import Inputs, InputSource, Ranking
    from octavo_model.search.ranking.store import RowStore

    Flagged = Mapping[int, str]

MOST = 20_000
"""How many papers of a list are ranked: the newest."""
_BESIDE = 4_000
"""How many of the newest papers of the library a list is compared with."""


class Rankings:
    """Lists ranked by what the user kept and refused: `Library.rankings`.

    Starred papers are kept, and those of interests. What is refused, and how much, is
    `octavo_model.search.ranking.ranking.refusal`. All other papers, those of the list and the
    newest of the library, show what is common.

    Args:
        repository: What is stored.
        catalog: The lists.

    Attributes:
        most: How many papers of a list are ranked: the newest.
        interests: How the papers of each interest are read, by its name.
        owned: How those papers are read that the user has in a file, and needs no hint to.
        flags: How papers of a list that are followed and muted are read, each with what it matches.
    """

    def __init__(self, repository: Repository, catalog: Catalog) -> None:
        self._repository = repository
        self._catalog = catalog
        self.most = MOST
        self.interests: Callable[[], Mapping[str, Sequence[int]]] = dict
        self.owned: Callable[[], Iterable[int]] = tuple
        self.flags: Callable[[Sequence[int]], tuple[Flagged, Flagged]] = lambda _ids: ({}, {})

    def open(
        self,
        ids: Sequence[int],
        progress: Progress = no_progress,
        source: InputSource | None = None,
    ) -> Ranking:
        """Rank a list.

        The terms of papers that were never ranked are counted first, in slices: about two seconds
        for 10,000. Run it in a thread.

        Args:
            ids: The papers, in the order of the list. Of more than `most` only the newest are
                ranked.
            progress: Called with papers counted and papers to count.
            source: What it is ranked by; by default what the library has now.
        """
        from octavo_model.search.ranking.ranking import Ranking

        newest = self._catalog.ids(View.all(), _BESIDE if len(ids) <= self.most else -1)
        ranked = every = array("q", dict.fromkeys(ids))
        if len(every) > self.most:
            listed = set(every)
            latest = set([paper for paper in newest if paper in listed][: self.most])
            ranked = array("q", [paper for paper in every if paper in latest])
        left_out = len(every) - len(ranked)
        listed = set(ranked)
        beside = [paper for paper in newest[:_BESIDE] if paper not in listed]
        return Ranking(ranked, left_out, beside, self._store, source or self, progress)

    def has_kept(self) -> bool:
        """Return whether anything was kept, that lists can be ranked by."""
        return bool(self._catalog.ids(View.starred(), 1)) or any(self.interests().values())

    def inputs(self, ids: Sequence[int]) -> Inputs:
        """Return what the list ``ids`` is ranked by now."""
        from octavo_model.search.ranking.ranking import STARS, Inputs

        read = partial(queries.states, papers=ids, today=self._catalog.shown.today)
        groups = {**self.interests(), STARS: self._catalog.ids(View.starred())}
        changes = self._repository.read(partial(queries.by_last_change, papers=ids))
        return Inputs(self._repository.read(read), groups, *self.flags(ids), *changes)

    @cached_property
    def _store(self) -> RowStore:
        from octavo_model.search.ranking.store import RowStore

        return RowStore(self._catalog.texts, self._repository.folder / "rows.idx")
