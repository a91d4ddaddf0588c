"""A program whose output is a digest."""

from __future__ import annotations

import shlex
import sys
import threading
from pathlib import Path

import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import World

from octavo_model.sources.events import Event, Outcome, Started
from octavo_model.sources.spec import SourceSpec, make

PAGE = Desk.page("From a Script")


def python(code: str, *arguments: str) -> SourceSpec:
    return make("script", shlex.join([sys.executable, "-c", code, *arguments]), kind="command")


def test_what_it_prints_is_brought(world: World) -> None:
    report = world.fetch_one(python("import sys; print(sys.argv[1])", PAGE.decode()))

    assert (report.ok, report.new, report.requests) == (True, 1, 0)
    assert world.taker.origins == ["script"]


def test_no_shell_sees_its_arguments(world: World, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    world.fetch_one(python("", f"; touch {trap}", f"$(touch {trap})"))

    assert not trap.exists()


def test_printing_nothing_is_no_fault(world: World) -> None:
    assert world.fetch_one(python("")).ok


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("raise SystemExit(3)", "failed with status 3"),
        ("import sys; sys.exit('one\\nno \\x1b[31mkey\\n\\n')", "failed with status 1: no [31mkey"),
        ("import os; os.kill(os.getpid(), 9)", "was ended by signal 9"),
        ("print('what is this?')", "not a digest"),
    ],
)
def test_why_it_failed_is_told_on_one_line(world: World, code: str, error: str) -> None:
    report = world.fetch_one(python(code))

    assert report.outcome is Outcome.FAILED
    assert error in report.error
    assert report.error.isprintable()


def test_what_it_printed_before_it_failed_is_not_trusted(world: World) -> None:
    report = world.fetch_one(python("import sys; print(sys.argv[1]); sys.exit(1)", PAGE.decode()))
    assert (report.outcome, report.new) == (Outcome.FAILED, 0)


def test_a_program_that_is_not_there_is_told(world: World) -> None:
    report = world.fetch_one(make("x", "/no/such/program", kind="command"))

    assert report.error == "/no/such/program: no such file or folder"


def test_printing_without_end_is_stopped(world: World) -> None:
    report = world.fetch_one(python("import os; [os.write(1, bytes(9**6)) for _ in iter(int, 1)]"))
    assert report.error.endswith("prints more than 64 MB")


def test_taking_for_ever_is_stopped_with_all_that_it_started(world: World) -> None:
    moments = iter(range(0, 10**9, 100))
    timing = world.time.timing()
    hurried = type(timing)(timing.now, lambda: float(next(moments)), timing.pause, timing.chance)
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'input()'], stdin=None)"
    waiting = "import threading; threading.Event().wait()"
    for each in (waiting, code.replace("input()", waiting)):
        report = world.fetch_one(python(each), surroundings=world.surroundings(timing=hurried))
        assert report.error.endswith("takes longer than 300 seconds")


def test_it_is_ended_when_it_is_cancelled(world: World) -> None:
    cancel = threading.Event()

    def report(event: Event) -> None:
        if isinstance(event, Started):
            threading.Timer(0.1, cancel.set).start()

    code = "import threading; threading.Event().wait()"
    assert world.fetch_one(python(code), report=report, cancel=cancel).outcome is Outcome.CANCELLED
