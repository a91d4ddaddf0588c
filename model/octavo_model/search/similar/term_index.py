"""The terms of all papers, by paper and by term: what likeness is told from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.search.similar.counting import MOST_WORDS, Counted, Stream, key_of, words_of
from octavo_model.search.similar.terms import Numbering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from octavo_model.search.similar.counting import Text

_WORD_IN = 2
"""In how many papers a word stands at least: what one paper has alone is like nothing."""
_PHRASE_IN = 3
_PHRASE_SHARE = 20_000
"""One paper of so many must have a phrase, so that phrases do not outgrow words."""
_PHRASE_WEIGHT = 0.7
"""A phrase says again what its words say."""
_LOUDNESS = 1.0 + np.log(np.maximum(np.arange(256), 1)).astype(np.float32)
"""What it counts that a term stands in a paper so often."""


@dataclass(frozen=True)
class TermIndex:
    """Which terms stand in which papers. Never changed: `extended` makes another.

    Papers and terms are numbered from 0, words first, then phrases of two words.

    Attributes:
        ids: The papers' ids, ascending.
        words: The words by number.
        phrases: The keys of the phrases, ascending: see
        `octavo_model.search.similar.counting.key_of`.
        starts: Where in ``terms`` each paper's begin; one more than there are papers.
        terms: The terms of each paper, ascending.
        counts: How often each stands in it.
        term_starts: Where in ``papers`` each term's begin; one more than there are terms.
        papers: The papers of each term, ascending.
        paper_counts: How often the term stands in each.
    """

    ids: NDArray[np.int64]
    words: Sequence[str]
    phrases: NDArray[np.int64]
    starts: NDArray[np.int64]
    terms: NDArray[np.int32]
    counts: NDArray[np.uint8]
    term_starts: NDArray[np.int64]
    papers: NDArray[np.int32]
    paper_counts: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def build(cls, texts: Iterable[Text], progress: Callable[[int], None]) -> TermIndex:
        """Count ``texts``, which come with ascending ids."""
        numbering = Numbering()
        stream = Stream(numbering)
        stream.take(texts, progress)
        words = stream.words()
        is_word = np.bincount(words.terms, minlength=len(numbering.stems)) >= _WORD_IN
        phrases = stream.phrases(is_word)
        ids = np.array(stream.ids, np.int64)
        del stream  # the largest thing in memory
        keys, spread = np.unique(phrases.terms.astype(np.int64), return_counts=True)
        keys = keys[spread >= max(_PHRASE_IN, len(ids) // _PHRASE_SHARE)]
        # Words that are left are numbered anew, without gaps.
        new = np.cumsum(is_word) - 1
        first, second = words_of(keys)
        # The order of keys stays: numbers are only moved together.
        renamed = key_of(new[first], new[second])
        kept = [word for word, good in zip(numbering.stems, is_word.tolist(), strict=True) if good]
        words = _renumbered(words, np.flatnonzero(is_word), 0)
        phrases = _renumbered(phrases, keys, len(kept))
        return _assembled(ids, kept, renamed, _both(words, phrases))

    def extended(self, texts: Iterable[Text]) -> TermIndex:
        """This with more papers, whose ids are above all here.

        Words that several of them have are new terms; phrases are found when all is built anew.
        """
        numbering = Numbering({word: number for number, word in enumerate(self.words)})
        stream = Stream(numbering)
        stream.take(texts, lambda _done: None)
        if not stream.ids:
            return self
        words, known = stream.words(), len(self.words)
        spread = np.bincount(words.terms, minlength=len(numbering.stems))
        is_word = spread >= _WORD_IN
        is_word[:known] = True
        kept = np.flatnonzero(is_word)
        more = [word for word, good in zip(numbering.stems, is_word.tolist(), strict=True) if good]
        # Phrases are of words that were known when they were found, whose numbers stay.
        phrases = stream.phrases(np.arange(len(is_word)) < known)
        fresh = _both(_renumbered(words, kept, 0), _renumbered(phrases, self.phrases, len(more)))
        shift = len(more) - known
        old_terms = np.where(self.terms < known, self.terms, self.terms + np.int32(shift))
        old = Counted(
            np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts)),
            old_terms,
            np.asarray(self.counts),
        )
        all_terms = Counted(
            np.concatenate((old.papers, fresh.papers + np.int32(len(self)))),
            np.concatenate((old.terms, fresh.terms)),
            np.concatenate((old.counts, fresh.counts)),
        )
        ids = np.concatenate((self.ids, np.array(stream.ids, np.int64)))
        return _assembled(ids, more, self.phrases, all_terms)

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """What each term is worth: the fewer papers have it, the more."""
        spread = np.diff(self.term_starts)
        weights = np.log((1.0 + len(self)) / (0.5 + spread)).astype(np.float32)
        weights[len(self.words) :] *= _PHRASE_WEIGHT
        np.maximum(weights, 0.0, out=weights)
        weights[spread < 2] = 0.0
        return weights

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """The length of each paper's vector; 1 where it has no terms."""
        squares = (_LOUDNESS[self.counts] * self.weights[self.terms]) ** 2
        lengths: NDArray[np.float32] = np.sqrt(_sums(squares, self.starts)).astype(np.float32)
        lengths[lengths == 0.0] = 1.0
        return lengths

    def number(self, paper_id: int) -> int | None:
        """The number of the paper with this id, if it is here."""
        place = int(np.searchsorted(self.ids, paper_id))
        return place if place < len(self) and self.ids[place] == paper_id else None

    def numbers(self, ids: Sequence[int]) -> NDArray[np.int64]:
        """The numbers of those of the papers ``ids`` that are here, in their order."""
        wanted = np.asarray(ids, np.int64)
        if not len(self) or not len(wanted):
            return np.empty(0, np.int64)
        places = np.searchsorted(self.ids, wanted)
        places[places == len(self)] = 0
        found: NDArray[np.int64] = places[self.ids[places] == wanted]
        return found

    def row(self, paper: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The terms of a paper, and its vector of length 1 (or 0, where it has none)."""
        start, end = self.starts[paper], self.starts[paper + 1]
        terms = self.terms[start:end]
        values = _LOUDNESS[self.counts[start:end]] * self.weights[terms] / self.lengths[paper]
        return terms, values

    def rows(self, papers: NDArray[np.int64]) -> Rows:
        """The vectors of some papers as a matrix."""
        lengths = self.starts[papers + 1] - self.starts[papers]
        bounds = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        places = np.arange(bounds[-1]) + np.repeat(self.starts[papers] - bounds[:-1], lengths)
        terms = self.terms[places]
        values = _LOUDNESS[self.counts[places]] * self.weights[terms]
        values /= np.repeat(self.lengths[papers], lengths)
        return Rows(bounds, terms.astype(np.int64), values, len(self.weights))

    def products(
        self, terms: NDArray[np.int32], values: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """The products of a vector, of these terms and values, with every paper's.

        Goes through the papers of these terms only.
        """
        starts = self.term_starts[terms]
        lengths = self.term_starts[terms + 1] - starts
        bounds = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
        places = np.arange(bounds[-1]) + np.repeat(starts - bounds[:-1], lengths)
        worth = np.repeat(values * self.weights[terms], lengths)
        worth *= _LOUDNESS[self.paper_counts[places]]
        sums = np.bincount(self.papers[places], worth, minlength=len(self))
        products: NDArray[np.float64] = sums / self.lengths
        return products

    def term(self, number: int) -> tuple[str, ...]:
        """The word, or the two words of the phrase, that a term is."""
        if number < len(self.words):
            return (self.words[number],)
        first, second = divmod(int(self.phrases[number - len(self.words)]), MOST_WORDS)
        return self.words[first], self.words[second]

    def word_numbers(self, term: int) -> tuple[int, ...]:
        """The numbers of the words of a phrase; none for a word."""
        if term < len(self.words):
            return ()
        return divmod(int(self.phrases[term - len(self.words)]), MOST_WORDS)


@dataclass(frozen=True)
class Rows:
    """Some papers' vectors as a matrix: the value ``values[n]`` stands in column ``terms[n]``.

    Attributes:
        starts: Where in ``terms`` each row begins; one more than there are rows.
        terms: Columns.
        values: What stands there; elsewhere is 0.
        width: Number of columns.
    """

    starts: NDArray[np.int64]
    terms: NDArray[np.int64]
    values: NDArray[np.float32]
    width: int

    @cached_property
    def _sizes(self) -> NDArray[np.int64]:
        return np.diff(self.starts)

    def narrowed(self) -> tuple[NDArray[np.int64], Rows]:
        """This without its empty columns, and which columns are left."""
        kept, terms = np.unique(self.terms, return_inverse=True)
        return kept, Rows(self.starts, terms, self.values, len(kept))

    def only(self, wanted: NDArray[np.bool_]) -> Rows:
        """Some of the rows."""
        these = np.repeat(wanted, self._sizes)
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(self._sizes[wanted])))
        return Rows(starts, self.terms[these], self.values[these], self.width)

    def times(self, vector: NDArray[np.float64]) -> NDArray[np.float64]:
        """The product of each row with ``vector``."""
        return _sums(self.values * vector[self.terms], self.starts)

    def summed(self, factors: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of all rows, each multiplied by its factor."""
        every = np.repeat(factors, self._sizes)
        sums = np.bincount(self.terms, self.values * every, minlength=self.width)
        return sums.astype(np.float64, copy=False)


def _sums(values: NDArray[Any], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """The sum of each stretch of ``values``."""
    sums: NDArray[np.float64] = np.add.reduceat(np.append(values, 0.0), starts[:-1])
    sums[starts[1:] == starts[:-1]] = 0.0
    return sums


def _renumbered(counted: Counted, kept: NDArray[np.int64], first: int) -> Counted:
    """Only those terms that are ``kept`` (ascending), which get numbers from ``first`` on."""
    if not len(kept):
        return Counted(counted.papers[:0], counted.terms[:0], counted.counts[:0])
    places = np.searchsorted(kept, counted.terms)
    places[places == len(kept)] = 0
    good = kept[places] == counted.terms
    terms = (places[good] + first).astype(np.int32)
    return Counted(counted.papers[good], terms, counted.counts[good])


def _both(words: Counted, phrases: Counted) -> Counted:
    """Words and phrases together, by paper; each paper's phrases after its words."""
    papers = np.concatenate((words.papers, phrases.papers))
    order = np.argsort(papers, kind="stable")
    return Counted(
        papers[order],
        np.concatenate((words.terms, phrases.terms))[order],
        np.concatenate((words.counts, phrases.counts))[order],
    )


def _assembled(
    ids: NDArray[np.int64], words: Sequence[str], phrases: NDArray[np.int64], counted: Counted
) -> TermIndex:
    terms = counted.terms.astype(np.int32, copy=False)
    order = np.argsort(terms, kind="stable")
    return TermIndex(
        ids,
        words,
        phrases,
        _starts(counted.papers, len(ids)),
        terms,
        counted.counts,
        _starts(counted.terms, len(words) + len(phrases)),
        counted.papers[order],
        counted.counts[order],
    )


def _starts(numbers: NDArray[np.int32] | NDArray[np.int64], size: int) -> NDArray[np.int64]:
    spread = np.bincount(numbers, minlength=size)
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(spread)))
