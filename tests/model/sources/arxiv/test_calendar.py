"""When arXiv announces papers."""

from __future__ import annotations

import datetime as dt

import pytest

from octavo_model.sources.arxiv.calendar import (
    EASTERN,
    Calendar,
    announcement_time,
    expected_day,
    next_announcement,
    weekdays,
)


def eastern(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=EASTERN).astimezone(dt.UTC)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-08-20 19:59", "2026-08-20"),  # Thursday evening
        ("2026-08-20 20:00", "2026-08-21"),
        ("2026-08-21 23:00", "2026-08-21"),  # Friday: the next batch comes on Sunday
        ("2026-08-23 19:00", "2026-08-21"),
        ("2026-08-23 20:00", "2026-08-24"),
        ("2026-09-06 21:00", "2026-09-04"),  # Labor Day: no announcement
        ("2026-11-01 20:30", "2026-11-02"),  # the day on which summer time ends
    ],
)
def test_the_day_that_should_be_there(now: str, expected: str) -> None:
    assert expected_day(eastern(now)) == day(expected)


def test_the_time_of_an_announcement_follows_summer_time() -> None:
    assert announcement_time(day("2026-08-21")).hour == 0
    assert announcement_time(day("2026-12-02")).hour == 1


@pytest.mark.parametrize(
    ("now", "following"),
    [("2026-08-20 19:00", "2026-08-20 20:00"), ("2026-08-21 09:00", "2026-08-23 20:00")],
)
def test_the_next_announcement(now: str, following: str) -> None:
    assert next_announcement(eastern(now)) == eastern(following)


def test_weekdays_newest_first() -> None:
    days = list(weekdays(day("2026-08-20"), day("2026-08-25")))
    assert [one.day for one in days] == [25, 24, 21, 20]


def test_a_link_to_the_next_day_says_which_days_there_were() -> None:
    calendar = Calendar().with_link(day("2026-08-20"), day("2026-08-24"))

    assert calendar.was_announced(day("2026-08-24")) is True
    assert calendar.was_announced(day("2026-08-21")) is False
    assert calendar.was_announced(day("2026-08-20")) is None


def test_a_day_with_papers_was_announced_whatever_a_link_says() -> None:
    calendar = Calendar().with_announced(day("2026-08-21"))
    calendar = calendar.with_link(day("2026-08-20"), day("2026-08-24"))

    assert calendar.was_announced(day("2026-08-21")) is True
