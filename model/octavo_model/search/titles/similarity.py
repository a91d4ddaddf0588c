"""How well a typed word fits a word of a title: the definition, one pair at a time.

This is where the filter decides what is alike. Scores go from 1 to 100; 0 is no match:

| the word of the title                              | score                                 |
|----------------------------------------------------|---------------------------------------|
| is the word typed                                  | 100                                   |
| begins with it                                     | 84 to 96, more for shorter words      |
| is it without its plural s, or without plus signs  | 80                                    |
| has it inside (any place, in a dense script)       | 60 to 75 (76 to 91)                   |
| has it as its skeleton, or begins with it so       | 74, 58                                |
| differs by a typo, by two where the word is long   | up to 78, less for shorter words,     |
|                                                    | 8 less where the first letter differs |
| begins with it but for such typos                  | 8 less, but more for shorter words    |
| has its letters in order                           | 30 to 60                              |

`octavo_model.search.titles.similarity` computes the same for a whole vocabulary at once, the tests
compare the two, and highlighting takes it from here.
"""

from __future__ import annotations

import re
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
BEGINNING = 84
"""The least a word scores that begins with what was typed."""
BEGINNING_SHARE = 12
STEM = 80
DENSE_INSIDE = 76
INSIDE = 60
SHORT_INSIDE = 40
"""For two typed letters, which stand inside many words; one stands inside nearly all."""
INSIDE_SHARE = 15
SKELETON = 74
SKELETON_BEGINNING = 58
TYPO_BEST = 78
TYPO_COST = 180
FIRST_LETTER_LOSS = 8
"""For a typo in the first letter, which is rarely mistyped."""
TYPO_BEGINNING_LOSS = 8
TYPO_BEGINNING_SHARE = 8
IN_ORDER = 30
IN_ORDER_SHARE = 30

_LATER_VOWELS = re.compile("(?<=.)[aeiou]")
_DOUBLED = re.compile(r"(.)\1+")


def skeleton(word: str) -> str:
    """``word`` without the vowels after its first letter and with doubled letters made one.

    >>> skeleton("collapse"), skeleton("neural"), skeleton("attention")
    ('clps', 'nrl', 'atntn')
    """
    return _DOUBLED.sub(r"\1", _LATER_VOWELS.sub("", word))


def typos_in_word(length: int) -> int:
    """How many typos a whole word of ``length`` typed letters may have."""
    return 0 if length < 4 else 1 if length < 8 else 2


def typos_in_beginning(length: int) -> int:
    """How many typos ``length`` letters may have that are the beginning of a word.

    As many as a whole word, but one already in three letters: who goes on typing sees the word
    that is meant all the while.
    """
    return 0 if length < 3 else 1 if length < 8 else 2


def likeness(typed: str, word: str) -> int:
    """The score of ``word`` for ``typed``, both folded and not empty: 0 (none) to 100."""
    return beginning(typed, word) or resemblance(typed, word)


def beginning(typed: str, word: str) -> int:
    """The score of ``word`` if it is, or begins with, ``typed`` or is its stem; else 0."""
    if word.startswith(typed):
        return WHOLE if word == typed else BEGINNING + BEGINNING_SHARE * len(typed) // len(word)
    return STEM if word == stem(typed) else 0


def stem(typed: str) -> str | None:
    """``typed`` without a plural s, or without plus and number signs; None if it has none."""
    if len(typed) > 3 and typed[-1] == "s":
        return typed[:-1]
    return typed.rstrip("+#") if typed[-1] in "+#" else None


def resemblance(typed: str, word: str) -> int:
    """The score of ``word`` if it resembles ``typed`` in any other way; else 0."""
    size, length = len(typed), len(word)
    score = 0
    if typed in word and (least := inside(typed)):
        score = least + INSIDE_SHARE * size // length
    if size < 3 or not starts_alike(typed, word):
        return score
    if typed[0] == word[0]:
        if LCSseq.similarity(typed, word) == size:
            score = max(score, IN_ORDER + IN_ORDER_SHARE * size // length)
        if skeleton(typed) == typed and (bones := skeleton(word)).startswith(typed):
            score = max(score, SKELETON if bones == typed else SKELETON_BEGINNING)
    loss = 0 if typed[0] == word[0] else FIRST_LETTER_LOSS
    if typos := typos_in_word(size):
        distance = OSA.distance(typed, word, score_cutoff=typos)
        score = max(score, typo_score(distance, size, typos) - loss)
    allowed = typos_in_beginning(size)
    for end in beginnings_compared(size):
        if end < length:
            distance = OSA.distance(typed, word[:end], score_cutoff=allowed)
            if distance <= allowed:
                score = max(
                    score,
                    typo_score(distance, size, allowed)
                    - TYPO_BEGINNING_LOSS
                    - loss
                    + TYPO_BEGINNING_SHARE * size // length,
                )
    return score


def inside(typed: str) -> int:
    """The least a word scores that has ``typed`` somewhere inside; 0: that says nothing."""
    if is_dense(typed):
        return DENSE_INSIDE
    return (0, SHORT_INSIDE, INSIDE)[min(len(typed), 3) - 1]


def typo_score(typos: int, size: int, allowed: int) -> int:
    """What ``typos`` in ``size`` typed letters leave; 0 where there are more than ``allowed``."""
    return min(TYPO_BEST, 100 - TYPO_COST * typos // size) if typos <= allowed else 0


def beginnings_compared(size: int) -> range:
    """How much of a longer word ``size`` typed letters with typos may stand for."""
    return range(size - 1, size + typos_in_beginning(size) + 1)


def starts_alike(typed: str, word: str) -> bool:
    """Whether ``word`` may be what was meant: the first letter is right, or one edit puts it right.

    In fewer than four letters the first must be right. People rarely mistype it, and to look at
    every other word of a vocabulary would take too long.
    """
    if typed[0] == word[0]:
        return True
    if not typos_in_word(len(typed)):
        return False
    transposed_or_one_too_many = word[:1] == typed[1] and word[1:2] in (typed[0], typed[2])
    left_out = word[1:3] == typed[:2]
    mistyped = word[1:3] == typed[1:3]
    return transposed_or_one_too_many or left_out or mistyped


def beginnings(vocabulary: Vocabulary, typed: str) -> Scores:
    """Score the words that are ``typed`` or begin with it. Shape: (size of the vocabulary,)."""
    scores = np.zeros(len(vocabulary), np.uint8)
    low, high = vocabulary.beginning_with(typed)
    if low < high:
        share = BEGINNING_SHARE * len(typed) // vocabulary.lengths[low:high]
        scores[low:high] = BEGINNING + share
        if vocabulary.words[low] == typed:
            scores[low] = WHOLE
    stem_of_typed = stem(typed)
    number = None if stem_of_typed is None else vocabulary.number(stem_of_typed)
    if number is not None:
        scores[number] = STEM
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
    least = inside(typed)
    if least:
        numbers = vocabulary.containing(typed)
        share = INSIDE_SHARE * len(typed) // vocabulary.lengths[numbers]
        scores[numbers] = least + share


def _skeletons(vocabulary: Vocabulary, typed: str, scores: Scores) -> None:
    if skeleton(typed) == typed:
        same, longer = vocabulary.abbreviated(typed)
        _raise(scores, longer, SKELETON_BEGINNING)
        _raise(scores, same, SKELETON)


def _typos(vocabulary: Vocabulary, typed: str, scores: Scores) -> None:
    size = len(typed)
    in_word, in_beginning = typos_in_word(size), typos_in_beginning(size)
    numbers = _candidates(vocabulary, typed, in_beginning)
    words, lengths = vocabulary.array[numbers], vocabulary.lengths[numbers]
    # Every typo costs a common letter, so this comparison, the cheapest, goes first.
    common = _compare(LCSseq.similarity, typed, words, size - in_beginning)

    in_order = (common == size) & (vocabulary.first[0][numbers] == ord(typed[0]))
    share = IN_ORDER_SHARE * size // lengths[in_order]
    _raise(scores, numbers[in_order], IN_ORDER + share)

    near = common >= size - in_beginning
    numbers, words, lengths = numbers[near], words[near], lengths[near]
    loss = FIRST_LETTER_LOSS * (vocabulary.first[0][numbers] != ord(typed[0]))
    if in_word:
        distance = _compare(OSA.distance, typed, words, in_word)
        fits = distance <= in_word
        _raise(scores, numbers, fits * (_typo_scores(distance, size, in_word) - loss))
    share = TYPO_BEGINNING_SHARE * size // lengths - TYPO_BEGINNING_LOSS - loss
    listed = words.tolist()
    for end in beginnings_compared(size):
        distance = _compare(OSA.distance, typed, [word[:end] for word in listed], in_beginning)
        fits = (distance <= in_beginning) & (lengths > end)
        _raise(scores, numbers, fits * (_typo_scores(distance, size, in_beginning) + share))


def _typo_scores(distance: NDArray[np.int32], size: int, allowed: int) -> NDArray[np.int32]:
    table = [typo_score(typos, size, allowed) for typos in range(allowed + 2)]
    return np.array(table, np.int32)[distance]


def _candidates(vocabulary: Vocabulary, typed: str, typos: int) -> NDArray[np.intp]:
    """Numbers of the words that must be looked at closely.

    They start alike (see `likeness.starts_alike`), lack no more letters than there may be
    ``typos``, and are not much shorter.
    """
    first, second, third = vocabulary.first
    a, b, c = (ord(char) for char in typed[:3])
    alike = first == a
    if typos_in_word(len(typed)):
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
