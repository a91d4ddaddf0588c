"""Fewer bytes for the terminal, and nothing that looks otherwise."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver

from octavo_tui.lean_driver import lean, shortened

COLUMNS, LINES = 12, 6
RED, BOLD_RED = "\x1b[31m", "\x1b[1;31m"
RESET = "\x1b[0m"

pieces = st.one_of(
    st.sampled_from([RESET, "\x1b[m", RED, BOLD_RED, "\x1b[38;2;1;2;3;48;2;4;5;6m", "\x1b[7m"]),
    st.sampled_from(["\x1b[K", "\x1b[2J", "\x1b[?25l", "\x1b[?2026h", "\n", " "]),
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
    cells = [screen.buffer[y][x] for y in range(LINES) for x in range(COLUMNS)]
    return [*cells, screen.cursor.attrs, (screen.cursor.x, screen.cursor.y)]


@given(st.lists(st.lists(pieces, max_size=4).map("".join), max_size=8))
def test_the_terminal_shows_the_same(writes: list[str]) -> None:
    writes = [text if text.count("\n") < 2 else text.replace("\n", "") for text in writes]
    assert seen(*map(shortened, writes)) == seen(*writes)


@given(st.lists(pieces).map("".join))
def test_what_is_short_stays_as_it_is(text: str) -> None:
    assert shortened(shortened(text)) == shortened(text)


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
