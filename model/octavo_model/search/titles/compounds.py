"""One typed word that stands for several words of a title: the definition, one title at a time.

| in the title                                           | typed         | score              |
|--------------------------------------------------------|---------------|--------------------|
| two words next to each other, the first complete       | ``gpt4``      | 82, both whole: 88 |
| two next to each other, both begun                     | ``netpar``    | 76, a short one 68 |
| two anywhere                                           | ``clipvid``   | 60, a short one 50 |
| the initials of words next to each other               | ``llm``       | 62                 |
| pieces of a run in a dense script, half of all or more | ``习深度学``  | up to 60           |

`octavo_model.search.titles.compounds` computes the same for all titles at once, the tests compare
the two, and highlighting takes it from here.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from octavo_model.search.titles.words import find_bytes, is_dense

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Words = Sequence[tuple[str, int]]
    """The words of a title, each with the place where it begins."""
    from numpy.typing import NDArray

    from octavo_model.search.titles.segment import Segment
    from octavo_model.search.titles.similarity import Scores

COMPOUND = 88
COMPOUND_BEGINNING = 82
RUN_TOGETHER, RUN_TOGETHER_SHORT = 76, 68
APART, APART_SHORT = 60, 50
SHORTEST_RUN = 5
"""Fewer letters run together would be found in too many places. Of exactly so many the two words
must be next to each other."""
SHORT_PIECE = 2
INITIALS = 62
INITIALS_LENGTHS = range(3, 7)
PIECES = 60


class Fit(NamedTuple):
    """How well something typed fits a title.

    Attributes:
        score: From 1 to 100; 0 is no match.
        letters: Places of the letters it found.
    """

    score: int
    letters: Iterable[int]


NONE = Fit(0, ())


def fit_across(typed: str, words: Words) -> Fit:
    """The best fit of ``typed`` to several of ``words``."""
    fits = [_compound(typed, words)]
    if is_dense(typed):
        fits.append(_dense_pieces(typed, words))
    else:
        fits += (_run_together(typed, words), _initials(typed, words))
    return max(fits, key=lambda fit: fit.score)


def compound_score(complete: bool) -> int:
    """The score of two adjacent words, the first whole, the second ``complete`` or begun."""
    return COMPOUND if complete else COMPOUND_BEGINNING


def cuts(typed: str) -> range:
    """Where ``typed`` may be cut in two that were run together."""
    return (
        range(SHORT_PIECE, len(typed) - SHORT_PIECE + 1) if len(typed) >= SHORTEST_RUN else range(0)
    )


def run_together_score(typed: str, cut: int, adjacent: bool) -> int:
    """The score of two words that begin with the pieces of ``typed``.

    Args:
        typed: The typed word.
        cut: Letters in its first piece.
        adjacent: Whether the two words are next to each other, in the order typed.
    """
    short = min(cut, len(typed) - cut) <= SHORT_PIECE
    if adjacent:
        return RUN_TOGETHER_SHORT if short else RUN_TOGETHER
    if len(typed) == SHORTEST_RUN:
        return 0
    return APART_SHORT if short else APART


def may_be_initials(typed: str) -> bool:
    """Whether ``typed`` is looked for among the first letters of words."""
    return len(typed) in INITIALS_LENGTHS and typed.isascii()


def dense_pieces(typed: str) -> list[str]:
    """The neighbouring pairs of characters of a word that was not found in one piece."""
    return [left + right for left, right in pairwise(typed)] if len(typed) > 2 else []


def _compound(typed: str, words: Words) -> Fit:
    best = NONE
    for (left, start), (right, following) in pairwise(words):
        rest = typed[len(left) :]
        if rest and typed.startswith(left) and right.startswith(rest):
            score = compound_score(right == rest)
            if score > best.score:
                best = Fit(score, _two(start, len(left), following, len(rest)))
    return best


def _run_together(typed: str, words: Words) -> Fit:
    best = NONE
    begun = [place for place, (word, _) in enumerate(words) if word.startswith(typed[:SHORT_PIECE])]
    for cut in cuts(typed):
        begun = [place for place in begun if words[place][0].startswith(typed[:cut])]
        if not begun:
            break
        for place, (word, start) in enumerate(words):
            if word.startswith(typed[cut:]):
                adjacent = place - 1 in begun
                score = run_together_score(typed, cut, adjacent)
                if score > best.score:
                    left = words[place - 1 if adjacent else begun[0]][1]
                    best = Fit(score, _two(left, cut, start, len(typed) - cut))
    return best


def _two(first: int, size: int, second: int, other_size: int) -> Iterable[int]:
    return (*range(first, first + size), *range(second, second + other_size))


def _initials(typed: str, words: Words) -> Fit:
    if may_be_initials(typed):
        first = "".join(word[0] for word, _ in words).find(typed)
        if first >= 0:
            return Fit(INITIALS, [start for _, start in words[first : first + len(typed)]])
    return NONE


def _dense_pieces(typed: str, words: Words) -> Fit:
    pieces, letters, found = dense_pieces(typed), list[int](), 0
    for piece in pieces:
        for word, start in words:
            inside = word.find(piece)
            if inside >= 0:
                letters += (start + inside, start + inside + 1)
                found += 1
                break
    return Fit(PIECES * found // len(pieces), letters) if 0 < len(pieces) <= 2 * found else NONE


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
        _raise(titles, docs[(following >= low) & (following < high)], compound_score(False))
        if vocabulary.words[low] == typed[cut:]:
            _raise(titles, docs[following == low], compound_score(True))
    return titles


def fragments(segment: Segment, typed: str) -> Scores:
    """Score the titles that hold ``typed`` in pieces. Shape: (number of titles,)."""
    titles = np.zeros(len(segment), np.uint8)
    if is_dense(typed):
        _add_dense_pieces(segment, typed, titles)
    else:
        if may_be_initials(typed):
            # A terminator has the initial 0, so no run of initials crosses from title to title.
            places = find_bytes(segment.initials, typed.encode())
            _raise(titles, np.searchsorted(segment.ends, places), INITIALS)
        _add_run_together(segment, typed, titles)
    return titles


def _raise(titles: Scores, docs: NDArray[np.integer], to: int) -> None:
    titles[docs] = np.maximum(titles[docs], to)


def _add_run_together(segment: Segment, typed: str, titles: Scores) -> None:
    vocabulary, seen = segment.vocabulary, np.zeros(len(segment), np.bool_)
    for cut in cuts(typed):
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
            _raise(titles, docs, run_together_score(typed, cut, adjacent=False))
            following = segment.stream[segment.places[left] + 1]
            docs = segment.docs[left][(following >= low) & (following < high)]
            _raise(titles, docs, run_together_score(typed, cut, adjacent=True))


def _add_dense_pieces(segment: Segment, typed: str, titles: Scores) -> None:
    wanted = dense_pieces(typed)
    if not wanted:
        return
    found = np.zeros(len(segment), np.int32)
    for piece in wanted:
        having = np.zeros(len(segment.vocabulary), np.uint8)
        having[segment.vocabulary.containing(piece)] = 1
        found += segment.spread(having)
    enough = np.flatnonzero(2 * found >= len(wanted))
    titles[enough] = np.maximum(titles[enough], PIECES * found[enough] // len(wanted))
