"""What the fetch of days and that of months share: the ledger, pauses, and reading a listing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from octavo_model.formats.arxiv.listing_page import page_title, parse_listing
from octavo_model.formats.common.encoding import decode
from octavo_model.sources.arxiv.ledger import HostPause, LedgerFile
from octavo_model.sources.events import FetchError
from octavo_model.sources.targets.arxiv import ALIASES, KNOWN
from octavo_model.sources.threads import run_to_end
from octavo_model.sources.urls import display_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from octavo_model.formats.arxiv.listing_page import ListingKind, ListingPage
    from octavo_model.sources.arxiv.ledger import Ledger
    from octavo_model.sources.job import FetchJob

_PAGE = "text/html"
_MOST_PAGES = 20
_REFUSALS = {403, 429, 503}
_PAUSES = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
_FORBIDDEN = dt.timedelta(hours=24)


class ArxivSession:
    """The fetch of one arXiv source.

    Attributes:
        job: The fetch, as its source sees it.
        categories: The categories of the source.
        ledger: What is known of their days.
        pages: The host with the pages.
        services: The host with the feeds. A pause of it counts for the API too: arXiv counts the
            requests to both together.
    """

    def __init__(self, job: FetchJob) -> None:
        endpoints = job.environment.endpoints
        self.job = job
        self.categories = job.spec.target.split("+")
        self.pages = urlsplit(endpoints.arxiv_pages).hostname or ""
        self.services = urlsplit(endpoints.arxiv).hostname or ""
        self._file = LedgerFile(job.context.paths.arxiv_days, job.context.paths.data / "locks")
        self.ledger = self._file.load()
        self._base = endpoints.arxiv_pages
        self._aliases: dict[str, str] = {}

    async def change(self, change: Callable[[Ledger], Ledger]) -> None:
        """Change the ledger; it is then on disk."""
        self.ledger = await run_to_end(self._file.change, change)

    def pause(self, host: str) -> FetchError | None:
        """Return why ``host`` must not be asked now; None if it may be."""
        pause = self.ledger.pauses.get(host)
        if pause is None or pause.until <= self.job.now():
            return None
        hint = f"not before {pause.until:%Y-%m-%d %H:%M} UTC"
        return FetchError(host, pause.reason, hint, not_before=pause.until)

    async def note_refusal(self, host: str, error: FetchError) -> dt.datetime | None:
        """Pause ``host`` if it refused a request; return until when."""
        if error.status not in _REFUSALS:
            return None
        known = self.ledger.pauses.get(host)
        failures = known.failures + 1 if known else 1
        until = error.not_before or self.job.now() + self._length(error.status, failures)
        pause = HostPause(until, failures, error.why)
        await self.change(lambda ledger: ledger.with_pause(host, pause))
        return until

    def _length(self, status: int, failures: int) -> dt.timedelta:
        if status == 403:
            return _FORBIDDEN
        spread = 0.8 + 0.4 * self.job.environment.timing.random()
        return _PAUSES[min(failures, len(_PAUSES)) - 1] * spread

    def name_of(self, category: str) -> str:
        """Return what the server calls a category."""
        known = self.ledger.categories.get(category)
        return self._aliases.get(category) or (known.alias if known else "") or category

    def named(self, ledger: Ledger, category: str, subject: str) -> Ledger:
        """Return the ledger with the names that the pages of a category use."""
        alias = self._aliases.get(category, ledger.categories[category].alias)
        known = replace(ledger.categories[category], subject=subject, alias=alias)
        return ledger.with_category(category, known)

    async def pages_of(
        self, category: str, kind: ListingKind, address: str
    ) -> AsyncIterator[tuple[ListingPage, bytes, str]]:
        """Yield all pages of a listing, each with its bytes, and where it is.

        A page of another kind or category, which a server in trouble may send, is an error.

        Args:
            category: The category, as the user names it.
            kind: The kind of page.
            address: Path and query of the first page, with ``{name}`` for the name of the category.
        """
        read = 0
        for _ in range(_MOST_PAGES):
            page, body, url = await self._read(category, kind, address)
            yield page, body, url
            read += page.read
            # A server links one page too many where the last one is full.
            if not (page.next_page and page.read and read < (page.total or 0)):
                break
            address = page.next_page

    async def _read(
        self, category: str, kind: ListingKind, address: str
    ) -> tuple[ListingPage, bytes, str]:
        name = self.name_of(category)
        url = urljoin(f"{self._base}/", address.replace("{name}", name))
        what = display_url(url)
        response = await self.job.get_whole(url, _PAGE)
        if response.type != _PAGE:
            raise FetchError(what, f"the answer is {response.type or 'of no type'}, not a page")
        page = parse_listing(decode(response.body)[0])
        if page is None:
            title = page_title(decode(response.body)[0]) or "a page without a title"
            raise FetchError(what, f"the answer is not a listing: {title}")
        answered = urlsplit(response.url)
        found = answered.path.strip("/").partition("/")[2].partition("/")[0]
        shown = page.category or found
        if found not in {name, shown}:
            raise FetchError(what, f"redirects to {display_url(response.url)}")
        if page.kind is not kind:
            raise FetchError(what, f"the answer is another listing: {page.kind}")
        if shown != name and (name != category or not self._is_alias(category, shown)):
            raise FetchError(what, f"the answer is the listing of {shown}")
        known = self.ledger.categories.get(category)
        if known and known.subject and page.subject != known.subject:
            raise FetchError(what, f"the answer is the listing of {page.subject}")
        if shown != name:
            self._aliases[category] = shown
            if answered.query != urlsplit(url).query:
                # The redirect forgets whether abstracts are wanted.
                return await self._read(category, kind, address)
        return page, response.body, url

    def _is_alias(self, category: str, name: str) -> bool:
        """Return whether ``name`` can be another name of ``category``.

        Its pages have the same heading. Before the first one is read, arXiv's own list of names
        decides; a name that no category had when this was written is a new one.
        """
        known = self.ledger.categories.get(category)
        if known and known.subject:
            return True  # the heading is compared next
        return ALIASES.get(category) == name or name.lower() not in KNOWN
