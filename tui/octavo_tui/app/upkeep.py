"""What the reader does of its own accord: at its start, and from time to time."""

from __future__ import annotations

import gc
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from octavo_tui.app.screen import ReadingScreen
    from octavo_tui.controllers.session import InitialState

_POLL = 1.0  # seconds between two looks at what other processes changed
_IDLE = 0.5  # seconds after the first paint in which the reader starts nothing of its own accord
_REST = 5.0  # seconds after the first paint before the library is maintained
_DAILY = 3_600.0  # seconds between two looks whether a new day has come, for which marks are copied


class Upkeep:
    """Completes what the first paint left out, and repeats what has to be looked at again."""

    def __init__(self, screen: ReadingScreen, initial: InitialState, *, is_automatic: bool) -> None:
        self._screen = screen
        self._initial = initial
        self._is_automatic = is_automatic

    def start(self) -> None:
        """Go on where the reader was left, or open what was asked for."""
        screen, initial = self._screen, self._initial
        screen.set_interval(_POLL, self.poll)
        screen.panes.start()
        if screen.drawer.display:
            screen.entries.fill()
        screen.paper.start()
        if initial.view.is_suggested:
            screen.suggestions.show(initial.view, initial.place.key)
            screen.call_after_refresh(screen.lists.ready.set)  # finding them may take long
        else:
            screen.work.start(screen.lists.complete, "the rest of the list")
        screen.call_after_refresh(self._painted)

    def _painted(self) -> None:
        """Start what waits for the first paint, the collection of garbage too."""
        screen, start = self._screen, self._screen.work.start
        screen.entries.fill()
        gc.freeze()
        gc.enable()
        screen.set_timer(_IDLE, screen.entries.count)
        screen.set_timer(_IDLE, screen.filter.prepare)
        screen.set_timer(_IDLE, screen.own.prepare)
        screen.set_timer(_IDLE, screen.suggestions.look_beside)
        # Not counted as work under way: they may take minutes.
        start_long = screen.work.start_long
        screen.set_timer(_IDLE, partial(start_long, screen.lists.finish_imports, "imports"))
        if self._is_automatic:
            fetch = screen.fetch.fetch_automatically
            screen.set_timer(_IDLE, partial(start_long, fetch, "automatic fetch"))
        gaps = partial(start, screen.fetch.show_first_gaps, "gaps", exit_on_error=False)
        screen.set_timer(_IDLE, gaps)
        maintain = partial(start, screen.lists.maintain, "maintenance", exit_on_error=False)
        screen.set_timer(_REST, maintain)
        screen.set_interval(_DAILY, maintain)

    async def poll(self) -> None:
        """Show what other processes changed."""
        await self._screen.lists.poll()
        self._screen.entries.count()
