"""Imports, which a fetch must wait for, name lookups, which it must not, and how these fail."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from octavo_model.sources.events import NO_NETWORK, UNKNOWN_HOST
from octavo_model.text.clean import clean_line

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


def no_connection(cause: OSError | None) -> tuple[str, bool]:
    """Return why no connection was made, and whether no request left this machine."""
    if isinstance(cause, socket.gaierror):
        is_offline = cause.errno == socket.EAI_AGAIN
        return f"{NO_NETWORK} (DNS)" if is_offline else UNKNOWN_HOST, True
    if isinstance(cause, ssl.SSLError):
        return f"no secure connection: {clean_line(cause.reason)}", False
    if cause is None or cause.errno is None:
        return "no connection", False
    if cause.errno in {errno.ENETUNREACH, errno.ENETDOWN}:
        return NO_NETWORK, True
    return clean_line(os.strerror(cause.errno)).lower(), False


def system_error(error: BaseException) -> OSError | None:
    """Return the deepest error of the operating system behind ``error``."""
    deepest: OSError | None = None
    below: BaseException | None = error
    for _ in range(10):  # causes may form a circle
        if isinstance(below, OSError) and below.errno is not None:
            deepest = below
        if isinstance(below, BaseExceptionGroup):
            below = below.exceptions[0]
        elif below is not None:
            below = below.__cause__ or below.__context__
    return deepest
