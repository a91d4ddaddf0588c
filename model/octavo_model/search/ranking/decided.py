"""The order in which the papers of a list were decided, and what may be left of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.suggestions import Remaining
from octavo_model.search.ranking.remaining import estimate

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from octavo_model.core.marks import MarkState


class Decided:
    """Which of ``papers`` the user decided on, the first decision first, and which got a star."""

    def __init__(self, papers: Iterable[int]) -> None:
        self._papers = frozenset(papers)
        self._starred: dict[int, bool] = {}

    def start(self, states: Mapping[int, MarkState], by_change: Iterable[int]) -> None:
        """Take the marks ``states`` for all there are, given papers by the time of their change."""
        self._starred.clear()
        self.apply({paper: states[paper] for paper in by_change if paper in states})

    def apply(self, states: Mapping[int, MarkState]) -> None:
        """Apply the marks that papers have now: their latest changes."""
        for paper, state in states.items():
            self._starred.pop(paper, None)
            if paper in self._papers and not state.undecided:
                self._starred[paper] = state.starred

    def remaining(
        self, order: Sequence[int], followed: Container[int], without_abstract: Iterable[int]
    ) -> Remaining | None:
        """Return how many of the others may be left; None where nothing reliable can be said.

        Args:
            order: All papers, the best first.
            followed: Papers that are above the line in any case.
            without_abstract: Papers that have none.
        """
        stars = [number for number, star in enumerate(self._starred.values(), 1) if star]
        said = estimate(stars, len(self._starred), len(order))
        if said is None:
            return None
        above = place = 0
        for number, paper in enumerate(order, 1):
            if paper not in self._starred:
                if above >= said.further and paper not in followed:
                    break
                above, place = above + 1, number
        bare = sum(paper not in self._starred for paper in without_abstract)
        return Remaining(said.about, said.most, bare, place)
