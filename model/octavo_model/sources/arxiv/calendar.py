"""The announcement days of arXiv. Pure.

arXiv announces papers at 20:00 US Eastern time from Sunday to Thursday, with the date of the next
morning (https://info.arxiv.org/help/availability.html). Some days are left out, at times at short
notice, and batches can be hours late. So the schedule only says when to ask. Which days there were
is known from the links to the next day on the pages of past days, which are the same for all of
arXiv.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

EASTERN = ZoneInfo("America/New_York")
LATE = dt.timedelta(hours=4)
"""How long after its time an announcement counts as late."""

_EVENING = dt.time(20)
_DAY = dt.timedelta(days=1)
_DEFERRED = frozenset(
    dt.date.fromisoformat(day)
    for day in (
        *("2026-01-01", "2026-01-19", "2026-06-19", "2026-07-03", "2026-09-07", "2026-11-26"),
        *("2026-12-25", "2026-12-29", "2026-12-31"),
    )
)
"""Days without announcement, as arXiv's help page lists them: only a hint when to ask."""


def is_scheduled(day: dt.date) -> bool:
    """Return whether the schedule has an announcement with the date ``day``."""
    return day.weekday() < 5 and day not in _DEFERRED


@lru_cache(maxsize=1_000)
def announcement_time(day: dt.date) -> dt.datetime:
    """Return when the papers of ``day`` are announced: the evening before, in UTC."""
    evening = dt.datetime.combine(day - _DAY, _EVENING, EASTERN)
    return evening.astimezone(dt.UTC)


def expected_day(now: dt.datetime) -> dt.date:
    """Return the newest day that is announced at ``now`` by the schedule."""
    day = now.astimezone(EASTERN).date() + _DAY
    while not is_scheduled(day) or announcement_time(day) > now:
        day -= _DAY
    return day


def next_announcement(now: dt.datetime) -> dt.datetime:
    """Return the time of the first announcement after ``now`` by the schedule."""
    day = expected_day(now) + _DAY
    while not is_scheduled(day):
        day += _DAY
    return announcement_time(day)


def weekdays(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    """Yield the days from Monday to Friday between ``end`` and ``start``, newest first."""
    day = end
    while day >= start:
        if day.weekday() < 5:
            yield day
        day -= _DAY


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known of the days of announcement.

    Attributes:
        announced: Days on which arXiv announced papers.
        none: Days on which it did not.
    """

    announced: frozenset[dt.date] = frozenset()
    none: frozenset[dt.date] = frozenset()

    def with_announced(self, day: dt.date) -> Calendar:
        """Return the calendar with one more day of announcement."""
        return Calendar(self.announced | {day}, self.none - {day})

    def with_link(self, day: dt.date, next_day: dt.date) -> Calendar:
        """Return the calendar after the page of ``day`` said which announcement is next."""
        between = {
            day + number * _DAY for number in range(1, (next_day - day).days)
        } - self.announced
        return Calendar(self.announced | {next_day}, (self.none | between) - {next_day})

    def since(self, day: dt.date) -> Calendar:
        """Return the calendar from ``day`` on."""
        return Calendar(
            frozenset(one for one in self.announced if one >= day),
            frozenset(one for one in self.none if one >= day),
        )

    def was_announced(self, day: dt.date) -> bool | None:
        """Return whether there was an announcement on ``day``; None if that is not known."""
        if day in self.announced:
            return True
        return False if day in self.none else None
