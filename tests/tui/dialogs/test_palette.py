from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.tui.driver import Reader, make_app, reading
from textual.widgets import Input, OptionList

from octavo_model import View
from octavo_model.search.query.operators import examples
from octavo_tui.commands import COMMANDS
from octavo_tui.dialogs.palette import Palette

if TYPE_CHECKING:
    from octavo_model import Library, Paths


def lines(reader: Reader) -> list[str]:
    dialog = reader.pilot.app.screen
    assert isinstance(dialog, Palette)
    return [str(one.prompt) for one in dialog.query_one(OptionList).options]


async def test_a_command_is_found_by_parts_of_its_name_and_is_first_the_next_time(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.pilot.press(":")
        await reader.pilot.pause()
        everything = lines(reader)
        offered = [one for one in COMMANDS if one.palette and one.pane != "text"]
        assert all(any(one.title in line for line in everything) for one in offered)
        assert all(any(one.query in line for line in everything) for one in examples())

        await reader.pilot.press(*"starp")
        assert any("sort:up" in line for line in everything)
        assert not any("sort:up" in line for line in lines(reader))
        await reader.pilot.press("backspace", *"ap")
        assert lines(reader)[0].split() == ["Lists", "Starred", "papers", "g", "s"]
        await reader.pilot.press("enter")
        await reader.settle()
        assert reader.controllers.paper_list.view.kind == "starred"

        await reader.pilot.press("ctrl+p")
        await reader.pilot.pause()
        assert "Starred papers" in lines(reader)[0]
        assert len(lines(reader)) == len(everything)

    app = make_app(library, paths)
    assert app.session.session.recent == "starred"


@pytest.mark.slow
async def test_themes_and_queries_are_offered(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.pilot.press(":", *"octavo-light, l", "enter")
        await reader.settle()
        assert reader.pilot.app.theme == "octavo-light"

        await reader.pilot.press(":", *"^on", "enter")
        await reader.settle()
        assert (reader.screen.line.text, reader.focus) == ("^on", "filter")
        assert all(title.startswith("On") for title in reader.titles)


async def test_it_opens_over_the_filter_and_what_it_runs_is_run(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.pilot.press("slash", "e", "ctrl+p", *"star unst", "enter")
        await reader.settle()
        assert library.catalog.counts(View.starred()).total == 1


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("octavo-light", "Theme: octavo-light, light"),
        ("octavo", "Theme: octavo, dark"),
        ("octavo-l", "Theme: octavo-light, light"),
        ("key star", "Star / unstar"),
        ("expotr", "Export the list or the paper…"),
        ("dark mode", "Theme: octavo, dark"),
        ("bookmark", "Star / unstar"),
        ("starap", "Starred papers"),
        ("qqqq", "Nothing found"),
    ],
)
async def test_names_come_before_their_starts_then_words_with_slips_then_letters(
    library: Library, paths: Paths, text: str, first: str
) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.pilot.press(":")
        reader.pilot.app.screen.query_one(Input).value = text
        await reader.pilot.pause()
        assert first in lines(reader)[0]


async def test_the_status_names_the_theme_that_was_chosen(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.pilot.press(":")
        reader.pilot.app.screen.query_one(Input).value = "octavo-light"
        await reader.press("enter")
        assert (reader.pilot.app.theme, reader.said) == ("octavo-light", "Theme: octavo-light")
