"""``octavo`` on a real terminal: what it says when it opens, and how it leaves."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tui.conftest import PAGES
from tests.tui.virtual_terminal import Terminal, environment_in, paths_in

from octavo_model import Library, View


def open_with(home: Path, *names: str) -> Terminal:
    return Terminal(environment_in(home), *names, size=(140, 24), folder=PAGES)


def quit_with(terminal: Terminal) -> int:
    terminal.type("q")
    status = terminal.wait_for_end()
    assert terminal.is_clean
    return status


@pytest.mark.slow
def test_it_counts_the_warnings_and_tells_them_when_it_is_left(tmp_path: Path) -> None:
    with open_with(tmp_path, "slips.txt") as terminal:
        terminal.wait_for("slips.txt: 2 warnings; octavo add")

        assert quit_with(terminal) == 0
        assert [line[: len("octavo: slips.txt: line 21")] for line in terminal.after] == [
            "octavo: slips.txt: line 21",
            "octavo: slips.txt: line 27",
        ]


@pytest.mark.slow
def test_it_says_that_a_page_has_no_papers(tmp_path: Path) -> None:
    with open_with(tmp_path, "no_papers.txt") as terminal:
        terminal.wait_for("no_papers.txt: no papers in it, nothing imported")

        assert quit_with(terminal) == 0
        assert terminal.after == ["octavo: no_papers.txt: no papers in it, nothing imported"]


@pytest.mark.slow
def test_it_shows_what_could_not_be_imported_and_exits_with_3(tmp_path: Path) -> None:
    with open_with(tmp_path, "plain.txt", "bylines.txt", "not_a_digest.txt") as terminal:
        terminal.wait_for("not_a_digest.txt: not a digest")

        assert quit_with(terminal) == 3
        (line,) = terminal.after
        assert line.startswith("octavo: not_a_digest.txt: not a digest")


def test_it_does_not_open_where_nothing_could_be_imported(tmp_path: Path) -> None:
    with Terminal(environment_in(tmp_path), "nowhere.txt") as terminal:
        assert terminal.wait_for_end() == 3
        assert terminal.after == ["octavo: nowhere.txt: no such file or folder"]
        assert b"\x1b" not in terminal.output


@pytest.mark.slow
def test_a_page_on_standard_input_leaves_the_keyboard_to_the_reader(tmp_path: Path) -> None:
    with (
        (PAGES / "plain.txt").open("rb") as page,
        Terminal(environment_in(tmp_path), stdin=page.fileno()) as terminal,
    ):
        terminal.wait_for("12 papers, 12 new")
        terminal.type("s")
        terminal.wait_for("★ Tidal")

        assert quit_with(terminal) == 0
    with Library.open(paths_in(tmp_path)) as library:
        assert library.catalog.counts(View.all()).starred == 1


@pytest.mark.slow
def test_a_digest_that_is_known_is_opened_and_said_to_be_known(tmp_path: Path) -> None:
    with Library.open(paths_in(tmp_path)) as library:
        library.imports.import_path(PAGES / "plain.txt")

    with open_with(tmp_path, "plain.txt") as terminal:
        terminal.wait_for("already imported")
        assert quit_with(terminal) == 0


@pytest.mark.slow
def test_without_a_keyboard_it_says_so(tmp_path: Path) -> None:
    master, slave = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "octavo_tui"],
        input=(PAGES / "plain.txt").read_bytes(),
        stdout=slave,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment_in(tmp_path)},
        start_new_session=True,
        check=False,
    )
    os.close(slave)
    os.close(master)

    assert done.returncode == 3
    assert done.stderr.decode().splitlines() == [
        "octavo: the keyboard: no terminal to read keys from (start octavo in one)"
    ]


@pytest.mark.slow
def test_errors_can_go_elsewhere(tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    with (
        errors.open("wb") as file,
        Terminal(environment_in(tmp_path), stderr=file.fileno()) as terminal,
    ):
        terminal.wait_for("is empty")
        assert quit_with(terminal) == 0
    assert errors.read_bytes() == b""


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_cleanly_and_shows_in_the_exit_status(
    tmp_path: Path, number: signal.Signals
) -> None:
    with Terminal(environment_in(tmp_path)) as terminal:
        terminal.wait_for("is empty")
        terminal.signal(number)

        assert terminal.wait_for_end() == 128 + number
        assert terminal.is_clean
        assert terminal.after == []


@pytest.mark.slow
def test_the_first_start_asks_where_papers_are_to_come_from_and_no_other(tmp_path: Path) -> None:
    environment = environment_in(tmp_path, asked=False)
    with Terminal(environment) as terminal:
        terminal.wait_for("Hugging Face Daily Papers")
        terminal.type("q")  # closes the question, not the reader
        terminal.wait_for("Your library is empty")
        assert quit_with(terminal) == 0
    with Terminal(environment) as terminal:
        terminal.wait_for("Your library is empty")
        assert quit_with(terminal) == 0  # at once: a question would take the key


@pytest.mark.slow
def test_who_comes_with_a_digest_is_not_asked(tmp_path: Path) -> None:
    environment = environment_in(tmp_path, asked=False)
    with Terminal(environment, "no_papers.txt", folder=PAGES) as terminal:
        terminal.wait_for("nothing imported")
        assert quit_with(terminal) == 0
