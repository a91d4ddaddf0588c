"""The tour: lessons in a library of their own, of which nothing is left."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from tests.tui.driver import reading
from tests.tui.virtual_terminal import Terminal, environment_in, paths_in

from octavo_model import Library, View
from octavo_model.settings import session as sessions
from octavo_tui.app.app import OctavoApp
from octavo_tui.app.tour import tour_library
from octavo_tui.commands import BY_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from octavo_model import Paths

FIRST = "Start Here"


def test_the_tour_has_lessons_without_dates_and_badges_and_is_removed() -> None:
    with tour_library("octavo-light") as (library, paths):
        papers = list(library.catalog.papers(library.catalog.ids(View.of_digest("tour"))))
        assert papers[0].title.startswith(FIRST)
        assert len(papers) == library.catalog.counts(View.all()).total == 8
        assert {(paper.badges, paper.date) for paper in papers} == {((), None)}
        assert all(paper.abstract for paper in papers)
        assert sessions.load(paths.sessions / "0.json").theme == "octavo-light"
    assert not paths.data.parent.exists()


async def test_the_tour_says_all_the_time_that_marks_are_not_saved() -> None:
    with tour_library("") as (library, paths):
        async with reading(library, paths, is_tour=True) as reader:
            assert "your marks here are not saved" in reader.status
            await reader.press("s")
            assert reader.said.startswith("★ Starred")
            await reader.press("j")
            assert "your marks here are not saved" in reader.status
            await reader.screen.run_action(BY_NAME["tour"].action)
            assert reader.said == "This is the tour"


async def test_the_command_leaves_the_reader_for_the_tour(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        app = reader.pilot.app
        assert isinstance(app, OctavoApp)
        await reader.screen.run_action(BY_NAME["tour"].action)
    assert (app.wants_tour, app.return_code) == (True, 0)


def test_the_reader_is_opened_again_after_the_tour(tmp_path: Path) -> None:
    environment = environment_in(tmp_path) | {"TMPDIR": str(tmp_path)}
    with Terminal(environment) as terminal:
        terminal.wait_for("Your library is empty")
        terminal.type(b"\x10")
        terminal.wait_for("type to search")
        terminal.type("open the tour")
        terminal.wait_for("1 of ")
        terminal.type("\r")
        terminal.wait_for(FIRST)
        assert list(tmp_path.glob("octavo-tour-*"))
        terminal.type("sq")
        terminal.wait_for("Your library is empty")
        assert not list(tmp_path.glob("octavo-tour-*"))
        terminal.type("q")

        assert terminal.wait_for_end() == 0
        assert terminal.is_clean
    with Library.open(paths_in(tmp_path)) as library:
        assert library.catalog.counts(View.all()).total == 0
    assert not paths_in(tmp_path).journal.exists()


@pytest.mark.slow
def test_octavo_tour_needs_no_library_and_makes_none(tmp_path: Path) -> None:
    environment = environment_in(tmp_path) | {"TMPDIR": str(tmp_path)}
    with Terminal(environment, "tour") as terminal:
        terminal.wait_for(FIRST)
        terminal.type("q")
        assert terminal.wait_for_end() == 0
        assert terminal.is_clean
    assert not paths_in(tmp_path).data.exists()
    assert not list(tmp_path.glob("octavo-tour-*"))


@pytest.mark.slow
def test_a_signal_in_the_tour_ends_the_reader_and_removes_the_tour(tmp_path: Path) -> None:
    environment = environment_in(tmp_path) | {"TMPDIR": str(tmp_path)}
    with Terminal(environment, "tour") as terminal:
        terminal.wait_for(FIRST)
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_for_end() == 128 + signal.SIGTERM
        assert terminal.is_clean
    assert not list(tmp_path.glob("octavo-tour-*"))
