"""The order in which papers stand that fit a query: best first."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.search.query.nodes import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from octavo_model.search.query.nodes import Query, Term

_STEPS = 600
"""Into how many parts a hundredth of a score is divided for sorting."""


def has_likings(clause: tuple[Term, ...]) -> bool:
    """Whether ``clause`` has alternatives of which one is a word: what fits it has a score."""
    return len(clause) > 1 and any(isinstance(term, Word) for term in clause)


def by_rank(
    ids: Sequence[int], ranks: NDArray[np.float64]
) -> tuple[Sequence[int], Sequence[float]]:
    """Best first, and scores of which the best is 100."""
    here = ranks[np.asarray(ids, np.int64)]
    order = np.argsort(here, kind="stable")
    best = min(float(here.min(initial=0.0)), -1e-12)
    scores = (here[order] * (100 / best)).astype(np.float32)
    return taken(ids, order, "q", np.int64), array("f", scores.tobytes())


def best_first(
    ids: Sequence[int], scores: NDArray[np.float32]
) -> tuple[Sequence[int], Sequence[float]]:
    """``ids`` in the order of their ``scores``, none above 100; equals stay in their order."""
    # Numbers of two bytes are sorted by counting, which takes a tenth of the time.
    below = np.maximum(np.float32(100) - scores, np.float32(0))
    steps = (below * np.float32(_STEPS)).astype(np.uint16)
    order = np.argsort(steps, kind="stable")
    # Inside of a step they may rise.
    falling = np.minimum.accumulate(scores[order])
    return taken(ids, order, "q", np.int64), array("f", falling.tobytes())


def by_both(
    query: Query, ids: Sequence[int], scores: Sequence[float], likings: NDArray[np.float32]
) -> tuple[Sequence[int], Sequence[float]]:
    """What the words of ``query`` found, in the order of these and of its alternatives."""
    words = sum(len(clause) == 1 and isinstance(clause[0], Word) for clause in query.clauses)
    others = sum(map(has_likings, query.clauses))
    liked = likings[np.asarray(ids, np.int64)]
    both = np.asarray(scores, np.float32) * np.float32(words) + liked * np.float32(others)
    return best_first(ids, (both / (words + others)).astype(np.float32))


def taken(values: Sequence[float], order: NDArray[np.intp], code: str, kind: type) -> array[Any]:
    """``values`` in this ``order``, as an array of type ``code``, which numpy calls ``kind``."""
    return array(code, np.asarray(values, kind)[order].tobytes())
