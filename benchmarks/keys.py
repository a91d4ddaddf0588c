"""What keys cost beside an earlier checkout of Octavo, in turn with it.

    python benchmarks/keys.py EARLIER [--papers 100000] [--pairs 20] [--only moving,filtering]

EARLIER is a checkout with its own environment in ``.venv``. Each of the two reads a library of the
same papers that its own importer made. For each action this prints milliseconds before and now
(median), the median of the ratios, and its 95 % interval (by the bootstrap). Those of a key are
processor time, of all threads, from the key until the reader rests. A decision goes on to the next
paper: the earlier reader gets the key that moves too, except in the lines with ``alone``.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import readers
from libraries import FOLDER, ROOT, Made, copy_of, library
from terminal import SIZE, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_KEYS = 8
_LISTS = 3
_PAGES = 12
"""So many pages below the last one is where the next action decides on papers."""
_REST = 6.0
"""Seconds; after five, the reader maintains its library."""
_WORDS = ("neural ", "graph em", "deep rei", "sparse c", "privacy ", "quantum ", "transfo", "atten")
_MADE = "from libraries import library; made = library({}); print(made.home, made.count, made.text)"
_READ, _NEXT, _PREVIOUS = "r", "]", "["


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its command, a copy of its library, and which of both it is."""

    command: str
    made: Made
    is_earlier: bool

    def open(self, size: tuple[int, int]) -> Terminal:
        """Start the reader."""
        return Terminal([self.command], self.made.environment, size)


def _moving(reader: Terminal, _side: Side, _number: int) -> Iterator[float]:
    return (_cost(reader, readers.DOWN) for _ in range(_KEYS))


def _deciding(key: str, at: int, *, alone: bool = False) -> Action:
    """Return the action of a decision, ``at`` a place where no other one decides."""

    def decide(reader: Terminal, side: Side, number: int) -> Iterator[float]:
        if not number:
            for _ in range(at * _PAGES):
                reader.press(readers.PAGE_DOWN)
        for _ in range(_KEYS):
            cost = _cost(reader, key)
            moved = _cost(reader, readers.DOWN) if side.is_earlier else 0.0
            yield cost + (0.0 if alone else moved)

    return decide


def _filtering(reader: Terminal, _side: Side, number: int) -> Iterator[float]:
    if not number:
        reader.press(readers.FILTER)
        reader.press("x", 0.5)
    reader.press(readers.CLEAR)
    reader.settle(0.4)
    return (_cost(reader, char) for char in _WORDS[number % len(_WORDS)])


def _opening(reader: Terminal, side: Side, _number: int) -> Iterator[float]:
    starred, everything = ("3", "1") if side.is_earlier else ("gs", "ga")
    for _ in range(_LISTS):
        _cost(reader, starred)
        yield _cost(reader, everything)


def _opening_digests(reader: Terminal, _side: Side, number: int) -> Iterator[float]:
    if not number:
        reader.press(_NEXT, 0.3)
    keys = _NEXT * _LISTS + _PREVIOUS * _LISTS
    return (_cost(reader, key) for key in keys)


if TYPE_CHECKING:
    Action = Callable[[Terminal, Side, int], Iterator[float]]

_ACTIONS: dict[str, Action] = {
    "moving (j)": _moving,
    "starring (s; before s j)": _deciding(readers.STAR, 0),
    "starring alone (s)": _deciding(readers.STAR, 1, alone=True),
    "reading (r; before r j)": _deciding(_READ, 2),
    "reading alone (r)": _deciding(_READ, 3, alone=True),
    "filtering (a letter)": _filtering,
    "opening all (g a; before 1)": _opening,
    "opening a digest (])": _opening_digests,
}
_START = "start"


def _cost(reader: Terminal, keys: str) -> float:
    return sum(reader.press(key).cpu for key in keys)


def _compare(action: Action, sides: Sequence[Side], pairs: int, size: tuple[int, int]) -> Pairs:
    """Open both readers, and give the keys to one and the other in turn."""
    taken: Pairs = []
    with ExitStack() as stack:
        opened = []
        for side in sides:
            side.made.leave_at(kind="all")
            reader = stack.enter_context(side.open(size))
            opened.append((reader, side))
            reader.wait_for(readers.TEXTUAL_STARTS)
            reader.settle(_REST)
        for number in range(pairs + 1):
            found = {}
            for reader, side in opened if number % 2 else opened[::-1]:
                found[side.is_earlier] = statistics.mean(action(reader, side, number))
                reader.output = b""
            if number:  # the first time warms up
                taken.append((found[True], found[False]))
    return taken


def _starts(sides: Sequence[Side], pairs: int, size: tuple[int, int]) -> dict[str, Pairs]:
    """Start both in turn, where they were left."""
    taken: dict[str, Pairs] = {}
    titles = [_prepared(side, size) for side in sides]
    order = list(zip(sides, titles, strict=True))
    for number in range(pairs):
        found = {
            side.is_earlier: _start(side, title, size)
            for side, title in (order if number % 2 else order[::-1])
        }
        for name, before in found[True].items():
            taken.setdefault(name, []).append((before, found[False][name]))
    return taken


def _prepared(side: Side, size: tuple[int, int]) -> bytes:
    """Leave a reader so that it knows where it was; return a part of a title it then shows."""
    side.made.leave_at(kind="all")
    with side.open(size) as reader:
        reader.wait_for(readers.TEXTUAL_STARTS)
        reader.settle(1.0)
        reader.press(readers.DOWN)
        reader.press(readers.UP)
        reader.quit(readers.QUIT)
    listed = [side.command, "list", "--json", "--limit", "3"]
    environment = {**os.environ, **side.made.environment}
    printed = subprocess.run(listed, env=environment, stdout=-1, check=True).stdout
    # Not the first row: the cursor is on it.
    title: str = json.loads(printed)[2]["title"]
    return title[:16].encode()


def _start(side: Side, title: bytes, size: tuple[int, int]) -> dict[str, float]:
    """Return the seconds until the reader paints and rests."""
    with side.open(size) as reader:
        early = reader.wait_for(title) - reader.started
        reader.wait_for(readers.TEXTUAL_STARTS)
        textual = reader.output.index(readers.TEXTUAL_STARTS)
        painted = reader.wait_for(title, textual) - reader.started
        cpu = reader.cpu
        reader.settle(1.0)
        return {
            "start: first rows, time": early,
            "start: rows by Textual, time": painted,
            "start: rows by Textual": cpu,
            "start: until it rests": reader.cpu,
        }


def _report(name: str, pairs: Pairs) -> None:
    before, now = (1_000 * statistics.median(side) for side in zip(*pairs, strict=True))
    ratios = [later / earlier for earlier, later in pairs]
    low, high = _interval(ratios)
    ratio = statistics.median(ratios)
    print(f"{name:30} {before:8.2f} {now:8.2f} {ratio:7.3f}  [{low:.3f}, {high:.3f}]", flush=True)


def _interval(ratios: Sequence[float]) -> tuple[float, float]:
    """Return the 95 % interval of their median."""
    dice = random.Random(1)
    some = sorted(statistics.median(dice.choices(ratios, k=len(ratios))) for _ in range(2_000))
    return some[50], some[1_949]


def _made_by(checkout: Path, count: int) -> Made:
    """Return the library that a checkout makes."""
    command = [str(checkout / ".venv/bin/python"), "-c", _MADE.format(count)]
    environment = {**os.environ, "OCTAVO_BENCH_DIR": str(FOLDER / "earlier")}
    folder = checkout / "benchmarks"
    printed = subprocess.run(command, cwd=folder, env=environment, stdout=-1, check=True).stdout
    home, papers, text = printed.decode().split()
    return Made(Path(home), int(papers), int(text))


def _chosen(only: str) -> Iterable[str]:
    return [name for name in (*_ACTIONS, _START) if any(map(name.startswith, only.split(",")))]


if TYPE_CHECKING:
    Pairs = list[tuple[float, float]]


def main() -> None:
    """Compare."""
    parser = argparse.ArgumentParser(description="Compare what keys cost with an earlier checkout")
    parser.add_argument("earlier", type=Path)
    parser.add_argument("--papers", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=20)
    parser.add_argument("--only", default="", help="starts of names of actions: moving,start")
    parser.add_argument("--size", type=int, nargs=2, default=SIZE, metavar=("COLUMNS", "LINES"))
    given = parser.parse_args()
    columns, lines = given.size
    earlier, now = _made_by(given.earlier, given.papers), library(given.papers)
    with copy_of(earlier) as one, copy_of(now) as other:
        sides = (
            Side(str(given.earlier / ".venv/bin/octavo"), one, is_earlier=True),
            Side(str(ROOT / ".venv/bin/octavo"), other, is_earlier=False),
        )
        print(f"{'':30} {'before':>8} {'now':>8} {'ratio':>7}  [95 %]", flush=True)
        for name in _chosen(given.only):
            if name == _START:
                for part, pairs in _starts(sides, given.pairs, (columns, lines)).items():
                    _report(part, pairs)
            else:
                _report(name, _compare(_ACTIONS[name], sides, given.pairs, (columns, lines)))


if __name__ == "__main__":
    main()
