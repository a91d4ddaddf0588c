"""What is known of each day, with what follows from the calendar, the months and the time. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.sources.arxiv.calendar import (
    LATE,
    announcement_time,
    expected_day,
    is_scheduled,
    weekdays,
)
from octavo_model.sources.arxiv.days import Day, DayState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.sources.arxiv.ledger import Ledger

REACH = dt.timedelta(days=90)
"""How far back the pages of past days go."""
ONLY_A_MONTH = "the day is unknown, and cross-lists of older papers cannot be found"


class DayStatus(NamedTuple):
    """A category on a day, for lists.

    Attributes:
        category: The category.
        date: The day.
        day: What is known of it.
        alias: The name that arXiv uses for the category; empty if it is the same.
    """

    category: str
    date: dt.date
    day: Day
    alias: str = ""


def newest_day(ledger: Ledger) -> dt.date | None:
    """Return the newest day of announcement that any page showed."""
    return max(ledger.calendar.announced, default=None)


def statuses(ledger: Ledger, categories: Sequence[str], now: dt.datetime) -> list[DayStatus]:
    """Return the days of ``categories`` that have to be complete, newest first."""
    found = []
    expected = expected_day(now)
    for name in categories:
        category = ledger.categories.get(name)
        if category is None:
            continue
        days = {*weekdays(category.since, max(expected, category.newest or expected))}
        days |= {day for day in ledger.calendar.announced if day >= category.since}
        days |= {day for day, known in category.days.items() if known.stated}
        alias = category.alias
        found += [DayStatus(name, day, settled(ledger, name, day, now), alias) for day in days]
    order = {name: number for number, name in enumerate(categories)}
    return sorted(found, key=lambda one: (-one.date.toordinal(), order[one.category]))


def gaps(ledger: Ledger, categories: Sequence[str], now: dt.datetime) -> list[DayStatus]:
    """Return the days that lack papers, newest first, without those still to come.

    Days that are gone or short are among them until the user dismisses them.
    """
    newest = newest_day(ledger)
    return [
        one
        for one in statuses(ledger, categories, now)
        if one.day.is_gap
        and not (one.day.state is DayState.UNKNOWN and _is_awaited(one.date, newest, now))
    ]


def _is_awaited(day: dt.date, newest: dt.date | None, now: dt.datetime) -> bool:
    """Return whether no page has to show ``day`` yet."""
    is_late = is_scheduled(day) and now - announcement_time(day) >= LATE
    return not is_late and (newest is None or day > newest)


def is_out_of_reach(day: dt.date, now: dt.datetime) -> bool:
    """Return whether the pages of past days no longer have ``day``."""
    return day < expected_day(now) - REACH


def settled(ledger: Ledger, name: str, day: dt.date, now: dt.datetime) -> Day:
    """Return what is known of a day, with what follows from calendar, months and time."""
    category = ledger.categories[name]
    known = category.day(day)
    was_announced = ledger.calendar.was_announced(day)
    is_old = is_out_of_reach(day, now)
    is_open = not known.is_closed or not known.is_final
    if was_announced is not False and (known.state is DayState.GONE or (is_old and is_open)):
        return _of_month(known, category.month(day), day)
    if known.stated == 0 and known.state in {DayState.NONE_HERE, DayState.UNKNOWN}:
        if was_announced is None and not is_old:
            reason = "no papers here; whether arXiv announced any is not known yet"
            return replace(known, state=DayState.UNKNOWN, reason=reason)
        is_none = was_announced is False
        state = DayState.NONE_ANNOUNCED if is_none else DayState.NONE_HERE
        return replace(known, state=state, reason="")
    if was_announced is False and not known.read:
        return replace(known, state=DayState.NONE_ANNOUNCED, reason="", next_try=None)
    return known


def _of_month(known: Day, month: Day, day: dt.date) -> Day:
    """Return a day that is gone, as the list of its month completes it."""
    if month.state is DayState.MONTH and known.state in {DayState.COMPLETE, DayState.NONE_HERE}:
        return known  # only its last corrections were unknown
    name = f"{day:%B %Y}"
    state, next_try = DayState.GONE, month.next_try
    if month.state is DayState.MONTH:
        state, reason = DayState.MONTH, ONLY_A_MONTH
    elif month.state is DayState.SHORT:
        state, reason = DayState.SHORT, f"{name}: {month.reason}"
    elif month.asked:
        reason = f"the list of {name}: {month.reason or 'papers are left to read'}"
    else:
        reason = f"more than 90 days back; the list of {name} is not read yet"
    counted = known if month.stated is None else month
    return replace(
        known,
        state=state,
        read=counted.read,
        stated=counted.stated,
        reason=reason,
        next_try=next_try,
    )
