"""What may move in a ranked list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from octavo_tui.controllers.listing.order import arranged, index_of_line

PAPERS = list(range(1, 13))
ORDERS = st.permutations(PAPERS)


@given(ORDERS, ORDERS, st.integers(0, 12))
def test_what_is_above_stays_and_the_rest_has_the_order(
    shown: list[int], order: list[int], kept: int
) -> None:
    result = list(arranged(PAPERS, shown, kept, order))

    assert result[:kept] == shown[:kept]
    assert result[kept:] == [one for one in order if one not in shown[:kept]]


@given(ORDERS, ORDERS, st.integers(0, 12), st.sets(st.sampled_from(PAPERS)))
def test_papers_that_went_are_left_out_and_new_ones_are_last(
    shown: list[int], order: list[int], kept: int, gone: set[int]
) -> None:
    papers = [one for one in [*PAPERS, 13, 14] if one not in gone]

    result = list(arranged(papers, shown, kept, order))

    assert sorted(result) == papers
    assert result[-2:] == [13, 14]


@given(ORDERS, ORDERS, st.integers(0, 12), st.integers(0, 12))
def test_the_line_has_all_above_it_that_may_be_worth_reading(
    shown: list[int], order: list[int], kept: int, place: int
) -> None:
    listed = arranged(PAPERS, shown, kept, order)

    index = index_of_line(listed, kept, order, place, None)

    above = set(listed if index is None else listed[:index])
    assert above == set(shown[:kept]) | set(order[:place])
