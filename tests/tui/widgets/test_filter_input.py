from __future__ import annotations

import pytest
from tests.tui.driver import reading

from octavo_model import Library, Paths


@pytest.mark.parametrize(
    ("start", "keys", "text", "cursor"),
    [
        ("", ["a", "b"], "ab", 2),
        ("ab", ["left", "x"], "axb", 2),
        ("neural collapse", ["ctrl+w"], "neural ", 7),
        ("neural collapse", ["alt+backspace"], "neural ", 7),
        ("neural collapse", ["ctrl+backspace"], "neural ", 7),
        ("neural collapse", ["ctrl+left", "ctrl+u"], "collapse", 0),
        ("neural collapse", ["home", "ctrl+k"], "", 0),
        ("neural collapse", ["alt+b", "alt+d"], "neural ", 7),
        ("neural collapse", ["ctrl+a", "alt+f", "ctrl+delete"], "neural ", 7),
        ("neural", ["shift+left", "shift+left", "x"], "neurx", 5),
        ("neural", ["shift+home", "backspace"], "", 0),
        ("neural", ["home", "delete"], "eural", 0),
        ("neural", ["shift+home", "right"], "neural", 6),
        ("neural", ["shift+home", "left"], "neural", 0),
        ("naïve 深度", ["ctrl+h"], "naïve 深", 7),
        ("naïve 深度", ["ctrl+w"], "naïve ", 6),
        ("", ["backspace", "delete", "left", "right", "ctrl+w"], "", 0),
        ("abc", ["ctrl+shift+a", "x"], "x", 1),
    ],
)
async def test_keys_edit_as_in_any_input(
    start: str, keys: list[str], text: str, cursor: int, library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        line = reader.screen.line
        await reader.press("/")
        line.text = start
        await reader.press(*keys)

        assert (line.text, line.cursor_position) == (text, cursor)


@pytest.mark.slow
async def test_a_letter_does_not_lay_out_the_screen(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/", "t")
        laid_out: list[object] = []
        reader.screen.screen_layout_refresh_signal.subscribe(reader.screen, laid_out.append)
        await reader.type("idal attention over forty columns of text")

        assert laid_out == []


async def test_keys_that_arrive_together_are_handled_in_order(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        app = reader.pilot.app
        for key in ("a", "b", "backspace", "c", "left", "d"):
            app.simulate_key(key)
        await reader.settle()

        assert reader.screen.line.text == "adc"


async def test_a_key_right_after_enter_is_a_command(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/", "t")
        app = reader.pilot.app
        for key in ("enter", "j"):
            app.simulate_key(key)
        await reader.settle()

        assert reader.screen.line.text == "t"
