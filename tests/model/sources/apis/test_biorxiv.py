"""bioRxiv and medRxiv: each day is proven by the total that its pages state."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from tests.model.sources.conftest import WEDNESDAY, World
from tests.model.sources.server import Answer, Reply, truncated

from octavo_model.core.views import View
from octavo_model.sources.apis.coverage import PartStatus, gaps_of
from octavo_model.sources.environment import Gap
from octavo_model.sources.events import Advanced, FetchReport, Outcome
from octavo_model.sources.spec import make

TODAY = WEDNESDAY.date()
BIO = make("bio", "biorxiv", since=TODAY)
DAY_SECONDS = 86_400
NOTHING = Reply(b'{"messages":[{"status":"no posts found"}], "collection":[]}')


def back(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def path(day: dt.date, cursor: int = 0, server: str = "biorxiv") -> str:
    return f"/details/{server}/{day}/{day}/{cursor}"


def posting(day: dt.date, number: int, *, version: int = 1, category: str = "zoology") -> Any:
    return {
        "doi": f"10.64898/{day:%Y.%m.%d}.{number:06}",
        "title": f"Paper {number} of {day}",
        "authors": "Kelp, D.; Quill, A.",
        "date": day.isoformat(),
        "version": str(version),
        "type": "new results",
        "category": category,
        "abstract": "We count.",
        "published": "NA",
        "server": "bioRxiv",
    }


def page(day: dt.date, listed: list[Any], total: int, cursor: int = 0) -> Reply:
    message = {
        "status": "ok",
        "interval": f"{day}:{day}",
        "cursor": cursor,
        "count": len(listed),
        "total": str(total),
    }
    return Reply(json.dumps({"messages": [message], "collection": listed}).encode())


def serve(
    world: World, day: dt.date, listed: list[Any], size: int = 30, server: str = "biorxiv"
) -> None:
    """All pages of a day."""
    if not listed:
        world.server.serve(path(day, 0, server), NOTHING)
    for cursor in range(0, len(listed), size):
        part = page(day, listed[cursor : cursor + size], len(listed), cursor)
        world.server.serve(path(day, cursor, server), part)
    world.server.serve(path(day, len(listed), server), NOTHING)


def postings(day: dt.date, count: int) -> list[Any]:
    return [posting(day, number) for number in range(count)]


def serve_days(world: World, newest: int, oldest: int, count: int = 2) -> None:
    for days in range(newest, oldest + 1):
        serve(world, back(days), postings(back(days), count))


def asked(world: World) -> list[str]:
    return [one.path for one in world.server.taken()]


def gaps(world: World, spec: Any = BIO) -> list[PartStatus]:
    return gaps_of(spec, world.state(spec), world.clock.moment.date())


def missing(day: dt.date, read: int, stated: int) -> tuple[object, ...]:
    return ("biorxiv", day, read, stated, f"partial {read}/{stated}", True)


def closed(world: World, spec: Any) -> set[dt.date]:
    parts = world.state(spec).parts.items()
    return {dt.date.fromisoformat(name) for name, part in parts if part.is_closed}


def digests(world: World) -> list[dt.date | None]:
    return [one.date for one in world.library.catalog.digests()]


@pytest.mark.parametrize("size", [30, 100])
def test_the_next_page_starts_after_what_was_received(world: World, size: int) -> None:
    serve(world, TODAY, postings(TODAY, 212), size)
    report = world.fetch_one(BIO)

    assert (report.outcome, report.new, report.papers) == (Outcome.DONE, 212, 212)
    assert asked(world) == [path(TODAY, cursor) for cursor in range(0, 212, size)]
    assert digests(world) == [TODAY]
    assert gaps(world) == []


def test_a_last_page_that_is_full_is_not_followed_by_another(world: World) -> None:
    serve(world, TODAY, postings(TODAY, 60), 30)
    world.fetch_one(BIO)

    assert asked(world) == [path(TODAY), path(TODAY, 30)]


def test_the_first_fetch_asks_for_a_week_newest_first(world: World) -> None:
    serve_days(world, 0, 6)
    report = world.fetch_one(make("bio", "biorxiv"))

    assert report.new == 14
    assert asked(world) == [path(back(days)) for days in range(7)]


def test_the_last_three_days_are_asked_again_and_only_those(world: World) -> None:
    bio = make("bio", "biorxiv")
    serve_days(world, 0, 6, count=40)
    world.fetch_one(bio)
    world.server.taken()
    again = world.fetch_one(bio)

    assert (again.outcome, again.new) == (Outcome.DONE, 0)
    assert asked(world) == [path(back(days)) for days in range(3)]  # the total is the same
    assert closed(world, bio) == {back(days) for days in range(3, 7)}


def test_a_total_that_grew_since_the_last_fetch_is_read_again(world: World) -> None:
    serve(world, TODAY, postings(TODAY, 40))
    world.fetch_one(BIO)
    serve(world, TODAY, postings(TODAY, 45))
    world.server.taken()
    report = world.fetch_one(BIO)

    assert (report.outcome, report.new) == (Outcome.DONE, 5)
    assert asked(world) == [path(TODAY), path(TODAY, 30)]
    assert digests(world) == [TODAY]


def test_a_total_that_grows_while_it_is_read_is_reached(world: World) -> None:
    listed = postings(TODAY, 45)
    world.server.serve(path(TODAY), page(TODAY, listed[:30], 40))
    world.server.serve(path(TODAY, 30), page(TODAY, listed[30:42], 45))
    world.server.serve(path(TODAY, 42), page(TODAY, listed[42:], 45))
    report = world.fetch_one(BIO)

    assert (report.outcome, report.new) == (Outcome.DONE, 45)


def test_postings_that_move_to_the_next_page_while_it_is_read_are_a_gap(world: World) -> None:
    listed = postings(TODAY, 41)
    world.server.serve(path(TODAY), page(TODAY, listed[1:31], 40))
    world.server.serve(path(TODAY, 30), page(TODAY, listed[30:], 41))
    report = world.fetch_one(BIO)

    assert (report.outcome, report.new) == (Outcome.INCOMPLETE, 40)
    assert report.reason == "1 gap (Wed 12 Mar partial 40/41)"
    assert [gap[:6] for gap in gaps(world)] == [missing(TODAY, 40, 41)]
    serve(world, TODAY, listed)
    assert world.fetch_one(BIO).outcome is Outcome.DONE
    assert gaps(world) == []


@pytest.mark.parametrize("end", [NOTHING, page(TODAY, [], 60)])
def test_a_total_that_is_not_reached_is_kept_as_a_gap_and_asked_again(
    world: World, end: Reply
) -> None:
    listed = postings(TODAY, 30)
    world.server.serve(path(TODAY), page(TODAY, listed, 60))
    world.server.serve(path(TODAY, 30), end)
    report = world.fetch_one(BIO)

    assert (report.outcome, report.new) == (Outcome.INCOMPLETE, 30)
    assert [gap[:6] for gap in gaps(world)] == [missing(TODAY, 30, 60)]
    world.server.taken()
    world.fetch_one(BIO)
    assert asked(world) == [path(TODAY), path(TODAY, 30)]


def test_a_server_that_sends_the_first_page_again_and_again_is_not_believed(world: World) -> None:
    listed = postings(TODAY, 30)
    for cursor in (0, 30):
        world.server.serve(path(TODAY, cursor), page(TODAY, listed, 90))
    report = world.fetch_one(BIO)

    assert (report.outcome, report.requests) == (Outcome.INCOMPLETE, 2)


def test_a_day_that_never_shows_what_it_states_is_closed_after_a_week(world: World) -> None:
    day = back(4)
    spec = make("bio", "biorxiv", since=day)
    serve_days(world, -8, 3)
    world.server.serve(path(day), page(day, postings(day, 30), 31))
    world.server.serve(path(day, 30), NOTHING)
    assert world.fetch_one(spec).outcome is Outcome.INCOMPLETE
    world.clock.advance(6 * DAY_SECONDS)
    assert world.fetch_one(spec).outcome is Outcome.INCOMPLETE
    world.clock.advance(1 * DAY_SECONDS)

    assert world.fetch_one(spec).outcome is Outcome.DONE
    assert day in closed(world, spec)
    assert world.state(spec).parts[day.isoformat()].stated == 31


def test_a_day_that_fails_for_a_week_stays_a_gap(world: World) -> None:
    day = back(4)
    spec = make("bio", "biorxiv", since=day)
    serve_days(world, -8, 3)
    world.server.serve(path(day), page(day, postings(day, 30), 31))
    world.server.serve(path(day, 30), Reply(status=404))
    for _ in range(2):
        assert world.fetch_one(spec).outcome is Outcome.FAILED
        world.clock.advance(8 * DAY_SECONDS)

    assert day not in closed(world, spec)
    assert missing(day, 30, 31) in [gap[:6] for gap in gaps(world, spec)]


def test_a_day_without_postings_is_closed_once_it_was_empty_twice(world: World) -> None:
    spec = make("bio", "biorxiv", since=back(4))
    serve_days(world, 0, 3)
    serve(world, back(4), [])
    report = world.fetch_one(spec)

    assert (report.outcome, report.new, gaps(world, spec)) == (Outcome.DONE, 8, [])
    assert closed(world, spec) == {back(3)}
    assert world.fetch_one(spec).outcome is Outcome.DONE
    assert closed(world, spec) == {back(3), back(4)}


def test_a_day_that_a_server_in_trouble_shows_as_empty_is_read_later(world: World) -> None:
    spec = make("bio", "biorxiv", since=back(4))
    serve_days(world, 0, 3)
    serve(world, back(4), [])
    world.fetch_one(spec)
    serve(world, back(4), postings(back(4), 5))

    assert world.fetch_one(spec).new == 5
    assert closed(world, spec) == {back(3), back(4)}


def test_a_day_that_was_empty_in_the_morning_is_filled_in_the_evening(world: World) -> None:
    serve(world, TODAY, [])
    assert world.fetch_one(BIO).outcome is Outcome.DONE
    serve(world, TODAY, postings(TODAY, 3))

    assert world.fetch_one(BIO).new == 3


def test_an_error_between_two_pages_keeps_the_first_and_the_next_fetch_goes_on(
    world: World,
) -> None:
    spec = make("bio", "biorxiv", since=back(4))
    serve_days(world, 0, 4, count=40)
    world.server.serve(path(back(3), 30), *[Reply(status=500)] * 3, Reply(b"[]"))
    failed = world.fetch_one(spec)

    assert (failed.outcome, failed.new) == (Outcome.FAILED, 4 * 40 + 30)
    assert failed.reason == "server answered 500 Internal Server Error"
    assert [gap[:6] for gap in gaps(world, spec)] == [missing(back(3), 30, 40)]
    serve(world, back(3), postings(back(3), 40))
    world.server.taken()
    repaired = world.fetch_one(spec)
    assert (repaired.outcome, repaired.new) == (Outcome.DONE, 10)
    assert path(back(4)) not in asked(world)


def test_three_days_that_fail_in_a_row_are_enough(world: World) -> None:
    spec = make("bio", "biorxiv", since=back(6))
    for days in range(7):
        world.server.serve(path(back(days)), Reply(status=404))
    report = world.fetch_one(spec)

    assert (report.outcome, report.requests) == (Outcome.FAILED, 3)
    assert [gap.day for gap in gaps(world, spec)] == [back(days) for days in range(1, 7)]
    assert {gap.words for gap in gaps(world, spec)} == {"not fetched yet"}


@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_server_that_refuses_is_left_alone_at_once(world: World, status: int) -> None:
    spec = make("bio", "biorxiv", since=back(6))
    serve_days(world, 0, 6)
    world.server.serve(path(back(1)), Reply(status=status))
    report = world.fetch_one(spec)

    assert (report.outcome, report.new, report.requests) == (Outcome.FAILED, 2, 2)
    assert report.reason.startswith(f"server answered {status}")


def test_days_away_are_asked_newest_first(world: World) -> None:
    serve_days(world, 0, 0)
    world.fetch_one(BIO)
    world.server.taken()
    world.clock.advance(5 * DAY_SECONDS)
    assert [gap.day for gap in gaps(world)] == [back(-days) for days in range(4, 0, -1)]
    serve_days(world, -5, 0)
    world.fetch_one(BIO)

    assert asked(world) == [path(back(-days)) for days in range(5, -1, -1)]
    assert gaps(world) == []


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (Reply(b""), "the answer is empty"),
        (Reply(b"<!doctype html><title>Are you a robot?"), "the answer is a web page"),
        (Reply(b'{"messages": [{"status": "ok"'), "the answer is not JSON, or cut off"),
        (Reply(b"[]"), "the answer is not a list of postings"),
        (
            Reply(b'{"messages":[{"status":"Server not recognized"}],"collection":[]}'),
            "the server answers: Server not recognized",
        ),
        (Reply(b'{"messages":[],"collection":[]}'), "the server answers: no status"),
        (
            Reply(b'{"messages":[{"status":"ok"}],"collection":[]}'),
            "the answer does not state how many postings there are",
        ),
        (page(back(9), postings(back(9), 2), 2), f"the answer is of {back(9)}"),
        (truncated(b"{" + b" " * 99), "the answer was cut off"),
    ],
)
def test_an_answer_of_another_kind_is_a_failure_and_not_an_empty_day(
    world: World, bad: Answer, why: str
) -> None:
    world.server.serve(path(TODAY), bad)
    report = world.fetch_one(BIO)

    assert report.outcome is Outcome.FAILED
    assert report.reason.startswith(why)
    assert world.state(BIO).parts == {}


def mixed(day: dt.date) -> list[Any]:
    kinds = ("neuroscience", "genomics", "zoology", "Cell Biology")
    return [posting(day, number, category=kinds[number % 4]) for number in range(40)]


def test_only_the_chosen_categories_are_kept_and_all_postings_are_counted(world: World) -> None:
    spec = make("bio", "biorxiv:genomics+cell-biology", since=TODAY)
    serve(world, TODAY, mixed(TODAY))
    report = world.fetch_one(spec)

    assert (report.outcome, report.new) == (Outcome.DONE, 20)
    assert world.titles() == {f"Paper {number} of {TODAY}" for number in range(40) if number & 1}
    assert world.state(spec).parts[TODAY.isoformat()][:2] == (40, 40)


def test_a_day_without_the_chosen_category_has_no_digest(world: World) -> None:
    spec = make("bio", "biorxiv:ecology", since=TODAY)
    serve(world, TODAY, mixed(TODAY))

    assert world.fetch_one(spec).outcome is Outcome.DONE
    assert digests(world) == []


def test_medrxiv_is_asked_by_its_name(world: World) -> None:
    serve(world, TODAY, postings(TODAY, 3), server="medrxiv")

    assert world.fetch_one(make("med", "medrxiv", since=TODAY)).new == 3


def test_new_versions_of_known_preprints_are_not_new_papers(world: World) -> None:
    spec = make("bio", "biorxiv", since=back(1))
    serve(world, back(1), postings(back(1), 2))
    serve(world, TODAY, [*postings(TODAY, 2), posting(back(1), 0, version=2)])
    world.server.serve(path(TODAY), page(TODAY, [*postings(TODAY, 2), revised(back(1))], 3))
    report = world.fetch_one(spec)

    assert (report.outcome, report.papers) == (Outcome.DONE, 5)
    assert len(world.library.catalog.ids(View.all())) == 4


def revised(day: dt.date) -> Any:
    return {**posting(day, 0, version=2), "date": TODAY.isoformat()}


def test_what_came_before_it_was_cancelled_is_kept_and_not_asked_again(world: World) -> None:
    spec = make("bio", "biorxiv", since=back(6))
    serve_days(world, 0, 6)
    stopped: FetchReport = world.fetch_one(
        spec, stop_when=lambda event: isinstance(event, Advanced) and event.done == 5
    )

    assert (stopped.outcome, stopped.new) == (Outcome.CANCELLED, 10)
    world.server.taken()
    assert world.fetch_one(spec).new == 4
    assert path(back(4)) not in asked(world)


def test_requests_start_a_second_apart(world: World) -> None:
    world.gaps = {"127.0.0.1": Gap("biorxiv", 1.0)}
    serve(world, TODAY, postings(TODAY, 90))
    world.fetch_one(BIO)

    assert world.clock.waits == [1.0, 1.0]
