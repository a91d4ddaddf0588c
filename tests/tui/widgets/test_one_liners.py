"""The widgets of one line: filter, status, footer."""

from __future__ import annotations

import pytest
from tests.tui.driver import reading

from octavo_model import Library, Paths
from octavo_model.settings.settings import Settings
from octavo_tui.widgets.footer import KeyHints
from octavo_tui.widgets.list_status import Status


async def test_a_click_puts_the_cursor_into_the_filter(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("深度 net")
        await reader.pilot.click("#filter", offset=(3 + 4, 0))
        await reader.pilot.press("x")

        assert reader.screen.line.text == "深度x net"


@pytest.mark.slow
async def test_a_long_filter_scrolls(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(40, 12)) as reader:
        await reader.press("/")
        await reader.type("an unusually long question that does not fit")

        line = reader.screen.line.render_line(0)
        assert line.cell_length == 40
        assert "does not fit" in line.text


async def test_the_filter_copies_what_is_selected(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("tidal")
        await reader.press("shift+home", "ctrl+c")

        assert reader.pilot.app.clipboard == "tidal"


@pytest.mark.parametrize(
    ("width", "has"),
    [
        (120, ["5 Nov", "3 left", " 7/12 ", "starred: x"]),
        (70, ["5 Nov", "3 left", "starred: x"]),
        (40, ["5 Nov", "starred: x"]),
    ],
)
async def test_the_status_line_shows_what_there_is_room_for(
    library: Library, paths: Paths, width: int, has: list[str]
) -> None:
    async with reading(library, paths, size=(width, 20)) as reader:
        status = reader.screen.status
        status.status = Status("5 Nov 2025 · Daily Papers", 7, 12, 3, 12)
        status.say("starred: x")
        line = status.render_line(0)

        assert line.cell_length == width
        assert [part for part in has if part not in line.text] == []


LONG = "Related to On the Provable Advantage of Unsupervised Pretraining of Gulls and Terns"


@pytest.mark.parametrize(
    ("title", "said", "of", "line"),
    [
        (LONG, "", "", f" {LONG[:62]}…  10 left  1/10 "),
        (
            "5 Nov 2025 · Daily Papers", "↶ Unstarred again", LONG,
            " 5 Nov 2025 · Daily Papers  10 left ↶ Unstarred again: Related to On the Provab…",
        ),
        (
            "5 Nov 2025 · Daily Papers", "J and K move a saved view: d lists them, S makes one", "",
            " 5 Nov 2025 · Da…  10 left J and K move a saved view: d lists them, S makes one ",
        ),
        (
            LONG, "No browser; sent to the terminal's clipboard", "https://arxiv.org/abs/2401.01234",
            " Related t…  10 left No browser; sent to the terminal's clipboard: https://arxi…",
        ),
        (
            LONG, "No browser; see", "https://arxiv.org/abs/2401.01234/" + "a" * 40,
            " Related to On the Provable Advantage…  10 left No browser; see: https://arxiv.…",
        ),
        (LONG, "x" * 90, "", f" Related t… {'x' * 67}…"),
    ],
)  # fmt: skip
async def test_what_a_key_had_to_say_is_seen_at_80_columns(
    library: Library, paths: Paths, title: str, said: str, of: str, line: str
) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        status = reader.screen.status
        status.status = Status(title, 1, 10, 10, 10)
        status.say(said, of)

        assert status.render_line(0).text == line.ljust(80)


@pytest.mark.parametrize("width", [50, 80, 140])
@pytest.mark.parametrize("title", ["Inbox", LONG])
async def test_a_decision_never_hides_how_many_are_left(
    library: Library, paths: Paths, width: int, title: str
) -> None:
    async with reading(library, paths, size=(width, 24)) as reader:
        status = reader.screen.status
        status.status = Status(title, 1, 1_110, 1_110, 1_110)
        status.say("» Later until Mon 30 Nov", LONG, keys="u undo")
        line = status.render_line(0).text
        assert " 1,110 left " in line
        assert "» Later" in line
        assert line.endswith(" · u undo ")


@pytest.mark.parametrize(
    ("width", "line"),
    [
        (100, "✓ 41 papers · 14 min · 3 ★ · cs.CL 9/9 · u undo · ] opens HF Daily · Thu 20 Aug "),
        (84, "✓ 41 papers · 3 ★ · cs.CL 9/9 · u undo · ] opens HF Daily · Thu 20 Aug "),
        (80, "✓ 41 papers · 3 ★ · cs.CL 9/9 · u undo "),
        (60, "✓ 41 papers · 3 ★ · cs.CL 9/9 · u undo "),
        (40, "✓ 41 papers · 3 ★ · u undo "),
    ],
)
async def test_the_end_of_a_list_keeps_its_stars_and_undo(
    library: Library, paths: Paths, width: int, line: str
) -> None:
    async with reading(library, paths, size=(width, 24)) as reader:
        status, opens = reader.screen.status, "] opens HF Daily · Thu 20 Aug"
        status.status = Status("HF Daily · Fri 21 Aug", 41, 41, 0, 41)
        parts = ["✓ 41 papers", "14 min", "3 ★", "cs.CL 9/9"]
        status.say_parts(parts, ["u undo", opens], spare=["14 min", opens, "cs.CL 9/9"])
        assert status.render_line(0).text.endswith(f" {line}")


async def test_an_error_has_a_sign_and_not_only_a_colour(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        reader.screen.status.say("the disk is full", error=True)

        assert "! the disk is full" in reader.status


@pytest.mark.parametrize("width", [40, 80, 140])
async def test_help_and_quit_are_always_in_the_footer(
    library: Library, paths: Paths, width: int
) -> None:
    async with reading(library, paths, size=(width, 20)) as reader:
        line = reader.screen.query_one(KeyHints).render_line(0)

        assert line.cell_length == width
        assert "? keys" in line.text
        assert "q quit" in line.text


async def test_a_command_without_a_key_is_not_in_the_footer(library: Library, paths: Paths) -> None:
    settings = Settings(keys={"star": "", "help": "", "undo": "x"})
    async with reading(library, paths, settings=settings) as reader:
        line = reader.screen.query_one(KeyHints).render_line(0)

    assert " star " not in line.text
    assert " help " not in line.text
    assert " x undo " in line.text
    assert " q quit " in line.text
