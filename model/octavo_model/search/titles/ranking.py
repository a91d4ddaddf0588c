"""From the scores of each query word to the titles that are listed, and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from octavo_model.search.titles.similarity import Scores
    from octavo_model.search.titles.words import TitleQuery

FOUND = 80
"""From this score on a word counts as found. A word below costs what it lacks to 100; a missing
one costs 100."""
SLACK = 40
"""How much more than the best title another may cost and be listed."""
SHORT = 3
"""A word of at most this many letters may be missing: it may be the start of a misspelt one."""
LIMIT = 512
"""How many titles are compared as a whole."""
PUNCTUATED_LIMIT = 4096
"""How many if the query has punctuation, which counts only here: ``[re]`` is more than ``re``."""

_COST = np.array([0 if score >= FOUND else 100 - score for score in range(101)], np.uint16)
_PHRASE_WEIGHT, _WHOLE_WEIGHT = 0.2, 0.05
_SCALE = 1 / (1 + _PHRASE_WEIGHT + _WHOLE_WEIGHT)


class Matches(NamedTuple):
    """Titles, by their positions in the filtered list, ascending."""

    positions: NDArray[np.intp]
    totals: NDArray[np.uint16]
    """For each the sum of the scores of all query words."""
    costs: NDArray[np.uint16]
    """For each the sum of what the words cost that were not found."""


def match_all(scores: Sequence[Scores]) -> Matches:
    """Return the titles that match every word; each element of ``scores`` is for one word."""
    counts = [np.count_nonzero(score) for score in scores]
    rarest, *others = sorted(range(len(scores)), key=counts.__getitem__)
    positions = np.flatnonzero(scores[rarest] > 0)
    score = scores[rarest][positions]
    totals, costs = score.astype(np.uint16), _costs(score)
    for other in others:
        score = scores[other][positions]
        matching = score > 0
        positions, score = positions[matching], score[matching]
        totals, costs = totals[matching] + score, costs[matching] + _costs(score)
    return Matches(positions, totals, costs)


def _costs(score: Scores) -> NDArray[np.uint16]:
    if len(score) and score.min() >= FOUND:
        # Usual where there are many, as after the first letter of a word.
        return np.zeros(len(score), np.uint16)
    costs: NDArray[np.uint16] = _COST[score]
    return costs


def match_all_but_one(scores: Sequence[Scores], words: Sequence[str]) -> Matches:
    """Return the titles that match every word, or all but one that may be missing.

    Of three words any may be missing, of two only a short one.
    """
    missing = np.zeros(len(scores[0]), np.uint8)
    for score in scores:
        missing += score == 0
    listed = missing <= 1
    for word, score in zip(words, scores, strict=True):
        if len(words) < 3 and (len(words) < 2 or len(word) > SHORT):
            listed &= score > 0
    positions = np.flatnonzero(listed)
    chosen = np.stack([score[positions] for score in scores])
    totals, costs = chosen.sum(axis=0, dtype=np.uint16), _COST[chosen].sum(axis=0, dtype=np.uint16)
    return Matches(positions, totals, costs)


def drop_far_worse(matches: Matches) -> Matches:
    """Return ``matches`` without those that are useless beside better ones."""
    if not len(matches.positions):
        return matches
    listed = matches.costs <= matches.costs.min() + SLACK
    if listed.all():
        return matches
    return Matches._make(column[listed] for column in matches)


def rank(
    matches: Matches,
    query: TitleQuery,
    title_lengths: Callable[[NDArray[np.intp]], NDArray[np.int64]],
    titles: Callable[[NDArray[np.intp]], NDArray[np.object_]],
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the positions of ``matches`` and their scores, 0 to 100, best first.

    Ties are in the order of the list. ``title_lengths`` and ``titles`` return the lengths and the
    folded titles at given positions.
    """
    order, totals = _best_first(matches.totals), matches.totals
    limit = PUNCTUATED_LIMIT if query.punctuated else LIMIT
    perfect = int(np.count_nonzero(totals == 100 * len(query.words)))
    chosen, others = _split(
        order, perfect, limit, lambda some: title_lengths(matches.positions[some])
    )
    scores = (totals * (_SCALE / len(query.words))).astype(np.float32)

    positions = matches.positions[chosen]
    compared = titles(positions)
    phrase = cdist([query.text], compared, scorer=fuzz.partial_ratio, dtype=np.float32)[0]
    whole = cdist([query.text], compared, scorer=fuzz.ratio, dtype=np.float32)[0]
    better = scores[chosen] + _SCALE * (_PHRASE_WEIGHT * phrase + _WHOLE_WEIGHT * whole)
    again = np.lexsort((positions, -better))

    order = np.concatenate((chosen[again], others))
    scores = scores.take(order)
    scores[: len(chosen)] = better[again]
    return matches.positions.take(order), scores


def _best_first(totals: NDArray[np.uint16]) -> NDArray[np.intp]:
    """Return the order in which ``totals``, which are not empty, never rise; it is stable."""
    below = totals.max() - totals
    if below.max() < 256:
        below = below.astype(np.uint8)  # a third faster: bytes are sorted by counting
    return np.argsort(below, kind="stable")


def _split(
    order: NDArray[np.intp],
    perfect: int,
    limit: int,
    lengths_of: Callable[[NDArray[np.intp]], NDArray[np.int64]],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the ``limit`` best titles, and the others, both in their ``order``.

    Of more ``perfect`` ones, which come first in the order, the shortest are chosen, so that the
    title that equals the query is always among them.
    """
    if perfect <= limit:
        return order[:limit], order[limit:]
    lengths = lengths_of(order[:perfect])
    longest = np.partition(lengths, limit - 1)[limit - 1]
    is_chosen = lengths < longest
    as_long = np.flatnonzero(lengths == longest)
    is_chosen[as_long[: limit - np.count_nonzero(is_chosen)]] = True
    chosen = np.flatnonzero(is_chosen)
    others = np.flatnonzero(~is_chosen)
    return order[chosen], np.concatenate((order[others], order[perfect:]))
