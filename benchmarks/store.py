"""Papers coming in: how fast, and in how much memory."""

from __future__ import annotations

import datetime as dt
import random
import sqlite3
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import readers
from libraries import FOLDER, copy_of, library, new_papers, page
from measuring import Row, Samples, Target, in_words, timed
from terminal import peak_memory

from octavo_model import Library
from octavo_model.core.parsed import ImportOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from libraries import Made
    from measuring import Bench
    from papers import BenchmarkPaper

GROUP = "The store"
DAY = dt.date(2030, 1, 1)
"""Of pages that come in; newer than all others."""
_BATCH = 500
_FLOOR = "FTS5 and texts alone"
_SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE papers (id INTEGER PRIMARY KEY, title TEXT, abstract TEXT);
CREATE VIRTUAL TABLE words USING fts5
    (title, abstract, content='papers', content_rowid='id');
"""


@dataclass(frozen=True, slots=True)
class _Floor:
    """What SQLite takes by itself to keep texts and index them, and nothing else.

    Attributes:
        rate: Papers a second.
        size: Bytes on disk for a byte of text.
    """

    rate: float
    size: float


def measure(bench: Bench) -> None:
    """Imports into a copy of each library; the size of each on disk."""
    for count in bench.sizes:
        made = library(count)
        with copy_of(made) as copy:
            floors = _rates(bench, copy, count)
            if count == bench.large:
                _memory(bench, copy)
        size = Samples.of([made.size / made.text])
        target = Target(2.5) if count == bench.large else None
        control = _FLOOR, Samples.of(floor.size for floor in floors)
        name = f"bytes on disk for a byte of text, {in_words(count)}"
        bench.add(Row(GROUP, name, "", size, target, control, "size on disk"))
        bench.grow("bytes on disk for a byte of text", "", "Octavo", count, size.median)


def _rates(bench: Bench, made: Made, count: int) -> list[_Floor]:
    many, kinds = 1_000 if bench.quick else 5_000, ("new", "again", "known")
    rates: dict[str, list[float]] = {kind: [] for kind in kinds}
    floors: list[_Floor] = []
    for number in range(bench.times(5, count)):
        some = new_papers(many, seed=number)
        one = page(some, DAY, random.Random(number))
        another = page(some, DAY + dt.timedelta(days=1), random.Random(number))
        with Library.open(made.paths) as opened:
            for kind, data in zip(kinds, (one, one, another), strict=True):
                come_in = partial(opened.imports.import_bytes, data, ImportOptions("page.txt"))
                rates[kind].append(many / timed(come_in))
        floors.append(_floor(some))
    control = _FLOOR, Samples.of(floor.rate for floor in floors)

    def row(kind: str, name: str, line: str, limit: float | None) -> None:
        aimed = limit and count == bench.large
        target = Target(limit, at_least=True) if limit and aimed else None
        mine = Samples.of(rates[kind])
        bench.add(Row(GROUP, f"{name}, {in_words(count)}", "papers/s", mine, target, control, name))
        bench.grow("import", "µs a paper", line, count, 1e6 / mine.median)

    row("new", "import of new papers", "new", 7_000)
    row("again", "import of the same file again", "the same file again", 50_000)
    row("known", "import of known papers in another digest", "known, another digest", None)
    return floors


def _floor(some: Sequence[BenchmarkPaper]) -> _Floor:
    rows = [(number, one.title, one.abstract) for number, one in enumerate(some)]
    text = sum(len(one.title.encode()) + len(one.abstract.encode()) for one in some)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        file = Path(folder) / "floor.db"
        db = sqlite3.connect(file, isolation_level=None)
        db.executescript(_SCHEMA)

        def fill() -> None:
            for start in range(0, len(rows), _BATCH):
                batch = rows[start : start + _BATCH]
                db.execute("BEGIN IMMEDIATE")
                db.executemany("INSERT INTO papers VALUES (?, ?, ?)", batch)
                db.executemany("INSERT INTO words (rowid, title, abstract) VALUES (?, ?, ?)", batch)
                db.execute("COMMIT")

        took = timed(fill)
        db.close()
        return _Floor(len(rows) / took, file.stat().st_size / text)


def _memory(bench: Bench, made: Made) -> None:
    """What a small and a large page take while they come in."""
    least = Samples.of([peak_memory([readers.OCTAVO, "digests"], made.environment) / 1e6])
    for many in (500, 5_000) if bench.quick else (2_000, 15_000):
        with tempfile.NamedTemporaryFile(dir=FOLDER, suffix=".txt") as file:
            file.write(page(new_papers(many, seed=1_000 + many), DAY, random.Random(many)))
            file.flush()
            size = file.tell() / 1e6
            used = peak_memory([readers.OCTAVO, "import", file.name], made.environment)
        name = f"memory while a page of {many:,} papers ({size:.1f} MB) comes in"
        control = "octavo digests", least
        bench.add(Row(GROUP, name, "MB", Samples.of([used / 1e6]), None, control))
