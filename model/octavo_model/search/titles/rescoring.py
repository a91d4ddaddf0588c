"""A second look at the best titles, this time whole: phrases, punctuation, short titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from octavo_model.search.titles.ranking import Matches
    from octavo_model.search.titles.words_part import Query

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
