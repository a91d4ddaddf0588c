"""Moving about in the list, on a terminal, with all panes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import readers
from libraries import library
from measuring import By, Row, Samples, Target, in_words, ms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from measuring import Bench
    from terminal import Echo, Terminal

    Both = tuple[list[Echo], list[Echo]]

GROUP = "The list"
ROOMY = (160, 45)
"""Columns and lines with room for the drawer beside list and abstract."""
_OTHER = "OptionList and Static"
_OTHER_MOST = 100_000
"""Of more titles `OptionList` takes a minute to open."""
_MOVES = (*[readers.DOWN] * 10, *[readers.UP] * 5)
_PAGES = (*[readers.PAGE_DOWN] * 5, *[readers.PAGE_UP] * 5)
_ENDS = (readers.LAST, readers.FIRST)


def measure(bench: Bench) -> None:
    """Cursor, pages, ends, replacing everything; and what a move writes."""
    for count in bench.sizes:
        _times(bench, count)
    for count in sorted({bench.large, bench.huge}):
        _bytes(bench, count)


def _times(bench: Bench, count: int) -> None:
    other = min(count, _OTHER_MOST)
    with readers.octavo(library(count)) as ours, readers.stock(other) as stock:
        moved = _in_turn(ours, stock, _MOVES, bench.times(6, count))
        paged = _in_turn(ours, stock, _PAGES, bench.times(4, count))
        jumped = _in_turn(ours, stock, _ENDS, bench.times(20, count))
        replaced = _replaced(ours, bench.times(10, count)), [stock.press("1", 0.3)]
    with readers.one_line() as one_line:
        floor = ms(one_line.press(readers.DOWN, 0.05).last for _ in range(bench.times(60, count)))

    def last(echo: Echo) -> float:
        return echo.last

    def row(name: str, both: Both, of: Callable[[Echo], float], limit: float | None) -> None:
        mine, others = (ms(map(of, echoes)) for echoes in both)
        control = f"{_OTHER}, {in_words(other)}", others
        target = Target(limit) if limit and count in (bench.large, bench.huge) else None
        key = name.partition(",")[0]
        bench.add(Row(GROUP, f"{name}, {in_words(count)}", "ms", mine, target, control, key))
        bench.grow(name, "ms", "Octavo", count, mine.median)
        if other == count:
            bench.grow(name, "ms", _OTHER, count, others.median)

    row("cursor move, processor time", moved, lambda echo: echo.cpu, 8)
    row("cursor move, key to last byte", moved, last, None)
    row("page jump, key to last byte", paged, last, 15)
    row("G and g, key to last byte", jumped, last, 15)
    row("whole list replaced, key to last byte", replaced, last, 20)
    bench.grow("cursor move, key to last byte", "ms", "one line of Textual", count, floor.median)


def _bytes(bench: Bench, count: int) -> None:
    other = min(count, 10_000)
    with (
        readers.octavo(library(count), size=ROOMY, drawer=True) as ours,
        readers.stock(other, size=ROOMY) as stock,
    ):
        # Over so many papers that it does not matter which: long abstracts, windows that jump.
        moved = _in_turn(ours, stock, [readers.DOWN] * 15, bench.times(14))
    sizes = [Samples.of(len(echo.output) / 1_000 for echo in some) for some in moved]
    columns, lines = ROOMY
    name = f"bytes of a cursor move at {columns}×{lines}, {in_words(count)}"
    control = f"{_OTHER}, {in_words(other)}", sizes[1]
    bench.add(Row(GROUP, name, "kB", sizes[0], Target(4, By.P95), control, "bytes"))


def _in_turn(ours: Terminal, other: Terminal, keys: Sequence[str], times: int) -> Both:
    """The keys in one program, then in the other, and again."""
    echoes: Both = [], []
    for _ in range(times):
        for terminal, some in zip((ours, other), echoes, strict=True):
            some += [terminal.press(key) for key in keys]
    return echoes


def _replaced(ours: Terminal, times: int) -> list[Echo]:
    """The filter cleared: from a few papers to all of them."""
    ours.press(readers.FILTER)
    echoes = []
    for _ in range(times):
        for char in "quantum":
            ours.press(char)
        ours.settle()
        echoes.append(ours.press(readers.CLEAR, 0.2))
    return echoes
