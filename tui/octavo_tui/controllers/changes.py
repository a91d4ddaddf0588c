"""What the user decided, done in order and off the event loop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

from octavo_model import OctavoError

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.core.marks import Batch

    Work = Callable[[], Batch | None]
    Done = Callable[[Batch | None], None]
    Failed = Callable[[OctavoError], None]

Counts = TypeVar("Counts")


class Changes(Generic[Counts]):
    """A queue of changes to the library.

    Here a mark is written, in the order of the keys, and the screen hears whether it was kept.
    One at a time: an undo that follows a star finds the star.

    Args:
        failed: Told of what could not be kept.
        count: What a change changes on screen besides the papers: counted in the same thread
            right after it, so that all of it can be painted in one frame.
        counted: Shows what was counted.
    """

    def __init__(
        self, failed: Failed, count: Callable[[], Counts], counted: Callable[[Counts], None]
    ) -> None:
        self._queue: asyncio.Queue[tuple[Work, Done, asyncio.Event]] = asyncio.Queue()
        self._failed = failed
        self._count = count
        self._counted = counted

    def put(self, work: Work, done: Done) -> asyncio.Event:
        """Do ``work`` in a thread when its turn comes, then ``done`` on the event loop.

        Returns:
            What is set when all of that is over.
        """
        over = asyncio.Event()
        self._queue.put_nowait((work, done, over))
        return over

    async def run(self) -> None:
        """Work for ever; to be run as a worker of the screen."""
        while True:
            work, done, over = await self._queue.get()
            try:
                batch, counts = await asyncio.to_thread(self._do, work)
            except OctavoError as error:
                self._failed(error)
            else:
                done(batch)
                self._counted(counts)
            finally:
                over.set()
                self._queue.task_done()

    def _do(self, work: Work) -> tuple[Batch | None, Counts]:
        return work(), self._count()

    async def join(self) -> None:
        """Wait until everything put here so far is done."""
        await self._queue.join()

    async def finish(self) -> None:
        """Do what nobody got to; the worker is gone by now, as the screen is being left."""
        while not self._queue.empty():
            work, _, over = self._queue.get_nowait()
            await asyncio.to_thread(work)
            over.set()
            self._queue.task_done()
