"""The filter at work, off the event loop: the last key's result always wins."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.search.found import Found

    Search = Callable[[str], Found]


class Ranker:
    """Asks queries in a thread, one at a time, dropping what was superseded meanwhile.

    A query carries its generation: the result of an older one is never shown, and of the
    queries typed while one was at work only the newest is begun.
    """

    def __init__(self, found: Callable[[Found], None]) -> None:
        self._found = found
        self._generation = 0
        self._wanted: tuple[int, str, Search] | None = None
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def ask(self, query: str, search: Search) -> None:
        """Ask ``query`` of ``search`` in a thread; an earlier question is forgotten."""
        self._generation += 1
        self._wanted = (self._generation, query, search)
        self._idle.clear()
        self._wake.set()

    def cancel(self) -> None:
        """Forget the question under way; its answer will not be shown."""
        self._generation += 1
        self._wanted = None

    async def run(self) -> None:
        """Work for ever; to be run as a worker of the screen."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._wanted is not None:
                generation, query, search = self._wanted
                self._wanted = None
                answer = await asyncio.to_thread(search, query)
                if generation == self._generation:
                    self._found(answer)
            self._idle.set()

    async def join(self) -> None:
        """Wait until the newest question is answered."""
        await self._idle.wait()
