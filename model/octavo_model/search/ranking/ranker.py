"""What speaks for papers, learned from what was kept and refused: a ridge regression over terms.

The weights are a sum of the kept papers' rows, each counting for what the others do not say
already, less the mean of the refused, less a share of the mean of all papers. A small system of
equations gives the factors: every kept paper should score 1, the mean of the refused -1. A mark
changes one row of it. docs/decisions/0009-ranking.md compares it with others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from octavo_model.search.ranking.rows import GRAIN
from octavo_model.search.ranking.solver import KeptRows, solved

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from octavo_model.search.ranking.rows import Rows

MOST_KEPT = 600
"""How many kept papers of a group enter, the latest."""
_OWN = 0.05
"""How far a kept paper may be missed: little, so that papers that are alike share one voice."""
_REFUSED, _GROWS, _FEW = 0.2, 1e-5, 20
"""What the row of the refused weighs: _REFUSED · trust + _GROWS · kept · refused. `_FEW` refused
are trusted half: with few kept a firmer no does harm, with hundreds it is needed."""
_ALL = 0.25
"""The share of the mean of all papers that is taken off once refused ones are trusted; with none it
is 1. It also lifts papers without abstract, which resemble that mean less."""


class Ranker:
    """Scores the papers of a list, by their numbers in it. Not thread-safe.

    Equal kept and refused papers give equal scores, in any order.
    """

    def __init__(self, rows: Rows, mean: NDArray[np.float64]) -> None:
        """Rank ``rows``; ``mean`` is that of all papers."""
        self.rows = rows
        self.kept = KeptRows(rows.width)
        self._mean = mean
        self._refused: dict[int, float] = {}
        self._sum_of_refused = np.zeros(rows.width)

    def refuse(self, shares: Mapping[int, float]) -> None:
        """Set how much each paper counts as refused: 1 for a no, 0 for not at all."""
        for number, share in shares.items():
            more = share - self._refused.get(number, 0.0)
            if more:
                terms, values = self.rows.row(number)
                self._sum_of_refused[terms] += more * values
                self._refused[number] = share

    @property
    def refused(self) -> Mapping[int, float]:
        """How much each paper counts as refused; some 0."""
        return self._refused

    def weights(self, kept: Sequence[int]) -> NDArray[np.float64]:
        """Return how much each term speaks for a paper.

        ``kept`` are distinct papers of `kept`, by id, at most `MOST_KEPT`.
        """
        refused = sum(self._refused.values())
        trust = refused / (refused + _FEW)
        taken = (_ALL * trust + 1.0 - trust) * self._mean
        mean = self._sum_of_refused / max(1.0, refused)
        if not kept:
            against: NDArray[np.float64] = -trust * (mean + taken)
            return against
        slots = self.kept.slots(sorted(kept))
        count = len(slots)
        size = count + bool(refused)
        system, wanted = np.ones((size, size)), np.ones(size)  # all are alike, a little
        system[:count, :count] += self.kept.products(slots)
        system[range(count), range(count)] += _OWN
        if refused:
            system[-1, :-1] += self.kept.times(mean)[slots]
            system[:-1, -1] = system[-1, :-1]
            cost = 0.5 / (_REFUSED * trust + _GROWS * count * refused)
            system[-1, -1] += float(np.einsum("i,i->", mean, mean)) + cost
            wanted[-1] = -1.0
        found = solved(system, wanted)
        shares = np.round(found[:count] * GRAIN) / GRAIN
        weights: NDArray[np.float64] = self.kept.weighted_sum(slots, shares) - shares.sum() * taken
        if refused:
            weights += found[-1] * mean
        return weights
