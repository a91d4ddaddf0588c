"""Searches in the abstracts of a library, by paper id."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from octavo_model.search.abstracts import COMPARED, AbstractRanker, neighbours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from octavo_model.search.similar.store import Progress, TermStore

N = TypeVar("N", bound=np.generic)

_LEAST_WORDS = 3
"""A query of fewer words has no near matches: half of two words is one word."""
_LEAST_SHARE = 0.4
"""The least share of a query that a near match has: two of three words, the third a rare one."""


class AbstractMatches(NamedTuple):
    """What was found, by paper id from 0: see `AbstractRanking`."""

    full: NDArray[np.bool_]
    """Papers with all words that count."""
    near: NDArray[np.bool_]
    """Other papers with a good part of them."""
    scores: NDArray[np.float32]
    """How well each paper matches; 0 if it does not at all."""


class AbstractSearch:
    """Searches abstracts. Several threads may use it at once."""

    def __init__(self, terms: TermStore) -> None:
        self._terms = terms
        self._rankers: dict[bool, AbstractRanker] = {}
        self.is_waiting = False
        """Whether a search was not possible until `prepare` is called."""
        self.generation = 0
        """Changes when searches find something else, although the library is the same."""

    def find(
        self,
        text: str,
        newest: int,
        *,
        titles: bool = False,
        required: Sequence[str] = (),
        incomplete: bool = True,
        slips: bool = True,
    ) -> AbstractMatches | None:
        """Return which papers up to the id ``newest`` match the words of ``text``, and how well.

        Args:
            text: Words as typed, in their order.
            newest: The largest id that counts.
            titles: Whether words may be in the title instead of the abstract.
            required: Words that a near match must have, too.
            incomplete: Whether the last word may be incomplete.
            slips: Whether words that nobody has count as those with one wrong letter.

        Returns:
            None if the text has no word to search for, or if the index is not built yet.
        """
        ranker = self._ready(titles=titles)
        if (
            ranker is None
            or (ranking := ranker.rank(text, incomplete=incomplete, slips=slips)) is None
        ):
            return None
        near = (ranking.share >= _LEAST_SHARE) & ~ranking.full & (ranking.size >= _LEAST_WORDS)
        for word in required:
            has_it = np.zeros(len(near), np.bool_)
            has_it[ranker.holding(word)] = True
            near &= has_it
        # Papers added since the state was read do not count.
        ids = ranking.ids[ranking.ids <= newest]

        def by_paper(values: NDArray[N]) -> NDArray[N]:
            table = np.zeros(newest + 1, values.dtype)
            table[ids] = values[: len(ids)]
            table.setflags(write=False)
            return table

        full, scores = by_paper(ranking.full), by_paper(ranking.scores)
        return AbstractMatches(full, by_paper(near), scores)

    def best_first(
        self, text: str, ids: Sequence[int] | NDArray[np.int64], scores: NDArray[np.float32]
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return ``ids`` by their ``scores``, highest first; ties keep their order.

        The best are read and compared to ``text``: those that have its words next to each other,
        too, come first.
        """
        papers = np.asarray(ids, np.int64)
        order = np.argsort(-scores, kind="stable")
        papers, scores = papers[order], scores[order]
        few = slice(min(len(papers), COMPARED))
        texts = self._terms.source.texts_of(papers[few].tolist()) if few.stop > 1 else {}
        worth = neighbours(text, texts)
        best = scores[few] + [np.float32(worth.get(paper, 0)) for paper in papers[few].tolist()]
        order = np.argsort(-best, kind="stable")
        papers[few], best = papers[few][order], best[order]
        # A lower score behind must not look like a better match.
        scores[few] = np.maximum(best, scores[few.stop :][:1]) if len(scores) > few.stop else best
        return papers, scores

    def prepare(self, progress: Progress) -> None:
        """Build the index, if it is not ready: see `TermStore.prepare`."""
        self._terms.prepare(progress)
        if self.is_waiting:
            self.is_waiting = False
            self.generation += 1

    def frequency(self, word: str) -> int:
        """Return how many papers have a folded word in title or abstract; 0 if unknown."""
        ranker = self._ready(titles=True)
        return 0 if ranker is None else ranker.frequency(word)

    def _ready(self, *, titles: bool) -> AbstractRanker | None:
        index = self._terms.at_hand()
        if index is None:
            self.is_waiting = True
            return None
        ranker = self._rankers.get(titles)
        if ranker is None or ranker.index is not index:
            self._rankers[titles] = ranker = AbstractRanker(index, titles=titles)
        return ranker
