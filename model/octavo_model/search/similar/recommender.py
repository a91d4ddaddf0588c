"""What to read next: papers similar to one paper, or to those with a star."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from octavo_model.core.views import ForYou, Suggestion
from octavo_model.search.array_file import release_memory
from octavo_model.search.similar.preference import (
    Preference,
    as_written,
    learn,
    reasons,
    shared_terms,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.search.similar.store import Progress, TermStore
    from octavo_model.search.similar.term_index import TermIndex

MIN_STARS = 5
"""From this many stars on papers are ranked by them.

With five of one topic 17 of the first 20 papers are of it, as many as with all that there are; with
fewer, one star given by chance would be a third of what is known.
"""


class Recommender:
    """Recommends papers by id. Several threads may use it at once."""

    def __init__(self, terms: TermStore) -> None:
        self._terms = terms
        self._source = terms.source
        # A preference, and the index, stars and read papers it was learned from.
        self._learned: tuple[Preference, TermIndex, bytes, bytes] | None = None

    def related(self, paper: int, limit: int, progress: Progress) -> list[Suggestion]:
        """Return the ``limit`` papers most similar to ``paper``, the nearest first.

        Fewer if fewer have any term in common with it.
        """
        index = self._terms.prepare(progress)
        nearest = self._nearest(index, paper, limit)
        texts = self._source.texts_of([int(index.ids[other]) for _, other, _ in nearest])
        suggestions = []
        for number, other, score in nearest:
            if text := texts.get(int(index.ids[other])):
                why = reasons(index, *shared_terms(index, number, other))
                suggestions.append(Suggestion(text.id, score, as_written(why, text)))
        return suggestions

    def similar(self, paper: int, least: float, limit: int, progress: Progress) -> list[int]:
        """Return at most ``limit`` papers whose similarity to ``paper`` is at least ``least``."""
        index = self._terms.prepare(progress)
        nearest = self._nearest(index, paper, limit)
        return [int(index.ids[other]) for _, other, score in nearest if score >= least]

    @staticmethod
    def _nearest(index: TermIndex, paper: int, limit: int) -> list[tuple[int, int, float]]:
        """Return the number of ``paper``, of each similar one, and how similar they are."""
        nearest = []
        for number in index.numbers([paper]).tolist():
            products = index.products(*index.row(number))
            products[number] = 0.0
            best = np.argpartition(-products, min(limit, len(products) - 1))[:limit]
            best = best[np.lexsort((best, -products[best]))]
            best = best[products[best] > 0.0]
            nearest += [(number, int(other), float(products[other])) for other in best]
        return nearest

    def for_you(
        self,
        starred: Sequence[int],
        unread: Sequence[int],
        among: Sequence[int],
        limit: int,
        progress: Progress,
    ) -> ForYou:
        """Return the papers of ``among`` most similar to the starred ones and to no others.

        ``starred`` are those of the newest digests first, ``unread`` all; papers read without a
        star count as rejected. Ties are in the order of ``among``.
        """
        if len(starred) < MIN_STARS:
            return ForYou((), MIN_STARS - len(starred))
        index = self._terms.prepare(progress)
        preference = self._learn(index, starred, unread)
        scores = preference.scores(index)
        papers = index.numbers(among)
        papers = papers[~np.isin(papers, preference.starred) & (scores[papers] > 0.0)]
        chosen = papers[np.argsort(-scores[papers], kind="stable")[:limit]]
        nearest = [self._nearest_star(index, preference, int(paper)) for paper in chosen]
        wanted = {int(index.ids[paper]) for paper in (*chosen, *nearest)}
        texts = self._source.texts_of(sorted(wanted))
        suggestions = []
        for paper, star in zip(chosen.tolist(), nearest, strict=True):
            text, like = texts.get(int(index.ids[paper])), texts.get(int(index.ids[star]))
            if text is None:
                continue
            terms, values = index.row(paper)
            why = reasons(index, terms, values * preference.weights[terms])
            nearest_star = (like.id, like.title) if like else (None, "")
            suggestions.append(
                Suggestion(text.id, float(scores[paper]), as_written(why, text), *nearest_star)
            )
        release_memory()
        return ForYou(tuple(suggestions))

    def _learn(self, index: TermIndex, starred: Sequence[int], unread: Sequence[int]) -> Preference:
        """Return what the stars show; cached until anything changes."""
        stars = index.numbers(starred)
        read = np.setdiff1d(np.arange(len(index)), index.numbers(unread))
        key = index, stars.tobytes(), read.tobytes()
        known = self._learned
        if known is None or known[1] is not index or known[2:] != key[1:]:
            self._learned = known = learn(index, stars, read), *key
        return known[0]

    @staticmethod
    def _nearest_star(index: TermIndex, preference: Preference, paper: int) -> int:
        terms, values = index.row(paper)
        whole = np.zeros(preference.rows.width)
        whole[terms] = values
        return int(preference.starred[int(np.argmax(preference.rows.times(whole)))])
