"""Where the filter searches: the open list or the whole library, and what lies outside."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from octavo_model import View
from octavo_model.core.views import ViewKind
from octavo_tui.controllers import list_state
from octavo_tui.controllers.list_state import Base, LeftList
from octavo_tui.controllers.work_queue import Controller, Repeated
from octavo_tui.render.scopes import (
    ScopeCounts,
    heading,
    may_add_abstracts,
    scope_name,
    scope_notes,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from octavo_model.search.results import SearchResult
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.controllers.work_queue import Shared
    from octavo_tui.render.list_head import HeadLine
    from octavo_tui.widgets.filter_input import FilterInput

_PAUSE = 0.25
"""Seconds without another text before it is counted what lies outside: no key waits for it."""


@dataclass(eq=False, repr=False)
class ScopeController(Controller):
    """Widens a filter to the whole library and back, and counts what it finds there.

    ``returned`` follows what changed in a list while it was left.
    """

    _line: FilterInput
    _papers: PaperListController
    returned: Callable[[], Coroutine[None, None, None]]
    _counts: ScopeCounts = field(default=ScopeCounts(), init=False)
    _counted: object = field(default=None, init=False)
    timer: asyncio.TimerHandle | None = field(default=None, init=False)
    """When it will be counted what lies outside; None if nothing waits."""

    def __post_init__(self, shared: Shared) -> None:
        super().__post_init__(shared)
        self._everything = -1, Base((), ())
        self._counter = Repeated(self._work, self._count, "scopes", exit_on_error=False)

    # ---- widening

    async def widen(self, at: int | None, offset: int) -> bool:
        """List the whole library, and return whether it was not listed before.

        ``at`` and ``offset`` are the place to go back to.
        """
        papers = self._papers
        before = papers.view
        if before.kind is ViewKind.ALL:
            return False
        everything, keys = await asyncio.to_thread(self._read, papers.generation, at)
        if papers.view is not before:
            return False  # another list was opened meanwhile
        left = LeftList(
            before, papers.base, papers.starts, papers.retained, papers.of_view, papers.message,
            papers.label, papers.counts, papers.generation, at,
            "".join(key or "" for key in keys), offset,
        )  # fmt: skip
        papers.set(View.all(), everything.ids, starts=everything.starts)
        papers.left = left
        papers.counts, papers.result = papers.everything, None
        papers.papers.has_moved = False
        return True

    def narrow(self) -> LeftList | None:
        """Go back to the list that was left, and return it; None without one."""
        papers, left = self._papers, self._papers.left
        if left is None:
            return None
        papers.set(
            left.view,
            left.base,
            starts=left.starts,
            of_view=left.of_view,
            message=left.message,
            label=left.label,
        )
        papers.retained, papers.counts = left.retained, left.counts
        papers.result = None
        papers.papers.has_moved = False
        if papers.generation != left.generation:
            self._work.start(self.returned, "changes by others")
        return left

    def _read(self, generation: int, at: int | None) -> tuple[Base, Sequence[str | None]]:
        """Return all papers, and the key of the paper ``at``. For a thread."""
        keys = () if at is None else self._library.catalog.keys([at])
        return self._all_papers(generation), keys

    def _all_papers(self, generation: int) -> Base:
        """Return all papers: the same value as long as nothing changes. For a thread."""
        known, everything = self._everything
        if known != generation:
            everything, _ = list_state.read(self._library, View.all(), "")
            self._everything = generation, everything
        return everything

    # ---- what lies outside

    def show(self) -> None:
        """Show what is searched, and what is known of the rest; count that soon."""
        papers, line = self._papers, self._line
        # A search that comes again, by an index that was not there, may find more.
        key = papers.query, papers.view, papers.generation, papers.result
        if key != self._counted:
            self._counted, self._counts = key, ScopeCounts()
            if not papers.sought.strip():
                self._counts = ScopeCounts(papers.everything.total)
            elif papers.result is not None and self._lacks(papers.result):
                self._count_later()
        is_sought = bool(papers.sought.strip())
        line.note = papers.share(papers.papers.ids) if is_sought else ""
        line.scopes = () if is_sought and papers.result is None else self._notes()

    def _notes(self) -> Sequence[str]:
        papers = self._papers
        wide = papers.left is not None
        if papers.view.kind is ViewKind.ALL and not wide:
            return ()
        name, found = scope_name(papers.view), len(papers.papers.ids)
        return scope_notes(name, found, len(papers.base), self._counts.library, wide=wide)

    def heading(self) -> tuple[HeadLine, ...]:
        """Return what the list says if no paper matches in full."""
        result = self._papers.result
        if result is None:
            return ()
        return heading(
            self._papers.view,
            result,
            self._counts,
            first="" if self._screen.focused is self._line else self._keymap.shown("filter"),
            near=bool(result.near),
        )

    def _lacks(self, result: SearchResult) -> bool:
        """Return whether there is anything to count."""
        if self._papers.view.kind is not ViewKind.ALL:
            return True
        return not result.ids and may_add_abstracts(result.query)

    def _count_later(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        self.timer = asyncio.get_running_loop().call_later(_PAUSE, self.count_now)

    def count_now(self) -> None:
        """Count what lies outside, without waiting for another text."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        if self._screen.is_running:
            self._counter.start()

    async def _count(self) -> None:
        papers, counted, result = self._papers, self._counted, self._papers.result
        if result is None:
            return
        counts = await asyncio.to_thread(
            self._find, result, papers.view, papers.base, papers.generation
        )
        if counted is self._counted:
            self._counts = counts
            self.show()
            papers.show_head()

    def _find(
        self, result: SearchResult, view: View, base: Sequence[int], generation: int
    ) -> ScopeCounts:
        """Return what the query of ``result`` finds elsewhere. For a thread."""
        search, query = self._library.search, result.query.text
        library, starred, abstracts = None, 0, None
        if view.kind is not ViewKind.ALL:
            found = search.find(query, self._all_papers(generation).ids, wait=False).ids
            library = len(found)
            starred = 0 if result.ids or not library else search.counts(found).starred
        if not result.ids and may_add_abstracts(result.query):
            abstracts = len(search.find(f"~{query}", base, wait=False).ids)
        return ScopeCounts(library, starred, abstracts)
