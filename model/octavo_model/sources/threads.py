"""Threads of a fetch: imports, which it must wait for, and name lookups, which it must not."""

from __future__ import annotations

import asyncio
import socket
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


async def run_to_end(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run ``function`` in a thread, and wait for it even if cancelled meanwhile.

    A thread cannot be stopped, and the library may be closed once the fetch has ended.
    """
    thread = asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs))
    try:
        return await asyncio.shield(thread)
    except asyncio.CancelledError:
        while not thread.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([thread])
        thread.exception()  # retrieved: the cancellation is what counts
        raise


def look_up_in_daemon_threads(loop: asyncio.AbstractEventLoop) -> None:
    """Let ``loop`` look up host names in threads that end with the process.

    A lookup cannot be cancelled. In a thread of the loop's own it would keep a program that is
    asked to end waiting for a dead name server, 10 seconds and more.
    """

    async def getaddrinfo(*args: Any, **kwargs: Any) -> Any:
        answer: Future[Any] = Future()
        answer.set_running_or_notify_cancel()  # so that its thread may always set a result

        def run() -> None:
            try:
                answer.set_result(socket.getaddrinfo(*args, **kwargs))
            except (OSError, UnicodeError) as error:
                answer.set_exception(error)

        threading.Thread(target=run, name="octavo-lookup", daemon=True).start()
        return await asyncio.wrap_future(answer)

    loop.getaddrinfo = getaddrinfo  # type: ignore[method-assign]
