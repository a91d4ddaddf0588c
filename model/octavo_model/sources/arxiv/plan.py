"""What to ask arXiv for next, and what an answer changes. Pure.

A fetch repeats: ask `next_step`, send its request, change the ledger with `after_new`,
`after_catchup` or `after_failure`. All of it depends on the ledger and the time alone, so a fetch
can stop anywhere and go on later.

Today's page comes first, of each category. Then the days before it are asked for, newest first,
so that the reader is useful soon; each page links to the day after it, so days without an
announcement are found, and no day between two pages can be missed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.sources.arxiv.calendar import (
    LATE,
    announcement_time,
    expected_day,
    next_announcement,
    weekdays,
)
from octavo_model.sources.arxiv.days import (
    Day,
    DayState,
    answered,
    failed,
    highest_new_id,
    id_order,
    stale,
)
from octavo_model.sources.arxiv.ledger import Category
from octavo_model.sources.arxiv.statuses import is_out_of_reach, newest_day, settled, statuses

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from octavo_model.formats.arxiv.listing_page import ListingPage
    from octavo_model.sources.arxiv.ledger import Ledger


class Step(NamedTuple):
    """One page to ask for.

    Attributes:
        category: The category.
        day: The day that it should show.
        is_newest: Whether to ask for the newest day, whichever that is, or for this one.
    """

    category: str
    day: dt.date
    is_newest: bool = False


def next_step(ledger: Ledger, categories: Sequence[str], now: dt.datetime) -> Step | None:
    """Return the next page to ask for; None if there is nothing to ask now."""
    newest = newest_day(ledger)
    for number, name in enumerate(categories):
        category = ledger.categories.get(name)
        if category is None or category.newest is None:
            expected = expected_day(now)
            known = category.day(expected) if category else Day()
            if _may_ask(known, now):
                return Step(name, expected, is_newest=True)
            continue
        wanted = max(newest, expected_day(now)) if number == 0 and newest else newest
        if wanted and wanted > category.newest and _may_ask(category.day(wanted), now):
            return Step(name, wanted, is_newest=True)
    for name, day in _past_days(ledger, categories):
        if _needs(ledger, name, day, now) and _may_ask(ledger.categories[name].day(day), now):
            return Step(name, day, is_newest=day == newest_day(ledger))
    return None


def next_time(ledger: Ledger, categories: Sequence[str], now: dt.datetime) -> dt.datetime:
    """Return when there is something to ask again."""
    tries = (one.day.next_try for one in statuses(ledger, categories, now) if not one.day.is_closed)
    later = [max(time, now) for time in tries if time is not None]
    return min([next_announcement(now) + dt.timedelta(minutes=2), *later])


def after_new(
    ledger: Ledger,
    name: str,
    pages: Sequence[ListingPage],
    now: dt.datetime,
    since: dt.date | None = None,
) -> Ledger:
    """Return the ledger after the newest day of a category was read.

    Args:
        ledger: The ledger before.
        name: The category.
        pages: The pages of that day; they have a date.
        now: The current time.
        since: The first day that has to be complete, of a category that is new in the ledger; by
            default the day of the page.
    """
    day = pages[0].day
    if day is None:
        raise ValueError("a page of the newest day has a date")
    ledger = _with_category(ledger, name, since or day)
    category = ledger.categories[name]
    if shown := repeated_day(category, pages[0]):
        return _with_stale(ledger, name, day, shown, now)
    calendar = ledger.calendar.with_announced(day)
    ledger = replace(ledger, calendar=calendar)
    before = category.day(day)
    if not (before.is_closed and before.stated == pages[0].total):
        is_final = day < (newest_day(ledger) or day)
        ledger = ledger.with_day(name, day, answered(before, pages, now, is_final=is_final))
    wanted = max(newest_day(ledger) or day, expected_day(now))
    if day < wanted:
        ledger = _with_stale(ledger, name, wanted, f"{day:%a} {day.day} {day:%b}", now)
    return ledger


def after_catchup(
    ledger: Ledger, name: str, day: dt.date, pages: Sequence[ListingPage], now: dt.datetime
) -> Ledger:
    """Return the ledger after the pages of a past ``day`` were read."""
    calendar = ledger.calendar
    if next_day := pages[0].next_day:
        calendar = calendar.with_link(day, next_day)
    if pages[0].total:
        calendar = calendar.with_announced(day)
    ledger = replace(ledger, calendar=calendar)
    before = ledger.categories[name].day(day)
    known = answered(before, pages, now, is_final=True)
    if not known.read and before.read:
        known = failed(before, known.reason or "shows nothing any more", now, None)
    ledger = ledger.with_day(name, day, known)
    is_first = day <= ledger.categories[name].since
    earlier = next(weekdays(day - dt.timedelta(days=7), day - dt.timedelta(days=1)))
    is_unsure = is_first and settled(ledger, name, day, now).state is DayState.UNKNOWN
    if is_unsure and not is_out_of_reach(earlier, now):
        # Only the page of an earlier day shows whether this one had an announcement.
        category = replace(ledger.categories[name], since=earlier)
        ledger = ledger.with_category(name, category)
    return ledger


def after_failure(
    ledger: Ledger,
    step: Step,
    reason: str,
    now: dt.datetime,
    next_try: dt.datetime | None = None,
    since: dt.date | None = None,
) -> Ledger:
    """Return the ledger after a page could not be read; ``reason`` says why."""
    ledger = _with_category(ledger, step.category, since or step.day)
    before = ledger.categories[step.category].day(step.day)
    return ledger.with_day(step.category, step.day, failed(before, reason, now, next_try))


def after_refusal(ledger: Ledger, step: Step, reason: str, now: dt.datetime) -> Ledger:
    """Return the ledger after the server said that it does not have the day of ``step``."""
    before = ledger.categories[step.category].day(step.day)
    gone = replace(before, state=DayState.GONE, asked=now, next_try=None, reason=reason)
    return ledger.with_day(step.category, step.day, gone)


def _with_category(ledger: Ledger, name: str, since: dt.date) -> Ledger:
    known = ledger.categories.get(name)
    if known is None:
        return ledger.with_category(name, Category(since))
    if since < known.since:
        return ledger.with_category(name, replace(known, since=since))
    return ledger


def _with_stale(ledger: Ledger, name: str, day: dt.date, shown: str, now: dt.datetime) -> Ledger:
    is_late = day in ledger.calendar.announced or now - announcement_time(day) >= LATE
    known = stale(ledger.categories[name].day(day), shown, now, is_late=is_late)
    return ledger.with_day(name, day, known)


def repeated_day(category: Category, page: ListingPage) -> str:
    """Return the earlier day whose papers ``page`` shows again; empty if none.

    A stale server can put today's date on old papers. A later day has higher ids.
    """
    last = highest_new_id([page])
    if not last or page.day is None:
        return ""
    for earlier, known in sorted(category.days.items(), reverse=True):
        if earlier < page.day and known.last_id:
            is_old = id_order(last) <= id_order(known.last_id)
            return f"the papers of {earlier:%a} {earlier.day} {earlier:%b}" if is_old else ""
    return ""


def _past_days(ledger: Ledger, categories: Sequence[str]) -> Iterator[tuple[str, dt.date]]:
    """Yield each category on each day from its newest to its first, newest days first."""
    known = [name for name in categories if name in ledger.categories]
    newest = [day for name in known if (day := ledger.categories[name].newest)]
    if not newest:
        return
    first = min(ledger.categories[name].since for name in known)
    days = {*weekdays(first, max(newest))}
    days |= {day for day in ledger.calendar.announced if first <= day <= max(newest)}
    for day in sorted(days, reverse=True):
        for name in known:
            if day >= ledger.categories[name].since:
                yield name, day


def _needs(ledger: Ledger, name: str, day: dt.date, now: dt.datetime) -> bool:
    """Return whether the page of ``day`` has to be asked for."""
    known = settled(ledger, name, day, now)
    if known.state is DayState.NONE_ANNOUNCED or known.is_final or known.is_dismissed:
        return False
    if known.state is DayState.GONE or is_out_of_reach(day, now):
        return False
    if day == newest_day(ledger):
        return not known.is_closed
    # Of a day without papers in one category, an earlier day's page shows whether to ask others.
    return known.stated == 0 or not (
        ledger.calendar.was_announced(day) is None
        and any(one.day(day).stated == 0 for one in ledger.categories.values())
    )


def _may_ask(known: Day, now: dt.datetime) -> bool:
    return known.next_try is None or known.next_try <= now
