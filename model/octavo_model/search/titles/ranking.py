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

IN_TITLE = np.uint8(128)
"""Added to the score of a word: it is in the title, or begins a word there."""
_SCORE = np.uint8(127)
LIMIT = 512
"""How many titles are compared as a whole."""
PUNCTUATED_LIMIT = 4096
"""How many if the query has punctuation, which counts only here: ``[re]`` is more than ``re``."""

_PHRASE_WEIGHT, _WHOLE_WEIGHT = 0.2, 0.05
_SCALE = 1 / (1 + _PHRASE_WEIGHT + _WHOLE_WEIGHT)


class Matches(NamedTuple):
    """Papers, by their positions in the filtered list, ascending."""

    positions: NDArray[np.intp]
    totals: NDArray[np.uint16]
    """For each the sum of the scores of all query words."""
    in_title: NDArray[np.bool_]
    """Whether the title has each word, or begins one with it."""


def match_all(words: Sequence[Scores]) -> Matches:
    """Return the papers that match every word.

    Args:
        words: For each word the scores of all papers, with `IN_TITLE` added where it applies.
    """
    counts = [np.count_nonzero(scores) for scores in words]
    rarest, *others = sorted(range(len(words)), key=counts.__getitem__)
    # Several times as fast as from numbers.
    positions = np.flatnonzero(words[rarest] > 0)
    score = words[rarest][positions]
    totals, in_title = (score & _SCORE).astype(np.uint16), score & IN_TITLE
    for other in others:
        score = words[other][positions]
        matching = score > 0
        positions, score = positions[matching], score[matching]
        totals = totals[matching] + (score & _SCORE)
        in_title = in_title[matching] & score
    return Matches(positions, totals, in_title.astype(np.bool_))


def rank(
    matches: Matches,
    query: TitleQuery,
    title_lengths: Callable[[NDArray[np.intp]], NDArray[np.int64]],
    titles: Callable[[NDArray[np.intp]], NDArray[np.object_]],
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Return the positions of ``matches`` and their scores, 0 to 100, best first.

    Titles with all words come before those that lack one. Ties are in the order of the list.
    ``title_lengths`` and ``titles`` return the lengths and the folded titles at given positions.
    """
    order, totals = _best_first(matches), matches.totals
    limit = PUNCTUATED_LIMIT if query.punctuated else LIMIT
    perfect = int(np.count_nonzero((totals == 100 * len(query.words)) & matches.in_title))
    chosen, others = _split(
        order, perfect, limit, lambda some: title_lengths(matches.positions[some])
    )
    scores = (totals * (_SCALE / len(query.words))).astype(np.float32)

    positions = matches.positions[chosen]
    compared = titles(positions)
    phrase = cdist([query.text], compared, scorer=fuzz.partial_ratio, dtype=np.float32)[0]
    whole = cdist([query.text], compared, scorer=fuzz.ratio, dtype=np.float32)[0]
    better = scores[chosen] + _SCALE * (_PHRASE_WEIGHT * phrase + _WHOLE_WEIGHT * whole)
    again = np.lexsort((positions, -better, ~matches.in_title[chosen]))

    order = np.concatenate((chosen[again], others))
    scores = scores.take(order)
    scores[: len(chosen)] = better[again]
    if first_without := int(np.count_nonzero(matches.in_title)):
        # A title with all words is the better match, however well the words of others match.
        rest = scores[first_without:]
        np.minimum(rest, scores[first_without - 1], out=rest)
    return matches.positions.take(order), scores


def _best_first(matches: Matches) -> NDArray[np.intp]:
    """Return the order of ``matches``, which are not empty: best first, and stable."""
    below = matches.totals.max() - matches.totals
    highest = below.max()
    if not matches.in_title.all():
        below += (highest + 1) * ~matches.in_title
        highest = 2 * highest + 1
    if highest < 256:
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
