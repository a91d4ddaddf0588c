"""Which days of Daily Papers to ask for, and what is known of each. Pure.

The service states no total, so no day is ever proven complete: a day is open as long as it may get
papers, then closed. It accepts papers for a week; days fill while they are the newest. Weekends
hardly ever have papers: they are asked for, and nothing is missing if their lists are empty.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.sources.counts import PaperDay

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST_DAYS = 7
"""Days to fetch at first, unless the user chose a date."""

_FILLING = 2
"""Days, from today back, that are asked for every hour; an empty list may still fill."""
_HOUR = dt.timedelta(hours=1)
_OPEN = 7
"""The age in days up to which a day may get papers."""
_VOTED = 14
"""The age in days up to which votes are read again."""
_SATURDAY = 5
_CLOSED_EARLIER = PaperDay()


class PaperDayStatus(NamedTuple):
    """A day, for lists: what is known of it, and whether papers may be missing."""

    date: dt.date
    known: PaperDay | None
    is_closed: bool
    is_gap: bool

    @property
    def state(self) -> str:
        """What is known, in a word."""
        known = self.known
        if known is not None and known.error and not self.is_closed:
            return "failed"
        if known is None or (known.papers == 0 and not self.is_closed):
            return "unknown"
        if known.papers == 0:
            return "none"
        return "closed" if self.is_closed else "open"

    @property
    def reason(self) -> str:
        """Why papers may be missing; empty if none are."""
        known = self.known
        if known is None:
            return "not asked for yet"
        if self.state in {"failed", "unknown"}:
            return known.error or "the list is empty"
        is_old = self.is_gap and known.asked is not None
        return f"not asked for since {known.asked:%d %b}" if is_old else ""

    @property
    def words(self) -> str:
        """What is known, e.g. ``35 papers, open``."""
        papers = self.known.papers if self.known else None
        count = f"{papers} {'paper' if papers == 1 else 'papers'}, " if papers else ""
        return f"{count}{self.state}{f': {self.reason}' if self.reason else ''}"


def first_day(since: dt.date | None, known: dt.date | None, today: dt.date) -> dt.date:
    """Return the first day to have; ``known`` is the one of earlier fetches."""
    return since or known or today - dt.timedelta(days=FIRST_DAYS - 1)


def days_to_ask(
    first: dt.date, now: dt.datetime, days: Mapping[dt.date, PaperDay]
) -> list[dt.date]:
    """Return the days from ``first`` on to ask for now, newest first.

    >>> monday = dt.datetime(2025, 3, 10, 9, tzinfo=dt.UTC)
    >>> [day.day for day in days_to_ask(dt.date(2025, 3, 7), monday, {})]
    [10, 9, 8, 7]
    """
    return [day for day in _days(first, now.date()) if is_due(day, days.get(day), now)]


def newest_days(today: dt.date) -> list[dt.date]:
    """Return the days that may be the newest with papers, newest first."""
    return _days(today - dt.timedelta(days=FIRST_DAYS - 1), today)


def statuses(
    first: dt.date, now: dt.datetime, days: Mapping[dt.date, PaperDay]
) -> list[PaperDayStatus]:
    """Return the days from ``first`` on, newest first; of weekends only those with papers."""
    found = []
    for day in _days(first, now.date()):
        known = days.get(day)
        if not is_weekend(day) or (known and (known.papers or known.error)):
            is_gap = _is_gap(day, known, now.date())
            found.append(PaperDayStatus(day, known, is_closed(day, known), is_gap))
    return found


def is_closed(day: dt.date, known: PaperDay | None) -> bool:
    """Return whether ``day`` gets no more papers."""
    if known is None or known.asked is None:
        return known == _CLOSED_EARLIER
    age = (known.asked.date() - day).days
    if known.papers == 0:
        return age >= (1 if is_weekend(day) else _FILLING)
    return age >= _OPEN


def is_weekend(day: dt.date) -> bool:
    """Return whether ``day`` is a Saturday or Sunday."""
    return day.weekday() >= _SATURDAY


def has_votes(day: dt.date, today: dt.date) -> bool:
    """Return whether votes for the papers of ``day`` are read again."""
    return (today - day).days <= _VOTED


def is_due(day: dt.date, known: PaperDay | None, now: dt.datetime) -> bool:
    """Return whether to ask for ``day`` now."""
    is_voted = has_votes(day, now.date()) and (known is None or known.papers != 0)
    if is_closed(day, known) and not is_voted:
        return False
    if known is None or known.asked is None:
        return True
    is_filling = (now.date() - day).days < _FILLING and (known.papers or not is_weekend(day))
    if is_filling:
        return now - known.asked >= _HOUR
    return known.asked.date() < now.date()


def _is_gap(day: dt.date, known: PaperDay | None, today: dt.date) -> bool:
    """Return whether papers of ``day`` may be missing that the server has."""
    age = (today - day).days
    if is_closed(day, known):
        return False
    if known is None or known.error:
        return known is not None or age > 0
    return age > (_OPEN if known.papers else 0)


def _days(first: dt.date, today: dt.date) -> list[dt.date]:
    return [today - dt.timedelta(days=back) for back in range((today - first).days + 1)]
