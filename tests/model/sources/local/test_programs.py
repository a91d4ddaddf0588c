"""A program whose output is a digest."""

from __future__ import annotations

import os
import shlex
import sys
import threading
from pathlib import Path

import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import World

from octavo_model.sources.environment import Limits
from octavo_model.sources.events import Outcome
from octavo_model.sources.spec import SourceSpec, make

PAGE = Desk.page("From a Script")


def python(code: str, *arguments: str) -> SourceSpec:
    return make("script", shlex.join([sys.executable, "-c", code, *arguments]), kind="command")


def test_what_it_prints_is_imported(world: World) -> None:
    report = world.fetch_one(python("import sys; print(sys.argv[1])", PAGE.decode()))

    assert (report.ok, report.new, report.requests) == (True, 1, 0)
    assert world.importer.origins == ["script"]


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
def test_the_reason_of_a_failure_is_on_one_line(world: World, code: str, error: str) -> None:
    report = world.fetch_one(python(code))

    assert report.outcome is Outcome.FAILED
    assert error in report.error
    assert report.error.isprintable()


def test_what_it_printed_before_it_failed_is_not_trusted(world: World) -> None:
    report = world.fetch_one(python("import sys; print(sys.argv[1]); sys.exit(1)", PAGE.decode()))
    assert (report.outcome, report.new) == (Outcome.FAILED, 0)


def test_a_program_that_does_not_exist_is_reported(world: World) -> None:
    report = world.fetch_one(make("x", "/no/such/program", kind="command"))

    assert report.error == "/no/such/program: no such file or folder"


def test_printing_without_end_is_stopped(world: World) -> None:
    report = world.fetch_one(python("import os; [os.write(1, bytes(9**6)) for _ in iter(int, 1)]"))
    assert report.error.endswith("prints more than 1 MB")


def test_a_program_that_does_not_end_is_stopped_with_all_that_it_started(world: World) -> None:
    world.limits = Limits(program=0.3)
    waiting = "import threading; threading.Event().wait()"
    nested = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{waiting}'])"
    for code in (waiting, nested):
        report = world.fetch_one(python(code))
        assert report.error.endswith("took longer than 0.3 seconds")


def test_it_is_ended_when_cancelled(world: World, tmp_path: Path) -> None:
    reached = threading.Event()
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)

    def wait_for_it() -> None:
        fifo.read_text()
        reached.set()

    waiter = threading.Thread(target=wait_for_it)
    waiter.start()
    code = "import sys, threading; open(sys.argv[1], 'w').close(); threading.Event().wait()"
    report = world.fetch_one(python(code, str(fifo)), stop_at=reached)
    waiter.join()
    assert report.outcome is Outcome.CANCELLED
    assert world.seconds_to_stop < 1
