"""Fetching Daily Papers: which days are asked for, and what failures cost."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import WEDNESDAY, World
from tests.model.sources.server import Answer, Reply, redirect, tagged

from octavo_model.sources import coverage
from octavo_model.sources.events import Advanced, Outcome
from octavo_model.sources.spec import SourceSpec, make

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


def words(world: World, spec: SourceSpec = HF) -> dict[dt.date, str]:
    """What is known of each day, without the time of the next try."""
    days = coverage.days_of(world.paths, spec, world.clock.moment)
    return {one.day: one.words.partition(", again")[0] for one in days}


def gaps(world: World, spec: SourceSpec = HF) -> dict[dt.date, str]:
    """Why papers of which days may be missing."""
    found = coverage.gaps_of(world.paths, [spec], world.clock.moment)
    return {one.day: one.reason for one in found}


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


def test_within_an_hour_nothing_is_asked_again(world: World) -> None:
    serve_days(world, 30)
    world.fetch_one(HF)
    world.clock.advance(3_599)

    assert world.fetch_one(HF).requests == 0


def test_an_hour_later_the_last_two_days_are_asked_and_nothing_is_sent_twice(world: World) -> None:
    serve_days(world, 30)
    world.fetch_one(HF)
    world.server.taken()
    world.clock.advance(3_600)
    again = world.fetch_one(HF)

    assert asked(world) == [TODAY, back(1)]
    assert (again.new, again.bytes, again.not_modified) == (0, 0, 2)


def test_a_paper_added_in_the_evening_is_imported_the_next_time(world: World) -> None:
    serve_days(world, 7)
    world.fetch_one(HF)
    late = Desk.page(f"Paper of {TODAY}", "Late Addition", date=None)
    world.server.serve(path(TODAY), tagged(late, '"new"'))
    world.clock.advance(3_600)

    assert world.fetch_one(HF).new == 1
    assert "Late Addition" in world.titles()


@pytest.mark.slow
def test_what_was_missed_in_a_month_away_is_imported(world: World) -> None:
    serve_days(world, 7)
    world.fetch_one(HF)
    world.server.taken()
    world.clock.advance(30 * 86_400)
    for days in range(-30, 0):
        day = back(days)
        page = Reply(Desk.page(f"Paper of {day}", date=None))
        world.server.serve(path(day), page if day.weekday() < 5 else Reply(b"[]"))
    report = world.fetch_one(HF)

    # 30 days, but for the Saturday and Sunday at the end; 5 days that were still open.
    assert report.new == len([days for days in range(-30, 0) if back(days).weekday() < 5])
    assert set(asked(world)) == {
        back(days) for days in range(-30, 7) if days < 0 or back(days).weekday() < 5
    }


def test_a_day_is_closed_once_it_was_asked_for_at_the_age_of_a_week(world: World) -> None:
    serve_days(world, 7)
    world.fetch_one(HF)
    world.clock.advance(7 * 86_400)
    for days in range(-7, 0):
        world.server.serve(path(back(days)), Reply(b"[]"))
    assert "open" in words(world)[TODAY - dt.timedelta(days=0)]
    world.fetch_one(HF)

    assert words(world)[TODAY] == "1 paper, closed"


def test_since_fills_the_past_without_asking_twice(world: World) -> None:
    serve_days(world, 40)
    world.fetch_one(HF)
    world.server.taken()
    report = world.fetch_one(make("hf", "daily-papers", since=back(20)))

    assert set(asked(world)) == {back(days) for days in range(7, 21)}
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
    assert gaps(world) == {back(5): "server answered 500 Internal Server Error"}
    repaired = world.fetch_one(HF)
    assert (repaired.ok, repaired.new) == (True, 1)
    assert asked(world) == [back(5)]


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
    assert world.state(HF).days == {}


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


def test_days_left_for_later_are_gaps(world: World) -> None:
    world.server.serve(path(back(0)), Reply(Desk.page("The First", date=None)))
    for days in range(1, 7):
        world.server.serve(path(back(days)), Reply(status=502))
    world.fetch_one(HF)
    sunday = back(4)  # no papers are expected, and it was not reached

    failed, left = "server answered 502 Bad Gateway", "not asked for yet"
    assert gaps(world) == {
        back(days): failed if days < 4 else left for days in range(1, 7) if back(days) != sunday
    }


def test_before_the_first_fetch_there_are_no_gaps(world: World) -> None:
    assert gaps(world) == {}
    assert words(world) == {}


def test_an_empty_weekday_is_unknown_for_two_days_then_none(world: World) -> None:
    serve_days(world, 7, last=1)
    world.server.serve(path(TODAY), Reply(b"[]"))
    for day in (1, 2):
        world.server.serve(path(back(-day)), Reply(Desk.page("Another", date=None)))
    world.fetch_one(HF)
    assert words(world)[TODAY] == "unknown: the list is empty"
    assert TODAY not in gaps(world)  # it may still fill

    world.clock.advance(86_400)
    world.fetch_one(HF)
    assert words(world)[TODAY] == "unknown: the list is empty"
    assert gaps(world) == {TODAY: "the list is empty"}

    world.clock.advance(86_400)
    world.fetch_one(HF)
    assert words(world)[TODAY] == "none"
    assert gaps(world) == {}

    world.server.taken()
    world.clock.advance(86_400)
    world.fetch_one(HF)
    assert TODAY not in asked(world)


def test_a_list_that_is_empty_after_it_had_papers_is_a_failure(world: World) -> None:
    serve_days(world, 7)
    world.fetch_one(HF)
    world.server.serve(path(TODAY), Reply(b"[]"))
    world.clock.advance(3_600)
    report = world.fetch_one(HF)

    assert report.outcome is Outcome.FAILED
    assert words(world)[TODAY] == "1 paper, failed: the list is empty; it had 1"
    assert gaps(world) == {TODAY: "the list is empty; it had 1"}


def test_rows_that_cannot_be_read_do_not_pass_for_papers(world: World) -> None:
    serve_days(world, 7)
    world.server.serve(path(back(1)), Reply(b'{"invented": [], "date": null, "inferred": false, '
                                            b'"warnings": []}'))  # fmt: skip
    report = world.fetch_one(HF)

    assert report.outcome is Outcome.FAILED
    assert "could be read" in gaps(world)[back(1)]


def test_days_that_an_older_octavo_closed_stay_closed(world: World) -> None:
    serve_days(world, 7)
    world.fetch_one(HF)
    text = world.paths.source_state.read_text()
    entry = json.loads(text)["sources"]["hf"]
    entry["days"] = [day for day in entry["days"] if day < str(back(1))]
    world.paths.source_state.write_text(json.dumps({"sources": {"hf": entry}}))
    assert words(world)[back(2)] == "closed"
    world.server.taken()
    world.fetch_one(HF)

    # The two newest were open. The votes of the others are read again.
    assert set(asked(world)) == {back(days) for days in range(7)}
    assert words(world)[back(2)] == "1 paper, open"
