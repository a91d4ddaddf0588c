"""How many of a day's 400 papers are looked at before 19 of the 20 relevant ones are seen.

    OCTAVO_CORPUS_PAPERS=FILE python benchmarks/triage_days.py [--topics 15] [--stars 1 5 20 100]

Somebody has starred some papers of a topic, and 4,000 other papers are in the library. 400 new
ones, 20 of them of the topic, are read in the order of the ranker, which learns at every mark
(*live*), or as it ranked them at first (*once*). A topic is a set of categories as authors chose
it, or a phrase of titles, which is then taken out of all texts. In the last case nothing has a
star, but 50 papers are an interest, as from a bibliography.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import fmean, median
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "model"), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402
from papers import corpus_records  # noqa: E402
from screening_octavo import Octavo  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray
    from screening import Text

    Numbers = NDArray[np.int64]

PHRASES = (
    "big data",
    "cloud computing",
    "compressed sensing",
    "deep learning",
    "information retrieval",
    "logic program",
    "massive mimo",
    "multi-agent",
    "cognitive radio",
    "shortest path",
    "space-time",
    "wireless sensor",
)
_SAME = {"cs.IT math.IT", "cs.NA math.NA", "cs.SY eess.SY"}
"""Two names of one category: no topic."""
_SEED = 5
_LIBRARY, _DAY, _RELEVANT, _WANTED = 4_000, 400, 20, 19
_STARS = 100
"""At most so many papers of the topic are starred."""
_INTEREST = 50


@dataclass(frozen=True)
class Topic:
    """What somebody wants to read.

    Attributes:
        kind: "categories" or "phrase".
        name: Its name.
        relevant: 120 papers of it: those to star, and the 20 of the day.
        others: 380 papers of the day that are none of it.
        library: Papers of the library that are none of it.
    """

    kind: str
    name: str
    relevant: Numbers
    others: Numbers
    library: Numbers

    @property
    def hidden(self) -> tuple[str, ...]:
        """What is taken out of the texts, as it would give the topic away."""
        if self.kind == "categories":
            return ()
        return (self.name, *self.name.replace("-", " ").split())


def topics(texts: Sequence[Text], categories: Sequence[str], many: int) -> Iterator[Topic]:
    """``many`` topics of each kind, the same for the same papers."""
    dice = np.random.default_rng(_SEED)
    sizes = Counter(categories)
    fitting = sorted(
        name
        for name, size in sizes.items()
        if 150 <= size <= 900 and " " in name and name not in _SAME
    )
    chosen = [fitting[i] for i in np.linspace(0, len(fitting) - 1, many).astype(int)]
    folded = [" ".join(f"{title} . {abstract}".lower().split()) for title, abstract in texts]
    library = dice.permutation(len(texts))[:_LIBRARY]
    for kind, name in [("categories", name) for name in chosen] + [
        ("phrase", name) for name in PHRASES[:many]
    ]:
        if kind == "categories":
            fits = np.array([one == name for one in categories])
        else:
            fits = np.array([name in text for text in folded])
        relevant = dice.permutation(np.flatnonzero(fits))[: _STARS + _RELEVANT]
        first = [one.split()[0] for one in categories]
        alike = {first[number] for number in relevant[:40]}
        half = (_DAY - _RELEVANT) // 2
        near = [
            number
            for number in dice.permutation(len(texts))[:20_000]
            if not fits[number] and first[number] in alike
        ]
        far = [number for number in dice.permutation(len(texts))[:2_000] if not fits[number]]
        others = np.array(near[:half] + far[:half])
        yield Topic(kind, name, relevant, others, library[~fits[library]])


def without(text: str, parts: Iterable[str]) -> str:
    """A text without the words that contain one of ``parts``.

    >>> without("Big data for bigger  boats", ("big data", "big"))
    'data for boats'
    """
    words = text.split()
    for part in parts:
        words = [word for word in words if part not in word.lower()]
    return " ".join(words)


def looked_at(
    texts: Sequence[Text],
    topic: Topic,
    stars: int,
    *,
    interest: int = 0,
    live: bool = True,
) -> int:
    """How many papers of the day are looked at."""
    dice = np.random.default_rng(0)
    new = np.concatenate((topic.relevant[_STARS:], topic.others))
    new = new[dice.permutation(len(new))]
    wanted = np.isin(new, topic.relevant)
    known = topic.relevant[: max(stars, interest)]
    numbers = np.concatenate((new, known, topic.library))
    hidden = topic.hidden
    ranker = Octavo(
        [(without(texts[n][0], hidden), without(texts[n][1], hidden)) for n in numbers],
        listed=len(new),
        starred=range(len(new), len(new) + stars),
        interest=range(len(new), len(new) + interest),
    )
    scores = ranker.scores().copy()
    seen = found = 0
    while found < _WANTED:
        best = int(np.argmax(scores))
        seen, found = seen + 1, found + int(wanted[best])
        if live:
            ranker.mark(best, kept=bool(wanted[best]))
            scores = np.where(np.isinf(scores), -np.inf, ranker.scores())
        scores[best] = -np.inf
    return seen


def main() -> None:
    """Read the arguments, simulate, print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--topics", type=int, default=15, help="of each kind, 12 phrases at most")
    parser.add_argument("--stars", type=int, nargs="*", default=[1, 5, 20, 100])
    parser.add_argument("--once", action="store_true", help="as first ranked, too")
    options = parser.parse_args()
    records = list(corpus_records())
    texts = [(one.title, one.abstract) for one in records]
    categories = [" ".join(sorted(one.categories)) for one in records]
    some = list(topics(texts, categories, options.topics))
    print("| known | order | categories | phrases | mean of both | median |")
    print("| --- | --- | ---: | ---: | ---: | ---: |")
    cases = [(f"{stars} stars", stars, 0) for stars in options.stars]
    cases.append((f"an interest of {_INTEREST}", 0, _INTEREST))
    for live, (name, stars, interest) in product([False, True] if options.once else [True], cases):
        seen = [
            (one.kind, looked_at(texts, one, stars, interest=interest, live=live)) for one in some
        ]
        by_kind = [
            fmean(count for kind, count in seen if kind == wanted)
            for wanted in ("categories", "phrase")
        ]
        means = [*by_kind, fmean(by_kind), median(count for _, count in seen)]
        cells = " | ".join(f"{one:.0f}" for one in means)
        print(f"| {name} | {'live' if live else 'once'} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
