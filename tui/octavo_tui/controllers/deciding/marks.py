"""Decisions: written at the key press, and shown in the frame after it however long that takes."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.marks import Decision
from octavo_tui.controllers.deciding.decided_here import DecidedHere
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.decisions import describe, later_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Awaitable, Callable, Sequence

    from octavo_model import OctavoError, PaperRow
    from octavo_model.core.changes import MarkChange
    from octavo_tui.controllers.deciding.selection import SelectionController
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.controllers.work_queue import Shared

_FRAME = 0.01
"""Seconds to wait for the disk before a mark is shown that is not written yet."""
_UNASKED = 50
"""Papers that one key may mark read without a question."""


@dataclass(eq=False, repr=False)
class MarkController(Controller):
    """Decides on the selected papers, or on that under the cursor, and reports each change.

    After a decision about undecided papers, ``go_on`` goes to the next one, and returns whether it
    wanted to and found none. ``keys`` counts the commands that keys ran. ``open_paper`` returns the
    paper whose full text has the focus: then it is that one.
    """

    _listed: PaperListController
    _selection: SelectionController
    _applied: Callable[[MarkChange], None]
    _go_on: Callable[[], Awaitable[bool]]
    _keys: Callable[[], int]
    _open_paper: Callable[[], int | None]
    seconds: Callable[[], float] = time.monotonic
    _kept_unread: int | None = field(default=None, init=False)
    """Set to unread by the user: not read automatically until the cursor leaves it."""
    _last: tuple[Decision, int] | None = field(default=None, init=False)
    """What the last verdict key decides, and which of ``keys`` it was."""
    _finished: tuple[int, int | None] | None = field(default=None, init=False)
    """Which of ``keys`` finished a list, and the paper under the cursor then."""

    def __post_init__(self, shared: Shared) -> None:
        super().__post_init__(shared)
        self._papers = self._listed.papers
        self.decided_here = DecidedHere(self.seconds)

    async def star(self, number: int = 1) -> None:
        """Star papers, a ``number`` from the cursor on; if they are, unstar them."""
        rows = await self._rows(number)
        is_done = all(row.starred for row in rows)
        await self._toggle(rows, Decision.STAR, Decision.UNSTAR, is_done=is_done)

    async def dismiss(self, number: int = 1) -> None:
        """Say no to papers, a ``number`` from the cursor on; if that was said, take it back."""
        rows = await self._rows(number)
        is_done = all(row.verdict is not None and row.verdict.until is None for row in rows)
        await self._toggle(rows, Decision.DISMISS, Decision.UNREAD, is_done=is_done)

    async def later(self, days: int = 0) -> None:
        """Put papers off for days, or to Monday; if they are and no days are named, not."""
        rows = await self._rows()
        is_done = all(row.verdict is not None and row.verdict.until is not None for row in rows)
        is_done, until = is_done and not days, later_day(self._library.catalog.today, days)
        await self._toggle(rows, Decision.LATER, Decision.UNREAD, until, is_done=is_done)

    async def toggle_read(self, number: int = 1) -> None:
        """Mark papers, a ``number`` from the cursor on, read; if they are, unread.

        An updated one is not read.
        """
        rows = await self._rows(number)
        is_done = all(row.read and not row.updated for row in rows)
        await self._toggle(rows, Decision.READ, Decision.UNREAD, is_done=is_done)

    async def read_on(self) -> None:
        """Mark the paper under the cursor, which was read to its end, read."""
        row = self._current_row()
        if row is not None and (row.updated or row.marks.undecided):
            await self.change([row.id], Decision.READ)

    async def read_to_here(self) -> None:
        """Mark every paper of the list up to that under the cursor read, as one step of undo."""
        ids = self._papers.listed.papers[: self._papers.index + 1]
        self._selection.drop()
        await self.change(ids, Decision.READ, goes_on=True)

    async def read_all(self) -> None:
        """Mark every selected paper, else of the list but no near match, read as one step."""
        ids = self._selection.papers() or self._papers.ids
        if not ids:
            if self._papers.listed.near:
                reads = self._keymap.hint("read", "marks the one under the cursor")
                self._status.say("No paper matches in full", keys=reads)
            return
        number = (await asyncio.to_thread(self._library.catalog.tally, ids)).undecided
        what = "the selection" if self._papers.selected else self._listed.title
        lines = [f"{number:,} papers of {what} are undecided."]
        question = f"Mark {number:,} papers read?", lines, "Mark read"
        self._ask(number, question, partial(self._change_all, ids, Decision.READ, False))

    async def dismiss_rest(self) -> None:
        """Say no to the undecided papers below the line of a ranked list, as one step."""
        below = self._listed.order.below_line
        if below is None:
            keys = "" if self._listed.is_ranked else self._keymap.hint("sort_score", "ranks it")
            self._status.say("This list has no line yet", keys=keys)
            return
        await self._work.changed()
        ids = await asyncio.to_thread(self._undecided, below)
        if not ids:
            self._status.say("Nothing undecided below the line")
            return
        lines = [f"{len(ids):,} papers below the line are undecided."]
        question = f"Say no to {len(ids):,} papers?", lines, "Say no"
        self._ask(len(ids), question, partial(self._change_all, ids, Decision.DISMISS, True))

    def _undecided(self, papers: Sequence[int]) -> list[int]:
        undecided = frozenset(self._library.catalog.undecided())
        return [one for one in papers if one in undecided]

    def _ask(
        self, number: int, question: tuple[str, list[str], str], then: Callable[[bool | None], None]
    ) -> None:
        """Ask before many papers are marked: a question, what is to know, and a button."""
        if number <= _UNASKED:
            then(True)
            return
        if not self._screen.is_active:
            return  # another dialog was opened meanwhile
        from octavo_tui.dialogs.confirm import ConfirmDialog

        text, lines, button = question
        lines = [*lines, *filter(None, [self._keymap.hint("undo", "takes it back.")])]
        self._screen.app.push_screen(ConfirmDialog(text, lines, button), then)

    def _change_all(
        self, ids: Sequence[int], decision: Decision, is_rest: bool, is_wanted: bool | None
    ) -> None:
        if is_wanted:
            self._selection.drop()
            change = partial(self.change, ids, decision, goes_on=True, only_undecided=is_rest)
            self._work.start(change, "mark all")

    def read_automatically(self, paper_id: int) -> None:
        """Mark a paper, or its revision, read that was looked at; without message and undo."""
        row = self._papers.row(paper_id)
        if row is None or paper_id == self._kept_unread or (row.read and not row.updated):
            return
        self._show_at_once([paper_id], Decision.READ, None)
        work = partial(self._library.marks.decide, [paper_id], Decision.READ, auto=True)
        self._work.change(work, self.show, self.failed)

    def cursor_moved(self, paper_id: int | None) -> None:
        """Let a paper that the user set to unread become read again once the cursor leaves it."""
        if paper_id != self._kept_unread:
            self._kept_unread = None

    def _current_row(self) -> PaperRow | None:
        paper_id = self._papers.current
        return None if paper_id is None else self._papers.row(paper_id)

    async def _rows(self, number: int = 1) -> list[PaperRow]:
        """Return the rows of the selected papers, or of a ``number`` from the cursor on."""
        paper = self._open_paper()
        ids = self._selection.papers() if paper is None else [paper]
        if not ids and number > 1:
            start = self._papers.index
            ids = list(self._papers.listed.papers[start : start + number])
        if not ids:
            return [row] if (row := self._current_row()) is not None else []
        rows = await asyncio.to_thread(self._library.catalog.rows, ids)
        return [row for row in rows if row is not None]

    async def _toggle(
        self,
        rows: Sequence[PaperRow],
        decision: Decision,
        back: Decision,
        until: dt.date | None = None,
        *,
        is_done: bool,
    ) -> None:
        """Decide on papers, or take that ``back`` if it is done.

        A key that finished the list, pressed once too often, takes nothing back.
        """
        keys, current = self._keys(), self._papers.current
        is_again, self._last = self._last == (decision, keys - 1), (decision, keys)
        if is_done and is_again and self._finished == (keys - 1, current):
            self._finished = keys, current
            self._status.say("Finished", keys=self._keymap.hint("undo", "undo"))
        else:
            await self._decide(rows, back if is_done else decision, None if is_done else until)

    async def _decide(
        self, rows: Sequence[PaperRow], decision: Decision, until: dt.date | None
    ) -> None:
        """Decide on papers, and go on if any was undecided; what is taken back stays."""
        if not rows:
            return
        if self._open_paper() is None:
            self._selection.drop()
        goes_on = self._open_paper() is None and any(row.marks.undecided for row in rows)
        await self.change([row.id for row in rows], decision, until, goes_on=goes_on)

    async def change(
        self,
        papers: Sequence[int],
        decision: Decision,
        until: dt.date | None = None,
        *,
        goes_on: bool = False,
        only_undecided: bool = False,
    ) -> None:
        """Mark papers: written before the next frame as a rule, and shown in it in any case.

        With ``goes_on`` the cursor then goes to the next paper, unless that failed by then. After
        a decision about several papers it waits until that is written. With ``only_undecided``
        those are left that were decided meanwhile, by another reader too.
        """

        def work() -> MarkChange:
            wanted = self._undecided(papers) if only_undecided else papers
            return self._library.marks.decide(wanted, decision, until)

        failures: list[OctavoError] = []

        def failed(error: OctavoError) -> None:
            failures.append(error)
            self.failed(error)

        over = self._work.change(work, self._marked, failed)
        try:
            await asyncio.wait_for(over.wait(), _FRAME)
        except TimeoutError:
            if not only_undecided:
                self._show_at_once(papers, decision, until)
            if goes_on and len(papers) > 1:
                self._work.start(partial(self._go_on_after, over, failures), "next paper")
                return
        if goes_on and not failures:
            await self._advance()

    async def _go_on_after(self, over: asyncio.Event, failures: Sequence[OctavoError]) -> None:
        await over.wait()
        if not failures:
            await self._advance()

    async def _advance(self) -> None:
        if await self._go_on():
            self._finished = self._keys(), self._papers.current

    def _show_at_once(
        self, papers: Sequence[int], decision: Decision, until: dt.date | None
    ) -> None:
        """Show a decision that is not written yet."""
        rows = filter(None, map(self._papers.known_row, papers))
        states = {row.id: decision.apply(row.marks, until) for row in rows}
        self._papers.mark(states)

    def _marked(self, change: MarkChange) -> None:
        self.show(change)
        if not change.states:
            self._status.say("Already done")
            return
        first, *others = change.states
        row = self._papers.row(first)
        title = "" if others else change.title if row is None else row.shown
        self._status.say(describe(change), title, keys=self._keymap.hint("undo", "undo"))

    def show(self, change: MarkChange) -> None:
        """Show marks that changed, without a message."""
        if not change.states:
            return
        self._papers.mark(change.states)
        self.decided_here.note(self._listed.openings, change.states)
        current = self._papers.current or 0
        marks = change.states.get(current)
        if marks is not None and (marks.updated or not marks.read):
            # A paper that became unread under the cursor, by undo as well, was meant to.
            self._kept_unread = current
        self._applied(change)

    def failed(self, error: OctavoError) -> None:
        """Say that a change could not be saved, and show the marks as they are."""
        self._papers.forget()
        self._status.say(f"Could not save: {error.why} ({error.what})", error=True)
