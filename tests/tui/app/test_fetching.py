"""Fetching in the reader: from a server of the test's own."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.model.fulltext.sites import page as text_page
from tests.model.sources.server import Reply, Server
from tests.tui.conftest import NOW
from tests.tui.driver import Reader, reading

from octavo_model import Library, View
from octavo_model.core.marks import MarkField
from octavo_model.settings.full_text import FullTextSettings
from octavo_model.settings.settings import Settings
from octavo_model.sources.arxiv.calendar import Calendar, expected_day
from octavo_model.sources.arxiv.coverage import show_day
from octavo_model.sources.arxiv.days import Day, DayState
from octavo_model.sources.arxiv.ledger import Category, Ledger, LedgerFile
from octavo_model.sources.environment import Endpoints, Environment, Limits, Timing
from octavo_model.sources.source_list import SourceList
from octavo_model.sources.spec import make
from octavo_model.sources.state import FetchStateStore
from octavo_tui.controllers.fetching.sources import Missing, Sources
from octavo_tui.dialogs.reports.fetch_details import FetchDetails

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model import Paths


def page(*titles: str) -> bytes:
    """A digest of papers with these titles."""
    lines = ({"title": title, "abstract": f"On {title}, at length."} for title in titles)
    return "".join(json.dumps(one) + "\n" for one in lines).encode()


NEW = page("Newts of the northern moor", "Toads of the southern shore")


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def sources(paths: Paths, server: Server) -> Sources:
    environment = Environment(
        timing=Timing(now=lambda: NOW),
        endpoints=Endpoints(server.url, server.url, server.url, {}),
        limits=Limits(tries=1),
    )
    return Sources(paths, environment)


@pytest.fixture
def asked() -> list[str]:
    """The hosts that were asked for without a network."""
    return []


@pytest.fixture
def offline(paths: Paths, asked: list[str]) -> Sources:
    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        cause = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        raise httpx.ConnectError(str(cause), request=request) from cause

    timing = Timing(now=lambda: NOW)
    return Sources(paths, Environment(timing, transport=httpx.MockTransport(answer)))


def add(paths: Paths, name: str, target: str) -> None:
    SourceList(paths).add(make(name, target))


async def test_what_is_fetched_is_counted_and_the_cursor_stays(
    library: Library, paths: Paths, server: Server, sources: Sources
) -> None:
    add(paths, "blog", server.serve("/feed", Reply(NEW)))
    before = library.catalog.counts(View.all()).total
    async with reading(library, paths, sources=sources) as reader:
        await reader.press("j", "j")
        title, shown = reader.title, reader.shown
        await reader.press("R")
        assert library.catalog.counts(View.all()).total == before + 2
        assert reader.said == "✓ 2 new papers: blog 2"
        assert (reader.title, reader.shown) == (title, shown)
        assert reader.screen.status.progress == ""
        await reader.press("R")
        assert reader.said == "Nothing new"


async def test_the_texts_of_starred_papers_follow_if_the_settings_say_so(
    library: Library, paths: Paths, server: Server, sources: Sources
) -> None:
    line = {"title": "Foam and Tides", "arxiv_id": "2511.00001"}
    add(paths, "blog", server.serve("/feed", Reply(json.dumps(line).encode() + b"\n")))
    text = Reply(text_page(), headers={"Content-Type": "text/html"})
    server.serve("/html/2511.00001", text)
    library.full_texts.settings = FullTextSettings(starred=True)
    async with reading(library, paths, sources=sources) as reader:
        await reader.press("R")
        assert library.full_texts.get("2511.00001") is None
        foam = library.catalog.resolve("2511.00001")
        library.marks.mark([foam], MarkField.STARRED, True)
        await reader.press("R")
        assert reader.said == "1 full text"
        assert library.full_texts.get("2511.00001") is not None
        await reader.press("R")
        assert reader.said == "Nothing new"


async def test_a_source_that_fails_is_one_line_and_the_others_are_fetched(
    library: Library, paths: Paths, server: Server, sources: Sources
) -> None:
    add(paths, "good", server.serve("/good", Reply(NEW)))
    add(paths, "bad", server.serve("/bad", Reply(b"", 500)))
    async with reading(library, paths, sources=sources) as reader:
        await reader.press("R")
        failure = "! 2 new; bad failed: server answered 500 Internal Server Error"
        assert failure in reader.status
        assert "R retries · ! details · esc hides" in reader.status
        await reader.press("s")
        assert failure not in reader.status  # for the moment of its own message
        await reader.press("j")
        assert failure in reader.status
        await reader.press("!")
        dialog = reader.pilot.app.screen
        assert isinstance(dialog, FetchDetails)
        assert "✓ good" in str(dialog.text)
        assert f"✗ bad\n  {server.url}/bad: server answered 500" in str(dialog.text)
        server.serve("/bad", Reply(page("Frogs of the inner lake")))
        await reader.press("R")
        assert len(reader.pilot.app.screen_stack) == 1
        assert reader.said == "✓ 1 new paper: bad 1 · 2 you already had"
        assert reader.screen.status.failure == ""


async def test_an_open_drawer_lists_sources_that_fail_until_they_answer(
    library: Library, paths: Paths, server: Server, sources: Sources
) -> None:
    add(paths, "bad", server.serve("/bad", Reply(b"", 500)))
    async with reading(library, paths, size=(160, 45), sources=sources) as reader:

        def failed() -> bool:
            drawer = reader.screen.drawer
            shown = [drawer.render_line(y).text for y in range(drawer.line_count)]
            return any("! bad " in line for line in shown)

        await reader.press("d", "tab", "R", "escape")
        assert failed()
        server.serve("/bad", Reply(NEW))
        await reader.press("R")
        assert not failed()


async def test_esc_hides_a_failure_and_does_nothing_else(
    library: Library, paths: Paths, server: Server, sources: Sources
) -> None:
    add(paths, "bad", server.serve("/bad", Reply(b"", 500)))
    async with reading(library, paths, size=(80, 24), sources=sources) as reader:
        await reader.press("tab", "R")
        assert reader.status.startswith("✗ Nothing fetched; bad failed: server answ")
        assert reader.status.endswith(" · R retries · ! details · esc hides ")
        focus = reader.focus
        await reader.press("escape")
        assert (reader.screen.status.failure, reader.focus) == ("", focus)


async def test_without_a_network_it_says_so_after_one_request(
    library: Library, paths: Paths, offline: Sources, asked: list[str]
) -> None:
    add(paths, "hf", "daily-papers")
    add(paths, "blog", "https://one.example/feed")
    async with reading(library, paths, sources=offline) as reader:
        await reader.press("R")
        assert "✗ Nothing fetched: you seem to be offline (DNS)" in reader.status
        assert len(asked) <= 2


async def test_a_second_press_stops_a_fetch_and_its_progress_is_shown_meanwhile(
    library: Library, paths: Paths, server: Server, sources: Sources
) -> None:
    add(paths, "slow", server.serve("/slow", server.silent))
    async with reading(library, paths, sources=sources) as reader:
        await reader.pilot.press("R", "j")
        assert "R stops" in reader.status
        await reader.press("R")
        assert reader.said == "Stopped"


async def test_leaving_the_reader_stops_a_fetch(
    library: Library, paths: Paths, server: Server, sources: Sources
) -> None:
    add(paths, "slow", server.serve("/slow", server.silent))
    async with reading(library, paths, sources=sources) as reader:
        await reader.pilot.press("R", "q")


def note(paths: Paths, day: dt.date, known: Day) -> None:
    """Write what is known of a day of cs.CL."""
    ledger = Ledger(Calendar(frozenset({day})), {"cs.CL": Category(day, {day: known})})
    LedgerFile(paths.arxiv_days, paths.data / "locks").change(lambda _: ledger)


PARTIAL = Day(DayState.PARTIAL, 96, 132, reason="the page is cut off")


async def test_missing_days_are_a_short_mark_beside_the_numbers_of_the_list(
    library: Library, paths: Paths, sources: Sources
) -> None:
    add(paths, "ml", "cs.CL")
    day = expected_day(NOW)
    note(paths, day, PARTIAL)
    async with reading(library, paths, size=(50, 15), sources=sources) as reader:
        await reader.controllers.fetch.show_gaps()  # as half a second after the first paint
        await reader.press("j")
        assert reader.screen.status.progress == "1 day missing"
        assert " left  2/" in reader.status
        await reader.press("!")
        dialog = reader.pilot.app.screen
        assert isinstance(dialog, FetchDetails)
        assert f"cs.CL {show_day(day)}: partial 96/132" in str(dialog.text)


async def test_esc_hides_missing_days_until_others_are_missing(
    library: Library, paths: Paths, sources: Sources
) -> None:
    add(paths, "ml", "cs.CL")
    day = expected_day(NOW)
    note(paths, day, PARTIAL)
    async with reading(library, paths, size=(80, 24), sources=sources) as reader:
        await reader.controllers.fetch.show_gaps()
        await reader.press("j")
        assert "! 1 day missing · ! details" in reader.status
        await reader.press("escape")
        assert "missing" not in reader.status
    async with reading(library, paths, sources=sources) as reader:
        await reader.controllers.fetch.show_gaps()
        assert reader.screen.status.progress == ""
        note(paths, day - dt.timedelta(days=1), PARTIAL)
        await reader.controllers.fetch.show_gaps()
        assert "missing" in reader.screen.status.progress


async def test_nothing_is_missing_in_sources_that_were_never_fetched(
    library: Library, paths: Paths, offline: Sources
) -> None:
    add(paths, "ml", "cs.CL")
    add(paths, "hf", "daily-papers")
    async with reading(library, paths, sources=offline) as reader:
        await reader.press("R", "escape")
        assert reader.screen.status.progress == ""
    assert offline.missing() == [
        Missing("ml", "not fetched yet: no network"),
        Missing("hf", "not fetched yet: no network"),
    ]


@dataclass
class Clock:
    """A clock that a test moves; who sleeps wakes when it was moved."""

    moment: dt.datetime = NOW
    asleep: asyncio.Event = field(default_factory=asyncio.Event)
    moved: asyncio.Event = field(default_factory=asyncio.Event)

    async def sleep(self, _seconds: float) -> None:
        self.asleep.set()
        await self.moved.wait()
        self.moved.clear()

    async def move(self, **span: float) -> None:
        """Move it on, and wait until the reader has done what is due then."""
        self.moment += dt.timedelta(**span)
        self.asleep.clear()
        self.moved.set()
        await self.asleep.wait()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def by_clock(paths: Paths, server: Server, clock: Clock) -> Sources:
    environment = Environment(
        timing=Timing(now=lambda: clock.moment, sleep=clock.sleep),
        endpoints=Endpoints(server.url, server.url, server.url, {}),
        limits=Limits(tries=1),
    )
    return Sources(paths, environment)


async def start_fetching(reader: Reader, clock: Clock) -> None:
    """Fetch what is due as the reader does after its first paint; wait until that is done."""
    reader.screen.work.start_long(reader.controllers.fetch.fetch_automatically, "automatic fetch")
    await clock.asleep.wait()
    await reader.settle()


async def test_the_reader_fetches_what_is_due_a_moment_after_its_first_paint(
    library: Library, paths: Paths, server: Server, by_clock: Sources, clock: Clock
) -> None:
    add(paths, "blog", server.serve("/feed", Reply(NEW)))
    async with reading(library, paths, sources=by_clock, settings=Settings()) as reader:
        await clock.asleep.wait()
        assert reader.said == "✓ 2 new papers: blog 2"


async def test_a_due_source_is_fetched_while_the_user_reads_and_the_list_does_not_jump(
    library: Library, paths: Paths, server: Server, by_clock: Sources, clock: Clock
) -> None:
    add(paths, "blog", server.serve("/feed", Reply(NEW)))
    before = library.catalog.counts(View.all()).total
    async with reading(library, paths, sources=by_clock) as reader:
        await reader.press(*"jjs")
        title, shown, said = reader.title, reader.shown, reader.said
        assert "tarred" in said
        await start_fetching(reader, clock)

        assert library.catalog.counts(View.all()).total == before + 2
        assert (reader.title, reader.shown) == (title, shown)
        assert reader.said == said  # the answer to the key stays
        await reader.press("j")
        assert reader.screen.status.progress == "✓ 2 new papers: blog 2"


async def test_a_source_is_fetched_again_when_it_is_due_and_not_before(
    library: Library, paths: Paths, server: Server, by_clock: Sources, clock: Clock
) -> None:
    SourceList(paths).add(make("blog", server.serve("/feed", Reply(NEW)), every="2h"))
    async with reading(library, paths, sources=by_clock) as reader:
        await start_fetching(reader, clock)
        await clock.move(minutes=119)
        assert len(server.taken()) == 1
        server.serve("/feed", Reply(page("Frogs of the inner lake")))
        await clock.move(minutes=1)
        assert len(server.taken()) == 1
        assert reader.said == "✓ 1 new paper: blog 1"


async def test_a_failure_that_is_hidden_is_not_shown_again_and_the_pauses_get_longer(
    library: Library, paths: Paths, server: Server, by_clock: Sources, clock: Clock
) -> None:
    add(paths, "one", server.serve("/one", Reply(b"", 500)))
    add(paths, "two", server.serve("/two", Reply(b"", 500)))
    async with reading(library, paths, sources=by_clock) as reader:
        await start_fetching(reader, clock)
        reason = "server answered 500 Internal Server Error"
        failure = f"Nothing fetched; one failed: {reason}, 1 more failed"
        assert reader.screen.status.failure.startswith(failure)
        await reader.press("escape")
        assert len(reader.pilot.app.screen_stack) == 1
        asked = []
        for _ in range(50):
            await clock.move(minutes=1)
            asked.append(len(server.taken()))
        assert [minute for minute, count in enumerate(asked, 1) if count and minute > 1] == [15, 45]
        assert reader.screen.status.failure == ""  # the same failure, which the user has hidden


async def test_a_failure_that_cannot_even_be_noted_is_not_repeated_at_once(
    library: Library, paths: Paths, server: Server, by_clock: Sources, clock: Clock
) -> None:
    add(paths, "blog", server.serve("/feed", Reply(NEW)))
    (paths.data / "locks" / "source-state").mkdir(parents=True)  # where a lock belongs
    async with reading(library, paths, sources=by_clock) as reader:
        await start_fetching(reader, clock)
        assert "blog failed" in reader.screen.status.failure
        for _ in range(5):
            await clock.move(minutes=1)
        assert len(server.taken()) == 1


async def test_what_another_reader_is_fetching_is_skipped_without_a_word(
    library: Library, paths: Paths, server: Server, by_clock: Sources, clock: Clock
) -> None:
    add(paths, "blog", server.serve("/feed", Reply(NEW)))
    held = FetchStateStore(paths).claim("blog")
    assert held is not None
    async with reading(library, paths, sources=by_clock) as reader:
        await start_fetching(reader, clock)
        assert (reader.said, reader.screen.status.progress) == ("", "")
        assert server.taken() == []
        held.release()  # the other reader ended before it was done
        await clock.move(minutes=1)
        assert len(server.taken()) == 1


async def test_the_key_stops_a_fetch_that_began_by_itself_and_it_is_left_alone_for_an_hour(
    library: Library, paths: Paths, server: Server, by_clock: Sources, clock: Clock
) -> None:
    add(paths, "slow", server.serve("/slow", server.silent))
    async with reading(library, paths, sources=by_clock) as reader:
        reader.screen.work.start_long(
            reader.controllers.fetch.fetch_automatically, "automatic fetch"
        )
        await asyncio.to_thread(server.reached.wait)
        assert reader.screen.status.progress.endswith(" slow")
        await reader.press("R")
        await clock.asleep.wait()
        assert reader.said == "Stopped"
        server.serve("/slow", Reply(NEW))
        await clock.move(minutes=59)
        assert len(server.taken()) == 1
        await clock.move(minutes=1)
        assert len(server.taken()) == 1


async def test_the_key_fetches_all_sources_whether_they_are_due_or_not(
    library: Library, paths: Paths, server: Server, by_clock: Sources, clock: Clock
) -> None:
    add(paths, "blog", server.serve("/feed", Reply(NEW)))
    async with reading(library, paths, sources=by_clock) as reader:
        await start_fetching(reader, clock)
        await reader.press("R")
        assert len(server.taken()) == 2


async def test_leaving_the_reader_stops_a_fetch_that_began_by_itself(
    library: Library, paths: Paths, server: Server, by_clock: Sources
) -> None:
    add(paths, "slow", server.serve("/slow", server.silent))
    async with reading(library, paths, sources=by_clock) as reader:
        reader.screen.work.start_long(
            reader.controllers.fetch.fetch_automatically, "automatic fetch"
        )
        await asyncio.to_thread(server.reached.wait)
        await reader.pilot.press("q")


async def test_a_reader_without_sources_says_so(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("R")
        assert reader.said == "The tour has its own library: quit it first"
