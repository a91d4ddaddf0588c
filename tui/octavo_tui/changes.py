"""What the user decided, done in order and off the event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from octavo_model import OctavoError

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.marks import Batch

    Work = Callable[[], Batch | None]
    Done = Callable[[Batch | None], None]
    Failed = Callable[[OctavoError], None]


class Changes:
    """A queue of changes to the library.

    The screen shows a mark at once and puts it here; here it is written, in the order of the
    keys, and the screen hears whether it was kept. One at a time: an undo that follows a star
    finds the star.
    """

    def __init__(self, failed: Failed) -> None:
        self._queue: asyncio.Queue[tuple[Work, Done]] = asyncio.Queue()
        self._failed = failed

    def put(self, work: Work, done: Done) -> None:
        """Do ``work`` in a thread when its turn comes, then ``done`` on the event loop."""
        self._queue.put_nowait((work, done))

    async def run(self) -> None:
        """Work for ever; to be run as a worker of the screen."""
        while True:
            work, done = await self._queue.get()
            try:
                batch = await asyncio.to_thread(work)
            except OctavoError as error:
                self._failed(error)
            else:
                done(batch)
            finally:
                self._queue.task_done()

    async def join(self) -> None:
        """Wait until everything put here so far is done."""
        await self._queue.join()

    async def finish(self) -> None:
        """Do what nobody got to; the worker is gone by now, as the screen is being left."""
        while not self._queue.empty():
            work, _ = self._queue.get_nowait()
            await asyncio.to_thread(work)
            self._queue.task_done()
