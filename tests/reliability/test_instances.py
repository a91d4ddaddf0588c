"""Several instances: what each marks is there, and nobody hears of a lock.

OCTAVO_MARKS is how many marks each of four processes makes, while a fifth one imports.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.model.conftest import Desk
from tests.reliability.conftest import Tell, number
from tests.reliability.victims import page

from octavo_model import Library, Paths, View

MARKS = number("OCTAVO_MARKS", 60)
PROCESSES = 4
DIGESTS = 5

MARK = """
import sys
from octavo_model import Library, Paths, View
from pathlib import Path
folder, part, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with Library.open(Paths.under(folder), machine="lap") as library:
    keys = [key for key in library.keys(library.ids(View.all())) if key.split("-")[-2] == "0"]
    mine = sorted(keys)[part::4]
    for turn in range(count):
        # Every paper is starred and unstarred in turn, and starred at last.
        paper = library.resolve(mine[turn % len(mine)])
        library.mark([paper], starred=(turn // len(mine)) % 2 == 0)
"""
IMPORT = """
import sys
from octavo_model import Library, Paths
from tests.reliability.victims import page
with Library.open(Paths.under(sys.argv[1]), machine="lap") as library:
    for number in range(1, int(sys.argv[2]) + 1):
        library.import_bytes(page(number, 600), name=f"page-{number}.txt")
"""


def test_several_instances_lose_no_mark_and_hear_of_no_lock(tmp_path: Path, tell: Tell) -> None:
    paths = Paths.under(tmp_path)
    papers = 4 * max(1, MARKS // 2)
    with Library.open(paths, machine="desk") as library:
        library.import_bytes(page(0, papers), name="page.txt")
    begun = time.monotonic()
    scripts = [(MARK, str(part), str(MARKS)) for part in range(PROCESSES)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        for script, *arguments in [*scripts, (IMPORT, str(DIGESTS))]
    ]
    said = [one.communicate()[0] for one in processes]
    assert [one.returncode for one in processes] == [0] * len(processes), said
    assert said == [""] * len(processes)
    took = time.monotonic() - begun
    desk = Desk(paths)
    lines = desk.journal()
    assert len(lines) == PROCESSES * MARKS
    with Library.open(paths, machine="desk") as library:
        assert library.problems == ()
        # Each paper was starred, then unstarred.
        assert library.counts(View.starred()).total == 0
        assert library.counts(View.all()).total == papers + DIGESTS * 600
        assert library.check(60)
    desk.check()
    tell(
        f"{PROCESSES} processes × {MARKS} marks and an importer of {DIGESTS} × 600 papers:"
        f" {len(lines)} marks in the journal, {took:.0f} s"
    )


NO_LOCKS = """
import errno, fcntl, os, sys
data = sys.argv[1] + "/data"
flock = fcntl.flock

def refuse(descriptor, how):
    '''As a file system without locks does it; elsewhere, such as in /tmp, there are locks.'''
    if os.readlink(f"/proc/self/fd/{descriptor}").startswith(data):
        raise OSError(getattr(errno, sys.argv[2]), "no locks here")
    return flock(descriptor, how)

fcntl.flock = refuse
from octavo_model import Paths
from octavo_tui.cli import run
sys.exit(run(sys.argv[3:], Paths.under(sys.argv[1])))
"""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc to simulate it")
@pytest.mark.parametrize("error", ["ENOLCK", "EOPNOTSUPP", "ENOSYS"])
def test_several_instances_without_locks_only_read_and_say_so(tmp_path: Path, error: str) -> None:
    paths = Paths.under(tmp_path)

    def octavo(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", NO_LOCKS, str(tmp_path), error, *arguments],
            capture_output=True,
            text=True,
            check=False,
        )

    first = octavo("import", "/dev/null")
    assert first.returncode == 1
    assert "has no locks (keep the library on a local disk" in first.stderr
    with Library.open(paths, machine="desk") as library:
        library.import_bytes(page(0, 3), name="page.txt")
        library.mark([library.resolve("title:invented-title-0-1")], starred=True)
    before = paths.journal.read_bytes()
    listed = octavo("list", "--starred")
    assert listed.stdout.startswith("●★ Invented Title 0 1")
    assert "has no locks" in listed.stderr
    assert "it can be read, and keeps no marks" in listed.stderr
    refused = octavo("star", "title:invented-title-0-2")
    assert refused.returncode == 1
    assert "has no locks" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert paths.journal.read_bytes() == before
