"""Background jobs of the screen, and changes of the library."""

from __future__ import annotations

import asyncio
from threading import Event

from tests.tui.driver import reading

from octavo_model import Library, OctavoError, Paths
from octavo_tui.controllers.work_queue import Repeated


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


async def test_a_job_that_is_asked_for_while_it_runs_runs_once_more(
    library: Library, paths: Paths
) -> None:
    asked, runs = 0, list[int]()

    async def job() -> None:
        runs.append(asked)
        started.set()
        await go_on.wait()

    async with reading(library, paths) as reader:
        started, go_on = asyncio.Event(), asyncio.Event()
        repeated = Repeated(reader.screen.work, job, "a job")
        repeated.start()
        await started.wait()
        for asked in (1, 2, 3):  # noqa: B007 - the job reads it
            repeated.start()
        go_on.set()
        await reader.settle()
        assert runs == [0, 3]
        repeated.start()
        await reader.settle()
        assert runs == [0, 3, 3]


async def test_a_job_that_the_library_cannot_do_says_so_and_the_reader_goes_on(
    library: Library, paths: Paths
) -> None:
    async def job() -> None:
        fail()

    async with reading(library, paths) as reader:
        reader.screen.work.start(job, "a job")
        await reader.settle()
        assert reader.said == "the disk: is full"
        await reader.press("j")
        reader.screen.work.start_long(job, "a long job")
        await reader.pilot.pause()
        assert reader.said == "the disk: is full"
        await reader.press("j")
        reader.screen.work.change(fail, lambda _: None)
        await reader.settle()
        assert reader.said == "the disk: is full"


async def test_changes_are_made_though_one_could_not_be_shown(
    library: Library, paths: Paths
) -> None:
    made = list[str | None]()
    async with reading(library, paths) as reader:
        change = reader.screen.work.change
        change(lambda: made.append("first"), lambda _: fail())
        change(lambda: made.append("last"), made.append)
        await reader.settle()
        assert made == ["first", "last", None]
        assert reader.said == "the disk: is full"
