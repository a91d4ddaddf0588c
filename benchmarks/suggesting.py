"""What to read next: how well it is ranked, how long it takes, and in how much memory."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
from collections import defaultdict
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
from libraries import copy_of, library
from measuring import By, Row, Samples, Target, in_words, ms, timed
from papers import SEED, corpus_file, corpus_records

from octavo_model import Library, View
from octavo_model.core.marks import MarkField
from octavo_model.library.recommendations import MIN_STARS
from octavo_model.search.ranking.ranker import MOST_KEPT, Ranker
from octavo_model.search.ranking.rows import Weighting
from octavo_model.search.ranking.terms import CountedRows, RowCounter
from octavo_model.search.similar.counting import FREQUENCIES, Text
from octavo_model.search.similar.term_index import TermIndex
from octavo_model.search.similar.terms import stem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from libraries import Made
    from measuring import Bench
    from numpy.typing import NDArray

    Ranking = Callable[[NDArray[np.int64]], NDArray[np.float64]]

GROUP = "What to read next"
SHOWN = 20
"""Papers of which the report says how many are right."""
TOPICS = (
    ("cs.CV", "face recognition"),
    ("cs.CL", "machine translation"),
    ("cs.IT", "polar code"),
    ("cs.CR", "homomorphic"),
    ("cs.RO", "simultaneous localization"),
    ("cs.SI", "community detection"),
    ("cs.LG", "bandit"),
    ("cs.DS", "data stream"),
    ("cs.NI", "software defined network"),
    ("cs.AI", "answer set"),
    ("cs.SE", "mutation testing"),
    ("cs.LO", "separation logic"),
)
"""Category and keyword of what somebody is interested in."""
_QUERY = 30
"""Words of the query in place of the stars, for BM25."""
_STARS = 1_000
_SLICE = 1_000
_ALL, _FEW = 100_000, 30_000
"""How many of the real papers are compared, at most, or few in a quick run."""
_MEMORY = """
import sys
from pathlib import Path
from octavo_model import Library, Paths, View
data, config, state = map(Path, sys.argv[1:4])
with Library.open(Paths(data, config, state)) as library:
    first = library.catalog.ids(View.all(), 1)[0]
    library.search.find_titles("once", [first])
    def used():
        lines = Path("/proc/self/status").read_text().splitlines()
        found = dict(line.split(":\\t") for line in lines if ":\\t" in line)
        return [int(found[name].split()[0]) * 1024 for name in ("RssAnon", "VmHWM")]
    before, _ = used()
    library.recommendations.related(first)
    library.recommendations.for_you()
    after, peak = used()
    print(after - before, peak)
"""


def measure(bench: Bench) -> None:
    """Quality on real papers, where there are; times at every size; memory at the usual one."""
    if corpus_file() is None:
        bench.other("precision of what is for you", "Octavo", "not measured: no real papers named")
    else:
        _quality(bench)
        _seen_again(bench)
    for count in bench.sizes:
        if count <= bench.large:
            _times(bench, library(count), count)


# ---- quality


class _Corpus:
    """The real papers, with what is known of them."""

    def __init__(self, most: int) -> None:
        records = list(corpus_records(most))
        self.index = TermIndex.build(
            (Text(number, one.title, one.abstract) for number, one in enumerate(records, 1)),
            lambda _done: None,
        )
        self.categories = [set(one.categories) for one in records]
        self.texts = [f"{one.title} {one.abstract}".casefold() for one in records]
        self.days = np.array([int(one.created.replace("-", "") or 0) for one in records])
        self.records = records

    def about(self, category: str, keyword: str) -> NDArray[np.int64]:
        """The papers of a topic."""
        return np.array(
            [
                number
                for number, text in enumerate(self.texts)
                if category in self.categories[number] and keyword in text
            ],
            np.int64,
        )

    def without(self, keyword: str) -> TermIndex:
        """The index as if nobody wrote the words of ``keyword``."""
        index, gone = self.index, {stem(word) for word in keyword.split()}
        blind = TermIndex(**{name: getattr(index, name) for name in TermIndex.__dataclass_fields__})
        weights = index.weights.copy()
        weights[[n for n in range(len(weights)) if not gone.isdisjoint(index.term(n))]] = 0.0
        blind.__dict__["weights"] = weights
        return blind


@cache
def _corpus(most: int) -> _Corpus:
    return _Corpus(most)


def _quality(bench: Bench) -> None:
    """Stars on half the papers of a topic: how many of the first twenty are of the other half?"""
    corpus = _corpus(_FEW if bench.quick else _ALL)
    where = f"{len(corpus.records):,} papers"
    for name, stars, blind in (
        ("half the papers of a topic starred", None, False),
        ("the same, its keyword struck from all texts", None, True),
        (f"{MIN_STARS} papers of a topic starred", MIN_STARS, False),
        ("20 papers of a topic starred, its keyword struck", 20, True),
    ):
        found: dict[str, list[float]] = defaultdict(list)
        for category, keyword in TOPICS:
            papers = corpus.about(category, keyword)
            if len(papers) < 20:
                continue
            index = corpus.without(keyword) if blind else corpus.index
            rankings = _rankings(corpus, index, keyword if blind else "")
            dice = np.random.default_rng(SEED)
            for _ in range(1 if stars is None else 3):
                mixed = dice.permutation(papers)
                half = len(papers) // 2
                starred = np.sort(mixed[:half][: stars or half])
                hidden = mixed[half:] if stars is None else np.setdiff1d(papers, starred)
                for who, ranking in rankings.items():
                    found[who].append(_precision(ranking(starred), starred, hidden))
        if not found:
            raise ValueError("none of the topics has papers enough")
        _tell(bench, f"precision@{SHOWN}, {name}, {where}", found)


def _tell(bench: Bench, name: str, found: dict[str, list[float]]) -> None:
    means = {who: statistics.mean(values) for who, values in found.items()}
    mine, beside = Samples.of([means.pop("Octavo")]), Samples.of([means["BM25"]])
    target = Target(1.0, By.RATIO, at_least=True)
    bench.add(Row(GROUP, name, "", mine, target, ("plain BM25", beside), "for you"))
    for who, mean in means.items():
        bench.other(name, who, f"{mean:.2f}")


def _rankings(corpus: _Corpus, index: TermIndex, struck: str) -> dict[str, Ranking]:
    """What ranks all papers by some starred ones: the higher, the better."""
    size = len(index)
    return {
        "Octavo": _octavo(corpus, struck),
        "BM25": lambda stars: _bm25(index, stars),
        "newest first": lambda _stars: corpus.days.astype(np.float64),
        "chance": lambda _stars: np.random.default_rng(SEED).random(size),
    }


def _octavo(corpus: _Corpus, struck: str) -> Ranking:
    """Octavo's ranking, as if nobody wrote the words that are ``struck``."""
    counter, parts = RowCounter(), []
    gone = [stem(word) for word in struck.split()]
    for first in range(0, len(corpus.texts), _SLICE):
        texts = (
            " ".join(word for word in text.split() if not any(one in word for one in gone))
            for text in corpus.texts[first : first + _SLICE]
        )
        parts.append(counter.count(Text(first + n, "", text) for n, text in enumerate(texts)))
    counted = CountedRows.joined(parts)
    weighting = Weighting.of(counted)
    rows = weighting.rows(counted)
    mean = rows.sum() / len(rows)

    def ranking(stars: NDArray[np.int64]) -> NDArray[np.float64]:
        ranker, latest = Ranker(rows, mean), stars[-MOST_KEPT:]
        ranker.kept.add(latest.tolist(), weighting.rows(counted.taken(latest)))
        return rows.times(ranker.weights(latest.tolist()))

    return ranking


def _bm25(index: TermIndex, stars: NDArray[np.int64]) -> NDArray[np.float64]:
    """BM25 (k1 1.2, b 0.75) of the words that weigh most in the stars together, as one query."""
    (part,) = index.parts
    together = np.zeros(len(index.weights))
    for star in stars.tolist():
        terms, values = index.row(star)
        together[terms] += values
    together[: len(index.phrases)] = 0
    query = np.argsort(-together, kind="stable")[:_QUERY]
    spread = index.spread
    sizes = np.diff(part.starts)
    scores = np.zeros(len(index))
    for term in query[together[query] > 0]:
        where = part.of_terms(term, term + 1)
        papers = part.papers[where]
        counts = FREQUENCIES[part.paper_counts[where]].astype(np.float64)
        rare = np.log(1 + (len(index) - spread[term] + 0.5) / (spread[term] + 0.5))
        damped = 1.2 * (0.25 + 0.75 * sizes[papers] / sizes.mean())
        scores[papers] += rare * counts * 2.2 / (counts + damped)
    return scores


def _precision(
    scores: NDArray[np.float64], starred: NDArray[np.int64], hidden: NDArray[np.int64]
) -> float:
    scores = scores.copy()
    scores[starred] = -np.inf
    return float(np.isin(np.argsort(-scores, kind="stable")[:SHOWN], hidden).mean())


def _seen_again(bench: Bench) -> None:
    """How often a work in other words is offered, and how often another work is."""
    from octavo_model.search.similar import duplicates

    corpus, dice = _corpus(_FEW if bench.quick else _ALL), random.Random(SEED)
    index = corpus.index
    some = dice.sample(range(len(index)), bench.times(500))
    told_again = wrong = 0
    for number in some:
        one = corpus.records[number]
        # As a feed has it: another title, the abstract cut short, and nobody named.
        words = one.abstract.split()
        cut = " ".join(words[: max(20, len(words) * 2 // 3)])
        shared = duplicates.overlap(one.abstract, cut)
        told_again += shared >= duplicates.MIN_OVERLAP_WITHOUT_AUTHORS
        products = index.products(*index.row(number))
        products[number] = 0.0
        most = duplicates.MAX_CANDIDATES
        for other in np.argpartition(-products, most)[:most]:
            if products[other] >= duplicates.MIN_SIMILARITY:
                wrong += duplicates.same_work(
                    (one.title, one.abstract, one.authors), _told(corpus, int(other))
                )
    where = f"of {len(some):,} of {len(index):,} papers"
    bench.other(
        "seen again: the same abstract cut by a third is known",
        "Octavo",
        f"{told_again / len(some):.1%} {where}",
    )
    bench.other(
        "seen again: another arXiv paper would be offered, had it no id",
        "Octavo",
        f"{wrong} {where}",
    )


def _told(corpus: _Corpus, number: int) -> tuple[str, str, Sequence[str]]:
    one = corpus.records[number]
    return one.title, one.abstract, one.authors


# ---- times


def _times(bench: Bench, made: Made, count: int) -> None:
    where, large = in_words(count), count == bench.large
    with copy_of(made) as copy:
        with Library.open(copy.paths) as opened:
            build = timed(opened.recommendations.prepare)
        loads = []
        for _ in range(bench.times(5, count)):
            with Library.open(copy.paths) as opened:
                loads.append(timed(opened.recommendations.prepare))
        name, control = "index of terms loaded", ("built", ms([build]))
        bench.add(Row(GROUP, f"{name}, {where}", "ms", ms(loads), None, control, name))
        with Library.open(copy.paths) as opened:
            _asked(bench, opened, count, where)
        if large:
            _memory(bench, copy, where)


def _asked(bench: Bench, opened: Library, count: int, where: str) -> None:
    large, dice = count == bench.large, random.Random(SEED)
    ids = opened.catalog.ids(View.all())
    opened.recommendations.prepare()
    opened.recommendations.related(ids[0])
    times = [
        timed(partial(opened.recommendations.related, one))
        for one in dice.sample(list(ids), bench.times(200, count))
    ]
    target = Target(100, By.P95) if large else None
    bench.add(Row(GROUP, f"ten related papers, {where}", "ms", ms(times), target, None, "related"))
    bench.grow("what to read next", "ms", "related", count, ms(times).median)
    topic = [one.id for one in opened.recommendations.related(ids[0], min(_STARS, count // 10))]
    opened.marks.mark(topic, MarkField.STARRED, True)
    opened.marks.mark(dice.sample(list(ids), count // 20), MarkField.READ, True)
    learned = []
    for number in range(bench.times(10, count)):
        # Another star each time, so that nothing is left of what was learned before.
        opened.marks.mark([ids[-1 - number]], MarkField.STARRED, True)
        learned.append(timed(opened.recommendations.for_you))
    stars = opened.catalog.counts(View.starred()).total
    target = Target(2_000) if large else None
    name = f"list for you after another star, {stars:,} stars, {where}"
    bench.add(Row(GROUP, name, "ms", ms(learned), target, None, "for you again"))
    bench.grow("what to read next", "ms", "for you", count, ms(learned).median)


def _memory(bench: Bench, made: Made, where: str) -> None:
    folders = [str(one) for one in (made.paths.data, made.paths.config, made.paths.state)]
    index = made.paths.data / "terms.idx"
    size = Samples.of([index.stat().st_size / 1e6])
    bench.add(Row(GROUP, f"index of terms on disk, {where}", "MB", size))
    loaded, _ = _child(folders)
    index.unlink()
    _, peak = _child(folders)
    for name, used in (
        ("memory for it, loaded and used, besides the mapped file", loaded),
        ("memory while it is made, all of Octavo, at most", peak),
    ):
        bench.add(Row(GROUP, f"{name}, {where}", "MB", Samples.of([used / 1e6])))


def _child(folders: Sequence[str]) -> tuple[int, int]:
    """What a process of its own takes: more than before, and at most."""
    done = subprocess.run(
        [sys.executable, "-c", _MEMORY, *folders], capture_output=True, text=True, check=True
    )
    more, peak = map(int, done.stdout.split())
    return more, peak
