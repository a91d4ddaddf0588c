"""From the command to the first rows, and the commands that need no screen."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import readers
from apps.one_line import LINE
from libraries import library
from measuring import By, Row, Target, in_words, ms
from terminal import Terminal, run_timed

from octavo_model import Library, View

if TYPE_CHECKING:
    from libraries import Made
    from measuring import Bench

GROUP = "Start"
_PASS = "python -c pass"
_ONE_LINE = "one line of Textual"
_TITLE = 16
"""Letters by which a title is recognised; more of it may be cut."""


def measure(bench: Bench) -> None:
    """All of it at every size, in turn with doing nothing and with the least of a Textual app."""
    for count in bench.sizes:
        taken = _measured(library(count), bench.times(20, count))
        _rows(bench, count, taken)


def _measured(made: Made, times: int) -> dict[str, list[float]]:
    title = prepared(made)
    taken: dict[str, list[float]] = defaultdict(list)
    here = made.environment
    for _ in range(times):
        taken[_PASS].append(run_timed([readers.PYTHON, "-c", "pass"]))
        taken["version"].append(run_timed([readers.OCTAVO, "--version"], here))
        taken[_PASS].append(run_timed([readers.PYTHON, "-c", "pass"]))
        taken["list"].append(run_timed([readers.OCTAVO, "list", "--limit", "20"], here))
        with Terminal([readers.OCTAVO], here) as reader:
            taken["early"].append(reader.wait_for(title) - reader.started)
            reader.wait_for(readers.TEXTUAL_STARTS)
            textual = reader.output.index(readers.TEXTUAL_STARTS)
            taken["painted"].append(reader.wait_for(title, textual) - reader.started)
        with Terminal([readers.PYTHON, str(readers.HERE / "apps" / "one_line.py")]) as one_line:
            taken[_ONE_LINE].append(one_line.wait_for(LINE.encode()) - one_line.started)
    return taken


def prepared(made: Made) -> bytes:
    """Use the reader once and leave it, so that it knows where it was; a title it then shows."""
    with readers.octavo(made) as reader:
        reader.press(readers.DOWN)
        reader.press(readers.UP)
        reader.settle()
        reader.quit(readers.QUIT)
    with Library.open(made.paths) as opened:
        # Not the first row: the cursor is on it, and may cut its colours elsewhere.
        (row,) = opened.catalog.rows(opened.catalog.ids(View.all(), 3)[2:])
    if row is None:
        raise LookupError("the library has lost a paper")
    return row.title[:_TITLE].encode()


def _rows(bench: Bench, count: int, taken: dict[str, list[float]]) -> None:
    where = in_words(count)
    at_target = count in (bench.large, bench.huge)

    def row(key: str, name: str, line: str, control: str, limit: float) -> None:
        target = Target(limit, By.RATIO) if at_target else None
        beside = control, ms(taken[control])
        mine = ms(taken[key])
        bench.add(Row(GROUP, f"{name}, {where}", "ms", mine, target, beside, key))
        bench.grow("start", "ms", line, count, mine.median)

    row("early", "first rows on screen", "first rows", _PASS, 3)
    row("painted", "first rows painted by Textual", "rows by Textual", _ONE_LINE, 1.15)
    row("version", "octavo --version", "--version", _PASS, 2)
    row("list", "octavo list --limit 20", "list --limit 20", _PASS, 4)
    for control in (_PASS, _ONE_LINE):
        bench.grow("start", "ms", control, count, ms(taken[control]).median)
