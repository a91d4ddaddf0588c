"""Days as feeds and bibliographies write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.core.dates import Precision, decoded, encoded, written
from octavo_model.core.parsed import ParsedPaper
from octavo_model.formats.common.dates import LooseDay, from_parts, newest, read

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
    assert read(text) == LooseDay(dt.date.fromisoformat(date))


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("2016-02", "2016-02"),
        ("2016", "2016"),
        ("2025///", "2025"),
        ("March 2016", "2016-03"),
        ("2016-02-31", "2016-02"),
        ("2016-13", "2016"),
    ],
)
def test_a_missing_part_is_the_first_and_the_precision_says_so(text: str, known: str) -> None:
    day = read(text)
    assert day is not None
    assert day.date.isoformat() == f"{known}-01-01"[:10]
    assert (written(day.date, day.precision), day.inferred, day.is_explicit) == (
        known,
        False,
        False,
    )


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
def test_a_day_may_be_relative_to_now(text: str, date: str) -> None:
    assert read(text, NOW) == (dt.date.fromisoformat(date), True, Precision.ABOUT)
    assert read(text) is None


@pytest.mark.parametrize("text", ["", "soon", "in press", "0000", "9999 years ago", "x" * 100])
def test_text_without_a_day_is_none(text: str) -> None:
    assert read(text, NOW) is None


@pytest.mark.parametrize(
    ("parts", "known"),
    [
        (("2001", "12", "24"), "2001-12-24"),
        (("2001", "December", None), "2001-12"),
        (("2001", "", "24"), "2001"),
        (("2001", "smarch", "1"), "2001"),
    ],
)
def test_a_day_may_be_in_parts(parts: tuple[str, str | None, str | None], known: str) -> None:
    day = from_parts(*parts)
    assert day is not None
    assert written(day.date, day.precision) == known


def test_the_newest_day_is_its_most_certain_form() -> None:
    day = dt.date(2025, 11, 1)
    papers = [
        ParsedPaper("A", date=day, date_precision=Precision.MONTH),
        ParsedPaper("B", date=day),
        ParsedPaper("C", date=day, date_inferred=True),
        ParsedPaper("D", date=dt.date(2024, 1, 1)),
        ParsedPaper("E"),
    ]
    assert newest(papers) == LooseDay(day)
    assert newest(papers[:1]) == LooseDay(day, precision=Precision.MONTH)
    assert newest(papers[4:]) is None


@given(st.booleans(), st.sampled_from(Precision))
def test_how_a_date_is_known_comes_back(inferred: bool, precision: Precision) -> None:
    assert decoded(encoded(inferred=inferred, precision=precision)) == (inferred, precision)


@given(st.text(max_size=90) | st.from_regex(r"\d{1,5}[-/ ]\w{1,4}[-/ ,]\d{1,5}( ago)?"))
def test_no_text_is_too_odd(text: str) -> None:
    read(text, NOW)


@given(
    st.dates(dt.date(1000, 1, 1)),
    st.sampled_from(["%Y-%m-%d", "%d %b %Y", "%B %d, %Y", "%Y/%m/%d/"]),
)
def test_a_day_that_is_written_comes_back(date: dt.date, form: str) -> None:
    assert read(date.strftime(form)) == LooseDay(date)
