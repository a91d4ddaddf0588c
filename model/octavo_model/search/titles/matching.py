"""Which papers of a list match the words of a query: all of them, or a good part."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from octavo_model.search.titles import candidates
from octavo_model.search.titles.ranking import IN_TITLE, Matches, match_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from octavo_model.search.titles.candidates import NameScorer, Scorer
    from octavo_model.search.titles.postings import WordPostings
    from octavo_model.search.titles.segment import Segment
    from octavo_model.search.titles.segments import Segments
    from octavo_model.search.titles.similarity import Scores

ENOUGH = 20
"""With fewer matches than these, words that are only similar to those of the query count too."""
FOUND = 80
"""From this score on a word is in a title, or begins a word there."""
FEW_WORDS = 3
"""A query of fewer words has no near matches: there each may be a slip if nothing else is found."""
MANY_WORDS = 8
"""In a query of more words only those that hardly any paper has are looked for in other forms."""

# About how many seconds it takes to go over one of them, on a machine that does other things too.
_PER_TITLE, _PER_POSTING, _PER_MATCH, _PER_WORD = 3e-9, 3e-9, 2e-8, 1e-7


class SearchCancelledError(Exception):
    """A search was cancelled because its result is no longer wanted."""


class Fields(NamedTuple):
    """What words are searched in: the same papers in each, in the same order."""

    titles: Segments[Segment]
    names: Segments[WordPostings] | None = None
    """The names of authors, and those of symbols in titles."""
    hidden: Segments[WordPostings] | None = None
    """Words that mean what a title says: acronyms of its long forms, and the other way."""


class WordScores(NamedTuple):
    """How well one word of a query matches all papers. Each of shape (papers,)."""

    title: Scores
    best: Scores
    """By the title or by what is beside it: names, acronyms."""

    def flagged(self) -> Scores:
        """Return the best scores, with `IN_TITLE` for the titles with the word or a longer one."""
        return self.best | ((self.title >= FOUND) * IN_TITLE)

    def raised(self, title: Scores, best: Scores) -> WordScores:
        """Return these scores, where others are better those."""
        return WordScores(np.maximum(self.title, title), np.maximum(self.best, best))


class FilteredList(NamedTuple):
    """The list being filtered."""

    fields: Fields
    docs: NDArray[np.intp]
    """The numbers of its papers, in its order."""
    cancelled: Callable[[float], bool] | None = None
    """Called before every step with about how many seconds it will take; see `check`."""

    def check(self, seconds: float) -> None:
        """Raise SearchCancelledError if a step of about so many ``seconds`` is too long."""
        if self.cancelled is not None and self.cancelled(seconds):
            raise SearchCancelledError

    def direct(self, word: str) -> WordScores:
        """Score the papers with ``word`` as it is typed, whole or as a beginning."""
        title = best = self.of_titles(candidates.direct_matches, word)
        if self.fields.names is not None:
            best = np.maximum(best, self._of_names(candidates.names_starting, word))
        if self.fields.hidden is not None:
            best = np.maximum(best, self.fields.hidden.scores(candidates.hidden_words, word))
        return WordScores(title, best)

    def inside(self, word: str) -> WordScores:
        """Score the titles with ``word`` inside of one, or as initials."""
        title = self.of_titles(candidates.inside_matches, word)
        return WordScores(title, title)

    def misspelt(self, word: str) -> WordScores:
        """Score the papers with a word that ``word`` may be a slip for."""
        title = best = self.of_titles(candidates.misspelt_matches, word)
        if self.fields.names is not None:
            best = np.maximum(best, self._of_names(candidates.names_misspelt, word))
        return WordScores(title, best)

    def of_titles(self, scorer: Scorer, word: str) -> Scores:
        """Return the scores of all titles."""
        self.check(self._seconds(scorer, word) + len(self.docs) * _PER_TITLE)
        return self.fields.titles.scores(scorer, word)

    def _of_names(self, scorer: NameScorer, word: str) -> Scores:
        names = self.fields.names
        if names is None:
            return np.zeros(len(self.fields.titles), np.uint8)
        if not names.is_cached(scorer, word):
            self.check(len(names) * _PER_TITLE)
        return names.scores(scorer, word)

    def _seconds(self, scorer: Scorer, word: str) -> float:
        """Return about how long it takes to score all titles."""
        titles = self.fields.titles
        if titles.is_cached(scorer, word):
            return 0
        if scorer in (candidates.inside_matches, candidates.misspelt_matches):
            return _PER_WORD * sum(len(part.vocabulary) for part in titles.parts)
        where = [part.postings_starting_with(word) for part in titles.parts]
        postings: int = sum(part.stop - part.start for part in where)
        return _PER_TITLE * len(titles) + _PER_POSTING * postings


def full_matches(words: tuple[str, ...], view: FilteredList) -> Matches:
    """Return the papers with every word.

    A word counts as it is typed, whole or as a beginning. Where fewer than `ENOUGH` papers match,
    it also counts inside of a word and as initials, and as a slip if no paper of the list has it.
    Where then none matches, each of fewer than `FEW_WORDS` words may be a slip.

    Of more than `MANY_WORDS` words only those that no paper has are looked for in other forms.
    """
    scores = [view.direct(word) for word in words]
    _join_neighbours(words, scores, view)
    listed = [score.flagged().take(view.docs) for score in scores]
    counts = [int(np.count_nonzero(score)) for score in listed]
    view.check(len(words) * len(view.docs) * _PER_TITLE + min(counts) * _PER_MATCH)
    matches = match_all(listed)

    def add(numbers: Iterable[int], find: Callable[[str], WordScores]) -> None:
        for number in numbers:
            scores[number] = scores[number].raised(*find(words[number]))
            listed[number] = scores[number].flagged().take(view.docs)

    absent = [number for number, count in enumerate(counts) if not count]
    some = range(len(words)) if len(words) <= MANY_WORDS else absent
    if len(matches.positions) < ENOUGH and some:
        add(some, view.inside)
        add(absent, view.misspelt)
        matches = match_all(listed)
    if not len(matches.positions) and len(absent) < len(some) < FEW_WORDS:
        add(set(some).difference(absent), view.misspelt)
        matches = match_all(listed)
    return matches


def _join_neighbours(words: Sequence[str], scores: list[WordScores], view: FilteredList) -> None:
    """Let two words typed apart find titles that write them as one: ``data set``."""
    for position, (left, right) in enumerate(pairwise(words)):
        joined = left + right
        parts = view.fields.titles.parts
        if any(range(*part.vocabulary.starting_with(joined)) for part in parts):
            both = view.of_titles(candidates.prefix_matches, joined)
            for word in (position, position + 1):
                scores[word] = scores[word].raised(both, both)
