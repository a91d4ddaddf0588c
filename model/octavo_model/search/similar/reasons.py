"""Why a paper is suggested: the terms that speak for it, as people would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from octavo_model.search.similar.terms import Wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from octavo_model.search.similar.term_index import TermIndex

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
