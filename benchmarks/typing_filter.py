"""Typing into the filter, on a terminal: from the key to the last byte of what it changes."""

from __future__ import annotations

import json
import re
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import readers
from filter_quality import make_intents
from libraries import FOLDER, library, titles_file
from measuring import By, Row, Target, in_words, ms, say
from terminal import TerminalError

from octavo_model import Library, View

if TYPE_CHECKING:
    from libraries import Made
    from measuring import Bench
    from terminal import Echo, Terminal

GROUP = "Typing into the filter"
_NOTE = re.compile(rb"(\d[\d,]*) of [\d,]+(?![\d,]| unread)")
"""How many titles fit: the filter's line says it."""
_HELD = 16.0
"""Milliseconds the event loop may be held up."""
_STOCK_AT = 10_000


def measure(bench: Bench) -> None:
    """Octavo and an interactive fzf, key by key; then what held Octavo's event loop up."""
    for count in bench.sizes:
        made = library(count)
        queries = some_queries(made, bench.times(14, count))
        _keys(bench, made, count, queries)
        if count in (bench.large, bench.huge):
            _blocks(bench, made, count, queries[::2])


def some_queries(made: Made, many: int) -> list[str]:
    """Queries of every class, from the titles of a library."""
    titles = titles_file(made).read_text().splitlines()
    intents = make_intents(titles, 4 * many)
    longer = [one.query for one in intents if len(one.query) >= 4]
    return longer[:: max(1, len(longer) // many)][:many]


def _keys(bench: Bench, made: Made, count: int, queries: list[str]) -> None:
    ours: list[Echo] = []
    others: list[Echo] = []
    shown: list[int] = []
    quiet = 0.06 if count < bench.large else 0.15
    with ExitStack() as stack:
        reader = stack.enter_context(readers.octavo(made))
        fzf = stack.enter_context(readers.fzf(made))
        _open(reader)
        for number, query in enumerate(queries):
            for terminal, echoes in ((reader, ours), (fzf, others)):
                if terminal is fzf and number % 2:
                    continue
                terminal.send(readers.CLEAR)
                terminal.settle(2 * quiet)
                echoes += [terminal.press(char, quiet) for char in query]
            shown.append(_fits(reader.output))
            reader.output = fzf.output = b""
    _check(made, queries, shown)
    mine, fzfs = (ms(echo.last for echo in echoes) for echoes in (ours, others))
    limit = {bench.huge: 55.0, bench.large: 26.0}.get(count)
    name = "typing into the filter, key to last byte"
    target = Target(limit, By.P95) if limit else None
    control = "fzf, interactive", fzfs
    bench.add(Row(GROUP, f"{name}, {in_words(count)}", "ms", mine, target, control, "typing"))
    plot = f"{name}, p95"
    bench.grow(plot, "ms", "Octavo", count, mine.p95)
    bench.grow(plot, "ms", "fzf", count, fzfs.p95)


def _open(reader: Terminal) -> None:
    """Open the filter, and wait until all that it needs is there."""
    reader.press(readers.FILTER)
    reader.press("x", 0.5)
    reader.settle()


def _fits(output: bytes) -> int:
    """How many titles fit, as the reader says last; -1 where it does not say."""
    reported = _NOTE.findall(output)
    return int(reported[-1].replace(b",", b"")) if reported else -1


def _check(made: Made, queries: list[str], shown: list[int]) -> None:
    """Hold what the reader showed against what it should have.

    Raises:
        TerminalError: It showed something else.
    """
    with Library.open(made.paths) as opened:
        ids = opened.catalog.ids(View.all())
        for query, reported in zip(queries, shown, strict=True):
            expected = len(opened.search.find_titles(query, ids).ids)
            if reported != expected:
                raise TerminalError(
                    f"{query!r}: {expected} titles fit, the reader shows {reported}"
                )


def _blocks(bench: Bench, made: Made, count: int, queries: list[str]) -> None:
    """The same keys and a few moves, with a watch on the event loop."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        file = Path(folder) / "ours"
        with readers.octavo(made, watched=file) as reader:
            _open(reader)
            began = time.perf_counter()
            for query in queries:
                for char in (*query, readers.CLEAR):
                    reader.press(char)
            reader.press(readers.ENTER)
            _move(reader)
            ended = time.perf_counter()
            reader.quit(readers.QUIT)
        ours = _held(file, began, ended)
        file = Path(folder) / "stock"
        with readers.stock(_STOCK_AT, watched=file) as stock:
            began = time.perf_counter()
            _move(stock)
            ended = time.perf_counter()
            stock.quit(readers.QUIT)
        others = _held(file, began, ended)
    long = Counter(who for took, who in ours if took * 1_000 > _HELD)
    say(f"   event loop held for more than {_HELD:.0f} ms by: {dict(long)}")
    name = f"event loop held up while typing and moving, longest, {in_words(count)}"
    mine, control = (ms(took for took, _ in held) for held in (ours, others))
    beside = f"OptionList and Static, moving, {in_words(_STOCK_AT)}", control
    target = Target(_HELD, By.WORST)
    bench.add(Row(GROUP, name, "ms", mine, target, beside, "event loop"))


def _move(reader: Terminal) -> None:
    ends = [readers.LAST, readers.FIRST]
    for key in (*ends, *[readers.PAGE_DOWN] * 5, *[readers.DOWN] * 20):
        reader.press(key)


def _held(file: Path, began: float, ended: float) -> list[tuple[float, str]]:
    """The stretches between two moments: how many seconds, and whose turn it was."""
    stretches = [json.loads(line) for line in file.read_text().splitlines()]
    return [(took, who) for at, took, who, _ in stretches if began <= at <= ended]
