"""The index a list of titles is filtered with."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from octavo_model.search import storage
from octavo_model.search.titles import candidates, ranking
from octavo_model.search.titles.candidates import Recent
from octavo_model.search.titles.segment import Segment
from octavo_model.search.titles.similarity import WHOLE
from octavo_model.search.titles.words import Query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from octavo_model.search.query.nodes import How
    from octavo_model.search.titles.candidates import Source
    from octavo_model.search.titles.ranking import Matches
    from octavo_model.search.titles.similarity import Scores

ENOUGH = 20
"""With fewer titles than these, words are looked for that only resemble those of the query."""
SHORT = 3
"""A word of at most so many letters that many titles have is not a misspelt one."""
_CACHED_WORDS = 24
_CACHED_LETTERS = 40
_SMALL = 2000
_LETTERS = "abcdefghijklmnopqrstuvwxyz"

# About how many seconds it takes to go over one of them, on a machine that does other things too.
_PER_TITLE, _PER_POSTING, _PER_MATCH, _PER_WORD = 3e-9, 3e-9, 2e-8, 1e-7


class SearchCancelledError(Exception):
    """A search was given up because its answer is no longer wanted."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """What a query found, best first; equals stand as in the list that was filtered.

    Attributes:
        places: Where the titles stand in the list that was filtered. Shape (n,), intp.
        scores: How well each fits, from 0 to 100, never rising. Shape (n,), float32.
        order: Numbers of the titles of that list; None where they are its places.
    """

    places: NDArray[np.intp]
    scores: NDArray[np.float32]
    order: NDArray[np.intp] | None

    def __len__(self) -> int:
        return len(self.places)

    @property
    def docs(self) -> NDArray[np.int32]:
        """Numbers of the titles. Shape (n,), int32."""
        docs = self.places if self.order is None else self.order.take(self.places)
        return docs.astype(np.int32)


class FuzzyIndex:
    """Titles arranged for filtering while typing. Immutable, and safe to use from any thread.

    Titles are numbered from 0 in the order given. Words are compared, not titles: a hundred
    thousand titles hold some thirty thousand distinct words, and what a word scored is spread
    over the titles that have it.

    >>> index = FuzzyIndex.build(["On the Collapse of Bridges", "Naïve Neural Clocks"])
    >>> index.search("nural clok").docs.tolist()
    [1]
    """

    def __init__(self, segments: Sequence[Segment]) -> None:
        """An index of the titles of ``segments``; `build` and `load` are what you want."""
        self._segments = tuple(segments)
        self._starts = np.cumsum([0, *map(len, self._segments)])
        self._words = Recent(_CACHED_WORDS)
        self._letters = Recent(_CACHED_LETTERS)

    def __len__(self) -> int:
        return int(self._starts[-1])

    @classmethod
    def build(
        cls, titles: Iterable[str], progress: Callable[[int], object] | None = None
    ) -> FuzzyIndex:
        """Index ``titles``.

        Args:
            titles: As they are; they are folded here.
            progress: Told now and then how many titles are done.
        """
        return cls([Segment.build(titles, progress)])

    def extended(self, titles: Iterable[str]) -> FuzzyIndex:
        """An index of these titles and, after them, ``titles``. This one stays as it is.

        What is added is kept beside the large index until it has grown to a part of it.
        """
        added = Segment.build(titles)
        if not len(added):
            return self
        segments = [*self._segments, added]
        while len(segments) > 1 and len(segments[-2]) < max(_SMALL, 8 * len(segments[-1])):
            segments[-2:] = [Segment.merged(segments[-2:])]
        return FuzzyIndex(segments)

    def save(self, path: Path, stamp: str = "") -> None:
        """Write the index to ``path``, whole or not at all.

        Args:
            path: A file in a folder that exists.
            stamp: Says which titles these are. `load` wants the same.

        Raises:
            OSError: It cannot be written; what was there is still there.
        """
        storage.save(Segment.merged(self._segments), path, stamp)

    @classmethod
    def load(cls, path: Path, stamp: str = "") -> FuzzyIndex | None:
        """The index that was saved to ``path`` with this ``stamp``.

        Returns:
            None where there is none that can be used: no file, a damaged one, one of another
            version or stamp. Then `build` it anew.
        """
        segment = storage.load(path, stamp)
        return None if segment is None else cls([segment])

    def search(
        self,
        query: str,
        order: NDArray[np.integer] | None = None,
        cancelled: Callable[[float], bool] | None = None,
    ) -> Ranking:
        """The titles that fit ``query``, best first.

        Args:
            query: Any text. One without a letter or digit finds everything, in order.
            order: Numbers of the titles to filter, in the order of the list, none twice; None
                for all in their own order. Equals stay in this order.
            cancelled: Asked before every step whether the answer is no longer wanted; it is
                told about how many seconds the step will take.

        Raises:
            SearchCancelledError: ``cancelled`` said so.
        """
        parsed = Query.parse(query)
        view = _View(self, order, cancelled)
        if not parsed.words:
            places = np.arange(view.size)
            return Ranking(places, np.full(len(places), 100, np.float32), view.order)
        matches = self._matches(parsed.words, view)
        if not len(matches):
            return Ranking(np.empty(0, np.intp), np.empty(0, np.float32), view.order)
        places, scores = ranking.ranked(
            matches,
            parsed,
            lambda places: self._title_lengths(view.docs(places)),
            lambda places: self._folded_titles(view.docs(places)),
        )
        return Ranking(places, scores, view.order)

    def warm(self) -> None:
        """Make the first letter of a word as fast as the others: after it most titles match.

        Keeps a byte a letter for each title.
        """
        for letter in _LETTERS:
            self.scores(candidates.found, letter)

    def holding(self, text: str, how: How) -> NDArray[np.intp]:
        """Numbers of the titles that hold ``text`` as it is but for case and accents, ascending.

        Args:
            text: What is looked for.
            how: Where in the title it must lie.

        >>> from octavo_model.search.query.nodes import How
        >>> index = FuzzyIndex.build(["On Tides", "Tides"])
        >>> index.holding("tides", How.INSIDE).tolist(), index.holding("TIDES", How.BEGIN).tolist()
        ([0, 1], [1])
        """
        wanted = candidates.folded(text)
        return np.flatnonzero(self.scores(candidates.HOLDING[how], wanted))

    def folded_titles(self) -> NDArray[np.object_]:
        """All titles as the filter compares them, in their order."""
        return self._folded_titles(np.arange(len(self), dtype=np.int32))

    def _matches(self, words: tuple[str, ...], view: _View) -> Matches:
        scores = [view.scores(candidates.found, word) for word in words]
        self._join_neighbours(words, scores, view)
        fewest = min(map(np.count_nonzero, scores))
        view.check(len(words) * view.size * _PER_TITLE + int(fewest) * _PER_MATCH)
        matches = ranking.with_all(scores)
        if len(matches) < ENOUGH:
            matches = self._few(words, scores, matches, view)
        return ranking.without_far_worse(matches)

    def _few(
        self, words: tuple[str, ...], scores: list[Scores], matches: Matches, view: _View
    ) -> Matches:
        """When there are only few ``matches``: those of words that resemble the typed ones too."""
        # First the words that hardly any title has: mostly those are the misspelt ones.
        rare = [np.count_nonzero(one) < ENOUGH for one in scores]
        others = [not one for one in rare]
        for place, word in enumerate(words):
            # To resemble "and" says nothing, and very many words do.
            if len(word) <= SHORT and np.count_nonzero(scores[place] == WHOLE) >= ENOUGH:
                others[place] = False
        for chosen in (rare, others):
            if len(matches) < ENOUGH and any(chosen):
                for place in np.flatnonzero(chosen).tolist():
                    alike = view.scores(candidates.alike, words[place])
                    scores[place] = np.maximum(scores[place], alike)
                matches = ranking.with_all(scores)
        if len(matches) < ENOUGH and len(words) > 1:
            matches = ranking.with_one_missing(scores, words)
        return matches

    def _join_neighbours(self, words: tuple[str, ...], scores: list[Scores], view: _View) -> None:
        """Let two words typed apart find titles that write them as one: ``data set``."""
        for place, (left, right) in enumerate(pairwise(words)):
            joined = left + right
            if any(
                low < high
                for segment in self._segments
                for low, high in [segment.vocabulary.beginning_with(joined)]
            ):
                found = view.scores(candidates.begun, joined)
                for one in (place, place + 1):
                    scores[one] = np.maximum(scores[one], found)

    def scores(self, source: Source, word: str) -> Scores:
        """Scores of all titles, kept from before or computed; never to be written to."""
        kept = self._letters if len(word) == 1 else self._words
        scores = kept.get((source, word))
        if scores is None:
            parts = [source(segment, word) for segment in self._segments]
            scores = parts[0] if len(parts) == 1 else np.concatenate(parts)
            scores.setflags(write=False)
            kept.put((source, word), scores)
        return scores

    def seconds(self, source: Source, word: str) -> float:
        """About how long `scores` will take."""
        kept = self._letters if len(word) == 1 else self._words
        if (source, word) in kept:
            return 0
        if source is candidates.alike:
            return _PER_WORD * sum(len(segment.vocabulary) for segment in self._segments)
        postings = 0
        for segment in self._segments:
            found = segment.postings_between(*segment.vocabulary.beginning_with(word))
            postings += found.stop - found.start
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
        """For each segment: which of ``docs`` are its own, and their numbers in it."""
        for segment, start in zip(self._segments, self._starts[:-1].tolist(), strict=True):
            here = np.flatnonzero((docs >= start) & (docs < start + len(segment)))
            yield segment, here, docs[here] - start


class _View:
    """The list being filtered: translates between its places and the numbers of titles."""

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
        """Go on, or not, with a step that takes about so many ``seconds``."""
        if self._cancelled is not None and self._cancelled(seconds):
            raise SearchCancelledError

    def scores(self, source: Source, word: str) -> Scores:
        self.check(self._index.seconds(source, word) + self.size * _PER_TITLE)
        scores = self._index.scores(source, word)
        return scores if self.order is None else scores.take(self.order)

    def docs(self, places: NDArray[np.intp]) -> NDArray[np.int32]:
        docs = places if self.order is None else self.order.take(places)
        return docs.astype(np.int32)
