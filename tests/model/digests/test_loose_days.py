"""Days as feeds and bibliographies write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.digests.loose_days import from_parts, read

NOW = dt.datetime(2025, 11, 12, 1, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2025-11-10T23:30:00-08:00", "2025-11-10"),
        ("Mon, 10 Nov 2025 23:30:00 -0800", "2025-11-10"),
        ("2024/03/07/", "2024-03-07"),
        ("2024.3.7", "2024-03-07"),
        ("November 9, 2025", "2025-11-09"),
        ("Nov. 9th, 2025 at noon", "2025-11-09"),
        ("Sunday, 9 November 2025", "2025-11-09"),
        ("9 nov 2025", "2025-11-09"),
    ],
)
def test_a_whole_day_is_read_as_it_is_written(text: str, date: str) -> None:
    assert read(text) == (dt.date.fromisoformat(date), False)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2016-02", "2016-02-01"),
        ("2016", "2016-01-01"),
        ("2025///", "2025-01-01"),
        ("March 2016", "2016-03-01"),
        ("2016-02-31", "2016-02-01"),
        ("2016-13", "2016-01-01"),
    ],
)
def test_what_is_missing_is_the_first_and_counts_as_inferred(text: str, date: str) -> None:
    assert read(text) == (dt.date.fromisoformat(date), True)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("today", "2025-11-12"),
        ("Yesterday", "2025-11-11"),
        ("3 hours ago", "2025-11-11"),
        ("a day ago", "2025-11-11"),
        ("about 2 weeks ago", "2025-10-29"),
        ("1 month ago", "2025-10-12"),
    ],
)
def test_a_day_may_be_told_from_now(text: str, date: str) -> None:
    assert read(text, NOW) == (dt.date.fromisoformat(date), True)
    assert read(text) is None


@pytest.mark.parametrize("text", ["", "soon", "in press", "0000", "9999 years ago", "x" * 100])
def test_what_tells_no_day_is_none(text: str) -> None:
    assert read(text, NOW) is None


@pytest.mark.parametrize(
    ("parts", "date", "inferred"),
    [
        (("2001", "12", "24"), "2001-12-24", False),
        (("2001", "December", None), "2001-12-01", True),
        (("2001", "", "24"), "2001-01-01", True),
        (("2001", "smarch", "1"), "2001-01-01", True),
    ],
)
def test_a_day_may_stand_in_parts(
    parts: tuple[str, str | None, str | None], date: str, inferred: bool
) -> None:
    assert from_parts(*parts) == (dt.date.fromisoformat(date), inferred)


@given(st.text(max_size=90) | st.from_regex(r"\d{1,5}[-/ ]\w{1,4}[-/ ,]\d{1,5}( ago)?"))
def test_no_text_is_too_odd(text: str) -> None:
    read(text, NOW)


@given(
    st.dates(dt.date(1000, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%d %b %Y", "%B %d, %Y", "%Y/%m/%d/"]),
)
def test_a_day_that_is_written_comes_back(date: dt.date, form: str) -> None:
    assert read(date.strftime(form)) == (date, False)
