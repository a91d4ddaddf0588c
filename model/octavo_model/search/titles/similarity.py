"""How well a typed word matches a word of a title.

Scores go from 1 to 100; 0 is no match:

| the word of the title                              | score                                 |
|----------------------------------------------------|---------------------------------------|
| is the word typed                                  | 100                                   |
| starts with it                                     | 84 to 96, more for shorter words      |
| is it without its plural s, or without plus signs  | 80                                    |
| contains its four letters or more (in a dense      | 60 to 75 (76 to 91)                   |
| script any)                                        |                                       |
| differs by a slip, by two from eight letters on    | up to 78, less for shorter words,     |
|                                                    | 8 less where the first letter differs |
| starts with it but for such slips                  | 8 less, but more for shorter words    |

A slip needs five letters, typed or meant: in fewer, it makes another word.

`similarity` is the definition, for one word; highlighting uses it. `prefix_scores`, `inside_scores`
and `typo_scores` compute the same for a whole vocabulary; the tests compare them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz.distance import OSA, LCSseq
from rapidfuzz.process import cdist

from octavo_model.search.titles.words import code_points, is_dense, letter_mask

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from octavo_model.search.titles.words import Vocabulary

    Scores = NDArray[np.uint8]

WHOLE = 100
PREFIX = 84
"""The least a word scores that starts with what was typed."""
PREFIX_SHARE = 12
STEM = 80
DENSE_INSIDE = 76
INSIDE = 60
SHORTEST_INSIDE = 4
"""Fewer letters are inside too many words."""
INSIDE_SHARE = 15
TYPO_BEST = 78
TYPO_COST = 180
FIRST_LETTER_LOSS = 8
"""For a typo in the first letter, which is rarely mistyped."""
TYPO_PREFIX_LOSS = 8
TYPO_PREFIX_SHARE = 8
SHORTEST_MISSPELT = 5
"""Letters, typed or meant, from which on a word may have a typo."""


def typos_in_word(length: int) -> int:
    """Return how many typos a whole word of ``length`` typed letters may have.

    Four letters may only mean a word, or the start of one, of `SHORTEST_MISSPELT` letters.
    """
    return 0 if length < SHORTEST_MISSPELT - 1 else 1 if length < 8 else 2


def typos_in_prefix(length: int) -> int:
    """Return how many typos ``length`` typed letters may have that are the start of a word."""
    return typos_in_word(length)


def similarity(typed: str, word: str) -> int:
    """Return the score of ``word`` for ``typed``, both folded and not empty: 0 (none) to 100."""
    return _prefix_score(typed, word) or _approximate_score(typed, word)


def _prefix_score(typed: str, word: str) -> int:
    """Return the score of ``word`` if it is ``typed``, starts with it or is its stem; else 0."""
    if word.startswith(typed):
        return WHOLE if word == typed else PREFIX + PREFIX_SHARE * len(typed) // len(word)
    return STEM if word == _stem(typed) else 0


def _stem(typed: str) -> str:
    """Return ``typed`` without a plural s, plus or number signs; empty if it has none."""
    if len(typed) > 3 and typed[-1] == "s":
        return typed[:-1]
    return typed.rstrip("+#") if typed[-1] in "+#" else ""


def _approximate_score(typed: str, word: str) -> int:
    """Return the score of ``word`` if it is similar to ``typed`` in any other way; else 0."""
    size, length = len(typed), len(word)
    score = 0
    if typed in word and (least := _inside_score(typed)):
        score = least + INSIDE_SHARE * size // length
    typos, allowed = typos_in_word(size), typos_in_prefix(size)
    if not typos or length < SHORTEST_MISSPELT > size or not _has_similar_start(typed, word):
        return score
    loss = 0 if typed[0] == word[0] else FIRST_LETTER_LOSS
    distance = OSA.distance(typed, word, score_cutoff=typos)
    score = max(score, _typo_score(distance, size, typos) - loss)
    share = TYPO_PREFIX_SHARE * size // length - TYPO_PREFIX_LOSS - loss
    for end in prefix_lengths(size):
        if end < length:
            distance = OSA.distance(typed, word[:end], score_cutoff=allowed)
            if distance <= allowed:
                score = max(score, _typo_score(distance, size, allowed) + share)
    return score


def _inside_score(typed: str) -> int:
    """Return the least a word scores that contains ``typed``; 0 if that means nothing."""
    if is_dense(typed):
        return DENSE_INSIDE
    return INSIDE if len(typed) >= SHORTEST_INSIDE else 0


def _typo_score(typos: int, size: int, allowed: int) -> int:
    """Return the score of a word with ``typos`` in ``size`` typed letters; 0 if not ``allowed``."""
    return min(TYPO_BEST, 100 - TYPO_COST * typos // size) if typos <= allowed else 0


def prefix_lengths(size: int) -> range:
    """Return how many letters of a longer word ``size`` typed letters with typos may mean."""
    least = size - 1 if size >= SHORTEST_MISSPELT else SHORTEST_MISSPELT
    return range(least, size + typos_in_prefix(size) + 1)


def _has_similar_start(typed: str, word: str) -> bool:
    """Return whether ``typed`` may mean ``word``: the first letter is right, or one edit away.

    It is rarely mistyped, and comparing every word of a vocabulary would take too long.
    """
    if typed[0] == word[0]:
        return True
    transposed_or_one_too_many = word[:1] == typed[1] and word[1:2] in (typed[0], typed[2])
    left_out = word[1:3] == typed[:2]
    mistyped = word[1:3] == typed[1:3]
    return transposed_or_one_too_many or left_out or mistyped


def prefix_scores(vocabulary: Vocabulary, typed: str) -> Scores:
    """Score the words that are ``typed`` or start with it. Shape: (size of the vocabulary,)."""
    scores = np.zeros(len(vocabulary), np.uint8)
    low, high = vocabulary.starting_with(typed)
    if low < high:
        share = PREFIX_SHARE * len(typed) // vocabulary.lengths[low:high]
        scores[low:high] = PREFIX + share
        if vocabulary.words[low] == typed:
            scores[low] = WHOLE
    number = vocabulary.number(_stem(typed))
    if number is not None:
        scores[number] = STEM
    return scores


def inside_scores(vocabulary: Vocabulary, typed: str) -> Scores:
    """Score the words with ``typed`` inside. Shape: (size of the vocabulary,).

    Words that start with ``typed`` may get less than from `prefix_scores`.
    """
    scores = np.zeros(len(vocabulary), np.uint8)
    if least := _inside_score(typed):
        numbers = vocabulary.containing(typed)
        scores[numbers] = least + INSIDE_SHARE * len(typed) // vocabulary.lengths[numbers]
    return scores


def typo_scores(vocabulary: Vocabulary, typed: str) -> Scores:
    """Score the words that are ``typed``, or start with it, but for typos. Shape as above."""
    scores = np.zeros(len(vocabulary), np.uint8)
    _add_typos(vocabulary, typed, scores)
    return scores


def raise_scores(scores: Scores, numbers: NDArray[Any], to: Any) -> None:
    """Raise the scores with these numbers to at least ``to``."""
    scores[numbers] = np.maximum(scores[numbers], to)


def _add_typos(vocabulary: Vocabulary, typed: str, scores: Scores) -> None:
    size = len(typed)
    in_word, in_prefix = typos_in_word(size), typos_in_prefix(size)
    if not in_word:
        return
    numbers = _candidates(vocabulary, typed, in_word)
    # Every typo costs a common letter, so this comparison, the cheapest, goes first.
    near = _compare(LCSseq.similarity, typed, vocabulary.array[numbers], size - in_word) > 0
    numbers = numbers[near]
    words, lengths = vocabulary.array[numbers], vocabulary.lengths[numbers]
    loss = FIRST_LETTER_LOSS * (vocabulary.first[0][numbers] != ord(typed[0]))
    distance = _compare(OSA.distance, typed, words, in_word)
    fits = distance <= in_word
    raise_scores(scores, numbers, fits * (_typo_scores(distance, size, in_word) - loss))
    share = TYPO_PREFIX_SHARE * size // lengths - TYPO_PREFIX_LOSS - loss
    listed = words.tolist()
    for end in prefix_lengths(size):
        distance = _compare(OSA.distance, typed, [word[:end] for word in listed], in_prefix)
        fits = (distance <= in_prefix) & (lengths > end)
        raise_scores(scores, numbers, fits * (_typo_scores(distance, size, in_prefix) + share))


def _typo_scores(distance: NDArray[np.int32], size: int, allowed: int) -> NDArray[np.int32]:
    table = [_typo_score(typos, size, allowed) for typos in range(allowed + 2)]
    return np.array(table, np.int32)[distance]


def _candidates(vocabulary: Vocabulary, typed: str, typos: int) -> NDArray[np.intp]:
    """Return the numbers of the words that may be similar enough.

    They have a similar start, lack no more letters than there may be ``typos``, and are not much
    shorter.
    """
    first, second, third = vocabulary.first
    a, b, c = (ord(char) for char in typed[:3])
    similar = first == a
    similar |= (first == b) & ((second == a) | (second == c))
    similar |= (second == a) & (third == b)
    similar |= (second == b) & (third == c)
    numbers = np.flatnonzero(similar)
    letters = np.bitwise_or.reduce(letter_mask(code_points(typed)))
    lacking = np.bitwise_count(letters & ~vocabulary.masks[numbers])
    least = max(len(typed) - typos, SHORTEST_MISSPELT if len(typed) < SHORTEST_MISSPELT else 0)
    close: NDArray[np.intp] = numbers[(lacking <= typos) & (vocabulary.lengths[numbers] >= least)]
    return close


def _compare(scorer: Callable[..., int], typed: str, words: Any, cutoff: int) -> NDArray[np.int32]:
    """Return ``scorer`` of ``typed`` and each of ``words``."""
    return cdist([typed], words, scorer=scorer, score_cutoff=cutoff, dtype=np.int32)[0]  # type: ignore[no-any-return]
