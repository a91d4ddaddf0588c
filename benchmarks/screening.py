"""How much reading a ranked list saves in reviews, and whether "at most" is right.

    python benchmarks/screening.py FILE.jsonl… [--seeds 10] [--compare] [--json FILE]

Each FILE is a review that people have screened, in JSON Lines (gzipped or not) or CSV: ``title``,
``abstract`` and ``label``, 1 for what they included and 0 for the rest. The label may be called
``label_included`` or ``included``, too. Where such files are is in docs/ranking-figures.md.

One relevant and one irrelevant record, drawn by the seed, are marked at the start. Then the best
record without a mark is marked with its label, until 95 % of the relevant ones are found and, for
the coverage of "at most", a quarter of the list is read after that.

``WSS@95`` is the share of reading saved against a random order when 95 % are found, ``recall@10 %``
how many of the relevant records (without the first) are found when a tenth is read, ``ms`` the
processor time of one more mark with the ranking after it (median). "At most" is tried whenever
another 1 % is read: ``shown`` says how often something was said, ``holds`` how often as many or
fewer were left, ``holds*`` the same while any was left, ``too high`` by how many it was above what
was left. ``--compare`` runs a scikit-learn version of the default model of ASReview 2 beside it
(see `screening_others`; ``pip install '.[bench]'``).
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import math
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING, Any, Protocol

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "model"), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402

from octavo_model.search.ranking.remaining import estimate  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

UPTO = 0.95
"""The share of the relevant records that has to be found."""
_FIRST_SEED = 1_000
_LABELS = (0, 1, "0", "1")
_LABEL_NAMES = ("label", "label_included", "included")
Text = tuple[str, str]
"""A title and an abstract."""


class Ranker(Protocol):
    """What ranks the records of one review."""

    def start(self) -> None:
        """Forget all marks."""

    def mark(self, number: int, *, kept: bool) -> None:
        """Keep or refuse a record."""

    def scores(self) -> NDArray[np.float64]:
        """Return a score for every record, higher for better ones."""


@dataclass(frozen=True)
class Review:
    """Records that people have screened.

    Attributes:
        name: The name of its file.
        texts: Title and abstract of each.
        labels: 1 for each that was included, else 0.
    """

    name: str
    texts: list[Text]
    labels: NDArray[np.int64]


@dataclass
class Run:
    """One simulated reading.

    Attributes:
        labels: The labels in the order of reading, with those of the two known at the start.
        papers: How many records there are.
        relevant: How many of them are relevant.
        spent: Milliseconds of processor time of each ranking.
    """

    labels: NDArray[np.int64]
    papers: int
    relevant: int
    spent: list[float] = field(default_factory=list)

    @property
    def read(self) -> int:
        """After how many records 95 % are found."""
        needed = math.ceil(UPTO * self.relevant)
        return int(np.searchsorted(np.cumsum(self.labels), needed)) + 1

    @property
    def saved(self) -> float:
        """WSS@95."""
        return (self.papers - self.read) / self.papers - (1 - UPTO)

    @property
    def early(self) -> float:
        """Recall when a tenth is read, without the record known at the start."""
        tenth = math.ceil(self.papers / 10)
        return (int(self.labels[:tenth].sum()) - 1) / (self.relevant - 1)

    def claims(self) -> Iterator[tuple[int, int]]:
        """Yield ("at most", how many were left) wherever something is said, at every 1 % read."""
        places = (np.flatnonzero(self.labels) + 1).tolist()
        for part in range(1, 100):
            read = round(self.papers * part / 100)
            if read > len(self.labels):
                return
            met = [place for place in places if place <= read]
            said = estimate(met, read, self.papers)
            if said is not None:
                yield said.most, self.relevant - len(met)

    @property
    def points(self) -> int:
        """At how many points something could be said."""
        return sum(round(self.papers * part / 100) <= len(self.labels) for part in range(1, 100))


def load(path: Path) -> Review:
    """Read a review. Records without a label are left out.

    Raises:
        OSError: The file cannot be read.
        ValueError: It has no labels, or a line is no JSON.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as lines:
        csv.field_size_limit(sys.maxsize)
        rows: Iterable[Mapping[str, Any]] = (
            csv.DictReader(lines) if ".csv" in path.suffixes else map(json.loads, lines)
        )
        labelled = [
            ((row.get("title") or "", row.get("abstract") or ""), int(label))
            for row in rows
            if (label := _label(row)) in _LABELS
        ]
    if not labelled:
        raise ValueError(f"{path} has no labels")
    texts, labels = zip(*labelled, strict=True)
    return Review(path.name.split(".")[0], list(texts), np.array(labels))


def _label(row: Mapping[str, Any]) -> Any:
    return next((row[name] for name in _LABEL_NAMES if name in row), None)


def screen(ranker: Ranker, labels: NDArray[np.int64], seed: int, past: float = 0.25) -> Run:
    """Read a review in the order of ``ranker``, which learns at every mark.

    When 95 % are found, the share ``past`` of the list is read after that.
    """
    dice = np.random.default_rng(_FIRST_SEED + seed)
    order = [int(dice.choice(np.flatnonzero(labels == value))) for value in (1, 0)]
    ranker.start()
    ranker.mark(order[0], kept=True)
    papers, relevant = len(labels), int(labels.sum())
    needed, found, more = math.ceil(UPTO * relevant), 1, int(papers * past)
    spent = list[float]()
    while len(order) < papers and (found < needed or more > 0):
        began = time.process_time()
        ranker.mark(order[-1], kept=bool(labels[order[-1]]))
        scores = ranker.scores().copy()
        spent.append(1_000 * (time.process_time() - began))
        scores[order] = -np.inf
        best = int(np.argmax(scores))
        more -= found >= needed
        order.append(best)
        found += int(labels[best])
    return Run(labels[order], papers, relevant, spent)


def row(review: Review, runs: Sequence[Run], *, claims: bool) -> dict[str, float | str]:
    """The figures of one review, by column."""
    saved = [run.saved for run in runs]
    found: dict[str, float | str] = {
        "review": review.name,
        "records": len(review.texts),
        "relevant": int(review.labels.sum()),
        "WSS@95": fmean(saved),
        "±": float(np.std(saved)),
        "recall@10 %": fmean(run.early for run in runs),
        "ms": median(ms for run in runs for ms in run.spent),
    }
    if claims:
        said = [one for run in runs for one in run.claims()]
        open_ = [(most, left) for most, left in said if left]
        found["shown"] = len(said) / sum(run.points for run in runs)
        found["holds"] = _mean([most >= left for most, left in said])
        found["holds*"] = _mean([most >= left for most, left in open_])
        found["too high"] = _mean([most - left for most, left in said])
        found["claims"] = len(said)
    return found


def _mean(values: Sequence[float]) -> float:
    return fmean(values) if values else math.nan


def table(rows: Sequence[Mapping[str, float | str]]) -> str:
    """The rows in Markdown, with their mean at the end."""
    head = [name for name in rows[0] if name != "claims"]
    means: dict[str, float | str] = {"review": "mean"}
    for name in head[3:]:
        values = [one for one in (float(row[name]) for row in rows) if not math.isnan(one)]
        means[name] = _mean(values)
    lines = [head, ["---"] + ["---:"] * (len(head) - 1)]
    lines += [[_cell(name, row.get(name, "")) for name in head] for row in [*rows, means]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(name: str, value: float | str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return f"{value:,}"
    return (
        "–"
        if math.isnan(value)
        else f"{value:.1f}"
        if name in {"ms", "too high"}
        else f"{value:.3f}"
    )


def main() -> None:
    """Read the arguments, simulate, print a table for each ranker."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--compare", action="store_true", help="beside ASReview's u4")
    parser.add_argument("--json", type=Path, metavar="FILE", help="writes the rows there as well")
    options = parser.parse_args()
    from screening_octavo import Octavo

    makers: dict[str, Callable[[Sequence[Text]], Ranker]] = {"Octavo": Octavo}
    if options.compare:
        from screening_others import U4

        makers["u4"] = U4
    rows: dict[str, list[dict[str, float | str]]] = {name: [] for name in makers}
    for path in options.files:
        review = load(path)
        for name, make in makers.items():
            ranker = make(review.texts)
            claims = name == "Octavo"
            past = 0.25 if claims else 0.0
            runs = [screen(ranker, review.labels, seed, past) for seed in range(options.seeds)]
            rows[name].append(row(review, runs, claims=claims))
            print(name, rows[name][-1], file=sys.stderr, flush=True)
    for name, some in rows.items():
        print(f"{name}\n\n{table(some)}\n")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
