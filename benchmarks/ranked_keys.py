"""What a mark costs in a ranked list: until the rest is ranked again and painted.

    python benchmarks/ranked_keys.py [--papers 400 2000 10000] [--marks 60] [--size 120 40]

For each size of the list this prints milliseconds of processor, of all threads, from the key until
the reader rests (median and 95th percentile), the longest that one callback held the event loop
(its processor time), how much later than a frame the key is painted, and the megabytes that the
ranked list takes more than the list in its own order.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import readers
from libraries import Made, copy_of, library
from measuring import Samples
from terminal import SIZE, Terminal

from octavo_model import Library, View
from octavo_model.core.marks import Decision

if TYPE_CHECKING:
    from collections.abc import Sequence

_KEPT, _REFUSED = 15, 35
"""What is decided before: the list is learned from something."""
_KEYS = "xxsxx"
_REST = 6.0
"""Seconds; after five, the reader maintains its library."""
_MS, _MB = 1_000, 1 / (1 << 20)


def _decide(made: Made) -> None:
    with Library.open(made.paths) as opened:
        ids = opened.catalog.ids(View.all())
        step = len(ids) // (_KEPT + _REFUSED)
        some = ids[: step * (_KEPT + _REFUSED) : step]
        opened.marks.decide(some[:_KEPT], Decision.STAR)
        opened.marks.decide(some[_KEPT:], Decision.DISMISS)


def _memory(made: Made, size: tuple[int, int], query: str) -> float:
    with readers.octavo(made, size=size, filter=query) as reader:
        _rest(reader)
        return reader.memory * _MB


def _rest(reader: Terminal) -> None:
    reader.settle(_REST)
    reader.press("j")
    reader.press("k")


def _measure(count: int, marks: int, size: tuple[int, int]) -> str:
    with copy_of(library(count)) as made, tempfile.TemporaryDirectory() as folder:
        _decide(made)
        _memory(made, size, "sort:score")  # the terms are counted and saved
        more = _memory(made, size, "sort:score") - _memory(made, size, "")
        file = Path(folder) / "stretches"
        with readers.octavo(made, size=size, watched=file, filter="sort:score") as reader:
            _rest(reader)
            began, keys = 0.0, cycle(_KEYS)
            echoes = [reader.press(next(keys)) for _ in range(marks)]
            began, ended = echoes[0].began, echoes[-1].began + echoes[-1].last
            reader.quit("Q")
        held = [json.loads(line) for line in file.read_text().splitlines()]
        stretches = [used for at, _, _, used in held if began <= at <= ended]
    cpu = Samples.of(echo.cpu * _MS for echo in echoes)
    last = Samples.of(echo.last * _MS for echo in echoes)
    loop = max(stretches, default=0.0) * _MS
    return (
        f"{count:>8,} {cpu.median:8.1f} {cpu.p95:8.1f} {loop:8.1f} {last.median:8.1f}"
        f" {last.p95:8.1f} {more:8.1f}"
    )


def main(given: Sequence[str] | None = None) -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description="Measure what a mark costs in a ranked list")
    parser.add_argument("--papers", type=int, nargs="+", default=[400, 2_000, 10_000])
    parser.add_argument("--marks", type=int, default=60)
    parser.add_argument("--size", type=int, nargs=2, default=SIZE, metavar=("COLUMNS", "LINES"))
    chosen = parser.parse_args(given)
    columns, lines = chosen.size
    print(f"{'papers':>8} {'median':>8} {'p95':>8} {'loop':>8} {'painted':>8} {'p95':>8} {'MB':>8}")
    for count in chosen.papers:
        print(_measure(count, chosen.marks, (columns, lines)), flush=True)


if __name__ == "__main__":
    main()
