"""The terms of all papers, by paper and by term, from which similarity is computed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.search.array_file import ArrayFile
from octavo_model.search.similar.counting import (
    FREQUENCIES,
    MAX_WORDS,
    TermCounter,
    concatenated,
    frequent,
    key_of,
    renumbered,
    words_of,
)
from octavo_model.search.similar.postings import TYPES, TermPostings
from octavo_model.search.similar.rows import sums_of_runs
from octavo_model.search.similar.terms import COMMON_STEMS, Numbering
from octavo_model.search.similar.word_list import WordList
from octavo_model.search.titles.postings import join_ranges, starts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from octavo_model.search.similar.counting import TermCounts, Text

_MIN_PAPERS_OF_PHRASE = 3
_PHRASE_SHARE = 20_000
"""One paper of this many must have a phrase, so that phrases do not outnumber words."""
_PHRASE_WEIGHT = 0.7
"""A phrase repeats its words."""
_FREQUENCY_WEIGHTS = (1.0 + np.log(np.maximum(FREQUENCIES, 1.0))).astype(np.float32)
"""The weight of a term by its count in a paper."""


FILE = ArrayFile(
    "octavo-terms",
    version=2,  # to be raised, too, when terms or folding change
    types={"ids": "<i8", "phrases": "<i8", **TYPES, "words": "u1"},
)


@dataclass(frozen=True)
class TermIndex:
    """Which papers have which terms. Immutable.

    Papers and terms are numbered from 0: first phrases of two words, which stay the same when
    papers are added, then words.
    """

    ids: NDArray[np.int64]
    """The papers' ids, ascending."""
    words: WordList
    phrases: NDArray[np.int64]
    """The keys of the phrases, ascending, of numbers in ``words``: see `counting.key_of`."""
    parts: tuple[TermPostings, ...]
    """The postings of the papers: one large part, and one of those added since."""

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def build(cls, texts: Iterable[Text], progress: Callable[[int], None]) -> TermIndex:
        """Count the terms of ``texts``, whose ids ascend."""
        numbering = Numbering()
        counter = TermCounter(numbering)
        counter.count(texts, progress)
        ids = np.array(counter.ids, np.int64)
        words, new = WordList.of(list(numbering.new)).sorted()
        del numbering
        least = max(_MIN_PAPERS_OF_PHRASE, len(ids) // _PHRASE_SHARE)
        found = frequent(counter.phrases, least)
        first, second = words_of(found)
        keys = key_of(new[first], new[second])
        order = np.argsort(keys)
        phrase_numbers = np.empty(len(keys), np.int32)
        phrase_numbers[order] = np.arange(len(keys))
        word_numbers = (new + len(keys)).astype(np.int32)
        parts = []
        while counter.words:
            # From the last on, so that what is not needed any more takes no memory.
            counted = counter.words.pop()
            phrases = renumbered(counter.phrases.pop(), found, phrase_numbers)
            counted = counted._replace(terms=word_numbers[counted.terms])
            parts.append(concatenated((phrases, counted)))
        keys = keys[order]
        return cls(ids, words, keys, (_assembled(parts[::-1], len(ids), words, keys),))

    def extended(self, texts: Iterable[Text]) -> TermIndex:
        """Return an index with more papers, whose ids are above all here, but no new phrases."""
        known, shift = len(self.words), np.int32(len(self.phrases))
        numbering = Numbering(self.words.number, known)
        counter = TermCounter(numbering, phrases_of=known)
        counter.count(texts, lambda _done: None)
        if not counter.ids:
            return self
        words = self.words.extended(numbering.new)
        numbers = np.arange(shift, dtype=np.int32)
        parts = [part.counted() for part in self.parts[1:]]
        before = sum(map(len, self.parts[1:]))
        for counted, phrases in zip(counter.words, counter.phrases, strict=True):
            moved = counted._replace(terms=counted.terms + shift)
            added = concatenated((renumbered(phrases, self.phrases, numbers), moved))
            parts.append(added._replace(papers=added.papers + np.int32(before)))
        ids = np.concatenate((self.ids, np.array(counter.ids, np.int64)))
        tail = _assembled(parts, before + len(counter.ids), words, self.phrases)
        return TermIndex(ids, words, self.phrases, (self.parts[0], tail))

    def merged(self) -> TermIndex:
        """Return an index of the same with all words in order, in one part."""
        if len(self.parts) == 1:
            return self
        words, new = self.words.sorted()
        first, second = words_of(self.phrases)
        # Phrases are of words that were in order: theirs stays the same.
        keys = key_of(new[first], new[second])
        numbers = np.concatenate((np.arange(len(keys)), new + len(keys))).astype(np.int32)
        return TermIndex(self.ids, words, keys, (TermPostings.joined(self.parts, numbers),))

    def save(self, path: Path, stamp: str) -> None:
        """Write the index to ``path``: see `ArrayFile.save`."""
        whole = self.merged()
        arrays = {name: getattr(whole.parts[0], name) for name in TYPES}
        arrays |= {"ids": self.ids, "phrases": whole.phrases, "words": whole.words.joined}
        FILE.save(path, stamp, arrays)

    @classmethod
    def load(cls, path: Path, stamp: str) -> TermIndex | None:
        """Return the index in ``path``, None if it cannot be used: see `ArrayFile.load`."""
        arrays = FILE.load(path, stamp)
        if arrays is None:
            return None
        words = arrays.pop("words")
        in_order = int(np.count_nonzero(words == 0x0A))
        part = TermPostings(**{name: arrays.pop(name) for name in TYPES})
        return cls(words=WordList(words, in_order), parts=(part,), **arrays)

    @cached_property
    def spread(self) -> NDArray[np.int64]:
        """How many papers have each term."""
        spread = np.zeros(len(self.phrases) + len(self.words), np.int64)
        for part in self.parts:
            spread[: len(part.term_starts) - 1] += np.diff(part.term_starts)
        return spread

    @cached_property
    def sizes(self) -> NDArray[np.uint16]:
        """How many words each paper has, as `TITLE_WEIGHT` counts them."""
        return np.concatenate([part.sizes for part in self.parts])

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The number of the first paper of each part, and of all papers."""
        return starts_of(np.array([len(part) for part in self.parts]))

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """The weight of each term: the fewer papers have it, the higher."""
        rarity = np.log((1.0 + len(self)) / (0.5 + self.spread))
        weights: NDArray[np.float32] = rarity.astype(np.float32)
        weights[: len(self.phrases)] *= _PHRASE_WEIGHT
        np.maximum(weights, 0.0, out=weights)
        # A word of a single paper makes it similar to no other.
        weights[self.spread < 2] = 0.0
        weights[_common(self.words) + len(self.phrases)] = 0.0
        return weights

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """The length of each paper's vector; 1 if it has no terms."""
        squares = [
            sums_of_runs(self._values(part, slice(None)) ** 2, part.starts) for part in self.parts
        ]
        lengths: NDArray[np.float32] = np.sqrt(np.concatenate(squares)).astype(np.float32)
        lengths[lengths == 0.0] = 1.0
        return lengths

    def _values(
        self, part: TermPostings, positions: slice | NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return the values of a part's ``terms`` at ``positions``, in vectors of any length."""
        values: NDArray[np.float32] = _FREQUENCY_WEIGHTS[part.counts[positions]]
        values *= self.weights[part.terms[positions]]
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
        number = int(np.searchsorted(self.starts, paper, side="right")) - 1
        part, here = self.parts[number], paper - int(self.starts[number])
        where = slice(int(part.starts[here]), int(part.starts[here + 1]))
        return part.terms[where], self._values(part, where) / self.lengths[paper]

    def products(
        self, terms: NDArray[np.int32], values: NDArray[np.float32]
    ) -> NDArray[np.float64]:
        """Return the products of a vector, of these terms and values, with every paper's.

        Goes through the papers of these terms only.
        """
        factors = values * self.weights[terms]
        sums: list[NDArray[Any]] = []
        for part in self.parts:
            known = slice(None) if part is self.parts[-1] else terms < part.width
            here = terms[known]
            positions = join_ranges(part.term_starts, here)
            sizes = part.term_starts[here + 1] - part.term_starts[here]
            every = np.repeat(factors[known], sizes)
            every *= _FREQUENCY_WEIGHTS[part.paper_counts[positions]]
            sums.append(np.bincount(part.papers[positions], every, minlength=len(part)))
        products: NDArray[np.float64] = np.concatenate(sums) / self.lengths
        return products

    def term(self, number: int) -> tuple[str, ...]:
        """Return the word of a term, or the two words of a phrase."""
        numbers = self.word_numbers(number) or (number,)
        return tuple(self.words[word - len(self.phrases)] for word in numbers)

    def word_numbers(self, term: int) -> tuple[int, ...]:
        """Return the terms that are the words of a phrase; none for a word."""
        if term >= len(self.phrases):
            return ()
        first, second = divmod(int(self.phrases[term]), MAX_WORDS)
        return first + len(self.phrases), second + len(self.phrases)

    def phrase(self, first: int, second: int) -> int | None:
        """Return the term of the phrase of two terms that are words; None if it is too rare."""
        shift = len(self.phrases)
        key = (first - shift) * MAX_WORDS + second - shift
        number = int(np.searchsorted(self.phrases, key))
        return number if number < shift and self.phrases[number] == key else None


def _assembled(
    parts: Sequence[TermCounts], size: int, words: WordList, phrases: NDArray[np.int64]
) -> TermPostings:
    is_word = np.arange(len(phrases) + len(words)) >= len(phrases)
    return TermPostings.assembled(parts, size, is_word, _common(words) + len(phrases))


def _common(words: WordList) -> NDArray[np.int64]:
    """Return the numbers of the words that most papers of any subject have."""
    numbers = [number for one in COMMON_STEMS if (number := words.number(one)) is not None]
    return np.array(sorted(numbers), np.int64)
