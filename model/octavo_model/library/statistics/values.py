"""The figures of `DecisionHistory.statistics`, and how they follow from the times of marks. Pure.

Times are microseconds since 1970.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SECOND = 1_000_000
_LONGEST_PAUSE = 5 * 60 * SECOND
"""A longer one ends a sitting."""
_LEAST_SITTING = 60
"""Seconds of sittings from which a pace is shown."""


class DayCount(NamedTuple):
    """How many papers got which mark on a day."""

    day: dt.date
    seen: int = 0
    starred: int = 0
    dismissed: int = 0
    later: int = 0


class SourceCount(NamedTuple):
    """How many papers of a source were seen, and how many of these have a star."""

    name: str
    seen: int
    starred: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast papers are decided, one after the other.

    Attributes:
        papers: How many followed another one in the same sitting; those decided with one key count
            as one.
        seconds: How long the sittings took.
    """

    papers: int
    seconds: float

    @property
    def per_minute(self) -> float:
        """Papers per minute."""
        return self.papers * 60 / self.seconds


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is left to decide.

    Attributes:
        papers: The undecided papers of the Inbox.
        per_day: How many papers were decided on a day, in the mean of the last two weeks.
    """

    papers: int
    per_day: float

    @property
    def days(self) -> float | None:
        """How many days it takes at that rate; None if nothing was decided."""
        return self.papers / self.per_day if self.per_day else None


@dataclass(frozen=True, slots=True)
class StarRanks:
    """How high the last stars were ranked in their digests, by what had been marked before each.

    Attributes:
        ranks: From 1, of each star, the newest first.
        totals: How many papers the digest of each has.
    """

    ranks: tuple[int, ...]
    totals: tuple[int, ...]

    def in_top(self, number: int) -> int:
        """Return how many of the stars were among the first ``number`` of their digests."""
        return sum(rank <= number for rank in self.ranks)


@dataclass(frozen=True, slots=True)
class Statistics:
    """What was decided in a period of whole days, where the user is.

    A paper counts with the marks that it has now, each on the day on which it was set: what was
    undone does not count.

    Attributes:
        days: Every day of the period, oldest first, ending today.
        sources: Of the papers seen in it, by stars per paper seen, the most first. A paper of
            several sources counts for each.
        pace: Of that period; None if it is too little to say.
        backlog: What is left now.
        stars: How high the last stars were ranked; None if they are too few, or not computed.
    """

    days: tuple[DayCount, ...]
    sources: tuple[SourceCount, ...]
    pace: Pace | None
    backlog: Backlog
    stars: StarRanks | None = None

    @property
    def total(self) -> DayCount:
        """The sums of all days; its day is the first."""
        columns = zip(*(one[1:] for one in self.days), strict=True)
        return DayCount(self.days[0].day, *map(sum, columns))


def start_of(day: dt.date) -> int:
    """Return the time at which ``day`` starts where the user is."""
    return int(dt.datetime.combine(day, dt.time()).timestamp() * SECOND)


def per_day(times: Iterable[int], starts: Sequence[int]) -> list[int]:
    """Return how many of ``times`` lie between each two neighbours of ``starts``.

    >>> per_day([9, 2, 3, 5], [2, 4, 6])
    [2, 1]
    """
    ordered = sorted(times)
    return [
        bisect_left(ordered, end) - bisect_left(ordered, start) for start, end in pairwise(starts)
    ]


def pace(times: Iterable[int]) -> Pace | None:
    """Return the pace of decisions at ``times``; None if they are too few.

    >>> pace([0, 30_000_000, 60_000_000, 900_000_000])
    Pace(papers=2, seconds=60.0)
    """
    # Papers that were decided together have the same time.
    gaps = [later - time for time, later in pairwise(sorted(set(times)))]
    gaps = [gap for gap in gaps if gap <= _LONGEST_PAUSE]
    seconds = sum(gaps) / SECOND
    return Pace(len(gaps), seconds) if seconds >= _LEAST_SITTING else None


def by_yield(counts: Iterable[SourceCount]) -> tuple[SourceCount, ...]:
    """Return ``counts`` by stars per paper seen, the most first; of equal ones the larger first."""
    return tuple(sorted(counts, key=lambda one: (-one.starred / one.seen, -one.seen, one.name)))
