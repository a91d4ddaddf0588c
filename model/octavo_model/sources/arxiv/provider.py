"""Fetching arXiv: the feed of today, then the pages that prove each day.

The feed shows all papers of today after one request. The page of today of each category, and the
pages of past days, say how many entries there are, so they show whether something is missing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from octavo_model.core.errors import OctavoError
from octavo_model.formats.arxiv.listing_page import ListingKind, page_title, parse_listing
from octavo_model.formats.common.encoding import decode
from octavo_model.sources.arxiv import plan
from octavo_model.sources.arxiv.coverage import describe_gaps, show_day
from octavo_model.sources.arxiv.ledger import HostPause, LedgerFile, trimmed
from octavo_model.sources.events import FetchError, IncompleteError
from octavo_model.sources.threads import run_to_end
from octavo_model.sources.urls import display_url

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.formats.arxiv.listing_page import ListingPage
    from octavo_model.sources.arxiv.ledger import Ledger
    from octavo_model.sources.arxiv.plan import Step
    from octavo_model.sources.job import FetchJob

_FEED = "application/atom+xml, application/xml;q=0.9, text/xml;q=0.8"
_PAGE = "text/html"
_MOST_PAGES = 20
_MOST_FAILURES = 3
_PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
_FORBIDDEN = dt.timedelta(hours=24)


async def fetch_arxiv(job: FetchJob) -> None:
    """Import every day that is not complete, newest first, as far as the server has it."""
    await _ArxivFetch(job).run()


class _ArxivFetch:
    """One fetch of one source."""

    def __init__(self, job: FetchJob) -> None:
        self._job = job
        self._base = job.environment.endpoints.arxiv_pages
        self._host = urlsplit(self._base).hostname or ""
        self._categories = job.spec.target.split("+")
        self._file = LedgerFile(job.context.paths.arxiv_days, job.context.paths.data / "locks")
        self._ledger = trimmed(self._file.load(), job.now().date())
        self._failures = 0
        self._unreachable: FetchError | None = None
        self._aliases: dict[str, str] = {}

    async def run(self) -> None:
        self._check_pause()
        await self._include_since()
        step = plan.next_step(self._ledger, self._categories, self._job.now())
        if step is not None and step.is_newest:
            await self._import_feed()
        done = 0
        while step is not None and self._failures < _MOST_FAILURES:
            self._job.advance(done, done + self._left())
            await self._take(step)
            done += 1
            step = plan.next_step(self._ledger, self._categories, self._job.now())
        self._job.advance(done, done)
        now = self._job.now()
        self._job.due = plan.next_time(self._ledger, self._categories, now)
        self._check_pause()
        if self._unreachable is not None:
            raise self._unreachable
        if found := plan.gaps(self._ledger, self._categories, now):
            raise IncompleteError(self._job.spec.name, describe_gaps(found))

    def _left(self) -> int:
        return max(1, len(plan.gaps(self._ledger, self._categories, self._job.now())))

    def _check_pause(self) -> None:
        pause = self._ledger.pauses.get(self._host)
        if pause is not None and pause.until > self._job.now():
            hint = f"not before {pause.until:%Y-%m-%d %H:%M} UTC"
            raise FetchError(self._host, pause.reason, hint, not_before=pause.until)

    async def _include_since(self) -> None:
        """Note a first day that the user moved back since the last fetch."""
        since = self._job.spec.since
        if since is None:
            return
        later = {
            name: replace(category, since=since)
            for name in self._categories
            if (category := self._ledger.categories.get(name)) and since < category.since
        }
        if later:
            await self._change(
                lambda ledger: replace(ledger, categories={**ledger.categories, **later})
            )

    async def _import_feed(self) -> None:
        """Import today's feed: it shows the papers at once, and proves nothing."""
        job = self._job
        url = f"{job.environment.endpoints.arxiv}/atom/{job.spec.target}"
        try:
            response = await job.get_whole(url, _FEED)
            if response.body.strip() and b"Feed error for query" not in response.body[:2_000]:
                await job.import_digest(response.body, name=f"{job.spec.name}.atom", path=url)
        except OctavoError as error:
            # The pages have the same papers; what is wrong with the feed is only worth a warning.
            job.report.warnings.append(f"the feed of today: {error}")

    async def _take(self, step: Step) -> None:
        """Ask for one day of one category, import its papers, and note what it proves."""
        name, since = step.category, self._job.spec.since
        try:
            pages = await self._read_pages(step)
        except FetchError as error:
            await self._note_failure(step, error)
            return
        self._failures = 0
        now = self._job.now()

        def change(ledger: Ledger) -> Ledger:
            ledger = ledger.with_pause(self._host, None)
            if step.is_newest:
                ledger = plan.after_new(ledger, name, pages, now, since)
            else:
                ledger = plan.after_catchup(ledger, name, step.day, pages, now)
            category = ledger.categories[name]
            alias = self._aliases.get(name, category.alias)
            return ledger.with_category(
                name, replace(category, subject=pages[0].subject, alias=alias)
            )

        await self._change(change)

    async def _read_pages(self, step: Step) -> list[ListingPage]:
        """Return all pages of a day, whose papers are then in the library."""
        url = self._url(step)
        pages: list[ListingPage] = []
        read = 0
        while url and len(pages) < _MOST_PAGES:
            page, body = await self._read_page(step, url)
            pages.append(page)
            read += page.read
            if page.read:
                number = f"-{len(pages)}" if len(pages) > 1 else ""
                day = page.day.isoformat() if page.day else "today"
                await self._job.import_digest(
                    body,
                    name=f"{self._job.spec.name}-{step.category}-{day}{number}.html",
                    path=url,
                    date=page.day,
                )
            # A server links one page too many where the last one is full.
            is_more = page.next_page and page.read and read < (page.total or 0)
            url = urljoin(url, page.next_page) if is_more else ""
        return pages

    async def _read_page(self, step: Step, url: str) -> tuple[ListingPage, bytes]:
        response = await self._job.get_whole(url, _PAGE)
        what = display_url(url)
        if response.type != _PAGE:
            raise FetchError(what, f"the answer is {response.type or 'of no type'}, not a page")
        text, _ = decode(response.body)
        page = parse_listing(text)
        if page is None:
            title = page_title(text) or "a page without a title"
            raise FetchError(what, f"the answer is not a listing: {title}")
        _, _, name = urlsplit(response.url).path.strip("/").partition("/")
        name = name.partition("/")[0]
        if name != self._name(step.category):
            if not name or step.category in self._aliases:
                raise FetchError(what, f"redirects to {display_url(response.url)}")
            # A category was renamed, and the redirect forgets whether abstracts are wanted.
            self._aliases[step.category] = name
            return await self._read_page(step, self._url(step))
        self._check_page(step, page, what)
        return page, response.body

    def _check_page(self, step: Step, page: ListingPage, what: str) -> None:
        """Refuse the page of another category or day, which a server in trouble may send."""
        category = self._ledger.categories.get(step.category)
        if page.kind is not (ListingKind.NEW if step.is_newest else ListingKind.CATCHUP):
            raise FetchError(what, f"the answer is another listing: {page.kind}")
        if page.category and page.category != self._name(step.category):
            raise FetchError(what, f"the answer is the listing of {page.category}")
        if category and category.subject and page.subject != category.subject:
            raise FetchError(what, f"the answer is the listing of {page.subject}")
        if page.day is None:
            raise FetchError(what, "the answer does not say of which day it is")
        if not step.is_newest and page.day != step.day:
            raise FetchError(what, f"the answer is of {show_day(page.day)}")

    def _name(self, category: str) -> str:
        """Return what the server calls a category today."""
        known = self._ledger.categories.get(category)
        return self._aliases.get(category) or (known.alias if known else "") or category

    def _url(self, step: Step) -> str:
        name = self._name(step.category)
        if step.is_newest:
            return f"{self._base}/list/{name}/new"
        return f"{self._base}/catchup/{name}/{step.day.isoformat()}?abs=True"

    async def _note_failure(self, step: Step, error: FetchError) -> None:
        now, since = self._job.now(), self._job.spec.since
        if error.status == 400 and not step.is_newest:
            await self._change(lambda ledger: plan.after_refusal(ledger, step, error.why, now))
            return
        self._failures += 1
        next_try = error.not_before
        if error.status in {403, 429, 503}:
            known = self._ledger.pauses.get(self._host)
            failures = known.failures + 1 if known else 1
            next_try = next_try or now + self._pause(error.status, failures)
            pause = HostPause(next_try, failures, error.why)
            await self._change(lambda ledger: ledger.with_pause(self._host, pause))
            self._failures = _MOST_FAILURES
        elif error.retryable:  # no network: the other pages would fail alike
            self._failures = _MOST_FAILURES
            self._unreachable = error
        await self._change(
            lambda ledger: plan.after_failure(ledger, step, error.why, now, next_try, since)
        )

    def _pause(self, status: int, failures: int) -> dt.timedelta:
        if status == 403:
            return _FORBIDDEN
        spread = 0.8 + 0.4 * self._job.environment.timing.random()
        return _PAUSES[min(failures, len(_PAUSES)) - 1] * spread

    async def _change(self, change: Callable[[Ledger], Ledger]) -> None:
        self._ledger = await run_to_end(self._file.change, change)
