"""The filter in process: how much it finds of what was meant, and how long a key takes it."""

from __future__ import annotations

import statistics
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

import contenders
from filter_quality import BEST, Relevance, engines, make_intents
from libraries import library, titles_file
from measuring import By, Row, Samples, Target, in_words, ms, timed
from typing_filter import some_queries

from octavo_model import Library, View
from octavo_model.search.query.nodes import Highlights
from octavo_model.search.titles import FuzzyIndex, highlight_ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contenders import Best, Press
    from libraries import Made
    from measuring import Bench

GROUP = "The filter, in process"
_ROWS = 50
"""Rows on screen."""
_FZF = "fzf --filter, net of load"


def measure(bench: Bench) -> None:
    """Quality at the size its target is for, speed at every size."""
    _quality(bench)
    for count in bench.sizes:
        _speed(bench, library(count), count)


def _quality(bench: Bench) -> None:
    made = library(bench.large)
    titles = titles_file(made).read_text().splitlines()
    intents = make_intents(titles, 80 if bench.quick else 400)
    relevance = Relevance(titles)
    compared: dict[str, Best] = dict(engines(titles, only_octavo=False))
    frizbee = contenders.frizbee(titles)
    if frizbee is not None:
        compared["frizbee"] = frizbee
    recalls: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in compared}
    seen: dict[str, int] = defaultdict(int)
    for intent in intents:
        relevant = relevance.of(intent.words)
        seen[intent.kind] += 1
        for name, best in compared.items():
            # The others take their time: every seventh query of each class is enough.
            if name == "octavo" or seen[intent.kind] % 7 == 1:
                found = len(relevant.intersection(best(intent.query)[:BEST]))
                recalls[name][intent.kind].append(found / min(BEST, len(relevant)))
    where = in_words(bench.large)
    means = {name: _mean_of_all(by_kind) for name, by_kind in recalls.items()}
    ours = means.pop("octavo")
    for name, mean in means.items():
        bench.other(f"intent recall@{BEST}, {where}", name, f"{mean:.2f}")
    other = max(means, key=means.__getitem__)

    def row(what: str, mean: float, limit: float, control: float) -> None:
        bench.add(
            Row(
                GROUP,
                f"intent recall@{BEST}, {what}, {where}",
                "",
                Samples.of([mean]),
                Target(limit, at_least=True),
                (other, Samples.of([control])),
                f"recall, {what}",
            )
        )

    row("all queries", ours, 0.98, means[other])
    for kind, values in recalls["octavo"].items():
        row(kind, statistics.mean(values), 0.90, statistics.mean(recalls[other][kind]))


def _mean_of_all(by_kind: dict[str, list[float]]) -> float:
    return statistics.mean(value for values in by_kind.values() for value in values)


def _speed(bench: Bench, made: Made, count: int) -> None:
    taken: dict[str, list[float]] = defaultdict(list)
    loads: list[float] = []
    queries = some_queries(made, max(5, bench.times(40, count)))
    # As they are typed: each key asks for the query so far.
    keys = [query[:end] for query in queries for end in range(1, len(query) + 1)]
    others = _others(made, bench, count)
    with Library.open(made.paths) as opened:
        ids = opened.catalog.ids(View.all())
        load = timed(opened.search.prepare)
        for number, key in enumerate(keys):
            taken["octavo"].append(timed(partial(_press, opened, ids, key)))
            for name, (press, times) in others.items():
                if number % max(1, len(keys) // times) == 0:
                    taken[name].append(timed(partial(press, key)))
                    if name == _FZF:
                        loads.append(timed(partial(press, contenders.NOTHING)))
    _index(bench, made, count, load)
    if loads:
        empty = statistics.median(loads)
        taken[_FZF] = [max(0.0, one - empty) for one in taken[_FZF]]
    _rows(bench, count, {name: ms(times) for name, times in taken.items()})


def _index(bench: Bench, made: Made, count: int, load: float) -> None:
    """The index of titles, as it is loaded from disk; making it is the control."""
    titles = titles_file(made).read_text().splitlines()
    loads = [load]
    for _ in range(bench.times(5, count) - 1):
        with Library.open(made.paths) as opened:
            loads.append(timed(opened.search.prepare))
    name, mine = "index of titles loaded", ms(loads)
    control = "built", ms([timed(lambda: FuzzyIndex.build(titles))])
    target = Target(150) if count == bench.large else None
    bench.add(Row(GROUP, f"{name}, {in_words(count)}", "ms", mine, target, control, name))
    bench.grow("index of titles", "ms", "loaded", count, mine.median)
    bench.grow("index of titles", "ms", "built", count, control[1].median)


def _rows(bench: Bench, count: int, taken: dict[str, Samples]) -> None:
    where, mine = in_words(count), taken["octavo"]
    control = (_FZF, taken[_FZF]) if _FZF in taken else None
    limit = {bench.huge: 50.0, bench.large: 10.0}.get(count)
    target = Target(limit, By.P95) if limit else None
    name = f"a key: all ranked, {_ROWS} rows highlighted"
    bench.add(Row(GROUP, f"{name}, {where}", "ms", mine, target, control, "filter"))
    if limit and control:
        beside = Target(1 / 3, By.RATIO)
        bench.add(Row(GROUP, f"the same beside fzf, {where}", "ms", mine, beside, control, "fzf"))
    for line, samples in taken.items():
        who = "Octavo" if line == "octavo" else line
        bench.grow("filter in process, a key", "ms", who, count, samples.median)
        if line != "octavo":
            reported = f"{samples.median:,.1f} / {samples.p95:,.1f} ms"
            bench.other(f"filter in process, a key, {where}", line, reported)


def _press(opened: Library, ids: Sequence[int], query: str) -> None:
    """What a key asks of the model: the ranked papers, and the first of them highlighted."""
    found = opened.search.find_titles(query, ids)
    for row in opened.catalog.rows(found.ids[:_ROWS]):
        if row is not None:
            highlight_ranges(Highlights(query), row.title)


def _others(made: Made, bench: Bench, count: int) -> dict[str, tuple[Press, int]]:
    """What to compare with, and how often: brute force takes up to eight seconds a key."""
    titles = titles_file(made).read_text().splitlines()
    found: dict[str, tuple[Press, int]] = {}
    fzf, frizbee = contenders.fzf_filter(titles_file(made)), contenders.frizbee(titles)
    if fzf is not None:
        found[_FZF] = fzf, bench.times(30 if count <= bench.large else 12)
    if frizbee is not None:
        found["frizbee"] = frizbee, bench.times(40)
    for name, press in contenders.brute_force(titles).items():
        found[name] = press, bench.times(10 if count <= 100_000 else 3)
    return found
