"""What the services send, as Octavo's own formats read it."""

from __future__ import annotations

from pathlib import Path

from tests.model.conftest import Desk
from tests.model.sources.conftest import RecordingImporter, World
from tests.model.sources.server import Reply, Server

from octavo_model.sources.spec import make

FIXTURES = Path(__file__).parents[3] / "fixtures"


def real(desk: Desk, server: Server) -> World:
    world = World(desk, server)
    world.library.close()
    world.library = desk.open(formats=None)
    world.importer = RecordingImporter(world.library)
    return world


def test_announcements_of_arxiv_are_read(desk: Desk, server: Server) -> None:
    world = real(desk, server)
    body = (FIXTURES / "arxiv-feed" / "announcements.rss.xml").read_bytes()
    server.serve("/atom/cs.LG", Reply(body))

    assert world.fetch_one(make("ml", "cs.LG")).new == 4
    assert world.fetch_one(make("ml", "cs.LG")).new == 0
    assert len(world.library.catalog.digests()) == 1
