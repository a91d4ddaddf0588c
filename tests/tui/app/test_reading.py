from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from tests.tui.driver import reading
from textual import events

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.search.results import SearchResult
from octavo_model.settings.settings import Settings
from octavo_tui.commands import FOOTERS
from octavo_tui.widgets.base import Divider

TIDAL = "Tidal Attention: Letting Context Windows Breathe"
SHEEP = "[Re] Counting Sheep with Contrastive Learning"
NEWER, OLDER = "daily-papers-2025-11-05", "daily-papers-2025-10-28"


# ---- opening


async def test_the_newest_digest_is_opened(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        assert reader.controllers.paper_list.view == View.of_digest(NEWER)
        assert reader.title == TIDAL
        assert "HF Daily · Wed 5 Nov" in reader.status
        assert "12 left" in reader.status


async def test_the_detail_pane_tells_what_is_known(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        assert TIDAL in reader.text
        assert "HF Daily 5 Nov; HF Daily 28 Oct" in reader.text
        assert "→ github.com/saltmarsh-lab/tidal-attention" in reader.text
        assert "Transformers read a fixed window" in reader.text


async def test_abstracts_keep_to_a_readable_measure(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(300, 100)) as reader:
        assert max(map(len, reader.page.split("\n"))) <= 90


# ---- moving


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        (["j"], 1),
        (["down", "down"], 2),
        (["j", "j", "k"], 1),
        (["down", "up"], 0),
        (["G"], 11),
        (["end"], 11),
        (["G", "g", "g"], 0),
        (["3", "j", "2", "k"], 1),
        (["1", "0", "j"], 10),
        (["G", "home"], 0),
        (["k"], 0),
        (["G", "j"], 11),
        (["ctrl+d"], 5),
        (["ctrl+d", "ctrl+u"], 0),
        (["pagedown"], 11),
        (["pagedown", "pageup"], 0),
        (["ctrl+f", "ctrl+b"], 0),
    ],
)
async def test_keys_move_in_the_list(
    library: Library, paths: Paths, keys: list[str], place: int
) -> None:
    async with reading(library, paths, size=(120, 13)) as reader:
        assert reader.screen.papers.size.height == 11

        await reader.press(*keys)

        assert reader.screen.papers.cursor == place


async def test_moving_keys_scroll_the_abstract_when_it_has_the_focus(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(120, 13)) as reader:
        await reader.press("tab", "j", "j")
        assert (reader.screen.view.top, reader.screen.papers.cursor) == (2, 0)

        await reader.press("G")
        assert reader.screen.view.at_end

        await reader.press("home", "tab", "j")
        assert (reader.screen.view.top, reader.screen.papers.cursor) == (0, 1)


async def test_n_goes_from_unread_to_unread_and_around(library: Library, paths: Paths) -> None:
    ids = library.catalog.ids(View.of_digest(NEWER))
    library.marks.mark([*ids[1:4], *ids[8:]], MarkField.READ, True)

    async with reading(library, paths) as reader:
        await reader.press("n")
        assert reader.screen.papers.cursor == 4

        await reader.press("N")
        assert reader.screen.papers.cursor == 0

        await reader.press("N")
        assert reader.screen.papers.cursor == 7
        assert reader.said == "From the bottom"

        await reader.press("n")
        assert reader.screen.papers.cursor == 0
        assert reader.said == "From the top"


async def test_n_says_so_where_nothing_is_unread(library: Library, paths: Paths) -> None:
    library.marks.mark(library.catalog.ids(View.all()), MarkField.READ, True)

    async with reading(library, paths) as reader:
        await reader.press("n")

        assert reader.said.startswith("Nothing else unread")


async def test_space_pages_the_abstract_and_goes_on_at_its_end(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(120, 13)) as reader:
        view = reader.screen.view
        assert not view.at_end

        await reader.press("space")
        assert (view.top, reader.screen.papers.cursor) == (10, 0)

        while not view.at_end:
            await reader.press("space")
        await reader.press("space")
        assert (view.top, reader.screen.papers.cursor) == (0, 1)


# ---- marks


async def test_s_stars_and_unstars(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("s")
        assert reader.said == f"★ Starred: {TIDAL}"
        assert reader.shown[0].startswith("  ★ Tidal")
        assert reader.title == SHEEP
        await reader.press("k")
        assert reader.row.starred
        assert "★ starred" in reader.page

        await reader.press("s")
        assert not reader.row.starred
        assert reader.said == f"Unstarred: {TIDAL}"
        assert reader.title == TIDAL


async def test_a_star_stands_in_every_digest_of_the_paper(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("s", "]")

        assert reader.controllers.paper_list.view == View.of_digest(OLDER)
        assert reader.shown[1].startswith("  ★ Tidal")


async def test_r_marks_read_and_unread(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("r")
        assert reader.title == SHEEP
        assert "11 left" in reader.status

        await reader.press("k", "r")
        assert reader.title == TIDAL
        assert not reader.row.read
        assert "12 left" in reader.status


async def test_u_and_ctrl_r_go_back_and_forth_over_all_marks(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("s", "r")
        assert reader.marks() == (32, 1)

        await reader.press("u")
        assert (reader.marks(), reader.said) == ((33, 1), f"↶ Unread again: {SHEEP}")
        assert reader.title == SHEEP
        await reader.press("u")
        assert reader.marks() == (34, 0)
        assert reader.title == TIDAL
        await reader.press("u")
        assert reader.said == "Nothing to undo"

        await reader.press("ctrl+r", "U")
        assert reader.marks() == (32, 1)
        await reader.press("ctrl+r")
        assert reader.said == "Nothing to redo"


async def test_u_goes_to_the_paper_and_says_if_it_is_not_in_the_list(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.press("s", "G", "u")
        assert reader.said == f"↶ Unstarred again: {TIDAL}"
        assert reader.title == TIDAL
        await reader.press("ctrl+r", "/")
        await reader.type("sheep")
        await reader.press("enter", "u")
        assert reader.said == f"↶ Unstarred again outside this list: {TIDAL}"
        assert "↶ Unstarred again outside this list: Tidal Atten" in reader.status
        await reader.press("escape", "G", "ctrl+r")
        assert reader.said == f"↷ ★ Starred: {TIDAL}"
        # What is being read stays on screen.
        await reader.press("G", "enter", "u")
        assert reader.said == f"↶ Unstarred again out of sight: {TIDAL}"
        assert reader.title != TIDAL


async def test_under_a_filter_the_status_tells_of_what_its_numbers_are(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.press("/")
        await reader.type("sheep")
        assert " 12 left  filter: 1 of 12 " in reader.status
        await reader.press("escape")
        assert " 12 left  2/12 " in reader.status


async def test_one_undo_brings_all_back_that_a_marked_read(library: Library, paths: Paths) -> None:
    library.marks.mark(library.catalog.ids(View.of_digest(NEWER))[:1], MarkField.READ, True)

    async with reading(library, paths) as reader:
        await reader.press("A")
        assert reader.marks() == (22, 0)
        assert reader.said == "✓ 11 papers · < 1 min"

        await reader.press("u")
        assert reader.marks() == (33, 0)


async def test_a_marks_only_what_the_filter_shows(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("sheep")
        await reader.press("enter", "A")

        assert reader.marks() == (33, 0)


async def test_keys_that_come_in_one_burst_do_what_was_meant(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.pilot.press("/", *"sheep", "enter", "s", "escape", "j", "r", "u")
        await reader.settle()

        assert reader.titles[1] == SHEEP
        (sheep,) = library.catalog.rows([library.catalog.resolve(SHEEP)])
        assert sheep is not None
        assert sheep.starred
        assert reader.marks() == (33, 1)


# ---- becoming read


async def test_a_paper_looked_at_for_a_while_becomes_read(library: Library, paths: Paths) -> None:
    settings = Settings(read_after=0.01)
    async with reading(library, paths, settings=settings) as reader:
        while not reader.row.read:
            await reader.settle()

        assert "11 left" in reader.status
        await reader.press("u")
        assert reader.said == "Nothing to undo · r marks it unread"


async def test_looking_longer_is_turned_off_by_a_setting(library: Library, paths: Paths) -> None:
    async with reading(library, paths, settings=Settings(read_after=0)) as reader:
        assert reader.controllers.paper.read_timer is None


READ_ON_OPEN = Settings(read_after=0, read_on_open=True, fetch_automatically=False)


async def test_opening_makes_read_by_a_setting_and_is_no_step_of_undo(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, settings=READ_ON_OPEN) as reader:
        await reader.press("s", "enter")
        assert (reader.title, reader.row.read) == (SHEEP, True)

        await reader.press("u")
        assert reader.row.read
        assert reader.marks() == (33, 0)


async def test_reading_on_makes_read_by_a_setting(library: Library, paths: Paths) -> None:
    async with reading(library, paths, settings=READ_ON_OPEN) as reader:
        await reader.press("space")

        assert reader.marks()[0] == 33


async def test_what_is_set_to_unread_by_hand_stays_so_until_the_cursor_leaves_it(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, settings=READ_ON_OPEN) as reader:
        await reader.press("enter", "escape", "r")
        assert not reader.row.read

        await reader.press("enter", "escape")
        assert not reader.row.read

        await reader.press("j", "k", "enter")
        assert reader.row.read


async def test_in_a_narrow_window_the_list_alone_makes_nothing_read(
    library: Library, paths: Paths
) -> None:
    settings = Settings(read_after=0.01)
    async with reading(library, paths, size=(60, 20), settings=settings) as reader:
        assert reader.controllers.paper.read_timer is None

        await reader.press("enter")
        while not reader.row.read:
            await reader.settle()


async def test_in_the_inbox_a_paper_keeps_its_place_until_the_list_is_opened_again(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("g", "i", "r")
        assert (len(reader.titles), reader.titles[0]) == (34, TIDAL)

        await reader.press("g", "i")
        assert (len(reader.titles), reader.titles[0]) == (33, SHEEP)


# ---- the filter


async def test_the_filter_narrows_as_one_types(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("contr shep")

        assert reader.titles == [SHEEP]
        assert "this digest 1 · library 1" in reader.screen.line.render_line(0).text
        assert TIDAL not in reader.page
        assert SHEEP in reader.text


async def test_before_the_index_is_made_the_filter_works_on_what_is_in_sight(
    library: Library, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, go_on = threading.Event(), threading.Event()
    make = library.search.find

    def slowly(query: str, among: Sequence[int], *, near: bool, wait: bool) -> SearchResult:
        started.set()
        assert go_on.wait(30)
        return make(query, among, near=near, wait=wait)

    monkeypatch.setattr(library.search, "find", slowly)
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.pilot.press(*"sheep")
        await reader.pilot.pause()
        assert started.is_set()
        assert reader.titles == [SHEEP]

        go_on.set()
        await reader.type(" contr")
        assert reader.titles == [SHEEP]


async def test_arrows_move_in_the_list_while_a_filter_is_typed(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("a")
        await reader.press("down")
        assert reader.screen.papers.cursor == 1

        await reader.press("up")
        assert reader.screen.papers.cursor == 0
        assert reader.screen.line.text == "a"


async def test_enter_keeps_the_filter_and_escape_clears_it(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("sheep")
        await reader.press("enter")
        assert (reader.titles, reader.screen.line.display) == ([SHEEP], True)

        await reader.press("escape")
        assert (len(reader.titles), reader.screen.line.display) == (12, False)
        assert reader.title == SHEEP


async def test_escape_in_the_line_clears_it(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("sheep")
        await reader.press("escape")

        assert (len(reader.titles), reader.screen.line.display) == (12, False)
        assert reader.focus == "papers"


async def test_no_result_says_so_and_names_the_way_back(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("qqqxz")

        assert reader.titles == []
        assert "No title or author in this digest matches “qqqxz”." in reader.shown[1]
        assert reader.shown[2:5] == [
            "    0 in the whole library",
            "    0 in this digest if abstracts count",
            "    Esc    clear the filter",
        ]

        await reader.press("escape", "s")
        assert reader.marks()[1] == 1


async def test_pasting_goes_into_the_line(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        reader.pilot.app.post_message(events.Paste("counting\nsheep\x1b"))
        await reader.settle()

        assert reader.screen.line.text == "counting sheep"
        assert reader.titles == [SHEEP]


async def test_letters_are_typed_not_obeyed_while_the_line_has_the_focus(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("srAuq?d1/")

        assert reader.screen.line.text == "srAuq?d1/"
        assert reader.marks() == (34, 0)
        assert reader.pilot.app.screen is reader.screen


# ---- lists and panes


async def test_brackets_go_through_the_digests(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("]")
        assert reader.controllers.paper_list.view == View.of_digest(OLDER)
        await reader.press("]")
        assert reader.said == "No older digest"
        await reader.press("[")
        assert reader.controllers.paper_list.view == View.of_digest(NEWER)
        await reader.press("[")
        assert reader.said == "No newer digest"


async def test_numbers_open_the_lists_over_all_digests(library: Library, paths: Paths) -> None:
    library.marks.mark(library.catalog.ids(View.all())[:1], MarkField.STARRED, True)
    async with reading(library, paths) as reader:
        await reader.press("g", "a")
        assert len(reader.titles) == 34
        await reader.press("g", "i")
        assert len(reader.titles) == 33
        await reader.press("g", "s")
        assert reader.titles == [TIDAL]


async def test_an_empty_list_says_what_to_do(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("g", "s")

        assert "No stars yet" in reader.shown[1]
        await reader.press("j", "k", "G", "space", "enter", "s", "r", "A", "n", "y", "o")
        assert reader.marks() == (34, 0)


async def test_the_drawer_lists_all_and_opens_one(library: Library, paths: Paths) -> None:
    library.marks.mark(library.catalog.ids(View.of_digest(OLDER))[:3], MarkField.READ, True)
    async with reading(library, paths) as reader:
        await reader.press("d")
        drawer = reader.screen.drawer
        lines = [drawer.render_row(index, 40).text for index in range(drawer.line_count)]
        assert [line.split()[-1] for line in lines] == [
            "LISTS", "31", "34", "0", "0", "you", "DIGESTS", "Older", "11/12", "27/30",
        ]  # fmt: skip
        assert reader.focus == "drawer"

        await reader.press("j", "enter")
        assert reader.controllers.paper_list.view == View.of_digest(OLDER)
        assert reader.focus == "papers"


async def test_the_drawer_counts_live(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("d", "tab", "s", "r", "d")
        drawer = reader.screen.drawer

        assert drawer.render_row(1, 40).text.split()[-1] == "32"
        assert drawer.render_row(3, 40).text.split()[-1] == "1"


async def test_a_drawer_that_covers_the_list_goes_with_the_focus(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.press("d", "s")
        assert reader.marks() == (34, 0)
        assert reader.said.startswith("This key works on papers")

        await reader.press("tab")
        assert not reader.screen.drawer.display

        await reader.press("d")
        await reader.pilot.click("#papers", offset=(60, 3))
        await reader.settle()
        assert not reader.screen.drawer.display


async def test_what_a_key_did_is_told_until_the_next_key(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("[")
        assert reader.said == "No newer digest"

        await reader.press("j")
        assert reader.said == ""


async def test_escape_from_a_filter_that_found_nothing_goes_back(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("G", "/")
        await reader.type("qqqxz")
        await reader.press("escape")

        assert reader.screen.papers.cursor == 11


async def test_what_undo_brought_back_to_unread_stays_so(library: Library, paths: Paths) -> None:
    async with reading(library, paths, settings=Settings(read_after=0)) as reader:
        await reader.press("r", "u", "enter")

        assert not reader.row.read


async def test_the_inbox_shows_how_far_it_is_read(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("g", "i")
        await reader.press("A")

        assert "Inbox · 0 left" in reader.status
        assert "✓ 34 papers · < 1 min" in reader.status


async def test_escape_leaves_the_drawer(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("d", "escape")

        assert not reader.screen.drawer.display
        assert reader.focus == "papers"


async def test_in_a_narrow_window_enter_goes_in_and_escape_comes_back(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(50, 15)) as reader:
        screen = reader.screen
        assert (screen.papers.size.width, screen.view.display) == (50, False)

        await reader.press("enter")
        assert screen.view.size.width == 50
        assert not screen.query_one("#list-pane").display

        await reader.press("escape")
        assert (screen.papers.size.width, screen.view.display) == (50, False)


async def test_the_window_is_shared_anew_when_it_changes(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(140, 45)) as reader:
        screen = reader.screen
        assert screen.view.region.x > screen.papers.region.x

        await reader.pilot.resize_terminal(90, 30)
        await reader.settle()
        assert screen.view.region.y > screen.papers.region.y

        await reader.pilot.resize_terminal(40, 12)
        await reader.settle()
        assert not screen.view.display

        await reader.pilot.resize_terminal(300, 100)
        await reader.settle()
        assert screen.view.region.x > screen.papers.region.x


async def test_keys_and_mouse_change_the_share_of_the_panes(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(120, 30)) as reader:
        before = reader.screen.papers.size.width
        await reader.press(">")
        assert reader.screen.papers.size.width > before
        await reader.press("<", "<")
        assert reader.screen.papers.size.width < before

        await reader.pilot.mouse_down(Divider, offset=(0, 5))
        await reader.pilot.hover("#panes", offset=(90, 5))
        await reader.pilot.mouse_up("#panes", offset=(90, 5))
        await reader.settle()
        assert reader.screen.papers.size.width == 90


async def test_a_click_selects_and_a_double_click_opens(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.pilot.click("#papers", offset=(10, 3))
        await reader.settle()
        assert reader.screen.papers.cursor == 3

        await reader.pilot.click("#papers", offset=(10, 4), times=2)
        await reader.settle()
        assert reader.screen.papers.cursor == 4
        assert reader.focus == "paper"


async def test_the_wheel_scrolls(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(120, 8)) as reader:
        await reader.pilot._post_mouse_events([events.MouseScrollDown], "#papers")
        await reader.settle()

        assert (reader.screen.papers.top, reader.screen.papers.cursor) == (3, 0)


async def test_a_click_on_the_footer_runs_the_command(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        hints = reader.screen.query_one("#hints")
        column = hints.render_line(0).text.index("star")
        await reader.pilot.click("#hints", offset=(column, 0))
        await reader.settle()

        assert reader.marks() == (33, 1)


# ---- Octavo


async def test_help_shows_every_command_and_closes(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.pilot.press("?")
        await reader.pilot.pause()
        assert reader.pilot.app.screen is not reader.screen
        await reader.pilot.press("j", "space", "escape")
        await reader.settle()

        assert reader.pilot.app.screen is reader.screen


@pytest.mark.slow
async def test_hints_are_of_what_has_the_keyboard(library: Library, paths: Paths) -> None:
    def hints() -> str:
        return reader.screen.hints.render_line(0).text.strip()

    async with reading(library, paths) as reader:
        commands = hints()
        assert commands.startswith("space page  s star")
        await reader.press("/")
        assert hints().startswith("enter keep  esc clear")
        await reader.press("escape")
        assert hints() == commands
        await reader.press("d")
        assert hints().startswith("enter open  space fold  E edit  D remove  M merge  i Inbox")
        assert "star" not in hints()
        await reader.press("3", "escape")
        assert hints().startswith("enter open")
        await reader.press("escape", "enter")
        assert hints().startswith("space page  s star")
        assert hints().endswith("esc back")
        assert "go to" not in hints()
        await reader.press("escape")
        assert hints() == commands
        for key in ["?", "y", "e", "O"]:
            await reader.pilot.press(key)
            await reader.pilot.pause()
            assert hints() == ""
            await reader.pilot.press("escape")
            await reader.settle()
            assert hints() == commands


async def test_hints_of_the_drawer_and_the_paper_fit_80_columns(
    library: Library, paths: Paths
) -> None:
    most_important = ["page", "star", "no", "later", "read", "next", "keys", "back"]
    async with reading(library, paths, size=(80, 24)) as reader:
        for key, words in (("d", FOOTERS["drawer"].values()), ("enter", most_important)):
            await reader.press(key)
            shown = reader.screen.hints.render_line(0).text
            assert [word for word in words if f" {word} " not in shown] == []
            await reader.press("escape")


async def test_the_hint_of_escape_is_close_while_completions_are_shown(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("is:un")
        assert "esc close  ↑ ↓ move  tab complete" in reader.screen.hints.render_line(0).text
        await reader.press("escape")
        assert "esc clear" in reader.screen.hints.render_line(0).text
        assert reader.focus == "filter"


async def test_q_quits(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.pilot.press("s", "q")

    assert library.catalog.counts(View.all()).starred == 1


async def test_titles_are_never_markup(library: Library, paths: Paths) -> None:
    attack = "[@click=app.quit]Quit[/] [link=https://a.example]x[/link] [/] [bold red]"
    page = f"Daily Papers\n\nNov 9, 2025\n\n{attack}\n\nAn abstract with [/] and [Re] in it.\n"
    library.imports.import_bytes(page.encode(), ImportOptions(name="attack.txt"))
    async with reading(library, paths) as reader:
        assert attack in reader.text
        assert attack[:30] in reader.shown[0]
        await reader.press("enter", "s", "s")
        assert reader.said == f"Unstarred: {attack}"
        await reader.pilot.press("y")
        await reader.pilot.pause()
        await reader.pilot.press("t")
        await reader.settle()
        assert reader.pilot.app.clipboard == attack
