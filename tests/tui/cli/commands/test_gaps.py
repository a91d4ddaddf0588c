"""What may be missing in sources: how the command line lists it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from tests.model.sources.server import Reply, Server

from octavo_model import Paths
from octavo_model.core.dates import utc_now
from octavo_model.sources.arxiv.calendar import Calendar, expected_day, is_scheduled
from octavo_model.sources.arxiv.days import Day, DayState
from octavo_model.sources.arxiv.ledger import Category, Ledger, LedgerFile
from octavo_model.sources.counts import PaperDay
from octavo_model.sources.source_list import SourceList
from octavo_model.sources.state import FetchState, FetchStateStore

if TYPE_CHECKING:
    from tests.tui.cli.conftest import Octavo

NEWEST = expected_day(utc_now())
BEFORE = next(day for back in range(1, 9) if is_scheduled(day := NEWEST - dt.timedelta(days=back)))
WHOLE = Day(DayState.COMPLETE, 108, 108, asked=utc_now())
DAYS_BACK = [dt.timedelta(days=days) for days in range(1, 4)]
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


def test_without_gaps_one_line_says_so(octavo: Octavo, record: Callable[[Day], None]) -> None:
    record(WHOLE)
    done = octavo("sources", "gaps")

    assert (done.status, done.out) == (0, "No gaps\n")


def test_a_gap_has_its_counts_and_reason(octavo: Octavo, record: Callable[[Day], None]) -> None:
    record(PART)
    done = octavo("sources", "gaps")

    assert done.status == 0
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
    octavo("source", "edit", "ml", "--since", "2026-08-03")

    (spec,) = SourceList(paths).load()[0]
    assert spec.since == dt.date(2026, 8, 3)


def test_a_feed_has_no_first_day(octavo: Octavo) -> None:
    octavo("sources", "add", "blog", "https://example.org/feed.xml")
    done = octavo("source", "edit", "blog", "--since", "2026-08-03")

    assert done.status == 3
    assert "only daily-papers, arXiv, bioRxiv and medRxiv" in done.err


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def feed(*numbers: int) -> Reply:
    items = (f"<item><title>Paper {one}</title><guid>{one}</guid></item>" for one in numbers)
    text = f'<rss version="2.0"><channel><title>Blog</title>{"".join(items)}</channel></rss>'
    return Reply(text.encode())


@pytest.fixture
def turned_over(octavo: Octavo, server: Server) -> None:
    """A feed without an entry in common with the last visit."""
    octavo("sources", "add", "blog", server.serve("/feed", feed(1, 2), feed(8, 9)))
    assert octavo("fetch").status == 0
    result = octavo("fetch")
    assert (result.status, result.out) == (3, "blog: 2 papers, 2 new\n")
    assert "octavo: blog: possible gap between " in result.err


@pytest.mark.usefixtures("turned_over")
def test_a_possible_gap_of_a_feed(octavo: Octavo) -> None:
    done = octavo("sources", "gaps")
    assert done.status == 0
    assert done.out.startswith("blog  possible gap between ")

    (gap,) = octavo("sources", "gaps", "--json").json
    assert (gap["source"], gap["category"], gap["date"]) == ("blog", None, None)
    assert (gap["state"], gap["read"], gap["stated"]) == ("possible", None, None)
    assert gap["from"] <= gap["to"]
    assert gap["reason"] == "the feed had no entry in common with the last visit"
    assert "    possible gap between " in octavo("sources").out


@pytest.mark.usefixtures("turned_over")
def test_a_possible_gap_can_be_dismissed(octavo: Octavo) -> None:
    assert octavo("sources", "dismiss", "blog").out == "Dismissed 1 gap of blog\n"
    assert octavo("sources", "gaps").status == 0
    assert octavo("sources", "dismiss", "blog").out == "blog has no gaps to dismiss\n"
    assert octavo("fetch", "--gaps").out == "Nothing is due\n"


@pytest.mark.usefixtures("turned_over")
def test_a_fetch_of_gaps_leaves_those_that_it_cannot_fill(octavo: Octavo) -> None:
    assert octavo("fetch", "--gaps").out == "Nothing is due\n"


def test_gaps_of_all_sources_are_in_one_list(
    octavo: Octavo, paths: Paths, record: Callable[[Day], None]
) -> None:
    record(PART)
    octavo("sources", "add", "hf", "daily-papers")
    now = utc_now()
    day = next(one for one in map(now.date().__sub__, DAYS_BACK) if one.weekday() < 5)
    days = {day: PaperDay(20, now, "server answered 500")}
    FetchStateStore(paths).save(
        "hf", FetchState("daily-papers daily-papers", first_day=day, days=days, due=now)
    )
    done = octavo("sources", "gaps")
    gaps = octavo("sources", "gaps", "--json").json

    assert "partial 96/132: the page is cut off" in done.out
    assert "20 papers, failed: server answered 500, again " in done.out
    assert {gap["source"] for gap in gaps} == {"ml", "hf"}
    (failed,) = [gap for gap in gaps if gap["date"] == str(day) and gap["source"] == "hf"]
    assert (failed["state"], failed["read"], failed["stated"]) == ("failed", 20, None)
    assert "20 papers, failed" in octavo("sources").out
