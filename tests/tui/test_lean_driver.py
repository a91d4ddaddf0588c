"""Fewer bytes for the terminal, and nothing that looks otherwise."""

from __future__ import annotations

from itertools import product

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyte.screens import Char
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from octavo_tui.lean_driver import lean, shortened

COLUMNS, LINES = 12, 6
RED, BOLD_RED = "\x1b[31m", "\x1b[1;31m"
RESET = "\x1b[0m"
TRUE_COLOURS = "\x1b[38;2;1;2;3;48;2;4;5;6m"

pieces = st.one_of(
    st.sampled_from([RESET, "\x1b[m", RED, BOLD_RED, TRUE_COLOURS, "\x1b[7m", "\x1b[4;92m"]),
    st.sampled_from(["\x1b[22;39m", "\x1b[48;5;7m", "\x1b[49;24m", "\x1b[27m", "\x1b[0;3;9m"]),
    st.sampled_from(["\x1b[K", "\x1b[2J", "\x1b[?25l", "\x1b[?2026h", "\n", " ", "  "]),
    st.text("ab ★", max_size=3),
    st.sampled_from(["\x1b]8;id=1;https://a.example/31m;0m\x1b\\", "\x1b]8;;\x1b\\"]),
    st.builds("\x1b[{};{}H".format, st.integers(1, LINES - 1), st.integers(1, COLUMNS)),
)


def seen(*writes: str) -> list[object]:
    """What a terminal shows, cell by cell, and what it would write with next."""
    screen = pyte.Screen(COLUMNS, LINES)
    stream = pyte.Stream(screen)
    for text in writes:
        # No line feed scrolls, as none of Textual's does.
        stream.feed("\x1b[1;1H" + text)
    cells = [visible(screen.buffer[y][x]) for y in range(LINES) for x in range(COLUMNS)]
    return [*cells, screen.cursor.attrs, (screen.cursor.x, screen.cursor.y)]


def visible(cell: Char) -> object:
    """A cell; of a blank one only what can be seen of it."""
    if cell.data != " " or cell.underscore or cell.reverse or cell.strikethrough:
        return cell
    return cell.bg


@given(st.lists(st.lists(pieces, max_size=8).map("".join), max_size=4))
def test_the_terminal_shows_the_same(writes: list[str]) -> None:
    writes = [text if text.count("\n") < 2 else text.replace("\n", "") for text in writes]
    assert seen(*map(shortened, writes)) == seen(*writes)


@given(st.lists(pieces).map("".join))
def test_what_is_short_stays_as_it_is(text: str) -> None:
    assert shortened(shortened(text)) == shortened(text)


EFFECTS = ("", "1", "2", "1;2", "3", "4", "21", "7", "9", "53", "1;31", "2;48;5;9", "3;38;5;1;44")


def effects(text: str) -> set[str]:
    """What a terminal writes with after ``text``, as ECMA-48 has it."""
    found: set[str] = set()
    ends = {"22": "1 2", "23": "3", "24": "4 21", "27": "7", "29": "9", "55": "53", "39": "ink"}
    for number in text.replace("38;5;1", "ink").replace("48;5;9", "paper").split(";"):
        one = {"31": "ink", "44": "paper"}.get(number, number)
        if one == "0":
            found.clear()
        elif one in ends or one == "49":
            found -= set(ends.get(one, "paper").split())
        elif one:
            found.add(one)
    return found


@pytest.mark.parametrize(("one", "other"), product(EFFECTS, repeat=2))
def test_of_two_looks_only_what_differs_is_written(one: str, other: str) -> None:
    written = shortened(f"\x1b[0;{one}mx{RESET}\x1b[{other or 0}my")
    codes = written.replace("x", "").replace("y", "").replace("\x1b[", ";").replace("m", "")
    assert effects(codes) == effects(f"0;{other}")
    assert len(written) <= len(f"\x1b[0;{one}mx\x1b[0;{other}my")


def test_the_colour_of_a_blank_is_not_written() -> None:
    assert shortened(f"\x1b[0;31ma{RESET}\x1b[32m  {RESET}{RED}b") == "\x1b[0;31ma  b"
    assert "\x1b[0;4m" in shortened(f"{RED}a{RESET}\x1b[4m {RESET}")


def test_a_place_that_is_left_at_once_is_not_written() -> None:
    assert shortened("\x1b[1;9H\n\x1b[2;1Ha\n\x1b[3;1Hb\n") == "\x1b[2;1Ha\x1b[3;1Hb\n"


def test_lines_of_one_colour_name_it_once() -> None:
    lines = [f"\x1b[{y};1H{BOLD_RED}line{RESET}\n" for y in range(1, 4)]
    assert shortened(RESET + "".join(lines)).count(BOLD_RED[2:]) == 1


def test_hyperlinks_pass_as_they_are() -> None:
    start, end = "\x1b]8;id=7;https://a.example/m?0;1m\x1b\\", "\x1b]8;;\x1b\\"
    written = f"{RESET}{start}{RED}here{RESET}{end}{RED}there{RESET}"
    assert shortened(written) == written


async def test_a_driver_writes_what_is_short() -> None:
    class Paper(HeadlessDriver):
        written = ""

        def write(self, data: str) -> None:
            self.written += data

    driver = lean(Paper)(App[None]())
    driver.write(f"{RESET}{RED}a{RESET}{RED}b{RESET}")
    assert isinstance(driver, Paper)
    assert driver.written == f"{RESET[:-1]};31mab{RESET}"
