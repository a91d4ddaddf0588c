"""Libraries of every size to measure on, made once and kept.

They are made the way a user's are: pages are written as one would save them, and Octavo imports
them. They lie in the folder named by ``OCTAVO_BENCH_DIR``, by default ``.benchmarks`` in the
checkout, and are made again when the papers, the index or this module change.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from papers import BenchmarkPaper, corpus_file, papers

from octavo_model import Library, Paths, View
from octavo_model.core.parsed import ImportOptions
from octavo_model.storage.versions import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path(os.environ.get("OCTAVO_BENCH_DIR") or ROOT / ".benchmarks")
_VERSION = 2
"""Of what this module makes."""
_FIRST_DAY = dt.date(2016, 1, 1)
_LARGE = 200_000
"""From so many papers on abstracts are cut short, and pages are longer."""


@dataclass(frozen=True, slots=True)
class Made:
    """A library that is there.

    Attributes:
        home: The folder with all of it: data, config and state.
        count: How many papers it holds.
        text: Bytes of their titles and abstracts, in UTF-8.
    """

    home: Path
    count: int
    text: int

    @property
    def paths(self) -> Paths:
        """Where Octavo finds it."""
        return Paths(*(self.home / name / "octavo" for name in _FOLDERS))

    @property
    def environment(self) -> dict[str, str]:
        """What makes ``octavo`` use it."""
        return {f"XDG_{name.upper()}_HOME": str(self.home / name) for name in _FOLDERS}

    @property
    def size(self) -> int:
        """Bytes of all its files that must be kept or can be made again: `Paths.data`."""
        return sum(path.stat().st_size for path in self.paths.data.rglob("*") if path.is_file())

    def leave_at(self, **session: object) -> None:
        """Write the session of a reader that was closed there."""
        file = self.paths.sessions / "0.json"
        paint = json.loads(file.read_bytes()).get("paint", {}) if file.exists() else {}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"paint": paint, **session}))


_FOLDERS = ("data", "config", "state", "cache")


def library(count: int) -> Made:
    """The library of ``count`` papers, made now if it is not there."""
    home = FOLDER / "libraries" / f"{count}-{_tag()}"
    record = home / "made.json"
    if not record.exists():
        shutil.rmtree(home, ignore_errors=True)
        print(f"making a library of {count:,} papers ...", end=" ", flush=True, file=sys.stderr)
        began = time.perf_counter()
        made = _make(home, count)
        record.write_text(json.dumps({"count": made.count, "text": made.text}))
        print(f"{time.perf_counter() - began:.0f} s", file=sys.stderr)
    return Made(home, **json.loads(record.read_bytes()))


def titles_file(made: Made) -> Path:
    """A file with the titles of a library, one a line, in the order of its list."""
    file = made.home / "titles.txt"
    if not file.exists():
        with Library.open(made.paths) as opened:
            rows = opened.catalog.rows(opened.catalog.ids(View.all()))
        file.write_text("".join(f"{row.shown}\n" for row in rows if row is not None))
    return file


@contextmanager
def copy_of(made: Made) -> Iterator[Made]:
    """A copy of a library to change, gone afterwards."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER, prefix="copy-") as folder:
        home = Path(folder) / "home"
        shutil.copytree(made.home, home)
        yield Made(home, made.count, made.text)


def page(some: Iterable[BenchmarkPaper], day: dt.date, dice: random.Random) -> bytes:
    """A Daily Papers page with these papers, as saved from a browser."""
    parts = ["Daily Papers", "byAK and the research community", f"{day:%b} {day.day}, {day.year}"]
    for paper in some:
        older = day - dt.timedelta(days=dice.randrange(1, 90))
        date = f"{older:%b} {older.day}, {older.year}"
        comments = f" {dice.randrange(1, 30)}" if dice.random() < 0.3 else ""
        byline = f"  • {dice.randrange(2, 12)} authors\n·\n{date}{comments}"
        parts += [paper.title, paper.abstract, byline] if paper.abstract else [paper.title, byline]
    return ("\n\n".join(parts) + "\n").encode()


def new_papers(count: int, seed: int) -> list[BenchmarkPaper]:
    """Papers that no library has: generated, with a seed of their own."""
    from papers import generated

    pool = list(papers(20_000))
    return [
        BenchmarkPaper(f"{paper.title} ({seed}.{number})", paper.abstract)
        for number, paper in enumerate(generated(count, pool, seed))
    ]


def _make(home: Path, count: int) -> Made:
    dice, text = random.Random(count), 0
    made = Made(home, 0, 0)
    a_day = 2_500 if count > _LARGE else 250
    wanted = iter(papers(count))
    with Library.open(made.paths) as library:
        day = _FIRST_DAY
        while some := list(islice(wanted, a_day)):
            if count > _LARGE:
                some = [BenchmarkPaper(one.title, one.abstract[:200]) for one in some]
            text += sum(len(one.title.encode()) + len(one.abstract.encode()) for one in some)
            library.imports.import_bytes(page(some, day, dice), ImportOptions(name=f"{day}.txt"))
            day += dt.timedelta(days=1)
        total = library.catalog.counts(View.all()).total
        # A user who has used the filter once has its index on disk as well.
        library.search.find_titles("once", library.catalog.ids(View.all(), 1))
    made.leave_at(kind="all")
    return Made(home, total, text)


def _tag() -> str:
    """Names what a library was made from."""
    file = corpus_file()
    source = f"{file.stat().st_size}" if file else "invented"
    return f"{SCHEMA}.{_VERSION}-{source}"
