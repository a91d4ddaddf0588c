"""Undo and redo of everything, and the list of the last changes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.changes import PropertyChange
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.decisions import describe, describe_change, describe_undo, left_words
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.core.changes import LoggedChange, MarkChange
    from octavo_tui.controllers.deciding.marks import MarkController
    from octavo_tui.controllers.panes import PaneController
    from octavo_tui.controllers.paper_list import PaperListController

    Change = MarkChange | PropertyChange

LISTED = 200
"""Changes that are listed, and that one key undoes at most."""


@dataclass(eq=False, repr=False)
class ChangeController(Controller):
    """Undoes and redoes changes of marks, views, digests and papers.

    ``changed`` shows what an undo or redo did to anything but marks.
    """

    _listed: PaperListController
    _marks: MarkController
    _panes: PaneController
    _changed: Callable[[PropertyChange], None]

    def undo(self, times: int = 1) -> None:
        """Undo this reader's last changes, but for automatic ones."""
        self._reverse(self._library.marks.undo, times, undone=True)

    def redo(self, times: int = 1) -> None:
        """Redo the changes that were undone last."""
        self._reverse(self._library.marks.redo, times, undone=False)

    async def choose(self) -> None:
        """List the last changes made on this computer, and undo or redo the one that is chosen."""
        await self._work.changed()
        log = await asyncio.to_thread(self._library.marks.log, LISTED)
        if not log:
            self._status.say("No changes yet")
        elif self._screen.is_active:
            from octavo_tui.dialogs.confirm import UndoDialog

            today = self._library.catalog.today
            await self._screen.app.push_screen(UndoDialog(log, today), self._reverse_chosen)

    def _reverse_chosen(self, one: LoggedChange | None) -> None:
        if one is not None:
            marks = self._library.marks
            how = partial(marks.redo if one.undone else marks.undo, one.name)
            left = "Changed since: left as it is"
            self._reverse(how, 1, undone=not one.undone, nothing=left)

    def _reverse(
        self, how: Callable[[], Change | None], times: int, *, undone: bool, nothing: str = ""
    ) -> None:
        def work() -> list[Change]:
            done: list[Change] = []
            while len(done) < min(times, LISTED) and (change := how()) is not None:
                done.append(change)
            return done

        reversed_ = partial(self._reversed, undone=undone, nothing=nothing)
        self._work.change(work, reversed_, self._marks.failed)

    def _reversed(self, changes: list[Change], *, undone: bool, nothing: str) -> None:
        # A mark of one key of a paper changes nothing while another key has it too.
        changes = [one for one in changes if isinstance(one, PropertyChange) or one.states]
        if not changes:
            self._status.say(nothing or self._nothing(undone=undone))
            return
        for change in changes:
            if isinstance(change, PropertyChange):
                self._changed(change)
            else:
                self._marks.show(change)
        sign, back = ("↶", "redo") if undone else ("↷", "undo")
        keys = self._keymap.hint(back, back)
        last, *others = reversed(changes)
        left = left_words(
            sum(one.left for one in changes if not isinstance(one, PropertyChange)),
            max(one.skipped for one in changes),
        )
        subject = ""
        if others:
            what = f"{plural(len(changes), 'change')} {'undone' if undone else 'redone'}"
        elif isinstance(last, PropertyChange):
            what = describe_change(last)
        else:
            what = describe_undo(last) if undone else describe(last)
            what, subject = self._located(last, what)
        self._status.say(f"{sign} {what}", subject, keys=" · ".join(filter(None, (left, keys))))

    def _nothing(self, *, undone: bool) -> str:
        if not undone:
            return "Nothing to redo"
        current = self._listed.current
        row = None if current is None else self._listed.papers.row(current)
        read = [("read", "marks it unread")] if row is not None and row.read else []
        return self._keymap.hints(*read, text="Nothing to undo")

    def _located(self, change: MarkChange, what: str) -> tuple[str, str]:
        """Go to the paper of an undone or redone decision, so that the next key is about it.

        It returns the message with where that paper is, if it is not under the cursor.
        """
        papers, (paper, *others) = self._listed.papers, change.states
        if others:
            return what, ""
        row = papers.row(paper)
        title = change.title if row is None else row.shown
        index = self._library.search.position(paper, papers.listed.papers)
        if index is None:
            return f"{what} outside this list", title
        if not self._panes.is_reading:
            papers.go_to(index)
        elif paper not in papers.in_sight:
            what += " out of sight"
        return what, title
