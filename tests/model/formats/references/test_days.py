from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.formats.common.dates import LooseDay
from octavo_model.formats.references.days import citation_day, written


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024 Sep 12", "2024-09-12"),
        ("SEP 14 2018", "2018-09-14"),
        ("14 Sept 2018", "2018-09-14"),
        ("September 14, 2018", "2018-09-14"),
        ("JAN-FEB 2019", "2019-01"),
        ("2023 Winter", "2023"),
        ("20240912", "2024-09-12"),
        ("2024/9/12/", "2024-09-12"),
        ("2020-2021", "2020"),
        ("2019 Feb 31", "2019-02"),
    ],
)
def test_days_are_read_as_far_as_they_are_known(text: str, day: str) -> None:
    found = citation_day(text)
    assert found is not None
    assert written(found) == day


@pytest.mark.parametrize("text", ["", "in press", "Sep", "12", "9" * 50, "x" * 99 + " 2024"])
def test_other_texts_are_no_days(text: str) -> None:
    assert citation_day(text) is None


@given(st.dates(dt.date(1500, 1, 1), dt.date(2099, 12, 31)))
def test_every_day_is_read_as_it_is_written(day: dt.date) -> None:
    for text in (
        f"{day.year} {day:%b} {day.day}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%Y%m%d}",
    ):
        assert citation_day(text) == LooseDay(day)
