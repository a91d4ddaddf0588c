from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_tui.widgets.line_editor import _KEYS, Line, press


def typed(*keys: str, start: str = "") -> Line:
    """What a line holds after some keys; a key of one letter is typed."""
    line: Line | None = Line.of(start)
    for key in keys:
        assert line is not None
        line = press(line, key, key if len(key) == 1 else None)
    assert line is not None
    return line


@pytest.mark.parametrize(
    ("start", "keys", "text", "cursor"),
    [
        ("", ["a", "b"], "ab", 2),
        ("ab", ["left", "x"], "axb", 2),
        ("neural collapse", ["ctrl+w"], "neural ", 7),
        ("neural collapse", ["ctrl+left", "ctrl+u"], "collapse", 0),
        ("neural collapse", ["home", "ctrl+k"], "", 0),
        ("neural collapse", ["home", "ctrl+right", "ctrl+delete"], "neural", 6),
        ("neural", ["shift+left", "shift+left", "x"], "neurx", 5),
        ("neural", ["shift+home", "backspace"], "", 0),
        ("neural", ["home", "delete"], "eural", 0),
        ("neural", ["shift+home", "right"], "neural", 6),
        ("neural", ["shift+home", "left"], "neural", 0),
        ("naïve 深度", ["ctrl+w"], "naïve ", 6),
        ("", ["backspace", "delete", "left", "right", "ctrl+w"], "", 0),
        ("abc", ["ctrl+shift+a", "x"], "x", 1),
    ],
)
def test_keys_edit_as_in_any_input(start: str, keys: list[str], text: str, cursor: int) -> None:
    line = typed(*keys, start=start)

    assert (line.text, line.cursor) == (text, cursor)


@pytest.mark.parametrize("key", ["up", "down", "enter", "escape", "tab", "f1", "ctrl+p"])
def test_keys_that_do_not_edit_are_left_to_others(key: str) -> None:
    assert press(Line.of("a"), key, None) is None


def test_what_is_selected_can_be_read() -> None:
    assert typed("shift+left", "shift+left", start="abcd").selected == "cd"


@given(st.text(), st.lists(st.sampled_from([*_KEYS, "x", "é", "深"])))
def test_cursor_and_selection_never_leave_the_text(start: str, keys: list[str]) -> None:
    line = typed(*keys, start=start)

    assert 0 <= line.cursor <= len(line.text)
    assert 0 <= line.anchor <= len(line.text)
