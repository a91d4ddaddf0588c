"""Background jobs of the screen, and changes of the library."""

from __future__ import annotations

import asyncio
from threading import Event

from tests.tui.driver import reading

from octavo_model import Library, OctavoError, Paths


def fail() -> None:
    raise OctavoError("the disk", "is full")


async def test_changes_that_wait_at_the_end_are_made_though_one_fails(
    library: Library, paths: Paths
) -> None:
    made, started, go_on = list[str](), Event(), Event()

    def first() -> None:
        started.set()
        go_on.wait(30)

    def last() -> None:
        made.append("last")
        go_on.set()

    async with reading(library, paths) as reader:
        change = reader.screen.work.change
        for work in (first, fail, last):
            change(work, lambda _: None, lambda error: made.append(str(error)))
        await asyncio.to_thread(started.wait)
    assert made == ["last"]
