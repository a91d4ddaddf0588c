"""Months of arXiv: which are asked for, and what an answer changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from octavo_model import Paths
from octavo_model.core.parsed import ParsedPaper
from octavo_model.formats.arxiv.listing_page import ListingKind, ListingPage, ListingSection
from octavo_model.sources.arxiv import coverage, months
from octavo_model.sources.arxiv.calendar import Calendar
from octavo_model.sources.arxiv.days import Day, DayState
from octavo_model.sources.arxiv.ledger import Category, Ledger, LedgerFile
from octavo_model.sources.arxiv.months import MonthStep
from octavo_model.sources.arxiv.statuses import gaps, settled
from octavo_model.sources.spec import make

NOW = dt.datetime(2026, 8, 12, 13, tzinfo=dt.UTC)
TODAY = dt.date(2026, 8, 12)
MAY, APRIL = dt.date(2026, 5, 1), dt.date(2026, 4, 1)
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
WHOLE = Day(DayState.COMPLETE, 5, 5, is_final=True)
LIST = MonthStep("cs.CL", MAY)


def ledger_since(since: dt.date) -> Ledger:
    """Return what is known of a category without a gap in the last ninety days."""
    days = [TODAY - number * DAY for number in range(91)]
    known = {day: WHOLE for day in days if day.weekday() < 5}
    return Ledger(Calendar(frozenset(known)), {"cs.CL": Category(since, known)})


def page(total: int | None, *ids: str) -> ListingPage:
    papers = tuple(ParsedPaper(f"Owls {one}", arxiv_id=one) for one in ids)
    section = ListingSection("", None, None, None, None, papers)
    return ListingPage(
        *(ListingKind.MONTH, "Computation and Language", "cs.CL", None, total, (section,)),
        *(None, "", 1, True, MAY),
    )


def test_the_newest_month_is_asked_for_first() -> None:
    ledger = ledger_since(dt.date(2026, 4, 20))
    asked = []
    while step := months.next_step(ledger, ["cs.CL"], NOW):
        asked.append(step.month)
        ledger = months.after_list(ledger, step, [page(1, "2605.00001")], [], NOW)

    assert asked == [MAY, APRIL]
    assert gaps(ledger, ["cs.CL"], NOW) == []


def test_without_days_that_are_gone_there_is_no_month() -> None:
    assert months.next_step(ledger_since(dt.date(2026, 5, 14)), ["cs.CL"], NOW) is None


def test_a_day_that_the_server_refuses_waits_for_the_end_of_its_month() -> None:
    ledger = ledger_since(dt.date(2026, 5, 14))
    day = dt.date(2026, 8, 11)
    ledger = ledger.with_day("cs.CL", day, Day(DayState.GONE, reason="status 400"))

    assert months.next_step(ledger, ["cs.CL"], NOW) is None
    step = months.next_step(ledger, ["cs.CL"], NOW + 21 * DAY)
    assert step == MonthStep("cs.CL", dt.date(2026, 8, 1))


def test_missing_papers_are_asked_for_a_hundred_at_a_time() -> None:
    ids = [f"2605.{number:05}" for number in range(250)]
    ledger = months.after_list(ledger_since(MAY), LIST, [page(250, *ids)], ids[5:], NOW)
    sizes = []
    while step := months.next_step(ledger, ["cs.CL"], NOW):
        sizes.append(len(step.ids))
        assert settled(ledger, "cs.CL", MAY, NOW).state is DayState.GONE
        ledger = months.after_papers(ledger, step, step.ids, NOW)

    assert sizes == [100, 100, 45]
    day = settled(ledger, "cs.CL", MAY, NOW)
    assert (day.state, day.counts) == (DayState.MONTH, "250/250")


def test_a_failure_keeps_what_is_left_to_read() -> None:
    ledger = months.after_list(
        ledger_since(MAY), LIST, [page(2, "2605.00001", "2605.00002")], ["2605.00002"], NOW
    )
    step = months.next_step(ledger, ["cs.CL"], NOW)
    assert step is not None
    ledger = months.after_failure(ledger, step, "status 500", NOW)

    assert months.next_step(ledger, ["cs.CL"], NOW) is None
    assert months.next_step(ledger, ["cs.CL"], NOW + HOUR) == step
    day = settled(ledger, "cs.CL", MAY, NOW)
    assert (day.counts, day.reason) == ("1/2", "the list of May 2026: status 500")


def test_a_list_that_states_more_than_it_shows_is_read_again_then_short() -> None:
    ledger, now = ledger_since(MAY), NOW
    for _ in range(3):
        step = months.next_step(ledger, ["cs.CL"], now)
        assert step == LIST
        ledger = months.after_list(ledger, step, [page(2, "2605.00001")], [], now)
        now += 13 * HOUR

    day = settled(ledger, "cs.CL", MAY, now)
    assert (day.state, day.counts) == (DayState.SHORT, "1/2")
    assert months.next_step(ledger, ["cs.CL"], now + 9 * DAY) is None


def test_a_list_without_papers_closes_days_only_if_it_stays_empty() -> None:
    ledger, now = ledger_since(MAY), NOW
    states = []
    for _ in range(3):
        ledger = months.after_list(ledger, LIST, [page(None)], [], now)
        states.append(settled(ledger, "cs.CL", MAY, now).state)
        now += 13 * HOUR

    assert states == [DayState.GONE, DayState.GONE, DayState.MONTH]


def test_a_day_that_was_complete_keeps_its_counts() -> None:
    ledger = ledger_since(MAY)
    ledger = ledger.with_day("cs.CL", MAY, replace(WHOLE, is_final=False))
    assert settled(ledger, "cs.CL", MAY, NOW).state is DayState.GONE
    ledger = months.after_list(ledger, LIST, [page(1, "2605.00001")], [], NOW)

    assert settled(ledger, "cs.CL", MAY, NOW).counts == "5/5"


def test_the_ledger_keeps_months(paths: Paths) -> None:
    ids = ["2605.00001", "2605.00002"]
    ledger = months.after_list(ledger_since(MAY), LIST, [page(2, *ids)], ids, NOW)
    file = LedgerFile(paths.arxiv_days, paths.data / "locks")
    file.change(lambda _: ledger)

    assert file.load() == ledger


def test_the_user_can_ask_for_a_month_again_at_once(paths: Paths) -> None:
    ledger = months.after_failure(ledger_since(MAY), LIST, "status 500", NOW)
    file = LedgerFile(paths.arxiv_days, paths.data / "locks")
    file.change(lambda _: ledger)
    coverage.ask_again(paths, [make("cl", "cs.CL")], NOW)

    assert months.next_step(file.load(), ["cs.CL"], NOW) == LIST
