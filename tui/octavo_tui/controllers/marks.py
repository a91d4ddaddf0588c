"""Decisions: written at the key press, and shown in the frame after it however long that takes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.changes import Property, PropertyChange
from octavo_model.core.marks import Decision, MarkState
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.decisions import describe, later_day
from octavo_tui.render.labels import describe_change

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Awaitable, Callable, Sequence

    from octavo_model import OctavoError, PaperRow
    from octavo_model.core.changes import MarkChange
    from octavo_tui.widgets.paper_list import PaperList

_FRAME = 0.01
"""Seconds to wait for the disk before a mark is shown that is not written yet."""
_MOST_UNDONE = 200
"""Changes that one key undoes at most."""


@dataclass(eq=False, repr=False)
class MarkController(Controller):
    """Marks papers in the library and in the list on screen, and reports each change.

    After a decision in the list, ``advance`` goes on to the next undecided paper.
    """

    _papers: PaperList
    _applied: Callable[[MarkChange], None]
    _advance: Callable[[], Awaitable[None]]
    views_changed: Callable[[PropertyChange], None] = field(default=lambda _: None, init=False)
    """Called after an undo or redo of a change of saved views."""
    _kept_unread: int | None = field(default=None, init=False)
    """Set to unread by the user: not read automatically until the cursor leaves it."""

    async def star(self) -> None:
        """Star the paper under the cursor, or unstar it."""
        row = self._current_row()
        if row is not None:
            await self._decide(row, Decision.UNSTAR if row.starred else Decision.STAR)

    async def dismiss(self) -> None:
        """Say no to the paper under the cursor, or take that back."""
        row = self._current_row()
        if row is not None:
            is_no = row.verdict is not None and row.verdict.until is None
            await self._decide(row, Decision.UNREAD if is_no else Decision.DISMISS)

    async def later(self, days: int = 0) -> None:
        """Put the paper under the cursor off for days, or to Monday, or take that back."""
        row = self._current_row()
        if row is not None:
            is_later = row.verdict is not None and row.verdict.until is not None
            if is_later and not days:
                await self._decide(row, Decision.UNREAD)
            else:
                until = later_day(self._library.catalog.today, days)
                await self._decide(row, Decision.LATER, until)

    async def toggle_read(self) -> None:
        """Mark the paper under the cursor read, or unread; an updated one first read."""
        row = self._current_row()
        if row is not None:
            is_read = row.read and not row.updated
            self._kept_unread = row.id if is_read else None
            await self._decide(row, Decision.UNREAD if is_read else Decision.READ)

    async def read_to_here(self) -> None:
        """Mark every paper of the list up to that under the cursor read, as one step of undo."""
        ids = self._papers.listed.papers[: self._papers.index + 1]
        if await self._change(ids, Decision.READ):
            await self._advance()

    async def read_all(self) -> None:
        """Mark every paper of the list read, but no near match, as one step of undo."""
        if self._papers.ids:
            await self._change(self._papers.ids, Decision.READ)
        elif self._papers.listed.near:
            self._status.say("No paper matches in full; r marks the one under the cursor")

    def read_automatically(self, paper_id: int) -> None:
        """Mark a paper, or its revision, read that was looked at; without message and undo."""
        row = self._papers.row(paper_id)
        if row is None or paper_id == self._kept_unread or (row.read and not row.updated):
            return
        self._show([paper_id], Decision.READ, None)
        work = partial(self._library.marks.decide, [paper_id], Decision.READ, auto=True)
        self._work.change(work, partial(self._marked, silent=True), self._failed)

    def cursor_moved(self, paper_id: int | None) -> None:
        """Let a paper that the user set to unread become read again once the cursor leaves it."""
        if paper_id != self._kept_unread:
            self._kept_unread = None

    def undo(self, times: int = 1) -> None:
        """Undo this reader's last changes of marks or views, but for automatic ones."""
        row = self._current_row()
        hint = "; r marks it unread" if row is not None and row.read else ""
        done = partial(self._reversed, undone=True, nothing=f"Nothing to undo{hint}")
        for _ in range(min(times, _MOST_UNDONE)):
            self._work.change(self._library.marks.undo, done, self._failed)

    def redo(self, times: int = 1) -> None:
        """Redo the changes that were undone last."""
        done = partial(self._reversed, undone=False, nothing="Nothing to redo")
        for _ in range(min(times, _MOST_UNDONE)):
            self._work.change(self._library.marks.redo, done, self._failed)

    def _current_row(self) -> PaperRow | None:
        paper_id = self._papers.current
        return None if paper_id is None else self._papers.row(paper_id)

    async def _decide(
        self, row: PaperRow, decision: Decision, until: dt.date | None = None
    ) -> None:
        """Decide on one paper, and go on if it was undecided; what is taken back stays."""
        if await self._change([row.id], decision, until) and _marks(row).undecided:
            await self._advance()

    async def _change(
        self, papers: Sequence[int], decision: Decision, until: dt.date | None = None
    ) -> bool:
        """Mark papers: written before the next frame as a rule, and shown in it in any case.

        It returns whether that was possible, as far as it is known by then.
        """
        work = partial(self._library.marks.decide, papers, decision, until)
        failures: list[OctavoError] = []

        def failed(error: OctavoError) -> None:
            failures.append(error)
            self._failed(error)

        over = self._work.change(work, self._marked, failed)
        try:
            await asyncio.wait_for(over.wait(), _FRAME)
        except TimeoutError:
            self._show(papers, decision, until)
        return not failures

    def _show(self, papers: Sequence[int], decision: Decision, until: dt.date | None) -> None:
        """Show a decision that is not written yet."""
        rows = filter(None, map(self._papers.known_row, papers))
        states = {row.id: decision.apply(_marks(row), until) for row in rows}
        self._papers.mark(states)

    def _marked(self, change: MarkChange, *, silent: bool = False) -> None:
        if not change.states:
            if not silent:
                self._status.say("Already done")
            return
        self._papers.mark(change.states)
        if not silent:
            self._say(change, describe(change))
        self._apply(change)

    def _reversed(
        self, change: MarkChange | PropertyChange | None, *, undone: bool, nothing: str
    ) -> None:
        if isinstance(change, PropertyChange):
            self._status.say(f"{'↶' if undone else '↷'} {describe_change(change)}")
            if change.property is Property.VIEW:
                self.views_changed(change)
            return  # the next poll shows what changed in lists
        if change is None or not change.states:
            self._status.say(nothing)
            return
        self._papers.mark(change.states)
        what = describe(change, undone=undone)
        self._say(change, what if undone else f"↷ {what}", where=True)
        self._apply(change)

    def _say(self, change: MarkChange, what: str, *, where: bool = False) -> None:
        """Show what changed, with the title if it is one paper."""
        first, *others = change.states
        if others:
            self._status.say(what if where else f"{what} · u undo")
            return
        row = self._papers.row(first)
        if where:
            what += self._where(first)
        self._status.say(what, change.title if row is None else row.shown)

    def _where(self, paper_id: int) -> str:
        """Return in words where a paper is that is not in sight."""
        if paper_id in self._papers.in_sight:
            return ""
        is_listed = self._library.search.position(paper_id, self._papers.listed.papers) is not None
        return " out of sight" if is_listed else " outside this list"

    def _apply(self, change: MarkChange) -> None:
        current = self._papers.current
        if current is not None and current in change.states and not change.states[current].read:
            # A paper that became unread under the cursor, by undo as well, was meant to.
            self._kept_unread = current
        self._applied(change)

    def _failed(self, error: OctavoError) -> None:
        self._papers.forget()
        self._status.say(f"Could not save: {error.why} ({error.what})", error=True)


def _marks(row: PaperRow) -> MarkState:
    return MarkState(row.read, row.starred, row.verdict, row.updated)
