"""Fetching what is new in several sources at once."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from octavo_model.core.errors import OctavoError
from octavo_model.sources.apis.acl import fetch_acl
from octavo_model.sources.apis.biorxiv import fetch_biorxiv
from octavo_model.sources.apis.openreview import fetch_openreview
from octavo_model.sources.arxiv.provider import fetch_arxiv
from octavo_model.sources.daily_papers.provider import fetch_daily_papers
from octavo_model.sources.environment import Environment, RateLimiter
from octavo_model.sources.events import (
    Event,
    FetchError,
    FetchReport,
    Finished,
    IncompleteError,
    Outcome,
    Queued,
    Started,
)
from octavo_model.sources.feeds.provider import fetch_feed
from octavo_model.sources.http import HttpClient
from octavo_model.sources.job import FetchContext, FetchJob
from octavo_model.sources.local.providers import fetch_folder, fetch_program
from octavo_model.sources.resolver.titles import find_titles
from octavo_model.sources.spec import SourceKind
from octavo_model.sources.state import FetchStateStore
from octavo_model.sources.urls import display_url
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from octavo_model.sources.environment import Endpoints
    from octavo_model.sources.job import StreamImporter
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import FetchState
    from octavo_model.storage.data_folder import Paths

_FETCH: Mapping[SourceKind, Callable[[FetchJob], Awaitable[None]]] = {
    SourceKind.DAILY_PAPERS: fetch_daily_papers,
    SourceKind.ARXIV: fetch_arxiv,
    SourceKind.BIORXIV: fetch_biorxiv,
    SourceKind.OPENREVIEW: fetch_openreview,
    SourceKind.ACL: fetch_acl,
    SourceKind.FEED: fetch_feed,
    SourceKind.FOLDER: fetch_folder,
    SourceKind.COMMAND: fetch_program,
}
"""What imports the new papers of each kind of source, and notes in the state what is done."""

_HOSTS_AT_ONCE = 4


def due(specs: Iterable[SourceSpec], paths: Paths, now: dt.datetime) -> list[SourceSpec]:
    """Return those of ``specs`` that are due."""
    store = FetchStateStore(paths)
    return [spec for spec in specs if store.load(spec).is_due(now)]


async def fetch(
    importer: StreamImporter,
    specs: Sequence[SourceSpec],
    paths: Paths,
    *,
    report: Callable[[Event], None] = lambda _event: None,
    ignore_deferral: bool = False,
    only_due: bool = False,
    newest_only: bool = False,
    environment: Environment | None = None,
) -> list[FetchReport]:
    """Import what is new in each of ``specs``; one that fails does not stop the others.

    Then services are asked about papers that are known by an id alone: this is reported as an event
    only.

    Sources on one host are fetched one by one, others at the same time. What arrived is saved
    in any case. If the task is cancelled, each unfinished source ends as cancelled, within
    a second or once a running import has ended, and then `asyncio.CancelledError` is raised.

    Args:
        importer: Imports the digests, in threads, one at a time.
        specs: The sources.
        paths: Where their state is.
        report: Called with each event, on the event loop; every source ends with `Finished`.
        ignore_deferral: Whether to ask a server too that wants to be left alone for a while.
        only_due: Whether to skip a source that is not due any more, as another process fetched it.
        newest_only: Whether to fetch only the newest day of Daily Papers.
        environment: The outside world; by default, the real one.

    Returns:
        A report for each source, in their order.
    """
    environment = environment or Environment()
    limiter = RateLimiter(environment.endpoints.gaps, paths.data / "locks", environment.timing.now)
    http = HttpClient(environment, limiter, report)
    store = FetchStateStore(paths)
    context = FetchContext(importer, paths, store, http, environment, report, newest_only)
    return await _Round(context, ignore_deferral, only_due).fetch_all(list(dict.fromkeys(specs)))


class _Round:
    """One call of `fetch`."""

    def __init__(self, context: FetchContext, ignore_deferral: bool, only_due: bool) -> None:
        self._context = context
        self._ignore_deferral = ignore_deferral
        self._only_due = only_due
        self._slots = asyncio.Semaphore(_HOSTS_AT_ONCE)
        self._reports: dict[str, FetchReport] = {}

    async def fetch_all(self, specs: Sequence[SourceSpec]) -> list[FetchReport]:
        groups: dict[str, list[SourceSpec]] = {}
        for spec in specs:
            host = _host(spec, self._context.environment.endpoints)
            groups.setdefault(host or f"/{spec.name}", []).append(spec)
        try:
            async with self._context.http:
                async with asyncio.TaskGroup() as tasks:
                    for group in groups.values():
                        tasks.create_task(self._fetch_group(group))
                await find_titles(self._context, ignore_deferral=self._ignore_deferral)
        except asyncio.CancelledError:
            for spec in specs:
                if spec.name not in self._reports:
                    self._finish(FetchReport(spec.name, Outcome.CANCELLED))
            raise
        return [self._reports[spec.name] for spec in specs]

    async def _fetch_group(self, specs: Sequence[SourceSpec]) -> None:
        for spec in specs[1:]:
            self._context.report(Queued(spec.name))
        async with self._slots:
            for spec in specs:
                await self._fetch_one(spec)

    async def _fetch_one(self, spec: SourceSpec) -> None:
        try:
            host = _host(spec, self._context.environment.endpoints)
            with ExitStack() as locks:
                # One connection a host, over all processes.
                for name in filter(None, (spec.name, host and f"host-{host}")):
                    lock = self._context.store.claim(name)
                    if lock is None:
                        self._skip(spec, "already being fetched by another Octavo")
                        return
                    locks.callback(lock.release)
                state = await asyncio.to_thread(self._context.store.load, spec)
                if state.stopped:
                    hint = f"octavo source remove {spec.name}, or change its target"
                    raise FetchError(display_url(spec.target), f"stopped: {state.stopped}", hint)
                await self._fetch_claimed(spec, state)
        except OctavoError as error:
            text, reason = _describe(error)
            self._finish(FetchReport(spec.name, Outcome.FAILED, error=text, reason=reason))

    async def _fetch_claimed(self, spec: SourceSpec, state: FetchState) -> None:
        now = self._context.environment.timing.now
        if self._only_due and not state.is_due(now()):
            self._skip(spec, "not due any more", state.due)
            return
        if state.not_before is not None and state.not_before > now() and not self._ignore_deferral:
            until = f"{state.not_before:%Y-%m-%d %H:%M} UTC"
            self._skip(spec, f"rate-limited by the server until {until}", state.due)
            return
        report = FetchReport(spec.name, Outcome.CANCELLED)
        job = FetchJob(spec, state, self._context, report)
        self._context.report(Started(spec.name))
        try:
            await _FETCH[spec.kind](job)
            report.outcome = Outcome.DONE
            state.succeed(now(), spec.every)
        except Exception as failure:  # noqa: BLE001 - a bug in one kind must not stop the others
            is_part = isinstance(failure, IncompleteError)
            report.outcome = Outcome.INCOMPLETE if is_part else Outcome.FAILED
            report.error, report.reason = _describe(failure)
            not_before = failure.not_before if isinstance(failure, FetchError) else None
            if self._context.newest_only:  # nobody chose the source: it has not failed yet
                state.not_before = not_before
            else:
                state.fail(now(), spec.every, report.error, not_before)
        finally:  # also if cancelled
            state.due = job.due or state.due
            try:
                await job.save()
            except OctavoError as failure:
                report.outcome = Outcome.FAILED
                report.error = report.error or clean_line(str(failure))
                report.reason = report.reason or report.error
            finally:
                report.next_due = state.due
                self._finish(report)

    def _skip(self, spec: SourceSpec, why: str, due: dt.datetime | None = None) -> None:
        self._finish(FetchReport(spec.name, Outcome.SKIPPED, error=why, reason=why, next_due=due))

    def _finish(self, report: FetchReport) -> None:
        self._reports[report.name] = report
        self._context.report(Finished(report))


def _host(spec: SourceSpec, endpoints: Endpoints) -> str | None:
    """Return the host that a source asks, if it asks one."""
    addresses = {
        SourceKind.DAILY_PAPERS: endpoints.daily_papers,
        SourceKind.ARXIV: endpoints.arxiv_pages,
        SourceKind.BIORXIV: endpoints.biorxiv,
        SourceKind.OPENREVIEW: endpoints.openreview,
        SourceKind.ACL: endpoints.acl,
        SourceKind.FEED: spec.target,
    }
    return urlsplit(addresses.get(spec.kind, "")).hostname


def _describe(error: Exception) -> tuple[str, str]:
    """Return an error on one line, and its reason alone."""
    if isinstance(error, OctavoError):
        return clean_line(str(error)), clean_line(error.why)
    text = f"unexpected {type(error).__name__}: {clean_line(str(error))[:200]}"
    return text, text
