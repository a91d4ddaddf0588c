"""Several sources at once: none is the worse for another."""

from __future__ import annotations

import threading
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import Taker, World
from tests.model.sources.server import (
    Answer,
    Reply,
    packed,
    redirect,
    tagged,
    truncated,
)

from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import ImportOptions
from octavo_model.sources.events import Finished, Outcome, Started
from octavo_model.sources.fetcher import due
from octavo_model.sources.spec import make
from octavo_model.sources.state import SourceState
from octavo_model.sources.urls import follow, is_private

FAILURES: dict[str, Answer] = {
    "moved": redirect("/moved"),
    "gone": Reply(status=410),
    "login": Reply(b"<html>Log in</html>"),
    "broken": truncated(Desk.page("Cut Off")),
    "busy": Reply(status=429),
    "down": Reply(status=500),
    "bomb": packed(bytes(4 << 20)),
    "mess": Reply(b"\x00\xff" * 99),
    "private": redirect("http://localhost/secret"),
    "damaged": Reply(b"\x1f\x8b\x08 not gzip", headers={"Content-Encoding": "gzip"}),
    "brotli": Reply(b"?", headers={"Content-Encoding": "br"}),
    "stacked": Reply(b"?", headers={"Content-Encoding": "gzip, gzip"}),
}


def test_whatever_fails_the_rest_is_fetched_and_later_all_of_it_once(world: World) -> None:
    good = {name: tagged(Desk.page(f"From {name}"), f'"{name}"') for name in ("one", "two")}
    mended = {name: tagged(Desk.page(f"From {name}"), f'"{name}"') for name in FAILURES}
    specs = [
        make(name, world.server.serve(f"/{name}", answer))
        for name, answer in {**FAILURES, **good}.items()
    ]

    first = {one.name: one for one in world.fetch(*specs)}
    assert {name for name, one in first.items() if one.outcome is Outcome.FAILED} == set(FAILURES)
    assert all(first[name].error for name in FAILURES)
    assert world.titles() == {"From one", "From two"}

    for name, answer in mended.items():
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
    assert world.events == [
        event for report in reports for event in (Started(report.name), Finished(report))
    ]


def test_a_host_that_hangs_does_not_hold_up_another(world: World) -> None:
    held = make("held", world.server.serve("/held", world.server.silent))
    other = f"http://localhost:{world.server.port}/quick"
    world.server.serve("/quick", Reply(Desk.page("Quick")))
    cancel = threading.Event()

    def report(event: object) -> None:
        if isinstance(event, Finished) and event.report.name == "quick":
            cancel.set()

    reports = world.fetch(held, make("quick", other), report=report, cancel=cancel)
    assert [one.outcome for one in reports] == [Outcome.CANCELLED, Outcome.DONE]
    assert world.titles() == {"Quick"}


def test_what_another_process_is_fetching_is_skipped_and_that_is_said(world: World) -> None:
    spec = make("ml", "cs.LG")
    held = SourceState(world.paths).claim("ml")
    assert held is not None
    report = world.fetch_one(spec)
    held.release()

    assert (report.outcome, report.error) == (
        Outcome.SKIPPED,
        "another Octavo is fetching it now",
    )
    assert world.server.taken() == []


class Failing(Taker):
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
def test_what_the_library_could_not_take_is_asked_for_again(
    world: World, fault: Exception, error: str
) -> None:
    spec = make("blog", world.server.serve("/", tagged(Desk.page("A Title"), '"x"')))
    taker, failing = world.taker, Failing(world.library)
    failing.fault = fault
    world.taker = failing
    assert world.fetch_one(spec).error == error

    world.taker = taker
    assert world.fetch_one(spec).new == 1


class Half(Taker):
    """A library that can take only a part in."""

    def import_stream(self, file: BytesIO, options: ImportOptions) -> Any:
        return [*super().import_stream(file, options), OctavoError("mail 2", "is no digest")]


def test_a_part_that_cannot_be_read_is_told_and_the_rest_counts(world: World) -> None:
    spec = make("mails", world.server.serve("/", tagged(Desk.page("A Title"), '"x"')))
    world.taker = Half(world.library)
    report = world.fetch_one(spec)

    assert (report.outcome, report.new, report.error) == (
        Outcome.FAILED,
        1,
        "mail 2: is no digest",
    )


def test_warnings_are_handed_on(world: World) -> None:
    page = Desk.page("A Title", warnings=("something \x1b[31modd",))
    report = world.fetch_one(make("blog", world.server.serve("/", Reply(page))))
    assert report.warnings == ("something [31modd",)


def test_due_are_those_whose_time_has_come(world: World) -> None:
    soon = make("soon", world.server.serve("/soon", Reply()), every="1h")
    late = make("late", world.server.serve("/late", Reply()), every="1d")
    never = make("never", "cs.LG")
    world.fetch(soon, late)
    world.time.pass_by(3_600)

    assert due([soon, late, never], world.paths, world.time.moment) == [soon, never]


def test_a_source_named_twice_is_fetched_once(world: World) -> None:
    spec = make("blog", world.server.serve("/", Reply()))
    (report,) = world.fetch(spec, replace(spec))
    assert report.requests == 1


@pytest.mark.parametrize(
    ("url", "location", "error"),
    [
        ("https://a.org/", "http://a.org/", "from https to plain http"),
        ("http://a.org/", "file:///etc/passwd", "what cannot be fetched"),
        ("http://a.org/", "http://me:pw@b.org/", "what cannot be fetched"),
        ("http://a.org/", "http://[::1/", "what cannot be fetched"),
        ("http://8.8.8.8/", "http://169.254.169.254/latest", "into a private network"),
        ("http://8.8.8.8/", "//127.0.0.1/", "into a private network"),
        ("http://8.8.8.8/", "http://[::ffff:127.0.0.1]/", "into a private network"),
        ("http://8.8.8.8/", "http://localhost./", "into a private network"),
        ("http://8.8.8.8/", "http://2130706433/", "into a private network"),
    ],
)
def test_where_we_are_not_sent(url: str, location: str, error: str) -> None:
    with pytest.raises(OctavoError, match=error):
        follow(url, location, is_private)


@pytest.mark.parametrize(
    ("url", "location", "target"),
    [
        ("http://a.org/x/y", "../z#part", "http://a.org/z"),
        ("http://8.8.8.8/", "https://8.8.8.8/", "https://8.8.8.8/"),
        ("http://127.0.0.1/", "http://127.0.0.1:8080/", "http://127.0.0.1:8080/"),
        ("http://10.0.0.1/", "http://10.0.0.2/", "http://10.0.0.2/"),
        ("http://10.0.0.1/", "http://8.8.8.8/", "http://8.8.8.8/"),
    ],
)
def test_where_we_may_be_sent(url: str, location: str, target: str) -> None:
    assert follow(url, location, is_private) == target
