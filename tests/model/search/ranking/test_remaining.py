"""What is said of the relevant papers that are left: when, and how often it is right."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo_model.search.ranking.remaining import FEWEST, Estimate, estimate


def falling(found: int, over: int, power: float = 2.0) -> list[int]:
    """Places of ``found`` papers that turn up ever more slowly, the last of them at ``over``."""
    return [1 + round((over - 1) * (number / (found - 1)) ** power) for number in range(found)]


def test_few_kept_papers_say_nothing() -> None:
    assert estimate(falling(FEWEST - 1, 100), 300, 1_000) is None
    assert estimate(falling(FEWEST, 100), 300, 1_000) is not None


def test_before_a_tenth_is_read_nothing_is_said() -> None:
    places = falling(30, 60)
    assert estimate(places, 99, 1_000) is None
    assert estimate(places, 100, 1_000) is not None


def test_while_they_turn_up_at_one_rate_nothing_is_said() -> None:
    assert estimate(list(range(5, 500, 10)), 500, 1_000) is None
    assert estimate([500 - place for place in falling(40, 400)], 500, 1_000) is None


def test_while_the_curve_expects_many_more_nothing_is_said() -> None:
    assert estimate(falling(40, 300, power=1.3), 300, 1_000) is None


def test_of_a_list_that_is_read_nothing_is_said() -> None:
    assert estimate(falling(40, 150), 999, 1_000) is not None
    assert estimate(falling(40, 150), 1_000, 1_000) is None
    assert estimate([], 0, 0) is None


def test_a_long_stretch_without_any_lowers_what_may_be_left() -> None:
    places = falling(40, 150)
    said = [estimate(places, read, 1_000) for read in range(200, 1_000, 50)]
    bounds = [one.most for one in said if one is not None]
    assert len(bounds) == len(said)
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[0] > 10 > bounds[-1]
    assert estimate(places, 300, 1_000) == Estimate(about=1, most=11, further=0)


def test_the_line_is_lower_while_the_curve_expects_more() -> None:
    early, late = estimate(falling(40, 200), 210, 1_000), estimate(falling(40, 100), 210, 1_000)
    assert early is not None
    assert late is not None
    assert early.about > late.about
    assert 0 == late.further < early.further < 790


@given(
    st.lists(st.integers(1, 400), min_size=FEWEST, max_size=80, unique=True),
    st.integers(400, 1_000),
    st.integers(0, 9_000),
)
def test_bounds_are_in_order_and_within_what_is_unread(
    places: list[int], read: int, unread: int
) -> None:
    said = estimate(places, read, read + unread)
    if said is not None:
        assert 0 <= said.about <= said.most <= unread
        assert 0 <= said.further <= unread
        assert estimate(places[::-1], read, read + unread) == said


@pytest.mark.parametrize("apart", [0.0, 0.05, 0.1])
def test_the_bound_holds_in_nine_of_ten_cases(apart: float) -> None:
    """In lists with most relevant papers at the beginning and a share of them anywhere."""
    dice = random.Random(7)
    held = list[bool]()
    for _ in range(60):
        papers = dice.randrange(400, 3_000)
        mean = papers * dice.uniform(0.02, 0.15)
        places = {
            dice.randrange(papers)
            if dice.random() < apart
            else min(papers - 1, int(dice.expovariate(1 / mean)))
            for _ in range(dice.randrange(15, 120))
        }
        for read in range(papers // 20, papers, papers // 20):
            said = estimate([place + 1 for place in places if place < read], read, papers)
            left = sum(place >= read for place in places)
            if said is not None and left:
                held.append(said.most >= left)
    assert len(held) > 100
    assert sum(held) / len(held) >= 0.9
