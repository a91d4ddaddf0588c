"""Threads of a fetch."""

from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from octavo_model.sources.threads import look_up_in_daemon_threads, run_to_end


def test_a_function_in_a_thread_ends_before_its_cancellation() -> None:
    started, release = threading.Event(), threading.Event()
    ended: list[str] = []

    def work() -> None:
        started.set()
        release.wait()
        ended.append("work")

    async def run() -> None:
        task = asyncio.create_task(run_to_end(work))
        await asyncio.to_thread(started.wait)
        for _ in range(3):
            task.cancel()
            await asyncio.sleep(0)
        assert not task.done()
        release.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        ended.append("task")

    asyncio.run(run())
    assert ended == ["work", "task"]


def test_a_function_in_a_thread_gives_its_result_or_error() -> None:
    assert asyncio.run(run_to_end(sorted, "ba", reverse=True)) == ["b", "a"]
    with pytest.raises(ZeroDivisionError):
        asyncio.run(run_to_end(divmod, 1, 0))


@pytest.mark.parametrize(
    ("host", "error"), [("not a number", socket.gaierror), ("x" * 64, UnicodeError)]
)
def test_names_are_looked_up(host: str, error: type[Exception]) -> None:
    async def run() -> None:
        loop = asyncio.get_running_loop()
        look_up_in_daemon_threads(loop)
        found = await loop.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM)
        assert found[0][-1] == ("127.0.0.1", 80)
        with pytest.raises(error):
            await loop.getaddrinfo(host, 80, flags=socket.AI_NUMERICHOST)

    asyncio.run(run())


def test_a_lookup_that_hangs_does_not_delay_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    started, release = threading.Event(), threading.Event()

    def hang(*_args: object, **_options: object) -> list[object]:
        started.set()
        release.wait()
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)

    async def run() -> None:
        loop = asyncio.get_running_loop()
        look_up_in_daemon_threads(loop)
        lookup = asyncio.create_task(loop.getaddrinfo("a.example", 80))
        await asyncio.to_thread(started.wait)
        lookup.cancel()

    asyncio.run(run())
    release.set()
