"""What was decided by day and source, how fast, and what is left."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

import pytest

from octavo_model import Library, View
from octavo_model.core.marks import Decision
from octavo_model.core.parsed import ImportOptions
from octavo_model.library.statistics.values import DayCount, SourceCount

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.model.conftest import Desk

OWLS, CLOCKS, TIDES, KELP = "On owls", "On clocks", "On tides", "On kelp"
TODAY = dt.date(2025, 6, 1)
UTC = dt.UTC


@pytest.fixture
def library(desk: Desk) -> Library:
    library = desk.open()
    desk.add_digest(library, OWLS, CLOCKS, TIDES, KELP, date="2025-05-31")
    return library


@pytest.fixture
def honolulu(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Ten hours behind UTC."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "HST10")
        time.tzset()
        yield
    time.tzset()


def decide(desk: Desk, library: Library, at: dt.datetime, decision: Decision, *titles: str) -> None:
    desk.now = at
    until = at.date() + dt.timedelta(2) if decision is Decision.LATER else None
    library.marks.decide([library.catalog.resolve(one) for one in titles], decision, until)


def test_marks_count_on_the_days_on_which_they_were_set(desk: Desk, library: Library) -> None:
    decide(desk, library, dt.datetime(2025, 5, 30, 9, tzinfo=UTC), Decision.STAR, OWLS)
    decide(desk, library, dt.datetime(2025, 5, 31, 9, tzinfo=UTC), Decision.DISMISS, CLOCKS)
    decide(desk, library, dt.datetime(2025, 6, 1, 9, tzinfo=UTC), Decision.LATER, TIDES)
    assert library.history.statistics(3).days == (
        DayCount(dt.date(2025, 5, 30), seen=1, starred=1),
        DayCount(dt.date(2025, 5, 31), seen=1, dismissed=1),
        DayCount(TODAY, seen=1, later=1),
    )


def test_what_is_older_than_the_period_is_left_out(desk: Desk, library: Library) -> None:
    decide(desk, library, dt.datetime(2025, 5, 30, 9, tzinfo=UTC), Decision.STAR, OWLS)
    decide(desk, library, dt.datetime(2025, 6, 1, 9, tzinfo=UTC), Decision.READ, TIDES)
    found = library.history.statistics(1)
    assert found.total == DayCount(TODAY, seen=1)
    assert found.sources == (SourceCount("invented", 1, 0),)


def test_what_was_undone_does_not_count(desk: Desk, library: Library) -> None:
    decide(desk, library, dt.datetime(2025, 6, 1, 9, tzinfo=UTC), Decision.STAR, OWLS, TIDES)
    library.marks.undo()
    assert library.history.statistics(1).total == DayCount(TODAY)


def test_a_star_set_later_keeps_the_day_on_which_the_paper_was_seen(
    desk: Desk, library: Library
) -> None:
    decide(desk, library, dt.datetime(2025, 5, 31, 9, tzinfo=UTC), Decision.READ, OWLS)
    decide(desk, library, dt.datetime(2025, 6, 1, 9, tzinfo=UTC), Decision.STAR, OWLS)
    assert library.history.statistics(2).days == (
        DayCount(dt.date(2025, 5, 31), seen=1),
        DayCount(TODAY, starred=1),
    )


def test_a_merged_paper_counts_once(desk: Desk, library: Library) -> None:
    decide(desk, library, dt.datetime(2025, 5, 31, 9, tzinfo=UTC), Decision.DISMISS, OWLS)
    decide(desk, library, dt.datetime(2025, 6, 1, 9, tzinfo=UTC), Decision.LATER, CLOCKS)
    owls, clocks = (library.catalog.resolve(one) for one in (OWLS, CLOCKS))
    library.edits.merge(owls, clocks)
    assert library.history.statistics(2).days == (
        DayCount(dt.date(2025, 5, 31), seen=1),
        DayCount(TODAY, later=1),
    )


@pytest.mark.usefixtures("honolulu")
def test_a_day_is_that_of_the_user(desk: Desk, library: Library) -> None:
    decide(desk, library, dt.datetime(2025, 6, 1, 9, 59, tzinfo=UTC), Decision.READ, OWLS)
    decide(desk, library, dt.datetime(2025, 6, 1, 10, 0, tzinfo=UTC), Decision.READ, TIDES)
    assert library.history.statistics(2).days == (
        DayCount(dt.date(2025, 5, 31), seen=1),
        DayCount(TODAY, seen=1),
    )


def test_sources_are_by_stars_per_paper_and_a_paper_of_two_counts_for_both(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, "On quills", KELP)
    page = desk.page(KELP, "On fog")
    library.imports.import_bytes(page, ImportOptions(name="x.json", origin="harbour"))
    at = dt.datetime(2025, 6, 1, 9, tzinfo=UTC)
    decide(desk, library, at, Decision.READ, OWLS, CLOCKS, "On quills")
    decide(desk, library, at, Decision.STAR, KELP)
    assert library.history.statistics(1).sources == (
        SourceCount("harbour", 1, 1),
        SourceCount("invented", 4, 1),
    )


def test_the_pace_is_that_within_sittings(desk: Desk, library: Library) -> None:
    titles = [f"Paper {number}" for number in range(12)]
    desk.add_digest(library, *titles)
    start = dt.datetime(2025, 6, 1, 9, tzinfo=UTC)
    for number, title in enumerate(titles):
        # Two sittings of six papers each, an hour apart, with 20 seconds between papers.
        at = start + dt.timedelta(hours=number // 6, seconds=20 * (number % 6))
        decide(desk, library, at, Decision.READ, title)
    pace = library.history.statistics(1).pace
    assert pace is not None
    assert (pace.papers, round(pace.seconds), round(pace.per_minute, 2)) == (10, 200, 3.0)


def test_papers_decided_with_one_key_are_one_step_of_the_pace(desk: Desk, library: Library) -> None:
    start = dt.datetime(2025, 6, 1, 9, tzinfo=UTC)
    decide(desk, library, start, Decision.READ, OWLS, CLOCKS, TIDES)
    decide(desk, library, start + dt.timedelta(minutes=2), Decision.READ, KELP)
    pace = library.history.statistics(1).pace
    assert pace is not None
    assert (pace.papers, round(pace.seconds)) == (1, 120)


def test_the_backlog_is_the_inbox_over_the_papers_of_a_day(desk: Desk, library: Library) -> None:
    decide(desk, library, dt.datetime(2025, 5, 31, 9, tzinfo=UTC), Decision.READ, OWLS)
    decide(desk, library, dt.datetime(2025, 6, 1, 9, tzinfo=UTC), Decision.READ, CLOCKS)
    # The first paper was decided yesterday: that makes two days.
    backlog = library.history.statistics(1).backlog
    assert (backlog.papers, backlog.per_day, backlog.days) == (2, 1.0, 2.0)
    desk.now = dt.datetime(2025, 6, 9, 9, tzinfo=UTC)
    assert library.history.statistics(1).backlog.per_day == 2 / 10
    desk.now = dt.datetime(2025, 6, 14, 9, tzinfo=UTC)
    assert library.history.statistics(1).backlog.per_day == 1 / 14
    desk.now = dt.datetime(2025, 7, 14, 9, tzinfo=UTC)
    assert library.history.statistics(1).backlog.days is None
    # The clock was set back.
    desk.now = dt.datetime(2025, 5, 29, 9, tzinfo=UTC)
    assert library.history.statistics(1).backlog.per_day == 2


def test_a_new_library_has_nothing_to_count(desk: Desk) -> None:
    found = desk.open().history.statistics()
    assert (len(found.days), found.total.seen, found.sources, found.pace) == (365, 0, (), None)
    assert (found.backlog.papers, found.backlog.days, found.stars) == (0, None, None)


def test_figures_survive_a_rebuild(desk: Desk, library: Library) -> None:
    decide(desk, library, dt.datetime(2025, 5, 31, 9, tzinfo=UTC), Decision.STAR, OWLS)
    decide(desk, library, dt.datetime(2025, 6, 1, 9, tzinfo=UTC), Decision.DISMISS, TIDES)
    before = library.history.statistics(7)
    assert library.catalog.ids(View.starred())
    library.rebuild()
    assert library.history.statistics(7) == before
