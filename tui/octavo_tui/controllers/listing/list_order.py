"""The order of the list on screen: its own, or the best papers for the user first."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.views import ViewKind
from octavo_tui.controllers.listing.background_ranking import BackgroundRanking, OnScreen
from octavo_tui.controllers.listing.order import arranged, index_of_line
from octavo_tui.render.labels import left_words, reasons_of, score_explained
from octavo_tui.widgets.listed_papers import RankedRows

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from octavo_model import View
    from octavo_model.core.marks import MarkState
    from octavo_model.core.parsed import Progress
    from octavo_model.core.suggestions import Remaining
    from octavo_model.search.query.nodes import Sort
    from octavo_tui.controllers.listing.background_ranking import RankedOrder
    from octavo_tui.controllers.work_queue import Shared
    from octavo_tui.render.columns import Rank
    from octavo_tui.widgets.listed_papers import ListedPapers
    from octavo_tui.widgets.paper_list import PaperList


def is_ranked(query: str) -> bool | None:
    """Return whether a query asks for the best papers first; None if it asks for no order.

    >>> is_ranked("owls sort:score"), is_ranked("-sort:score"), is_ranked("owls")
    (True, False, None)
    """
    sort = _sort_of(query)
    return None if sort is None else _is_best_first(sort)


def is_ranked_list(view: View, query: str) -> bool:
    """Return whether a list under a filter has the best papers first; the filter decides first."""
    asked = map(is_ranked, (query, view.query or ""))
    return next((one for one in asked if one is not None), view.kind is ViewKind.FOR_YOU)


def leaves_out(query: str) -> bool:
    """Return whether a query leaves papers out; one that only sorts does not."""
    return any(not part.startswith(("sort:", "-sort:")) for part in query.split())


def without_score(query: str) -> str:
    """Return ``query`` with blanks for ``sort:score``, so that all else has its place.

    >>> without_score("owls sort:score is:unread"), without_score("owls -sort:score")
    ('owls            is:unread', 'owls -sort:score')
    """
    sort = _sort_of(query)
    if sort is None or not _is_best_first(sort):
        return query
    return f"{query[: sort.start]}{' ' * (sort.end - sort.start)}{query[sort.end :]}"


@lru_cache(8)
def _sort_of(query: str) -> Sort | None:
    if "sort" not in query.casefold():
        return None  # the parser is imported only where it is needed
    from octavo_model.search.query.parser import parse

    return parse(query).sort


def _is_best_first(sort: Sort) -> bool:
    from octavo_model.search.query.field_types import SCORE

    return sort.by == SCORE and not sort.reverse


class ListPlace(NamedTuple):
    """Which list is open, and under which filter: where nothing moves above the cursor."""

    opening: int
    sought: str


class ListOrder:
    """Sorts the list on screen, and again when a mark changed what is best.

    What is above the cursor then stays, and the cursor on its paper: ``sorted_again`` is called
    with whether that is so, and ``ranked`` when papers have other scores or reasons. ``counting``
    returns what shows how many were read.
    """

    def __init__(
        self,
        shared: Shared,
        papers: PaperList,
        sorted_again: Callable[[bool], None],
        ranked: Callable[[], None],
        counting: Callable[[str], Progress],
    ) -> None:
        self._papers, self._status, self._library = papers, shared.status, shared.library
        self._sorted_again, self._ranked = sorted_again, ranked
        self._ranking = BackgroundRanking(
            shared.library,
            shared.work,
            self._on_screen,
            partial(counting, "Reading papers to rank them"),
            partial(shared.status.show_progress, ""),
            self._changed,
            self._explained,
        )
        self._wanted: ListPlace | None = None
        self._shown: ListPlace | None = None
        """The place of what is on screen, if that is ranked."""
        self._sorted: Sequence[int] = ()
        self._remaining: Remaining | None = None
        self._line: int | None = None

    def is_of(self, place: ListPlace | None) -> bool:
        """Return whether the list that is sorted is the one of ``place``."""
        return place == self._wanted

    # ---- what changed

    def apply(self, states: Mapping[int, MarkState]) -> None:
        """Sort again, with marks that changed."""
        if self._wanted is not None:
            self._ranking.apply(states)

    def refresh(self) -> None:
        """Sort again, with all that changed in the library."""
        if self._wanted is not None:
            self._ranking.refresh()

    def _explained(self) -> None:
        self._papers.refresh()
        self._ranked()

    def _changed(self, failure: str) -> None:
        if failure:
            self._status.say(failure, error=True)
        else:
            self._sorted_again(self._is_in_place)
            self._ranked()

    # ---- the order

    def sorted(
        self, found: ListedPapers, base: Sequence[int], place: ListPlace | None
    ) -> ListedPapers:
        """Return the papers ``found`` in the list ``base``, best first; without ``place`` as found.

        Until they are ranked they have their own order.
        """
        was_wanted, self._wanted = self._wanted, place if len(base) else None
        if self._wanted is None:
            if was_wanted is not None:
                self._ranking.close()
                self._ranked()  # nothing has a score any more
        else:
            # Of a longer list not all papers can be ranked, so those that a filter found are.
            whole = base if len(base) <= self._library.rankings.most else found.ids
            self._ranking.rank(whole, is_same=self._is_in_place)
        result = self._ranking.result
        if result is None:
            self._shown = self._line = self._remaining = None
            return found
        ids = found.ids
        if result.ranking.left_out:
            known = frozenset(result.order)
            ids = [one for one in ids if one in known]
        screen = self._on_screen()
        ids = arranged(ids, screen.shown, screen.kept, result.order)
        self._remaining = result.remaining if len(ids) == len(result.order) else None
        self._line = self._line_in(ids, screen.kept, result)
        self._shown, self._sorted = place, ids
        return found._replace(ids=ids)

    def rows(self, listed: ListedPapers) -> RankedRows | None:
        """Return what the rows of a list have if it is ranked, perhaps soon."""
        if self._wanted is None:
            return None
        rank = partial(self._rank, self._learned)
        if self._line is None or listed.ids is not self._sorted:
            return RankedRows(rank)
        return RankedRows(rank, (self._line,), self.left)

    def _line_in(self, ids: Sequence[int], kept: int, result: RankedOrder) -> int | None:
        if self._remaining is None:
            return None
        return index_of_line(ids, kept, result.order, self._remaining.place, self._line)

    @property
    def _is_in_place(self) -> bool:
        return self._shown is not None and self._shown == self._wanted

    def _on_screen(self) -> OnScreen:
        """Return what stays: the papers down to the cursor, and to the end of a selection."""
        papers = self._papers
        if not self._is_in_place:
            return OnScreen(height=papers.size.height)
        picked = papers.selected
        chosen = [at for at, one in enumerate(papers.ids) if one in picked] if picked else []
        kept = max([papers.index, *chosen[-1:]]) + 1
        return OnScreen(papers.ids, kept, papers.top, papers.size.height)

    # ---- what it says

    @property
    def left(self) -> str:
        """How many papers may be left, in words; empty if that is unknown, or under a filter."""
        return left_words(self._remaining) if self._remaining is not None else ""

    @property
    def below_line(self) -> Sequence[int] | None:
        """The papers below the line; None without a line on screen."""
        papers = self._papers.ids
        return None if self._line is None or papers is not self._sorted else papers[self._line :]

    @property
    def notice(self) -> str:
        """What the order lacks, in words: stars, or papers where they are too many."""
        result, listed = self._ranking.result, len(self._papers.ids)
        if result is None:
            return ""
        if not result.is_learned:
            return "No stars yet: each one sorts the rest"
        left_out = result.ranking.left_out
        return f"newest {listed:,} of {listed + left_out:,} ranked" if left_out else ""

    def why(self, paper: int) -> str:
        """Return what the page of a paper says about its score; empty if it has none."""
        result = self._learned
        why = None if result is None else self._ranking.why(result, paper)
        return "" if result is None or why is None else score_explained(result.scores[paper], why)

    def _rank(self, result: RankedOrder | None, paper: int) -> Rank:
        """Return what a row shows of a ``result``."""
        if result is None or paper not in result.scores:
            return "", ""
        why = self._ranking.why(result, paper)
        return str(result.scores[paper]), "" if why is None else reasons_of(why)

    @property
    def _learned(self) -> RankedOrder | None:
        """The result, if there is any that means something."""
        result = self._ranking.result
        return result if result is not None and result.is_learned else None
