"""The reader and the command line on terminals of any size, whatever the environment says of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tui.conftest import PAGES
from tests.tui.virtual_terminal import Terminal, environment_in, paths_in

from octavo_model import Library
from octavo_tui.render.geometry import MOST_COLUMNS, MOST_LINES
from octavo_tui.terminal.streams import clamp_size_variables

HUGE = "99999999999"
ODD = [
    HUGE, pytest.param("9" * 5_000, id="5,000 digits"), "-5", "0", "many", "\u00b2", " ", "1e3", "",
]  # fmt: skip
"""What COLUMNS or LINES may be."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the reader was left, so that its list is painted early."""
    home = tmp_path_factory.mktemp("home")
    with Library.open(paths_in(home)) as library:
        library.imports.import_path(PAGES / "plain.txt")
    with Terminal(environment_in(home)) as terminal:
        terminal.wait_for("12 unread")
        terminal.type("q")
        assert terminal.wait_for_end() == 0
    return home


def reads(terminal: Terminal, shown: bytes = b"12 unread") -> None:
    """The reader starts, takes keys, and leaves the terminal clean."""
    # Not by what the emulator shows: it has less room than some of these terminals.
    terminal.wait_for(lambda: shown in terminal.output)
    terminal.type("jkq")
    assert terminal.wait_for_end() == 0
    assert terminal.is_clean


@pytest.mark.parametrize("name", ["COLUMNS", "LINES"])
@pytest.mark.parametrize("value", [HUGE, "\u00b2"])
def test_the_reader_starts_whatever_the_environment_says(home: Path, name: str, value: str) -> None:
    with Terminal({**environment_in(home), name: value}) as terminal:
        reads(terminal)


@pytest.mark.parametrize("size", [(65_535, 65_535), (0, 0), (80, 0)])
def test_the_reader_starts_on_a_terminal_of_any_size(home: Path, size: tuple[int, int]) -> None:
    with Terminal(environment_in(home), size=size) as terminal:
        reads(terminal)


def test_it_goes_on_when_the_terminal_becomes_huge(home: Path) -> None:
    with Terminal(environment_in(home)) as terminal:
        terminal.wait_for("12 unread")
        terminal.output = b""
        terminal.resize(65_535, 65_535)
        # As a terminal reports its size in its input, where it can.
        terminal.type("\x1b[48;65535;65535;0;0t")
        reads(terminal, f"\x1b[{MOST_LINES};".encode())


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (1, 24), (80, 1)])
def test_it_can_be_left_on_a_terminal_without_room(home: Path, size: tuple[int, int]) -> None:
    with Terminal(environment_in(home), size=size) as terminal:
        reads(terminal, b"\x1b[?2004h")


@pytest.mark.parametrize("value", ODD)
@pytest.mark.parametrize("call", ["show Tidal", "list --help"])
def test_the_command_line_believes_no_odd_size(home: Path, call: str, value: str) -> None:
    def run(environment: dict[str, str]) -> tuple[int, str, str]:
        done = subprocess.run(
            [sys.executable, "-m", "octavo_tui", *call.split()],
            env={**os.environ, **environment_in(home), **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    # Where there is no size, it is the usual one.
    expected = {"COLUMNS": "1000"} if value == HUGE else {"COLUMNS": "80"}
    assert run({"COLUMNS": value, "LINES": value}) == run(expected)


@pytest.mark.parametrize("value", ODD)
def test_variables_that_are_no_size_are_removed(value: str) -> None:
    environment = {"COLUMNS": value, "LINES": value}
    clamp_size_variables(environment)

    huge = {"COLUMNS": str(MOST_COLUMNS), "LINES": str(MOST_LINES)}
    assert environment == (huge if value == HUGE else {})


def test_variables_that_are_a_size_stay() -> None:
    environment = {"COLUMNS": "132", "LINES": "43"}
    clamp_size_variables(environment)

    assert environment == {"COLUMNS": "132", "LINES": "43"}
