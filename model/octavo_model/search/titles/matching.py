"""Which papers of a list match the words of a query: all of them, or a good part."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from octavo_model.search.titles import candidates
from octavo_model.search.titles.ranking import WordScores, match_all

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from octavo_model.search.titles.candidates import NameScorer, Scorer
    from octavo_model.search.titles.postings import WordPostings
    from octavo_model.search.titles.ranking import Matches
    from octavo_model.search.titles.segment import Segment
    from octavo_model.search.titles.segments import Segments
    from octavo_model.search.titles.similarity import Scores

ENOUGH = 20
"""With fewer matches than these, words that are only similar to those of the query count too."""
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
    """The names of authors."""
    hidden: Segments[WordPostings] | None = None
    """Words that mean what a title says: acronyms of its long forms, and the other way."""


class FilteredList(NamedTuple):
    """The list being filtered: scores are in its order."""

    fields: Fields
    docs: NDArray[np.intp]
    cancelled: Callable[[float], bool] | None = None
    """Called before every step with about how many seconds it will take; see `check`."""

    def check(self, seconds: float) -> None:
        """Raise SearchCancelledError if a step of about so many ``seconds`` is too long."""
        if self.cancelled is not None and self.cancelled(seconds):
            raise SearchCancelledError

    def direct(self, word: str) -> WordScores:
        """Score the papers with ``word`` as it is typed, whole or begun."""
        title = self._title(candidates.direct_matches, word)
        return self._beside(title, candidates.names_starting, word, hidden=True)

    def joined(self, word: str) -> Scores:
        """Score the titles with ``word``, which was typed as two words."""
        return self._title(candidates.prefix_matches, word)

    def approximate(self, word: str) -> WordScores:
        """Score the papers with words similar to ``word``."""
        title = self._title(candidates.approximate_matches, word)
        return self._beside(title, candidates.names_misspelt, word)

    def _title(self, scorer: Scorer, word: str) -> Scores:
        self.check(self._seconds(scorer, word) + len(self.docs) * _PER_TITLE)
        return self.fields.titles.scores(scorer, word).take(self.docs)

    def _beside(
        self, title: Scores, scorer: NameScorer, word: str, *, hidden: bool = False
    ) -> WordScores:
        best = title
        if (names := self.fields.names) is not None:
            if not names.is_cached(scorer, word):
                self.check(len(names) * _PER_TITLE)
            best = np.maximum(best, names.scores(scorer, word).take(self.docs))
        if hidden and self.fields.hidden is not None:
            scores = self.fields.hidden.scores(candidates.hidden_words, word)
            best = np.maximum(best, scores.take(self.docs))
        return WordScores(title, best)

    def _seconds(self, scorer: Scorer, word: str) -> float:
        """Return about how long it takes to score all titles."""
        titles = self.fields.titles
        if titles.is_cached(scorer, word):
            return 0
        if scorer is candidates.approximate_matches:
            return _PER_WORD * sum(len(part.vocabulary) for part in titles.parts)
        where = [part.postings_starting_with(word) for part in titles.parts]
        postings: int = sum(part.stop - part.start for part in where)
        return _PER_TITLE * len(titles) + _PER_POSTING * postings


def full_matches(words: tuple[str, ...], view: FilteredList) -> Matches:
    """Return the papers with every word.

    A word counts as it is typed, whole or begun. Where fewer than `ENOUGH` papers match, similar
    words count too: first for the words that hardly any paper has, which are mostly the misspelt
    ones, then for the others.
    """
    scores = [view.direct(word) for word in words]
    _join_neighbours(words, scores, view)
    counts = [int(np.count_nonzero(score.best)) for score in scores]
    view.check(len(words) * len(view.docs) * _PER_TITLE + min(counts) * _PER_MATCH)
    matches = match_all(scores)
    rare = [number for number, count in enumerate(counts) if count < ENOUGH]
    others = [number for number, count in enumerate(counts) if count >= ENOUGH]
    for chosen in (rare, others if len(words) <= MANY_WORDS else []):
        if len(matches.positions) < ENOUGH and chosen:
            for number in chosen:
                similar = view.approximate(words[number])
                scores[number] = WordScores(
                    np.maximum(scores[number].title, similar.title),
                    np.maximum(scores[number].best, similar.best),
                )
            matches = match_all(scores)
    return matches


def _join_neighbours(words: Sequence[str], scores: list[WordScores], view: FilteredList) -> None:
    """Let two words typed apart find titles that write them as one: ``data set``."""
    for position, (left, right) in enumerate(pairwise(words)):
        joined = left + right
        parts = view.fields.titles.parts
        if any(range(*part.vocabulary.starting_with(joined)) for part in parts):
            both = view.joined(joined)
            for word in (position, position + 1):
                title, best = scores[word]
                scores[word] = WordScores(np.maximum(title, both), np.maximum(best, both))
