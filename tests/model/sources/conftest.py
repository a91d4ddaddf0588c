"""A world to fetch from: a server, a time that passes only when waited for, and a library."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from tests.model.sources.server import Server

from octavo_model import Library
from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import ImportOptions, ImportReport
from octavo_model.sources.environment import Endpoints, Limits, Timing
from octavo_model.sources.events import Event, FetchReport
from octavo_model.sources.fetcher import Surroundings, fetch
from octavo_model.sources.spec import SourceSpec, make
from octavo_model.sources.state import Memory, SourceState
from octavo_model.storage.data_folder import Paths

if TYPE_CHECKING:
    from tests.model.conftest import Desk

WEDNESDAY = dt.datetime(2025, 3, 12, 9, 0, tzinfo=dt.UTC)


@dataclass
class Time:
    """A time that stands still unless somebody waits."""

    moment: dt.datetime = WEDNESDAY
    waits: list[float] = field(default_factory=list)

    def timing(self) -> Timing:
        return Timing(
            now=lambda: self.moment,
            monotonic=self.moment.timestamp,
            pause=self.pause,
            chance=lambda: 0.0,
        )

    def pause(self, cancel: threading.Event, seconds: float) -> bool:
        self.waits.append(seconds)
        self.pass_by(seconds)
        return cancel.is_set()

    def pass_by(self, seconds: float) -> None:
        self.moment += dt.timedelta(seconds=seconds)


class Taker:
    """The door of a library for digests that were fetched."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.origins: list[str | None] = []

    def import_stream(
        self, file: BytesIO, options: ImportOptions
    ) -> Sequence[ImportReport | OctavoError]:
        self.origins.append(options.origin)
        return self.library.imports.import_stream(file, options)


class World:
    """All that a fetch meets, and what it leaves."""

    def __init__(self, desk: Desk, server: Server) -> None:
        self.desk = desk
        self.paths: Paths = desk.paths
        self.server = server
        self.time = Time()
        self.library = desk.open()
        self.taker = Taker(self.library)
        self.events: list[Event] = []
        self.paced: tuple[str, ...] = ()
        self.limits = Limits(read=5.0, size=1 << 20)

    def source(self, name: str, target: str, **more: Any) -> SourceSpec:
        return make(name, target, **more)

    def surroundings(self, **more: Any) -> Surroundings:
        endpoints = Endpoints(self.server.url, self.server.url, self.paced)
        return Surroundings(
            **{
                "timing": self.time.timing(),
                "endpoints": endpoints,
                "limits": self.limits,
                "is_private": lambda host: host == "localhost",
                **more,
            }
        )

    def fetch(self, *specs: SourceSpec, **more: Any) -> list[FetchReport]:
        options = {"report": self.events.append, "surroundings": self.surroundings(), **more}
        return fetch(self.taker, specs, self.paths, **options)

    def fetch_one(self, spec: SourceSpec, **more: Any) -> FetchReport:
        (report,) = self.fetch(spec, **more)
        return report

    def memory(self, spec: SourceSpec) -> Memory:
        return SourceState(self.paths).recall(spec)

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
