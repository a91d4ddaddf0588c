"""Fetching a feed anywhere on the web, and the older pages it links to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from octavo_model.core.errors import NotADigestError
from octavo_model.sources.events import FetchError, IncompleteError
from octavo_model.sources.feeds import visits
from octavo_model.sources.feeds.document import read_document
from octavo_model.sources.job import refuse_html
from octavo_model.sources.urls import check_redirect

if TYPE_CHECKING:
    from octavo_model.sources.environment import Response
    from octavo_model.sources.feeds.document import FeedDocument
    from octavo_model.sources.job import FetchJob

_FEED = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9,"
    " application/json;q=0.9, text/xml;q=0.8, */*;q=0.5"
)
_GONE = 410
_MOST_PAGES = 20
_NOT_THERE = {400, 403, 404, 410}


async def fetch_feed(job: FetchJob) -> None:
    """Import a feed if it has changed, and note whether entries may have been missed.

    A feed that is gone for good (410) stops its source. One that moved for good (301, 308) twice
    in a row is asked at its new address, until that fails.
    """
    feed = job.state.feed
    url = feed.address or job.spec.target
    try:
        response = await job.get(url, _FEED)
    except FetchError as error:
        if feed.address:
            job.state.feed = replace(feed, address="", moved="")
        elif error.status == _GONE:
            job.state.stopped = f"{error.why} on {job.now():%Y-%m-%d}"
        raise
    if not response.not_modified:
        await _import(job, response)
        await _note_visit(job, response, url)
    elif feed.visited is not None:
        job.state.feed = replace(feed, visited=job.now())
    _note_address(job, response, url)
    job.due = visits.next_visit(job.state.feed, job.now(), job.spec.every)
    if new := job.state.feed.gaps[len(feed.gaps) :]:
        raise IncompleteError(job.spec.name, visits.describe(new[-1]))


async def _import(job: FetchJob, response: Response) -> None:
    """Import the papers of a feed, or of any digest that is at its address."""
    if not response.body.strip():
        return
    try:
        await job.import_digest(response.body, name=f"{job.spec.name}.feed", path=response.url)
    except NotADigestError:
        refuse_html(response.url, response)
        raise


async def _note_visit(job: FetchJob, response: Response, url: str) -> None:
    """Note what a visit of the feed at ``url`` proves."""
    feed = job.state.feed
    document = await asyncio.to_thread(read_document, response.body, response.url)
    if document is not None and not _is_of_one_day(response.url):
        pages = [document]
        if feed.visited is not None and document.entries:
            pages += await _read_back(job, document, response.url)
        job.state.feed = visits.after_visit(feed, pages, job.now(), job.spec.every)
    # An answer that a feed without entries has not changed would pass for a visit of entries.
    if document is None or document.entries:
        job.remember(url, response)


async def _read_back(job: FetchJob, document: FeedDocument, url: str) -> list[FeedDocument]:
    """Import older pages of a feed up to one that shows an entry of the last visit."""
    known = frozenset(job.state.feed.known)
    pages: list[FeedDocument] = []
    asked = {url}
    while not visits.overlaps(document, known) and len(pages) < _MOST_PAGES:
        if not document.older or document.older in asked:
            break
        asked.add(document.older)
        check_redirect(url, document.older)
        try:
            response = await job.get_whole(document.older, _FEED)
        except FetchError as error:
            if error.status in _NOT_THERE:
                break
            raise
        await _import(job, response)
        page = await asyncio.to_thread(read_document, response.body, response.url)
        if page is None:
            break
        pages.append(page)
        document = page
    return pages


def _note_address(job: FetchJob, response: Response, url: str) -> None:
    """Note where the feed moved for good; the second time in a row, ask there from now on."""
    feed, moved = job.state.feed, response.moved
    if not moved or moved != feed.moved:
        job.state.feed = replace(feed, moved=moved)
        return
    if page := job.state.pages.pop(url, None):
        job.state.pages[moved] = page
    address = "" if moved == job.spec.target else moved
    job.state.feed = replace(feed, address=address, moved="")


def _is_of_one_day(url: str) -> bool:
    """Return whether a feed holds only the papers of one day, so that it never overlaps."""
    return f".{urlsplit(url).hostname}".endswith(".arxiv.org")
