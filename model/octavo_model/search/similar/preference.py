"""What a user prefers, learned from the stars: a linear model over terms.

A support vector machine with squared hinge loss, as arxiv-sanity ranks by, found by Newton's
method with conjugate gradients (Keerthi and DeCoste 2005): a dozen passes over the vectors it is
trained on, all in numpy, and the same result every time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from octavo_model.search.similar.terms import TermText

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from octavo_model.search.similar.counting import Text
    from octavo_model.search.similar.rows import Rows
    from octavo_model.search.similar.term_index import TermIndex

_SEED = 20_251_123
_MAX_STARS = 4_000
"""The latest stars; more do not help, and this bounds the time."""
_MIN_OTHERS, _MAX_OTHERS, _OTHERS_A_STAR = 2_000, 5_000, 5
"""How many papers without a star it learns from."""
_MAX_READ = 2_000
"""How many of these were read."""
_STARRED, _READ, _UNREAD = 1.0, 0.1, 0.05
"""What it costs to be wrong about one: an unread paper may well get a star later."""
_BIAS = 0.01
"""What the constant term costs; the others cost 1."""
_STEPS, _INNER_STEPS = 6, 8
_TOLERANCE, _INNER_TOLERANCE = 1e-8, 1e-3


@dataclass(frozen=True)
class Preference:
    """What was learned from ``starred`` papers, which are numbers in a `TermIndex`."""

    weights: NDArray[np.float64]
    """How much each term speaks for a paper."""
    starred: NDArray[np.int64]
    rows: Rows
    """The vectors of the starred papers."""

    def scores(self, index: TermIndex) -> NDArray[np.float64]:
        """Return a score for every paper; only their order means something."""
        terms = np.flatnonzero(self.weights).astype(np.int32)
        return index.products(terms, self.weights[terms].astype(np.float32))


def learn(index: TermIndex, starred: NDArray[np.int64], read: NDArray[np.int64]) -> Preference:
    """Learn from papers by number: ``starred``, the latest first, and ``read``, starred or not.

    Of the papers read without a star, and of all others, samples count as rejected, with little
    weight.
    """
    random = np.random.default_rng(_SEED)
    starred = np.sort(starred[:_MAX_STARS])
    rejected = _sample(np.setdiff1d(read, starred), _MAX_READ, random)
    wanted = min(max(_MIN_OTHERS, _OTHERS_A_STAR * len(starred)), _MAX_OTHERS)
    rest = np.setdiff1d(np.arange(len(index)), np.concatenate((starred, read)))
    unknown = _sample(rest, max(0, wanted - len(rejected)), random)
    parts = ((starred, 1.0, _STARRED), (rejected, -1.0, _READ), (unknown, -1.0, _UNREAD))
    rows = index.rows(np.concatenate([papers for papers, _, _ in parts]))
    signs = np.concatenate([np.full(len(papers), sign) for papers, sign, _ in parts])
    costs = np.concatenate([np.full(len(papers), cost) for papers, _, cost in parts])
    terms, narrow = rows.narrowed()
    weights = np.zeros(rows.width)
    weights[terms] = _train(narrow, signs, costs)
    return Preference(weights, starred, index.rows(starred))


def _sample(papers: NDArray[np.int64], size: int, random: np.random.Generator) -> NDArray[np.int64]:
    if len(papers) <= size:
        return papers
    return np.sort(random.choice(papers, size, replace=False))


def _train(
    rows: Rows, signs: NDArray[np.float64], costs: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the weights that minimise ``|w|²/2 + Σ cost·max(0, 1 − sign·(row·w + b))²``."""
    weights, bias = np.zeros(rows.width), 0.0
    for _ in range(_STEPS):
        # Near these weights the loss is a parabola of the rows that are still wrong.
        wrong = signs * (rows.times(weights) + bias) < 1.0
        parabola = rows.only(wrong), 2.0 * costs[wrong]
        curve, curve_bias = _curvature(*parabola, weights, bias)
        wanted = 2.0 * costs[wrong] * signs[wrong]
        rest = parabola[0].weighted_sum(wanted) - curve
        rest_bias = float(wanted.sum()) - curve_bias
        initial = left = _dot(rest, rest) + rest_bias**2
        if initial < _TOLERANCE:
            break
        direction, direction_bias = rest.copy(), rest_bias
        for _ in range(_INNER_STEPS):
            curve, curve_bias = _curvature(*parabola, direction, direction_bias)
            step = left / (_dot(direction, curve) + direction_bias * curve_bias)
            weights, bias = weights + step * direction, bias + step * direction_bias
            rest, rest_bias = rest - step * curve, rest_bias - step * curve_bias
            before, left = left, _dot(rest, rest) + rest_bias**2
            if left < _INNER_TOLERANCE * initial:
                break
            direction = rest + left / before * direction
            direction_bias = rest_bias + left / before * direction_bias
    return weights


def _curvature(
    rows: Rows, costs: NDArray[np.float64], vector: NDArray[np.float64], constant: float
) -> tuple[NDArray[np.float64], float]:
    """Return the second derivative of the loss of these rows along a direction."""
    pulls = costs * (rows.times(vector) + constant)
    return vector + rows.weighted_sum(pulls), _BIAS * constant + float(pulls.sum())


def _dot(vector: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    # Not by BLAS: it would start threads for this, and sum in another order with each number.
    return float(np.einsum("i,i->", vector, other))


_MAX_REASONS = 3
_MIN_SHARE = 0.15
"""The share of the best reason that another must have."""
_MAX_TERMS = 24


def reasons(
    index: TermIndex, terms: NDArray[np.int32], shares: NDArray[np.float64]
) -> list[tuple[str, ...]]:
    """Return the best of ``terms`` by their ``shares``, each as its words in the singular.

    A phrase includes its words and has their shares too; no word is repeated.
    """
    order = np.argsort(-shares, kind="stable")[:_MAX_TERMS]
    alone = {int(terms[at]): float(shares[at]) for at in order if shares[at] > 0}
    full = {
        term: share + sum(alone.get(word, 0.0) for word in index.word_numbers(term))
        for term, share in alone.items()
    }
    chosen: list[int] = []
    used: set[int] = set()
    for term in sorted(full, key=lambda number: (-full[number], number)):
        words = set(index.word_numbers(term)) or {term}
        if chosen and full[term] < _MIN_SHARE * full[chosen[0]]:
            break
        if not words & used:
            chosen.append(term)
            used |= words
        if len(chosen) == _MAX_REASONS:
            break
    return [index.term(term) for term in chosen]


def shared_terms(
    index: TermIndex, paper: int, other: int
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return the terms that two papers share, and what each adds to their similarity."""
    terms, values = index.row(paper)
    other_terms, other_values = index.row(other)
    both, here, there = np.intersect1d(terms, other_terms, assume_unique=True, return_indices=True)
    return both, (values[here] * other_values[there]).astype(np.float64)


def as_written(terms: Iterable[tuple[str, ...]], text: Text) -> tuple[str, ...]:
    """Return ``terms`` as the abstract or else the title writes them, without repeats."""
    written: dict[str, None] = {}
    # The abstract first: titles are written with capitals.
    parts = [TermText(text.abstract), TermText(text.title)]
    for term in terms:
        forms = (part.form_of(term) for part in parts)
        written[next((form for form in forms if form), " ".join(term))] = None
    return tuple(written)
