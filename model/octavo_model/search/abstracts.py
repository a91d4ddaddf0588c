"""Abstracts ranked by the words of a text, none of which must be there: BM25 over the term index.

Words that nobody needs to type do not count, nor do words of more
than a fifth of all papers. A word that nobody has counts as the words with one wrong letter, the
last word also as the words that start with it. Words next to each other, as in the query, count
more: by the phrases that the index has, and for the best papers by their abstracts themselves.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from rapidfuzz.distance import OSA

from octavo_model.search.similar.counting import FREQUENCIES, IN_ABSTRACT
from octavo_model.search.similar.terms import is_noise, stem, words
from octavo_model.search.titles.near import ASKING
from octavo_model.search.titles.words import MAX_QUERY_WORDS, is_dense
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from octavo_model.search.similar.counting import Text
    from octavo_model.search.similar.term_index import TermIndex

_SATURATION = 1.2
"""``k1`` of BM25: how much it counts that a paper has a word often."""
_LENGTH_WEIGHT = 0.6
"""``b`` of BM25: how much it counts against a paper that it has many words."""
_TOO_MANY = 5
"""A word that more than one of this many papers has says nothing."""
_FEW_PAPERS = 100
"""This many papers with a word are never too many."""
_PHRASE_WEIGHT = 0.5
"""What a phrase of two words counts, beside a word as rare."""
_NEIGHBOUR_WEIGHTS = 0.4, 1.0, 4.0
"""What two words next to each other in a text count, if none, one or both of them mean much."""
_SMALL_WEIGHT = 2.0
"""What a word counts that is not indexed, as it says little."""
_BETWEEN = r"[\W_]{1,3}"
_START_LIKENESS, _SLIP_LIKENESS = 0.88, 0.75
_SHORTEST_START = 4
"""A word of fewer letters must be whole: too many words start with it."""
_SHORTEST_SLIP = 5
_RARE = 3
"""A last word that fewer papers have may be incomplete."""
_MAX_SLIPS = 16
COMPARED = 100
"""How many papers are read to compare them as a whole."""


@dataclass(frozen=True, slots=True, eq=False)
class AbstractRanking:
    """How well each paper matches, by its number in the index; see `AbstractRanker.rank`."""

    ids: NDArray[np.int64]
    """The papers' ids, ascending."""
    scores: NDArray[np.float32]
    """BM25; 0 for papers without any of the words."""
    full: NDArray[np.bool_]
    """Whether a paper has all words that count."""
    share: NDArray[np.float32]
    """The share of the words that it has, rare ones counting more; words that nobody has do not."""
    size: int
    """How many words count."""


class _Occurrences(NamedTuple):
    """The papers with a word of a query, each once."""

    papers: NDArray[np.integer]
    counts: NDArray[np.integer]
    """How often each has it, as `TITLE_WEIGHT` counts that."""
    likeness: float = 1.0
    """What of its weight the word counts, as its form is not the one asked for."""


class AbstractRanker:
    """Searches the abstracts of an index of terms, with ``titles`` or alone.

    Immutable: several threads may use it. If titles are not searched, a word of the title counts in
    papers that have it in the abstract, too.
    """

    def __init__(self, index: TermIndex, *, titles: bool) -> None:
        self.index = index
        self.titles = titles

    def rank(
        self, text: str, *, incomplete: bool = True, slips: bool = True
    ) -> AbstractRanking | None:
        """Return how well each paper matches the words of ``text``.

        A full match has all words that count; any other paper with one of them matches in part.

        Args:
            text: Words as typed, in their order.
            incomplete: Whether the last word may be incomplete.
            slips: Whether words that nobody has count as those with one wrong letter.

        Returns:
            None if the text has no word that is indexed.
        """
        asked = _asked(text)
        terms = list(dict.fromkeys(word for word in asked if word))
        if not terms:
            return None
        last = terms[-1] if incomplete and asked[-1] else ""
        found = {word: self._forms(word, incomplete=word == last, slips=slips) for word in terms}
        most = max(len(self.index) // _TOO_MANY, _FEW_PAPERS)
        rare = [word for word in terms if sum(len(one.papers) for one in found[word]) <= most]
        counting = rare or terms
        scores, share = np.zeros((2, len(self.index)), np.float32)
        held = np.zeros(len(self.index), np.uint8)
        total = 0.0
        for word in counting:
            papers = _papers(found[word])
            held[papers] += 1
            if len(papers):
                rarity = self._rarity(len(papers))
                share[papers] += rarity
                total += rarity
            for one in found[word]:
                self._add(scores, one, one.likeness)
        for first, second in pairwise(asked):
            if first and second and (first in rare or second in rare):
                phrase = self._of_phrase(first, second)
                if phrase is not None:
                    self._add(scores, phrase, _PHRASE_WEIGHT)
        share /= np.float32(max(total, 1e-9))
        full = held == len(counting)
        return AbstractRanking(self.index.ids, scores, full, share, len(counting))

    def holding(self, word: str) -> NDArray[np.integer]:
        """Return the numbers of the papers with a form of ``word``."""
        return self._of_word(fold(word)).papers

    def frequency(self, word: str) -> int:
        """Return how many papers have ``word``, which is folded, in title or abstract.

        Words that say nothing are not counted: all papers may have them.
        """
        if is_noise(word):
            return len(self.index)
        number = self.index.words.number(stem(word))
        return 0 if number is None else int(self.index.spread[self._term(number)])

    # ---- what papers have

    def _term(self, word: int) -> int:
        return len(self.index.phrases) + word

    def _of_terms(self, low: int, high: int) -> _Occurrences:
        """Return the papers with any of the terms from ``low`` to before ``high``."""
        every, frequencies = [], []
        for part, first in zip(self.index.parts, self.index.starts.tolist(), strict=False):
            where = part.of_terms(low, high)
            papers, counts = part.papers[where], part.paper_counts[where]
            if not self.titles:
                here = counts & IN_ABSTRACT > 0
                papers, counts = papers[here], counts[here]
            every.append(papers + first if first else papers)
            frequencies.append(FREQUENCIES[counts])
        if len(every) == 1:
            return _Occurrences(every[0], frequencies[0])
        return _Occurrences(np.concatenate(every), np.concatenate(frequencies))

    def _of_word(self, word: str) -> _Occurrences:
        number = self.index.words.number(stem(word))
        term = 0 if number is None else self._term(number)
        return self._of_terms(term, term + (number is not None))

    def _of_phrase(self, first: str, second: str) -> _Occurrences | None:
        numbers = [self.index.words.number(stem(word)) for word in (first, second)]
        if None in numbers:
            return None
        phrase = self.index.phrase(*(self._term(number or 0) for number in numbers))
        return None if phrase is None else self._of_terms(phrase, phrase + 1)

    def _forms(self, word: str, *, incomplete: bool, slips: bool) -> list[_Occurrences]:
        """Return the papers with ``word``, or with what was probably meant."""
        whole = self._of_word(word)
        found = [whole]
        incomplete = incomplete and (len(word) >= _SHORTEST_START or not word.isascii())
        if incomplete and len(whole.papers) < _RARE:
            found.append(self._starting(word, whole))
        slips = slips and len(word) >= _SHORTEST_SLIP
        if slips and not any(len(one.papers) for one in found):
            found += [
                self._of_terms(self._term(number), self._term(number) + 1)._replace(
                    likeness=_SLIP_LIKENESS
                )
                for number in self._misspelt(stem(word))
            ]
        return found

    def _starting(self, word: str, whole: _Occurrences) -> _Occurrences:
        """Return the papers with a word that starts with ``word``, but not those with it."""
        run, added = self.index.words.starting_with(word)
        parts = [self._of_terms(self._term(run.start), self._term(run.stop))]
        parts += [self._of_terms(self._term(one), self._term(one) + 1) for one in added]
        counts = np.zeros(len(self.index), np.int64)
        for part in parts:
            np.add.at(counts, part.papers, part.counts)
        counts[whole.papers] = 0
        papers = np.flatnonzero(counts)
        return _Occurrences(papers, counts[papers], _START_LIKENESS)

    def _misspelt(self, word: str) -> list[int]:
        """Return the words that have one letter more, less, different or in another place."""
        known = self.index.words
        spread = {
            number: int(self.index.spread[self._term(number)])
            for number in known.alike(word)
            if OSA.distance(word, known[number], score_cutoff=1) == 1
        }
        slips = sorted(spread, key=lambda number: -spread[number])
        # A word of one paper is often misspelt itself.
        return [n for n in slips if spread[n] > 1][:_MAX_SLIPS] or slips[:_MAX_SLIPS]

    # ---- weights

    @cached_property
    def _norms(self) -> NDArray[np.float32]:
        """What the length of each paper adds to the denominator of BM25."""
        sizes = self.index.sizes.astype(np.float32)
        mean = max(float(sizes.mean()), 1.0) if len(sizes) else 1.0
        norms = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * sizes / mean)
        return norms.astype(np.float32, copy=False)

    def _rarity(self, papers: int) -> float:
        """Return what a word weighs that so many papers have."""
        return math.log(1 + (len(self.index) - papers + 0.5) / (papers + 0.5))

    def _add(self, scores: NDArray[np.float32], found: _Occurrences, weight: float) -> None:
        """Add to ``scores`` what a word is worth in the papers that have it."""
        papers, rarity = found.papers, self._rarity(len(found.papers))
        counts = found.counts.astype(np.float32)
        worth = counts / (counts + self._norms[papers])
        scores[papers] += worth * np.float32(weight * rarity * (_SATURATION + 1))


def _papers(found: list[_Occurrences]) -> NDArray[np.integer]:
    """Return the papers in ``found``, each once."""
    if len(found) == 1:
        return found[0].papers
    return np.unique(np.concatenate([one.papers for one in found]))


def _asked(text: str) -> list[str]:
    """Return the words of ``text`` in their order, with an empty one for each that is no term."""
    every = words(text)[: 4 * MAX_QUERY_WORDS]
    terms = [word for word in every if not is_noise(word)]
    meant = set(terms) - ASKING or set(terms)
    kept = set(list(dict.fromkeys(word for word in terms if word in meant))[:MAX_QUERY_WORDS])
    return [word if word in kept else "" for word in every]


def neighbours(text: str, papers: Mapping[int, Text]) -> dict[int, float]:
    """Return what papers, by id, are worth because words of ``text`` are neighbours in them too.

    Small words count, too: a sentence that is repeated word for word is what was meant.
    """
    weights: dict[str, float] = {}
    for pair in pairwise(words(text)[: 2 * MAX_QUERY_WORDS]):
        if any(not word[0].isalnum() or is_dense(word) for word in pair):
            continue
        weight = _NEIGHBOUR_WEIGHTS[sum(not is_noise(word) for word in pair)]
        weights[_BETWEEN.join(map(re.escape, pair))] = weight
    for word in dict.fromkeys(words(text)[: 2 * MAX_QUERY_WORDS]):
        if len(word) > 3 and is_noise(word) and word not in ASKING:
            weights[re.escape(word)] = _SMALL_WEIGHT
    patterns = [(re.compile(pattern), weight) for pattern, weight in weights.items()]
    worth = {}
    for paper in papers.values():
        whole = fold(f"{paper.title} . {paper.abstract}")
        worth[paper.id] = sum(weight for pattern, weight in patterns if pattern.search(whole))
    return worth
