"""Several sources at once: each is independent of the others."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import RecordingImporter, World
from tests.model.sources.server import (
    Answer,
    Reply,
    packed,
    redirect,
    tagged,
    truncated,
)

from octavo_model import Library
from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import ImportOptions
from octavo_model.sources.events import FetchReport, Finished, Outcome, Queued, Started
from octavo_model.sources.fetcher import due, fetch
from octavo_model.sources.spec import make
from octavo_model.sources.state import FetchStateStore

FAILURES: dict[str, Answer] = {
    "moved": redirect("/moved"),
    "gone": Reply(status=404),
    "login": Reply(b"<html>Log in</html>"),
    "broken": truncated(Desk.page("Cut Off")),
    "busy": Reply(status=429),
    "down": Reply(status=500),
    "bomb": packed(bytes(4 << 20)),
    "mess": Reply(b"\x00\xff" * 99),
    "scheme": redirect("file:///etc/passwd"),
    "damaged": Reply(b"\x1f\x8b\x08 not gzip", headers={"Content-Encoding": "gzip"}),
    "brotli": Reply(b"?", headers={"Content-Encoding": "br"}),
    "stacked": Reply(b"?", headers={"Content-Encoding": "gzip, gzip"}),
}


def test_the_rest_is_fetched_despite_any_failure_and_later_all_of_it_once(world: World) -> None:
    good = {name: tagged(Desk.page(f"From {name}"), f'"{name}"') for name in ("one", "two")}
    repaired = {name: tagged(Desk.page(f"From {name}"), f'"{name}"') for name in FAILURES}
    specs = [
        make(name, world.server.serve(f"/{name}", answer))
        for name, answer in {**FAILURES, **good}.items()
    ]

    first = {one.name: one for one in world.fetch(*specs)}
    assert {name for name, one in first.items() if one.outcome is Outcome.FAILED} == set(FAILURES)
    assert all(first[name].error for name in FAILURES)
    assert world.titles() == {"From one", "From two"}

    for name, answer in repaired.items():
        world.server.serve(f"/{name}", answer)
    second = {one.name: one for one in world.fetch(*specs)}
    assert all(one.ok for one in second.values())
    assert world.titles() == {f"From {name}" for name in second}
    assert [second[name].not_modified for name in good] == [1, 1]

    world.server.taken()
    third = world.fetch(*specs)
    assert sum(one.bytes for one in third) == 0
    assert all("if-none-match" in asked.headers for asked in world.server.taken())
    world.desk.check()


def test_reports_come_in_the_order_of_the_sources_and_events_in_that_of_time(
    world: World,
) -> None:
    specs = [make(name, world.server.serve(f"/{name}", Reply(b""))) for name in ("b", "a", "c")]
    reports = world.fetch(*specs)

    assert [one.name for one in reports] == ["b", "a", "c"]
    assert world.events[:2] == [Queued("a"), Queued("c")]
    assert world.events[2:] == [
        event for report in reports for event in (Started(report.name), Finished(report))
    ]


def test_a_host_that_hangs_does_not_hold_up_another(world: World) -> None:
    held = make("held", world.server.serve("/held", world.server.silent))
    other = f"http://localhost:{world.server.port}/quick"
    world.server.serve("/quick", Reply(Desk.page("Quick")))

    def is_quick(event: object) -> bool:
        return isinstance(event, Finished) and event.report.name == "quick"

    reports = world.fetch(held, make("quick", other), stop_when=is_quick)
    assert [one.outcome for one in reports] == [Outcome.CANCELLED, Outcome.DONE]
    assert world.titles() == {"Quick"}


class Slow(RecordingImporter):
    """A library that takes its time."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.started = threading.Event()
        self.ended = False

    def import_stream(self, file: BytesIO, options: ImportOptions) -> Any:
        self.started.set()
        time.sleep(0.2)
        results = super().import_stream(file, options)
        self.ended = True
        return results


def test_a_cancelled_fetch_waits_for_a_running_import_and_counts_it(world: World) -> None:
    world.importer = importer = Slow(world.library)
    spec = make("blog", world.server.serve("/", tagged(Desk.page("A Title"), '"x"')))
    report = world.fetch_one(spec, stop_at=importer.started)

    assert importer.ended
    assert (report.outcome, report.new) == (Outcome.CANCELLED, 1)
    again = world.fetch_one(spec)
    assert (again.ok, again.new) == (True, 0)


def test_two_processes_fetch_a_source_once(world: World) -> None:
    spec = make("blog", world.server.serve("/", Reply(Desk.page("A Title"))))

    async def both() -> list[FetchReport]:
        runs = [fetch(world.importer, [spec], world.paths) for _ in range(2)]
        return [report for reports in await asyncio.gather(*runs) for report in reports]

    outcomes = sorted(report.outcome for report in asyncio.run(both()))
    assert outcomes == [Outcome.DONE, Outcome.SKIPPED]
    assert len(world.server.taken()) == 1


def test_what_another_process_is_fetching_is_skipped_and_that_is_said(world: World) -> None:
    spec = make("ml", "cs.LG")
    held = FetchStateStore(world.paths).claim("ml")
    assert held is not None
    report = world.fetch_one(spec)
    held.release()

    assert (report.outcome, report.error) == (
        Outcome.SKIPPED,
        "already being fetched by another Octavo",
    )
    assert world.server.taken() == []


class Failing(RecordingImporter):
    """A library on a full disk, or with a fault."""

    fault: Exception = OctavoError("the library", "the disk is full")

    def import_stream(self, file: BytesIO, options: ImportOptions) -> Any:
        raise self.fault


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (OctavoError("the library", "the disk is full"), "the library: the disk is full"),
        (RecursionError("too deep"), "unexpected RecursionError: too deep"),
    ],
)
def test_what_the_library_could_not_import_is_fetched_again(
    world: World, fault: Exception, error: str
) -> None:
    spec = make("blog", world.server.serve("/", tagged(Desk.page("A Title"), '"x"')))
    taker, failing = world.importer, Failing(world.library)
    failing.fault = fault
    world.importer = failing
    assert world.fetch_one(spec).error == error

    world.importer = taker
    assert world.fetch_one(spec).new == 1


class Half(RecordingImporter):
    """A library that can import only a part."""

    def import_stream(self, file: BytesIO, options: ImportOptions) -> Any:
        return [*super().import_stream(file, options), OctavoError("mail 2", "is no digest")]


def test_a_part_that_cannot_be_read_is_reported_and_the_rest_counts(world: World) -> None:
    spec = make("mails", world.server.serve("/", tagged(Desk.page("A Title"), '"x"')))
    world.importer = Half(world.library)
    report = world.fetch_one(spec)

    assert (report.outcome, report.new, report.error) == (
        Outcome.FAILED,
        1,
        "mail 2: is no digest",
    )


def test_warnings_are_handed_on(world: World) -> None:
    page = Desk.page("A Title", warnings=("something \x1b[31modd",))
    report = world.fetch_one(make("blog", world.server.serve("/", Reply(page))))
    assert report.warnings == ["something [31modd"]


def test_due_are_those_whose_time_has_come(world: World) -> None:
    soon = make("soon", world.server.serve("/soon", Reply()), every="1h")
    late = make("late", world.server.serve("/late", Reply()), every="1d")
    never = make("never", "cs.LG")
    world.fetch(soon, late)
    world.clock.advance(3_600)

    assert due([soon, late, never], world.paths, world.clock.moment) == [soon, never]


def test_a_source_named_twice_is_fetched_once(world: World) -> None:
    spec = make("blog", world.server.serve("/", Reply()))
    (report,) = world.fetch(spec, replace(spec))
    assert report.requests == 1
