"""Processes that change a library until they are killed, each forked off one that is warm.

Run as a program: it reads commands from standard input, ``SCENARIO SEED FOLDER``, forks a child
that does as the scenario says, and prints on standard output its process id, then what the child
prints, a line for each thing that was acknowledged, then ``gone`` once it is dead.
"""

from __future__ import annotations

import os
import random
import sys
import traceback
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions

Reports = Iterator[object]


def say(*reported: object) -> None:
    """Print a line in one call of the system, so that a kill leaves all of it or nothing."""
    os.write(1, (" ".join(map(str, reported)) + "\n").encode())


def page(number: int, papers: int = 40) -> bytes:
    """A digest of invented papers, another one for each ``number``."""
    lines = ["Daily Papers", "", "Mar 12, 2025", ""]
    for paper in range(papers):
        lines += [f"Invented Title {number} {paper}", "", f"It says {number} times {paper}.", ""]
    return "\n".join(lines).encode()


def _library(folder: str) -> Library:
    return Library.open(Paths.under(folder), machine="lap", instance="victim")


def marks(folder: str, rng: random.Random) -> Reports:
    """Stars and reads, one after the other: key, field, value."""
    library = _library(folder)
    keys = [key for key in library.catalog.keys(library.catalog.ids(View.all())) if key is not None]
    while True:
        key, value = rng.choice(keys), rng.random() < 0.6
        field = rng.choice(("starred", "read"))
        library.marks.mark([library.catalog.resolve(key)], MarkField(field), value)
        yield key, field, int(value)


def imports(folder: str, rng: random.Random) -> Reports:
    """Digests, one after the other: number."""
    library = _library(folder)
    for number in count(rng.randrange(1 << 40)):
        library.imports.import_bytes(page(number, 700), ImportOptions(name=f"page-{number}.txt"))
        yield (number,)


def rebuilds(folder: str, rng: random.Random) -> Reports:
    """Rebuilds, with marks made before each and while it is under way: as `marks` reports them."""
    library, other = _library(folder), _library(folder)
    keys = [key for key in library.catalog.keys(library.catalog.ids(View.all())) if key is not None]
    while True:
        made: list[tuple[object, ...]] = []

        def meddle(done: int, total: int, made: list[tuple[object, ...]] = made) -> None:
            key, value = rng.choice(keys), rng.random() < 0.6
            other.marks.mark([other.catalog.resolve(key)], MarkField.STARRED, value)
            say(key, "starred", int(value))

        library.rebuild(meddle)
        yield ("rebuilt",)


def undos(folder: str, rng: random.Random) -> Reports:
    """Marks, undone and redone: what the paper is then, as `marks` reports it."""
    library = _library(folder)
    keys = [key for key in library.catalog.keys(library.catalog.ids(View.all())) if key is not None]
    while True:
        key = rng.choice(keys)
        paper = library.catalog.resolve(key)
        before = library.catalog.paper(paper).starred
        library.marks.mark([paper], MarkField.STARRED, not before)
        yield key, "starred", int(not before)
        library.marks.undo()
        yield key, "starred", int(before)
        if rng.random() < 0.5:
            library.marks.redo()
            yield key, "starred", int(not before)


def views(folder: str, rng: random.Random) -> Reports:
    """Changes of a saved view: the number in its query."""
    library = _library(folder)
    for number in count(int(library.views.query("count")) + 1):
        library.views.save("count", str(number))
        yield (number,)


def merges(folder: str, rng: random.Random) -> Reports:
    """Pairs of papers made one: the keys of both."""
    library = _library(folder)
    for number in count(rng.randrange(1 << 40)):
        arxiv = f"{2001 + number % 12}.{number % 90_000:05}"
        papers = (
            f'{{"title": "Twin {number}", "arxiv_id": "{arxiv}"}}',
            f'{{"title": "Twin {number}", "doi": "10.1000/twin.{number}"}}',
        )
        for one in papers:
            library.imports.import_bytes(
                one.encode(), ImportOptions(name="twins.jsonl", format="json-lines")
            )
        one, other = f"arxiv:{arxiv}", f"doi:10.1000/twin.{number}"
        library.edits.merge(library.catalog.resolve(one), library.catalog.resolve(other))
        yield one, other


def copies(folder: str, rng: random.Random) -> Reports:
    """Marks and backups in turn: as `marks` reports them, and the name of the backup."""
    library = _library(folder)
    path = Path(folder) / "backup.zip"
    for reported in marks(folder, rng):
        yield reported
        if rng.random() < 0.2:
            library.backup(path)
            yield ("backup",)


SCENARIOS: dict[str, Callable[[str, random.Random], Reports]] = {
    one.__name__: one for one in (marks, imports, rebuilds, undos, views, merges, copies)
}


def _live(scenario: str, seed: str, folder: str) -> None:
    for reported in SCENARIOS[scenario](folder, random.Random(int(seed))):
        say(*reported)  # type: ignore[misc]


def main() -> None:
    """Serve until standard input ends."""
    for line in sys.stdin:
        scenario, seed, folder = line.split(maxsplit=2)
        child = os.fork()
        if child == 0:
            try:
                _live(scenario, seed, folder.strip())
            except BaseException:  # noqa: BLE001 - the parent hears of it by the traceback
                traceback.print_exc()
            os._exit(3)
        say("pid", child)
        _, status = os.waitpid(child, 0)
        say("gone", os.WTERMSIG(status) if os.WIFSIGNALED(status) else "alive")


if __name__ == "__main__":
    main()
