"""What the services send, as Octavo's own formats read it."""

from __future__ import annotations

from pathlib import Path

from tests.model.conftest import Desk
from tests.model.sources.conftest import RecordingImporter, World
from tests.model.sources.server import Reply, Server

from octavo_model.sources.spec import make

FIXTURES = Path(__file__).parents[3] / "fixtures"
EMPTY = b"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
<id>http://rss.arxiv.org/atom/cs.LG</id><title>cs.LG updates on arXiv.org</title>
<updated>2025-03-15T04:00:00+00:00</updated></feed>"""


def real(desk: Desk, server: Server) -> World:
    world = World(desk, server)
    world.library.close()
    world.library = desk.open(formats=None)
    world.importer = RecordingImporter(world.library)
    return world


def test_a_weekend_of_arxiv_is_no_fault(desk: Desk, server: Server) -> None:
    world = real(desk, server)
    server.serve("/atom/cs.LG", Reply(EMPTY))

    report = world.fetch_one(make("ml", "cs.LG"))
    assert (report.ok, report.papers, report.error) == (True, 0, "")


def test_announcements_of_arxiv_are_read(desk: Desk, server: Server) -> None:
    world = real(desk, server)
    body = (FIXTURES / "arxiv-feed" / "announcements.rss.xml").read_bytes()
    server.serve("/atom/cs.LG", Reply(body))

    assert world.fetch_one(make("ml", "cs.LG")).new == 4
    assert world.fetch_one(make("ml", "cs.LG")).new == 0
    assert len(world.library.catalog.digests()) == 1
