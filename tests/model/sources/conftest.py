"""What a fetch needs: a server, a clock that only waiting moves, and a library."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from tests.model.sources.server import Server

from octavo_model import Library
from octavo_model.core.errors import OctavoError
from octavo_model.core.ids import PaperIds
from octavo_model.core.parsed import ImportOptions, ImportReport
from octavo_model.sources.environment import Endpoints, Environment, Gap, Limits, Timing
from octavo_model.sources.events import Event, FetchReport, Finished
from octavo_model.sources.fetcher import fetch
from octavo_model.sources.spec import SourceSpec, make
from octavo_model.sources.state import FetchState, FetchStateStore
from octavo_model.storage.data_folder import Paths

if TYPE_CHECKING:
    from tests.model.conftest import Desk

WEDNESDAY = dt.datetime(2025, 3, 12, 9, 0, tzinfo=dt.UTC)


@dataclass
class FakeClock:
    """A clock that only waiting moves."""

    moment: dt.datetime = WEDNESDAY
    waits: list[float] = field(default_factory=list)

    def timing(self) -> Timing:
        return Timing(now=lambda: self.moment, sleep=self.sleep, random=lambda: 0.0)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.advance(seconds)
        await asyncio.sleep(0)

    def advance(self, seconds: float) -> None:
        self.moment += dt.timedelta(seconds=seconds)


class RecordingImporter:
    """Imports into a library, and records from which source."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.origins: list[str | None] = []

    def import_stream(
        self, file: BytesIO, options: ImportOptions
    ) -> list[ImportReport | OctavoError]:
        self.origins.append(options.origin)
        return self.library.imports.import_stream(file, options)

    def untitled(self) -> list[PaperIds]:
        return self.library.imports.untitled()

    def missing_ids(self, arxiv_ids: Iterable[str]) -> list[str]:
        return self.library.imports.missing_ids(arxiv_ids)


class World:
    """All that a fetch uses, and what it leaves."""

    def __init__(self, desk: Desk, server: Server) -> None:
        self.desk = desk
        self.paths: Paths = desk.paths
        self.server = server
        self.clock = FakeClock()
        self.library = desk.open()
        self.importer = RecordingImporter(self.library)
        self.events: list[Event] = []
        self.seconds_to_stop = 0.0
        self.gaps: dict[str, Gap] = {}
        self.transport: httpx.AsyncBaseTransport | None = None
        self.limits = Limits(read=5.0, size=1 << 20)

    def source(self, name: str, target: str, **more: Any) -> SourceSpec:
        return make(name, target, **more)

    def environment(self) -> Environment:
        url = self.server.url
        apis = {"biorxiv": url, "openreview": url, "openreview_1": f"{url}/1", "acl": f"{url}/xml"}
        endpoints = Endpoints(url, url, url, self.gaps, **apis)
        return Environment(self.clock.timing(), endpoints, self.limits, self.transport)

    async def fetch_async(
        self,
        *specs: SourceSpec,
        stop_when: Callable[[Event], bool] = lambda _: False,
        stop_at: threading.Event | None = None,
        **more: Any,
    ) -> list[FetchReport]:
        """Fetch; cancel it at an event, or when a thread sets ``stop_at``."""

        def report(event: Event) -> None:
            self.events.append(event)
            if stop_when(event):
                task.cancel()

        start = len(self.events)
        options = {"report": report, "environment": self.environment(), **more}
        task = asyncio.ensure_future(fetch(self.importer, specs, self.paths, **options))
        if stop_at is not None:
            await asyncio.to_thread(stop_at.wait)
            task.cancel()
        cancelled = time.monotonic()
        with suppress(asyncio.CancelledError):
            await task
        self.seconds_to_stop = time.monotonic() - cancelled
        ended = (event.report for event in self.events[start:] if isinstance(event, Finished))
        reports = {report.name: report for report in ended}
        return [reports[name] for name in dict.fromkeys(spec.name for spec in specs)]

    def fetch(self, *specs: SourceSpec, **more: Any) -> list[FetchReport]:
        return asyncio.run(self.fetch_async(*specs, **more))

    def fetch_one(self, spec: SourceSpec, **more: Any) -> FetchReport:
        (report,) = self.fetch(spec, **more)
        return report

    def state(self, spec: SourceSpec) -> FetchState:
        return FetchStateStore(self.paths).load(spec)

    def titles(self) -> set[str]:
        return set(self.desk.titles(self.library))


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def world(desk: Desk, server: Server) -> World:
    return World(desk, server)
