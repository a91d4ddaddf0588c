"""Texts counted: which terms a paper has, and how often."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from octavo_model.search.similar.terms import NOTHING, Numbering, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from numpy.typing import NDArray

TITLE = 3
"""As how many words one of a title counts."""
_AT_ONCE = 4096
"""Papers whose words are sorted in one go. Their number takes 12 bits of a key."""
_BITS = 26
"""For each of the two words of a phrase, in the same key."""
MOST_WORDS = 1 << _BITS


class Text(NamedTuple):
    """What is counted of a paper."""

    id: int
    title: str
    abstract: str


class Counted(NamedTuple):
    """How often which terms stand in which papers, in the order of papers and then of terms.

    Attributes:
        papers: Number of the paper, from 0.
        terms: What stands in it: numbers of words, or keys of phrases.
        counts: How often, at most 255.
    """

    papers: NDArray[np.int32]
    terms: NDArray[Any]
    counts: NDArray[np.uint8]


class Stream:
    """The words of many papers as numbers, one after the other.

    Attributes:
        ids: The papers' ids.
    """

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._numbers = array("i")
        self._ends = array("q")
        self.ids = array("q")

    def take(self, texts: Iterable[Text], progress: Callable[[int], None]) -> None:
        """Append ``texts``; ``progress`` is called with how many papers there are now."""
        number = self._numbering.__getitem__
        numbers = self._numbers
        for text in texts:
            title = [*map(number, words(text.title)), NOTHING]
            numbers.extend(title * TITLE)
            numbers.extend(map(number, words(text.abstract)))
            numbers.append(NOTHING)
            self._ends.append(len(numbers))
            self.ids.append(text.id)
            if not len(self.ids) % 1000:
                progress(len(self.ids))

    def words(self) -> Counted:
        """The words of all papers."""
        return _joined(self._counted(part, start) for start, part in self._parts())

    def phrases(self, is_term: NDArray[np.bool_]) -> Counted:
        """The phrases of two words of which both are terms, as keys: see `key_of`."""
        return _joined(self._paired(part, start, is_term) for start, part in self._parts())

    def _parts(self) -> Iterator[tuple[int, tuple[NDArray[np.int64], NDArray[np.int64]]]]:
        """Some papers at a time: the number of the first, and their words each with its paper."""
        numbers = np.frombuffer(self._numbers, np.int32) if self._numbers else np.empty(0, np.int32)
        ends = np.frombuffer(self._ends, np.int64) if self._ends else np.empty(0, np.int64)
        starts = np.concatenate((np.zeros(1, np.int64), ends[:-1]))
        for first in range(0, len(ends), _AT_ONCE):
            last = min(first + _AT_ONCE, len(ends))
            lengths = ends[first:last] - starts[first:last]
            papers = np.repeat(np.arange(last - first), lengths)
            yield first, (papers, numbers[starts[first] : ends[last - 1]].astype(np.int64))

    @staticmethod
    def _counted(part: tuple[NDArray[np.int64], NDArray[np.int64]], start: int) -> Counted:
        papers, numbers = part
        there = numbers >= 0
        keys, counts = np.unique((papers[there] << _BITS) | numbers[there], return_counts=True)
        which = ((keys >> _BITS) + start).astype(np.int32)
        return Counted(which, (keys & (MOST_WORDS - 1)).astype(np.int32), _bounded(counts))

    @staticmethod
    def _paired(
        part: tuple[NDArray[np.int64], NDArray[np.int64]], start: int, is_term: NDArray[np.bool_]
    ) -> Counted:
        papers, numbers = part
        good = numbers >= 0
        good[good] = is_term[numbers[good]]
        both = np.flatnonzero(good[:-1] & good[1:])
        # 12 + 26 + 26 bits.
        keys = papers[both].astype(np.uint64) << np.uint64(2 * _BITS)
        keys |= key_of(numbers[both], numbers[both + 1]).astype(np.uint64)
        keys, counts = np.unique(keys, return_counts=True)
        which = (keys >> np.uint64(2 * _BITS)).astype(np.int32) + np.int32(start)
        pairs = (keys & np.uint64((1 << 2 * _BITS) - 1)).astype(np.int64)
        return Counted(which, pairs, _bounded(counts))


def key_of(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """The key of the phrase of two words."""
    key: NDArray[np.int64] = (first << _BITS) | second
    return key


def words_of(key: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The two words of a phrase."""
    return key >> _BITS, key & (MOST_WORDS - 1)


def _bounded(counts: NDArray[np.int64]) -> NDArray[np.uint8]:
    bounded: NDArray[np.uint8] = np.minimum(counts, 255).astype(np.uint8)
    return bounded


def _joined(parts: Iterable[Counted]) -> Counted:
    some = list(parts)
    if not some:
        return Counted(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint8))
    return Counted(*(np.concatenate(arrays) for arrays in zip(*some, strict=True)))
