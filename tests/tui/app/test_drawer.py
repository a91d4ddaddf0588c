"""The drawer: groups that fold, and what is done with a digest in it."""

from __future__ import annotations

import asyncio
import datetime as dt
from threading import Event

import pytest
from tests.tui.driver import Reader, reading

from octavo_model import Digest, Library, Paths, View
from octavo_model.core.marks import Decision
from octavo_model.core.parsed import ImportOptions
from octavo_model.settings.session import Session, save
from octavo_tui.controllers.drawer.items import ListCounts, drawer_items
from octavo_tui.controllers.fetching.sources import Missing, Sources
from octavo_tui.controllers.list_state import beside
from octavo_tui.dialogs.confirm import ConfirmDialog
from octavo_tui.dialogs.digest import ChooseDigest, DigestDialog
from octavo_tui.dialogs.help import HelpDialog
from octavo_tui.dialogs.reports.fetch_details import FetchDetails

NEWER, OLDER = "daily-papers-2025-11-05", "daily-papers-2025-10-28"


def lines(reader: Reader) -> list[str]:
    drawer = reader.screen.drawer
    return [" ".join(drawer.render_line(y).text.strip(" │▐▕▌").split()) for y in range(16)]


async def on_digest(reader: Reader, name: str) -> None:
    """Go to the line of a digest in the drawer."""
    if reader.focus != "drawer":
        await reader.press("d")
    reader.screen.drawer.go_to(view=View.of_digest(name))


def names(library: Library) -> list[str]:
    return [one.name for one in library.catalog.digests()]


# ---- what it lists


async def test_lists_and_digests_have_counts(library: Library, paths: Paths) -> None:
    ids = library.catalog.ids(View.all())
    library.marks.decide(ids[-2:], Decision.LATER, dt.date(2025, 12, 24))
    async with reading(library, paths) as reader:
        await reader.press("d")
        assert lines(reader)[:10] == [
            "LISTS", "Inbox 32", "All papers 34", "★ Starred 0", "» Later 2", "≈ For you",
            "DIGESTS", "▾ Older", "▸HF Daily 5 Nov 12/12", "HF Daily 28 Oct 28/30",
        ]  # fmt: skip
        await reader.press("escape", "x", "d")
        assert lines(reader)[1] == "Inbox 31"


async def test_lists_are_counted_again_only_after_a_change(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(160, 45)) as reader:
        await reader.press("d")
        entries = reader.controllers.entries
        entries._waiting = ListCounts(5, 5)  # what counting again would replace
        entries.count()
        await reader.settle()
        assert entries._waiting == ListCounts(5, 5)
        await reader.press("tab", "x")
        assert entries._waiting == ListCounts(33, 0)
        library.marks.decide(library.catalog.ids(View.all())[-1:], Decision.READ)
        await reader.screen.poll()
        await reader.settle()
        assert entries._waiting == ListCounts(32, 0)


async def test_a_group_folds_and_stays_so(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("g", "a", "d")
        reader.screen.drawer.move_to(7)
        await reader.press("space")
        assert lines(reader)[7:9] == ["▸ Older 2 · 42", ""]
    async with reading(library, paths) as reader:
        await reader.press("d")
        assert lines(reader)[7] == "▸ Older 2 · 42"
        reader.screen.drawer.move_to(7)
        await reader.press("enter")
        assert lines(reader)[8].startswith("HF Daily 5 Nov")
        assert reader.focus == "drawer"


async def test_a_group_that_unfolds_at_the_lower_edge_shows_its_first_digests(
    library: Library, paths: Paths
) -> None:
    library.marks.decide(library.catalog.ids(View.all()), Decision.READ)
    async with reading(library, paths, size=(80, 10)) as reader:
        await reader.press("g", "a", "d", "G")
        drawer = reader.screen.drawer
        assert drawer.current is not None
        assert (drawer.current.group, drawer.cursor - drawer.top) == ("finished", 7)
        await reader.press("enter")
        shown = [drawer.render_line(y).text for y in range(drawer.size.height)]
        assert ["Finished" in shown[5], "5 Nov" in shown[6], "28 Oct" in shown[7]] == [True] * 3


async def test_finished_digests_are_folded(library: Library, paths: Paths) -> None:
    library.marks.decide(library.catalog.ids(View.of_digest(NEWER)), Decision.READ)
    async with reading(library, paths) as reader:
        await reader.press("g", "a", "d")
        assert lines(reader)[7:11] == ["▾ Older", "HF Daily 28 Oct 22/30", "▸ Finished 1", ""]


async def test_the_cursor_skips_titles(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("d", "g", "g")
        drawer = reader.screen.drawer
        assert (drawer.cursor, drawer.top) == (1, 0)
        await reader.press("k")
        assert drawer.cursor == 1
        await reader.press(*"jjjj", "j")
        assert drawer.cursor == 7  # a group, below the title
        await reader.press("k")
        assert drawer.cursor == 5


class FailingSources(Sources):
    """Sources of which one failed."""

    def __init__(self, paths: Paths) -> None:
        super().__init__(paths)
        self.asked = Event()

    def missing(self) -> list[Missing]:
        self.asked.set()
        return [Missing("ml", "failed: no answer")]


async def test_a_source_that_failed_is_listed_and_opens_the_details(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, sources=FailingSources(paths)) as reader:
        await reader.press("d")
        assert lines(reader)[7:9] == ["▾ ! Failed or incomplete 1", "! ml failed: no answer"]
        reader.screen.drawer.move_to(8)
        await reader.press("enter")
        assert isinstance(reader.pilot.app.screen, FetchDetails)


async def test_a_drawer_that_is_open_at_the_start_lists_sources_that_failed(
    library: Library, paths: Paths
) -> None:
    save(paths.sessions / "0.json", Session(drawer=True, kind="all"))
    sources = FailingSources(paths)
    async with reading(library, paths, size=(160, 45), sources=sources) as reader:
        assert await asyncio.to_thread(sources.asked.wait, 30)
        await reader.settle()
        assert "! ml failed: no answer" in lines(reader)


async def test_thousands_of_digests_are_drawn_line_by_line(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(100, 30)) as reader:
        await reader.press("d")
        day = dt.date(2025, 10, 1)
        many = [
            Digest(n, f"daily-papers-{n}", "", day - dt.timedelta(n), False, 9, 9)
            for n in range(3_000)
        ]
        shown, drawer = View.inbox(), reader.screen.drawer
        counts = reader.controllers.paper_list.everything
        nothing = ListCounts(), (), (), ()
        items = drawer_items(counts, *nothing, many, today=day, folded=(), shown=shown)
        before = drawer.renders
        drawer.show(items, shown)
        drawer.move_to_end(1)
        await reader.settle()
        assert drawer.line_count > 3_000
        assert drawer.renders - before < 100
        assert any("2017" in line for line in lines(reader))


# ---- what is done with a digest


async def test_a_digest_is_renamed_and_dated_and_both_are_undone(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await on_digest(reader, NEWER)
        await reader.press("E")
        assert isinstance(reader.pilot.app.screen, DigestDialog)
        await reader.fill("digest-name", OLDER)
        await reader.press("enter")
        assert "That name is taken" in str(reader.pilot.app.screen.query_one("#remarks").render())
        await reader.fill("digest-name", "group-meeting")
        await reader.fill("digest-day", "2025-13-01")
        await reader.press("enter")
        assert "Not a day" in str(reader.pilot.app.screen.query_one("#remarks").render())
        await reader.fill("digest-day", "2025-11-20")
        await reader.press("enter")

        assert "Renamed to group-meeting · Dated" in reader.status
        assert reader.status.endswith(" · 2u undo ")
        assert reader.controllers.paper_list.view == View.of_digest("group-meeting")
        assert any("Group meeting 20 Nov 12/12" in line for line in lines(reader))
        await reader.press("2", "u")
        await reader.screen.poll()
        assert library.catalog.digests()[0].date == dt.date(2025, 11, 5)
        assert names(library) == [NEWER, OLDER]
        assert reader.said.startswith("↶ ")
        assert reader.controllers.paper_list.view == View.of_digest(NEWER)


async def test_an_undo_of_a_digest_is_shown_also_just_after_marks(
    library: Library, paths: Paths
) -> None:
    library.edits.rename_digest(NEWER, "group-meeting")
    async with reading(library, paths, size=(160, 45), start=View.inbox()) as reader:
        await reader.press("d", "tab")
        assert any("Group meeting" in line for line in lines(reader))
        await reader.press("s", "u", "u")
        assert reader.said == "↶ Digest has its first name: group-meeting"
        assert any("HF Daily 5 Nov" in line for line in lines(reader))


async def test_a_digest_is_removed_after_a_question_and_brought_back(
    library: Library, paths: Paths
) -> None:
    library.marks.decide(library.catalog.ids(View.of_digest(NEWER)), Decision.STAR)
    async with reading(library, paths) as reader:
        await on_digest(reader, OLDER)
        await reader.press("D")
        dialog = reader.pilot.app.screen
        assert isinstance(dialog, ConfirmDialog)
        assert "30 papers: 22 only here, which go with it." in str(dialog._text.render())
        await reader.press("enter")  # cancels
        assert len(names(library)) == 2

        await on_digest(reader, NEWER)
        await reader.press("D")
        await reader.pilot.pause()
        text = str(reader.pilot.app.screen._text.render())  # type: ignore[attr-defined]
        assert "12 papers: 4 are only here and go with it;\n4 of these are starred" in text
        await reader.press("y")
        assert names(library) == [OLDER]
        assert (reader.said, "u undo" in reader.status) == (
            "Removed HF Daily 5 Nov, with 4 papers",
            True,
        )
        assert reader.controllers.paper_list.view == View.of_digest(OLDER)
        await reader.press("u")
        assert reader.said == f"↶ Restored digest {NEWER}"
        await reader.screen.poll()
        await reader.settle()
        assert names(library) == [NEWER, OLDER]
        assert library.catalog.counts(View.starred()).total == 12
        assert "▸ Finished 1" in lines(reader)


async def test_a_digest_that_is_gone_when_it_is_to_be_removed_is_reported(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, start=View.all()) as reader:
        await on_digest(reader, NEWER)
        await reader.press("D")
        assert isinstance(reader.pilot.app.screen, ConfirmDialog)
        library.edits.remove_digest(NEWER)
        await reader.screen.poll()
        digests = reader.controllers.paper_list.digests
        assert beside(View.of_digest(NEWER), digests) == View.of_digest(OLDER)
        await reader.press("y")
        assert "no digest with that name" in reader.said
        assert names(library) == [OLDER]


@pytest.mark.parametrize(
    "target",
    [
        "digests.remove",
        "changes.choose",
        "paper.merge",
        "tags.tag",
        "notes.write",
        "following.follow",
        "statistics.show",
    ],
)
async def test_no_dialog_comes_over_another_one(
    target: str, library: Library, paths: Paths
) -> None:
    same = (f"{{'title': 'Owls', 'id': '2401.0000{number}'}}\n" for number in (1, 2))
    text = "".join(same).replace("'", '"')
    library.imports.import_bytes(text.encode(), ImportOptions(name="2025-11-20.jsonl"))
    async with reading(library, paths) as reader:
        await reader.press("s", "k")
        asked = asyncio.create_task(reader.screen.action_do(target))
        await asyncio.sleep(0)  # it reads in a thread
        await reader.pilot.app.run_action("keys")
        await asked
        await reader.settle()
        assert isinstance(reader.pilot.app.screen, HelpDialog)
        assert len(reader.pilot.app.screen_stack) == 2


async def test_a_digest_is_merged_into_another(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await on_digest(reader, NEWER)
        await reader.press("M")
        assert isinstance(reader.pilot.app.screen, ChooseDigest)
        await reader.press("enter")
        assert names(library) == [OLDER]
        assert (reader.said, "u undo" in reader.status) == ("Merged into HF Daily 28 Oct", True)
        assert len(reader.titles) == 34
        await reader.press("u")
        await reader.screen.poll()
        assert names(library) == [NEWER, OLDER]


async def test_a_digest_leaves_the_inbox_and_comes_back(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await on_digest(reader, OLDER)
        assert lines(reader)[1] == "Inbox 34"
        await reader.press("i")
        assert (reader.said, "u undo" in reader.status) == (
            "Not in the Inbox: HF Daily 28 Oct",
            True,
        )
        await reader.settle()
        assert lines(reader)[1] == "Inbox 12"
        await reader.press("i")
        assert (reader.said, "u undo" in reader.status) == ("In the Inbox: HF Daily 28 Oct", True)
        await reader.settle()
        assert lines(reader)[1] == "Inbox 34"
        await reader.press("u")
        assert reader.said == f"↶ Digest stays out of the Inbox: {OLDER}"
        await reader.screen.poll()
        await reader.settle()
        assert lines(reader)[1] == "Inbox 12"


async def test_keys_of_digests_say_where_they_work(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("d", "g", "g", "i")
        assert (reader.said, "d lists them" in reader.status) == ("Not a digest", True)


# ---- from digest to digest


async def test_a_digest_is_opened_by_some_letters_of_its_name(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("g", "d")
        await reader.type("daly oct")
        assert reader.frame_titles[0] == "Go to a digest · 1 of 2"
        await reader.press("enter")
        assert reader.controllers.paper_list.view == View.of_digest(OLDER)
        assert reader.focus == "papers"


async def test_at_the_end_of_a_digest_space_offers_the_next_one(
    library: Library, paths: Paths
) -> None:
    library.marks.decide(library.catalog.ids(View.of_digest(NEWER)), Decision.READ)
    async with reading(library, paths, size=(120, 80)) as reader:
        await reader.press("space")
        assert reader.said == "Nothing else unread here"
        assert "] opens HF Daily 28 Oct" in reader.status
        await reader.press("]")
        assert reader.controllers.paper_list.view == View.of_digest(OLDER)


async def test_rows_stay_until_the_inbox_is_left_and_news_move_no_cursor(
    library: Library, paths: Paths
) -> None:
    page = b"Daily Papers\n\nNov 20, 2025\n\nA New Title\n\nAn abstract in a sentence or two.\n"
    with Library.open(paths, machine="desk") as other:
        async with reading(library, paths, size=(120, 20)) as reader:
            await reader.press("g", "i", "r", "x")
            title, place = reader.title, reader.screen.papers.cursor - reader.screen.papers.top
            assert len(reader.titles) == 34
            assert "Inbox · 32 left in 2 digests" in reader.status
            other.imports.import_bytes(page, ImportOptions("new.txt", date=dt.date(2025, 11, 20)))
            await reader.screen.poll()
            await reader.settle()
            assert reader.title == title
            assert reader.screen.papers.cursor - reader.screen.papers.top == place
            assert len(reader.titles) == 35
            assert "Inbox · 33 left in 3 digests" in reader.status
            await reader.press("g", "i")
            assert len(reader.titles) == 33


async def test_a_click_on_the_scroll_bar_opens_nothing(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(80, 10)) as reader:
        await reader.press("d")
        drawer = reader.screen.drawer
        assert drawer.line_count > drawer.size.height
        before = drawer.cursor, reader.controllers.paper_list.view
        await reader.pilot.click("#drawer", offset=(drawer.size.width - 1, 1))
        await reader.settle()
        assert (drawer.cursor, reader.controllers.paper_list.view) == before
        assert reader.focus == "drawer"

        drawer.scroll_to_line(0)
        await reader.pilot.click("#drawer", offset=(5, 2))
        await reader.settle()
        assert reader.controllers.paper_list.view == View.all()


async def test_an_empty_drawer_has_its_cursor_at_the_start(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        drawer = reader.screen.drawer
        drawer.show([], None)
        drawer.move(1)
        assert (drawer.cursor, drawer.current) == (0, None)
