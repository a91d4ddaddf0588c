"""What the reader does of its own accord: at its start, and from time to time."""

from __future__ import annotations

import gc
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.screen import Screen

    from octavo_tui.controllers.drawer.lines import DrawerController
    from octavo_tui.controllers.fetching.fetch import FetchController
    from octavo_tui.controllers.finding.filter import FilterController
    from octavo_tui.controllers.lists import ListController
    from octavo_tui.controllers.outside.own_commands import OwnCommandController
    from octavo_tui.controllers.panes import PaneController
    from octavo_tui.controllers.paper import PaperController
    from octavo_tui.controllers.session import InitialState
    from octavo_tui.controllers.suggestions import SuggestionController
    from octavo_tui.controllers.work_queue import WorkQueue

_POLL = 1.0  # seconds between two looks at what other processes changed
_IDLE = 0.5  # seconds after the first paint in which the reader starts nothing of its own accord
_REST = 5.0  # seconds after the first paint before the library is maintained
_DAILY = 3_600.0  # seconds between two looks whether a new day has come, for which marks are copied


@dataclass(frozen=True)
class Upkeep:
    """Completes what the first paint left out, and repeats what has to be looked at again.

    ``is_automatic`` says that it fetches what is due.
    """

    screen: Screen[None]
    work: WorkQueue
    initial: InitialState
    panes: PaneController
    entries: DrawerController
    lists: ListController
    filter: FilterController
    suggestions: SuggestionController
    paper: PaperController
    own: OwnCommandController
    fetch: FetchController
    is_automatic: bool

    def start(self) -> None:
        """Go on where the reader was left, or open what was asked for."""
        screen, initial = self.screen, self.initial
        screen.set_interval(_POLL, self.poll)
        self.panes.start()
        if self.panes.has_drawer:
            self.entries.fill()
        self.paper.start()
        if initial.view.is_suggested:
            self.suggestions.show(initial.view, initial.place.key)
            screen.call_after_refresh(self.lists.ready.set)  # finding them may take long
        else:
            self.work.start(self.lists.complete, "the rest of the list")
        screen.call_after_refresh(self._painted)

    def _painted(self) -> None:
        """Start what waits for the first paint, the collection of garbage too."""
        start, start_long, wait = self.work.start, self.work.start_long, self.screen.set_timer
        start(self.lists.notice, "followed papers")
        self.entries.fill()
        gc.freeze()
        gc.enable()
        wait(_IDLE, self.entries.count)
        wait(_IDLE, partial(start, self.entries.look, "sources"))
        wait(_IDLE, self.filter.prepare)
        wait(_IDLE, self.own.prepare)
        wait(_IDLE, self.suggestions.look_beside)
        # Not counted as work under way: they may take minutes.
        wait(_IDLE, partial(start_long, self.lists.finish_imports, "imports"))
        if self.is_automatic:
            wait(_IDLE, partial(start_long, self.fetch.fetch_automatically, "automatic fetch"))
        wait(_IDLE, partial(start, self.fetch.show_first_gaps, "gaps", exit_on_error=False))
        maintain = partial(start, self.lists.maintain, "maintenance", exit_on_error=False)
        wait(_REST, _keep_what_is_there)
        wait(_REST, maintain)
        self.screen.set_interval(_DAILY, maintain)

    async def fetched(self) -> None:
        """Show what a fetch added, and what it failed to get."""
        await self.work.attempt(self.lists.poll)
        await self.entries.look()

    async def poll(self) -> None:
        """Show what other processes changed."""
        await self.work.attempt(self.lists.poll)
        self.entries.count()


def _keep_what_is_there() -> None:
    """Look for garbage only among what comes from now on: a look at all of it takes too long."""
    gc.collect()
    gc.freeze()
