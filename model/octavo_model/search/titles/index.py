"""The index that a list of titles is filtered with."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from octavo_model.search.titles import candidates, ranking
from octavo_model.search.titles.candidates import ScoreCache
from octavo_model.search.titles.segment import Segment
from octavo_model.search.titles.similarity import WHOLE
from octavo_model.search.titles.words import TitleQuery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from octavo_model.search.query.nodes import Anchor
    from octavo_model.search.titles.candidates import Scorer
    from octavo_model.search.titles.ranking import Matches
    from octavo_model.search.titles.similarity import Scores

ENOUGH = 20
"""With fewer titles than these, words that are only similar to those of the query count too."""
SHORT = 3
"""A word of at most this many letters that many titles have is not a misspelt one."""
_CACHED_WORDS = 24
_CACHED_LETTERS = 40
_SMALL = 2000
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

# About how many seconds it takes to go over one of them, on a machine that does other things too.
_PER_TITLE, _PER_POSTING, _PER_MATCH, _PER_WORD = 3e-9, 3e-9, 2e-8, 1e-7


class SearchCancelledError(Exception):
    """A search was cancelled because its result is no longer wanted."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The titles that match a query, best first; ties are in the order of the filtered list.

    Attributes:
        positions: Positions of the titles in that list. Shape (n,), intp.
        scores: How well each matches, from 0 to 100, never rising. Shape (n,), float32.
        order: Numbers of the titles of that list; None if they are the positions.
    """

    positions: NDArray[np.intp]
    scores: NDArray[np.float32]
    order: NDArray[np.intp] | None

    def __len__(self) -> int:
        return len(self.positions)

    @property
    def docs(self) -> NDArray[np.int32]:
        """Numbers of the titles. Shape (n,), int32."""
        docs = self.positions if self.order is None else self.order.take(self.positions)
        return docs.astype(np.int32)


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
        self._words = ScoreCache(_CACHED_WORDS)
        self._letters = ScoreCache(_CACHED_LETTERS)

    def __len__(self) -> int:
        return int(self._starts[-1])

    @classmethod
    def build(
        cls, titles: Iterable[str], progress: Callable[[int], object] | None = None
    ) -> FuzzyIndex:
        """Index ``titles``; ``progress`` is called now and then with how many are done."""
        return cls([Segment.build(titles, progress)])

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
        """Write the index to ``path``, whole or not at all. `load` needs the same ``stamp``.

        Raises:
            OSError: It cannot be written; an earlier file is unchanged.
        """
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

        Args:
            query: Any text. One without a letter or digit finds everything, in order.
            order: Numbers of the titles to filter, in the order of the list, none twice; None
                for all in their own order. Ties are in this order.
            cancelled: Called before every step with about how many seconds it will take; returns
                whether the result is no longer wanted.

        Raises:
            SearchCancelledError: ``cancelled`` returned True.
        """
        parsed = TitleQuery.parse(query)
        view = _View(self, order, cancelled)
        if not parsed.words:
            positions = np.arange(view.size)
            return Ranking(positions, np.full(len(positions), 100, np.float32), view.order)
        matches = self._matches(parsed.words, view)
        if not len(matches):
            return Ranking(np.empty(0, np.intp), np.empty(0, np.float32), view.order)
        positions, scores = ranking.rank(
            matches,
            parsed,
            lambda chosen: self._title_lengths(view.docs(chosen)),
            lambda chosen: self._folded_titles(view.docs(chosen)),
        )
        return Ranking(positions, scores, view.order)

    def warm(self) -> None:
        """Make the first letter of a word as fast as the others: most titles match it.

        Caches a byte a letter for each title.
        """
        for letter in _LETTERS:
            self.scores(candidates.direct_matches, letter)

    def containing(self, text: str, anchor: Anchor) -> NDArray[np.intp]:
        """Return numbers of the titles that contain ``text`` at ``anchor``, ascending.

        Only case and accents may differ.

        >>> from octavo_model.search.query.nodes import Anchor
        >>> index = FuzzyIndex.build(["On Tides", "Tides"])
        >>> [index.containing("TIDES", at).tolist() for at in (Anchor.INSIDE, Anchor.START)]
        [[0, 1], [1]]
        """
        wanted = candidates.squeezed(text)
        return np.flatnonzero(self.scores(candidates.CONTAINING[anchor], wanted))

    def folded_titles(self) -> NDArray[np.object_]:
        """Return all titles as they are compared, in their order."""
        return self._folded_titles(np.arange(len(self), dtype=np.int32))

    def _matches(self, words: tuple[str, ...], view: _View) -> Matches:
        scores = [view.scores(candidates.direct_matches, word) for word in words]
        self._join_neighbours(words, scores, view)
        fewest = min(map(np.count_nonzero, scores))
        view.check(len(words) * view.size * _PER_TITLE + int(fewest) * _PER_MATCH)
        matches = ranking.match_all(scores)
        if len(matches) < ENOUGH:
            matches = self._add_approximate(words, scores, matches, view)
        return ranking.drop_far_worse(matches)

    def _add_approximate(
        self, words: tuple[str, ...], scores: list[Scores], matches: Matches, view: _View
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
            if len(matches) < ENOUGH and any(chosen):
                for position in np.flatnonzero(chosen).tolist():
                    similar = view.scores(candidates.approximate_matches, words[position])
                    scores[position] = np.maximum(scores[position], similar)
                matches = ranking.match_all(scores)
        if len(matches) < ENOUGH and len(words) > 1:
            matches = ranking.match_all_but_one(scores, words)
        return matches

    def _join_neighbours(self, words: tuple[str, ...], scores: list[Scores], view: _View) -> None:
        """Let two words typed apart find titles that write them as one: ``data set``."""
        for position, (left, right) in enumerate(pairwise(words)):
            joined = left + right
            if any(
                low < high
                for segment in self._segments
                for low, high in [segment.vocabulary.starting_with(joined)]
            ):
                both = view.scores(candidates.prefix_matches, joined)
                for word in (position, position + 1):
                    scores[word] = np.maximum(scores[word], both)

    def scores(self, scorer: Scorer, word: str) -> Scores:
        """Return the scores of all titles, cached or computed; never write to them."""
        cache = self._letters if len(word) == 1 else self._words
        scores = cache.get((scorer, word))
        if scores is None:
            parts = [scorer(segment, word) for segment in self._segments]
            scores = parts[0] if len(parts) == 1 else np.concatenate(parts)
            scores.setflags(write=False)
            cache.put((scorer, word), scores)
        return scores

    def seconds(self, scorer: Scorer, word: str) -> float:
        """Return about how long `scores` will take."""
        cache = self._letters if len(word) == 1 else self._words
        if (scorer, word) in cache:
            return 0
        if scorer is candidates.approximate_matches:
            return _PER_WORD * sum(len(segment.vocabulary) for segment in self._segments)
        postings = 0
        for segment in self._segments:
            where = segment.postings_between(*segment.vocabulary.starting_with(word))
            postings += where.stop - where.start
        return _PER_TITLE * len(self) + _PER_POSTING * postings

    def _title_lengths(self, docs: NDArray[np.int32]) -> NDArray[np.int64]:
        lengths = np.empty(len(docs), np.int64)
        for segment, here, inside in self._by_segment(docs):
            lengths[here] = segment.title_lengths(inside)
        return lengths

    def _folded_titles(self, docs: NDArray[np.int32]) -> NDArray[np.object_]:
        titles = np.empty(len(docs), object)
        for segment, here, inside in self._by_segment(docs):
            titles[here] = segment.folded_titles(inside)
        return titles

    def _by_segment(
        self, docs: NDArray[np.int32]
    ) -> Iterator[tuple[Segment, NDArray[np.intp], NDArray[np.int32]]]:
        """Yield each segment with the positions of its titles in ``docs`` and their numbers."""
        for segment, start in zip(self._segments, self._starts[:-1].tolist(), strict=True):
            here = np.flatnonzero((docs >= start) & (docs < start + len(segment)))
            yield segment, here, docs[here] - start


class _View:
    """The list being filtered: translates between its positions and the numbers of titles."""

    def __init__(
        self,
        index: FuzzyIndex,
        order: NDArray[np.integer] | None,
        cancelled: Callable[[float], bool] | None,
    ) -> None:
        self._index = index
        self.order = None if order is None else np.asarray(order, np.intp)
        self._cancelled = cancelled
        self.size = len(index) if self.order is None else len(self.order)

    def check(self, seconds: float) -> None:
        """Raise SearchCancelledError if a step of about so many ``seconds`` is too long."""
        if self._cancelled is not None and self._cancelled(seconds):
            raise SearchCancelledError

    def scores(self, scorer: Scorer, word: str) -> Scores:
        self.check(self._index.seconds(scorer, word) + self.size * _PER_TITLE)
        scores = self._index.scores(scorer, word)
        return scores if self.order is None else scores.take(self.order)

    def docs(self, positions: NDArray[np.intp]) -> NDArray[np.int32]:
        docs = positions if self.order is None else self.order.take(positions)
        return docs.astype(np.int32)
