"""What is said of a fetch: pure functions."""

from __future__ import annotations

import datetime as dt

import pytest

from octavo_model.sources.events import (
    TEXTS,
    TITLES,
    Advanced,
    FetchReport,
    Outcome,
    Queued,
    Started,
    Waiting,
)
from octavo_model.sources.spec import make
from octavo_model.sources.state import FetchState
from octavo_tui.render.fetch_status import FetchSummary, Stage, details, progress, summary

AT = dt.datetime(2026, 8, 21, 8, 0).astimezone()


def failed(name: str, reason: str = "unknown host") -> FetchReport:
    return FetchReport(name, Outcome.FAILED, reason=reason, next_due=AT)


def done(name: str, new: int, papers: int = 0) -> FetchReport:
    return FetchReport(name, Outcome.DONE, new=new, papers=papers or new)


def test_progress_counts_each_source_and_says_why_one_waits() -> None:
    stages = {"ml": Stage().after(Queued("ml")), "hf": Stage().after(Started("hf"))}
    stages["hf"] = stages["hf"].after(Advanced("hf", 12, 17, "days"))
    assert progress(stages) == "⠋ hf 12 of 17 days · ml queued"
    stages["hf"] = stages["hf"].after(Waiting("hf", 4, "no connection"))
    assert progress(stages, events=1) == "⠙ hf 12 of 17 days (no connection) · ml queued"


def test_progress_says_what_failed_so_far() -> None:
    stages = {"hf": Stage()}
    assert progress(stages, [failed("ml")]) == "⠋ ! ml failed: unknown host · hf"
    assert progress({}) == "⠋ Fetching…"


@pytest.mark.parametrize(
    ("reports", "text", "sign"),
    [
        ([], "Nothing new", ""),
        ([done("hf", 0, 44)], "Nothing new", ""),
        ([done("hf", 1)], "1 new paper: hf 1", "✓"),
        (
            [done("hf", 41, 44), done("ml", 46), done("blog", 0)],
            "87 new papers: hf 41, ml 46 · 3 you already had",
            "✓",
        ),
        ([FetchReport(TITLES, Outcome.DONE, papers=2)], "2 titles found", ""),
        ([done("hf", 0), FetchReport(TEXTS, Outcome.DONE, papers=2)], "2 full texts", ""),
        (
            [done("hf", 1), FetchReport(TEXTS, Outcome.INCOMPLETE, reason="no network")],
            "1 new paper: hf 1 · full texts: no network",
            "✓",
        ),
        ([done("hf", 41), failed("ml")], "41 new; ml failed: unknown host", "!"),
        ([done("hf", 0), failed("ml")], "Nothing new; ml failed: unknown host", "!"),
        (
            [failed("hf", "no"), failed("ml"), failed("blog")],
            "Nothing fetched; hf failed: no, 2 more failed",
            "✗",
        ),
        (
            [failed("hf", "no network (DNS)"), failed("ml", "no network (DNS)")],
            "Nothing fetched: you seem to be offline (DNS)",
            "✗",
        ),
        ([failed("hf"), failed("ml")], "Nothing fetched: you seem to be offline (DNS)", "✗"),
        ([failed("ml")], "Nothing fetched; ml failed: unknown host", "✗"),
        ([failed("hf", "no network")], "Nothing fetched: you seem to be offline", "✗"),
        (
            [FetchReport("a", Outcome.SKIPPED, reason="already being fetched by another Octavo")],
            "a: already being fetched by another Octavo",
            "",
        ),
    ],
)
def test_the_result_of_a_fetch_is_one_line(
    reports: list[FetchReport], text: str, sign: str
) -> None:
    assert summary(reports) == FetchSummary(text, sign)


def test_the_next_try_is_named_if_there_is_one() -> None:
    assert summary([failed("hf", "no")], automatic=True).text.endswith("no. Next try 08:00")


def test_details_say_what_failed_since_when_and_what_comes_next() -> None:
    bad = FetchState(success=AT - dt.timedelta(days=1), failed=AT, failures=3)
    bad.error, bad.due = "https://x.example: unknown host", AT + dt.timedelta(minutes=15)
    sources = [(make("bad", "https://x.example"), bad), (make("hf", "daily-papers"), FetchState())]
    assert details(sources, {}).splitlines() == [
        "✗ bad",
        "  https://x.example: unknown host",
        "  failed Fri 21 Aug 08:00, 3 times in a row",
        "  last fetched Thu 20 Aug 08:00",
        "  next try Fri 21 Aug 08:15",
        "",
        "  hf",
        "  never fetched",
    ]
