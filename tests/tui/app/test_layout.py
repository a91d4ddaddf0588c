"""Where the panes are at each size, and what `z` shows."""

from __future__ import annotations

import pytest
from tests.tui.driver import reading

from octavo_model import Library, Paths
from octavo_tui.render.geometry import list_place
from octavo_tui.widgets.base import Divider


@pytest.mark.parametrize(
    ("size", "listed", "paper"),
    [
        ((79, 24), (79, 22), None),
        ((80, 24), (80, 10), (80, 11)),
        ((100, 30), (100, 13), (100, 14)),
        ((110, 30), (63, 28), (46, 28)),
        ((140, 45), (80, 43), (59, 43)),
        ((160, 45), (80, 43), (46, 43)),
        ((200, 60), (104, 58), (62, 58)),
    ],
)
async def test_list_and_paper_share_the_window(
    library: Library,
    paths: Paths,
    size: tuple[int, int],
    listed: tuple[int, int],
    paper: tuple[int, int] | None,
) -> None:
    async with reading(library, paths, size=size) as reader:
        screen = reader.screen
        assert screen.papers.size == listed
        assert screen.view.display is (paper is not None)
        if paper is not None:
            assert screen.view.size == paper
        assert screen.drawer.display is (size[0] >= 160)


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
async def test_z_shows_both_then_the_list_then_the_paper(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size=size) as reader:
        screen, body = reader.screen, (size[0], size[1] - 2)
        pane = screen.query_one("#list-pane")
        before = screen.papers.size

        await reader.press("z")
        assert (screen.papers.size, screen.view.display, reader.focus) == (body, False, "papers")
        await reader.press("enter")
        assert (screen.view.size, pane.display, reader.focus) == (body, False, "paper")
        await reader.press("escape", "z")
        assert (screen.view.size, pane.display, reader.focus) == (body, False, "paper")
        await reader.press("z")
        assert (screen.papers.size, reader.focus) == (before, "papers")
        assert screen.view.display


async def test_in_a_narrow_window_z_switches(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(60, 20)) as reader:
        screen = reader.screen
        await reader.press("z")
        assert (screen.view.display, reader.focus) == (True, "paper")
        await reader.press("z")
        assert (screen.view.display, reader.focus) == (False, "papers")

        await reader.pilot.resize_terminal(100, 30)
        await reader.settle()
        assert screen.view.display


async def test_the_list_alone_is_remembered(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(140, 20)) as reader:
        await reader.press("z")
    async with reading(library, paths, size=(140, 20)) as reader:
        assert reader.screen.papers.size.width == 140


async def test_the_drawer_is_remembered_where_it_has_room(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(160, 20)) as reader:
        assert reader.screen.drawer.size.width == 33
        await reader.press("d", "d")
        assert not reader.screen.drawer.display
    async with reading(library, paths, size=(160, 20)) as reader:
        assert not reader.screen.drawer.display
        await reader.press("d")
    async with reading(library, paths, size=(120, 20)) as reader:
        await reader.press("d", "d")
    async with reading(library, paths, size=(160, 20)) as reader:
        assert reader.screen.drawer.display


def test_the_paper_beside_the_list_always_has_room() -> None:
    for columns in range(110, 300):
        x, width, _ = list_place(columns, 45, drawer=True)

        assert columns - x - width - 1 >= 46
        assert 60 <= width <= 104


@pytest.mark.parametrize(("size", "light", "heavy"), [((80, 24), "─", "━"), ((140, 45), "│", "┃")])
async def test_the_focus_of_the_paper_is_seen_by_shape(
    library: Library, paths: Paths, size: tuple[int, int], light: str, heavy: str
) -> None:
    async with reading(library, paths, size=size) as reader:
        view, divider = reader.screen.view, reader.screen.query_one(Divider)

        def shown() -> tuple[str, str]:
            # As they are composed: a line that was not drawn again has its old text.
            lines = [one.render_lines(one.size.region)[0].text for one in (divider, view)]
            return lines[0][0], lines[1][0]

        assert shown() == (light, " ")
        await reader.press("enter")
        assert shown() == (heavy, "▌")
        await reader.press("escape")
        assert shown() == (light, " ")
