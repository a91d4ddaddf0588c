"""Fetching months of arXiv: the list of ids from its pages, then missing papers from its API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.formats import Source
from octavo_model.formats.arxiv import feed
from octavo_model.formats.arxiv.listing_page import ListingKind
from octavo_model.sources.arxiv import months
from octavo_model.sources.events import FetchError
from octavo_model.sources.targets.arxiv import address_of_papers
from octavo_model.sources.threads import run_to_end
from octavo_model.sources.urls import display_url

if TYPE_CHECKING:
    import datetime as dt

    from octavo_model.formats.arxiv.listing_page import ListingPage
    from octavo_model.sources.arxiv.ledger import Ledger
    from octavo_model.sources.arxiv.months import MonthStep
    from octavo_model.sources.arxiv.session import ArxivSession

_FEED = "application/atom+xml, application/xml;q=0.9"
_ENTRIES = 2_000
"""Entries of one page: the most that arXiv shows."""
_MOST_FAILURES = 3


async def fetch_months(session: ArxivSession) -> None:
    """Import the papers of months with days that are gone, newest first."""
    job = session.job
    failures = done = 0
    while failures < _MOST_FAILURES and not _is_paused(session):
        now = job.now()
        step = months.next_step(session.ledger, session.categories, now)
        if step is None:
            break
        job.advance(done, done + 1)
        try:
            await (_take_papers if step.ids else _take_list)(session, step)
            failures = 0
        except OctavoError as error:
            failures += 1
            await _note_failure(session, step, error)
            if isinstance(error, FetchError) and error.retryable:
                break  # no network: the other requests would fail alike
        done += 1


def _is_paused(session: ArxivSession) -> bool:
    return any(map(session.pause, (session.pages, session.services)))


async def _take_list(session: ArxivSession, step: MonthStep) -> None:
    pages: list[ListingPage] = []
    address = f"/list/{{name}}/{step.month:%Y-%m}?show={_ENTRIES}"
    async for page, _, url in session.pages_of(step.category, ListingKind.MONTH, address):
        _check_month(page, step.month, url)
        pages.append(page)
    missing = await run_to_end(session.job.context.importer.missing_ids, months.ids_in(pages))
    now = session.job.now()

    def change(ledger: Ledger) -> Ledger:
        ledger = ledger.with_pause(session.pages, None)
        ledger = session.named(ledger, step.category, pages[0].subject)
        return months.after_list(ledger, step, pages, missing, now)

    await session.change(change)


def _check_month(page: ListingPage, month: dt.date, url: str) -> None:
    what = display_url(url)
    if not page.is_whole:
        raise FetchError(what, "the page is cut off")
    if page.total and not page.read:
        raise FetchError(what, f"states {page.total} entries and shows none")
    if page.read and page.total is None:
        raise FetchError(what, "states no total")
    # A page without papers names the present month.
    if page.read and page.month != month:
        raise FetchError(what, f"the answer is of {page.month:%B %Y}" if page.month else "no month")


async def _take_papers(session: ArxivSession, step: MonthStep) -> None:
    job = session.job
    url = address_of_papers(job.environment.endpoints.arxiv_api, step.ids)
    response = await job.get_whole(url, _FEED)
    number = len(session.ledger.categories[step.category].month(step.month).ids)
    name = feed.month_file(session.name_of(step.category), step.month, number)
    source = Source(response.body, name, job.now(), step.month)
    if not feed.sniff(source):
        raise FetchError(display_url(url), "the answer is not a feed of arXiv")
    found = {paper.arxiv_id for paper in feed.parse(source).papers} & {*step.ids}
    if found:
        await job.import_digest(response.body, name=name, path=url, date=step.month)
    now = job.now()

    def change(ledger: Ledger) -> Ledger:
        ledger = ledger.with_pause(session.services, None)
        return months.after_papers(ledger, step, {one for one in found if one}, now)

    await session.change(change)


async def _note_failure(session: ArxivSession, step: MonthStep, error: OctavoError) -> None:
    next_try = None
    if isinstance(error, FetchError):
        host = session.services if step.ids else session.pages
        next_try = await session.note_refusal(host, error) or error.not_before
    now = session.job.now()
    await session.change(
        lambda ledger: months.after_failure(ledger, step, error.why, now, next_try)
    )
