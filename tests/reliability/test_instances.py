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
from tests.reliability.conftest import Show, number
from tests.reliability.victims import page

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_model.settings import session
from octavo_model.sources.source_list import SourceList

MARKS = number("OCTAVO_MARKS", 60)
PROCESSES = 4
DIGESTS = 5

MARK = """
from octavo_model.core.marks import MarkField
import sys
from octavo_model import Library, Paths, View
from pathlib import Path
folder, part, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with Library.open(Paths.under(folder), machine="lap") as library:
    every = library.catalog.keys(library.catalog.ids(View.all()))
    keys = [key for key in every if key.split("-")[-2] == "0"]
    mine = sorted(keys)[part::4]
    for turn in range(count):
        # Every paper is starred and unstarred in turn, and starred at last.
        paper = library.catalog.resolve(mine[turn % len(mine)])
        library.marks.mark([paper], MarkField.STARRED, (turn // len(mine)) % 2 == 0)
"""
IMPORT = """
from octavo_model.core.parsed import ImportOptions
import sys
from octavo_model import Library, Paths
from tests.reliability.victims import page
with Library.open(Paths.under(sys.argv[1]), machine="lap") as library:
    for number in range(1, int(sys.argv[2]) + 1):
        library.imports.import_bytes(page(number, 600), ImportOptions(name=f"page-{number}.txt"))
"""


@pytest.mark.slow
def test_several_instances_lose_no_mark_and_hear_of_no_lock(tmp_path: Path, show: Show) -> None:
    paths = Paths.under(tmp_path)
    papers = 4 * max(1, MARKS // 2)
    with Library.open(paths, machine="desk") as library:
        library.imports.import_bytes(page(0, papers), ImportOptions(name="page.txt"))
    started = time.monotonic()
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
    took = time.monotonic() - started
    desk = Desk(paths)
    lines = desk.journal()
    assert len(lines) == PROCESSES * MARKS
    with Library.open(paths, machine="desk") as library:
        assert library.problems == ()
        # Each paper was starred, then unstarred.
        assert library.catalog.counts(View.starred()).total == 0
        assert library.catalog.counts(View.all()).total == papers + DIGESTS * 600
        library.check()
    desk.check()
    show(
        f"{PROCESSES} processes × {MARKS} marks and an importer of {DIGESTS} × 600 papers:"
        f" {len(lines)} marks in the journal, {took:.0f} s"
    )


# What several of them keep of what the user said, each in its file. They wait for each other, so
# that all of them write at the same time.
VIEWS = """
import sys, time
from pathlib import Path
from octavo_model import Library, Paths
from octavo_model.settings import session
paths, part, count = Paths.under(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
(paths.data / f"ready-{part}").touch()
while len(list(paths.data.glob("ready-*"))) < 4:
    time.sleep(0.001)
library = Library.open(paths)
for turn in range(count):
    library.views.save(f"view {part} {turn}", "is:unread")
    session.add_query(paths.history, f"query {part} {turn}")
"""
SOURCES = """
import sys
from octavo_model import Paths
from octavo_model.sources.source_list import SourceList
from octavo_model.sources.spec import make
book = SourceList(Paths.under(sys.argv[1]))
for turn in range(int(sys.argv[3])):
    book.add(make(f"blog-{sys.argv[2]}-{turn}", f"https://{sys.argv[2]}.example/{turn}"))
"""


@pytest.mark.slow
def test_several_instances_lose_no_view_query_or_source(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    paths.data.mkdir()
    count = min(MARKS, 15)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path), str(part), str(count)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for part in range(PROCESSES)
        for script in (VIEWS, SOURCES)
    ]
    said = [one.communicate()[0] for one in processes]
    assert said == [""] * len(processes)
    all_of_them = {(part, turn) for part in range(PROCESSES) for turn in range(count)}
    with Library.open(paths) as library:
        views = library.views.all()
    assert {tuple(map(int, name.split()[1:])) for name in views} == all_of_them
    asked = session.load_queries(paths.history)
    assert {tuple(map(int, one.split()[1:])) for one in asked} == all_of_them
    sources, problems = SourceList(paths).load()
    assert (len(sources), problems) == (len(all_of_them), ())
    assert {one.name for one in paths.config.iterdir()} == {"sources.toml"}
    assert (paths.state / "queries.txt").exists()


NO_LOCKS = """
import errno, fcntl, os, sys
folders = tuple(sys.argv[1] + name for name in ("/data", "/config"))
flock = fcntl.flock

def refuse(descriptor, how):
    '''As a file system without locks does it; elsewhere, e.g. in /tmp, there are locks.'''
    if os.readlink(f"/proc/self/fd/{descriptor}").startswith(folders):
        raise OSError(getattr(errno, sys.argv[2]), "no locks here")
    return flock(descriptor, how)

fcntl.flock = refuse
from octavo_model import Paths
from octavo_tui.cli.run import run
sys.exit(run(sys.argv[3:], Paths.under(sys.argv[1])))
"""


@pytest.mark.slow
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
    assert first.returncode == 4
    assert "has no locks (keep the library on a local disk" in first.stderr
    with Library.open(paths, machine="desk") as library:
        library.imports.import_bytes(page(0, 3), ImportOptions(name="page.txt"))
        library.marks.mark(
            [library.catalog.resolve("title:invented-title-0-1")], MarkField.STARRED, True
        )
    before = paths.journal.read_bytes()
    listed = octavo("list", "--starred")
    assert listed.stdout.endswith("\tInvented Title 0 1\n")
    assert "has no locks" in listed.stderr
    assert "read-only: marks are not saved" in listed.stderr
    refused = octavo("star", "title:invented-title-0-2")
    assert refused.returncode == 4
    assert "has no locks" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert paths.journal.read_bytes() == before
    assert octavo("views").returncode == 0
    for verb, hint in (
        (["views", "add", "code", "has:code"], "keep the library on a local disk"),
        (["sources", "add", "hf", "daily-papers"], "keep it on a local disk, or edit it by hand"),
    ):
        refused = octavo(*verb)
        assert refused.returncode == 4
        assert f"has no locks ({hint}" in refused.stderr
    with Library.open(paths) as library:
        assert library.views.all() == {}
