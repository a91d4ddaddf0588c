"""The fetch of one source, as its provider sees it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Protocol

from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import ImportOptions
from octavo_model.sources.events import Advanced, Event, FetchError, FetchReport
from octavo_model.sources.spec import SourceKind
from octavo_model.sources.state import Validators
from octavo_model.sources.threads import run_to_end
from octavo_model.sources.urls import display_url
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable

    from octavo_model.core.ids import PaperIds
    from octavo_model.core.parsed import ImportReport
    from octavo_model.sources.environment import Environment, Response
    from octavo_model.sources.http import HttpClient
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import FetchState, FetchStateStore
    from octavo_model.storage.data_folder import Paths

_MOST_WARNINGS = 100
_NO_VALIDATORS = Validators()
_UNITS = {
    **dict.fromkeys((SourceKind.DAILY_PAPERS, SourceKind.ARXIV, SourceKind.BIORXIV), "days"),
    SourceKind.FOLDER: "files",
    SourceKind.OPENREVIEW: "papers",
}
"""What `Advanced` counts, by the kind of the source."""
_HTML = (b"<!doctype html", b"<html")


class StreamImporter(Protocol):
    """What digests are imported with: `octavo_model.Library.imports`."""

    def import_stream(
        self, file: BytesIO, options: ImportOptions, /
    ) -> list[ImportReport | OctavoError]:
        """Import all digests in ``file``; return a report or an error for each."""

    def untitled(self) -> list[PaperIds]:
        """Return the papers that are known by an id alone."""

    def missing_ids(self, arxiv_ids: Iterable[str], /) -> list[str]:
        """Return those of ``arxiv_ids`` that no paper of the library has, in order."""


@dataclass(slots=True)
class FetchContext:
    """What the sources that are fetched together share."""

    importer: StreamImporter
    paths: Paths
    store: FetchStateStore
    http: HttpClient
    environment: Environment
    report: Callable[[Event], None]
    newest_only: bool = False
    """Whether to fetch only the newest day, of sources that have days."""
    import_lock: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True)
class FetchJob:
    """The fetch of one source, as the function for its kind sees it, which updates its state."""

    spec: SourceSpec
    state: FetchState
    context: FetchContext
    report: FetchReport
    """What was fetched so far."""
    due: dt.datetime | None = None
    """When to fetch it again; by default, as the interval of the source says."""

    @property
    def environment(self) -> Environment:
        """Clock, endpoints and limits."""
        return self.context.environment

    def now(self) -> dt.datetime:
        """Return the current time, in UTC."""
        return self.environment.timing.now()

    def advance(self, done: int, total: int) -> None:
        """Report that ``done`` of ``total`` parts are done."""
        unit = _UNITS.get(self.spec.kind, "parts")
        self.context.report(Advanced(self.spec.name, done, total, unit))

    async def get(self, url: str, accept: str) -> Response:
        """Return what is at ``url`` now; call `remember` once it is imported."""
        known = self.state.pages.get(url, _NO_VALIDATORS)
        return await self.context.http.get(url, accept, known, self.report)

    async def get_whole(self, url: str, accept: str) -> Response:
        """Return what is at ``url``, even if an earlier answer is still current."""
        return await self.context.http.get(url, accept, _NO_VALIDATORS, self.report)

    def remember(self, url: str, response: Response) -> None:
        """Note that ``response`` for ``url`` need not be sent again."""
        if response.not_modified:
            return
        if response.validators == _NO_VALIDATORS:
            self.state.pages.pop(url, None)
        else:
            self.state.pages[url] = response.validators

    async def import_digest(
        self, data: bytes, *, name: str, path: str, date: dt.date | None = None
    ) -> None:
        """Import ``data``; the arguments are those of `ImportOptions`.

        An error means that some of it could not be imported; the rest was.
        """

        def run() -> None:
            options = ImportOptions(name, path, date=date, origin=self.spec.name)
            results = self.context.importer.import_stream(BytesIO(data), options)
            if errors := list(filter(None, map(self._count, results))):
                raise errors[0]

        async with self.context.import_lock:
            await run_to_end(run)

    async def save(self) -> None:
        """Save the state."""
        await run_to_end(self.context.store.save, self.spec.name, self.state)

    def _count(self, result: ImportReport | OctavoError) -> OctavoError | None:
        if isinstance(result, OctavoError):
            return result
        report = self.report
        report.new += result.new
        report.papers += result.papers
        if result.digest is not None:
            if result.digest not in report.digests:
                report.digests.append(result.digest)
            space = _MOST_WARNINGS - len(report.warnings)
            report.warnings += [clean_line(str(warning)) for warning in result.warnings[:space]]
        return None


def refuse_html(url: str, response: Response) -> None:
    """Refuse a web page, which servers send to users who must log in."""
    start = response.body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_HTML):
        why = "the answer is a web page, not a digest"
        raise FetchError(display_url(url), why, "is a login needed?")
