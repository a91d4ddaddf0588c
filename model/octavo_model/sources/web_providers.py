"""Sources on the web: arXiv, any feed, Daily Papers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.sources.events import FetchError
from octavo_model.sources.job import refuse_html
from octavo_model.sources.urls import display_url

if TYPE_CHECKING:
    from octavo_model.sources.job import FetchJob

FIRST_DAYS = 7
"""Days of Daily Papers to fetch at first, unless the user chose a date."""
OPEN_DAYS = 2
"""Days, up to today, that may still get papers: they are fetched again."""

_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
    " application/json;q=0.9, text/xml;q=0.8, */*;q=0.5"
)
_JSON = "application/json, text/plain;q=0.5"
_NO_SUCH_DAY = {400, 404}
_SUSPICIOUS_WEEKDAYS = 5
_MOST_FAILURES = 3
_SATURDAY = 5


async def fetch_feed(job: FetchJob) -> None:
    """Import a feed anywhere on the web, if it has changed."""
    await job.import_page(job.spec.target, f"{job.spec.name}.feed", _FEED, html=True)


async def fetch_daily_papers(job: FetchJob) -> None:
    """Import the days of Daily Papers that are not closed, newest first.

    One request a day: ``/api/daily_papers?date=YYYY-MM-DD``. A day without papers, e.g. on most
    weekends, is answered with 400, 404 or an empty list. A day that fails leaves the others alone;
    after three in a row the rest is left for later.
    """
    state, today = job.state, job.now().date()
    first = job.spec.since or state.first_day or today - dt.timedelta(days=FIRST_DAYS - 1)
    state.first_day = min(first, state.first_day or first)
    days = open_days(first, today, state.days)
    last_closed = today - dt.timedelta(days=OPEN_DAYS)
    has_papers = bool(state.days)
    empty: list[dt.date] = []
    first_error: OctavoError | None = None
    failures = 0
    for done, day in enumerate(days):
        job.advance(done, len(days))
        try:
            if await _import_day(job, day):
                has_papers = True
                _close(job, day, last_closed)
            else:
                empty.append(day)
            failures = 0
        except OctavoError as error:
            first_error, failures = first_error or error, failures + 1
            deferred = isinstance(error, FetchError) and error.not_before
            if failures == _MOST_FAILURES or deferred:
                break
        await job.save()
    weekdays = [day for day in empty if day.weekday() < _SATURDAY]
    if not (first_error or has_papers) and len(weekdays) >= _SUSPICIOUS_WEEKDAYS:
        why = f"the server knows none of {len(days)} days"
        raise FetchError(
            display_url(job.environment.endpoints.daily_papers), why, "has the address changed?"
        )
    for day in empty:
        _close(job, day, last_closed)
    if first_error is not None:
        raise first_error
    job.advance(len(days), len(days))


def open_days(first: dt.date, today: dt.date, closed: set[dt.date]) -> list[dt.date]:
    """Return the days from ``first`` to ``today`` that are not ``closed``, newest first.

    >>> day = dt.date(2025, 3, 12)
    >>> [one.day for one in open_days(day, day + dt.timedelta(days=3), {day})]
    [15, 14, 13]
    """
    days = (today - dt.timedelta(days=back) for back in range((today - first).days + 1))
    return [day for day in days if day not in closed]


async def _import_day(job: FetchJob, day: dt.date) -> bool:
    """Import the papers of ``day``; return whether the service knows it."""
    url = _url(job, day)
    try:
        response = await job.get(url, _JSON)
    except FetchError as error:
        if error.status in _NO_SUCH_DAY:
            return False
        raise
    if not response.not_modified:
        refuse_html(url, response)
        if response.body.strip() not in {b"", b"[]"}:
            name = f"{day.isoformat()}.json"
            await job.import_digest(response.body, name=name, path=url, date=day)
        job.remember(url, response)
    return True


def _close(job: FetchJob, day: dt.date, last_closed: dt.date) -> None:
    """Note that ``day`` is done, if it gets no more papers."""
    if day <= last_closed:
        job.state.days.add(day)
        job.state.pages.pop(_url(job, day), None)


def _url(job: FetchJob, day: dt.date) -> str:
    return f"{job.environment.endpoints.daily_papers}/api/daily_papers?date={day.isoformat()}"
