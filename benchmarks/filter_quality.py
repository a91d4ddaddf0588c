"""How often the filter lists what was meant: intent recall@20, beside what one would use instead.

    python benchmarks/filter_quality.py [--titles 100000] [--queries 400] [--only-octavo]

Queries are made from titles drawn with a fixed seed. The relevant titles of a query are those in
which every intended word begins a word; the recall is how many of the best 20 are relevant, out
of min(20, all relevant).
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "model"), str(ROOT / "benchmarks")]

import numpy as np  # noqa: E402
from papers import corpus_file, titles  # noqa: E402

from octavo_model.search.titles import FuzzyIndex  # noqa: E402
from octavo_model.text.fold import fold  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Repository = Callable[[str], Sequence[int]]
    Made = tuple[str, tuple[str, ...]]
    """A query, and the words that were meant."""
    Maker = Callable[[list[str], random.Random], Made | None]

SEED = 7
BEST = 20
TYPO_LENGTH = 5
"""Words of fewer letters get no typo: nobody could know what they were."""
_VOWELS = re.compile("(?<=.)[aeiou]")
_DOUBLED = re.compile(r"(.)\1+")
_WORD = re.compile("[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Intent:
    """A query and what was meant by it.

    Attributes:
        kind: The class of the query.
        query: What is typed.
        words: The words, or beginnings of words, that were meant.
    """

    kind: str
    query: str
    words: tuple[str, ...]


def make_intents(all_titles: Sequence[str], count: int, seed: int = SEED) -> list[Intent]:
    """``count`` queries from ``all_titles``, as many of each class."""
    makers: dict[str, Maker] = {f"prefix of {size}": partial(_prefix, size) for size in range(1, 6)}
    makers |= {f"phrase of {size}": partial(_phrase, size) for size in (10, 20)}
    for number, name in ((2, "two words"), (3, "three words")):
        makers[name] = partial(_words, number, None)
        makers |= {f"{name}, {edit}": partial(_words, number, edit) for edit in EDITS}
    makers |= {"consonants": _consonants, "run together": _run_together}
    dice, kinds, intents = random.Random(seed), list(makers), list[Intent]()
    while len(intents) < count:
        kind = kinds[len(intents) % len(kinds)]
        made = makers[kind](_words_of(dice.choice(all_titles)), dice)
        if made is not None:
            intents.append(Intent(kind, *made))
    return intents


def _words_of(title: str) -> list[str]:
    return _WORD.findall(fold(title))


def _prefix(size: int, words: list[str], dice: random.Random) -> Made | None:
    long = [word for word in words if len(word) >= size]
    if not long:
        return None
    start = dice.choice(long)[:size]
    return start, (start,)


def _phrase(size: int, words: list[str], dice: random.Random) -> Made | None:
    text, starts = " ".join(words), [0]
    for word in words[:-1]:
        starts.append(starts[-1] + len(word) + 1)
    starts = [start for start in starts if start + size <= len(text)]
    if not starts:
        return None
    start = dice.choice(starts)
    query = text[start : start + size].strip()
    return query, tuple(query.split())


def _words(number: int, edit: str | None, words: list[str], dice: random.Random) -> Made | None:
    least = TYPO_LENGTH if edit else 4
    long = sorted({word for word in words if len(word) >= least and word.isalpha()})
    if len(long) < number:
        return None
    chosen = dice.sample(long, number)
    typed = [EDITS[edit](word, dice) for word in chosen] if edit else chosen
    return " ".join(typed), tuple(chosen)


def _consonants(words: list[str], dice: random.Random) -> Made | None:
    pairs = [
        (left, right)
        for left, right in pairwise(words)
        if min(len(left), len(right)) >= 6 and (left + right).isalpha()
    ]
    if not pairs:
        return None
    chosen = dice.choice(pairs)
    short = [_DOUBLED.sub(r"\1", _VOWELS.sub("", word)) for word in chosen]
    if min(map(len, short)) < 3:
        return None
    return " ".join(short), chosen


def _run_together(words: list[str], dice: random.Random) -> Made | None:
    long = [word for word in words if len(word) >= 4 and word.isalpha()]
    if len(long) < 2:
        return None
    place = dice.randrange(len(long) - 1)
    parts = tuple(word[: dice.randrange(3, 6)] for word in long[place : place + 2])
    return "".join(parts), parts


def _deletion(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def _transposition(word: str, dice: random.Random) -> str:
    place = dice.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _substitution(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word))
    return word[:place] + dice.choice("abcdefghijklmnopqrstuvwxyz") + word[place + 1 :]


def _insertion(word: str, dice: random.Random) -> str:
    place = dice.randrange(1, len(word) + 1)
    return word[:place] + dice.choice("abcdefghijklmnopqrstuvwxyz") + word[place:]


EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "deletion": _deletion,
    "transposition": _transposition,
    "substitution": _substitution,
    "insertion": _insertion,
}


class Relevance:
    """Which titles a query means."""

    def __init__(self, all_titles: Sequence[str]) -> None:
        titles_of: dict[str, list[int]] = defaultdict(list)
        for number, title in enumerate(all_titles):
            for word in set(_words_of(title)):
                titles_of[word].append(number)
        self._titles_of = titles_of

    def of(self, words: Sequence[str]) -> set[int]:
        """The titles in which each of ``words`` begins a word."""
        found = [
            {
                title
                for word in self._titles_of
                if word.startswith(start)
                for title in self._titles_of[word]
            }
            for start in words
        ]
        return set.intersection(*found)


def engines(all_titles: list[str], only_octavo: bool) -> dict[str, Repository]:
    """The filters to compare, by name: each gives the best 20 titles of a query."""
    index = FuzzyIndex.build(all_titles)
    found: dict[str, Repository] = {
        "octavo": lambda query: index.search(query).docs[:BEST].tolist()
    }
    if only_octavo:
        return found
    from rapidfuzz import fuzz, process

    folded = [" ".join(_words_of(title)) for title in all_titles]

    def brute(scorer: Callable[..., float]) -> Repository:
        def first(query: str) -> Sequence[int]:
            scores = process.cdist([query], folded, scorer=scorer, dtype=np.float32, workers=-1)[0]
            best: list[int] = np.argsort(-scores, kind="stable")[:BEST].tolist()
            return best

        return first

    found["WRatio"] = brute(fuzz.WRatio)
    found["partial_ratio"] = brute(fuzz.partial_ratio)
    fzf = shutil.which("fzf")
    if fzf:
        lines = "\n".join(f"{number} {title}" for number, title in enumerate(folded))

        def fzf_best(query: str) -> Sequence[int]:
            command = [fzf, "-i", "--nth=2..", "--filter", query]
            done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
            return [int(line.split(" ", 1)[0]) for line in done.stdout.splitlines()[:BEST]]

        found["fzf"] = fzf_best
    return found


def measure(all_titles: list[str], count: int, only_octavo: bool, show_misses: bool) -> None:
    """Print the recall of every engine for every class of query."""
    intents = make_intents(all_titles, count)
    relevance = Relevance(all_titles)
    compared = engines(all_titles, only_octavo)
    recalls: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in compared}
    started = time.perf_counter()
    for intent in intents:
        relevant = relevance.of(intent.words)
        possible = min(BEST, len(relevant))
        for name, engine in compared.items():
            recall = len(relevant.intersection(engine(intent.query))) / possible
            recalls[name][intent.kind].append(recall)
            if show_misses and name == "octavo" and recall < 1:
                print(f"  missed {1 - recall:.0%} of {possible}: {intent}")
    print(f"intent recall@{BEST}: {count} queries, {len(all_titles)} titles", end=" ")
    print(f"({'real and generated' if corpus_file() else 'generated'}),", end=" ")
    print(f"{time.perf_counter() - started:.0f} s")
    print(f"{'':28}" + "".join(f"{name:>15}" for name in compared))
    for kind in dict.fromkeys(intent.kind for intent in intents):
        print(f"{kind:28}" + "".join(f"{mean(recalls[name][kind]):15.3f}" for name in compared))
    everything = [
        mean(value for values in recalls[name].values() for value in values) for name in compared
    ]
    print(f"{'all':28}" + "".join(f"{value:15.3f}" for value in everything))


def main() -> None:
    """Read the arguments and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--titles", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=400)
    parser.add_argument("--only-octavo", action="store_true", help="leave out the others")
    parser.add_argument("--misses", action="store_true", help="list every query that missed some")
    options = parser.parse_args()
    measure(titles(options.titles), options.queries, options.only_octavo, options.misses)


if __name__ == "__main__":
    main()
