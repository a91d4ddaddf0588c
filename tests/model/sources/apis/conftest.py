"""A world whose library reads what the servers really send."""

from __future__ import annotations

import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import RecordingImporter, World
from tests.model.sources.server import Server


@pytest.fixture
def world(desk: Desk, server: Server) -> World:
    world = World(desk, server)
    world.library.close()
    world.library = desk.open(formats=None)
    world.importer = RecordingImporter(world.library)
    return world
