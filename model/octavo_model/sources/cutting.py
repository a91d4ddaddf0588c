"""Ending requests from outside: on a wish to stop, or because they take too long.

A thread that waits for a server hears nothing else. But who shuts its socket wakes it.
"""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Cutter:
    """Knows which thread has which sockets open, and until when its request may take.

    Args:
        monotonic: Seconds since some moment.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._guard = threading.Lock()
        self._sockets: dict[int, list[socket.socket]] = {}
        self._ends: dict[int, float] = {}

    @contextmanager
    def request(self, seconds: float) -> Iterator[None]:
        """A request of this thread that may take ``seconds``."""
        me = threading.get_ident()
        with self._guard:
            self._ends[me] = self._monotonic() + seconds
        try:
            yield
        finally:
            with self._guard:
                self._ends.pop(me, None)

    @property
    def is_late(self) -> bool:
        """Whether the request of this thread has taken too long."""
        with self._guard:
            end = self._ends.get(threading.get_ident())
        return end is not None and self._monotonic() > end

    def trace(self, name: str, info: dict[str, Any]) -> None:
        """Learn of a connection of this thread; see the ``trace`` extension of httpx."""
        if not name.endswith((".connect_tcp.complete", ".start_tls.complete")):
            return
        stream = info.get("return_value")
        found = stream.get_extra_info("socket") if stream is not None else None
        if found is not None:
            with self._guard:
                mine = self._sockets.setdefault(threading.get_ident(), [])
                mine[:] = [one for one in mine if one.fileno() >= 0]
                mine.append(found)

    def cut_late(self) -> None:
        """End the requests that have taken too long."""
        with self._guard:
            now = self._monotonic()
            late = [thread for thread, end in self._ends.items() if now > end]
            for thread in late:
                self._cut(thread)

    def cut_all(self) -> None:
        """End all requests."""
        with self._guard:
            for thread in list(self._sockets):
                self._cut(thread)

    def _cut(self, thread: int) -> None:
        for one in self._sockets.get(thread, ()):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
