"""How well a typed word fits each word of a vocabulary: `likeness`, for all at once.

In two rounds: `beginnings` is cheap, and enough while many titles match; `resemblances` are
looked for when they are few. Of both together the maximum is the likeness.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz.distance import OSA, LCSseq
from rapidfuzz.process import cdist

from octavo_model.search.titles import similarity as scale
from octavo_model.search.titles.words import code_points, letter_mask

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from octavo_model.search.titles.words import Vocabulary

    Scores = NDArray[np.uint8]


def beginnings(vocabulary: Vocabulary, typed: str) -> Scores:
    """Score the words that are ``typed`` or begin with it. Shape: (size of the vocabulary,)."""
    scores = np.zeros(len(vocabulary), np.uint8)
    low, high = vocabulary.beginning_with(typed)
    if low < high:
        share = scale.BEGINNING_SHARE * len(typed) // vocabulary.lengths[low:high]
        scores[low:high] = scale.BEGINNING + share
        if vocabulary.words[low] == typed:
            scores[low] = scale.WHOLE
    stem = scale.stem(typed)
    number = None if stem is None else vocabulary.number(stem)
    if number is not None:
        scores[number] = scale.STEM
    return scores


def resemblances(vocabulary: Vocabulary, typed: str) -> Scores:
    """Score the words that resemble ``typed`` in any way. Shape: (size of the vocabulary,).

    What begins with ``typed`` may be scored low here: `beginnings` knows better.
    """
    scores = np.zeros(len(vocabulary), np.uint8)
    _inside(vocabulary, typed, scores)
    if len(typed) > 2:
        _skeletons(vocabulary, typed, scores)
        _typos(vocabulary, typed, scores)
    return scores


def _raise(scores: Scores, numbers: NDArray[np.intp], to: Any) -> None:
    scores[numbers] = np.maximum(scores[numbers], to)


def _inside(vocabulary: Vocabulary, typed: str, scores: Scores) -> None:
    least = scale.inside(typed)
    if least:
        numbers = vocabulary.containing(typed)
        share = scale.INSIDE_SHARE * len(typed) // vocabulary.lengths[numbers]
        scores[numbers] = least + share


def _skeletons(vocabulary: Vocabulary, typed: str, scores: Scores) -> None:
    if scale.skeleton(typed) == typed:
        same, longer = vocabulary.abbreviated(typed)
        _raise(scores, longer, scale.SKELETON_BEGINNING)
        _raise(scores, same, scale.SKELETON)


def _typos(vocabulary: Vocabulary, typed: str, scores: Scores) -> None:
    size = len(typed)
    in_word, in_beginning = scale.typos_in_word(size), scale.typos_in_beginning(size)
    numbers = _candidates(vocabulary, typed, in_beginning)
    words, lengths = vocabulary.array[numbers], vocabulary.lengths[numbers]
    # Every typo costs a common letter, so this comparison, the cheapest, goes first.
    common = _compare(LCSseq.similarity, typed, words, size - in_beginning)

    in_order = (common == size) & (vocabulary.first[0][numbers] == ord(typed[0]))
    share = scale.IN_ORDER_SHARE * size // lengths[in_order]
    _raise(scores, numbers[in_order], scale.IN_ORDER + share)

    near = common >= size - in_beginning
    numbers, words, lengths = numbers[near], words[near], lengths[near]
    loss = scale.FIRST_LETTER_LOSS * (vocabulary.first[0][numbers] != ord(typed[0]))
    if in_word:
        distance = _compare(OSA.distance, typed, words, in_word)
        fits = distance <= in_word
        _raise(scores, numbers, fits * (_typo_scores(distance, size, in_word) - loss))
    share = scale.TYPO_BEGINNING_SHARE * size // lengths - scale.TYPO_BEGINNING_LOSS - loss
    listed = words.tolist()
    for end in scale.beginnings_compared(size):
        distance = _compare(OSA.distance, typed, [word[:end] for word in listed], in_beginning)
        fits = (distance <= in_beginning) & (lengths > end)
        _raise(scores, numbers, fits * (_typo_scores(distance, size, in_beginning) + share))


def _typo_scores(distance: NDArray[np.int32], size: int, allowed: int) -> NDArray[np.int32]:
    table = [scale.typo_score(typos, size, allowed) for typos in range(allowed + 2)]
    return np.array(table, np.int32)[distance]


def _candidates(vocabulary: Vocabulary, typed: str, typos: int) -> NDArray[np.intp]:
    """Numbers of the words that must be looked at closely.

    They start alike (see `likeness.starts_alike`), lack no more letters than there may be
    ``typos``, and are not much shorter.
    """
    first, second, third = vocabulary.first
    a, b, c = (ord(char) for char in typed[:3])
    alike = first == a
    if scale.typos_in_word(len(typed)):
        alike |= (first == b) & ((second == a) | (second == c))
        alike |= (second == a) & (third == b)
        alike |= (second == b) & (third == c)
    numbers = np.flatnonzero(alike)
    letters = np.bitwise_or.reduce(letter_mask(code_points(typed)))
    lacking = np.bitwise_count(letters & ~vocabulary.masks[numbers])
    long_enough = vocabulary.lengths[numbers] >= len(typed) - typos
    close: NDArray[np.intp] = numbers[(lacking <= typos) & long_enough]
    return close


def _compare(scorer: Callable[..., int], typed: str, words: Any, cutoff: int) -> NDArray[np.int32]:
    """``scorer`` of ``typed`` and each of ``words``."""
    if not len(words):
        return np.empty(0, np.int32)
    return cdist([typed], words, scorer=scorer, score_cutoff=cutoff, dtype=np.int32)[0]  # type: ignore[no-any-return]
