"""However the reader ends or rests: the terminal is left clean, and everything is kept."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest
from tests.tui.conftest import PAGES
from tests.tui.driver import make_app
from tests.tui.virtual_terminal import START, Terminal, environment_in, paths_in

from octavo_model import Library, View
from octavo_model.core.dates import local_day, utc_now
from octavo_model.core.parsed import ImportOptions

if TYPE_CHECKING:
    from pathlib import Path

    from octavo_model import Paths

SHELL = f"""
import os, signal, sys
os.close(os.open(os.ttyname(1), os.O_RDWR))
signal.signal(signal.SIGTTOU, signal.SIG_IGN)
child = os.fork()
if child == 0:
    os.setpgid(0, 0)
    os.tcsetpgrp(0, os.getpid())
    signal.signal(signal.SIGTTOU, signal.SIG_DFL)
    exec({START!r})
try:
    os.setpgid(child, child)
except PermissionError:
    pass  # it has done so itself, and more
while True:
    _, status = os.waitpid(child, os.WUNTRACED)
    if not os.WIFSTOPPED(status):
        break
    os.tcsetpgrp(0, os.getpid())
    print("resting:", child, flush=True)
    sys.stdin.readline()
    os.tcsetpgrp(0, child)
    os.killpg(child, signal.SIGCONT)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""A shell with job control, as much of one as it takes: Enter continues a stopped job."""
CRASHING = f"""
from octavo_tui.controllers.deciding.marks import MarkController

async def crash(self, number=1):
    raise ZeroDivisionError("of all things\\x1b[2J [/]")

MarkController.star = crash
exec({START!r})
"""
CRASHING_AT_WORK = f"""
from octavo_tui.controllers.work_queue import WorkQueue

async def crash(self):
    raise ZeroDivisionError("of all things")

WorkQueue._change_all = crash
exec({START!r})
"""
CRASHING_AT_KEYS = f"""
from textual._xterm_parser import XTermParser

def crash(self, data):
    raise ZeroDivisionError("of all things")

XTermParser.feed = crash
exec({START!r})
"""
DEAF = """
import asyncio
from asyncio.unix_events import _UnixSelectorEventLoop
_UnixSelectorEventLoop.add_signal_handler = lambda *arguments: None
"""
"""Nobody hears of a signal."""
PANICKING = f"""
from octavo_tui.controllers.deciding.marks import MarkController

async def panic(self):
    self._screen.app.panic("of all things")

MarkController.star = panic
exec({START!r})
"""


STOPPED_WHILE_WRITING = f"""
import os, signal
from textual.drivers._writer_thread import WriterThread
write, left = WriterThread.write, ["once"]

def stop(self, text):
    if "]11;?" in text and left:
        left.clear()
        with self._queue.mutex:
            os.kill(os.getpid(), signal.SIGTSTP)
    write(self, text)

WriterThread.write = stop
exec({START!r})
"""


def with_a_page(home: Path) -> Path:
    """A library whose papers are in the Inbox: their digest is of today."""
    with Library.open(paths_in(home)) as library:
        options = ImportOptions(name="plain.txt", date=local_day(utc_now))
        library.imports.import_path(PAGES / "plain.txt", options)
    return home


def is_whole(terminal: Terminal) -> bool:
    """Whether list, paper, status line and key hints are on the screen, and nothing else."""
    parts = ("[Re] Counting Sheep", "Transformers read", " left", "q quit")
    return all(part in terminal.text for part in parts) and "resting:" not in terminal.text


def starred(home: Path) -> int:
    with Library.open(paths_in(home)) as library:
        return library.catalog.counts(View.all()).starred


@pytest.mark.slow
def test_what_rests_leaves_the_terminal_and_comes_back(tmp_path: Path) -> None:
    """SIGTSTP and SIGCONT."""
    with Terminal(environment_in(with_a_page(tmp_path)), start=SHELL) as terminal:
        terminal.wait_for(lambda: is_whole(terminal))
        terminal.type("sk\x1a")
        terminal.wait_for("resting:")
        assert terminal.is_clean
        assert starred(tmp_path) == 1

        terminal.type("\n")
        terminal.wait_for(lambda: is_whole(terminal))
        terminal.type("q")
        assert terminal.wait_for_end() == 0
        assert terminal.is_clean


@pytest.mark.slow
def test_a_stop_from_outside_is_as_good(tmp_path: Path) -> None:
    with Terminal(environment_in(with_a_page(tmp_path)), start=SHELL) as terminal:
        terminal.wait_for(lambda: is_whole(terminal))
        os.killpg(os.tcgetpgrp(terminal.descriptor), signal.SIGTSTP)
        terminal.wait_for("resting:")
        assert terminal.is_clean
        terminal.type("\n")
        terminal.wait_for(lambda: is_whole(terminal))
        terminal.type("q")
        assert terminal.wait_for_end() == 0


def test_a_stop_while_a_text_is_written(tmp_path: Path) -> None:
    shell = SHELL.replace(repr(START), repr(STOPPED_WHILE_WRITING))
    with Terminal(environment_in(with_a_page(tmp_path)), start=shell) as terminal:
        terminal.wait_for("resting:")
        assert terminal.is_clean
        terminal.type("\n")
        terminal.wait_for(lambda: is_whole(terminal))
        terminal.type("q")
        assert terminal.wait_for_end() == 0


@pytest.mark.slow
def test_what_another_program_wrote_on_the_screen_is_drawn_over(tmp_path: Path) -> None:
    with Terminal(environment_in(with_a_page(tmp_path))) as terminal:
        terminal.wait_for(lambda: is_whole(terminal))
        terminal.scribble("\x1b[2J\x1b[5;1Hyou have mail")
        terminal.wait_for("you have mail")
        terminal.type("\x0c")
        terminal.wait_for(lambda: is_whole(terminal) and "mail" not in terminal.text)
        terminal.type("q")
        assert terminal.wait_for_end() == 0


@pytest.mark.slow
@pytest.mark.parametrize("painted_early", [False, True])
def test_when_the_terminal_vanishes_it_ends_and_everything_is_kept(
    tmp_path: Path, painted_early: bool
) -> None:
    environment = environment_in(with_a_page(tmp_path))
    if painted_early:
        # The first start leaves what the second one paints before Textual is there.
        with Terminal(environment) as terminal:
            terminal.wait_for("unread")
            terminal.type("q")
            assert terminal.wait_for_end() == 0
    with Terminal(environment) as terminal:
        terminal.wait_for("unread")
        terminal.type("jjs")
        terminal.wait_for("Starred")
        terminal.vanish()

        assert terminal.wait_for_end() in {128 + signal.SIGHUP, -signal.SIGHUP}
    assert starred(tmp_path) == 1
    assert not list(paths_in(tmp_path).state.glob("crash-*"))


@pytest.mark.parametrize("action", ["command_palette", "show_help"])
async def test_who_leaves_while_something_opens_is_told_of_no_error(
    library: Library, paths: Paths, action: str
) -> None:
    app = make_app(library, paths)
    async with app.run_test() as pilot:
        await pilot.pause()
        await app.run_action(action)
        app.exit()

    assert (app.crash, app.return_code) == (None, 0)


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.slow)]
)
def test_a_signal_keeps_the_place_and_the_marks(tmp_path: Path, number: signal.Signals) -> None:
    environment = environment_in(with_a_page(tmp_path))
    with Terminal(environment) as terminal:
        terminal.wait_for("unread")
        terminal.type("jjjs")
        terminal.wait_for("Starred")
        terminal.signal(number)
        assert terminal.wait_for_end() == 128 + number
        assert terminal.is_clean
    assert starred(tmp_path) == 1
    with Terminal(environment) as terminal:
        terminal.wait_for("4/11")  # in the Inbox, which the starred one has left


@pytest.mark.slow
@pytest.mark.parametrize(
    "start",
    [CRASHING, CRASHING_AT_WORK, CRASHING_AT_KEYS],
    ids=["a key", "a worker", "the keyboard"],
)
def test_a_crash_is_one_line_and_one_log(tmp_path: Path, start: str) -> None:
    with Terminal(environment_in(with_a_page(tmp_path)), start=start, size=(200, 24)) as terminal:
        terminal.type("s")

        assert terminal.wait_for_end() == 3
        assert terminal.is_clean
        (line,) = terminal.after
    assert "octavo: stopped by a bug: ZeroDivisionError: of all things" in line
    (log,) = paths_in(tmp_path).state.glob("crash-*.log")
    assert str(log) in line
    reported = log.read_text()
    assert "in crash\n" in reported
    assert "\x1b" not in reported
    assert log.stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_what_ends_without_a_status_has_failed(tmp_path: Path) -> None:
    with Terminal(environment_in(with_a_page(tmp_path)), start=PANICKING) as terminal:
        terminal.type("s")

        assert terminal.wait_for_end() == 1
        assert terminal.is_clean


@pytest.mark.slow
def test_when_the_terminal_is_gone_and_nobody_says_so_it_ends(tmp_path: Path) -> None:
    deaf = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n{DEAF}exec({START!r})"
    with Terminal(environment_in(with_a_page(tmp_path)), start=deaf) as terminal:
        terminal.wait_for(lambda: is_whole(terminal))
        terminal.vanish()

        assert terminal.wait_for_end() == 128 + signal.SIGHUP
    assert not list(paths_in(tmp_path).state.glob("crash-*"))
