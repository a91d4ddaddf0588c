"""Processes that fetch from a small arXiv until they are done or killed; and what they leave.

Run as a program, it reads commands from standard input, each a `Command` as JSON, and forks a child
for each, which fetches once. It prints the child's outcomes on a line, if it came so far, and then
``gone`` with the signal that ended it. So a child starts in no time.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import httpx
from tests.model.sources.arxiv.loopback import Arxiv, Request, title_of
from tests.model.sources.server import Answer, Asked, Reply, Server

from octavo_model import Library, Paths, View
from octavo_model.core.parsed import ImportOptions
from octavo_model.sources.arxiv import statuses
from octavo_model.sources.arxiv.calendar import announcement_time, expected_day
from octavo_model.sources.arxiv.days import DayState
from octavo_model.sources.arxiv.ledger import Ledger, LedgerFile
from octavo_model.sources.environment import Endpoints, Environment, Gap, Limits, Timing
from octavo_model.sources.fetcher import fetch
from octavo_model.sources.spec import SourceSpec, make

MONDAY = dt.date(2026, 8, 3)
SIZES = {"cs.CL": (3, 1, 2), "cs.AI": (4, 2, 0), "cs.LG": (2, 0, 1)}
Unit = tuple[str, dt.date]
"""A category and a day."""


@dataclass(frozen=True)
class Clock:
    """A time of 2026 that goes on as the time of the machine does, alike in all its processes."""

    begin: dt.datetime
    at: float = field(default_factory=time.monotonic)

    def now(self) -> dt.datetime:
        return self.begin + dt.timedelta(seconds=time.monotonic() - self.at)


@dataclass(frozen=True)
class Command:
    """A fetch.

    Attributes:
        folder: Where the library is.
        url: Where arXiv is.
        targets: Categories of each source, by name.
        since: The first day.
        begin: The time ``at`` the monotonic clock of the machine.
        at: See there.
        gap: Seconds between requests.
        dies_at: The number of the file operation before which it kills itself; 0 for never.
        killed_after: Seconds after which it is killed; 0 for never.
    """

    folder: str
    url: str
    targets: dict[str, str]
    since: str
    begin: str
    at: float
    gap: float = 0.0
    dies_at: int = 0
    killed_after: float = 0.0

    @property
    def clock(self) -> Clock:
        return Clock(dt.datetime.fromisoformat(self.begin), self.at)

    def sources(self) -> list[SourceSpec]:
        since = dt.date.fromisoformat(self.since)
        return [make(name, target, since=since) for name, target in self.targets.items()]

    def environment(self) -> Environment:
        gaps = {"127.0.0.1": Gap("arxiv", self.gap)} if self.gap else {}
        endpoints = Endpoints(self.url, self.url, self.url, gaps)
        return Environment(Timing(self.clock.now), endpoints, Limits(tries=1))


class ArxivServer(Server):
    """The small arXiv behind a web server on the loopback device."""

    def __init__(self, arxiv: Arxiv, clock: Clock) -> None:
        super().__init__()
        self.arxiv = arxiv
        self.clock = clock

    def _next(self, asked: Asked) -> Answer:
        answer = self.arxiv.answer("arxiv.org", asked.path, self.clock.now())
        return Reply(answer.body, answer.status, {"Content-Type": answer.type, **answer.headers})


class Nursery:
    """Lets processes fetch, and kills them."""

    def __init__(self) -> None:
        root = Path(__file__).parents[2]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.fetching"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
        )

    def start(self, command: Command) -> None:
        print(json.dumps(asdict(command)), file=_there(self._process.stdin), flush=True)

    def wait(self) -> list[str] | None:
        """The outcome of each source; None if the process was killed."""
        outcomes = None
        while (line := _there(self._process.stdout).readline().split())[:1] != ["gone"]:
            assert line, "the nursery has died"
            outcomes = line
        assert line[1] == ("0" if outcomes else "9"), line
        return outcomes

    def run(self, command: Command) -> list[str] | None:
        self.start(command)
        return self.wait()

    def close(self) -> None:
        _there(self._process.stdin).close()
        self._process.wait()
        _there(self._process.stdout).close()


class Witness:
    """Knows what arXiv has and what was asked, and looks at what the processes leave."""

    def __init__(self, arxiv: Arxiv, clock: Clock, paths: Paths) -> None:
        self.arxiv = arxiv
        self.clock = clock
        self.paths = paths

    @property
    def ledger(self) -> Ledger:
        return LedgerFile(self.paths.arxiv_days, self.paths.data / "locks").load()

    def units(self, start: int = 0) -> list[Unit]:
        """What was asked for, from request number ``start`` on, without feeds."""
        requests = self.arxiv.requests[start:]
        return [unit for one in requests if (unit := unit_of(one)) is not None]

    def noted(self) -> set[Unit]:
        """See that the papers of each closed day are there; return what must not be asked again."""
        damaged = [path.name for path in self.paths.data.glob("*.damaged")]
        assert damaged == [], damaged
        ledger, titles = self.ledger, set(titles_in(self.paths))
        newest = statuses.newest_day(ledger)
        noted = set()
        for name, category in ledger.categories.items():
            for day, known in category.days.items():
                if known.state is DayState.COMPLETE:
                    ids = self.arxiv.ids(day, name)
                    assert known.read == known.stated == len(ids)
                    assert {title_of(one) for one in ids} <= titles, (name, day)
                if known.is_closed and (known.is_final or day == newest):
                    noted.add((name, day))
        return noted

    def all_is_there(self, hints: Sequence[str] = ()) -> None:
        """See that no paper is missing or twice, every day is closed, and nothing is left over.

        Digests named in ``hints`` may be there.
        """
        categories = tuple(SIZES)
        arxiv = self.arxiv
        wanted = {one for day in arxiv.days for name in categories for one in arxiv.ids(day, name)}
        assert sorted(titles_in(self.paths)) == sorted(map(title_of, wanted))
        assert self.noted() == {(name, day) for name in categories for day in arxiv.days}
        assert statuses.gaps(self.ledger, categories, self.clock.now()) == []
        with Library.open(self.paths) as library:
            assert (library.problems, library.repairs) == ((), ())
            library.check()
            digests = {one.name for one in library.catalog.digests()}
        names = [name.lower().replace(".", "-") for name in categories]
        # The feed of a source stays if another source has one of its pages.
        assert {one for one in digests if one not in hints} == {
            f"arxiv-{name}-{day}" for name in names for day in arxiv.days
        }
        left = [path.name for path in self.paths.data.glob(".*.tmp")]
        assert left == [], left


def unit_of(request: Request) -> Unit | None:
    """What a request asks for; None for a feed."""
    parts = request.path.partition("?")[0].strip("/").split("/")
    if parts[0] == "list":
        return parts[1], expected_day(request.time)
    return (parts[1], dt.date.fromisoformat(parts[2])) if parts[0] == "catchup" else None


def titles_in(paths: Paths) -> list[str]:
    """The titles of all papers in the library, as its next reader finds it."""
    with Library.open(paths) as library:
        library.finish()
        return [row.title for row in library.catalog.rows(library.catalog.ids(View.all())) if row]


def announced(days: int) -> Arxiv:
    """An arXiv that announced papers on so many days."""
    arxiv, day = Arxiv(), MONDAY
    while len(arxiv.days) < days:
        if day.weekday() < 5:
            arxiv.announce(day, SIZES)
        day += dt.timedelta(days=1)
    return arxiv


def fetch_once(command: Command) -> list[str]:
    """Fetch; the outcome of each source."""
    paths = Paths.under(command.folder)
    with Library.open(paths, machine="lap") as library:
        reports = asyncio.run(
            fetch(library.imports, command.sources(), paths, environment=command.environment())
        )
    for report in reports:
        if report.error:
            print(report.error, file=sys.stderr)
    return [report.outcome.value for report in reports]


_OPERATIONS = {"open", "os.rename", "os.remove", "os.mkdir"}


def _kill_itself_at(number: int, folder: str) -> None:
    """Have this process killed before its operation ``number`` on files in ``folder``, or locks."""
    left = number

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal left
        if event == "fcntl.flock" or (
            event in _OPERATIONS and str(arguments[0]).startswith(folder)
        ):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)


def _live(command: Command) -> None:
    if command.dies_at:
        _kill_itself_at(command.dies_at, command.folder)
    outcomes = fetch_once(command)
    os.write(1, (" ".join(outcomes) + "\n").encode())


def _warm_up() -> None:
    """Import what a fetch imports, so that each child is soon at work."""
    now = announcement_time(MONDAY)
    pages = announced(1)
    with TemporaryDirectory() as folder, Library.open(Paths.under(folder)) as library:
        for path in ("/atom/cs.CL", "/list/cs.CL/new"):
            library.imports.import_bytes(pages.page(path, now).body, ImportOptions(name="page"))
    asyncio.run(_fail_to_connect())


async def _fail_to_connect() -> None:
    async with httpx.AsyncClient() as client:
        with suppress(httpx.TransportError):
            await client.get("http://127.0.0.1:1/")


def main() -> None:
    """Serve until standard input ends."""
    _warm_up()
    for line in sys.stdin:
        command = Command(**json.loads(line))
        child = os.fork()
        if child == 0:
            status = 3
            try:
                _live(command)
                status = 0
            except BaseException:  # noqa: BLE001 - standard error reports it
                traceback.print_exc()
            os._exit(status)
        if command.killed_after:
            time.sleep(command.killed_after)
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print("gone", os.WTERMSIG(status) if os.WIFSIGNALED(status) else -(status >> 8), flush=True)


def _there(stream: IO[str] | None) -> IO[str]:
    assert stream is not None
    return stream


if __name__ == "__main__":
    main()
