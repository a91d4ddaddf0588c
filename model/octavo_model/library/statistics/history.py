"""The statistics of a library."""

from __future__ import annotations

import datetime as dt
from functools import cached_property, partial
from typing import TYPE_CHECKING

from octavo_model.core.parsed import Progress, no_progress
from octavo_model.core.views import View
from octavo_model.index import counts
from octavo_model.library.statistics.values import (
    Backlog,
    DayCount,
    SourceCount,
    Statistics,
    by_yield,
    pace,
    per_day,
    start_of,
)

if TYPE_CHECKING:
    from octavo_model.index.repository import Repository
    from octavo_model.library.catalog import Catalog
    from octavo_model.library.rankings import Rankings
    from octavo_model.library.statistics.star_ranks import StarRanker
    from octavo_model.library.statistics.values import StarRanks

YEAR = 365
"""Days."""
_RECENT = 14
"""The days of whose decisions the mean is taken."""


class DecisionHistory:
    """What was decided when: `Library.history`.

    Args:
        repository: What is stored.
        catalog: The Inbox, and the day.
        rankings: How lists are ranked.
    """

    def __init__(self, repository: Repository, catalog: Catalog, rankings: Rankings) -> None:
        self._repository = repository
        self._catalog = catalog
        self._rankings = rankings

    def statistics(self, days: int = YEAR) -> Statistics:
        """Return the statistics of the last ``days`` days, at least 1, of which today is one.

        They are without the ranks of stars: see `star_ranks`.
        """
        today = self._catalog.today
        listed = [today - dt.timedelta(days - 1 - number) for number in range(days)]
        starts = [start_of(day) for day in (*listed, today + dt.timedelta(1))]
        papers = self._repository.read(counts.decisions)
        seen = [one.seen for one in papers]
        columns = [seen, *zip(*(one[2:] for one in papers), strict=True)] if papers else [()] * 4
        here = [one.paper for one, time in zip(papers, seen, strict=True) if time >= starts[0]]
        return Statistics(
            tuple(map(DayCount, listed, *(per_day(column, starts) for column in columns))),
            self._sources(here, {one.paper for one in papers if one.starred}),
            pace(time for time in seen if time >= starts[0]),
            self._backlog(seen),
        )

    def star_ranks(self, progress: Progress = no_progress) -> StarRanks | None:
        """Return how high the last stars were ranked, by what had been marked before each.

        It takes seconds, and less the next time.

        Args:
            progress: Called with stars ranked and stars to rank.

        Returns:
            None if they are too few.
        """
        return self._ranker.rank(self._repository.read(counts.decisions), progress)

    @cached_property
    def _ranker(self) -> StarRanker:
        from octavo_model.library.statistics.star_ranks import StarRanker

        return StarRanker(self._catalog, self._rankings)

    def _sources(self, seen: list[int], starred: set[int]) -> tuple[SourceCount, ...]:
        sources = self._repository.read(partial(counts.by_source, papers=seen))
        return by_yield(
            SourceCount(name, len(papers), len(papers & starred))
            for name, papers in sources.items()
        )

    def _backlog(self, seen: list[int]) -> Backlog:
        today = self._catalog.today
        first = start_of(today - dt.timedelta(_RECENT - 1))
        # Of a library that is a few days old, these are all there are.
        oldest = dt.datetime.fromtimestamp(max(min(seen, default=0), first) / 1e6).astimezone()
        days = max(1, (today - oldest.date()).days + 1)  # a mark may have the time of another clock
        decided = sum(time >= first for time in seen)
        return Backlog(self._catalog.counts(View.inbox()).undecided, decided / days)
