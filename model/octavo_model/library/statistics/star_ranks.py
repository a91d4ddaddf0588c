"""How high the last stars were ranked in their digests, by what had been marked before each."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from octavo_model.core.marks import NO, MarkState
from octavo_model.core.views import View
from octavo_model.library.statistics.values import StarRanks
from octavo_model.search.ranking.ranking import STARS, Inputs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.core.parsed import Progress
    from octavo_model.index.counts import DecisionTimes
    from octavo_model.library.catalog import Catalog
    from octavo_model.library.rankings import Rankings

LAST = 14
"""How many stars are ranked at most."""
_FEWEST = 5
"""With fewer ones nothing is said."""
_SEARCHED = 100
"""The last stars among which these are searched."""
_SMALLEST = 30
"""A digest of so many papers or fewer is read as a whole: a rank in it says little."""


class MarksBefore:
    """What papers are ranked by at a moment: the marks set before it, and nothing else.

    Marks that were changed since then count as they are now.

    Moments are in microseconds since 1970.

    Args:
        papers: All papers with marks, and when they got them.
    """

    def __init__(self, papers: Sequence[DecisionTimes]) -> None:
        self._now = Inputs({}, {})
        self._papers = {one.paper: one for one in papers}
        starred = sorted((one.starred, one.paper) for one in papers if one.starred)
        self._times, self._starred = [time for time, _ in starred], [paper for _, paper in starred]

    def starred(self, moment: int) -> list[int]:
        """Return the papers that had a star before a moment."""
        return self._starred[: bisect_left(self._times, moment)]

    def at(self, moment: int, ids: Sequence[int]) -> Inputs:
        """Return what the list ``ids`` was ranked by at a moment: now `inputs` returns it, too."""
        states = {paper: self._state(paper, moment) for paper in ids}
        self._now = Inputs(states, {STARS: self.starred(moment)})
        return self._now

    def inputs(self, _ids: Sequence[int]) -> Inputs:
        """Return what `at` returned last."""
        return self._now

    def _state(self, paper: int, moment: int) -> MarkState:
        one = self._papers.get(paper)
        if one is None:
            return MarkState()
        return MarkState(
            read=one.seen < moment,
            starred=0 < one.starred < moment,
            verdict=NO if 0 < one.dismissed < moment else None,
            due=0 < one.later < moment,
        )


class StarRanker:
    """Ranks stars, and remembers what it ranked.

    Args:
        catalog: The digests.
        rankings: How they are ranked.
    """

    def __init__(self, catalog: Catalog, rankings: Rankings) -> None:
        self._catalog = catalog
        self._rankings = rankings
        self._known: dict[tuple[str, int, int, int], int] = {}

    def rank(self, papers: Sequence[DecisionTimes], progress: Progress) -> StarRanks | None:
        """Return how high the last stars were ranked; None if they are too few.

        The first star of all is left out, and those in small digests, or ones too large to rank.

        Args:
            papers: All papers with marks, and when they got them.
            progress: Called with stars ranked and stars to rank.
        """
        before = MarksBefore(papers)
        found = self._stars(papers, before)
        if len(found) < _FEWEST:
            return None
        by_digest: dict[str, list[DecisionTimes]] = {}
        for one, digest, _ in found:
            by_digest.setdefault(digest, []).append(one)
        ranks: dict[int, int] = {}
        for digest, stars in by_digest.items():
            ranks.update(self._rank_in(digest, stars, before))
            progress(len(ranks), len(found))
        return StarRanks(
            tuple(ranks[one.paper] for one, _, _ in found), tuple(total for _, _, total in found)
        )

    def _stars(
        self, papers: Sequence[DecisionTimes], before: MarksBefore
    ) -> list[tuple[DecisionTimes, str, int]]:
        """Return the last stars, newest first, with the digest of each and how large that is."""
        stars = sorted(
            (one for one in papers if one.starred), key=lambda one: one.starred, reverse=True
        )[:_SEARCHED]
        sizes = range(_SMALLEST + 1, self._rankings.most + 1)
        digests = {one.id: one for one in self._catalog.digests() if one.total in sizes}
        found = []
        for one, row in zip(stars, self._catalog.rows([one.paper for one in stars]), strict=True):
            digest = None if row is None else digests.get(row.digest)
            if digest is not None and before.starred(one.starred):
                found.append((one, digest.name, digest.total))
        return found[:LAST]

    def _rank_in(
        self, digest: str, stars: Sequence[DecisionTimes], before: MarksBefore
    ) -> dict[int, int]:
        """Return the rank of each of ``stars`` in its digest."""
        ids = self._catalog.ids(View.of_digest(digest))
        ranking = None
        found = {}
        for one in stars:
            inputs = before.at(one.starred, ids)
            learned = hash((tuple(inputs.groups[STARS]), tuple(inputs.states.values())))
            key = digest, len(ids), one.paper, learned
            if key not in self._known:
                if ranking is None:
                    ranking = self._rankings.open(ids, source=before)
                else:
                    ranking.refresh()
                self._known[key] = ranking.order().index(one.paper) + 1
            found[one.paper] = self._known[key]
        return found
