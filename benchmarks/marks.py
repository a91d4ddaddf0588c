"""Marks: what a star waits for, alone and while another process imports."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import readers
from libraries import FOLDER, copy_of, library, new_papers, page
from measuring import By, Row, Samples, Target, in_words, ms, timed
from store import DAY
from terminal import TerminalError, plain_environment

from octavo_model import Library, View
from octavo_model.core.marks import MarkField

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from libraries import Made
    from measuring import Bench
    from terminal import Terminal

GROUP = "Marks"
_STAR = "★".encode()
_KEPT = b"starred: "
_A_PAGE = 10_000
"""Papers of each page that is imported meanwhile."""


def measure(bench: Bench) -> None:
    """Stars, and everything marked read at once, on a copy of each library."""
    for count in bench.sizes:
        with copy_of(library(count)) as made:
            _marks(bench, made, count)
            if count == bench.large:
                _while_importing(bench, made)


def _marks(bench: Bench, made: Made, count: int) -> None:
    with readers.octavo(made) as reader, readers.one_line() as one_line:
        stars, floor = [], []
        for _ in range(bench.times(60, count)):
            reader.press(readers.DOWN)
            stars.append(_until(reader, readers.STAR, _STAR, _KEPT))
            synced = _synced_line(made)
            floor.append(synced + one_line.press(readers.DOWN, 0.05).last)
        read, undone = [], []
        for _ in range(bench.times(5, count)):
            read.append(_until(reader, readers.READ_ALL, b"marked read: "))
            reader.settle(1.0)
            undone.append(_until(reader, readers.UNDO, b"undone, "))
            reader.settle(1.0)
    updates = ms(_plain_update(count) for _ in range(3))
    aimed = count == bench.large

    def row(
        line: str, what: str, values: list[float], target: Target, control: tuple[str, Samples]
    ) -> None:
        mine = ms(values)
        name = f"{line}, {what}, {in_words(count)}"
        bench.add(Row(GROUP, name, "ms", mine, target if aimed else None, control, line))
        bench.grow("marks", "ms", line, count, mine.median)

    least = "a synced line, then one line of Textual", ms(floor)
    row("a star", "from the key to kept and painted", stars, Target(16, By.P95), least)
    update = "one UPDATE of as many rows", updates
    row("all marked read", "from the key to kept", read, Target(1_000), update)
    row("all undone", "from the key to kept", undone, Target(1_000), update)


def _while_importing(bench: Bench, made: Made) -> None:
    """A star by the model, then one by the reader, while another process imports."""
    where = in_words(bench.large)
    alone = _stars(made, lambda: True, most=bench.times(50))
    with _importing(bench, made, seed=1) as busy:
        waited = _stars(made, busy)
    name = f"a star waits while another process imports, longest, {where}"
    control = "nobody imports", ms(alone)
    target = Target(150, By.WORST)
    bench.add(Row(GROUP, name, "ms", ms(waited), target, control, "star while importing"))
    with readers.octavo(made) as reader:
        quiet = [_painted(reader) for _ in range(bench.times(50))]
        with _importing(bench, made, seed=2) as busy:
            meanwhile = [_painted(reader)]
            while busy():
                meanwhile.append(_painted(reader))
    name = f"a star is painted while another process imports, {where}"
    bench.add(Row(GROUP, name, "ms", ms(meanwhile), None, ("nobody imports", ms(quiet))))


def _painted(reader: Terminal) -> float:
    """Seconds until the next paper's star is on screen."""
    reader.press(readers.DOWN)
    return _until(reader, readers.STAR, _STAR)


def _stars(made: Made, wanted: Callable[[], bool], most: int = 1_000) -> list[float]:
    taken: list[float] = []
    with Library.open(made.paths) as opened:
        ids = opened.catalog.ids(View.all(), 100)
        while wanted() and len(taken) < most:
            one, starred = ids[len(taken) % 100], len(taken) // 100 % 2 == 0
            taken.append(timed(lambda: opened.marks.mark([one], MarkField.STARRED, starred)))  # noqa: B023
            time.sleep(0.02)
        opened.marks.mark(ids, MarkField.STARRED, False)
    return taken


@contextmanager
def _importing(bench: Bench, made: Made, seed: int) -> Iterator[Callable[[], bool]]:
    """Another process that imports; yields whether it still does."""
    pages = 1 if bench.quick else 4
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        for number in range(pages):
            papers = new_papers(_A_PAGE, seed=2_000 + 10 * seed + number)
            path = Path(folder) / f"{number}.txt"
            path.write_bytes(page(papers, DAY, random.Random(seed)))
        environment = {**plain_environment(), **made.environment}
        command = [readers.OCTAVO, "import", folder]
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
            yield lambda: process.poll() is None
        if process.returncode:
            raise TerminalError(f"{' '.join(command)} failed")


def _until(reader: Terminal, key: str, *wanted: bytes) -> float:
    """Seconds from ``key`` until the reader has written all of ``wanted``."""
    reader.settle(0.05)
    reader.output = b""
    began = time.perf_counter()
    reader.send(key)
    return reader.wait_for(lambda output: all(one in output for one in wanted)) - began


def _synced_line(made: Made) -> float:
    """Seconds in which a line of a journal's length is on disk."""
    with (made.paths.data / "floor.jsonl").open("ab") as file:

        def append() -> None:
            file.write(b"x" * 300 + b"\n")
            file.flush()
            os.fsync(file.fileno())

        return timed(append)


def _plain_update(count: int) -> float:
    """Seconds in which SQLite by itself gives ``count`` small rows another value, durably."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        db = sqlite3.connect(Path(folder) / "floor.db", isolation_level=None)
        db.executescript(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            "CREATE TABLE papers (id INTEGER PRIMARY KEY, read INTEGER NOT NULL);"
        )
        db.execute("BEGIN")
        db.executemany("INSERT INTO papers VALUES (?, 0)", ((one,) for one in range(count)))
        db.execute("COMMIT")
        took = timed(lambda: db.execute("UPDATE papers SET read = 1"))
        db.close()
    return took
