"""The first minutes: choosing sources, and adding papers by hand."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.model.sources.arxiv.loopback import Arxiv
from tests.model.sources.server import Reply, Server
from tests.tui.app.test_fetching import NEW, page
from tests.tui.conftest import NOW, PAGES
from tests.tui.driver import Reader, reading
from textual.widgets import Input, OptionList, Static

from octavo_model import Library, Paths, View
from octavo_model.settings import settings
from octavo_model.sources.arxiv.calendar import expected_day
from octavo_model.sources.environment import Endpoints, Environment, Limits, Timing
from octavo_model.sources.source_list import SourceList
from octavo_model.sources.spec import make
from octavo_tui.controllers.fetching.sources import Sources
from octavo_tui.dialogs.ask import AskDialog
from octavo_tui.dialogs.source_picker import ScheduleDialog, SourcePicker

BIB = Path(__file__).parents[3] / "fixtures" / "bibtex"


@pytest.fixture
def empty(paths: Paths) -> Iterator[Library]:
    with Library.open(paths, clock=lambda: NOW, machine="desk") as library:
        yield library


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def sources(paths: Paths, server: Server) -> Sources:
    """Daily Papers of today, with two papers, and cs.CL, with one."""
    today = NOW.date()
    server.serve(f"/api/daily_papers?date={today}", Reply(NEW))
    for back in range(1, 7):
        server.serve(f"/api/daily_papers?date={today - dt.timedelta(days=back)}", Reply(b"[]"))
    server.serve("/atom/cs.CL", Reply(page("Frogs of the inner lake")))
    arxiv = Arxiv()
    arxiv.announce(expected_day(NOW), {"cs.CL": (0, 0, 0)})
    listing = arxiv.page("/list/cs.CL/new", NOW)
    server.serve("/list/cs.CL/new", Reply(listing.body, headers={"Content-Type": listing.type}))
    endpoints = Endpoints(server.url, server.url, server.url, {})
    timing = Timing(now=lambda: NOW)
    return Sources(paths, Environment(timing, endpoints, Limits(tries=1)))


def picker(reader: Reader) -> SourcePicker:
    screen = reader.pilot.app.screen
    assert isinstance(screen, SourcePicker)
    return screen


async def closed(reader: Reader) -> None:
    """Wait until the dialogs are closed, and what they ask for is done."""
    while len(reader.pilot.app.screen_stack) > 1:
        await reader.pilot.pause()
    await reader.pilot.pause()
    await reader.settle()


def lines(reader: Reader) -> list[str]:
    """The sources that the picker lists."""
    options = picker(reader).query_one(OptionList)
    return [str(options.get_option_at_index(at).prompt) for at in range(options.option_count)]


async def test_two_keys_lead_to_papers_and_a_third_decides(
    empty: Library, paths: Paths, sources: Sources
) -> None:
    async with reading(empty, paths, size=(80, 24), sources=sources, offer=True) as reader:
        await reader.pilot.pause()
        assert lines(reader)[0] == "[x] Hugging Face Daily Papers   ~40 a day, votes"
        await reader.press("enter")
        assert isinstance(reader.pilot.app.screen, ScheduleDialog)
        await reader.press("enter")
        await closed(reader)
        assert reader.said == "✓ 2 new papers: daily-papers 2"
        assert len(reader.titles) == 2
        await reader.press("s")
        assert reader.marks()[1] == 1
    (spec,) = SourceList(paths).load()[0]
    assert (spec.name, spec.every) == ("daily-papers", dt.timedelta(hours=18))
    assert settings.load(paths.settings)[0].fetch_automatically


async def test_a_list_of_arxiv_is_found_by_typing_and_enter_picks_it(
    empty: Library, paths: Paths, sources: Sources
) -> None:
    async with reading(empty, paths, sources=sources) as reader:
        await reader.press("R", "slash", *"language")
        assert lines(reader) == [
            "[ ] cs.CL  Computation and Language",
            "[ ] cs.FL  Formal Languages and Automata Theory",
            "[ ] cs.PL  Programming Languages",
        ]
        await reader.press("enter")
        assert picker(reader).query_one(Input).value == ""
        assert lines(reader)[:3] == [
            "[x] Hugging Face Daily Papers   ~40 a day, votes",
            "[x] cs.CL  Computation and Language",
            "[ ] cs.LG  Machine Learning",
        ]
        await reader.press("enter", "j", "j", "enter")
        await closed(reader)
        assert [(one.name, one.target) for one in SourceList(paths).load()[0]] == [
            ("daily-papers", "daily-papers"),
            ("arxiv", "cs.CL"),
        ]
        assert reader.said == "✓ 3 new papers: daily-papers 2, arxiv 1"
    assert not settings.load(paths.settings)[0].fetch_automatically  # by hand


async def test_keys_that_arrive_together_are_typed_into_the_input(
    empty: Library, paths: Paths, sources: Sources
) -> None:
    async with reading(empty, paths, sources=sources) as reader:
        await reader.press("R")
        await reader.pilot.press("slash", *"fbu tix")
        assert picker(reader).query_one(Input).value == "fbu tix"
        await reader.press("enter")  # nothing is found
        await reader.press("escape", "escape")
        assert len(reader.pilot.app.screen_stack) == 1
        assert not paths.sources.exists()


async def test_esc_goes_back_from_the_second_step_with_what_was_picked(
    empty: Library, paths: Paths, sources: Sources
) -> None:
    async with reading(empty, paths, sources=sources) as reader:
        await reader.press("R", "space", "enter")  # nothing is picked
        assert isinstance(picker(reader), SourcePicker)
        await reader.press("j", "space", "enter", "escape")
        assert lines(reader)[0] == "[x] cs.LG  Machine Learning"


async def test_what_is_a_source_already_cannot_be_picked_again(
    empty: Library, paths: Paths, sources: Sources
) -> None:
    SourceList(paths).add(make("hf", "daily-papers"), make("ml", "cs.LG+cs.CL"))
    async with reading(empty, paths, sources=sources) as reader:
        await reader.controllers.adding.choose_sources()
        await reader.press("space", "enter")
        assert lines(reader)[:2] == [
            "[=] Hugging Face Daily Papers   a source already",
            "[=] cs.LG  Machine Learning   a source already",
        ]
        count = picker(reader).query_one("#picked", Static)
        assert str(count.content).startswith("Nothing new is picked")
        await reader.press("j", "j", "j", "space")
        assert str(count.content) == "3 sources already, 1 new picked"


async def test_a_wrong_path_keeps_the_dialog_and_esc_goes_back_to_the_picker(
    empty: Library, paths: Paths, sources: Sources
) -> None:
    async with reading(empty, paths, sources=sources) as reader:
        await reader.press("R", "f")
        dialog = reader.pilot.app.screen
        assert isinstance(dialog, AskDialog)
        dialog.query_one(Input).value = "/no/such.bib"
        await reader.press("enter")
        assert reader.pilot.app.screen is dialog
        assert dialog.query_one(Input).value == "/no/such.bib"
        note = dialog.query_one(Static)
        assert str(note.content) == "! No such file or folder: /no/such.bib"
        await reader.press("escape")
        assert lines(reader)[0].startswith("[x] Hugging Face")


async def test_the_picker_names_the_keys_of_the_input_while_typing(
    empty: Library, paths: Paths, sources: Sources
) -> None:
    async with reading(empty, paths, sources=sources) as reader:
        await reader.press("R")
        assert "enter goes on" in reader.frame_titles[1]
        await reader.press("slash")
        assert "enter picks" in reader.frame_titles[1]
        await reader.press("escape")
        assert "enter goes on" in reader.frame_titles[1]


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_the_picker_leaves_some_of_the_reader_in_sight(
    empty: Library, paths: Paths, sources: Sources, size: tuple[int, int]
) -> None:
    async with reading(empty, paths, size=size, sources=sources) as reader:
        await reader.press("R")
        frame = picker(reader).query_one(".frame").region
        assert frame.height <= size[1] - 3
        assert picker(reader).query_one("#picked").region.bottom <= frame.bottom


async def test_papers_the_user_likes_are_imported_and_not_starred(
    empty: Library, paths: Paths, sources: Sources, tmp_path: Path
) -> None:
    file = shutil.copy(next(BIB.glob("*.bib")), tmp_path / "mine.bib")
    async with reading(empty, paths, sources=sources) as reader:
        await reader.press("R", "b")
        assert isinstance(reader.pilot.app.screen, AskDialog)
        reader.pilot.app.screen.query_one(Input).value = str(file)
        await reader.press("enter")
        await closed(reader)
        assert reader.said.endswith("imported; recommendations start from them")
        assert reader.titles
        assert reader.marks()[1] == 0
    (digest,) = empty.catalog.digests()
    assert not digest.in_inbox
    assert empty.interests.all() == [("mine", f"digest:{digest.name}")]
    assert len(empty.interests.papers()["mine"]) == digest.total


async def test_another_interest_with_the_name_of_the_file_stays(
    empty: Library, paths: Paths, sources: Sources, tmp_path: Path
) -> None:
    empty.interests.add("mine", "au:quill")
    file = shutil.copy(next(BIB.glob("*.bib")), tmp_path / "mine.bib")
    async with reading(empty, paths, sources=sources) as reader:
        await reader.press("R", "b")
        reader.pilot.app.screen.query_one(Input).value = str(file)
        await reader.press("enter")
        await closed(reader)
        assert reader.said.endswith("recommendations start from them, as mine-2")
    (digest,) = empty.catalog.digests()
    assert dict(empty.interests.all()) == {"mine": "au:quill", "mine-2": f"digest:{digest.name}"}


async def test_a_feed_becomes_a_source_that_is_named_after_its_host(
    empty: Library, paths: Paths, sources: Sources, server: Server
) -> None:
    address = server.serve("/feed", Reply(NEW))
    async with reading(empty, paths, sources=sources) as reader:
        await reader.press("R", "u")
        reader.pilot.app.screen.query_one(Input).value = address
        await reader.press("enter")
        await closed(reader)
        assert reader.said == "✓ 2 new papers: 127-0-0-1 2"


async def test_a_file_is_imported_by_its_path_and_a_mistake_is_one_line(
    library: Library, paths: Paths, sources: Sources, tmp_path: Path
) -> None:
    (tmp_path / "new.jsonl").write_bytes(NEW)
    async with reading(library, paths, sources=sources) as reader:
        for text, said in [
            (str(tmp_path / "new.jsonl"), "✓ 2 papers, 2 new"),
            (str(PAGES / "not_a_digest.txt"), "not a digest"),
        ]:
            await reader.press("a")
            reader.pilot.app.screen.query_one(Input).value = text
            await reader.press("enter")
            await closed(reader)
            assert said in reader.said
        assert library.catalog.counts(View.all()).total > 2


async def test_a_paper_is_added_by_its_id(library: Library, paths: Paths) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("offline", request=request)

    timing = Timing(now=lambda: NOW, sleep=lambda _: asyncio.sleep(0))
    environment = Environment(timing, transport=httpx.MockTransport(refuse))
    async with reading(library, paths, sources=Sources(paths, environment)) as reader:
        await reader.press("a")
        reader.pilot.app.screen.query_one(Input).value = "arXiv:2401.00001"
        await reader.press("enter")
        await closed(reader)
        assert reader.said.startswith("Added")
        assert "no details yet: the next fetch asks" in reader.status


async def test_the_tour_is_one_key_away(empty: Library, paths: Paths, sources: Sources) -> None:
    async with reading(empty, paths, sources=sources) as reader:
        await reader.press("R")
        await reader.pilot.press("t")
        assert reader.pilot.app.return_code == 0


async def test_a_long_import_shows_how_far_it_is(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        count = reader.controllers.adding._counting("Importing big.jsonl")
        await asyncio.to_thread(count, 20_000, 50_000)
        await reader.pilot.pause()
        assert "Importing big.jsonl: 20,000 of 50,000" in reader.status
