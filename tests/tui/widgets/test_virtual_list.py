from __future__ import annotations

from tests.tui.driver import reading
from textual.geometry import Offset

from octavo_model import Library, Paths, View


async def test_a_cursor_move_draws_two_rows(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        papers = reader.screen.papers
        before = papers.renders
        await reader.press("j")

        assert papers.renders - before == 2


async def test_no_more_rows_are_drawn_than_the_window_holds(library: Library, paths: Paths) -> None:
    async with reading(library, paths, start=View.all(), size=(120, 20)) as reader:
        papers = reader.screen.papers
        before = papers.renders
        await reader.press("G")

        assert 0 < papers.renders - before <= papers.size.height + 2


async def test_the_window_follows_the_cursor_by_half_pages(library: Library, paths: Paths) -> None:
    async with reading(library, paths, start=View.all(), size=(120, 12)) as reader:
        papers = reader.screen.papers
        assert papers.size.height == 10
        await reader.press(*"jjjjjjjjj")
        assert papers.top == 0

        await reader.press("j")
        assert (papers.cursor, papers.top) == (10, 5)


async def test_the_scroll_bar_can_be_clicked(library: Library, paths: Paths) -> None:
    async with reading(library, paths, start=View.all(), size=(120, 12)) as reader:
        papers = reader.screen.papers
        assert papers.render_line(0).text.endswith("▐")
        assert papers.render_line(9).text.endswith(" ")

        await reader.pilot.mouse_down("#papers", offset=(papers.size.width - 1, 9))
        await reader.pilot.mouse_up("#papers", offset=(papers.size.width - 1, 9))
        await reader.settle()

        assert (papers.top, papers.cursor) == (papers.last_top, 0)
        assert papers.render_line(9).text.endswith("▐")


async def test_another_paper_draws_only_the_lines_that_differ(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(200, 60)) as reader:
        view = reader.screen.view
        before = view.renders
        await reader.press("j")

        assert 0 < view.renders - before < 40
        assert reader.title in reader.text


async def test_a_window_that_grows_is_filled(library: Library, paths: Paths) -> None:
    async with reading(library, paths, start=View.all(), size=(120, 12)) as reader:
        await reader.press("G")
        await reader.pilot.resize_terminal(120, 60)
        await reader.settle()

        assert reader.screen.papers.top == 0
        assert reader.screen.papers.content_offset == Offset(0, 0)
