"""The paper under the cursor: shown, read, compared with its earlier version, merged."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from octavo_tui.controllers.work_queue import Controller, ReaderLeftError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.timer import Timer

    from octavo_model import Paper
    from octavo_model.core.changes import MarkChange
    from octavo_tui.controllers.deciding.advance import AdvanceController
    from octavo_tui.controllers.deciding.marks import MarkController
    from octavo_tui.controllers.deciding.selection import SelectionController
    from octavo_tui.controllers.finding.filter import FilterController
    from octavo_tui.controllers.lists import ListController
    from octavo_tui.controllers.panes import PaneController
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.controllers.suggestions import SuggestionController
    from octavo_tui.controllers.work_queue import Shared
    from octavo_tui.widgets.drawer import Drawer
    from octavo_tui.widgets.paper_view import PaperView


@dataclass(eq=False, repr=False)
class PaperController(Controller):
    """Shows the paper under the cursor, and does what is done with one paper."""

    _view: PaperView
    _drawer: Drawer
    _papers: PaperListController
    _lists: ListController
    _filter: FilterController
    _marks: MarkController
    _advance: AdvanceController
    _selection: SelectionController
    _suggestions: SuggestionController
    _panes: PaneController
    read_timer: Timer | None = field(default=None, init=False)
    """Marks the paper read when it was looked at for a while."""
    stop_command: Callable[[], bool] = field(default=lambda: False, init=False)
    """Stops a command of the user, and returns whether one was running."""

    hide_gaps: Callable[[], None] = field(default=lambda: None, init=False)
    """Hides which days are missing."""

    read_text: Callable[[], Awaitable[None]] = field(init=False)
    """Opens the full text."""
    leave_text: Callable[[], None] = field(init=False)
    """Goes back one step in the full text that has the focus."""

    def __post_init__(self, shared: Shared) -> None:
        super().__post_init__(shared)
        self._followed = self._papers.current
        self._view.digest_label = self._papers.names.label
        self._view.merges = self._keymap.hint("merge", "merges")
        self._view.why = lambda one: self._papers.order.why(one) or self._suggestions.reason(one)
        self._view.highlights = self._papers.reasons.on_page
        self._found = self._papers.found

    def start(self) -> None:
        """Remember the first place, and count the time that its paper is looked at."""
        self.remember()
        self._start_timer()

    def follow(self) -> None:
        """Show the paper under the cursor, which moved, and count the time it is looked at.

        What another query found in the same paper is highlighted.
        """
        paper_id, found = self._papers.current, self._papers.found
        has_new_result, self._found = found is not self._found, found
        if paper_id != self._followed:
            self._followed = paper_id
            self._marks.cursor_moved(paper_id)
            self.show(top=0)
            self._suggestions.look_beside()
            self._start_timer()
        elif has_new_result:
            self._view.show_matches()
        self._papers.show_status()
        self.remember()

    def show(self, top: int | None) -> None:
        """Show the paper under the cursor from line ``top`` on; None keeps the place."""
        self._view.show(self._papers.paper(), top=top)

    def show_again(self) -> None:
        """Show the paper under the cursor as it is by now, and remember how rows look."""
        self.show(top=None)
        self.remember()

    def marked(self, change: MarkChange) -> None:
        """Show in list and paper what a mark made here changed."""
        self._papers.apply(change)
        if not self._papers.agrees:  # another process changed the view just before
            self._work.start(self._lists.refresh, "changes by others")
        paper = self._view.paper
        if paper is not None and paper.id in change.states:
            row = self._papers.papers.row(paper.id)
            if row is not None:
                self._view.show_marks(row)

    def toggle_raw(self) -> None:
        """Show LaTeX as it came, or as a person would write it."""
        raw = not self._view.raw
        self._papers.papers.raw = self._view.raw = raw
        self._session.change(raw=raw)
        self.show(top=None)
        self._papers.show_status()
        self._status.say("LaTeX source" if raw else "LaTeX rendered")

    def scrolled(self) -> None:
        """Remember how far the paper is scrolled."""
        self._session.change(scroll=self._view.top)

    def remember(self) -> None:
        """Remember the place, and how rows look."""
        papers, paper = self._papers, self._view.paper
        view, key, offset = papers.view, paper.key if paper else "", papers.offset
        left = papers.left
        if left is not None:
            view, key, offset = left.view, left.key, left.offset
        self._session.change(
            kind=view.kind.value,
            digest=view.digest,
            query=view.query,
            paper=view.paper,
            tag=view.tag,
            key=key,
            offset=offset,
            filter=papers.query,
            wide=left is not None,
            scroll=self._view.top,
        )
        if self._settings.early_paint and self._papers.papers.has_focus:
            self._session.paint(
                {
                    **papers.papers.looks.paint(),
                    "without": self._library.catalog.hidden,
                    "days": str(self._library.catalog.inbox_days),
                    "rules": self._library.noticing.rules,
                }
            )

    def _start_timer(self) -> None:
        if self.read_timer is not None:
            self.read_timer.stop()
        paper_id, seconds = self._papers.current, self._settings.read_after
        if paper_id is not None and seconds and self._panes.abstract_in_sight:
            self.read_timer = self._screen.set_timer(seconds, partial(self._time_over, paper_id))

    def _time_over(self, paper_id: int) -> None:
        # While a filter is typed the best match is on screen, not necessarily read.
        if paper_id == self._papers.current and not self._filter.is_typed:
            self._marks.read_automatically(paper_id)

    def _opened(self) -> None:
        if self._papers.current is not None:
            self.text_opened(self._papers.current)

    def text_opened(self, paper_id: int) -> None:
        """Mark a paper read that was opened, if the settings say so."""
        if self._settings.read_on_open:
            self._marks.read_automatically(paper_id)

    async def open(self) -> None:
        """Open the paper under the cursor, its full text, or the list under that of the drawer."""
        await self._filter.settled()
        if self._panes.is_in_drawer:
            self._drawer.chosen()
        elif self._panes.is_in_paper:
            await self.read_text()
        elif self._papers.current is not None:
            self._panes.go_to(self._view)
            self._opened()
            self._start_timer()
        else:
            self._papers.refuses()

    async def read_on(self) -> None:
        """Page through the abstract; at its end mark the paper read, and go to the next one."""
        if not self._panes.abstract_in_sight:
            await self.open()
        elif self._view.at_end:
            self._opened()
            await self._marks.read_on()
            await self._advance.go_on()
        else:
            self._opened()
            self._view.page(1)

    async def escape(self) -> None:
        """Go back; in the top list, hide which days are missing."""
        if not await self.back():
            self.hide_gaps()

    async def back(self) -> bool:
        """Hide a failure; leave the drawer, a text, the paper, the filter, a command, a list.

        It returns whether the reader was somewhere to go back from.
        """
        if self._status.failure:
            self._status.show_failure("")
        elif self._panes.is_in_drawer:
            self._panes.toggle_drawer()
        elif self._panes.is_in_text:
            self.leave_text()
        elif self._panes.is_in_paper:
            self._panes.go_to_list()
        elif self._panes.has_text:
            self._panes.hide_text()
        elif self._selection.drop():
            pass
        elif self._filter.is_open:
            self._filter.clear()
        elif not self.stop_command():
            return await self._suggestions.back()
        return True

    async def revision(self) -> None:
        """Show what the abstract said before it was revised."""
        paper = self._papers.paper()
        if paper is None:
            return
        editions = self._library.catalog.editions
        versions = await asyncio.to_thread(editions, paper.id) if paper.earlier else ()
        earlier = [one for one in versions if one.version < (paper.version or 0)]
        if not earlier:
            self._status.say("No earlier version with another abstract")
            return
        from octavo_tui.dialogs.paper import RevisionDialog

        self._screen.app.push_screen(RevisionDialog(paper, earlier[0]))

    def merge(self) -> None:
        """Ask whether another paper, with this title or abstract, is the same one."""
        paper = self._papers.paper()
        if paper is not None:
            self._status.say("Looking for duplicates…")
            self._work.start(partial(self._ask_to_merge, paper), "duplicates")

    async def _ask_to_merge(self, paper: Paper) -> None:
        """Ask about papers of the same title, else about those that say the same."""
        library, progress = self._library, self._counting("Looking for duplicates")

        def find() -> list[Paper]:
            ids = paper.same_title or library.recommendations.possible_duplicates(
                paper.id, progress
            )
            return list(library.catalog.papers(ids))

        try:
            others = await asyncio.to_thread(find)
        except ReaderLeftError:
            return
        finally:
            self._status.show_progress("")
        if not self._screen.is_active or self._papers.current != paper.id:
            return
        if not others:
            self._status.say("No duplicate found")
            return
        self._status.say("")
        from octavo_tui.dialogs.paper import MergeDialog

        dialog = MergeDialog(paper, others, self._keymap.hint("undo", "undoes it later"))
        self._screen.app.push_screen(dialog, partial(self._merge, paper.id))

    def _merge(self, paper_id: int, other: int | None) -> None:
        if other is None:
            return
        library = self._library

        def change() -> str:
            (key,) = library.catalog.keys([library.edits.merge(paper_id, other)])
            return key or ""

        def merged(key: str) -> None:
            self._work.start(partial(self._show_merged, key), "a merged paper")

        self._work.change(change, merged)

    async def _show_merged(self, key: str) -> None:
        papers = self._papers
        await self._lists.open(papers.view, key=key, offset=papers.offset, query=papers.query)
        self.show(top=0)
        text = "Merged: one paper with the digests and marks of both"
        self._status.say(text, keys=self._keymap.hint("undo", "undo"))
