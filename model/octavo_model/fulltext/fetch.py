"""Fetching the full text of papers, one request at a time: from the first source that has it.

Nothing is asked ahead by guess. Requests are spaced by the clock that all processes share, a
server that refuses is left alone, and each source that has no text is named with its reason.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, Protocol, Self, TypeVar
from urllib.parse import urlsplit

from octavo_model.core.errors import OctavoError
from octavo_model.core.links import best_link
from octavo_model.fulltext import sources
from octavo_model.fulltext.pages.refusals import ROBOT_CHECK
from octavo_model.fulltext.pauses import Pauses
from octavo_model.fulltext.pdf import check_pdf
from octavo_model.sources.environment import Gap, RateLimiter
from octavo_model.sources.events import FetchError, FetchReport, Outcome, UnreachableError, Waiting
from octavo_model.sources.http import HttpClient
from octavo_model.sources.state import Validators
from octavo_model.sources.threads import run_to_end
from octavo_model.sources.urls import check_redirect, check_url, display_url

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from octavo_model.core.paper import Paper
    from octavo_model.fulltext.document import Document
    from octavo_model.fulltext.sources import FullTextSource
    from octavo_model.sources.environment import Environment, Response
    from octavo_model.sources.events import Event
    from octavo_model.storage.data_folder import Paths

P = ParamSpec("P")
T = TypeVar("T")

_TRIES = 2
"""Someone waits: a second failure is not tried again."""
_ENDING = frozenset({403, 429, 503})
"""Refusals after which a host is not asked again in this round."""
_REFUSALS = frozenset({403, 429})
"""Those after which it is left alone for a while, by all processes."""
_POLL = 0.05
"""Seconds between two looks at whether the user stopped a fetch."""
# States no limit; it is asked once a second, as other such servers are. Only here, as its Daily
# Papers are asked for a day at a time.
_MORE_GAPS = {"huggingface.co": Gap("huggingface", 1.0)}
_NO_END = "Perhaps the end of the text: the page breaks off"


class Asking(NamedTuple):
    """A source is asked for the text of the paper ``name``."""

    name: str
    source: str


class Refused(NamedTuple):
    """A source has no text of the paper ``name``, or what it has is not used; and why."""

    name: str
    source: str
    why: str


TextEvent = Asking | Refused | Waiting


class NoFullTextError(OctavoError):
    """No source has the full text of a paper.

    Attributes:
        refusals: Each source that was considered, and why it has none, in order.
        is_final: Whether asking again soon is useless: all sources answered that they have none.
    """

    def __init__(self, paper: Paper, refusals: tuple[Refused, ...], *, is_final: bool) -> None:
        reasons = "; ".join(f"{one.source}: {one.why}" for one in refusals)
        why = f"no full text: {reasons or 'only papers of arXiv have one'}"
        found = sources.pdf_link(paper)
        hint = f"PDF: {found.url}" if found else f"page: {best_link(paper).url}"
        super().__init__(paper.arxiv_id or paper.key, why, hint)
        self.refusals = refusals
        self.is_final = is_final


class ReadPage(Protocol):
    """Reads a page: `octavo_model.fulltext.pages.read.read_page`."""

    def __call__(self, data: bytes, /, *, source: str, url: str) -> Document:
        """Return the paper in a page, or raise an error with the reason why it has none."""


class TextFetcher:
    """Fetches the full texts of papers in one round, once entered.

    A host that refuses is not asked again in the round, nor by other processes for a while.

    Args:
        environment: Clock, addresses and network.
        paths: Where the library is.
        read: How pages are read.
        on_event: Called with each step, on the event loop.
    """

    def __init__(
        self,
        environment: Environment,
        paths: Paths,
        read: ReadPage,
        on_event: Callable[[TextEvent], None],
    ) -> None:
        endpoints, now = environment.endpoints, environment.timing.now
        limiter = RateLimiter({**_MORE_GAPS, **endpoints.gaps}, paths.data / "locks", now)
        self._endpoints = endpoints
        self._read = read
        self._on_event = on_event
        limits = replace(environment.limits, tries=_TRIES)
        size = min(limits.size, sources.LARGEST_PAGE)
        pages = replace(environment, limits=replace(limits, size=size))
        self._pages = HttpClient(pages, limiter, self._report)
        self._pages.check_redirect = sources.check_page_redirect
        self._files = HttpClient(replace(environment, limits=limits), limiter, self._report)
        self._files.check_redirect = check_redirect
        self._pauses = Pauses(paths.full_text_pauses, paths.data / "locks", now)
        self._closed: dict[str, str] = {}
        """Why hosts are not asked again in this round."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._pages.__aexit__(*error)
        await self._files.__aexit__(*error)

    async def fetch(self, paper: Paper) -> Document:
        """Return the full text of ``paper`` from the first source that has it.

        Raises:
            NoFullTextError: No source has it, or could be asked; the error names each.
        """
        refusals: list[Refused] = []
        is_final = True
        for source in sources.sources_of(paper):
            try:
                return await self._from(source, paper)
            except OctavoError as error:
                refusal = Refused(paper.arxiv_id or "", source.title, _reason(error))
                is_final = is_final and not _may_pass(error)
                refusals.append(refusal)
                self._on_event(refusal)
        if paper.arxiv_id and is_final:
            await _note(self._pauses.without_text, paper.arxiv_id)
        raise NoFullTextError(paper, tuple(refusals), is_final=is_final)

    async def pdf(self, paper: Paper) -> bytes:
        """Return the PDF of ``paper``.

        Raises:
            OctavoError: Nobody knows where it is, it cannot be fetched, or it is something else.
        """
        name, link = paper.arxiv_id or paper.key, sources.pdf_link(paper, self._endpoints)
        if link is None:
            page = best_link(paper).url
            raise OctavoError(name, "where its PDF is, is not known", f"page: {page}")
        host = _host(check_url(link.url))
        self._on_event(Asking(name, host))
        response = await self._get(self._files, link.url, "application/pdf", name)
        check_pdf(response.body, display_url(response.url))
        await _note(self._pauses.forget, host)
        return response.body

    def is_closed(self, paper: Paper) -> bool:
        """Return whether all sources of ``paper`` refused, or cannot be reached, in this round."""
        addresses = [
            sources.address_of(one, paper, self._endpoints) for one in sources.sources_of(paper)
        ]
        return all(_host(one) in self._closed for one in addresses)

    async def _from(self, source: FullTextSource, paper: Paper) -> Document:
        name = paper.arxiv_id or ""
        url = sources.address_of(source, paper, self._endpoints)
        self._on_event(Asking(name, source.title))
        response = await self._get(self._pages, url, source.accept, name)
        sources.check_answer(source, response)
        found = await self._document(source, response, _host(url))
        sources.check_text(source, found, paper)
        missing: tuple[str, ...] = () if sources.is_whole(source, response.body) else (_NO_END,)
        if not source.has_versions and (paper.version or 1) > 1:
            missing += (f"Perhaps the changes up to v{paper.version}: this source has no versions",)
        await _note(self._pauses.forget, name, _host(url))
        return replace(found, missing=missing + found.missing)

    async def _document(self, source: FullTextSource, response: Response, host: str) -> Document:
        """Return the paper in an answer; a check for robots counts as a refusal of the host."""
        body, url = response.body, response.url
        try:
            return await run_to_end(self._read, body, source=source.name, url=url)
        except OctavoError as error:
            if error.why != ROBOT_CHECK:
                raise
            refused = FetchError(host, ROBOT_CHECK, status=403)
            await self._close(host, refused)
            raise refused from None

    async def _get(self, http: HttpClient, url: str, accept: str, name: str) -> Response:
        """Return what is at ``url``, unless its host refused before."""
        host = _host(url)
        if host not in self._closed:
            paused = await run_to_end(self._pauses.until, host)
            if host in paused:
                self._closed[host] = f"not asked before {paused[host]:%Y-%m-%d %H:%M} UTC"
        if host in self._closed:
            raise FetchError(host, self._closed[host], retryable=True)
        try:
            return await http.get(url, accept, Validators(), FetchReport(name, Outcome.DONE))
        except FetchError as error:
            await self._close(host, error)
            raise

    async def _close(self, host: str, error: FetchError) -> None:
        """Ask ``host`` no more, if it refused or cannot be reached."""
        is_unreachable = isinstance(error, UnreachableError)
        if error.status in _ENDING or error.not_before or is_unreachable:
            more = "" if is_unreachable else ", and is left alone"
            self._closed[host] = f"{_reason(error)}{more}"
        if error.status in _REFUSALS or error.not_before:
            await _note(self._pauses.refused, host, error.not_before)

    def _report(self, event: Event) -> None:
        if isinstance(event, Waiting):
            self._on_event(event)


async def _note(change: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """Note a pause, or its end; where that cannot be written, a text is shown all the same."""
    with suppress(OctavoError):
        await run_to_end(change, *args, **kwargs)


def _may_pass(error: OctavoError) -> bool:
    """Return whether another request may have another answer soon."""
    if not isinstance(error, FetchError):
        return False  # a page that is no paper
    return error.retryable or error.not_before is not None or error.status in _ENDING


def _reason(error: OctavoError) -> str:
    """Return why a source has no text, with the time from which on it may be asked again."""
    is_deferred = isinstance(error, FetchError) and error.not_before is not None
    return f"{error.why}, {error.hint}" if is_deferred else error.why


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


def run_until(work: Coroutine[object, object, T], cancelled: Callable[[], bool]) -> T | None:
    """Return the result of ``work``, run in this thread; None if it was ``cancelled`` before."""
    return asyncio.run(_until(work, cancelled))


async def _until(work: Coroutine[object, object, T], cancelled: Callable[[], bool]) -> T | None:
    task = asyncio.ensure_future(work)
    while not (await asyncio.wait([task], timeout=_POLL))[0]:
        if cancelled():
            task.cancel()
    return None if task.cancelled() else task.result()
