"""Fetching a feed: what turns over is noticed, older pages are read, moves are followed."""

from __future__ import annotations

import datetime as dt
import json
from email.utils import format_datetime

import httpx
import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import WEDNESDAY, RecordingImporter, World
from tests.model.sources.server import Reply, Server, redirect, tagged

from octavo_model.sources import coverage
from octavo_model.sources.events import FetchReport, Outcome
from octavo_model.sources.fetcher import due
from octavo_model.sources.spec import SourceSpec

HOUR = 3_600


def rss(*hours: int, older: str = "", head: str = "") -> bytes:
    """A feed of invented papers, each named by the hour in which it was published."""
    items = "".join(
        f"<item><title>Invented Paper {hour}</title><guid>tag:{hour}</guid>"
        f"<pubDate>{format_datetime(WEDNESDAY + dt.timedelta(hours=hour))}</pubDate></item>"
        for hour in hours
    )
    link = f'<atom:link rel="prev-archive" href="{older}"/>' if older else ""
    return (
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
        f"<title>Blog</title>{head}{link}{items}</channel></rss>"
    ).encode()


class Blog:
    """A library that fetches one feed."""

    def __init__(self, desk: Desk, server: Server) -> None:
        self.world = World(desk, server)
        self.world.library.close()
        self.world.library = desk.open(formats=None)
        self.world.importer = RecordingImporter(self.world.library)
        self.server = server
        self.spec: SourceSpec = self.world.source("blog", f"{server.url}/feed")

    def serve(self, body: bytes, path: str = "/feed") -> None:
        self.server.serve(path, tagged(body, f'"{hash(body)}"'))

    def fetch(self, *, after: float = HOUR) -> FetchReport:
        self.world.clock.advance(after)
        return self.world.fetch_one(self.spec)

    def gaps(self) -> list[coverage.SourceDay]:
        return coverage.gaps_of(self.world.paths, [self.spec], self.world.clock.moment)

    def numbers(self) -> set[int]:
        return {int(title.split()[-1]) for title in self.world.titles()}

    def asked(self) -> list[str]:
        return [one.path for one in self.server.taken()]


@pytest.fixture
def blog(desk: Desk, server: Server) -> Blog:
    blog = Blog(desk, server)
    blog.serve(rss(3, 2, 1))
    blog.fetch(after=3 * HOUR)
    blog.asked()
    return blog


def test_a_feed_that_turns_over_by_half_has_no_gap(blog: Blog) -> None:
    blog.serve(rss(5, 4, 3))
    report = blog.fetch()

    assert (report.ok, report.new) == (True, 2)
    assert blog.gaps() == []
    assert report.next_due == blog.world.clock.moment + blog.spec.every


def test_a_feed_that_turns_over_completely_may_have_a_gap(blog: Blog) -> None:
    last_visit = blog.world.clock.moment
    blog.serve(rss(12, 10, 8))
    report = blog.fetch(after=12 * HOUR)

    assert (report.outcome, report.new) == (Outcome.INCOMPLETE, 3)
    assert report.reason.startswith("possible gap between Wed 12 Mar ")
    (gap,) = blog.gaps()
    assert (gap.start, gap.end) == (last_visit, WEDNESDAY + dt.timedelta(hours=8))
    assert report.next_due == blog.world.clock.moment + dt.timedelta(hours=2)


def test_a_possible_gap_is_listed_until_it_is_dismissed(blog: Blog) -> None:
    blog.serve(rss(12, 10, 8))
    blog.fetch(after=12 * HOUR)
    assert blog.fetch().ok
    assert len(blog.gaps()) == 1

    assert coverage.dismiss(blog.world.paths, [blog.spec], blog.world.clock.moment) == 1
    assert blog.gaps() == []
    assert coverage.dismiss(blog.world.paths, [blog.spec], blog.world.clock.moment) == 0
    assert blog.fetch().not_modified == 1


def test_a_visit_that_finds_nothing_changed_counts(blog: Blog) -> None:
    blog.fetch(after=9 * HOUR)
    unchanged = blog.world.clock.moment
    blog.serve(rss(40, 30))
    blog.fetch(after=30 * HOUR)

    assert blog.gaps()[0].start == unchanged


def test_archives_are_read_up_to_an_entry_of_the_last_visit(blog: Blog) -> None:
    blog.serve(rss(12, 11, older="/archive/2"))
    blog.serve(rss(10, 9, 8, older="/archive/1"), "/archive/2")
    blog.serve(rss(7, 6, 5, 4, 3, older="/archive/0"), "/archive/1")
    report = blog.fetch(after=12 * HOUR)

    assert blog.asked() == ["/feed", "/archive/2", "/archive/1"]
    assert report.ok
    assert blog.numbers() == set(range(1, 13))
    assert blog.gaps() == []

    blog.serve(rss(13, 12, 11, older="/archive/2"))
    blog.fetch()
    assert blog.asked() == ["/feed"]


def test_an_archive_that_is_not_there_leaves_a_smaller_gap(blog: Blog) -> None:
    blog.serve(rss(12, 11, older="/archive/2"))
    blog.serve(rss(10, 9, older="/archive/1"), "/archive/2")
    report = blog.fetch(after=12 * HOUR)

    assert report.outcome is Outcome.INCOMPLETE
    assert blog.numbers() == {1, 2, 3, 9, 10, 11, 12}
    assert blog.gaps()[0].end == WEDNESDAY + dt.timedelta(hours=9)


def test_an_archive_that_fails_for_now_is_read_the_next_time(blog: Blog) -> None:
    blog.serve(rss(12, 11, older="/archive/2"))
    blog.server.serve("/archive/2", *[Reply(status=500)] * 3, Reply(rss(*range(10, 2, -1))))
    failed = blog.fetch(after=12 * HOUR)

    assert failed.outcome is Outcome.FAILED
    assert {12, 11} <= blog.numbers()
    assert blog.fetch().ok
    assert blog.numbers() == set(range(1, 13))
    assert blog.gaps() == []


def test_pages_in_a_circle_and_endless_pages_end(blog: Blog) -> None:
    blog.serve(rss(12, older="/a"))
    blog.serve(rss(11, older="/feed"), "/a")
    blog.fetch(after=12 * HOUR)
    assert blog.asked() == ["/feed", "/a"]

    for number in range(40):
        blog.serve(rss(1_000 - number, older=f"/{number + 1}"), f"/{number}" if number else "/feed")
    blog.fetch(after=1_000 * HOUR)
    assert len(blog.asked()) == 21


def test_an_archive_elsewhere_must_be_on_the_web(blog: Blog) -> None:
    blog.serve(rss(12, older="file:///etc/passwd"))
    report = blog.fetch(after=12 * HOUR)

    assert report.outcome is Outcome.FAILED
    assert "cannot be fetched" in report.error


def test_the_first_visit_reads_no_archives(blog: Blog) -> None:
    blog.serve(rss(1, older="/archive"), "/other")
    blog.world.fetch_one(blog.world.source("other", f"{blog.server.url}/other"))

    assert blog.asked() == ["/other"]


def test_pages_of_a_json_feed_are_read_too(blog: Blog) -> None:
    def page(*numbers: int, older: str = "") -> bytes:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Blog",
            "items": [{"id": str(one), "title": f"Invented Paper {one}"} for one in numbers],
        }
        return json.dumps(feed | ({"next_url": older} if older else {})).encode()

    blog.serve(page(2, 1))
    spec = blog.spec = blog.world.source("json", blog.spec.target)
    blog.fetch()
    blog.asked()
    blog.serve(page(6, 5, older="/more"))
    blog.serve(page(4, 3, 2), "/more")
    report = blog.fetch()

    assert (report.ok, blog.spec) == (True, spec)
    assert blog.asked() == ["/feed", "/more"]
    assert blog.numbers() == {1, 2, 3, 4, 5, 6}


def test_an_empty_feed_is_no_visit(blog: Blog) -> None:
    last_visit = blog.world.clock.moment
    blog.serve(rss())
    assert blog.fetch().ok
    assert blog.fetch().ok
    blog.serve(rss(12))
    blog.fetch(after=12 * HOUR)

    assert blog.gaps()[0].start == last_visit


def test_hours_that_the_feed_excludes_are_respected(blog: Blog) -> None:
    blog.serve(rss(4, 3, head="<skipHours><hour>19</hour><hour>20</hour></skipHours>"))
    report = blog.fetch()  # at 13:00

    assert report.next_due == WEDNESDAY.replace(hour=21)


def test_a_feed_that_is_gone_for_good_is_never_asked_again(blog: Blog) -> None:
    blog.server.serve("/feed", Reply(status=410))
    report = blog.fetch()
    assert report.outcome is Outcome.FAILED
    assert "server answered 410 Gone" in report.error
    blog.asked()

    for _ in range(2):
        report = blog.fetch(after=99 * HOUR)
        assert report.outcome is Outcome.FAILED
        assert "stopped: server answered 410 Gone on 2025-03-12" in report.error
    assert due([blog.spec], blog.world.paths, blog.world.clock.moment) == []
    assert blog.asked() == []

    blog.serve(rss(5, 4), "/new")
    blog.spec = blog.world.source("blog", f"{blog.server.url}/new")
    assert blog.fetch().ok


def test_a_feed_that_moved_for_good_is_asked_there_after_two_answers(blog: Blog) -> None:
    blog.serve(rss(4, 3, 2), "/new")
    blog.server.serve("/feed", redirect("/new", 301))
    blog.fetch()
    blog.fetch()
    blog.asked()
    blog.fetch()

    assert blog.asked() == ["/new"]
    assert blog.world.state(blog.spec).feed.address == f"{blog.server.url}/new"
    assert blog.gaps() == []


@pytest.mark.parametrize("status", [302, 303, 307])
def test_a_feed_that_moved_for_now_keeps_its_address(blog: Blog, status: int) -> None:
    blog.serve(rss(4, 3, 2), "/new")
    blog.server.serve("/feed", redirect("/new", status))
    for _ in range(3):
        blog.fetch()

    assert blog.world.state(blog.spec).feed.address == ""


def test_only_redirects_for_good_before_any_other_count(blog: Blog) -> None:
    blog.serve(rss(4, 3, 2), "/mirror")
    blog.server.serve("/here", redirect("/mirror", 302))
    blog.server.serve("/there", redirect("/here", 308))
    blog.server.serve("/feed", redirect("/there", 301))
    for _ in range(2):
        blog.fetch()

    assert blog.world.state(blog.spec).feed.address == f"{blog.server.url}/here"


def test_two_different_moves_are_not_two_in_a_row(blog: Blog) -> None:
    for path in ("/a", "/b"):
        blog.serve(rss(4, 3, 2), path)
    targets = [redirect("/a", 301), redirect("/b", 301), redirect("/a", 301)]
    blog.server.serve("/feed", *targets)
    for _ in targets:
        blog.fetch()

    assert blog.world.state(blog.spec).feed.address == ""


@pytest.mark.parametrize("status", [404, 410])
def test_a_new_address_that_fails_is_given_up(blog: Blog, status: int) -> None:
    blog.serve(rss(4, 3, 2), "/new")
    blog.server.serve("/feed", redirect("/new", 301))
    for _ in range(2):
        blog.fetch()
    blog.server.serve("/new", Reply(status=status))
    blog.serve(rss(5, 4, 3))

    assert blog.fetch().outcome is Outcome.FAILED
    assert blog.fetch().ok
    assert 5 in blog.numbers()


def test_a_feed_of_arxiv_has_no_gaps_as_it_holds_one_day(blog: Blog) -> None:
    days = iter([rss(2, 1), rss(26, 25)])

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=httpx.ByteStream(next(days)))

    blog.world.transport = httpx.MockTransport(answer)
    blog.spec = blog.world.source("day", "https://rss.arxiv.org/rss/cs.LG")
    assert blog.fetch().ok
    assert blog.fetch(after=24 * HOUR).ok
    assert blog.gaps() == []
