"""Dates as the page prints them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.formats.common.dates import PrintedDate, infer_year, parse_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Mar 12", (3, 12, None)),
        ("Mar 12, 2024", (3, 12, 2024)),
        ("September 3", (9, 3, None)),
        ("Sept 3, 2021", (9, 3, 2021)),
        ("Sep. 03 2021", (9, 3, 2021)),
        ("may 31", (5, 31, None)),
        ("Feb 29", (2, 29, None)),
        ("Feb 29, 2024", (2, 29, 2024)),
        ("Wednesday, March 12, 2025", (3, 12, 2025)),
    ],
)
def test_dates_in_every_printed_form(text: str, date: tuple[int, int, int | None]) -> None:
    assert parse_date(text) == PrintedDate(*date)


@pytest.mark.parametrize(
    "text",
    [
        *("", "Mar", "12", "Mar 0", "Mar 32", "Apr 31", "Feb 30", "Feb 29, 2023", "Mar 123"),
        *("Mar 12, 20", "Marble 12", "Mar 12 and after", "on Mar 12", "Mar 12, 2024" * 9),
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_reads_back(day: dt.date) -> None:
    for month in ("%b", "%B"):
        printed = parse_date(f"{day.strftime(month)} {day.day}, {day.year}")
        assert printed is not None
        assert printed.in_year(day.year) == day


def test_no_year_is_inferred_if_none_fits() -> None:
    assert infer_year(PrintedDate(2, 29), (), dt.date(3, 1, 1)) is None
    assert infer_year(PrintedDate(3, 1), {dt.MAXYEAR}, dt.date(2025, 1, 1)) is None
