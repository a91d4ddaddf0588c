"""What a user likes, learned from the stars: a linear model over terms.

A support vector machine with squared hinge loss, as arxiv-sanity ranks by, found by Newton's
method with conjugate gradients (Keerthi and DeCoste 2005): a dozen passes over the vectors it is
trained on, all in numpy, and the same result every time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from octavo_model.search.similar.terms import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from octavo_model.search.similar.term_index import Rows, TermIndex

_SEED = 20_251_123
_MOST_STARS = 4_000
"""The latest stars; nobody's taste needs more, and it bounds the time."""
_LEAST_OTHERS, _MOST_OTHERS, _OTHERS_A_STAR = 2_000, 5_000, 5
"""How many papers without a star it learns from."""
_MOST_READ = 2_000
"""How many of these were read."""
_STARRED, _READ, _UNREAD = 1.0, 0.1, 0.05
"""What it costs to be wrong about one: an unread paper may well be liked some day."""
_BIAS = 0.01
"""How dear the constant term is; the others cost 1."""
_STEPS, _INNER_STEPS = 6, 8
_ENOUGH, _INNER_ENOUGH = 1e-8, 1e-3


@dataclass(frozen=True)
class Taste:
    """What was learned.

    Attributes:
        weights: How much each term of a `TermIndex` is liked.
        starred: The starred papers it was learned from, by number.
        rows: Their vectors.
    """

    weights: NDArray[np.float64]
    starred: NDArray[np.int64]
    rows: Rows

    def likings(self, index: TermIndex) -> NDArray[np.float64]:
        """How much every paper is liked; only the order means something."""
        terms = np.flatnonzero(self.weights).astype(np.int32)
        return index.products(terms, self.weights[terms].astype(np.float32))


def learn(index: TermIndex, starred: NDArray[np.int64], read: NDArray[np.int64]) -> Taste:
    """What somebody likes who starred and read these papers.

    Those starred are liked. Of those that were read and got no star, and of all others, a sample
    is taken that are not: both weigh little.

    Args:
        index: The index.
        starred: Papers by number, those starred last first where there are very many.
        read: Papers by number, whether starred or not.
    """
    dice = np.random.default_rng(_SEED)
    starred = np.sort(starred[:_MOST_STARS])
    rejected = _some(np.setdiff1d(read, starred), _MOST_READ, dice)
    wanted = min(max(_LEAST_OTHERS, _OTHERS_A_STAR * len(starred)), _MOST_OTHERS)
    rest = np.setdiff1d(np.arange(len(index)), np.concatenate((starred, read)))
    unknown = _some(rest, max(0, wanted - len(rejected)), dice)
    parts = ((starred, 1.0, _STARRED), (rejected, -1.0, _READ), (unknown, -1.0, _UNREAD))
    rows = index.rows(np.concatenate([papers for papers, _, _ in parts]))
    signs = np.concatenate([np.full(len(papers), sign) for papers, sign, _ in parts])
    costs = np.concatenate([np.full(len(papers), cost) for papers, _, cost in parts])
    terms, narrow = rows.narrowed()
    weights = np.zeros(rows.width)
    weights[terms] = _trained(narrow, signs, costs)
    return Taste(weights, starred, index.rows(starred))


def _some(papers: NDArray[np.int64], most: int, dice: np.random.Generator) -> NDArray[np.int64]:
    if len(papers) <= most:
        return papers
    return np.sort(dice.choice(papers, most, replace=False))


def _trained(
    rows: Rows, signs: NDArray[np.float64], costs: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The weights that minimise ``|w|²/2 + Σ cost·max(0, 1 − sign·(row·w + b))²``."""
    weights, bias = np.zeros(rows.width), 0.0
    for _ in range(_STEPS):
        # Around the present weights the loss is a parabola of the rows that are not yet right.
        wrong = signs * (rows.times(weights) + bias) < 1.0
        parabola = _Parabola(rows.only(wrong), 2.0 * costs[wrong])
        along, across = parabola.bent(weights, bias)
        wanted = parabola.costs * signs[wrong]
        rest, rest_bias = parabola.rows.summed(wanted) - along, float(wanted.sum()) - across
        began = left = _dot(rest, rest) + rest_bias**2
        if began < _ENOUGH:
            break
        way, way_bias = rest.copy(), rest_bias
        for _ in range(_INNER_STEPS):
            bent, bent_bias = parabola.bent(way, way_bias)
            step = left / (_dot(way, bent) + way_bias * bent_bias)
            weights, bias = weights + step * way, bias + step * way_bias
            rest, rest_bias = rest - step * bent, rest_bias - step * bent_bias
            before, left = left, _dot(rest, rest) + rest_bias**2
            if left < _INNER_ENOUGH * began:
                break
            way, way_bias = rest + left / before * way, rest_bias + left / before * way_bias
    return weights


@dataclass(frozen=True)
class _Parabola:
    """The loss where these rows, and no others, cost something."""

    rows: Rows
    costs: NDArray[np.float64]

    def bent(
        self, vector: NDArray[np.float64], constant: float
    ) -> tuple[NDArray[np.float64], float]:
        """The second derivative along a way."""
        pulls = self.costs * (self.rows.times(vector) + constant)
        return vector + self.rows.summed(pulls), _BIAS * constant + float(pulls.sum())


def _dot(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    # Not by BLAS: it would wake threads for this, and sum in another order with each number.
    return float(np.einsum("i,i->", one, other))


_TOLD = 3
"""How many terms tell why."""
_LEAST = 0.15
"""The share of the weightiest reason that another must have to be told."""
_CONSIDERED = 24


def reasons(
    index: TermIndex, terms: NDArray[np.int32], shares: NDArray[np.float64]
) -> list[tuple[str, ...]]:
    """The weightiest of ``terms``, each as its words in the singular.

    A phrase stands for its words and has their shares too; no word is told twice.

    Args:
        index: Tells what the terms are.
        terms: Terms by number, ascending.
        shares: How much each speaks for the paper.
    """
    order = np.argsort(-shares, kind="stable")[:_CONSIDERED]
    found = {int(terms[place]): float(shares[place]) for place in order if shares[place] > 0}
    full = {
        term: share + sum(found.get(word, 0.0) for word in index.word_numbers(term))
        for term, share in found.items()
    }
    told: list[int] = []
    used: set[int] = set()
    for term in sorted(full, key=lambda one: (-full[one], one)):
        words = set(index.word_numbers(term)) or {term}
        if told and full[term] < _LEAST * full[told[0]]:
            break
        if not words & used:
            told.append(term)
            used |= words
        if len(told) == _TOLD:
            break
    return [index.term(term) for term in told]


def shared(index: TermIndex, one: int, other: int) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """The terms that two papers have in common, and what each adds to their likeness."""
    terms, values = index.row(one)
    its_terms, its_values = index.row(other)
    both, here, there = np.intersect1d(terms, its_terms, assume_unique=True, return_indices=True)
    return both, (values[here] * its_values[there]).astype(np.float64)


def written(terms: Iterable[tuple[str, ...]], texts: Sequence[str]) -> tuple[str, ...]:
    """``terms`` as the first of ``texts`` that has them writes them, without repeats."""
    told: dict[str, None] = {}
    wordings = [Wording(text) for text in texts]
    for term in terms:
        ways = (wording.of(term) for wording in wordings)
        told[next((way for way in ways if way), " ".join(term))] = None
    return tuple(told)
