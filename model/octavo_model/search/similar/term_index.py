"""The terms of all papers, by paper and by term, from which similarity is computed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.search.array_file import ArrayFile, words_from_array, words_to_array
from octavo_model.search.similar.counting import (
    MAX_WORDS,
    TermCounts,
    WordStream,
    by_paper,
    concatenated,
    key_of,
    renumbered,
    words_of,
)
from octavo_model.search.similar.terms import Numbering
from octavo_model.search.titles.postings import join_ranges, starts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from octavo_model.search.similar.counting import Text

_MIN_PAPERS_OF_WORD = 2
"""A word of a single paper makes it similar to no other."""
_MIN_PAPERS_OF_PHRASE = 3
_PHRASE_SHARE = 20_000
"""One paper of this many must have a phrase, so that phrases do not outnumber words."""
_PHRASE_WEIGHT = 0.7
"""A phrase repeats its words."""
_FREQUENCY_WEIGHTS = 1.0 + np.log(np.maximum(np.arange(256), 1)).astype(np.float32)
"""The weight of a term by how often a paper has it."""


FILE = ArrayFile(
    "octavo-terms",
    version=1,  # to be raised, too, when terms or folding change
    types={
        **dict.fromkeys(("ids", "phrases", "starts", "term_starts"), "<i8"),
        **dict.fromkeys(("terms", "papers"), "<i4"),
        **dict.fromkeys(("counts", "paper_counts", "words"), "u1"),
    },
)


@dataclass(frozen=True)
class TermIndex:
    """Which papers have which terms. Immutable.

    Papers and terms are numbered from 0, words first, then phrases of two words.
    """

    ids: NDArray[np.int64]
    """The papers' ids, ascending."""
    words: Sequence[str]
    phrases: NDArray[np.int64]
    """The keys of the phrases, ascending: see `counting.key_of`."""
    starts: NDArray[np.int64]
    """Where in ``terms`` each paper's start; one more than there are papers."""
    terms: NDArray[np.int32]
    """The terms of each paper, ascending."""
    counts: NDArray[np.uint8]
    """How often it has each."""
    term_starts: NDArray[np.int64]
    """Where in ``papers`` each term's start; one more than there are terms."""
    papers: NDArray[np.int32]
    """The papers of each term, ascending."""
    paper_counts: NDArray[np.uint8]
    """How often each has the term."""

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def build(cls, texts: Iterable[Text], progress: Callable[[int], None]) -> TermIndex:
        """Count the terms of ``texts``, whose ids ascend."""
        numbering = Numbering()
        stream = WordStream(numbering)
        stream.extend(texts, progress)
        words = stream.words()
        is_word = np.bincount(words.terms, minlength=len(numbering.stems)) >= _MIN_PAPERS_OF_WORD
        phrases = stream.phrases(is_word)
        ids = np.array(stream.ids, np.int64)
        del stream  # the largest thing in memory
        keys, spread = np.unique(phrases.terms.astype(np.int64), return_counts=True)
        keys = keys[spread >= max(_MIN_PAPERS_OF_PHRASE, len(ids) // _PHRASE_SHARE)]
        # Remaining words are renumbered without gaps.
        new = np.cumsum(is_word) - 1
        first, second = words_of(keys)
        # The order of keys does not change.
        renamed = key_of(new[first], new[second])
        left = [word for word, good in zip(numbering.stems, is_word.tolist(), strict=True) if good]
        words = renumbered(words, np.flatnonzero(is_word), 0)
        phrases = renumbered(phrases, keys, len(left))
        return _assembled(ids, left, renamed, by_paper(words, phrases))

    def extended(self, texts: Iterable[Text]) -> TermIndex:
        """Return an index with more papers, whose ids are above all here, but no new phrases."""
        numbering = Numbering(self.words)
        stream = WordStream(numbering)
        stream.extend(texts, lambda _done: None)
        if not stream.ids:
            return self
        words, known = stream.words(), len(self.words)
        spread = np.bincount(words.terms, minlength=len(numbering.stems))
        is_word = spread >= _MIN_PAPERS_OF_WORD
        is_word[:known] = True
        words = renumbered(words, np.flatnonzero(is_word), 0)
        more = [word for word, good in zip(numbering.stems, is_word.tolist(), strict=True) if good]
        # Phrases are of words that were known when they were found, whose numbers do not change.
        phrases = stream.phrases(np.arange(len(is_word)) < known)
        added = by_paper(words, renumbered(phrases, self.phrases, len(more)))
        shift = np.int32(len(more) - known)
        papers = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))
        terms = np.where(self.terms < known, self.terms, self.terms + shift)
        known_counts = TermCounts(papers, terms, self.counts)
        added = added._replace(papers=added.papers + np.int32(len(self)))
        ids = np.concatenate((self.ids, np.array(stream.ids, np.int64)))
        return _assembled(ids, more, self.phrases, concatenated((known_counts, added)))

    def save(self, path: Path, stamp: str) -> None:
        """Write the index to ``path``: see `ArrayFile.save`."""
        arrays = {name: getattr(self, name) for name in FILE.types}
        FILE.save(path, stamp, {**arrays, "words": words_to_array(self.words)})

    @classmethod
    def load(cls, path: Path, stamp: str) -> TermIndex | None:
        """Return the index in ``path``, None if it cannot be used: see `ArrayFile.load`."""
        arrays = FILE.load(path, stamp)
        if arrays is None:
            return None
        return cls(words=words_from_array(arrays.pop("words")), **arrays)

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """The weight of each term: the fewer papers have it, the higher."""
        spread = np.diff(self.term_starts)
        weights = np.log((1.0 + len(self)) / (0.5 + spread)).astype(np.float32)
        weights[len(self.words) :] *= _PHRASE_WEIGHT
        np.maximum(weights, 0.0, out=weights)
        weights[spread < 2] = 0.0
        return weights

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """The length of each paper's vector; 1 if it has no terms."""
        squares = self._values(slice(None)) ** 2
        lengths: NDArray[np.float32] = np.sqrt(_sums(squares, self.starts)).astype(np.float32)
        lengths[lengths == 0.0] = 1.0
        return lengths

    def _values(self, positions: slice | NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the values of ``terms`` at ``positions``, in vectors of any length."""
        values: NDArray[np.float32] = _FREQUENCY_WEIGHTS[self.counts[positions]]
        values *= self.weights[self.terms[positions]]
        return values

    def numbers(self, ids: Sequence[int]) -> NDArray[np.int64]:
        """Return the numbers of the papers ``ids`` that are here, in their order."""
        wanted = np.asarray(ids, np.int64)
        if not len(self) or not len(wanted):
            return np.empty(0, np.int64)
        numbers = np.searchsorted(self.ids, wanted)
        numbers[numbers == len(self)] = 0
        present: NDArray[np.int64] = numbers[self.ids[numbers] == wanted]
        return present

    def row(self, paper: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the terms of a paper, and its vector of length 1 (or 0, if it has none)."""
        where = slice(int(self.starts[paper]), int(self.starts[paper + 1]))
        return self.terms[where], self._values(where) / self.lengths[paper]

    def rows(self, papers: NDArray[np.int64]) -> Rows:
        """Return the vectors of some papers as a matrix."""
        sizes = self.starts[papers + 1] - self.starts[papers]
        positions = join_ranges(self.starts, papers)
        values = self._values(positions)
        values /= np.repeat(self.lengths[papers], sizes)
        terms = self.terms[positions].astype(np.int64)
        return Rows(starts_of(sizes), terms, values, len(self.weights))

    def products(
        self, terms: NDArray[np.int32], values: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """Return the products of a vector, of these terms and values, with every paper's.

        Goes through the papers of these terms only.
        """
        positions = join_ranges(self.term_starts, terms)
        sizes = self.term_starts[terms + 1] - self.term_starts[terms]
        factors = np.repeat(values * self.weights[terms], sizes)
        factors *= _FREQUENCY_WEIGHTS[self.paper_counts[positions]]
        sums = np.bincount(self.papers[positions], factors, minlength=len(self))
        products: NDArray[np.float64] = sums / self.lengths
        return products

    def term(self, number: int) -> tuple[str, ...]:
        """Return the word of a term, or the two words of a phrase."""
        return tuple(self.words[word] for word in self.word_numbers(number) or (number,))

    def word_numbers(self, term: int) -> tuple[int, ...]:
        """Return the numbers of the words of a phrase; none for a word."""
        if term < len(self.words):
            return ()
        return divmod(int(self.phrases[term - len(self.words)]), MAX_WORDS)


@dataclass(frozen=True)
class Rows:
    """Some papers' vectors as a sparse matrix: ``values[n]`` is in column ``terms[n]``."""

    starts: NDArray[np.int64]
    """Where in ``terms`` each row starts; one more than there are rows."""
    terms: NDArray[np.int64]
    values: NDArray[np.float32]
    width: int

    @cached_property
    def _sizes(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def narrowed(self) -> tuple[NDArray[np.int64], Rows]:
        """Return the columns that are not empty, and a matrix of these only."""
        columns, terms = np.unique(self.terms, return_inverse=True)
        return columns, Rows(self.starts, terms, self.values, len(columns))

    def only(self, wanted: NDArray[np.bool_]) -> Rows:
        """Return some of the rows."""
        these = np.repeat(wanted, self._sizes)
        return Rows(
            starts_of(self._sizes[wanted]), self.terms[these], self.values[these], self.width
        )

    def times(self, vector: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the product of each row with ``vector``."""
        return _sums(self.values * vector[self.terms], self.starts)

    def weighted_sum(self, factors: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the sum of all rows, each multiplied by its factor."""
        every = np.repeat(factors, self._sizes)
        sums = np.bincount(self.terms, self.values * every, minlength=self.width)
        return sums.astype(np.float64, copy=False)


def _sums(values: NDArray[Any], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the sum of each run of ``values``."""
    sums: NDArray[np.float64] = np.add.reduceat(np.append(values, 0.0), starts[:-1])
    sums[starts[1:] == starts[:-1]] = 0.0
    return sums


def _assembled(
    ids: NDArray[np.int64], words: Sequence[str], phrases: NDArray[np.int64], counted: TermCounts
) -> TermIndex:
    terms = counted.terms.astype(np.int32, copy=False)
    order = np.argsort(terms, kind="stable")
    starts = starts_of(np.bincount(counted.papers, minlength=len(ids)))
    term_starts = starts_of(np.bincount(terms, minlength=len(words) + len(phrases)))
    papers, counts = counted.papers, counted.counts
    return TermIndex(
        ids, words, phrases, starts, terms, counts, term_starts, papers[order], counts[order]
    )
