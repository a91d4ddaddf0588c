"""Which terms papers have, and how often."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from octavo_model.search.similar.terms import NO_TERM, Numbering, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    Part = tuple[NDArray[np.int64], NDArray[np.int64]]
    """The words of some papers: for each the number of its paper in this part, twice that and one
    more in the abstract, and its own."""

TITLE_WEIGHT = 3
"""How many times a word of a title counts."""
_CHUNK = 2048
"""Papers whose words are sorted together. Their number takes 11 bits of a key."""
_BITS = 26
"""For each of the two words of a phrase, in the same key. The last bit is set in abstracts."""
MAX_WORDS = 1 << _BITS


IN_ABSTRACT = 63
"""The bits of a count that say how often a term is in the abstract; the others, in the title."""
_IN_TITLE = 3
_TITLE = IN_ABSTRACT + 1
FREQUENCIES = (TITLE_WEIGHT * (np.arange(256) // _TITLE) + (np.arange(256) & IN_ABSTRACT)).astype(
    np.uint8
)
"""How often a paper has a term, by its count; a word of the title counts more."""


class Text(NamedTuple):
    """What is counted of a paper."""

    id: int
    title: str
    abstract: str


class TermCounts(NamedTuple):
    """How often papers, by number, have terms, in the order of papers and then of terms."""

    papers: NDArray[np.int32]
    terms: NDArray[Any]
    """Numbers of words, or keys of phrases."""
    counts: NDArray[np.uint8]
    """How often the paper has the term in title and abstract: see `IN_ABSTRACT`."""


class TermCounter:
    """Counts the terms of papers, a few at a time, so that hardly more than the counts is kept.

    ``phrases_of`` bounds the numbers of the words that phrases are made of.
    """

    def __init__(self, numbering: Numbering, phrases_of: int = MAX_WORDS) -> None:
        self._numbering = numbering
        self._phrases_of = phrases_of
        self._numbers = array("i")
        # Where titles and abstracts end.
        self._bounds = array("q", [0])
        self.ids = array("q")
        self.words: list[TermCounts] = []
        """The words of some papers after those of others."""
        self.phrases: list[TermCounts] = []
        """The phrases of the same papers, by their keys: see `key_of`."""

    def count(self, texts: Iterable[Text], progress: Callable[[int], None]) -> None:
        """Count ``texts``; ``progress`` is called with how many papers there are now."""
        number = self._numbering.__getitem__
        for text in texts:
            numbers = self._numbers
            for part in (text.title, text.abstract):
                numbers.extend(map(number, words(part)))
                numbers.append(NO_TERM)
                self._bounds.append(len(numbers))
            self.ids.append(text.id)
            if not len(self.ids) % 1000:
                progress(len(self.ids))
            if not len(self.ids) % _CHUNK:
                self._count_chunk()
        self._count_chunk()

    def _count_chunk(self) -> None:
        bounds = np.array(self._bounds)
        if len(bounds) == 1:
            return
        texts = np.repeat(np.arange(len(bounds) - 1), np.diff(bounds))
        part = texts, np.array(self._numbers, np.int64)
        in_phrases = np.arange(self._numbering.size) < self._phrases_of
        in_phrases[self._numbering.common] = False
        start = len(self.ids) - len(bounds) // 2
        self.words.append(_count_words(part, start))
        self.phrases.append(_count_phrases(part, start, in_phrases))
        self._numbers, self._bounds = array("i"), array("q", [0])


def _count_words(part: Part, start: int) -> TermCounts:
    texts, numbers = part
    is_term = numbers >= 0
    texts, numbers = texts[is_term], numbers[is_term]
    keys, counts = _counted((texts >> 1 << _BITS | numbers) << 1 | texts & 1)
    which = ((keys >> _BITS) + start).astype(np.int32)
    return TermCounts(which, (keys & (MAX_WORDS - 1)).astype(np.int32), counts)


def _count_phrases(part: Part, start: int, is_term: NDArray[np.bool_]) -> TermCounts:
    texts, numbers = part
    valid = numbers >= 0
    valid[valid] = is_term[numbers[valid]]
    both = np.flatnonzero(valid[:-1] & valid[1:])
    texts = texts[both].astype(np.uint64)
    # 11 + 26 + 26 + 1 bits.
    one = np.uint64(1)
    keys = texts >> one << np.uint64(2 * _BITS)
    keys |= key_of(numbers[both], numbers[both + 1]).astype(np.uint64)
    keys, counts = _counted(keys << one | texts & one)
    which = (keys >> np.uint64(2 * _BITS)).astype(np.int32) + np.int32(start)
    pairs = (keys & np.uint64((1 << 2 * _BITS) - 1)).astype(np.int64)
    return TermCounts(which, pairs, counts)


def _counted(keys: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.uint8]]:
    """Return ``keys`` without their last bit, ascending, each once, and their counts."""
    distinct, times = np.unique(keys, return_counts=True)
    bit = distinct.dtype.type(1)
    in_abstract = (distinct & bit).astype(np.bool_)
    counts = np.where(
        in_abstract, np.minimum(times, IN_ABSTRACT), _TITLE * np.minimum(times, _IN_TITLE)
    ).astype(np.uint8)
    distinct >>= bit
    # Of a term in both the title comes first.
    again = np.flatnonzero(distinct[1:] == distinct[:-1]) + 1
    counts[again - 1] += counts[again]
    left = np.ones(len(distinct), np.bool_)
    left[again] = False
    return distinct[left], counts[left]


def key_of(first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the key of the phrase of two words."""
    key: NDArray[np.int64] = (first << _BITS) | second
    return key


def words_of(key: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the two words of a phrase."""
    return key >> _BITS, key & (MAX_WORDS - 1)


_BUCKETS = 1 << 22
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)


def frequent(parts: Sequence[TermCounts], least: int) -> NDArray[np.int64]:
    """Return the terms that at least so many papers have, ascending."""
    # Most are in one paper. A rough count finds these: to sort all takes much memory.
    counts = np.zeros(_BUCKETS, np.uint32)
    for part in parts:
        np.add.at(counts, _buckets(part.terms), np.uint32(1))
    kept = [part.terms[counts[_buckets(part.terms)] >= least] for part in parts]
    terms, spread = np.unique(np.concatenate(kept or [np.empty(0, np.int64)]), return_counts=True)
    return terms[spread >= least]


def _buckets(terms: NDArray[np.int64]) -> NDArray[np.int64]:
    return (terms.astype(np.uint64) * _MULTIPLIER >> np.uint64(42)).astype(np.int64)


def concatenated(parts: Iterable[TermCounts]) -> TermCounts:
    """Return all ``parts``, one after the other."""
    columns = list(zip(*parts, strict=True))
    if not columns:
        return TermCounts(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint8))
    return TermCounts(*map(np.concatenate, columns))


def renumbered(
    counted: TermCounts, wanted: NDArray[np.int64], new: NDArray[np.int32]
) -> TermCounts:
    """Return the terms that are ``wanted`` (ascending), with their ``new`` numbers."""
    if not len(wanted):
        return TermCounts(counted.papers[:0], new[:0], counted.counts[:0])
    places = np.searchsorted(wanted, counted.terms)
    places[places == len(wanted)] = 0
    good = wanted[places] == counted.terms
    return TermCounts(counted.papers[good], new[places[good]], counted.counts[good])
