"""Marks: written at the key press, and shown in the frame after it however long that takes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.changes import Property, PropertyChange
from octavo_model.core.views import MarkField
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.labels import describe_change

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from octavo_model import OctavoError, PaperRow
    from octavo_model.core.views import MarkChange
    from octavo_tui.widgets.paper_list import PaperList

_FRAME = 0.01
"""Seconds to wait for the disk before a mark is shown that is not written yet."""
_MOST_UNDONE = 200
"""Changes that one key undoes at most."""
_DONE = {
    (MarkField.STARRED, True): "starred",
    (MarkField.STARRED, False): "unstarred",
    (MarkField.READ, True): "marked read",
    (MarkField.READ, False): "marked unread",
}


@dataclass(eq=False, repr=False)
class MarkController(Controller):
    """Marks papers in the library and in the list on screen, and reports each change."""

    _papers: PaperList
    _applied: Callable[[MarkChange], None]
    views_changed: Callable[[PropertyChange], None] = field(default=lambda _: None, init=False)
    """Called after an undo or redo of a change of saved views."""
    _kept_unread: int | None = field(default=None, init=False)
    """Set to unread by the user: not read automatically until the cursor leaves it."""

    async def star(self) -> None:
        """Star the paper under the cursor, or unstar it."""
        row = self._current_row()
        if row is not None:
            await self._mark([row.id], MarkField.STARRED, value=not row.starred)

    async def toggle_read(self) -> None:
        """Mark the paper under the cursor read, or unread; an updated one first read."""
        row = self._current_row()
        if row is not None:
            value = not row.read or row.updated
            self._kept_unread = None if value else row.id
            await self._mark([row.id], MarkField.READ, value=value)

    async def read_all(self) -> None:
        """Mark every paper of the list read, but no near match, as one step of undo."""
        if self._papers.ids:
            await self._mark(self._papers.ids, MarkField.READ, value=True)
        elif self._papers.listed.near:
            self._status.say("No paper matches in full; r marks the one under the cursor")

    def read_automatically(self, paper_id: int) -> None:
        """Mark a paper, or its revision, read that was looked at; without message and undo."""
        row = self._papers.row(paper_id)
        if row is None or paper_id == self._kept_unread or (row.read and not row.updated):
            return
        self._papers.mark({paper_id}, MarkField.READ, value=True)
        work = partial(self._library.marks.mark, [paper_id], MarkField.READ, True, auto=True)
        self._work.change(work, partial(self._marked, silent=True), self._failed)

    def cursor_moved(self, paper_id: int | None) -> None:
        """Let a paper that the user set to unread become read again once the cursor leaves it."""
        if paper_id != self._kept_unread:
            self._kept_unread = None

    def undo(self, times: int = 1) -> None:
        """Undo this reader's last changes of marks or views, but for automatic ones."""
        row = self._current_row()
        hint = "; r marks it unread" if row is not None and row.read else ""
        done = partial(self._reversed, word="undone", nothing=f"Nothing to undo{hint}")
        for _ in range(min(times, _MOST_UNDONE)):
            self._work.change(self._library.marks.undo, done, self._failed)

    def redo(self, times: int = 1) -> None:
        """Redo the changes that were undone last."""
        done = partial(self._reversed, word="redone", nothing="Nothing to redo")
        for _ in range(min(times, _MOST_UNDONE)):
            self._work.change(self._library.marks.redo, done, self._failed)

    def _current_row(self) -> PaperRow | None:
        paper_id = self._papers.current
        return None if paper_id is None else self._papers.row(paper_id)

    async def _mark(self, papers: Sequence[int], field: MarkField, *, value: bool) -> None:
        """Mark papers: written before the next frame as a rule, and shown in it in any case."""
        work = partial(self._library.marks.mark, papers, field, value)
        over = self._work.change(work, self._marked, self._failed)
        try:
            await asyncio.wait_for(over.wait(), _FRAME)
        except TimeoutError:
            self._papers.mark(set(papers), field, value=value)

    def _marked(self, change: MarkChange, *, silent: bool = False) -> None:
        if not change.papers:
            if not silent:
                self._status.say("Already done")
            return
        self._papers.mark(set(change.papers), change.field, value=change.value)
        if not silent:
            what, title = self._describe(change)
            self._status.say(what if title else f"{what} · u undo", title)
        self._apply(change)

    def _reversed(
        self, change: MarkChange | PropertyChange | None, *, word: str, nothing: str
    ) -> None:
        if isinstance(change, PropertyChange):
            self._status.say(f"{word}, {describe_change(change)}")
            if change.property is Property.VIEW:
                self.views_changed(change)
            return  # the next poll shows what changed in lists
        if change is None or not change.papers:
            self._status.say(nothing)
            return
        # A change does not say whether a paper or only its revision became unread.
        self._papers.forget(set(change.papers))
        what, title = self._describe(change)
        where = self._where(change.papers[0]) if title else ""
        self._status.say(f"{word}{where}, {what}", title)
        self._apply(change)

    def _describe(self, change: MarkChange) -> tuple[str, str]:
        """Return what a mark did, and the title if it is of a single paper."""
        what = _DONE[change.field, change.value]
        if len(change.papers) > 1:
            return f"{what}: {len(change.papers)} papers", ""
        row = self._papers.row(change.papers[0])
        if row is None:
            return what, change.title
        if row.updated and change.field is MarkField.READ:
            what = "marked updated"  # it was read, and its revision became unread
        return what, row.shown

    def _where(self, paper_id: int) -> str:
        """Return in words where a paper is that is not in sight."""
        if paper_id in self._papers.in_sight:
            return ""
        is_listed = self._library.search.position(paper_id, self._papers.listed.papers) is not None
        return " out of sight" if is_listed else " outside this list"

    def _apply(self, change: MarkChange) -> None:
        current = self._papers.current
        if change.field is MarkField.READ and not change.value and current in change.papers:
            # A paper that became unread under the cursor, by undo as well, was meant to.
            self._kept_unread = current
        self._applied(change)

    def _failed(self, error: OctavoError) -> None:
        self._papers.forget()
        self._status.say(f"Could not save: {error.why} ({error.what})", error=True)
