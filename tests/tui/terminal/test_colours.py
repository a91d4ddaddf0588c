"""What the reader sends to terminals with fewer colours, and how it asks for the background."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyte.screens import Char
from tests.tui.conftest import PAGES
from tests.tui.virtual_terminal import Terminal, environment_in, paths_in

from octavo_model import Library, View
from octavo_model.core.marks import MarkField
from octavo_model.settings.session import Session, save
from octavo_tui.render.colours.roles import GROUNDS, TEXTS

SGR = re.compile(rb"\x1b\[([0-9;]*)m")
QUESTION = b"\x1b]11;?\x1b\\"
LIGHT_ANSWER, DARK_ANSWER = b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\", b"\x1b]11;rgb:0/0/0\x07"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with a digest, whose second paper is starred and whose third is read."""
    with Library.open(paths_in(tmp_path)) as library:
        library.imports.import_path(PAGES / "plain.txt")
        ids = list(library.catalog.ids(View.all(), 3))
        library.marks.mark(ids[1:2], MarkField.STARRED, True)
        library.marks.mark(ids[2:3], MarkField.READ, True)
    session = Session("all", seen=len(ids), day=dt.datetime.now(dt.UTC).date().toordinal())
    save(paths_in(tmp_path).sessions / "0.json", session)
    return tmp_path


def numbers(output: bytes) -> Iterator[str]:
    """The colours in what was sent, e.g. ``38;5;252`` or ``33``; attributes are left out."""
    for found in SGR.findall(output):
        parts = iter(found.decode().split(";"))
        for part in parts:
            if part in ("38", "48"):
                kind = next(parts)
                rest = [next(parts) for _ in range({"5": 1, "2": 3}[kind])]
                yield ";".join([part, kind, *rest])
            elif (part and 30 <= int(part) < 50) or 90 <= int(part or 0) < 108:
                yield part


def opened(home: Path, **environment: str) -> Terminal:
    terminal = Terminal({**environment_in(home), **environment})
    terminal.wait_for(" left")
    terminal.wait_for(lambda: "▌●" in terminal.lines[0])
    terminal.wait_for("unread")  # the paper below the list
    return terminal


def test_with_16_colours_each_role_has_its_own(home: Path) -> None:
    with opened(home, TERM="xterm", COLORTERM="") as terminal:
        cursor, starred, read = terminal.region(0, 0, 8, 3)
        ((status,),) = terminal.region(1, 22, 1, 1)
        sent = set(numbers(terminal.output))

        assert QUESTION not in terminal.output
    assert {"33", "34"} <= sent <= {"31", "32", "33", "34", "35", "36", "39"}
    assert cursor[1] == Char("●", bold=True, reverse=True)
    assert starred[1] == Char("●", fg="brown", bold=True)
    assert starred[2] == Char("★", fg="brown")
    assert starred[4] == Char("[", bold=True)
    assert read[4] == Char("S")
    assert status == Char(str(status[0]), bold=True, reverse=True)


def test_without_colours_only_attributes_are_sent(home: Path) -> None:
    with opened(home, NO_COLOR="1") as terminal:
        terminal.type("?")
        terminal.wait_for("esc closes")

        assert list(numbers(terminal.output)) == []
        assert QUESTION not in terminal.output
        sent = {part for found in SGR.findall(terminal.output) for part in found.split(b";")}
    assert {b"1", b"7"} <= sent <= {b"", b"0", b"1", b"3", b"4", b"7", b"22", b"23", b"24", b"27"}


def test_with_256_colours_each_role_has_its_number(home: Path) -> None:
    with opened(home, TERM="xterm-256color", COLORTERM="") as terminal:
        sent = set(numbers(terminal.output))

    known = {f"38;5;{role.dark.number}" for role in TEXTS.values()} | {"38;5;243"}
    known |= {f"48;5;{role.dark.number}" for role in GROUNDS.values()}
    assert sent <= known
    assert {"38;5;221", "38;5;179", "48;5;234", "48;5;237"} <= sent


def test_the_theme_follows_the_background_and_the_next_start_knows_it(home: Path) -> None:
    page = "faf7f0"
    with opened(home) as terminal:
        terminal.wait_for(lambda: QUESTION in terminal.output)
        terminal.type(LIGHT_ANSWER)
        terminal.wait_for(lambda: terminal.region(0, 15, 1, 1) == [[(" ", page)]])
        terminal.type("q")
        assert terminal.wait_for_end() == 0
    with Terminal(environment_in(home), gate="textual") as terminal:
        terminal.wait_for_gate()
        assert "Tidal" in terminal.text
        early = terminal.region(0, 0, 79, 7)
        terminal.let_go()
        terminal.wait_for(" left")
        assert terminal.region(0, 0, 79, 7) == early
        assert (" ", page) in early[3]


@pytest.mark.slow
def test_a_late_answer_is_for_the_next_start(home: Path) -> None:
    with opened(home) as terminal:
        terminal.wait_for(lambda: QUESTION in terminal.output)
        terminal.read_for(0.5)
        terminal.type(LIGHT_ANSWER + b"j")
        terminal.wait_for(lambda: "▌" in terminal.lines[1])
        assert terminal.region(0, 15, 1, 1) == [[(" ", "16181c")]]
        terminal.type("q")
        assert terminal.wait_for_end() == 0
    with Terminal(environment_in(home)) as terminal:
        terminal.wait_for(" left")
        assert terminal.region(0, 15, 1, 1) == [[(" ", "faf7f0")]]
        terminal.wait_for(lambda: QUESTION in terminal.output)
        terminal.type(DARK_ANSWER)
        terminal.wait_for(lambda: terminal.region(0, 15, 1, 1) == [[(" ", "16181c")]])


def test_with_ascii_signs_no_other_sign_is_shown(home: Path) -> None:
    settings = paths_in(home).settings
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text("ascii = true\n")
    with Terminal(environment_in(home)) as terminal:
        terminal.wait_for(" left")
        terminal.wait_for(lambda: terminal.lines[0].startswith(">*"))
        assert terminal.lines[1].startswith(" *S ")
        terminal.type("?")
        terminal.wait_for("esc closes")
        signs = {char for char in terminal.text if not char.isascii() and not char.isalnum()}
    assert signs <= {"²"}


@pytest.mark.slow
def test_a_terminal_without_utf8_gets_nothing_but_ascii(home: Path) -> None:
    with Terminal({**environment_in(home), "PYTHONIOENCODING": "iso-8859-1"}) as terminal:
        terminal.wait_for(" left")
        terminal.wait_for(lambda: terminal.lines[0].startswith(">*"))

        assert "Stay Naive: What" in terminal.text
        assert "  ????????" in terminal.text
        assert terminal.output.isascii()
