"""Headings, the column of digests, and what is selected."""

from __future__ import annotations

import pytest
from tests.tui.driver import reading

from octavo_model import Library, Paths, View
from octavo_tui.widgets.virtual_list import CursorList

NEWER, OLDER = "  HF Daily · Wed 5 Nov", "  HF Daily · Tue 28 Oct"
TALL = (200, 60)


async def test_each_digest_has_a_heading_where_there_is_room(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=TALL, start=View.all()) as reader:
        papers = reader.screen.papers
        assert [index for index, line in enumerate(reader.shown) if line == NEWER] == [0]
        assert [index for index, line in enumerate(reader.shown) if line == OLDER] == [13]
        assert papers.line_count == len(papers.ids) + 2
        assert papers.cursor == 1
        assert reader.place == "1/34"
        assert "HF Daily" not in reader.shown[1]


async def test_the_cursor_skips_headings(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=TALL, start=View.all()) as reader:
        papers = reader.screen.papers
        papers.go_to(11)
        assert papers.cursor == 12
        await reader.press("j")
        assert (papers.cursor, reader.place) == (14, "13/34")
        await reader.press("k")
        assert (papers.cursor, reader.place) == (12, "12/34")

        await reader.pilot.click("#papers", offset=(10, 13))
        await reader.settle()
        assert papers.cursor == 12
        await reader.press("g", "g")
        assert (papers.cursor, papers.top) == (1, 0)
        await reader.press("G")
        assert reader.place == "34/34"


async def test_without_room_for_headings_a_column_names_the_digest(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=TALL, start=View.all()) as reader:
        await reader.press("j")
        before = reader.title
        await reader.pilot.resize_terminal(200, 31)
        await reader.settle()
        assert (reader.screen.papers.line_count, reader.title) == (34, before)
        assert reader.shown[0].endswith("  HF Daily 5 Nov    ~11 Mar")

        await reader.pilot.resize_terminal(140, 60)
        await reader.settle()
        assert "HF Daily" not in reader.shown[0]

        await reader.pilot.resize_terminal(*TALL)
        await reader.settle()
        assert (reader.shown[0], reader.title) == (NEWER, before)


async def test_what_a_filter_finds_has_the_column(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=TALL, start=View.all()) as reader:
        await reader.press("/")
        await reader.type("tidal")
        assert reader.screen.papers.line_count < 34
        assert "HF Daily 5 Nov" in reader.shown[0]

        await reader.press("escape")
        assert reader.shown[0] == NEWER


async def test_the_list_of_one_digest_has_neither(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=TALL) as reader:
        assert reader.screen.papers.line_count == 12
        assert not any("HF Daily" in line for line in reader.shown)


async def test_marks_keep_headings(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=TALL, start=View.of_query("is:unread")) as reader:
        await reader.press("r", "j", "r")
        assert [line for line in reader.shown if line in {NEWER, OLDER}] == [NEWER, OLDER]
        assert reader.screen.papers.line_count == 36


async def test_a_saved_query_has_headings_unless_it_ranks(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=TALL, start=View.of_query("is:unread")) as reader:
        assert reader.shown[0] == NEWER
        await reader.controllers.lists.open(View.of_query("is:unread sort:title"))
        await reader.settle()
        assert reader.shown[0].startswith("▌●")


async def test_selected_papers_have_a_sign_and_another_background(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        papers = reader.screen.papers
        before = papers.renders
        papers.selected = frozenset(papers.ids[:2])
        await reader.settle()
        drawn = papers.renders - before

        assert [line[:2] for line in reader.shown[:3]] == ["▌●", "┃●", " ●"]
        backgrounds = [
            {one.style.bgcolor for one in papers.render_line(y) if one.style and one.text.strip()}
            for y in range(3)
        ]
        assert backgrounds[1] != backgrounds[2]
        assert drawn == 2


async def test_a_new_size_fills_the_window_once(
    library: Library, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(library, paths, size=TALL, start=View.all()) as reader:
        papers, calls = reader.screen.papers, []
        resized = CursorList.on_resize

        def counted(self: CursorList) -> None:
            if self is papers:
                calls.append(self.size.height)
            resized(self)

        monkeypatch.setattr(CursorList, "on_resize", counted)
        await reader.pilot.resize_terminal(200, 31)
        await reader.settle()
        assert calls == [29]
        assert papers.line_count == 34
