"""The papers everything is measured on: real ones where there are, else invented ones.

Real ones come from the file named by ``OCTAVO_CORPUS_PAPERS``: JSON Lines, gzipped or not, each
line with ``title`` and ``abstract``. Wherever more are wanted than it holds, or it is not there,
titles and abstracts are made by recombining the sentences at hand, always the same for one seed.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS_VARIABLE = "OCTAVO_CORPUS_PAPERS"
SEED = 20_240_229


@dataclass(frozen=True, slots=True)
class BenchmarkPaper:
    """A title and an abstract."""

    title: str
    abstract: str


def corpus_file() -> Path | None:
    """The file with real papers, or None where the environment names none."""
    name = os.environ.get(CORPUS_VARIABLE)
    return Path(name) if name else None


def papers(count: int) -> Iterator[BenchmarkPaper]:
    """``count`` papers: the real ones first, then generated ones."""
    path, seen = corpus_file(), 0
    pool: list[BenchmarkPaper] = []
    if path is not None:
        for paper in read_papers(path):
            if seen == count:
                return
            seen += 1
            pool.append(paper)
            yield paper
    yield from generated(count - seen, pool or _invented())


def titles(count: int) -> list[str]:
    """The titles of `papers`."""
    return [paper.title for paper in papers(count)]


def read_papers(path: Path) -> Iterator[BenchmarkPaper]:
    """The papers of a JSON Lines file that have a title.

    Raises:
        OSError: The file cannot be read.
        ValueError: A line is no JSON object with texts for ``title`` and ``abstract``.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            title = clean_line(record["title"])
            if title:
                # Line breaks inside the abstracts of the corpus are no paragraphs.
                yield BenchmarkPaper(title, clean_text(record.get("abstract", "")))


@dataclass(frozen=True, slots=True)
class Record(BenchmarkPaper):
    """A real paper, with what else is known of it; its day of creation as ``2016-01-31``."""

    created: str
    categories: tuple[str, ...]
    authors: tuple[str, ...]
    id: str = ""
    """On arXiv, without a version: ``1602.00001`` or ``cs/0601001``."""
    comments: str = ""
    """Of the authors: where it appears, how many pages it has."""


def corpus_records(most: int | None = None) -> Iterator[Record]:
    """The first ``most`` real papers, or all of them.

    Raises:
        OSError: The environment names no file of them, or it cannot be read.
    """
    path = corpus_file()
    if path is None:
        raise FileNotFoundError(CORPUS_VARIABLE)
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in islice(lines, most):
            reported = json.loads(line)
            yield Record(
                clean_line(reported["title"]),
                clean_text(reported.get("abstract", "")),
                reported.get("created", ""),
                tuple(reported.get("categories", "").split()),
                tuple(reported.get("authors", ())),
                reported.get("id", ""),
                clean_line(reported.get("comments", "")),
            )


def generated(count: int, pool: list[BenchmarkPaper], seed: int = SEED) -> Iterator[BenchmarkPaper]:
    """Papers recombined from ``pool``: the first half of one title, the second of another.

    One word in forty is changed, so that the vocabulary grows with the number of titles as it
    does in life: a million titles have some 200,000 distinct words.
    """
    dice = random.Random(seed)
    for _ in range(count):
        one, other, third = (dice.choice(pool) for _ in range(3))
        start, end = one.title.split(), other.title.split()
        words = start[: (len(start) + 1) // 2] + end[len(end) // 2 :]
        title = " ".join(_changed(word, dice) if dice.random() < 0.025 else word for word in words)
        first, second = _sentences(one.abstract), _sentences(third.abstract)
        abstract = " ".join(first[: (len(first) + 1) // 2] + second[len(second) // 2 :])
        yield BenchmarkPaper(title, abstract)


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s+", text)


def _changed(word: str, dice: random.Random) -> str:
    """``word`` with two syllables more: a word that may be new."""
    place = dice.randrange(len(word) + 1)
    return word[:place] + dice.choice(_SYLLABLES) + dice.choice(_SYLLABLES) + word[place:]


def listed(words: str) -> tuple[str, ...]:
    """The words of a text, for lists of words that are no texts."""
    return tuple(words.split())


_SYLLABLES = listed("ba co di fe gu ha jo ki lu me na po qui ra so ti vu we xa zo")
_ADJECTIVES = listed("""
adaptive bounded causal compact contrastive convex deep differentiable discrete
distributed efficient equivariant federated generative geometric graph hierarchical implicit
interpretable latent linear masked modular multimodal neural online parallel private probabilistic
quantised random recurrent robust scalable self-supervised sparse spectral stochastic structured
temporal tractable unsupervised variational visual weakly-supervised""")
_NOUNS = listed("""
adaptation agent alignment attention automaton autoencoder bandit benchmark boosting
classifier clustering code collapse compression constraint control convolution dataset decoder
detection diffusion distillation embedding encoder ensemble estimation evaluation exploration
feature filter forest game gradient hashing inference kernel kriging language lattice learner
logic manifold matching memory model network normalisation optimiser parser planning policy
pooling pretraining prompt pruning quantisation ranking reasoning recognition regression
regularisation representation retrieval reward robot sampling scheduling search segmentation
sensor simulation speech summarisation surface tensor tracking transformer translation tree
video vision""")
_FORMS = (
    "{A} {N} for {a} {n}",
    "On the {N} of {A} {N}s",
    "{A} and {A}: {N} with {a} {n}",
    "Towards {a} {n}: A {A} {N}",
    "{N}-{N}: {A} {N} via {n} {n}",
    "Learning {A} {N}s from {a} {n}s",
    "Is {a} {n} all we need for {n}?",
    "{A} {N} under {n} shift",
)


def _invented(count: int = 20_000) -> list[BenchmarkPaper]:
    """A pool of papers that nobody wrote."""
    dice = random.Random(SEED)

    def fill(form: str) -> str:
        def word(slot: re.Match[str]) -> str:
            chosen = dice.choice(_ADJECTIVES if slot[1] in "Aa" else _NOUNS)
            if dice.random() < 0.15:
                chosen = _changed(chosen, dice)
            return chosen.capitalize() if slot[1].isupper() else chosen

        return re.sub(r"\{([ANan])\}", word, form)

    def paper() -> BenchmarkPaper:
        sentences = [f"{fill(dice.choice(_FORMS))}." for _ in range(dice.randrange(6, 18))]
        return BenchmarkPaper(fill(dice.choice(_FORMS)), " ".join(sentences))

    return [paper() for _ in range(count)]
