"""The index that a list of titles is filtered with."""

from __future__ import annotations

from itertools import pairwise
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from octavo_model.search.titles import candidates, ranking
from octavo_model.search.titles.candidates import LastUsed
from octavo_model.search.titles.segment import Segment
from octavo_model.search.titles.similarity import WHOLE
from octavo_model.search.titles.words import TitleQuery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from octavo_model.search.query.nodes import Anchor
    from octavo_model.search.titles.candidates import Scorer
    from octavo_model.search.titles.ranking import Matches
    from octavo_model.search.titles.similarity import Scores

    _Cache = LastUsed[tuple[Scorer, str], Scores]

ENOUGH = 20
"""With fewer titles than these, words that are only similar to those of the query count too."""
SHORT = 3
"""A word of at most this many letters that many titles have is not a misspelt one."""
_CACHED_WORDS = 24
_CACHED_LETTERS = 40
_SMALL = 2000

# About how many seconds it takes to go over one of them, on a machine that does other things too.
_PER_TITLE, _PER_POSTING, _PER_MATCH, _PER_WORD = 3e-9, 3e-9, 2e-8, 1e-7


class SearchCancelledError(Exception):
    """A search was cancelled because its result is no longer wanted."""


class Ranking(NamedTuple):
    """The titles that match a query, best first; ties are in the order of the filtered list."""

    docs: NDArray[np.intp]
    """Numbers of the titles. Shape (n,)."""
    scores: NDArray[np.float32]
    """How well each matches, from 0 to 100, never rising. Shape (n,)."""


class FuzzyIndex:
    """Titles arranged for filtering while typing. Immutable, and safe to use from any thread.

    Titles are numbered from 0 in the order given. Words are compared, not titles: a hundred
    thousand titles have some thirty thousand distinct words, and the score of a word is spread
    over the titles that have it.

    >>> index = FuzzyIndex.build(["On the Collapse of Bridges", "Naïve Neural Clocks"])
    >>> index.search("nural clok").docs.tolist()
    [1]
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        """Index the titles of ``segments``; use `build` or `load` instead."""
        self._segments = tuple(segments)
        self._starts = np.cumsum([0, *map(len, self._segments)])
        self._words: _Cache = LastUsed(_CACHED_WORDS)
        self._letters: _Cache = LastUsed(_CACHED_LETTERS)

    def __len__(self) -> int:
        return int(self._starts[-1])

    @classmethod
    def build(cls, titles: Iterable[str]) -> FuzzyIndex:
        """Return an index of ``titles``."""
        return cls([Segment.build(titles)])

    def extended(self, titles: Iterable[str]) -> FuzzyIndex:
        """Return an index of these titles and, after them, ``titles``.

        The new ones are a small index beside the large one until they have grown to a part of it.
        """
        added = Segment.build(titles)
        if not len(added):
            return self
        segments = [*self._segments, added]
        while len(segments) > 1 and len(segments[-2]) < max(_SMALL, 8 * len(segments[-1])):
            segments[-2:] = [Segment.merged(segments[-2:])]
        return FuzzyIndex(segments)

    def save(self, path: Path, stamp: str = "") -> None:
        """Write the index to ``path``: see `ArrayFile.save`. `load` needs the same ``stamp``."""
        Segment.merged(self._segments).save(path, stamp)

    @classmethod
    def load(cls, path: Path, stamp: str = "") -> FuzzyIndex | None:
        """Return the index in ``path``; None if it is missing, damaged or of another stamp."""
        segment = Segment.load(path, stamp)
        return None if segment is None else cls([segment])

    def search(
        self,
        query: str,
        order: NDArray[np.integer] | None = None,
        cancelled: Callable[[float], bool] | None = None,
    ) -> Ranking:
        """Return the titles that match ``query``, best first.

        A query without a letter or digit finds everything. ``order`` are the numbers of the titles
        to filter, in the order of the list, none twice; by default all in their own order.

        ``cancelled`` is called before every step with about how many seconds it will take. If it
        returns True, SearchCancelledError is raised.
        """
        parsed = TitleQuery.parse(query)
        docs = np.arange(len(self)) if order is None else np.asarray(order, np.intp)
        if not parsed.words:
            return Ranking(docs, np.full(len(docs), 100, np.float32))
        matches = self._matches(parsed.words, _FilteredList(self, docs, cancelled))
        if not len(matches.positions):
            return Ranking(np.empty(0, np.intp), np.empty(0, np.float32))
        positions, scores = ranking.rank(
            matches,
            parsed,
            lambda chosen: self._of_titles(docs[chosen], Segment.title_lengths, np.int64),
            lambda chosen: self._of_titles(docs[chosen], Segment.folded_titles, object),
        )
        return Ranking(docs.take(positions), scores)

    def warm(self) -> None:
        """Make the first letter of a word as fast as the others: most titles match it.

        Caches a byte a letter for each title.
        """
        for letter in ascii_lowercase:
            self.scores(candidates.direct_matches, letter)

    def containing(self, text: str, anchor: Anchor) -> NDArray[np.intp]:
        """Return numbers of the titles that contain ``text`` at ``anchor``, ascending.

        Only case and accents may differ.

        >>> from octavo_model.search.query.nodes import Anchor
        >>> index = FuzzyIndex.build(["On Tides", "Tides"])
        >>> [index.containing("TIDES", at).tolist() for at in (Anchor.INSIDE, Anchor.START)]
        [[0, 1], [1]]
        """
        scorer = candidates.CONTAINING[anchor]
        return np.flatnonzero(self.scores(scorer, candidates.squeezed(text)))

    def folded_titles(self) -> NDArray[np.object_]:
        """Return all titles as they are compared, in their order."""
        return self._of_titles(np.arange(len(self)), Segment.folded_titles, object)

    def _matches(self, words: tuple[str, ...], view: _FilteredList) -> Matches:
        scores = [view.scores(candidates.direct_matches, word) for word in words]
        self._join_neighbours(words, scores, view)
        fewest = min(map(np.count_nonzero, scores))
        view.check(len(words) * len(view.docs) * _PER_TITLE + int(fewest) * _PER_MATCH)
        matches = ranking.match_all(scores)
        if len(matches.positions) < ENOUGH:
            matches = self._add_approximate(words, scores, matches, view)
        return ranking.drop_far_worse(matches)

    def _add_approximate(
        self, words: tuple[str, ...], scores: list[Scores], matches: Matches, view: _FilteredList
    ) -> Matches:
        """Return ``matches``, which are few, with those of words similar to the typed ones."""
        # First the words that hardly any title has: mostly those are the misspelt ones.
        rare = [np.count_nonzero(score) < ENOUGH for score in scores]
        others = [not is_rare for is_rare in rare]
        for position, word in enumerate(words):
            # A word similar to "and" means nothing, and there are very many.
            if len(word) <= SHORT and np.count_nonzero(scores[position] == WHOLE) >= ENOUGH:
                others[position] = False
        for chosen in (rare, others):
            if len(matches.positions) < ENOUGH and any(chosen):
                for position in np.flatnonzero(chosen).tolist():
                    similar = view.scores(candidates.approximate_matches, words[position])
                    scores[position] = np.maximum(scores[position], similar)
                matches = ranking.match_all(scores)
        if len(matches.positions) < ENOUGH and len(words) > 1:
            matches = ranking.match_all_but_one(scores, words)
        return matches

    def _join_neighbours(
        self, words: tuple[str, ...], scores: list[Scores], view: _FilteredList
    ) -> None:
        """Let two words typed apart find titles that write them as one: ``data set``."""
        for position, (left, right) in enumerate(pairwise(words)):
            joined = left + right
            if any(range(*part.vocabulary.starting_with(joined)) for part in self._segments):
                both = view.scores(candidates.prefix_matches, joined)
                for word in (position, position + 1):
                    scores[word] = np.maximum(scores[word], both)

    def _cache(self, word: str) -> _Cache:
        return self._letters if len(word) == 1 else self._words

    def scores(self, scorer: Scorer, word: str) -> Scores:
        """Return the scores of all titles, cached or computed; never write to them."""
        cache = self._cache(word)
        scores = cache.get((scorer, word))
        if scores is None:
            parts = [scorer(segment, word) for segment in self._segments]
            scores = parts[0] if len(parts) == 1 else np.concatenate(parts)
            scores.setflags(write=False)
            cache.put((scorer, word), scores)
        return scores

    def seconds(self, scorer: Scorer, word: str) -> float:
        """Return about how long `scores` will take."""
        if (scorer, word) in self._cache(word):
            return 0
        if scorer is candidates.approximate_matches:
            return _PER_WORD * sum(len(segment.vocabulary) for segment in self._segments)
        where = [segment.postings_starting_with(word) for segment in self._segments]
        postings: int = sum(part.stop - part.start for part in where)
        return _PER_TITLE * len(self) + _PER_POSTING * postings

    def _of_titles(
        self, docs: NDArray[np.intp], read: Callable[..., Any], kind: type
    ) -> NDArray[Any]:
        """Return what ``read`` returns of each title from its segment."""
        values: NDArray[Any] = np.empty(len(docs), kind)
        for segment, start in zip(self._segments, self._starts[:-1].tolist(), strict=True):
            here = np.flatnonzero((docs >= start) & (docs < start + len(segment)))
            values[here] = read(segment, docs[here] - start)
        return values


class _FilteredList(NamedTuple):
    """The list being filtered: scores are in its order."""

    titles: FuzzyIndex
    docs: NDArray[np.intp]
    cancelled: Callable[[float], bool] | None

    def check(self, seconds: float) -> None:
        """Raise SearchCancelledError if a step of about so many ``seconds`` is too long."""
        if self.cancelled is not None and self.cancelled(seconds):
            raise SearchCancelledError

    def scores(self, scorer: Scorer, word: str) -> Scores:
        self.check(self.titles.seconds(scorer, word) + len(self.docs) * _PER_TITLE)
        return self.titles.scores(scorer, word).take(self.docs)
