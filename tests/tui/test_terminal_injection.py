"""Terminal injection: nothing of what strangers wrote is obeyed by the terminal.

What comes out of the process is looked at byte by byte: of the reader as a pty has it, of the
verbs as a pipe has it.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.fuzz.safety import dangers
from tests.tui.attacks import CRUEL, DECEIT, EVIL_NAME, SEQUENCES, evil_home, evil_state
from tests.tui.stream_check import faults
from tests.tui.virtual_terminal import Terminal, environment_in, paths_in

from octavo_model import Library, View

SIZE = (140, 45)
LINKS = ("a.example", "arxiv.org", "github.com", "doi.org", "huggingface.co", "pwn.example")


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("evil")
    evil_home(home)
    return home


@pytest.fixture
def home(left: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(left, tmp_path / "home"))


def check(terminal: Terminal, *copied: str) -> None:
    """See that all that was written so far is ours."""
    assert faults(terminal.output, SIZE, copied, LINKS) == []
    for attack in (*SEQUENCES, *DECEIT):
        assert attack.encode("utf-8", "replace") not in terminal.output.replace(b"\r\n", b""), (
            attack
        )


def press(terminal: Terminal, keys: str, wanted: str | Callable[[], bool]) -> None:
    terminal.type(keys)
    terminal.wait_for(wanted)


# ---- the judge


@pytest.mark.parametrize("attack", [*SEQUENCES, *DECEIT])
def test_the_machine_takes_no_attack(attack: str) -> None:
    assert faults(f"before{attack}after".encode("utf-8", "replace"), SIZE)


def test_the_machine_takes_what_is_asked_for_alone() -> None:
    copy = b"\x1b]52;c;UFdORUQ=\x07"
    link = b"\x1b]8;;https://a.example/b\x1b\\here\x1b]8;;\x1b\\"

    assert faults(copy, SIZE, copied=["PWNED"]) == []
    assert faults(copy, SIZE, copied=["another"])
    assert faults(link, SIZE, linked=["a.example"]) == []
    assert faults(link, SIZE, linked=["b.example"])


# ---- the reader


@pytest.mark.slow
def test_the_bytes_of_a_reader_full_of_attacks_are_all_its_own(home: Path) -> None:
    with Library.open(paths_in(home)) as library:
        titles = [one.shown for one in library.catalog.papers(library.catalog.ids(View.all()))]
    environment = environment_in(home)
    with Terminal(environment, size=SIZE) as terminal:
        # The evil digest with its first abstract, and toasts of what is wrong in the settings.
        terminal.wait_for("30 left")
        terminal.wait_for(lambda: b"unknown theme" in terminal.output)
        # The drawer, with names of views and of digests, and the plain digest.
        press(terminal, "d", "★ Starred")
        terminal.wait_for("/ 4 ]0;PWN")
        press(terminal, "d", lambda: "★ Starred" not in terminal.text)
        press(terminal, "]", "2 left")
        press(terminal, "[", "30 left")
        terminal.type("jjj\x04\x15jj")
        # Marks, and taking them back: the status line shows titles.
        press(terminal, "ggs", "★ Title 1")
        press(terminal, "u", "nstarred again")
        # The detail over its whole length; tab leads back to the list.
        terminal.type("\rjj\x06\x02GggG\t")
        # The filter, by what is typed and by what is pasted, which no paper has.
        press(terminal, "/PWN", "/ PWN")
        terminal.type(f"\x1b[200~{SEQUENCES[0]}{SEQUENCES[4]}{DECEIT[0]}pasted\x1b[201~")
        terminal.wait_for("pasted")
        press(terminal, "\x15", lambda: "pasted" not in terminal.text)
        terminal.type("\r")
        # Help (it lists the faults of settings), palette, copying.
        press(terminal, "?", "Wrong in your settings")
        press(terminal, "?", lambda: "Wrong in your settings" not in terminal.text)
        press(terminal, "\x10", "enter runs")
        press(terminal, "theme", "octavo-contrast")
        press(terminal, "\x1b", lambda: "octavo-contrast" not in terminal.text)
        press(terminal, "y", "Citation")
        press(terminal, "t", "sent to the terminal")
        terminal.type("q")
        assert terminal.wait_for_end() == 0
        check(terminal, *titles)
        assert b"]52;" in terminal.output, "the test has to see that it is let through"
        assert b"[@click=app.quit]" in terminal.output

    # Again: the first page is painted before Textual is there.
    with Terminal(environment, size=SIZE, gate="textual") as terminal:
        terminal.wait_for_gate()
        assert "Title" in terminal.text
        terminal.let_go()
        terminal.wait_for(" left")
        terminal.type("q")
        assert terminal.wait_for_end() == 0
        check(terminal)


@pytest.mark.slow
def test_a_place_left_full_of_attacks_is_not_obeyed(home: Path) -> None:
    evil_state(home)
    with Terminal(environment_in(home), size=SIZE) as terminal:
        terminal.wait_for("VIEW")
        terminal.wait_for(lambda: b"FILTER" in terminal.output)
        terminal.type("Q")
        assert terminal.wait_for_end() == 0
        check(terminal)


@pytest.mark.slow
def test_the_views_of_a_backup_of_somebody_else_are_not_obeyed(home: Path, tmp_path: Path) -> None:
    backup, mine = tmp_path / "backup.zip", tmp_path / "mine"
    see(octavo(home, "backup", str(backup)))
    restored = octavo(mine, "restore", str(backup))
    see(restored)

    assert restored.returncode == 0, restored.stderr
    assert paths_in(mine).settings.read_text() == paths_in(home).settings.read_text()
    with Terminal(environment_in(mine), size=SIZE) as terminal:
        terminal.wait_for("30 left")
        press(terminal, "d", "/ 4 ]0;PWN")
        # The first, behind the five lists: to edit it, to remove it, to open it.
        terminal.type("ggjjjjj")
        press(terminal, "E", "Name in the drawer")
        press(terminal, "\x1b", lambda: "Name in the drawer" not in terminal.text)
        press(terminal, "D", "Remove this view?")
        press(terminal, "n", lambda: "Remove this view?" not in terminal.text)
        press(terminal, "\r", lambda: terminal.lines[-2].startswith(" 0 [35;43m[2K"))
        terminal.type("q")
        assert terminal.wait_for_end() == 0
        check(terminal)


@pytest.mark.slow
def test_the_early_paint_of_a_damaged_index_is_not_obeyed(home: Path) -> None:
    size, environment = (200, 45), environment_in(home)  # wide enough for numbers of comments
    with Terminal(environment, size=size) as terminal:
        terminal.wait_for("30 left")
        terminal.type("q")
        assert terminal.wait_for_end() == 0
    with closing(sqlite3.connect(paths_in(home).index)) as db, db:
        db.execute("UPDATE papers SET comment_count = ?", (f"5{SEQUENCES[3]}",))
    with Terminal(environment, size=size, gate="textual") as terminal:
        terminal.wait_for_gate()
        assert faults(terminal.output, size) == []


@pytest.mark.slow
def test_the_bytes_of_a_damaged_index_are_not_obeyed(home: Path) -> None:
    # As a bit makes it of a semicolon, and worse: in every text that the reader has from there.
    attack = "\x1b]0;PWN\x07 \x1b[2J"
    with closing(sqlite3.connect(paths_in(home).index)) as db, db:
        for table, columns in (
            ("papers", ("title", "readable", "organization", "submitted_by")),
            ("abstracts", ("text",)),
            ("details", ("comments", "journal", "doi", "ai_summary", "code", "page")),
            ("digests", ("name", "badge")),
        ):
            for column in columns:
                db.execute(f"UPDATE {table} SET {column} = ? || {column}", (attack,))
        db.execute("UPDATE papers SET authors = ?", (json.dumps([attack]),))
    environment = environment_in(home)
    for gate in ("", "textual"):  # the second time, the first page is painted before Textual
        with Terminal(environment, size=SIZE, gate=gate) as terminal:
            if gate:
                terminal.wait_for_gate()
                assert r"\x1b]0;PWN\x07" in terminal.text
                terminal.let_go()
            terminal.wait_for(" left")
            terminal.wait_for(r"\x1b]0;PWN\x07")
            press(terminal, "d", "★ Starred")
            press(terminal, "d", lambda: "★ Starred" not in terminal.text)
            press(terminal, "gaggs", "★ ")
            press(terminal, "u", "nstarred again")
            terminal.type("jj\r\x06Ggg")
            press(terminal, "y", "Citation")
            press(terminal, "\x1b", lambda: "Citation" not in terminal.text)
            if gate:  # not the first time: where a filter was left nothing is painted early
                press(terminal, "/PWN", "/ PWN")
                terminal.type("\r")
            terminal.type("Q")
            assert terminal.wait_for_end() == 0
            check(terminal)
            assert b"PWN" in terminal.output
            assert attack[:4].encode() not in terminal.output


# ---- the verbs


def octavo(home: Path, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "octavo_tui", *arguments],
        env={**os.environ, **environment_in(home), "PYTHONIOENCODING": "utf-8"},
        input=data,
        capture_output=True,
        check=False,
    )


def see(done: subprocess.CompletedProcess[bytes]) -> None:
    """See that what was printed has lines, perhaps tabs, and nothing else to be obeyed."""
    for output in (done.stdout, done.stderr):
        assert dangers(output.decode().replace("\t", " "), lines=True) == [], output[:2000]


@pytest.mark.slow
@pytest.mark.parametrize(
    "call",
    [
        "list", "list --limit 3", "list --plain", "list --json", "list --jsonl",
        "list --json --filter PWN", "digests", "digests --json", "sources", "sources list --json",
        "formats", "paths", "show {key}", "show {key} --json", "star {key}", "unread {key}",
        "rebuild", "fetch {evil}", "list --digest {evil}", "show {evil}", "star {evil}", "{evil}",
        "import {evil}", "import --format {evil} {file}", "import --date {evil} {file}",
        "list --limit {evil}", "list --filter {evil} --exit-code", "list --{evil}",
        "sources add {evil} {evil}",
        "sources add a {evil}", "sources add a {evil} --kind {evil}", "sources remove {evil} --yes",
        "sources add a x --kind command --every {evil}", "sources {evil}", "fetch --{evil}",
        "views", "views --json", "views list --jsonl", "list --view {evil}", "views add {evil} a",
        "views add {view} {evil}", "views rename {view} new", "views move {view} 3",
        "views remove {view} --yes", "doctor", "keys", "config get {evil}",
        "config set keys.star {evil}", "help {evil}", "completion --line {evil}", "open {evil}",
        "backup {backup}", "restore {evil}",
        "import {folder}", "import {file} --json", "import {file}", "--help", "{evil} --help",
    ],
)  # fmt: skip
def test_no_verb_prints_what_a_terminal_obeys(home: Path, call: str) -> None:
    with Library.open(paths_in(home)) as library:
        (key,) = library.catalog.keys(library.catalog.ids(View.all(), 1))
    # What an argument may hold: all but zeros; what is no text is bytes.
    evil = CRUEL.replace("\0", "").encode("utf-8", "replace").decode() + "\udc9b2J"
    given = {
        "key": key,
        "evil": evil,
        "view": f"4 {SEQUENCES[3]}PWN",
        "backup": str(home / "backup.zip"),
        "file": str(home / "files" / EVIL_NAME),
        "folder": str(home / "files"),
    }
    done = octavo(home, *(word.format(**given) for word in call.split()))

    see(done)
    # A search that finds nothing has nothing to print.
    assert done.stdout or done.stderr or done.returncode == 1
    assert b"Traceback" not in done.stderr


@pytest.mark.slow
def test_no_library_prints_what_a_terminal_obeys_at_its_first_start(tmp_path: Path) -> None:
    home = tmp_path / f"home{SEQUENCES[0]}{DECEIT[0]}"
    home.mkdir()

    done = octavo(home, "paths")
    see(done)
    assert rb"\x1b[35;43m" in done.stdout
    see(octavo(home, "import", "-", data=CRUEL.encode("utf-8", "replace")))
    see(octavo(home, "list"))


@pytest.mark.slow
def test_json_says_the_names_as_they_are(home: Path) -> None:
    file = home / "files" / EVIL_NAME
    done = octavo(home, "import", "--json", str(file))

    (report,) = json.loads(done.stdout)
    assert report["path"] == str(file)


def test_a_traceback_is_not_obeyed_either(home: Path) -> None:
    code = (
        "from octavo_tui.terminal import streams; streams.prepare(); "
        r"raise ValueError('\x1b[35;43m \x9b2J \u202e')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)

    see(done)
    assert rb"\x1b[35;43m \x9b2J \u202e" in done.stderr
