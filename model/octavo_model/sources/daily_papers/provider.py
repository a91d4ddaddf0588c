"""Fetching Daily Papers, a day at a time: ``/api/daily_papers?date=YYYY-MM-DD``."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from octavo_model.core.errors import OctavoError
from octavo_model.sources.counts import PaperDay
from octavo_model.sources.daily_papers import plan
from octavo_model.sources.events import FetchError, UnreachableError
from octavo_model.sources.job import refuse_html
from octavo_model.sources.urls import display_url
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.sources.environment import Response
    from octavo_model.sources.job import FetchJob

_JSON = "application/json, text/plain;q=0.5"
_NO_SUCH_DAY = {400, 404}
_SUSPICIOUS_WEEKDAYS = 5
_MOST_FAILURES = 3
_PAGE = 50
"""Rows of a page: a list of as many, or of several times as many, may have another page."""
_MOST_PAGES = 20


async def fetch_daily_papers(job: FetchJob) -> None:
    """Import the days of Daily Papers that may have changed, newest first.

    A day without papers is answered with 400, 404 or an empty list. A day that fails leaves the
    others alone; after three in a row the rest is left for later.
    """
    if job.context.newest_only:
        await _fetch_newest(job)
        return
    state, now = job.state, job.now()
    first = plan.first_day(job.spec.since, state.first_day, now.date())
    state.first_day = min(first, state.first_day or first)
    days = plan.days_to_ask(first, now, state.days)
    empty: dict[dt.date, PaperDay] = {}
    first_error: OctavoError | None = None
    failures, has_papers = 0, False
    for done, day in enumerate(days):
        job.advance(done, len(days))
        try:
            known = await _DayFetch(job, day).run()
        except OctavoError as error:
            first_error, failures = first_error or error, failures + 1
            _note_failure(job, day, error)
            is_deferred = isinstance(error, FetchError) and error.not_before is not None
            if failures == _MOST_FAILURES or is_deferred or isinstance(error, UnreachableError):
                break
        else:
            failures, has_papers = 0, has_papers or bool(known.papers)
            (state.days if known.papers else empty)[day] = known
        await job.save()
    weekdays = [day for day in empty if not plan.is_weekend(day)]
    if not (first_error or has_papers) and len(weekdays) >= _SUSPICIOUS_WEEKDAYS:
        why = f"the server knows none of {len(days)} days"
        raise FetchError(
            display_url(job.environment.endpoints.daily_papers), why, "has the address changed?"
        )
    state.days.update(empty)
    for day in state.days:
        if not plan.has_votes(day, now.date()):
            state.pages.pop(_url(job, day), None)
    if first_error is not None:
        raise first_error
    job.advance(len(days), len(days))


async def _fetch_newest(job: FetchJob) -> None:
    """Import the newest day that has papers, and leave the days before it for later."""
    state, now = job.state, job.now()
    days = plan.newest_days(now.date())
    job.due = now
    for done, day in enumerate(days):
        job.advance(done, len(days))
        if plan.is_due(day, state.days.get(day), now):
            state.days[day] = await _DayFetch(job, day).run()
            await job.save()
        if state.days[day].papers:
            return
    what = display_url(job.environment.endpoints.daily_papers)
    raise FetchError(what, f"has no papers of the last {len(days)} days")


class _DayFetch:
    """Fetches one day: all pages of its list, which become one digest."""

    def __init__(self, job: FetchJob, day: dt.date) -> None:
        self._job = job
        self._day = day
        self._url = _url(job, day)
        self._known = job.state.days.get(day) or PaperDay()

    async def run(self) -> PaperDay:
        """Import the papers of the day; return what is known of it then."""
        job, known = self._job, self._known
        get = job.get if known.papers else job.get_whole
        try:
            response = await get(self._url, _JSON)
        except FetchError as error:
            if error.status not in _NO_SUCH_DAY:
                raise
            return self._without_papers()
        if response.not_modified:
            return PaperDay(known.papers, job.now())
        refuse_html(self._url, response)
        rows = _rows(response)
        if rows == [] or not response.body.strip():
            return self._without_papers()
        self._check_day(rows or [])
        if not rows or len(rows) % _PAGE:
            papers = await self._import(response.body, len(rows or []))
            job.remember(self._url, response)
            return PaperDay(papers, job.now())
        job.state.pages.pop(self._url, None)  # that one page has not changed says little
        failure = await self._add_pages(rows)
        papers = await self._import(json.dumps(rows).encode(), len(rows))
        if failure is not None:
            job.state.days[self._day] = PaperDay(papers, known.asked)
            raise failure
        return PaperDay(papers, job.now())

    def _without_papers(self) -> PaperDay:
        """Return what an empty list says of the day."""
        if not self._known.papers:
            return PaperDay(0, self._job.now())
        # Papers do not disappear. The answer counts as one, so that it is not asked for at once.
        self._job.state.days[self._day] = PaperDay(self._known.papers, self._job.now())
        why = f"the list is empty; it had {self._known.papers}"
        raise FetchError(display_url(self._url), why)

    def _check_day(self, rows: list[Any]) -> None:
        """Refuse the list of another day, which a server that ignores ``date`` sends."""
        days = set(_days_in(rows))
        near = {self._day + dt.timedelta(days=number) for number in (-1, 0, 1)}
        if days and not days & near:
            why = f"the answer is of {max(days).isoformat()}"
            raise FetchError(display_url(self._url), why)

    async def _add_pages(self, rows: list[Any]) -> FetchError | None:
        """Add the rows of further pages, up to one that adds none; return an error, if any."""
        seen = set(map(_key, rows))
        for number in range(1, _MOST_PAGES):
            url = f"{self._url}&p={number}"
            try:
                response = await self._job.get_whole(url, _JSON)
                refuse_html(url, response)
                more = _rows(response) if response.body.strip() else []
            except FetchError as error:
                return None if error.status in _NO_SUCH_DAY else error
            if more is None:
                return FetchError(display_url(url), "the answer is not a list of papers")
            new = [row for row in more if _key(row) not in seen]
            if not new:  # also of a server that ignores the page
                return None
            rows += new
            seen.update(map(_key, new))
        return FetchError(display_url(self._url), f"has more than {_MOST_PAGES} pages")

    async def _import(self, body: bytes, rows: int) -> int:
        """Import a list of ``rows``; return how many papers it has."""
        report = self._job.report
        before = report.papers
        name = f"{self._day.isoformat()}.json"
        await self._job.import_digest(body, name=name, path=self._url, date=self._day)
        if report.papers == before:
            why = f"none of its {rows} rows could be read"
            raise FetchError(display_url(self._url), why)
        return report.papers - before


def _note_failure(job: FetchJob, day: dt.date, error: OctavoError) -> None:
    """Note that ``day`` may lack papers."""
    known = job.state.days.get(day)
    if not plan.is_closed(day, known):
        job.state.days[day] = (known or PaperDay())._replace(error=clean_line(error.why))


def _rows(response: Response) -> list[Any] | None:
    """Return the list in an answer; None if it is something else."""
    try:
        rows = json.loads(response.body)
    except (ValueError, RecursionError):
        return None
    return rows if isinstance(rows, list) else None


def _days_in(rows: list[Any]) -> Iterator[dt.date]:
    """Yield the days for which the papers in ``rows`` were submitted."""
    for row in rows:
        paper = row.get("paper") if isinstance(row, dict) else None
        text = paper.get("submittedOnDailyAt") if isinstance(paper, dict) else None
        try:
            yield dt.date.fromisoformat(str(text)[:10])
        except ValueError:
            continue


def _key(row: object) -> str:
    """Return what identifies a row: the id of its paper, else all of it."""
    paper = row.get("paper") if isinstance(row, dict) else None
    name = paper.get("id") if isinstance(paper, dict) else None
    return str(name) if name else json.dumps(row, sort_keys=True)


def _url(job: FetchJob, day: dt.date) -> str:
    return f"{job.environment.endpoints.daily_papers}/api/daily_papers?date={day.isoformat()}"
