"""A second look at the best titles, this time whole: phrases, punctuation, short titles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from octavo_model.fuzzy.combining import Matches
    from octavo_model.fuzzy.words import Query

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
    order = np.argsort(np.uint16(65535) - matches.totals, kind="stable")
    places, totals = matches.places[order], matches.totals[order]
    limit = PUNCTUATED_LIMIT if query.punctuated else LIMIT
    chosen = _worth_a_look(places, totals, 100 * len(query.words), limit, title_lengths)
    scores = (totals * (_SCALE / len(query.words))).astype(np.float32)

    looked_at = titles(places[chosen])
    phrase = cdist([query.text], looked_at, scorer=fuzz.partial_ratio, dtype=np.float32)[0]
    likeness = cdist([query.text], looked_at, scorer=fuzz.ratio, dtype=np.float32)[0]
    better = scores[chosen] + _SCALE * (_PHRASE * phrase + _LIKENESS * likeness)
    again = np.lexsort((places[chosen], -better))

    rest = np.ones(len(places), np.bool_)
    rest[chosen] = False
    return (
        np.concatenate((places[chosen][again], places[rest])),
        np.concatenate((better[again], scores[rest])).astype(np.float32),
    )


def _worth_a_look(
    places: NDArray[np.intp],
    totals: NDArray[np.uint16],
    perfect: int,
    limit: int,
    title_lengths: Callable[[NDArray[np.intp]], NDArray[np.int64]],
) -> NDArray[np.intp]:
    """Which ``limit`` of the sorted titles to look at: the best.

    Of more perfect ones the shortest, so that the title that is the query is always seen.
    """
    if len(places) <= limit:
        return np.arange(len(places))
    if totals[limit] < perfect:
        return np.arange(limit)
    equals = np.flatnonzero(totals == perfect)
    lengths = title_lengths(places[equals])
    longest = np.partition(lengths, limit - 1)[limit - 1]
    shorter = equals[lengths < longest]
    as_long = equals[lengths == longest][: limit - len(shorter)]
    return np.concatenate((shorter, as_long))
