from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.driver import Reader, reading
from textual.widgets import Input, OptionList

from octavo_tui.commands import COMMANDS
from octavo_tui.dialogs.help import HelpDialog
from octavo_tui.dialogs.palette import Palette

if TYPE_CHECKING:
    from octavo_model import Library, Paths


def lines(reader: Reader) -> list[str]:
    dialog = reader.pilot.app.screen
    assert isinstance(dialog, HelpDialog)
    return [str(one.prompt) for one in dialog.query_one(OptionList).options]


async def test_the_help_has_every_command_and_is_searched_by_typing(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.pilot.press("?")
        await reader.pilot.pause()
        everything = lines(reader)
        assert all(any(one.title in line for line in everything) for one in COMMANDS)
        assert any("is:unread" in line for line in everything)
        assert any("titles starting with" in line for line in everything)

        await reader.pilot.press(*"undo")
        assert lines(reader) == [
            "Decide       u           Undo",
            "             g u         Last 200 changes: undo one…",
        ]
        assert reader.frame_titles[0] == f"Keys · 2 of {len(everything)}"

        await reader.pilot.press(*"qq")
        assert lines(reader) == ["Nothing found"]

        await reader.pilot.press("escape")
        assert reader.pilot.app.screen is reader.screen


async def test_tab_shows_the_keys_of_the_pane(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.press("d")
        await reader.pilot.press("?", "tab")
        await reader.pilot.pause()
        assert any("move the view down" in line for line in lines(reader))
        assert not any("Star / unstar" in line for line in lines(reader))
        assert not any("Scroll the paper" in line for line in lines(reader))
        assert any("Repeat the next key" in line for line in lines(reader))
        assert not any("In the filter" in line for line in lines(reader))
        assert reader.frame_titles[1] == "esc closes · tab: everything"

        await reader.pilot.press("tab")
        assert any("Star / unstar" in line for line in lines(reader))


async def test_space_pages_and_the_key_that_opened_it_closes_it(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.pilot.press("?")
        await reader.pilot.pause()
        options = reader.pilot.app.screen.query_one(OptionList)
        await reader.pilot.press("space")
        await reader.pilot.pause()
        assert options.highlighted is not None
        assert options.highlighted >= options.size.height // 2

        await reader.pilot.press("?")
        await reader.pilot.pause()
        assert reader.pilot.app.screen is reader.screen


async def test_faults_in_the_settings_come_first(library: Library, paths: Paths) -> None:
    async with reading(library, paths, faults=["theme: unknown theme x"]) as reader:
        await reader.pilot.press("?")
        await reader.pilot.pause()
        assert lines(reader)[:2] == ["Wrong in your settings", "theme: unknown theme x"]


async def test_a_word_with_a_slip_is_found_and_the_palette_is_named_for_what_it_has(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.pilot.press("?")
        dialog = reader.pilot.app.screen
        dialog.query_one(Input).value = "expotr"
        await reader.pilot.pause()
        assert any("Export the list or the paper" in line for line in lines(reader))

        dialog.query_one(Input).value = "theme"
        await reader.pilot.pause()
        (line,) = lines(reader)
        assert line.endswith(" more in : Commands")

        dialog.query_one(Input).value = "octavo-light"
        await reader.pilot.pause()
        assert lines(reader) == ["2 more in : Commands"]
        assert reader.frame_titles[0].startswith("Keys · 0 of ")

        await reader.pilot.press("enter")
        await reader.pilot.pause()
        assert isinstance(reader.pilot.app.screen, Palette)
        assert reader.pilot.app.screen.text == "octavo-light"
        await reader.press("enter")
        assert reader.pilot.app.theme == "octavo-light"


async def test_a_command_without_a_key_names_the_key_of_the_palette(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.pilot.press("?")
        await reader.pilot.pause()
        (line,) = (one for one in lines(reader) if "Open the tour" in one)
        assert line.split()[0] == "(:)"
        (line,) = (one for one in lines(reader) if one.startswith("Own commands"))
        assert line.startswith("Own commands |")


async def test_a_key_that_was_typed_over_is_none(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.pilot.press("?")
        await reader.pilot.pause()
        dialog = reader.pilot.app.screen
        field = dialog.query_one(Input)
        field.value = "?"
        field.value = "undo"
        await reader.pilot.pause()
        assert reader.pilot.app.screen is dialog
        assert "Undo" in lines(reader)[0]
