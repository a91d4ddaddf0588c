"""The list of papers on screen: what is listed, and how much of it is read."""

from __future__ import annotations

from dataclasses import InitVar, dataclass
from typing import TYPE_CHECKING

from octavo_model import OctavoError, View
from octavo_model.core.views import ViewKind
from octavo_tui.controllers import leaving, list_state
from octavo_tui.controllers.digest_titles import DigestTitles, recount
from octavo_tui.controllers.empty_texts import InboxZero, empty_text, refusal
from octavo_tui.controllers.listing import list_order
from octavo_tui.controllers.reasons import BackgroundCount, Reasons
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.labels import view_label
from octavo_tui.widgets.list_status import status_of
from octavo_tui.widgets.listed_papers import ListedPapers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from octavo_model import Paper
    from octavo_model.core.changes import MarkChange
    from octavo_model.core.views import Counts
    from octavo_model.search.results import SearchResult
    from octavo_tui.controllers.list_state import LeftList
    from octavo_tui.controllers.session import InitialState
    from octavo_tui.controllers.work_queue import Shared
    from octavo_tui.render.list_head import HeadLine
    from octavo_tui.widgets.paper_list import PaperList

_ANSWERING = {"paper.read_on", "advance.next_unread"}
"""What says more itself in an empty list."""


@dataclass(eq=False, repr=False)
class PaperListController(Controller):
    """Fills the list of papers, and counts what it shows.

    Where the whole library is searched, ``left`` is the list to go back to.

    Its ``base`` is the whole view in order, or, while that is read, a part. ``retained`` papers
    left the view by marks of this reader, and are still listed. Without a filter, and while it is
    searching, ``result`` is None; ``of_view`` is what the query of the view found. Each mark
    made here and each change made elsewhere gives a new ``generation``.

    ``shown`` is called when other papers are listed, ``ranked`` when scores changed and
    ``counted`` when counts did; ``name_of`` returns the name of the saved view with a query, and
    ``heading`` what a list without full matches says.
    """

    papers: PaperList
    initial: InitVar[InitialState]
    shown: Callable[[], None]
    ranked: Callable[[], None]
    counted: Callable[[], None]
    name_of: Callable[[str], str]
    heading: Callable[[], Sequence[HeadLine]]
    openings = 0
    generation = 0
    has_marked = False
    zero = InboxZero()

    def __post_init__(self, shared: Shared, initial: InitialState) -> None:
        super().__post_init__(shared)
        self.reasons = Reasons(lambda: self.found, lambda paper: paper in self.papers.listed.near)
        self._later = BackgroundCount(self._library, self._work, self._counted_found)
        self.order = list_order.ListOrder(
            shared, self.papers, self._sorted_again, self.ranked, self._counting
        )
        self.set(initial.view, initial.ids, starts=initial.starts)
        self.query = initial.place.filter
        self.is_part = not initial.whole or bool(self.query)
        self.result: SearchResult | None = None
        self.counts, self.everything = initial.counts, initial.everything
        self.digests = initial.digests
        self.names = DigestTitles(lambda: self.digests, self.papers.today)
        self.papers.digest_of = self.names.numbered
        offset = initial.place.offset if initial.cursor else 0
        empty = "" if self.query or initial.ids else self._empty_text()
        self.papers.show(
            ListedPapers(initial.ids),
            starts=initial.starts,
            cursor=initial.cursor,
            offset=offset,
            empty=empty,
        )

    def set(
        self,
        view: View,
        base: Sequence[int],
        *,
        starts: Sequence[int] | None = None,
        of_view: SearchResult | None = None,
        message: str = "",
        label: str = "",
    ) -> None:
        """Change the view that is open; ``message`` is what it says without papers.

        ``starts`` is as `list_state.starts` returns it.
        """
        self.openings += 1
        self.view, self.base, self.starts, self.label = view, base, starts, label
        self.of_view, self.message = of_view, message
        self.retained: frozenset[int] = frozenset()
        self.is_part = False
        self.left: LeftList | None = None

    def refuses(self, target: str = "") -> bool:
        """Return whether ``target`` lacks a paper, as the list is empty; if so, say it."""
        if self.papers.line_count or target in _ANSWERING:
            return False
        text, *wanted = refusal(self.query, has_papers=self.everything.total > 0)
        self._status.say(text, keys=self._keymap.hints(*wanted))
        return True

    @property
    def current(self) -> int | None:
        """The paper under the cursor; None in an empty list."""
        return self.papers.current

    @property
    def offset(self) -> int:
        """How many rows below the top of the window the cursor is."""
        return self.papers.cursor - self.papers.top

    @property
    def title(self) -> str:
        """The name of what is listed."""
        if heading := self.names.heading(self.view.digest):
            return heading
        name = self.name_of(self.view.query) if self.view.query else ""
        return self.label or view_label(self.view, self.digests, name)

    def paper(self) -> Paper | None:
        """Return the paper under the cursor; None in an empty list."""
        try:
            return None if self.current is None else self._library.catalog.paper(self.current)
        except OctavoError as error:
            self._status.say(str(error), error=True)
            return None

    def show_result(self, result: SearchResult) -> None:
        """List what the filter found, with the cursor on the best match.

        Once the user has moved the cursor it stays on its paper, and on its line of the window, as
        long as that paper matches.
        """
        papers, before = self.papers, self.result
        at = papers.current if papers.has_moved else None
        if before is not None and not papers.top:
            result = list_state.steady(result, before, papers.size.height)
        self.result = result
        self.show(at=at)
        papers.has_moved = at is not None and at == papers.current

    def show(self, *, at: int | None = None, offset: int | None = None) -> None:
        """List what the filter found, or the view, with the cursor on ``at`` or the first paper.

        The cursor is ``offset`` lines below the top of the window; None keeps its line.
        """
        self.show_only(self._sorted(), at=at, offset=offset)

    def show_only(
        self, listed: ListedPapers, *, at: int | None = None, offset: int | None = None
    ) -> None:
        """List these papers, also those that the filter did not find; see `show`."""
        self.papers.show(
            listed,
            rule=f"{self.share(listed.ids)} · near:" if listed.ids else "near:",
            head=() if listed.ids or not self.query.strip() else self.heading(),
            starts=self.starts if listed.ids is self.base or self.starts is None else (),
            cursor=0 if at is None else self._library.search.position(at, listed.papers) or 0,
            offset=offset,
            explain=None if self.found is None else self.reasons.of_row,
            ranked=self.order.rows(listed),
            empty="" if listed.line_count else self._empty_text(),
        )
        self.shown()
        self.show_head()

    def _sorted(self) -> ListedPapers:
        """Return what the filter found, or the view, in order."""
        result = self.result
        found = ListedPapers(self.base) if result is None else ListedPapers(result.ids, result.near)
        return self.order.sorted(found, self.base, self._place)

    @property
    def _place(self) -> list_order.ListPlace | None:
        return list_order.ListPlace(self.openings, self.sought) if self.is_ranked else None

    def _sorted_again(self, in_place: bool) -> None:
        """List the papers in the order that they have by now; ``in_place`` below the cursor."""
        if not self.order.is_of(self._place):
            return  # another list, or what a filter finds, is on its way and is sorted then
        if in_place:
            listed = self._sorted()
            self.papers.reorder(listed, self.order.rows(listed))
        else:
            self.show(at=self.current if self.papers.has_moved else None)
        self.show_status()

    @property
    def is_ranked(self) -> bool:
        """Whether the best papers for the user are first."""
        return list_order.is_ranked_list(self.view, self.query)

    @property
    def sought(self) -> str:
        """What the filter looks for, without ``sort:score``, which only changes the order."""
        return list_order.without_score(self.query)

    def show_head(self) -> None:
        """Show what became known about a query without full matches."""
        if self.result is not None and not self.papers.ids:
            self.papers.show_head(self.heading())

    def share(self, ids: Sequence[int]) -> str:
        """Return how many papers match, and of how many: ``3 of 102,538``."""
        return f"{len(ids):,} of {len(self.base):,}"

    @property
    def found(self) -> SearchResult | None:
        """What the filter found, else what the query of the view found."""
        # A filter inside what a query found marks what it looks for itself.
        return self.result or self.of_view

    def _empty_text(self) -> str:
        return empty_text(
            self.view,
            self.sought,
            self.result,
            self.of_view,
            self.message,
            has_papers=self.everything.total > 0,
            zero=self.zero,
            keymap=self._keymap,
        )

    def show_empty(self, zero: InboxZero) -> None:
        """Show in an empty Inbox what was done today."""
        if zero != self.zero:
            self.zero = zero
            self.show()

    def show_status(self) -> None:
        """Show what is listed, and how far it is read."""
        is_inbox = self.view.kind is ViewKind.INBOX
        left = list_state.left_in_inbox(self.counts, self.digests) if is_inbox else ""
        self._status.status = status_of(
            self.title,
            self.papers,
            # What left the view since it was opened is still listed, and counted.
            self.counts._replace(total=self.counts.total + len(self.retained)),
            filtered=list_order.leaves_out(self.query),
            left=self.order.left or left,
            notice=self.order.notice,
            hints=self._keymap.hints,
        )

    @property
    def agrees(self) -> bool:
        """Whether the list is what the view holds, and what left it by marks made here."""
        if self.is_part or not self.view.is_indexed:
            return True
        return len(self.base) == self.counts.total + len(self.retained)

    def apply(self, change: MarkChange) -> None:
        """Show what a mark made here changed: what leaves the view by it is still listed."""
        self.generation += 1
        self.has_marked = True
        self.order.apply(change.states)
        if self.view.kind in leaving.LEAVING:
            before = self.retained
            self.retained = leaving.retained_after(change, self.view, before)
            self.counts = leaving.counts_after(change, self.view, self.counts, before)
        totals = change.totals
        if totals is None:
            return
        self.everything = totals.everything
        recount(self.digests, totals)
        number = next((one.id for one in self.digests if one.name == self.view.digest), None)
        self.counts = totals.of(self.view, number) or self.counts
        if not self.view.is_indexed or self.view.kind is ViewKind.TAG:
            self._later.count(self.base)
        self.counts_changed()

    def counts_changed(self) -> None:
        """Show counts and digests."""
        self.show_status()
        self.counted()

    def _counted_found(self, base: Sequence[int], counts: Counts) -> None:
        if base is self.base:
            self.counts = counts._replace(total=counts.total - len(self.retained))
            self.show_status()
