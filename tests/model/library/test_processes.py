"""Several processes on one library, and processes that are killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from itertools import islice
from typing import TYPE_CHECKING

import pytest

from octavo_model import Paths, View
from octavo_model.core.marks import MarkField

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library

START = """
import sys
from pathlib import Path
from octavo_model import Library, Paths, View
library = Library.open(Paths.under(sys.argv[1]), machine="lap")
"""
MARK_FOR_EVER = """
from octavo_model.core.marks import MarkField
while True:
    for value in (True, False):
        for paper in library.catalog.ids(View.all()):
            library.marks.mark([paper], MarkField.STARRED, value)
            print(paper, int(value), flush=True)
"""
MARK_ITS_PART = """
from octavo_model.core.marks import MarkField
part = int(sys.argv[2])
print("open", flush=True)
sys.stdin.readline()  # until the other is open too: each has its own instance
for paper in library.catalog.ids(View.all())[part::2]:
    library.marks.mark([paper], MarkField.READ, True)
"""
IMPORT_PAGES = """
from octavo_model.core.parsed import ImportOptions
for number in range(20):
    page = "Daily Papers\\n\\nMar 12, 2025\\n\\n"
    for paper in range(30):
        page += f"Invented Title {number} {paper}\\n\\nWhat it says, {number} times {paper}.\\n\\n"
    library.imports.import_bytes(page.encode(), ImportOptions(name=f"page-{number}.txt"))
    print(number, flush=True)
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", START + script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def library(desk: Desk, paths: Paths) -> Library:
    library = desk.open()
    desk.add_digest(library, *(f"Paper {number}" for number in range(200)))
    return library


@pytest.mark.parametrize("after", [1, 7, 40, 150])
def test_every_acknowledged_mark_survives_a_kill(desk: Desk, library: Library, after: int) -> None:
    with start(MARK_FOR_EVER, str(desk.paths.data.parent)) as process:
        assert process.stdout is not None
        noted = list(islice(process.stdout, after))
        process.send_signal(signal.SIGKILL)
        noted += process.stdout.readlines()
    wanted = dict(line.split() for line in noted if line.endswith("\n"))
    assert len(noted) >= after
    library = desk.reopen(library)
    starred = {str(paper) for paper in library.catalog.ids(View.starred())}
    # The one mark that was under way may have become durable before it was acknowledged.
    wrong = [paper for paper, value in wanted.items() if (paper in starred) != (value == "1")]
    assert len(wrong) + len(starred - wanted.keys()) <= 1
    desk.check()


@pytest.mark.parametrize("after", [0, 3])
def test_an_importer_that_is_killed_leaves_whole_digests(desk: Desk, after: int) -> None:
    with start(IMPORT_PAGES, str(desk.paths.data.parent)) as process:
        assert process.stdout is not None
        noted = list(islice(process.stdout, after + 1))
        process.send_signal(signal.SIGKILL)
    library = desk.open(formats=None)
    digests = library.catalog.digests()
    assert len(digests) >= len(noted)
    assert {one.total for one in digests} == {30}
    desk.check()


def test_two_processes_that_mark_lose_nothing_and_see_each_other(
    desk: Desk, library: Library
) -> None:
    version = library.version()
    with (
        start(MARK_ITS_PART, str(desk.paths.data.parent), "0") as one,
        start(MARK_ITS_PART, str(desk.paths.data.parent), "1") as other,
    ):
        assert [process.stdout and process.stdout.readline() for process in (one, other)] == [
            "open\n",
            "open\n",
        ]
        for process in (one, other):
            assert process.stdin is not None
            process.stdin.write("\n")
            process.stdin.flush()
        library.marks.mark([library.catalog.resolve("paper-7")], MarkField.STARRED, True)
    assert (one.returncode, other.returncode) == (0, 0)
    assert library.version() != version
    assert library.catalog.counts(View.all()).undecided == 0
    assert desk.titles(library, View.starred()) == ["Paper 7"]
    assert len(desk.journal()) == 201
    instances = {line["instance"] for line in desk.journal()}
    assert {one.partition(":")[2] for one in instances} == {"0", "1", "2"}
    assert len(instances) == 3
    desk.check()


@pytest.mark.slow
def test_two_processes_that_import_the_same_import_it_once(desk: Desk) -> None:
    folder = str(desk.paths.data.parent)
    with start(IMPORT_PAGES, folder) as one, start(IMPORT_PAGES, folder) as other:
        assert one.communicate()[0].split() == other.communicate()[0].split()
    library = desk.open(formats=None)
    assert library.catalog.counts(View.all()).total == 600
    assert len(library.catalog.digests()) == 20
    assert len({one.name for one in library.catalog.digests()}) == 20
    desk.check()
