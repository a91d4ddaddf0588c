"""Fetching one thing for one paper, with its steps in the status line, until it is stopped."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from octavo_model import OctavoError
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.fetch_status import text_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.fulltext.fetch import TextEvent

    Report = Callable[[TextEvent], None]
    IsStopped = Callable[[], bool]

T = TypeVar("T")


@dataclass(eq=False, repr=False)
class OneFetch(Controller):
    """Fetches what the ``name`` says, in a thread; a later fetch ends the one before."""

    _name: str
    _number: int = field(default=0, init=False)
    """How many were started or ended; one that is stopped is an earlier one."""
    is_running: bool = field(default=False, init=False)

    async def run(self, fetch: Callable[[Report, IsStopped], T | None]) -> T | None:
        """Return what ``fetch`` returns; None if it was stopped meanwhile.

        Raises:
            OctavoError: It failed, and was not stopped before.
        """
        self.leave()
        number, loop = self._number, asyncio.get_running_loop()

        def is_stopped() -> bool:
            return number != self._number

        def report(event: TextEvent) -> None:
            with suppress(RuntimeError):  # the reader was left
                loop.call_soon_threadsafe(self._show, number, text_step(event))

        self.is_running = True
        self._show(number, f"Looking for the {self._name}")
        try:
            found = await asyncio.to_thread(fetch, report, is_stopped)
        except OctavoError:
            if is_stopped():
                return None
            self.leave()
            raise
        if is_stopped():
            return None
        self.leave()
        return found

    def stop(self) -> bool:
        """Stop, and say so; return whether anything was fetched."""
        was_running = self.is_running
        self.leave()
        if was_running:
            self._status.say(f"Stopped looking for the {self._name}")
        return was_running

    def leave(self) -> None:
        """Stop without a word: nobody waits for it any more."""
        self._number += 1
        if self.is_running:
            self.is_running = False
            self._status.show_progress("")

    def _show(self, number: int, text: str) -> None:
        if number == self._number:
            self._status.show_progress(text, self._keymap.hint("back", "stops"))
