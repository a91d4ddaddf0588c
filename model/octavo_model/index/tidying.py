"""SQLite's log moved into its file beside whoever writes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future, ThreadPoolExecutor

MANY = 10_000
"""Rows written after which it is worth the disk's while: those of a thousand new papers."""
_TOO_MANY = 4 * MANY


class Tidying:
    """A thread that waits for the disk, so that neither an import nor a mark does.

    What a transaction writes goes to the log, which must be moved before it grows long: whoever
    finds it so does it inside its transaction, and all others wait. Where the disk does not keep
    up, who writes much waits for it, between transactions.

    Args:
        move: Moves it; done in the thread.
    """

    def __init__(self, move: Callable[[], None]) -> None:
        self._move = move
        self._guard = threading.Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._moving: Future[None] | None = None
        self._written = 0
        self._closed = False

    def check(self) -> None:
        """Raise what went wrong the last time, once."""
        moved = self._moving
        if moved is not None and moved.done():
            self._moving = None
            moved.result()

    def wrote(self, rows: int) -> None:
        """Hear that so many rows were written by a transaction that has ended."""
        self._written += rows
        if self._written < MANY:
            return
        moving = self._moving
        if moving is not None and not moving.done() and self._written >= _TOO_MANY:
            moving.exception()  # waits for it; `check` is who raises
        with self._guard:
            if self._closed or (self._moving is not None and not self._moving.done()):
                return
            if moving is not None and moving.exception() is not None:
                return
            if self._thread is None:
                from concurrent.futures import ThreadPoolExecutor

                self._thread = ThreadPoolExecutor(1, "octavo-tidy")
            self._moving = self._thread.submit(self._move)
            self._written = 0

    def close(self) -> None:
        """Wait for the end of it. What is not moved stays in the log, which nobody minds."""
        with self._guard:
            self._closed = True
        if self._thread is not None:
            self._thread.shutdown()
