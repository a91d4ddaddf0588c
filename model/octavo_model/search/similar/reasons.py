"""Which terms are named as reasons, and why two papers are similar: the terms that they share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import numpy as np

from octavo_model.search.similar.terms import TermText

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable

    from numpy.typing import NDArray

    from octavo_model.search.similar.counting import Text
    from octavo_model.search.similar.term_index import TermIndex

Term = TypeVar("Term")

LEAST_SHARE = 0.15
"""The share of the best reason that another must have."""
_MAX_REASONS = 3
_MAX_TERMS = 24


class TermReason(NamedTuple, Generic[Term]):
    """A term that speaks for a paper.

    Attributes:
        words: Its words, each as a text or a number.
        share: What it adds to the score.
        term: The term, as its index knows it, or how a text writes it.
    """

    words: Collection[Hashable]
    share: float
    term: Term


def best_reasons(candidates: Iterable[TermReason[Term]]) -> list[TermReason[Term]]:
    """Return the reasons to name of some that are in order, the best first.

    No word is repeated, and none says much less than the first one.
    """
    chosen: list[TermReason[Term]] = []
    used: set[Hashable] = set()
    for one in candidates:
        if len(chosen) == _MAX_REASONS or (chosen and one.share < LEAST_SHARE * chosen[0].share):
            break
        if used.isdisjoint(one.words):
            chosen.append(one)
            used.update(one.words)
    return chosen


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
    candidates = (
        TermReason(index.word_numbers(term) or (term,), full[term], term)
        for term in sorted(full, key=lambda number: (-full[number], number))
    )
    return [index.term(one.term) for one in best_reasons(candidates)]


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
