"""Going on to the next undecided paper, and what is said where none is left."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_tui.controllers import list_state
from octavo_tui.controllers.work_queue import Controller

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Awaitable, Callable

    from octavo_tui.controllers.deciding.decided_here import DecidedHere
    from octavo_tui.controllers.panes import PaneController
    from octavo_tui.controllers.paper_list import PaperListController


@dataclass(eq=False, repr=False)
class AdvanceController(Controller):
    """Moves the cursor to undecided papers.

    ``counts_on`` returns how much of a day of a source was read, in words.
    """

    _listed: PaperListController
    _panes: PaneController
    _decided_here: DecidedHere
    counts_on: Callable[[str, dt.date], Awaitable[str]]

    async def after_decision(self) -> bool:
        """Go to the next undecided paper, in the open paper stay; return whether it found none."""
        stays = self._panes.is_reading or not self._settings.advance
        return await self.go_on(stays=stays) and not stays

    async def go_on(self, *, stays: bool = False) -> bool:
        """Go to the next undecided paper, or say that the list is finished and return that."""
        papers, index = self._listed.papers, await self._next(1)
        if index in (papers.index, None):  # perhaps the decision is not written and shown yet
            await self._work.changed()
            index = await self._next(1)
        if index is None:
            await self._say_finished()
        elif not stays:
            papers.go_to(index)
        return index is None

    async def next_unread(self, step: int) -> None:
        """Go to the next (1) or previous (-1) undecided paper."""
        papers, index = self._listed.papers, await self._next(step)
        if index is None:
            self._status.say("Nothing else unread here", keys=self._other_list())
            return
        if (index - papers.index) * step < 0:
            self._status.say("From the top" if step > 0 else "From the bottom")
        papers.go_to(index)

    async def _next(self, step: int) -> int | None:
        papers, find = self._listed.papers, self._library.catalog.next_undecided
        while True:
            listed, start = papers.listed, papers.index
            index = await asyncio.to_thread(find, listed.papers, start, step)
            if papers.listed is listed:  # else it was sorted again meanwhile
                return index

    async def _say_finished(self) -> None:
        """Say what was decided in the list, if nothing in it is left."""
        undo, other = self._keymap.hint("undo", "undo"), self._other_list()
        keys = " · ".join(filter(None, (undo, other)))
        papers, time, stars = self._decided_here.summary()
        if self._listed.query.strip():
            self._status.say("Nothing undecided matches", keys=keys)
        elif not papers:
            self._status.say("Nothing else unread here", keys=other)
        else:
            read = await self._completeness()
            # Where there is little room, what matters least is left out first.
            parts = [f"✓ {papers}", time, stars, read]
            self._status.say_parts(parts, keys=[undo, other], spare=[time, other, read])

    def _other_list(self) -> str:
        """Return the key that leads on, in words; empty without another list."""
        if self._listed.query.strip():
            return self._keymap.hint("back", "clears the filter")
        listed = self._listed
        older = list_state.older_undecided(listed.view, listed.digests)
        if older is None:
            return ""
        times, name = older
        return self._keymap.hint("next_digest", f"opens {listed.names.label(name)}", times)

    async def _completeness(self) -> str:
        """Return how much of the day of the open digest its source has given, in words."""
        view, catalog = self._listed.view, self._library.catalog
        if view.digest is None:
            return ""
        try:
            record = await asyncio.to_thread(catalog.record, view.digest)
        except OctavoError:
            return ""
        if record.origin is None or record.date is None:
            return ""
        return await self.counts_on(record.origin, record.date)
