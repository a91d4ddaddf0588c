"""Where the time goes: profiles of typing, moving and importing, to explain what misses."""

from __future__ import annotations

import cProfile
import os
import pstats
import random
import re
import signal
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import readers
from libraries import FOLDER, copy_of, library, new_papers, page
from measuring import in_words
from store import DAY
from terminal import Terminal
from typing_filter import some_queries

from octavo_model import Library
from octavo_model.core.parsed import ImportOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from libraries import Made
    from measuring import Bench

_LINES = 14
_WAITING = ("poll", "acquire", "wait")
_IMPORTED = re.compile(rb"import time:\s+(\d+) \|\s+\d+ \|\s+([\w.]+)")


def measure(bench: Bench) -> None:
    """Profile typing, moving, importing and starting, at the size most targets are for."""
    made, where = library(bench.large), in_words(bench.large)
    keys = [
        char for query in some_queries(made, bench.times(10)) for char in (*query, readers.CLEAR)
    ]
    typed = _keys(made, [readers.FILTER, "x", readers.CLEAR], keys)
    bench.profiles[f"the event loop's thread at a key typed into the filter, {where}, ms"] = typed
    moved = _keys(made, [readers.DOWN], [readers.DOWN] * bench.times(100))
    bench.profiles[f"the event loop's thread at a cursor move, {where}, ms"] = moved
    with copy_of(made) as copy:
        imported = _import(copy, bench.times(10_000))
    bench.profiles[f"a paper that comes in, {where}, µs"] = imported
    bench.profiles["modules loaded until Textual paints, by package, ms"] = _modules(made)


def _keys(made: Made, before: Sequence[str], keys: Sequence[str]) -> list[str]:
    """Profile of ``keys`` in the reader, after those ``before``."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        file = Path(folder) / "profile"
        watched = Path(folder) / "stretches"
        with readers.octavo(made, watched=watched, profile=file) as reader:
            for key in before:
                reader.press(key, 1.0)
            os.kill(reader.pid, signal.SIGUSR1)
            for key in keys:
                reader.press(key)
            os.kill(reader.pid, signal.SIGUSR1)
            reader.press(readers.ENTER)
            reader.quit(readers.QUIT)
        return _table(pstats.Stats(str(file)), len(keys), 1e3)


def _import(made: Made, many: int) -> list[str]:
    data = page(new_papers(many, seed=77), DAY, random.Random(77))
    profile = cProfile.Profile()
    with Library.open(made.paths) as opened:
        profile.runcall(opened.imports.import_bytes, data, ImportOptions("page.txt"))
    return _table(pstats.Stats(profile), many, 1e6)


def _table(profile: Any, times: int, unit: float) -> list[str]:
    """What took longest by itself, for one of ``times`` times; ``unit`` of them are a second."""
    found = []
    for (file, line, name), (_, calls, alone, whole, _) in profile.stats.items():
        if not any(word in name for word in _WAITING):
            place = "/".join(Path(file).parts[-2:])
            found.append((alone, whole, calls, f"{place}:{line} {name}" if line else name))
    return ["    self  with callees    calls"] + [
        f"{unit * alone / times:8.3f} {unit * whole / times:13.3f} {calls / times:8.1f}  {name}"
        for alone, whole, calls, name in sorted(found, reverse=True)[:_LINES]
    ]


def _modules(made: Made) -> list[str]:
    taken: dict[str, float] = defaultdict(float)
    environment = {**made.environment, "PYTHONPROFILEIMPORTTIME": "1"}
    made.leave_at(kind="all")
    with Terminal([readers.OCTAVO], environment) as reader:
        reader.wait_for(readers.TEXTUAL_STARTS)
        for microseconds, name in _IMPORTED.findall(reader.output):
            taken[name.decode().partition(".")[0]] += int(microseconds) / 1_000
    names = sorted(taken, key=taken.__getitem__, reverse=True)
    lines = [f"{taken[name]:8.1f}  {name}" for name in names[:_LINES]]
    return [*lines, f"{sum(taken.values()):8.1f}  all {len(names)} packages"]
