"""Daily Papers of Hugging Face, a day at a time.

Each day is one request to ``/api/daily_papers?date=YYYY-MM-DD``. A day without papers, as most of a
weekend is, is answered with 400 or 404, or with an empty list.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.sources.events import FetchError
from octavo_model.sources.job import refuse_page
from octavo_model.sources.urls import shown

if TYPE_CHECKING:
    from octavo_model.sources.job import Visit

FIRST_DAYS = 7
"""How many days are asked for at first, where the user named none."""
OPEN_DAYS = 2
"""How many days, to today, still get papers: they are asked for again."""

_ACCEPT = "application/json, text/plain;q=0.5"
_NOTHING = {400, 404}
_SUSPICIOUS = 5
_MOST_FAILURES = 3
_SATURDAY = 5


def fetch(visit: Visit) -> None:
    """Bring the days that are not done with, newest first.

    A day that fails leaves the others alone, but where three in a row do, the rest waits.

    Raises:
        OctavoError: A day could not be had; it will be asked for again.
        StoppedError: It is not wanted any more.
    """
    memory, today = visit.memory, visit.timing.now().date()
    begun = visit.spec.since or memory.begun or today - dt.timedelta(days=FIRST_DAYS - 1)
    memory.begun = min(begun, memory.begun or begun)
    wanted = open_days(begun, today, memory.days)
    closed = today - dt.timedelta(days=OPEN_DAYS)
    empty: list[dt.date] = []
    seen_any = bool(memory.days)
    trouble: OctavoError | None = None
    in_a_row = 0
    for done, day in enumerate(wanted):
        visit.advance(done, len(wanted))
        visit.check()
        try:
            if _bring(visit, day):
                seen_any = True
                _close(visit, day, closed)
            else:
                empty.append(day)
            in_a_row = 0
        except OctavoError as error:
            trouble, in_a_row = trouble or error, in_a_row + 1
            if in_a_row == _MOST_FAILURES or (isinstance(error, FetchError) and error.until):
                break
        visit.save()
    weekdays = [day for day in empty if day.weekday() < _SATURDAY]
    if trouble is None and not seen_any and len(weekdays) >= _SUSPICIOUS:
        why = f"knows none of {len(wanted)} days"
        raise FetchError(shown(visit.endpoints.daily_papers), why, "has its address changed?")
    for day in empty:
        _close(visit, day, closed)
    if trouble is not None:
        raise trouble
    visit.advance(len(wanted), len(wanted))


def open_days(begun: dt.date, today: dt.date, done: set[dt.date]) -> list[dt.date]:
    """The days from ``begun`` to ``today`` that are not in ``done``, newest first.

    >>> day = dt.date(2025, 3, 12)
    >>> [one.day for one in open_days(day, day + dt.timedelta(days=3), {day})]
    [15, 14, 13]
    """
    count = (today - begun).days + 1
    days = (today - dt.timedelta(days=back) for back in range(count))
    return [day for day in days if day not in done]


def _bring(visit: Visit, day: dt.date) -> bool:
    """Whether the service knows ``day``; its papers, if any, are in the library then."""
    url = _address(visit, day)
    try:
        answer = visit.get(url, _ACCEPT)
    except FetchError as error:
        if error.status in _NOTHING:
            return False
        raise
    if not answer.not_modified:
        refuse_page(url, answer)
        if answer.body.strip() not in {b"", b"[]"}:
            name = f"{day.isoformat()}.json"
            visit.take(answer.body, name=name, path=url, date=day)
        visit.remember(url, answer)
    return True


def _close(visit: Visit, day: dt.date, closed: dt.date) -> None:
    """Be done with ``day`` if it gets no papers any more."""
    if day <= closed:
        visit.memory.days.add(day)
        visit.memory.pages.pop(_address(visit, day), None)


def _address(visit: Visit, day: dt.date) -> str:
    return f"{visit.endpoints.daily_papers}/api/daily_papers?date={day.isoformat()}"
