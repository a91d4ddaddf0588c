"""The order in which papers stand that fit a query: best first."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.search.query.nodes import Lit, Word, briefly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from octavo_model.search.query.nodes import Problem, Query, Term

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


_NEAR = 3
"""Parts that are named in a message."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a query found.

    Attributes:
        query: The query, as it was understood.
        ids: Paper ids, in the order of the list.
        scores: How well each fits, 0 to 100, in the same order; 100 where it does not matter.
        problems: What of the query does nothing, and why, in its order.
        lit: What of it is to be seen in titles: see `octavo_model.search.titles.light`.
        why: Why nothing was found, in words; empty where something was, or nothing was there.
    """

    query: Query
    ids: Sequence[int]
    scores: Sequence[float]
    problems: tuple[Problem, ...] = ()
    lit: Lit = field(default_factory=Lit)
    why: str = ""


def why_nothing(query: Query, alone: Sequence[Sequence[Term]], left: int, size: int) -> str:
    """Why nothing was found, in words.

    Args:
        query: What was looked for.
        alone: Its conditions that fit nothing of the list, each by itself.
        left: How many papers all conditions but the words for titles leave.
        size: How many papers the list holds.
    """
    if alone:
        named = list(dict.fromkeys(briefly(_said(query, clause)) for clause in alone))
        parts = " and ".join(f"“{one}”" for one in named[:_NEAR])
        return f"{parts} {'fits' if len(named) == 1 else 'fit'} no paper of this list"
    if left:
        rest = f" of the {left} that the rest leaves" if left < size else ""
        return f"no title{rest} fits “{briefly(query.words.strip())}”"
    return "each part fits some paper of this list, but none fits them all"


def _said(query: Query, clause: Sequence[Term]) -> str:
    """How ``clause`` stands in the text of ``query``."""
    same = [term for one in query.clauses for term in one if term in clause]
    return query.text[min(term.start for term in same) : max(term.end for term in same)]
