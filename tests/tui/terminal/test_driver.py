"""Fewer bytes for the terminal, and nothing that looks otherwise; from it, any bytes at all."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyte.screens import Char
from tests.tui.conftest import PAGES
from tests.tui.virtual_terminal import Terminal, environment_in, paths_in
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.events import Key, Paste, Resize

from octavo_model import Library
from octavo_tui.render.geometry import MOST_COLUMNS, MOST_LINES
from octavo_tui.terminal.background import BackgroundReported
from octavo_tui.terminal.driver import Keyboard, short_output, shortened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.message import Message

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

    driver = short_output(Paper)(App[None]())
    driver.write(f"{RESET}{RED}a{RESET}{RED}b{RESET}")
    assert isinstance(driver, Paper)
    assert driver.written == f"{RESET[:-1]};31mab{RESET}"


# ---- what comes from the terminal

MALFORMED = [
    b"\x1b[1114112u", b"\x1b[99999999999u", b"\x1b[97;;1114112u", b"\x1b[97:99999999;1u",
    b"\x1b[97;1;97:99999999999u", b"\x1b[:R", b"\x1b[;:2026;~",
]  # fmt: skip
"""Sequences that Textual's parser fails on."""
typed = st.one_of(
    st.binary(max_size=6),
    st.text(max_size=3).map(str.encode),
    st.sampled_from([*MALFORMED, b"\xe9", b"\x1b[200~", b"\x1b[201~", b"\x1b[A", b"\x1b"]),
    st.builds(
        b"\x1b[%d;%d%c".__mod__, st.tuples(st.integers(0), st.integers(0), st.integers(64, 126))
    ),
)


def events_of(messages: Iterable[Message]) -> list[object]:
    return [
        (one.key, one.character) if isinstance(one, Key)
        else one.text if isinstance(one, Paste)
        else type(one)
        for one in messages
    ]  # fmt: skip


@given(st.lists(typed, max_size=8))
def test_any_bytes_are_input_however_they_are_split(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    whole, split = Keyboard(), Keyboard()

    one_by_one = [message for byte in data for message in split.feed(bytes([byte]))]

    assert events_of(one_by_one) == events_of(whole.feed(data))


def characters(data: bytes, keyboard: Keyboard) -> str:
    return "".join(one.character or "" for one in keyboard.feed(data) if isinstance(one, Key))


def test_a_byte_that_is_not_utf8_is_replaced_and_a_split_character_is_not() -> None:
    keyboard = Keyboard()

    assert characters(b"a\xe9b\xff", keyboard) == "a\ufffdb\ufffd"
    assert characters(b"\xc3", keyboard) == ""
    assert characters(b"\xa9", keyboard) == "é"
    assert events_of(keyboard.feed(b"\x1b[200~caf\xe9 \x1b[201~x")) == ["caf\ufffd ", ("x", "x")]


@pytest.mark.parametrize("sequence", MALFORMED)
def test_a_malformed_sequence_takes_no_other_key_with_it(sequence: bytes) -> None:
    keys = events_of(Keyboard().feed(b"a" + sequence + b"b"))

    assert (keys[0], keys[-1]) == (("a", "a"), ("b", "b"))


ANSWERS = [
    b"\x1b]11;rgb:fafa/f7f7/f0f0\x1b\\",
    b"\x1b]11;rgb:fa/f7/f0\x07",
    b"\x1b]11;rgba:fa/f7/f0/ff\x07",
]


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("is_split", [False, True])
def test_the_background_is_an_answer_and_no_key(answer: bytes, is_split: bool) -> None:
    keyboard, data = Keyboard(), b"a" + answer + b"b"
    parts = [bytes([byte]) for byte in data] if is_split else [data]

    messages = [message for part in parts for message in keyboard.feed(part)]

    assert [one.rgb for one in messages if isinstance(one, BackgroundReported)] == ["#faf7f0"]
    assert events_of([messages[0], messages[-1]]) == [("a", "a"), ("b", "b")]
    assert len(messages) == 3


@pytest.mark.parametrize(
    "data", [b"\x1b]4;1;rgb:0/0/0\x07", b"\x1b]11;?\x07", b"\x1b]52;c;QUJD\x1b\\"]
)
def test_other_answers_are_dropped(data: bytes) -> None:
    assert events_of(Keyboard().feed(data + b"x")) == [("x", "x")]


def test_an_answer_without_an_end_takes_no_keys_for_long() -> None:
    keyboard = Keyboard()
    assert list(keyboard.feed(b"\x1b]11;rgb")) == []
    for _ in range(21):
        assert list(keyboard.tick()) == []

    assert events_of(keyboard.feed(b"x\r")) == [("x", "x"), ("enter", "\r")]


def test_what_is_pasted_is_no_answer() -> None:
    pasted = list(Keyboard().feed(b"\x1b[200~" + ANSWERS[1] + b"\x1b[201~"))

    assert not any(isinstance(one, BackgroundReported) for one in pasted)


@pytest.mark.slow
def test_the_reader_goes_on_after_any_byte(tmp_path: Path) -> None:
    with Library.open(paths_in(tmp_path)) as library:
        library.imports.import_path(PAGES / "plain.txt")
    with Terminal(environment_in(tmp_path)) as terminal:
        terminal.wait_for("12 left")
        terminal.type(b"".join([b"\xe9\xff", *MALFORMED, b"/caf\xe9 "]))
        terminal.type(b"\x1b[200~\xff\xe9x\x1b[201~")
        terminal.wait_for("/ caf\ufffd \ufffd\ufffdx")
        terminal.type(b"\r\xc3Q")

        assert terminal.wait_for_end() == 0
        assert terminal.is_clean
    assert not list(paths_in(tmp_path).state.glob("crash-*"))


# ---- how large it is


async def test_a_size_beyond_all_screens_is_clamped(monkeypatch: pytest.MonkeyPatch) -> None:
    class Paper(HeadlessDriver):
        def _get_terminal_size(self) -> tuple[int, int]:
            return 65_535, 65_535

        def send_message(self, message: Message) -> None:
            sent.append(message)

    sent: list[Message] = []
    driver = short_output(Paper)(App[None]())
    driver.process_message(Resize.from_dimensions((65_535, 0), None))

    assert driver._size == (MOST_COLUMNS, MOST_LINES)
    assert isinstance(sent[0], Resize)
    assert sent[0].size == (MOST_COLUMNS, 1)
