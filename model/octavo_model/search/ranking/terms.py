"""The terms that papers are ranked by: words and pairs of neighbours, each as a number.

Stems and stop words would do harm: in reviews of methods "we", "can" and "experiments" separate
what is kept from what is refused. Numbers are hashes, so that no vocabulary has to be kept; a term
is named from the text of the paper that has it.
"""

from __future__ import annotations

import zlib
from array import array
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from octavo_model.search.similar.terms import words
from octavo_model.search.titles.postings import join_ranges, starts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from octavo_model.search.similar.counting import Text

BITS = 22
"""Of the number of a term. With four million numbers hardly two terms of a list share one."""
SIZE = 1 << BITS
_SHIFT = np.uint64(64 - BITS)
_FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_NONE = -1
"""The number of what is not a word."""
_MOST = 255


class CountedRows(NamedTuple):
    """How often papers have terms."""

    ids: NDArray[np.int64]
    letters: NDArray[np.uint32]
    """How long the text of each is: when that changes, it is counted again."""
    starts: NDArray[np.int64]
    """Where in ``terms`` each paper's start; one more than there are papers."""
    terms: NDArray[np.uint32]
    counts: NDArray[np.uint8]

    @classmethod
    def joined(cls, parts: Iterable[CountedRows]) -> CountedRows:
        """Return the rows of all ``parts``, one after the other."""
        every = [NO_ROWS, *parts]
        starts = starts_of(np.concatenate([np.diff(part.starts) for part in every]))
        ids, letters, terms, counts = (
            np.concatenate([getattr(part, name) for part in every])
            for name in ("ids", "letters", "terms", "counts")
        )
        return cls(ids, letters, starts, terms, counts)

    def between(self, first: int, last: int) -> CountedRows:
        """Return the rows from ``first`` to before ``last``, without a copy of their terms."""
        starts = self.starts[first : last + 1]
        where = slice(int(starts[0]), int(starts[-1]))
        return CountedRows(
            self.ids[first:last],
            self.letters[first:last],
            starts - starts[0],
            self.terms[where],
            self.counts[where],
        )

    def taken(self, rows: NDArray[np.int64]) -> CountedRows:
        """Return some of the rows, by their numbers."""
        sizes = self.starts[rows + 1] - self.starts[rows]
        where = join_ranges(self.starts, rows)
        return CountedRows(
            self.ids[rows],
            self.letters[rows],
            starts_of(sizes),
            self.terms[where],
            self.counts[where],
        )


NO_ROWS = CountedRows(
    np.empty(0, np.int64),
    np.empty(0, np.uint32),
    np.zeros(1, np.int64),
    np.empty(0, np.uint32),
    np.empty(0, np.uint8),
)


class _Hashes(dict[str, int]):
    """The hash of each word that was looked up; `_NONE` for signs and single letters."""

    def __missing__(self, word: str) -> int:
        is_term = len(word) > 1 or not (word.isascii() or word in "。、，：；")
        self[word] = number = (
            zlib.crc32(word.encode("utf-8", "surrogatepass")) if is_term else _NONE
        )
        return number


class RowCounter:
    """Counts the terms of papers. What it remembers of words makes the next papers faster."""

    def __init__(self) -> None:
        self._hashes = _Hashes()

    def count(self, texts: Iterable[Text]) -> CountedRows:
        """Return the terms of ``texts``, in their order; those of one paper ascend."""
        number = self._hashes.__getitem__
        stream, bounds = array("q"), array("q", [0])
        ids, letters = array("q"), array("I")
        for text in texts:
            for part in (text.title, text.abstract):
                stream.extend(map(number, words(part)))
                bounds.append(len(stream))
            ids.append(text.id)
            letters.append(len(text.title) + len(text.abstract))
        hashes = np.array(stream, np.int64)
        parts = np.repeat(np.arange(len(bounds) - 1), np.diff(np.array(bounds)))
        is_term = hashes != _NONE
        hashes, parts = hashes[is_term].astype(np.uint64), parts[is_term]
        near = parts[1:] == parts[:-1]
        numbers = np.concatenate((_of_words(hashes), _of_pairs(hashes[:-1], hashes[1:])[near]))
        papers = np.concatenate((parts, parts[1:][near])) >> 1
        keys, times = np.unique(papers << BITS | numbers, return_counts=True)
        sizes = np.bincount(keys >> BITS, minlength=len(ids))
        terms = (keys & (SIZE - 1)).astype(np.uint32)
        counts = np.minimum(times, _MOST).astype(np.uint8)
        return CountedRows(
            np.array(ids, np.int64), np.array(letters, np.uint32), starts_of(sizes), terms, counts
        )


def _of_words(hashes: NDArray[np.uint64]) -> NDArray[np.int64]:
    return (hashes * _FIRST >> _SHIFT).astype(np.int64)


def _of_pairs(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> NDArray[np.int64]:
    return ((first * _SECOND + second + np.uint64(1)) * _FIRST >> _SHIFT).astype(np.int64)


def named(text: Text) -> dict[tuple[str, ...], int]:
    """Return the terms of a paper, each as its folded words, and the number of each."""
    hashes = _Hashes()
    terms: dict[tuple[str, ...], int] = {}
    for part in (text.title, text.abstract):
        known = [word for word in words(part) if hashes[word] != _NONE]
        every: Iterator[tuple[str, ...]] = ((word,) for word in known)
        numbers = np.array([hashes[word] for word in known], np.uint64)
        terms.update(zip(every, _of_words(numbers).tolist(), strict=True))
        terms.update(
            zip(pairwise(known), _of_pairs(numbers[:-1], numbers[1:]).tolist(), strict=True)
        )
    return terms
