"""Fetching arXiv: the feed of today, the pages that prove each day, then months of long ago.

The feed shows all papers of today after one request. The page of today of each category, and the
pages of past days, say how many entries there are, so they show whether something is missing.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.formats.arxiv.listing_page import ListingKind
from octavo_model.sources.arxiv import plan
from octavo_model.sources.arxiv.coverage import describe_gaps, show_day
from octavo_model.sources.arxiv.month_fetch import fetch_months
from octavo_model.sources.arxiv.session import ArxivSession
from octavo_model.sources.arxiv.statuses import gaps
from octavo_model.sources.events import FetchError, IncompleteError, UnreachableError
from octavo_model.sources.urls import display_url

if TYPE_CHECKING:
    from octavo_model.formats.arxiv.listing_page import ListingPage
    from octavo_model.sources.arxiv.ledger import Ledger
    from octavo_model.sources.arxiv.plan import Step
    from octavo_model.sources.job import FetchJob

_FEED = "application/atom+xml, application/xml;q=0.9, text/xml;q=0.8"
_MOST_FAILURES = 3


async def fetch_arxiv(job: FetchJob) -> None:
    """Import every day that is not complete, newest first, as far as the server has it."""
    session = ArxivSession(job)
    _check_pause(session)
    await _include_since(session)
    days = _AnnouncementFetch(session)
    await days.run()
    if not days.must_stop:
        await fetch_months(session)
    now = job.now()
    if not isinstance(days.unreachable, UnreachableError):  # else soon, as for other failures
        job.due = plan.next_time(session.ledger, session.categories, now)
    _check_pause(session)
    if days.unreachable is not None:
        raise days.unreachable
    if found := gaps(session.ledger, session.categories, now):
        raise IncompleteError(job.spec.name, describe_gaps(found))


def _check_pause(session: ArxivSession) -> None:
    if (error := session.pause(session.pages)) is not None:
        raise error


async def _include_since(session: ArxivSession) -> None:
    """Note a first day that the user moved back since the last fetch."""
    since = session.job.spec.since
    if since is None:
        return
    later = {
        name: replace(category, since=since)
        for name in session.categories
        if (category := session.ledger.categories.get(name)) and since < category.since
    }
    if later:
        await session.change(
            lambda ledger: replace(ledger, categories={**ledger.categories, **later})
        )


class _AnnouncementFetch:
    """The days of one fetch.

    Attributes:
        unreachable: The error of a server that cannot be reached; None if it can.
    """

    def __init__(self, session: ArxivSession) -> None:
        self._session = session
        self._job = session.job
        self._failures = 0
        self.unreachable: FetchError | None = None

    @property
    def must_stop(self) -> bool:
        """Whether nothing more can be asked in this fetch."""
        return self._failures >= _MOST_FAILURES

    async def run(self) -> None:
        """Ask for each day that is not complete."""
        step = self._next()
        if step is not None and step.is_newest:
            await self._import_feed()
        done = 0
        while step is not None and not self.must_stop:
            session = self._session
            left = len(gaps(session.ledger, session.categories, self._job.now()))
            self._job.advance(done, done + max(1, left))
            await self._take(step)
            done += 1
            step = self._next()
        self._job.advance(done, done)

    def _next(self) -> Step | None:
        session = self._session
        return plan.next_step(session.ledger, session.categories, self._job.now())

    async def _import_feed(self) -> None:
        """Import today's feed: it shows the papers at once, and proves nothing."""
        job, session = self._job, self._session
        url = f"{job.environment.endpoints.arxiv}/atom/{job.spec.target}"
        host = session.services
        try:
            if (pause := session.pause(host)) is not None:
                raise pause
            response = await job.get_whole(url, _FEED)
            if host in session.ledger.pauses:
                await session.change(lambda ledger: ledger.with_pause(host, None))
            if response.body.strip() and b"Feed error for query" not in response.body[:2_000]:
                await job.import_digest(response.body, name=f"{job.spec.name}.atom", path=url)
        except OctavoError as error:
            if isinstance(error, FetchError):
                await session.note_refusal(host, error)
            # The pages have the same papers; what is wrong with the feed is only worth a warning.
            job.report.warnings.append(f"the feed of today: {error}")

    async def _take(self, step: Step) -> None:
        """Ask for one day of one category, import its papers, and note what it proves."""
        name, since, session = step.category, self._job.spec.since, self._session
        try:
            pages = await self._read_pages(step)
        except FetchError as error:
            await self._note_failure(step, error)
            return
        self._failures = 0
        now = self._job.now()

        def change(ledger: Ledger) -> Ledger:
            ledger = ledger.with_pause(session.pages, None)
            if step.is_newest:
                ledger = plan.after_new(ledger, name, pages, now, since)
            else:
                ledger = plan.after_catchup(ledger, name, step.day, pages, now)
            return session.named(ledger, name, pages[0].subject)

        await session.change(change)

    async def _read_pages(self, step: Step) -> list[ListingPage]:
        """Return all pages of a day, whose papers are then in the library."""
        kind, address = ListingKind.CATCHUP, f"/catchup/{{name}}/{step.day}?abs=True"
        if step.is_newest:
            kind, address = ListingKind.NEW, "/list/{name}/new"
        known = self._session.ledger.categories.get(step.category)
        pages: list[ListingPage] = []
        async for page, body, url in self._session.pages_of(step.category, kind, address):
            _check_day(step, page, url)
            pages.append(page)
            is_stale = step.is_newest and known and plan.repeated_day(known, pages[0])
            if page.read and not is_stale:
                number = f"-{len(pages)}" if len(pages) > 1 else ""
                name = f"{self._job.spec.name}-{step.category}-{page.day}{number}.html"
                await self._job.import_digest(body, name=name, path=url, date=page.day)
        return pages

    async def _note_failure(self, step: Step, error: FetchError) -> None:
        session, now, since = self._session, self._job.now(), self._job.spec.since
        if error.status == 400 and not step.is_newest:
            await session.change(lambda ledger: plan.after_refusal(ledger, step, error.why, now))
            return
        self._failures += 1
        next_try = await session.note_refusal(session.pages, error) or error.not_before
        if isinstance(error, UnreachableError):
            next_try = now  # the server was not asked, so the user may ask at any time
        if session.pause(session.pages) is not None:
            self._failures = _MOST_FAILURES
        elif error.retryable:  # no network: the other pages would fail alike
            self._failures = _MOST_FAILURES
            self.unreachable = error
        await session.change(
            lambda ledger: plan.after_failure(ledger, step, error.why, now, next_try, since)
        )


def _check_day(step: Step, page: ListingPage, url: str) -> None:
    what = display_url(url)
    if page.day is None:
        raise FetchError(what, "the answer does not say of which day it is")
    if not step.is_newest and page.day != step.day:
        raise FetchError(what, f"the answer is of {show_day(page.day)}")
