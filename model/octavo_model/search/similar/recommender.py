"""The papers that are similar to one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from octavo_model.core.suggestions import Suggestion
from octavo_model.search.similar.reasons import as_written, reasons, shared_terms

if TYPE_CHECKING:
    from octavo_model.search.similar.store import Progress, TermStore
    from octavo_model.search.similar.term_index import TermIndex


class Recommender:
    """Finds similar papers by id. Several threads may use it at once."""

    def __init__(self, terms: TermStore) -> None:
        self._terms = terms
        self._source = terms.source

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
