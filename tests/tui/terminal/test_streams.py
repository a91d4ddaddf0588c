from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests.tui.conftest import PAGES
from tests.tui.virtual_terminal import environment_in, paths_in

from octavo_model import Library
from octavo_tui.terminal import streams

COMPLAINING = """
import contextlib, sys
from octavo_tui.terminal import streams

def call():
    with contextlib.suppress(OSError):
        print("a thread has met an error", file=sys.stderr)
    return 7

streams.prepare()
sys.exit(streams.guarded(call))
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("call", ["list", "list --json", "digests", "--help", "--version"])
def test_output_that_cannot_be_written_is_an_error_in_one_line(tmp_path: Path, call: str) -> None:
    done = in_shell(tmp_path, f"{call} >/dev/full")

    assert (done.returncode, done.stderr) == (
        3,
        "octavo: standard output: the disk is full (free some space; what was there is intact)\n",
    )


@pytest.mark.parametrize("call", ["list", "list --json", "--version"])
def test_output_that_is_closed_is_an_error_in_one_line(tmp_path: Path, call: str) -> None:
    done = in_shell(tmp_path, f"{call} >&-")

    assert (done.returncode, done.stderr) == (3, "octavo: standard output: is closed\n")


@pytest.mark.parametrize(
    ("call", "status", "out", "err"),
    [
        ("<&-", 0, "title:tidal-attention", ""),
        ("add - <&-", 3, "", "octavo: standard input: is closed\n"),
        ("show nothing-like-it 2>&-", 3, "", ""),
        ("list <&- 2>&-", 0, "title:tidal-attention", ""),
    ],
)
def test_other_streams_may_be_closed(
    tmp_path: Path, call: str, status: int, out: str, err: str
) -> None:
    done = in_shell(tmp_path, call)

    assert (done.returncode, done.stderr) == (status, err)
    assert done.stdout.startswith(out)
    assert bool(done.stdout) == bool(out)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_the_exit_status_reports_errors_that_cannot_be_printed(tmp_path: Path) -> None:
    assert in_shell(tmp_path, "show nothing-like-it 2>/dev/full").returncode == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_what_others_could_not_complain_about_changes_no_exit_status() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", COMPLAINING], stderr=full, check=False)

    assert done.returncode == 7


@pytest.mark.parametrize(
    ("code", "status", "message"),
    [(None, 0, ""), (0, 0, ""), (3, 3, ""), ("of all things", 3, "octavo: of all things\n")],
)
def test_who_exits_with_words_has_failed(
    capsys: pytest.CaptureFixture[str], code: object, status: int, message: str
) -> None:
    assert streams.guarded(lambda: sys.exit(code)) == status  # type: ignore[arg-type]
    assert capsys.readouterr().err == message


def in_shell(home: Path, call: str) -> subprocess.CompletedProcess[str]:
    """A call of ``octavo`` by a shell, on a library with one page."""
    with Library.open(paths_in(home)) as library:
        library.imports.import_path(PAGES / "plain.txt")
    return subprocess.run(
        ["sh", "-c", f"exec {shlex.quote(sys.executable)} -m octavo_tui {call}"],
        env={**os.environ, **environment_in(home)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
