"""How much processor time finding takes, beside another checkout of Octavo.

    python benchmarks/finding_speed.py QUERIES --home FOLDER --against CHECKOUT [--pairs 15]
        [--typed 5] [--only REGEX]

QUERIES are made by `finding_queries`; FOLDER holds the library that `finding_quality` makes. Each
checkout answers in a process and on a copy of the library of its own, the same Python for both.
They take turns with each group of queries, and who is first changes; no query comes again, because
a checkout may keep what it found. Typed queries are asked key by key. A key has a screen of full
matches if both checkouts list at least 20 of them.

The table has, for each group, the median and the 95th percentile of a query in ms, and the ratio
of the sums of a turn: its median over all pairs of turns, and an interval that has the true one in
95 of 100 cases. Below is what fzf and frizbee take for the same keys, where they are installed:
fzf without what it takes to load the titles.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import ExitStack
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "model"), str(ROOT / "benchmarks")]

import contenders  # noqa: E402
from finding_quality import FORMS, opened_library  # noqa: E402
from finding_queries import read_rows  # noqa: E402
from libraries import FOLDER, Made, titles_file  # noqa: E402
from measuring import Samples, short  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from finding_words import Row

SCREEN = 20
"""Full matches from which on nothing else is listed."""
TYPING = "typing"
TYPED = re.compile("^(1|2|4|5|7|13) ")
PASTED = re.compile("^(3|5|6|8|12|18) ")
_OTHERS = 15
"""Others are asked each so many keys."""
_PROGRAM = ROOT / "benchmarks" / "apps" / "finder.py"


class Answer(NamedTuple):
    """What a query took, in ms, and how many papers matched in full."""

    ms: float
    full: int


class Checkout:
    """A process in which one checkout answers queries."""

    def __init__(self, root: Path, home: Path, stack: ExitStack) -> None:
        paths = Made(home, 0, 0).paths
        command = [
            sys.executable,
            str(_PROGRAM),
            *map(str, (paths.data, paths.config, paths.state)),
        ]
        environment = {**os.environ, "PYTHONPATH": str(root / "model")}
        self._process = stack.enter_context(
            subprocess.Popen(
                command,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        if self._process.stdin is not None:
            # It ends when it has no more to read.
            stack.callback(self._process.stdin.close)

    def ask(self, queries: Sequence[str]) -> list[Answer]:
        """Every query once, in this order."""
        source, sink = self._process.stdout, self._process.stdin
        if source is None or sink is None:
            raise RuntimeError("the process has no pipes")
        sink.write(f"{json.dumps(queries)}\n")
        sink.flush()
        return [Answer(*answer) for answer in json.loads(source.readline())]


def turns(rows: Iterable[Row], count: int, typed: int, only: str) -> list[dict[str, list[str]]]:
    """The queries of each turn by group: all keys of those that are typed, and those pasted whole.

    No query comes again, because what it found may still be known.

    Args:
        rows: All queries.
        count: How many turns.
        typed: Queries of each class that are typed in a turn.
        only: A regular expression of groups.
    """
    by_class: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["cls"] != "list":
            by_class[row["cls"]].append(FORMS[row["where"]][0] + row["q"])
    found = []
    for turn in range(count):
        asked = {name: some[turn::count] for name, some in by_class.items() if PASTED.match(name)}
        keys = [
            query[:end]
            for name, some in by_class.items()
            if TYPED.match(name)
            for query in some[turn::count][:typed]
            for end in range(1, len(query) + 1)
        ]
        asked[TYPING] = keys
        found.append({name: some for name, some in asked.items() if re.search(only, name)})
    return found


def ratio_of(pairs: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """The median of second over first, and between what it lies in 95 of 100 cases.

    With fewer than six pairs the interval is that of all ratios.

    >>> ratio_of([(1.0, 2.0), (1.0, 3.0), (1.0, 4.0)])
    (3.0, 2.0, 4.0)
    """
    ratios = sorted(second / first for first, second in pairs)
    count = len(ratios)
    # As many ratios on either side of the median as are on one side of it by chance.
    places = range(count)
    tails = [sum(comb(count, below) for below in range(place + 1)) / 2**count for place in places]
    place = max((place for place in places if tails[place] <= 0.025), default=0)
    return statistics.median(ratios), ratios[place], ratios[count - 1 - place]


def compare(
    sides: tuple[Checkout, Checkout], asked: Sequence[dict[str, list[str]]]
) -> dict[str, list[tuple[list[float], list[float]]]]:
    """For each group and turn, the ms of each query of the first and the second side.

    The first turn is left out: what is made at the first search is not what a search takes.
    """
    taken: dict[str, list[tuple[list[float], list[float]]]] = defaultdict(list)
    for number, queries in enumerate(asked):
        for group, some in queries.items():
            order = (0, 1) if number % 2 else (1, 0)
            answers = {place: sides[place].ask(some) for place in order}
            pairs = list(zip(answers[0], answers[1], strict=True))
            for name, kept in _parts(group, pairs).items() if number else ():
                if kept:
                    taken[name].append(([one.ms for one, _ in kept], [two.ms for _, two in kept]))
        print(f"-- turn {number}", file=sys.stderr)
    return taken


def _parts(
    group: str, pairs: list[tuple[Answer, Answer]]
) -> dict[str, list[tuple[Answer, Answer]]]:
    if group != TYPING:
        return {group: pairs}
    full = [min(one.full, other.full) >= SCREEN for one, other in pairs]
    return {
        "a key, a screen of full matches": [
            pair for pair, is_full in zip(pairs, full, strict=True) if is_full
        ],
        "a key, fewer": [pair for pair, is_full in zip(pairs, full, strict=True) if not is_full],
    }


def table(taken: dict[str, list[tuple[list[float], list[float]]]]) -> str:
    """The table in Markdown."""
    head = ("queries", "n", "before: ms p50", "p95", "now: ms p50", "p95", "ratio", "95 %")
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for name, some in taken.items():
        before, now = (Samples.of(one for turn in some for one in turn[place]) for place in (0, 1))
        figures = [short(one) for samples in (before, now) for one in (samples.median, samples.p95)]
        ratio, low, high = ratio_of([(sum(one), sum(other)) for one, other in some])
        cells = (
            name,
            str(sum(len(one) for one, _ in some)),
            *figures,
            f"{ratio:.2f}",
            f"{low:.2f}–{high:.2f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def others(home: Path, keys: Sequence[str]) -> dict[str, Samples]:
    """What others take for the keys, in ms of processor time, children included."""
    file = titles_file(Made(home, 0, 0))
    found: dict[str, Samples] = {}
    frizbee = contenders.frizbee(file.read_text().splitlines())
    if frizbee is not None:
        found["frizbee"] = Samples.of(_took(frizbee, key) for key in keys)
    fzf = contenders.fzf_filter(file)
    if fzf is not None:
        taken = [(_took(fzf, key), _took(fzf, contenders.NOTHING)) for key in keys]
        load = statistics.median(empty for _, empty in taken)
        found["fzf --filter"] = Samples.of(max(0.0, one - load) for one, _ in taken)
    return found


def _took(press: Callable[[str], object], key: str) -> float:
    began = _used()
    press(key)
    return 1_000 * (_used() - began)


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("queries", type=Path)
    parser.add_argument("--home", type=Path, default=FOLDER / "finding", help="of the library")
    parser.add_argument("--against", type=Path, required=True, help="the other checkout")
    parser.add_argument("--pairs", type=int, default=15, help="turns of each checkout")
    parser.add_argument(
        "--typed", type=int, default=5, help="queries typed of each class in a turn"
    )
    parser.add_argument("--only", default="", help="regular expression of groups")
    options = parser.parse_args()
    opened_library(options.home).close()
    asked = turns(read_rows(options.queries), options.pairs + 1, options.typed, options.only)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        sides = []
        for name, root in (("before", options.against), ("now", ROOT)):
            home = shutil.copytree(options.home, Path(folder) / name)
            sides.append(Checkout(root, home, stack))
        print(table(compare((sides[0], sides[1]), asked)))
        keys = asked[0].get(TYPING, [])[::_OTHERS]
        for name, samples in others(Path(folder) / "now", keys).items():
            print(f"\n{name}, a key: {short(samples.median)} ms p50, {short(samples.p95)} ms p95")


if __name__ == "__main__":
    main()
