"""From the scores of each query word to the titles that are listed, and their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from octavo_model.search.titles.similarity import Scores
    from octavo_model.search.titles.words import Query

FOUND = 80
"""From this score on a word counts as found. A word that is not found costs what it lacks to 100;
one that is missing costs 100."""
SLACK = 40
"""How much more than the best title another may cost and be listed."""
SHORT = 3
"""A word of at most so many letters may be missing: it may be the start of a misspelt one."""

_COST = np.array([0 if score >= FOUND else 100 - score for score in range(101)], np.uint16)


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """Titles and the sums of their word scores.

    Attributes:
        places: Places in the view, ascending.
        totals: Sum of the scores of all query words, for each.
        costs: Sum of what the words cost that were not found, for each.
    """

    places: NDArray[np.intp]
    totals: NDArray[np.uint16]
    costs: NDArray[np.uint16]

    def __len__(self) -> int:
        return len(self.places)


def with_all(scores: Sequence[Scores]) -> Matches:
    """The titles in which every word was found, each of ``scores`` being one word's."""
    counts = [np.count_nonzero(one) for one in scores]
    rarest, *others = sorted(range(len(scores)), key=counts.__getitem__)
    places = np.flatnonzero(scores[rarest] > 0)
    score = scores[rarest][places]
    totals, costs = score.astype(np.uint16), _costs(score)
    for other in others:
        score = scores[other][places]
        found = score > 0
        places, score = places[found], score[found]
        totals, costs = totals[found] + score, costs[found] + _costs(score)
    return Matches(places, totals, costs)


def _costs(score: Scores) -> NDArray[np.uint16]:
    if len(score) and score.min() >= FOUND:
        # Mostly so where there are many, as after the first letter of a word.
        return np.zeros(len(score), np.uint16)
    costs: NDArray[np.uint16] = _COST[score]
    return costs


def with_one_missing(scores: Sequence[Scores], words: Sequence[str]) -> Matches:
    """The titles in which every word was found, or all but one that may be missing.

    Of three words any may be missing, of two only a short one.
    """
    missing = np.zeros(len(scores[0]), np.uint8)
    for one in scores:
        missing += one == 0
    listed = missing <= 1
    for word, one in zip(words, scores, strict=True):
        if len(words) < 3 and (len(words) < 2 or len(word) > SHORT):
            listed &= one > 0
    places = np.flatnonzero(listed)
    chosen = np.stack([one[places] for one in scores])
    totals, costs = chosen.sum(axis=0, dtype=np.uint16), _COST[chosen].sum(axis=0, dtype=np.uint16)
    return Matches(places, totals, costs)


def without_far_worse(matches: Matches) -> Matches:
    """``matches`` less those that nobody looks for when better ones are there."""
    if not len(matches):
        return matches
    most = matches.costs.min() + SLACK
    if matches.costs.max() <= most:
        return matches
    kept = matches.costs <= most
    return Matches(matches.places[kept], matches.totals[kept], matches.costs[kept])


LIMIT = 512
"""How many titles are looked at twice."""
PUNCTUATED_LIMIT = 4096
"""How many if the query has punctuation, which counts only here: ``[re]`` is more than ``re``."""
_PHRASE, _LIKENESS = 0.2, 0.05
_SCALE = 1 / (1 + _PHRASE + _LIKENESS)


def ranked(
    matches: Matches,
    query: Query,
    title_lengths: Callable[[NDArray[np.intp]], NDArray[np.int64]],
    titles: Callable[[NDArray[np.intp]], NDArray[np.object_]],
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Put ``matches`` in order: best first, ties as in the view.

    Args:
        matches: The titles to list.
        query: What they match.
        title_lengths: Tells the lengths of the titles at the places it is given.
        titles: Tells the folded titles at the places it is given.

    Returns:
        Places in the view and scores from 0 to 100.
    """
    order, totals = _best_first(matches.totals), matches.totals
    limit = PUNCTUATED_LIMIT if query.punctuated else LIMIT
    perfect = int(np.count_nonzero(totals == 100 * len(query.words)))
    chosen, others = _worth_a_look(
        order, perfect, limit, lambda some: title_lengths(matches.places[some])
    )
    scores = (totals * (_SCALE / len(query.words))).astype(np.float32)

    places = matches.places[chosen]
    looked_at = titles(places)
    phrase = cdist([query.text], looked_at, scorer=fuzz.partial_ratio, dtype=np.float32)[0]
    likeness = cdist([query.text], looked_at, scorer=fuzz.ratio, dtype=np.float32)[0]
    better = scores[chosen] + _SCALE * (_PHRASE * phrase + _LIKENESS * likeness)
    again = np.lexsort((places, -better))

    order = np.concatenate((chosen[again], others))
    scores = scores.take(order)
    scores[: len(chosen)] = better[again]
    return matches.places.take(order), scores


def _best_first(totals: NDArray[np.uint16]) -> NDArray[np.intp]:
    """The order in which ``totals``, of which there are some, never rise; ties as they stand."""
    below = totals.max() - totals
    if below.max() < 256:
        below = below.astype(np.uint8)  # sorted in a third less time: their bytes are counted
    return np.argsort(below, kind="stable")


def _worth_a_look(
    order: NDArray[np.intp],
    perfect: int,
    limit: int,
    lengths_of: Callable[[NDArray[np.intp]], NDArray[np.int64]],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which ``limit`` titles to look at, the best, and the others, both in their ``order``.

    Of more ``perfect`` ones, with which the order begins, the shortest, so that the title that
    is the query is always seen.
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
