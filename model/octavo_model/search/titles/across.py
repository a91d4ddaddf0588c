"""One typed word that stands for several words of a title: `pieces`, for all titles at once.

In two rounds, as in `octavo_model.search.titles.matching`: `compounds` are found at once,
`fragments` are looked for when few titles match.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from octavo_model.search.titles import compounds as pieces
from octavo_model.search.titles.words import find_bytes
from octavo_model.search.titles.words_part import is_dense

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from octavo_model.search.titles.matching import Scores
    from octavo_model.search.titles.segment import Segment


def compounds(segment: Segment, typed: str) -> Scores:
    """Score the titles that write ``typed`` as two words. Shape: (number of titles,)."""
    titles = np.zeros(len(segment), np.uint8)
    vocabulary = segment.vocabulary
    for cut in range(1, len(typed)):
        left = vocabulary.number(typed[:cut])
        low, high = vocabulary.beginning_with(typed[cut:]) if left is not None else (0, 0)
        if left is None or low == high:
            continue
        where = segment.postings_between(left, left + 1)
        following = segment.stream[segment.places[where] + 1]
        docs = segment.docs[where]
        _raise(titles, docs[(following >= low) & (following < high)], pieces.compound_score(False))
        if vocabulary.words[low] == typed[cut:]:
            _raise(titles, docs[following == low], pieces.compound_score(True))
    return titles


def fragments(segment: Segment, typed: str) -> Scores:
    """Score the titles that hold ``typed`` in pieces. Shape: (number of titles,)."""
    titles = np.zeros(len(segment), np.uint8)
    if is_dense(typed):
        _dense_pieces(segment, typed, titles)
    else:
        if pieces.may_be_initials(typed):
            # A terminator has the initial 0, so no run of initials crosses from title to title.
            places = find_bytes(segment.initials, typed.encode())
            _raise(titles, np.searchsorted(segment.ends, places), pieces.INITIALS)
        _run_together(segment, typed, titles)
    return titles


def _raise(titles: Scores, docs: NDArray[np.integer], to: int) -> None:
    titles[docs] = np.maximum(titles[docs], to)


def _run_together(segment: Segment, typed: str, titles: Scores) -> None:
    vocabulary, seen = segment.vocabulary, np.zeros(len(segment), np.bool_)
    for cut in pieces.cuts(typed):
        left = segment.postings_between(*vocabulary.beginning_with(typed[:cut]))
        low, high = vocabulary.beginning_with(typed[cut:])
        right = segment.postings_between(low, high)
        if left.start == left.stop or right.start == right.stop:
            continue
        seen[segment.docs[left]] = True
        docs = segment.docs[right]
        docs = docs[seen[docs]]
        seen[segment.docs[left]] = False
        if len(docs):
            _raise(titles, docs, pieces.run_together_score(typed, cut, adjacent=False))
            following = segment.stream[segment.places[left] + 1]
            docs = segment.docs[left][(following >= low) & (following < high)]
            _raise(titles, docs, pieces.run_together_score(typed, cut, adjacent=True))


def _dense_pieces(segment: Segment, typed: str, titles: Scores) -> None:
    wanted = pieces.dense_pieces(typed)
    if not wanted:
        return
    found = np.zeros(len(segment), np.int32)
    for piece in wanted:
        having = np.zeros(len(segment.vocabulary), np.uint8)
        having[segment.vocabulary.containing(piece)] = 1
        found += segment.spread(having)
    enough = np.flatnonzero(2 * found >= len(wanted))
    titles[enough] = np.maximum(titles[enough], pieces.PIECES * found[enough] // len(wanted))
