"""Statistics as text: the heat map and what is beside it."""

from __future__ import annotations

import datetime as dt

import pytest

from octavo_model.library.statistics.values import (
    Backlog,
    DayCount,
    Pace,
    SourceCount,
    StarRanks,
    Statistics,
)
from octavo_tui.render.colours.signs import in_ascii
from octavo_tui.render.statistics import backlog_text, heat_map, page

MONDAY = dt.date(2026, 11, 30)


def days(*seen: int, last: dt.date = MONDAY) -> tuple[DayCount, ...]:
    first = last - dt.timedelta(len(seen) - 1)
    return tuple(DayCount(first + dt.timedelta(at), number) for at, number in enumerate(seen))


YEAR = days(*(number % 50 for number in range(365)))
FULL = Statistics(
    YEAR,
    (SourceCount("hf", 22, 1), SourceCount("cs.CL", 310, 0)),
    Pace(40, 360.0),
    Backlog(121, 40.0),
    StarRanks((1, 30, 31, 2, 3, 4), (300,) * 6),
)


def test_each_day_has_the_sign_of_its_quarter() -> None:
    assert heat_map(days(1, 2, 3, 4, 0, 1, 9, 9), 72) == [
        "    Nov",
        "Mon ░▓  10",
        "Tue ░    2",
        "Wed ▒    3",
        "Thu ▒    4",
        "Fri ·    0",
        "Sat ░    1",
        "Sun ▓    9",
        "    · 0  ░ 1–2  ▒ 3–8  ▓ 9 or more papers seen",
    ]


def test_days_before_and_after_the_period_are_blank() -> None:
    wednesday = MONDAY + dt.timedelta(2)
    assert heat_map(days(5, 5, 5, 0, 0, 0, last=wednesday), 72)[:8] == [
        "     Dec",
        "Mon  ·  0",
        "Tue  ·  0",
        "Wed  ·  0",
        "Thu     0",
        "Fri ░   5",
        "Sat ░   5",
        "Sun ░   5",
    ]


@pytest.mark.parametrize(("width", "weeks"), [(72, 53), (60, 48), (40, 28), (10, 28)])
def test_as_many_weeks_are_shown_as_there_is_room_for(width: int, weeks: int) -> None:
    lines = heat_map(YEAR, width)
    signs = lines[1].removeprefix("Mon ").split("  ")[0]
    assert len(signs) == weeks
    assert max(map(len, lines[:8])) <= max(width, 40)


def test_names_of_months_are_above_the_weeks_of_their_first_days() -> None:
    months, monday = heat_map(YEAR, 72)[:2]
    # The year begins on 1 December 2025, a Monday; 1 June 2026 is a Monday 26 weeks later.
    assert months.split() == [
        "Dec",
        "Jan",
        "Feb",
        "Mar",
        "Apr",
        "May",
        "Jun",
        "Jul",
        "Aug",
        "Sep",
        "Oct",
        "Nov",
    ]
    assert (months.index("Dec"), months.index("Jun")) == (4, 4 + 26)
    assert monday[4 + 26] != " "


def test_a_day_without_papers_differs_from_others_in_ascii_too() -> None:
    signs = in_ascii("·░▒▓█")
    assert signs.isascii()
    assert len(set(signs)) == 5


def test_the_page_has_all_figures() -> None:
    lines = page(FULL, 72).splitlines()
    assert max(map(len, lines)) <= 72
    assert [line for line in lines if line.startswith(("Today", "Last"))] == [
        "Today                14        0        0        0",
        "Last 7 days          77        0        0        0",
        "Last 30 days        735        0        0        0",
        "Last 365 days     8,680        0        0        0",
    ]
    assert lines[-7:] == [
        "Pace: 6.7 papers a minute (40 in 6 min)",
        "Inbox: 121 left = 3 days, at 40 decided a day",
        "5 of the last 6 stars were in the top 30 of their digests",
        "",
        "Source         seen  starred   rate",
        "hf               22        1   1 in 22",
        "cs.CL           310        0   0 in 310",
    ]


def test_what_is_unknown_is_left_out() -> None:
    text = page(Statistics(YEAR, FULL.sources, None, Backlog(0, 0.0)), 72)
    assert "Pace" not in text
    assert "stars were" not in text
    assert "Inbox: 0 left\n" in text


def test_a_period_without_decisions_names_the_keys() -> None:
    text = page(Statistics(days(0, 0, 0), (), None, Backlog(3, 0.0)), 72, "f1 stars a paper")
    assert text.endswith("Nothing was decided in these days.\nf1 stars a paper")
    assert "Source" not in text


@pytest.mark.parametrize(
    ("backlog", "text"),
    [
        (Backlog(3, 0.0), "Inbox: 3 left"),
        (Backlog(3, 40.0), "Inbox: 3 left = less than a day, at 40 decided a day"),
        (Backlog(41, 40.0), "Inbox: 41 left = 1 day, at 40 decided a day"),
    ],
)
def test_the_backlog_in_words(backlog: Backlog, text: str) -> None:
    assert backlog_text(backlog) == text


def test_a_long_name_of_a_source_is_cut() -> None:
    sources = (SourceCount("a-source-with-a-very-long-name-indeed", 310, 0),)
    last = page(Statistics(YEAR, sources, None, FULL.backlog), 40).splitlines()[-1]
    assert last == "a-source-…      310        0   0 in 310"
