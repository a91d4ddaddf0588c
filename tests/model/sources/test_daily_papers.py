"""Daily Papers: each day once, the last two again."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import WEDNESDAY, World
from tests.model.sources.server import Answer, Reply, redirect, tagged

from octavo_model.sources.events import Advanced, Outcome
from octavo_model.sources.spec import make

TODAY = WEDNESDAY.date()
HF = make("hf", "daily-papers")


def path(day: dt.date) -> str:
    return f"/api/daily_papers?date={day.isoformat()}"


def back(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def serve_days(world: World, first: int, last: int = 0) -> None:
    """A paper for each day from ``first`` to ``last`` days ago; none on weekends."""
    for days in range(last, first + 1):
        day = back(days)
        page: Answer = tagged(Desk.page(f"Paper of {day}", date=None), f'"{day}"')
        world.server.serve(path(day), page if day.weekday() < 5 else Reply(b"no", 400))


def asked(world: World) -> list[dt.date]:
    return [dt.date.fromisoformat(one.path.partition("=")[2]) for one in world.server.taken()]


def test_the_first_fetch_imports_a_week_newest_first(world: World) -> None:
    serve_days(world, 30)
    report = world.fetch_one(HF)

    assert (report.ok, report.new, report.requests) == (True, 5, 7)
    assert asked(world) == [back(days) for days in range(7)]
    assert {one.date for one in world.library.catalog.digests()} == {
        back(days) for days in range(7) if back(days).weekday() < 5
    }
    assert [one.done for one in world.events if isinstance(one, Advanced)] == list(range(8))


def test_a_second_fetch_asks_for_the_last_two_days_and_gets_nothing_twice(world: World) -> None:
    serve_days(world, 30)
    world.fetch_one(HF)
    world.server.taken()
    again = world.fetch_one(HF)

    assert asked(world) == [TODAY, back(1)]
    assert (again.new, again.bytes, again.not_modified) == (0, 0, 2)


def test_a_paper_added_in_the_evening_is_imported_the_next_time(world: World) -> None:
    serve_days(world, 7)
    world.fetch_one(HF)
    world.server.serve(path(TODAY), tagged(Desk.page("Late Addition", date=None), '"new"'))

    assert world.fetch_one(HF).new == 1
    assert "Late Addition" in world.titles()


def test_a_day_that_was_open_at_the_last_fetch_is_asked_once_more(world: World) -> None:
    serve_days(world, 7)
    world.fetch_one(HF)
    world.server.taken()
    world.clock.advance(3 * 86_400)
    for days in range(1, 4):
        world.server.serve(path(TODAY + dt.timedelta(days=days)), Reply(b"[]"))
    world.fetch_one(HF)

    assert asked(world) == [TODAY + dt.timedelta(days=days) for days in range(3, -2, -1)]


def test_what_was_missed_in_a_month_away_is_imported(world: World) -> None:
    serve_days(world, 7)
    world.fetch_one(HF)
    world.server.taken()
    world.clock.advance(30 * 86_400)
    for days in range(1, 31):
        world.server.serve(path(TODAY + dt.timedelta(days=days)), Reply(b"[]"))

    assert world.fetch_one(HF).requests == 32


def test_since_fills_the_past_without_asking_twice(world: World) -> None:
    serve_days(world, 40)
    world.fetch_one(HF)
    world.server.taken()
    report = world.fetch_one(make("hf", "daily-papers", since=back(20)))

    assert set(asked(world)) == {TODAY, back(1)} | {back(days) for days in range(7, 21)}
    assert report.new == len([1 for days in range(7, 21) if back(days).weekday() < 5])


@pytest.mark.parametrize("empty", [Reply(b"no", 400), Reply(b"no", 404), Reply(b"[]\n"), Reply()])
def test_a_day_without_papers_is_no_fault_and_done_with(world: World, empty: Reply) -> None:
    serve_days(world, 7)
    world.server.serve(path(back(5)), empty)
    assert world.fetch_one(HF).ok
    world.server.taken()
    world.fetch_one(HF)

    assert back(5) not in asked(world)


def test_a_day_that_fails_leaves_the_others_alone_and_is_asked_again(world: World) -> None:
    serve_days(world, 7)
    world.server.serve(
        path(back(5)), *[Reply(status=500)] * 3, Reply(Desk.page("Recovered", date=None))
    )
    failed = world.fetch_one(HF)
    world.server.taken()

    assert (failed.outcome, failed.new) == (Outcome.FAILED, 4)
    assert failed.error.endswith("server answered 500 Internal Server Error")
    repaired = world.fetch_one(HF)
    assert (repaired.ok, repaired.new) == (True, 1)
    assert asked(world) == [TODAY, back(1), back(5)]


def test_three_days_that_fail_in_a_row_are_enough(world: World) -> None:
    for days in range(7):
        world.server.serve(path(back(days)), Reply(status=502))

    assert world.fetch_one(HF).requests == 9


def test_a_service_that_asks_for_a_long_wait_is_left_alone_at_once(world: World) -> None:
    serve_days(world, 7)
    world.server.serve(path(back(1)), Reply(status=429, headers={"Retry-After": "3600"}))
    report = world.fetch_one(HF)

    assert (report.requests, report.new) == (2, 1)
    assert report.next_due == WEDNESDAY + dt.timedelta(hours=1)


def test_a_service_that_knows_no_day_at_all_is_suspected_to_have_moved(world: World) -> None:
    report = world.fetch_one(HF)

    assert report.error.endswith("the server knows none of 7 days (has the address changed?)")
    assert world.state(HF).days == set()


@pytest.mark.parametrize(
    "bad", [Reply(b"<!doctype html><title>Log in"), Reply(b"?"), redirect("/loop")]
)
def test_a_wrong_answer_loses_nothing(world: World, bad: Answer) -> None:
    serve_days(world, 7)
    world.server.serve("/loop", redirect("/loop"))
    world.server.serve(path(back(2)), bad, tagged(Desk.page("Repaired", date=None), '"x"'))

    failed = world.fetch_one(HF)
    assert (failed.outcome, failed.new) == (Outcome.FAILED, 4)
    assert world.fetch_one(HF).new == 1


def test_what_came_before_it_was_cancelled_is_kept_and_not_asked_again(world: World) -> None:
    serve_days(world, 7)
    stopped = world.fetch_one(
        HF, stop_when=lambda event: isinstance(event, Advanced) and event.done == 3
    )

    assert (stopped.outcome, stopped.new) == (Outcome.CANCELLED, 3)
    assert asked(world) == [back(days) for days in range(3)]
    assert world.fetch_one(HF).new == 2
    assert back(2) not in asked(world)
