from __future__ import annotations

from pathlib import Path

import pytest
from tests.tui.virtual_terminal import Terminal, environment_in, paths_in

from octavo_model import Library
from octavo_model.library.doctor import Finding, State
from octavo_tui.terminal.capabilities import check_environment


def found(environment: dict[str, str], *, size: tuple[int, int] = (80, 24)) -> dict[str, Finding]:
    return {
        one.part: one for one in check_environment({"TERM": "xterm", **environment}, *size, "utf-8")
    }


@pytest.mark.parametrize(
    ("environment", "part", "text"),
    [
        ({"TERM": "xterm-kitty", "COLORTERM": "truecolor"}, "terminal", "kitty, 80×24"),
        ({"COLORTERM": "truecolor"}, "colours", "16 million"),
        ({"TERM": "xterm-256color"}, "colours", "256"),
        ({"NO_COLOR": "1"}, "colours", "none, because of NO_COLOR"),
        ({"TERM": "dumb"}, "colours", "TERM is dumb"),
        ({"TMUX": "/tmp/x,1,0"}, "copying", "by tmux load-buffer -w"),
        ({"TERM_PROGRAM": "Apple_Terminal"}, "copying", "Apple_Terminal has no OSC 52"),
        ({"TERM": "xterm-kitty"}, "links", "clickable (OSC 8)"),
        ({"VTE_VERSION": "7200"}, "links", "clickable (OSC 8)"),
    ],
)
def test_terminals_are_known_by_their_names(
    environment: dict[str, str], part: str, text: str
) -> None:
    assert found(environment)[part].text == text


def test_a_small_terminal_and_another_encoding_are_reported() -> None:
    assert found({}, size=(30, 10))["terminal"].hint == "the reader needs 40×12"
    (ill,) = [
        one
        for one in check_environment({"TERM": "xterm"}, 80, 24, "latin-1")
        if one.state is State.ERROR
    ]
    assert ill.text == "its encoding is latin-1"


@pytest.mark.slow
def test_the_terminal_is_asked_how_wide_it_draws(tmp_path: Path) -> None:
    """One that draws all of them in one column is reported, and left clean."""
    with Library.open(paths_in(tmp_path)):
        pass
    with Terminal(environment_in(tmp_path), "doctor", size=(100, 40)) as terminal:
        for _ in range(7):
            terminal.wait_for(lambda: terminal.output.endswith(b"\x1b[6n\r\x1b[K"))
            terminal.output = b""
            terminal.type("\x1b[1;2R")
        assert terminal.wait_for_end() == 0
        assert "lines will not align: ℓ₁ takes 1, 深 takes 1, 🙂 takes 1" in terminal.text
        assert terminal.modes == terminal.modes_before
