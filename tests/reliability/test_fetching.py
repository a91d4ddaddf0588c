"""Fetching from arXiv: killed at any point, twice at once, on a full disk.

A day counts as complete only if its papers are there, and what was noted is not asked again.
OCTAVO_KILLS is how many processes are killed in the long run.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path

import pytest
from tests.reliability.conftest import Show, number
from tests.reliability.fetching import (
    MONDAY,
    ArxivServer,
    Clock,
    Command,
    Nursery,
    Witness,
    announced,
)

from octavo_model import Paths
from octavo_model.sources.arxiv.calendar import announcement_time

KILLS = number("OCTAVO_KILLS", 60)
OPERATIONS = 120
"""A killed process comes this far at most: some pages."""
SECONDS = 0.4
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture(scope="module")
def other() -> Iterator[Nursery]:
    other = Nursery()
    yield other
    other.close()


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[ArxivServer]:
    arxiv = announced(getattr(request, "param", 5))
    clock = Clock(announcement_time(max(arxiv.days)) + dt.timedelta(hours=9))
    server = ArxivServer(arxiv, clock)
    yield server
    server.close()


@pytest.fixture
def witness(server: ArxivServer, paths: Paths) -> Witness:
    return Witness(server.arxiv, server.clock, paths)


@pytest.fixture
def command(server: ArxivServer, paths: Paths) -> Command:
    clock = server.clock
    targets = {"ml": "cs.CL+cs.AI+cs.LG"}
    folder, begin = str(paths.data.parent), clock.begin.isoformat()
    return Command(folder, server.url, targets, MONDAY.isoformat(), begin, clock.at)


def kill_and_look(nursery: Nursery, witness: Witness, command: Command) -> bool:
    """Let a process fetch until it is killed; return whether it was done before."""
    noted, start = witness.noted(), len(witness.arxiv.requests)
    is_done = nursery.run(command) == ["done"]
    assert noted.isdisjoint(witness.units(start))
    return is_done


def kill_until_done(
    nursery: Nursery, witness: Witness, command: Command, rng: random.Random
) -> int:
    """Kill fetches at random points until one is done before; return how many were killed."""
    killed = 0
    while True:
        if rng.random() < 0.7:
            how = replace(command, dies_at=rng.randint(1, OPERATIONS))
        else:
            how = replace(command, killed_after=rng.uniform(0.0, SECONDS))
        if kill_and_look(nursery, witness, how):
            return killed
        killed += 1


def see_that_all_is_there(
    nursery: Nursery, witness: Witness, command: Command, hints: Sequence[str] = ()
) -> None:
    """See that nothing is missing and nothing is asked again."""
    witness.all_is_there(hints)
    start = len(witness.arxiv.requests)
    assert nursery.run(command) == ["done"]
    assert len(witness.arxiv.requests) == start


@pytest.mark.slow
@pytest.mark.parametrize("server", [2], indirect=True)
def test_a_killed_fetch_goes_on_where_it_was(
    nursery: Nursery, witness: Witness, command: Command
) -> None:
    killed = 0
    for dies_at in (15, 50, 90):
        killed += not kill_and_look(nursery, witness, replace(command, dies_at=dies_at))
    assert killed == 3
    assert kill_and_look(nursery, witness, command)
    see_that_all_is_there(nursery, witness, command)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(max(1, KILLS // 20)))
def test_a_fetch_killed_at_any_point_loses_nothing_and_asks_nothing_twice(
    nursery: Nursery, witness: Witness, command: Command, seed: int, show: Show
) -> None:
    killed = kill_until_done(nursery, witness, command, random.Random(seed))
    see_that_all_is_there(nursery, witness, command)
    asked = Counter(witness.units())
    # What was under way is lost with each kill; nothing that was noted is asked again.
    assert asked.total() <= len(asked) + killed
    show(f"{killed} kills, {asked.total()} requests for {len(asked)} days")


def fetch_side_by_side(*pairs: tuple[Nursery, Command]) -> None:
    """Let processes fetch at the same time, again and again, until each was once done."""
    left = list(pairs)
    while left:
        for nursery, command in left:
            nursery.start(command)
        outcomes = [(pair, pair[0].wait()) for pair in left]
        assert all(one in (["done"], ["skipped"]) for _, one in outcomes)
        left = [pair for pair, one in outcomes if one == ["skipped"]]


def see_that_requests_are_spaced(witness: Witness, gap: float) -> None:
    """See that the server was left alone between requests; each may have been on its way a bit."""
    times = [one.time.timestamp() for one in witness.arxiv.requests]
    assert min(later - earlier for earlier, later in pairwise(times)) > gap / 2
    assert times[-1] - times[0] > (len(times) - 1) * gap - gap / 2


def feeds_in(witness: Witness) -> list[str]:
    """The names of the feeds of two sources, which stay where the other has one of its pages."""
    day = max(witness.arxiv.days)
    return [f"arxiv-cs-cl-cs-ai-{day}", f"arxiv-cs-ai-cs-lg-{day}"]


GAP = 0.2
SHARED = {"one": "cs.CL+cs.AI", "two": "cs.AI+cs.LG"}


@pytest.mark.clock
@pytest.mark.parametrize("server", [3], indirect=True)
def test_two_processes_with_the_same_source_ask_nothing_twice(
    nursery: Nursery, other: Nursery, witness: Witness, command: Command
) -> None:
    spaced = replace(command, gap=GAP)
    fetch_side_by_side((nursery, spaced), (other, spaced))

    assert Counter(witness.units()).most_common(1)[0][1] == 1
    see_that_requests_are_spaced(witness, GAP)
    see_that_all_is_there(nursery, witness, command)


@pytest.mark.clock
@pytest.mark.parametrize("server", [3], indirect=True)
def test_two_processes_whose_sources_share_a_category_ask_for_it_once(
    nursery: Nursery, other: Nursery, witness: Witness, command: Command
) -> None:
    first, second = (
        replace(command, gap=GAP, targets={name: target}) for name, target in SHARED.items()
    )
    fetch_side_by_side((nursery, first), (other, second))

    assert Counter(witness.units()).most_common(1)[0][1] == 1
    see_that_requests_are_spaced(witness, GAP)
    see_that_all_is_there(nursery, witness, command, feeds_in(witness))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(max(1, KILLS // 30)))
def test_two_processes_killed_at_any_point_lose_nothing_and_ask_nothing_twice(
    nursery: Nursery, other: Nursery, witness: Witness, command: Command, seed: int, show: Show
) -> None:
    rng, killed = random.Random(seed), 0
    left = [
        (one, replace(command, targets={name: target}))
        for one, (name, target) in zip((nursery, other), SHARED.items(), strict=True)
    ]
    while left:
        noted, start = witness.noted(), len(witness.arxiv.requests)
        for one, how in left:
            one.start(replace(how, dies_at=rng.randint(1, 2 * OPERATIONS)))
        outcomes = [(pair, pair[0].wait()) for pair in left]
        assert noted.isdisjoint(witness.units(start))
        killed += sum(outcome is None for _, outcome in outcomes)
        left = [pair for pair, outcome in outcomes if outcome != ["done"]]
    see_that_all_is_there(nursery, witness, command, feeds_in(witness))
    asked = Counter(witness.units())
    assert asked.total() <= len(asked) + killed
    show(f"{killed} kills of two processes, {asked.total()} requests for {len(asked)} days")


FULL_DISK = """
import json, os, subprocess, sys
from pathlib import Path
from octavo_model import Paths
from tests.reliability.fetching import Command, Witness, announced, fetch_once

command, days = Command(**json.loads(sys.argv[1])), int(sys.argv[2])
folder = Path(command.folder)
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)], check=True)
ballast, witness = folder / "ballast", Witness(announced(days), command.clock, Paths.under(folder))

def fill(kilobytes):
    # Leave so much space.
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
        file.truncate(max(0, file.tell() // 4096 * 4096 - (kilobytes << 10)))

failures = 0
for kilobytes in [0, *map(int, sys.argv[3].split(","))]:
    before = witness.noted()
    fill(kilobytes)
    ledger = witness.ledger
    outcomes = fetch_once(command)
    if kilobytes == 0:
        assert outcomes == ["failed"] and witness.ledger == ledger
    failures += outcomes != ["done"]
    ballast.unlink()
    noted = witness.noted()
    assert before <= noted
    print(kilobytes, outcomes[0], len(noted))
assert failures > 1
assert fetch_once(command) == ["done"]
witness.all_is_there()
"""


@pytest.mark.slow
@pytest.mark.usefixtures("mounts")
def test_a_full_disk_completes_no_day_and_later_all_is_fetched(
    command: Command, paths: Paths, show: Show
) -> None:
    arguments = json.dumps(asdict(command)), "5", ",".join(map(str, range(8, 160, 8)))
    done = subprocess.run(
        ["unshare", "--mount", sys.executable, "-c", FULL_DISK, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    show(done.stdout)
