"""Kill test: all that a process had acknowledged when it was killed is there when it is reopened.

OCTAVO_KILLS is how many processes are killed, spread over what they may be in the middle of.
"""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.model.conftest import Desk
from tests.reliability.conftest import Show, number
from tests.reliability.victims import SCENARIOS, page

from octavo_model import Library, Paths, View
from octavo_model.core.parsed import ImportOptions

KILLS = number("OCTAVO_KILLS", 7)
# Seconds in which a scenario has started and done several things, on a machine with other work: the
# moment of the kill is drawn from them.
SPAN = 0.25
SPANS = {"imports": 1.5, "rebuilds": 1.0, "merges": 1.0}
# Papers: enough for an import of several batches and a rebuild that takes its time.
PAPERS = 300

State = dict[tuple[str, str], bool]


class Killer:
    """Lets processes live for a while, and kills them."""

    def __init__(self) -> None:
        self._nursery = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("victims.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._read = b""

    def kill(self, scenario: str, seed: int, folder: Path, span: float) -> list[list[str]]:
        """Kill one that does ``scenario``, at a moment in ``span`` seconds; what it reported."""
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(f"{scenario} {seed} {folder}\n".encode())
        first = self._line(None)
        assert first is not None
        process = int(first[1])
        reported: list[list[str]] = []
        end = time.monotonic() + span
        while (line := self._line(end)) is not None:
            assert line[0] != "gone", "it ended by itself"
            reported.append(line)
        os.kill(process, signal.SIGKILL)
        while (line := self._line(None)) is not None and line[0] != "gone":
            reported.append(line)
        assert line == ["gone", str(int(signal.SIGKILL))]
        return reported

    def _line(self, end: float | None) -> list[str] | None:
        """The next line; None where none has come by ``end``."""
        assert self._nursery.stdout is not None
        while b"\n" not in self._read:
            patience = None if end is None else max(0.0, end - time.monotonic())
            if not select.select([self._nursery.stdout], [], [], patience)[0]:
                return None
            data = self._nursery.stdout.read(1 << 16)
            assert data, "the nursery has died"
            self._read += data
        line, _, self._read = self._read.partition(b"\n")
        return line.decode().split()

    def close(self) -> None:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.close()
        self._nursery.wait()
        self._nursery.stdout.close()


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    killer = Killer()
    yield killer
    killer.close()


def marked(library: Library) -> State:
    """What every paper is marked, by key."""
    return {
        (paper.key, field): getattr(paper, field)
        for paper in library.catalog.papers(library.catalog.ids(View.all()))
        for field in ("read", "starred")
    }


class Witness:
    """Knows what must be there after each kill."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._desk = Desk(paths)
        self.acknowledged: Counter[str] = Counter()
        with self._open() as library:
            library.imports.import_bytes(page(0, PAPERS), ImportOptions(name="page.txt"))
            self._state = marked(library)
            library.views.save("count", "100")

    def _open(self) -> Library:
        return Library.open(self._paths, machine="desk", instance="witness")

    def look(self, scenario: str, reported: list[list[str]], *, closely: bool) -> None:
        """See that all that was ``reported`` is there, and at most one thing more."""
        self.acknowledged[scenario] += len(reported)
        if scenario == "views":
            self._look_at_views(reported)
            return
        with self._open() as library:
            assert library.problems == ()
            assert library.repairs == ()
            if scenario == "imports":
                digests = {one.name: one for one in library.catalog.digests()}
                assert {one.total for one in digests.values()} <= {PAPERS, 700, 1}
                titles = set(Desk.titles(library))
                for (name,) in reported:
                    assert {f"Invented Title {name} {paper}" for paper in range(700)} <= titles
            elif scenario == "merges":
                for one, other in reported:
                    assert library.catalog.resolve(one) == library.catalog.resolve(other)
            else:
                self._look_at_marks(library, reported)
            self._state = marked(library)
            if closely:
                library.check()
        if closely:
            self._desk.check()
        backup = self._paths.data.parent / "backup.zip"
        if scenario == "copies" and backup.exists():
            with zipfile.ZipFile(backup) as packed:
                assert packed.testzip() is None

    def _look_at_marks(self, library: Library, reported: list[list[str]]) -> None:
        wanted = dict(self._state)
        for line in reported:
            if len(line) == 3:
                key, field, value = line
                wanted[key, field] = value == "1"
        found = marked(library)
        assert found.keys() == wanted.keys()
        # What was under way may have become durable before it was acknowledged: one mark.
        assert sum(found[one] != wanted[one] for one in wanted) <= 1

    def _look_at_views(self, reported: list[list[str]]) -> None:
        with self._open() as library:
            (number,) = library.views.all().values()
        if reported:
            last = int(reported[-1][0])
            assert int(number) in {last, last + 1}

    def rebuilt(self) -> None:
        """See that a rebuild restores all of it."""
        with self._open() as library:
            before = marked(library), library.views.all()
            library.rebuild()
            assert (marked(library), library.views.all()) == before
        self._desk.check()


@pytest.mark.slow
def test_kill_every_acknowledged_change_is_there_afterwards(
    killer: Killer, tmp_path: Path, show: Show
) -> None:
    rng = random.Random(20_25)
    witness = Witness(Paths.under(tmp_path / "0"))
    names = list(SCENARIOS)
    for kill in range(KILLS):
        # A library that has grown makes the rest slow, and shows nothing new.
        if kill and kill % 50 == 0:
            witness.rebuilt()
            acknowledged = witness.acknowledged
            witness = Witness(Paths.under(tmp_path / str(kill // 50)))
            witness.acknowledged = acknowledged
        scenario = names[kill % len(names)]
        folder = tmp_path / str(kill // 50)
        span = rng.uniform(0.0, SPANS.get(scenario, SPAN))
        reported = killer.kill(scenario, rng.randrange(1 << 30), folder, span)
        witness.look(scenario, reported, closely=kill % 7 == 6)
    witness.rebuilt()
    assert sum(witness.acknowledged.values()) > KILLS
    if KILLS >= 100:  # fewer may all have been too early for what takes longest
        assert all(witness.acknowledged[one] for one in names)
    show(f"{KILLS} kills, acknowledged before them: {dict(witness.acknowledged)}")
