"""OpenReview: a venue is proven by the count that its pages state."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.model.sources.conftest import World
from tests.model.sources.server import Answer, Reply

from octavo_model.sources.apis.coverage import PartStatus, gaps_of
from octavo_model.sources.events import Outcome
from octavo_model.sources.spec import make

VENUE = "ICLR.cc/2026/Conference"
ICLR = make("iclr", f"openreview:{VENUE}")


def path(offset: int = 0, api: str = "") -> str:
    return f"{api}/notes?content.venueid={VENUE}&limit=1000&offset={offset}&sort=cdate:asc"


def note(number: int, venue: str = VENUE) -> Any:
    return {
        "id": f"id{number:06}",
        "forum": f"id{number:06}",
        "cdate": 1_758_000_000_000 + number,
        "content": {
            "title": {"value": f"Paper {number}"},
            "abstract": {"value": "We count."},
            "authors": {"value": ["Mira Dusk"]},
            "venue": {"value": "ICLR 2026 Poster"},
            "venueid": {"value": venue},
        },
    }


def page(notes: list[Any], count: int | None) -> Reply:
    stated = {} if count is None else {"count": count}
    return Reply(json.dumps({"notes": notes, **stated}).encode())


def serve(world: World, notes: list[Any], size: int = 1_000, *, api: str = "") -> None:
    """The pages from every offset that a fetch may ask for."""
    for offset in {*range(0, len(notes) + 1, size), len(notes) - 1, len(notes)}:
        if offset >= 0:
            world.server.serve(path(offset, api), page(notes[offset : offset + size], len(notes)))


def nothing(world: World) -> None:
    for api in ("", "/1"):
        world.server.serve(path(0, api), page([], 0))


def notes(count: int, first: int = 0) -> list[Any]:
    return [note(number) for number in range(first, first + count)]


def asked(world: World) -> list[str]:
    return [one.path for one in world.server.taken()]


def gaps(world: World) -> list[PartStatus]:
    return gaps_of(ICLR, world.state(ICLR), world.clock.moment.date())


@pytest.mark.parametrize("size", [1_000, 30])
def test_a_venue_is_read_page_by_page_until_its_count_is_reached(world: World, size: int) -> None:
    serve(world, notes(95), size)
    report = world.fetch_one(ICLR)

    assert (report.outcome, report.new) == (Outcome.DONE, 95)
    assert asked(world) == [path(offset) for offset in range(0, 95, size)]
    assert (world.state(ICLR).parts[VENUE][:2], gaps(world)) == ((95, 95), [])


def test_a_later_fetch_asks_only_for_what_came_after_the_last_note(world: World) -> None:
    serve(world, notes(95))
    world.fetch_one(ICLR)
    world.server.serve(path(94), page(notes(6, 94), 100))
    world.server.taken()
    report = world.fetch_one(ICLR)

    assert (report.outcome, report.new, report.papers) == (Outcome.DONE, 5, 5)
    assert asked(world) == [path(94)]
    assert world.state(ICLR).parts[VENUE][:2] == (100, 100)


def test_a_note_that_was_removed_lets_all_be_read_again(world: World) -> None:
    serve(world, notes(95))
    world.fetch_one(ICLR)
    after = [*notes(95)[1:], note(95)]  # one removed, one new: the count is the same
    serve(world, after)
    world.server.taken()
    report = world.fetch_one(ICLR)

    assert (report.outcome, report.new) == (Outcome.DONE, 1)
    assert asked(world) == [path(94), path(0)]


def test_notes_that_were_removed_at_the_end_let_all_be_read_again(world: World) -> None:
    serve(world, notes(40))
    world.fetch_one(ICLR)
    serve(world, notes(38))
    world.server.serve(path(39), page([], 38))
    world.server.taken()

    assert world.fetch_one(ICLR).outcome is Outcome.DONE
    assert asked(world) == [path(39), path(0)]
    assert world.state(ICLR).parts[VENUE][:2] == (38, 38)


def test_all_is_read_again_after_a_week_without_a_change(world: World) -> None:
    listed = notes(40)
    serve(world, listed)
    world.fetch_one(ICLR)
    serve(world, [note(99), *listed[1:]])  # one took the place of another
    world.clock.advance(6 * 86_400)
    assert world.fetch_one(ICLR).new == 0
    world.clock.advance(86_400)

    assert world.fetch_one(ICLR).new == 1
    world.server.taken()
    world.fetch_one(ICLR)
    assert asked(world) == [path(39)]


@pytest.mark.parametrize("known", [1, 2, 5])
def test_pages_of_one_note_are_followed(world: World, known: int) -> None:
    serve(world, notes(known), 1)
    world.fetch_one(ICLR)
    serve(world, notes(7), 1)

    assert world.fetch_one(ICLR).new == 7 - known


def test_a_count_that_is_not_reached_is_a_gap(world: World) -> None:
    world.server.serve(path(), page(notes(30), 40))
    world.server.serve(path(30), page([], 40))
    report = world.fetch_one(ICLR)

    assert (report.outcome, report.new) == (Outcome.INCOMPLETE, 30)
    assert report.reason == f"1 gap ({VENUE} partial 30/40)"
    assert [gap[:6] for gap in gaps(world)] == [(VENUE, None, 30, 40, "partial 30/40", True)]


def test_a_count_that_grows_while_it_is_read_is_reached(world: World) -> None:
    world.server.serve(path(), page(notes(30), 40))
    world.server.serve(path(30), page(notes(15, 30), 45))

    assert world.fetch_one(ICLR).new == 45
    assert gaps(world) == []


def test_after_an_error_between_pages_the_next_fetch_goes_on(world: World) -> None:
    serve(world, notes(95), 30)
    world.server.serve(path(60), *[Reply(status=500)] * 3, Reply(b"{}"))
    failed = world.fetch_one(ICLR)

    assert (failed.outcome, failed.new) == (Outcome.FAILED, 60)
    assert [gap[:6] for gap in gaps(world)] == [(VENUE, None, 60, 95, "partial 60/95", True)]
    world.server.serve(path(59), page(notes(36, 59), 95))
    world.server.taken()
    report = world.fetch_one(ICLR)
    assert (report.outcome, report.new, asked(world)) == (Outcome.DONE, 35, [path(59)])


def test_a_bot_check_is_a_failure_with_its_reason(world: World) -> None:
    refusal = b'{"name":"ChallengeRequiredError","message":"Challenge required","status":403}'
    world.server.serve(path(), Reply(refusal, 403))
    report = world.fetch_one(ICLR)

    assert (report.outcome, report.requests) == (Outcome.FAILED, 1)
    assert report.reason == "access refused (403): OpenReview checks whether a person asks"
    assert "open the address in a browser" in report.error
    assert [gap.part for gap in gaps(world)] == [VENUE]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (Reply(b"<html><title>Just a moment"), "the answer is a web page"),
        (Reply(b"{}"), "the answer is not a list of notes"),
        (page(notes(3), None), "the answer does not state how many notes there are"),
        (page([note(1, "NeurIPS.cc/2026/Conference")], 1), "the answer has notes of another venue"),
    ],
)
def test_an_answer_of_another_kind_is_a_failure(world: World, bad: Answer, why: str) -> None:
    world.server.serve(path(), bad)
    report = world.fetch_one(ICLR)

    assert report.outcome is Outcome.FAILED
    assert report.reason.startswith(why)


def test_an_older_venue_is_found_in_the_older_api(world: World) -> None:
    world.server.serve(path(), page([], 0))
    old = [{**note(1), "content": {"title": "An Old Paper", "venueid": VENUE}}]
    serve(world, old, api="/1")
    report = world.fetch_one(ICLR)

    assert (report.outcome, report.new) == (Outcome.DONE, 1)
    assert world.titles() == {"An Old Paper"}
    world.server.taken()
    world.fetch_one(ICLR)
    assert asked(world) == [path(0), path(0, "/1")]


def test_a_venue_without_papers_is_complete_with_a_warning(world: World) -> None:
    nothing(world)
    report = world.fetch_one(ICLR)

    assert (report.outcome, report.new) == (Outcome.DONE, 0)
    assert report.warnings == [f"{VENUE} has no public papers; is this its id?"]
    serve(world, notes(3))
    assert world.fetch_one(ICLR).new == 3


def test_notes_without_a_title_are_counted_and_not_imported(world: World) -> None:
    hidden = {**note(1), "content": {}}
    world.server.serve(path(), page([hidden], 1))

    assert world.fetch_one(ICLR).outcome is Outcome.DONE
    assert gaps(world) == []
