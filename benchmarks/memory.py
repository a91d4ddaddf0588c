"""The memory of the open reader, before and after its filter is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import readers
from libraries import library
from measuring import Row, Samples, Target, in_words
from typing_filter import some_queries

if TYPE_CHECKING:
    from measuring import Bench

GROUP = "Memory"


def measure(bench: Bench) -> None:
    """Open, look around, filter."""
    for count in bench.sizes:
        before, after = [], []
        for _ in range(bench.times(3, count)):
            one, other = _used(count, queries=bench.times(10))
            before.append(one)
            after.append(other)
        with readers.one_line() as one_line:
            least = "one line of Textual", Samples.of([one_line.memory / 1e6])
        for name, values, limit in (
            ("memory before the filter is used", before, 150),
            ("memory after the filter was used", after, 250),
        ):
            used = Samples.of(value / 1e6 for value in values)
            target = Target(limit) if count == bench.large else None
            bench.add(Row(GROUP, f"{name}, {in_words(count)}", "MB", used, target, least, name))
            bench.grow("memory", "MB", name.removeprefix("memory "), count, used.median)


def _used(count: int, queries: int) -> tuple[int, int]:
    """Bytes before and after."""
    made = library(count)
    with readers.octavo(made) as reader:
        for key in (*[readers.DOWN] * 10, *[readers.PAGE_DOWN] * 5, readers.LAST, readers.FIRST):
            reader.press(key)
        reader.settle(2.0)
        before = reader.memory
        reader.press(readers.FILTER)
        for query in some_queries(made, queries):
            for char in query:
                reader.press(char)
            reader.press(readers.CLEAR)
        reader.settle(1.0)
        return before, reader.memory
