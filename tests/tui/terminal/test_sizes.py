"""The reader and the command line on terminals of any size, and with any COLUMNS and LINES."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from tests.tui.conftest import PAGES
from tests.tui.virtual_terminal import Terminal, environment_in, paths_in

from octavo_model import Library
from octavo_tui.render.geometry import MOST_COLUMNS, MOST_LINES
from octavo_tui.terminal.streams import clamp_size_variables

HUGE = "99999999999"
ODD = [HUGE, "many", "9" * 5_000, "-5", "0", "\u00b2", " ", "1e3", ""]
"""Values of COLUMNS and LINES."""


def slow(*values: object) -> list[object]:
    """Cases that `make test` leaves out."""
    return [pytest.param(one, marks=pytest.mark.slow) for one in values]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the reader was left, so that its list is painted early."""
    home = tmp_path_factory.mktemp("home")
    with Library.open(paths_in(home)) as library:
        library.imports.import_path(PAGES / "plain.txt")
    with Terminal(environment_in(home)) as terminal:
        terminal.wait_for("12 left")
        terminal.type("q")
        assert terminal.wait_for_end() == 0
    return home


def reads(terminal: Terminal, shown: bytes = b"12 left") -> None:
    """The reader starts, takes keys, and leaves the terminal clean."""
    # Not by what the emulator shows: it has less room than some of these terminals.
    terminal.wait_for(lambda: shown in terminal.output)
    terminal.type("jkq")
    assert terminal.wait_for_end() == 0
    assert terminal.is_clean


@pytest.mark.slow
@pytest.mark.parametrize("name", ["COLUMNS", *slow("LINES")])
@pytest.mark.parametrize("value", [HUGE, *slow("\u00b2")])
def test_the_reader_starts_whatever_the_environment_says(home: Path, name: str, value: str) -> None:
    with Terminal({**environment_in(home), name: value}) as terminal:
        reads(terminal)


@pytest.mark.parametrize("size", [(0, 0), *slow((65_535, 65_535), (80, 0))])
def test_the_reader_starts_on_a_terminal_of_any_size(home: Path, size: tuple[int, int]) -> None:
    with Terminal(environment_in(home), size=size) as terminal:
        reads(terminal)


@pytest.mark.slow
def test_it_goes_on_when_the_terminal_becomes_huge(home: Path) -> None:
    with Terminal(environment_in(home)) as terminal:
        terminal.wait_for("12 left")
        terminal.output = b""
        terminal.resize(65_535, 65_535)
        # As a terminal reports its size in its input, where it can.
        terminal.type("\x1b[48;65535;65535;0;0t")
        reads(terminal, f"\x1b[{MOST_LINES};".encode())


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1, 1), *slow((3, 2), (1, 24), (80, 1))])
def test_it_can_be_left_on_a_terminal_without_room(home: Path, size: tuple[int, int]) -> None:
    with Terminal(environment_in(home), size=size) as terminal:
        reads(terminal, b"\x1b[?2004h")


@cache
def run(home: Path, call: str, columns: str, lines: str = "24") -> tuple[int, str, str]:
    """What a command prints, and its exit status."""
    done = subprocess.run(
        [sys.executable, "-m", "octavo_tui", *call.split()],
        env={**os.environ, **environment_in(home), "COLUMNS": columns, "LINES": lines},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("value", [*ODD[:2], *slow(*ODD[2:])], ids=lambda value: repr(value[:12]))
@pytest.mark.parametrize("call", ["show Tidal", "list --help"])
def test_the_command_line_accepts_no_odd_size(home: Path, call: str, value: str) -> None:
    # Without a size, it is the usual one.
    expected = "1000" if value == HUGE else "80"
    assert run(home, call, value, value) == run(home, call, expected)


@pytest.mark.parametrize("value", ODD, ids=lambda value: repr(value[:12]))
def test_variables_that_are_no_size_are_removed(value: str) -> None:
    environment = {"COLUMNS": value, "LINES": value}
    clamp_size_variables(environment)

    huge = {"COLUMNS": str(MOST_COLUMNS), "LINES": str(MOST_LINES)}
    assert environment == (huge if value == HUGE else {})


def test_variables_that_are_a_size_stay() -> None:
    environment = {"COLUMNS": "132", "LINES": "43"}
    clamp_size_variables(environment)

    assert environment == {"COLUMNS": "132", "LINES": "43"}
