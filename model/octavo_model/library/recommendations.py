"""What a library recommends to read next."""

from __future__ import annotations

from array import array
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from octavo_model.core.parsed import Progress, no_progress
from octavo_model.core.suggestions import ForYou, Suggestion
from octavo_model.core.views import View, ViewKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from octavo_model.core.views import Counts
    from octavo_model.library.catalog import Catalog
    from octavo_model.library.rankings import Rankings
    from octavo_model.search.similar.recommender import Recommender

MIN_STARS = 5
"""From this many stars on papers are ranked by them: one given by chance is one of five."""
_FOR_YOU = 200
_RELATED = 10


class Recommendations:
    """What a library recommends to read next: `Library.recommendations`.

    Papers are compared by the words and phrases of their titles and abstracts, the rare ones
    first. The first call builds the index of these, or loads it; that takes about ten seconds for
    100,000 papers.

    Args:
        catalog: The lists to choose from.
        rankings: What ranks the papers for the user.
    """

    def __init__(self, catalog: Catalog, rankings: Rankings) -> None:
        self._catalog = catalog
        self._rankings = rankings

    def ids(self, view: View, limit: int = -1) -> array[int]:
        """Return the papers of a view of recommendations: see `Catalog.ids`."""
        suggestions: Iterable[Suggestion]
        if view.kind is ViewKind.FOR_YOU:
            suggestions = self.for_you(_FOR_YOU if limit < 0 else limit).suggestions
        else:
            paper = self._catalog.resolve(view.paper or "")
            suggestions = self.related(paper, _RELATED if limit < 0 else limit)
        return array("q", [suggestion.id for suggestion in suggestions])

    def counts(self, ids: Sequence[int]) -> Counts:
        """Return how many papers ``ids`` are, and how many of them have which mark."""
        return self._catalog.tally(ids)

    def related(
        self,
        id: int,  # noqa: A002 - named as in Paper
        limit: int = _RELATED,
        progress: Progress = no_progress,
    ) -> list[Suggestion]:
        """Return the papers of the whole library that are most similar to one.

        Args:
            id: The paper.
            limit: How many at most.
            progress: Called with papers counted and papers to count, if the index is not ready.
        """
        suggestions = self._suggester.related(id, limit, progress)
        return self._flag_duplicates((id, suggestion) for suggestion in suggestions)

    def for_you(
        self,
        limit: int = _FOR_YOU,
        among: Sequence[int] | None = None,
        progress: Progress = no_progress,
    ) -> ForYou:
        """Return the undecided papers that are most similar to starred ones, and to interests.

        Args:
            limit: How many at most.
            among: Papers to choose from, read or not; by default all undecided ones.
            progress: As for `Rankings.open`.
        """
        starred = self._catalog.ids(View.starred())
        if len(starred) < MIN_STARS and not any(self._rankings.interests().values()):
            return ForYou((), MIN_STARS - len(starred))
        kept = {*starred, *self._rankings.owned()}
        candidates = self._catalog.undecided() if among is None else among
        ranking = self._rankings.open([one for one in candidates if one not in kept], progress)
        found = []
        best = ranking.best(limit)
        whys = ranking.whys([paper for paper, _ in best])
        for paper, score in best:
            why = whys[paper]
            like = None if why.interest else ranking.nearest(paper)
            one = Suggestion(paper, score, why.reasons, like, interest=why.interest)
            found.append((like or 0, one))
        suggestions = self._flag_duplicates(found)
        titles = {
            paper.id: paper.title for paper in self._catalog.papers([like for like, _ in found])
        }
        return ForYou(
            tuple(
                replace(one, nearest_title=titles.get(one.nearest or 0, "")) for one in suggestions
            )
        )

    def possible_duplicates(
        self,
        id: int,  # noqa: A002 - named as in Paper
        progress: Progress = no_progress,
    ) -> list[int]:
        """Return papers that may be the same work under another title: see `Marker.merge`.

        Their abstracts and authors are alike, and their arXiv ids do not differ.
        """
        from octavo_model.search.similar import duplicates

        similar = self._suggester.similar(
            id, duplicates.MIN_SIMILARITY, duplicates.MAX_CANDIDATES, progress
        )
        papers = {paper.id: paper for paper in self._catalog.papers([id, *similar])}
        paper = papers.pop(id, None)
        if paper is None:
            return []
        return [other.id for other in papers.values() if duplicates.may_be_duplicates(paper, other)]

    def prepare(self, progress: Progress = no_progress) -> None:
        """Build the index of words, so that the next call is fast."""
        self._catalog.texts.terms.prepare(progress)

    def _flag_duplicates(self, pairs: Iterable[tuple[int, Suggestion]]) -> list[Suggestion]:
        """Return the suggestions, flagged if they may be the same work as their paper."""
        from octavo_model.search.similar.duplicates import may_be_duplicates

        known = list(pairs)
        ids = list({id_: None for paper, other in known for id_ in (paper, other.id)})
        papers = {paper.id: paper for paper in self._catalog.papers(ids)}
        return [
            replace(other, same=True)
            if paper in papers
            and other.id in papers
            and may_be_duplicates(papers[paper], papers[other.id])
            else other
            for paper, other in known
        ]

    @cached_property
    def _suggester(self) -> Recommender:
        from octavo_model.search.similar.recommender import Recommender

        return Recommender(self._catalog.texts.terms)
