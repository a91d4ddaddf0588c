"""The statistics of a library."""

from __future__ import annotations

import datetime as dt
from functools import partial
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

YEAR = 365
"""Days."""
_RECENT = 14
"""The days of whose decisions the mean is taken."""


class DecisionHistory:
    """What was decided when: `Library.history`.

    Args:
        repository: What is stored.
        catalog: The Inbox, and the day.
    """

    def __init__(self, repository: Repository, catalog: Catalog) -> None:
        self._repository = repository
        self._catalog = catalog

    def statistics(self, days: int = YEAR, progress: Progress = no_progress) -> Statistics:
        """Return the statistics of the last ``days`` days, at least 1, of which today is one.

        Args:
            days: How many.
            progress: Called with stars ranked and stars to rank.
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
        days = (today - oldest.date()).days + 1
        decided = sum(time >= first for time in seen)
        return Backlog(self._catalog.counts(View.inbox()).undecided, decided / days)
