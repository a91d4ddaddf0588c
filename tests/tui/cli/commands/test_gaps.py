"""Days of arXiv that are missing: how the command line lists them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from octavo_model import Paths
from octavo_model.core.dates import utc_now
from octavo_model.sources.arxiv.calendar import Calendar, expected_day, is_scheduled
from octavo_model.sources.arxiv.days import Day, DayState
from octavo_model.sources.arxiv.ledger import Category, Ledger, LedgerFile
from octavo_model.sources.source_list import SourceList

if TYPE_CHECKING:
    from tests.tui.cli.conftest import Octavo

NEWEST = expected_day(utc_now())
BEFORE = next(day for back in range(1, 9) if is_scheduled(day := NEWEST - dt.timedelta(days=back)))
WHOLE = Day(DayState.COMPLETE, 108, 108, asked=utc_now())
PART = Day(DayState.PARTIAL, 96, 132, reason="the page is cut off", asked=utc_now())


@pytest.fixture
def record(paths: Paths, octavo: Octavo) -> Callable[[Day], None]:
    """Write what is known of a category on two days."""
    octavo("sources", "add", "ml", "cs.CL")

    def write(before: Day) -> None:
        days = {NEWEST: WHOLE, BEFORE: before}
        calendar = Calendar(frozenset({NEWEST, BEFORE})).with_link(BEFORE, NEWEST)
        ledger = Ledger(calendar, {"cs.CL": Category(BEFORE, days)})
        LedgerFile(paths.arxiv_days, paths.data / "locks").change(lambda _: ledger)

    return write


def test_without_gaps_the_exit_status_is_0(octavo: Octavo, record: Callable[[Day], None]) -> None:
    record(WHOLE)
    done = octavo("sources", "gaps")

    assert (done.status, done.out) == (0, "No gaps\n")


def test_a_gap_has_its_counts_and_reason(octavo: Octavo, record: Callable[[Day], None]) -> None:
    record(PART)
    done = octavo("sources", "gaps")

    assert done.status == 1
    assert done.out.startswith("cs.CL")
    assert "partial 96/132: the page is cut off" in done.out


def test_gaps_as_json(octavo: Octavo, record: Callable[[Day], None]) -> None:
    record(PART)
    (gap,) = octavo("sources", "gaps", "--json").json

    assert (gap["category"], gap["date"], gap["state"]) == ("cs.CL", str(BEFORE), "partial")
    assert (gap["read"], gap["stated"], gap["reason"]) == (96, 132, "the page is cut off")


def test_the_list_of_sources_shows_the_newest_day_and_gaps(
    octavo: Octavo, record: Callable[[Day], None]
) -> None:
    record(PART)
    out = octavo("sources").out

    assert "108/108" in out
    assert "partial 96/132" in out


def test_a_source_can_start_earlier(octavo: Octavo, paths: Paths) -> None:
    octavo("sources", "add", "ml", "cs.CL")
    octavo("sources", "since", "ml", "2026-08-03")

    (spec,) = SourceList(paths).load()[0]
    assert spec.since == dt.date(2026, 8, 3)


def test_a_feed_has_no_first_day(octavo: Octavo) -> None:
    octavo("sources", "add", "blog", "https://example.org/feed.xml")
    done = octavo("sources", "since", "blog", "2026-08-03")

    assert done.status == 1
    assert "only daily-papers, arXiv, bioRxiv and medRxiv" in done.err
