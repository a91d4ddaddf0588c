"""Which days of Daily Papers are asked for, whenever a fetch happens."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from octavo_model.sources.counts import PaperDay
from octavo_model.sources.daily_papers.plan import (
    days_to_ask,
    has_votes,
    is_closed,
    is_weekend,
    statuses,
)

FRIDAY = dt.date(2025, 3, 7)
START = dt.datetime(2025, 3, 7, 6, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def age(day: dt.date, now: dt.datetime) -> int:
    return (now.date() - day).days


@given(
    st.lists(st.integers(10, 60 * 80), min_size=1, max_size=60),
    st.dictionaries(st.integers(0, 200), st.sampled_from([0, 1, 50])),
    st.sets(st.integers(0, 60)),
)
def test_every_day_is_asked_for_as_often_as_it_may_change(
    pauses: list[int], sizes: dict[int, int], failing: set[int]
) -> None:
    now = START
    days: dict[dt.date, PaperDay] = {}
    for number, pause in enumerate(pauses):
        now += dt.timedelta(minutes=pause)
        for day in days_to_ask(FRIDAY, now, days):
            before = days.get(day)
            if before is not None and before.asked is not None:
                is_filling = bool(before.papers) or not is_weekend(day)
                is_hourly = age(day, now) < 2 and is_filling
                assert now - before.asked >= HOUR if is_hourly else before.asked.date() < now.date()
                assert not is_closed(day, before) or has_votes(day, now.date())
            if number in failing:
                if not is_closed(day, before):
                    days[day] = (before or PaperDay())._replace(error="no network")
                continue
            size = 0 if is_weekend(day) else sizes.get(age(day, START), 3)
            days[day] = PaperDay(size, now)

        listed = {one.date: one for one in statuses(FRIDAY, now, days)}
        for back in range(age(FRIDAY, now) + 1):
            day = FRIDAY + back * DAY
            known = days.get(day)
            if is_closed(day, known) or is_weekend(day):
                continue
            # What an answer did not settle is listed, and a failure is a gap.
            assert day in listed
            if known is None or known.error:
                assert listed[day].is_gap or (known is None and day == now.date())

    quiet = now + 8 * DAY
    for step in range(4):
        for day in days_to_ask(FRIDAY, quiet + step * DAY, days):
            days[day] = PaperDay(1, quiet + step * DAY)
    last = quiet + 3 * DAY
    old = [one for one in statuses(FRIDAY, last, days) if age(one.date, last) > 8]
    assert all(one.is_closed and not one.is_gap for one in old)


def test_a_day_of_a_month_ago_is_asked_for_once() -> None:
    now = START + 30 * DAY
    days = dict.fromkeys(days_to_ask(FRIDAY, now, {}), PaperDay(3, now))
    assert days_to_ask(FRIDAY, now + DAY, days)[-1] == (now - 13 * DAY).date()
    assert FRIDAY in days


def test_words() -> None:
    monday = START + 3 * DAY
    known = {
        FRIDAY: PaperDay(1, monday),
        FRIDAY + 3 * DAY: PaperDay(None, None, "no network"),
        FRIDAY + 4 * DAY: PaperDay(0, monday + DAY),
    }
    words = [one.words for one in statuses(FRIDAY, monday + DAY, known)]
    assert words == ["unknown: the list is empty", "failed: no network", "1 paper, open"]
    later = statuses(FRIDAY, monday + 20 * DAY, known)
    assert later[-1].words == "1 paper, open: not asked for since 10 Mar"
    assert later[-1].is_gap
