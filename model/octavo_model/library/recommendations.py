"""What a library suggests to read next."""

from __future__ import annotations

from array import array
from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.views import View, ViewKind
from octavo_model.index import queries
from octavo_model.library.library import silent
from octavo_model.library.searcher import Finding
from octavo_model.search.similar.counting import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from octavo_model.core.views import Counts, ForYou, Suggestion
    from octavo_model.index.repository import Engine
    from octavo_model.library.library import Progress
    from octavo_model.search.similar.recommender import Recommender

_FOR_YOU = 200
_RELATED = 10


class Suggesting(Finding):
    """A library that suggests papers; what it suggests is one of its lists."""

    _suggester: Recommender | None = None

    def counts(self, view: View) -> Counts:
        """See `Looking.counts`."""
        return self.tally(self.ids(view)) if view.is_suggested else super().counts(view)

    def first_ids(self, view: View, limit: int) -> array[int]:
        """See `Looking.first_ids`."""
        return self._suggested(view, limit) if view.is_suggested else super().first_ids(view, limit)

    def window(self, view: View, key: str, reach: int) -> tuple[list[int], int, bool]:
        """See `Looking.window`."""
        if view.is_suggested:
            return self._window_of(self.ids(view), key, _FOR_YOU)
        return super().window(view, key, reach)

    def related(
        self,
        id: int,  # noqa: A002 - named as in Paper
        limit: int = _RELATED,
        progress: Progress | None = None,
    ) -> list[Suggestion]:
        """The papers of the whole library that are most like one, the nearest first.

        By the words and phrases of titles and abstracts, rare ones first (TF-IDF, cosine). The
        first call makes the index of these, some ten seconds for 100,000 papers, or loads it.

        Args:
            id: The paper.
            limit: How many at most.
            progress: Called with papers counted and papers to count, where there is much to do.
        """
        found = self._suggesting().related(id, limit, progress or silent)
        return self._seen_again((id, one) for one in found)

    def for_you(
        self,
        limit: int = _FOR_YOU,
        among: Sequence[int] | None = None,
        progress: Progress | None = None,
    ) -> ForYou:
        """The unread papers that are most like those with a star.

        Those that were read and got no star tell what is not liked. Learned anew, in well under
        two seconds, whenever marks have changed since the last call.

        Args:
            limit: How many at most.
            among: Choose from these, read or not; by default from all that is unread.
            progress: As for `related`.
        """
        from octavo_model.core.views import ForYou

        unread = self.ids(View.unread())
        found = self._suggesting().for_you(
            self.ids(View.starred()),
            unread,
            unread if among is None else among,
            limit,
            progress or silent,
        )
        pairs = ((one.nearest or 0, one) for one in found.suggestions)
        return ForYou(tuple(self._seen_again(pairs)), found.missing)

    def prepare_suggestions(self, progress: Progress | None = None) -> None:
        """Make the index that `related` and `for_you` need, so that they find it ready."""
        self._suggesting().prepare(progress or silent)

    def seen_again(self, id: int, progress: Progress | None = None) -> list[int]:  # noqa: A002
        """Other papers that may be the same work under another title: see `merge`.

        Their abstracts and authors say so, and arXiv ids do not speak against it.
        """
        from octavo_model.search.similar import duplicates

        found = self._suggesting().similar(
            id, duplicates.MIN_SIMILARITY, duplicates.MAX_CANDIDATES, progress or silent
        )
        several = {one.id: one for one in self.papers([id, *found])}
        paper = several.pop(id, None)
        if paper is None:
            return []
        return [one.id for one in several.values() if duplicates.may_be_duplicates(paper, one)]

    def _seen_again(self, pairs: Iterable[tuple[int, Suggestion]]) -> list[Suggestion]:
        """The suggestions, each told whether it may be the same work as the paper before it."""
        from dataclasses import replace

        from octavo_model.search.similar.duplicates import may_be_duplicates

        known = list(pairs)
        wanted = list({paper: None for one, other in known for paper in (one, other.id)})
        several = {paper.id: paper for paper in self.papers(wanted)}
        return [
            replace(other, same=True)
            if one in several
            and other.id in several
            and may_be_duplicates(several[one], several[other.id])
            else other
            for one, other in known
        ]

    def _suggesting(self) -> Recommender:
        if self._suggester is None:
            from octavo_model.search.similar.recommender import Recommender

            index = self._engine.derived / "terms.idx"
            self._suggester = Recommender(IndexedTexts(self._engine), index)
        return self._suggester

    def _suggested(self, view: View, limit: int) -> array[int]:
        if view.kind is ViewKind.FOR_YOU:
            found = self.for_you(_FOR_YOU if limit < 0 else limit).suggestions
        else:
            paper = self.resolve(view.paper or "")
            found = tuple(self.related(paper, _RELATED if limit < 0 else limit))
        return array("q", [one.id for one in found])


_CHUNK = 1_000


class IndexedTexts:
    """Texts as `Recommender` wants them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def texts(self, after: int = 0) -> Iterator[Text]:
        """The texts of every paper with an id above ``after``, ascending."""
        last = after
        while some := self._engine.read(partial(queries.texts, after=last, limit=_CHUNK)):
            yield from map(Text._make, some)
            last = some[-1][0]

    def texts_of(self, ids: Sequence[int]) -> dict[int, Text]:
        """The texts of the papers ``ids``, but of those that are gone."""
        rows = self._engine.read(partial(queries.texts_of, papers=ids))
        return {row[0]: Text._make(row) for row in rows}

    def newest(self) -> int:
        """The largest id of a paper; 0 where there is none."""
        return self._engine.read(queries.newest_paper)

    def stamp(self) -> str:
        """What tells these ids from those of any other index."""
        return str(self._engine.read(queries.uid))
