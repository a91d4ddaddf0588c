"""A world whose network is `FakeServices`, and a library that reads every format."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from tests.model.sources.conftest import RecordingImporter, World
from tests.model.sources.resolver.fake_services import FakeServices

from octavo_model.core.parsed import ImportOptions
from octavo_model.sources.events import Event, FetchReport, Finished

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.model.conftest import Desk
    from tests.model.sources.server import Server


class Reading(World):
    """A world for papers that are known by their ids alone."""

    def __init__(self, desk: Desk, server: Server) -> None:
        super().__init__(desk, server)
        self.library.close()
        self.library = desk.open(formats=None, clock=lambda: self.clock.moment)
        self.importer = RecordingImporter(self.library)
        self.services = self.transport = FakeServices()

    def list(self, *ids: str, name: str = "ids.txt") -> None:
        """Import a list of ids."""
        text = "".join(f"{one}\n" for one in ids).encode()
        self.library.imports.import_stream(BytesIO(text), ImportOptions(name, name))

    def find(self, stop_when: Callable[[Event], bool] = lambda _: False) -> FetchReport | None:
        """Fetch from no source; return the report on titles, if there is one."""
        start = len(self.events)
        self.fetch(stop_when=stop_when)
        ended = [one.report for one in self.events[start:] if isinstance(one, Finished)]
        assert len(ended) <= 1
        return ended[0] if ended else None


@pytest.fixture
def reading(desk: Desk, server: Server) -> Reading:
    return Reading(desk, server)
