"""Lists as values."""

from __future__ import annotations

from array import array

import pytest

from octavo_model import Digest, View
from octavo_model.search.query.parser import parse
from octavo_model.search.results import SearchResult
from octavo_tui.controllers import list_state
from octavo_tui.controllers.list_state import steady


def found(scores: dict[int, float], query: str = "owls") -> SearchResult:
    ids, values = array("q", scores), array("f", scores.values())
    return SearchResult(parse(query), ids, values)


@pytest.mark.parametrize(
    ("before", "now", "shown"),
    [
        # Equal ones keep their order, a better one moves up, and the best is first.
        ({1: 9, 2: 8, 3: 7}, {1: 9, 3: 8, 2: 8}, [1, 2, 3]),
        ({1: 9, 2: 8, 3: 7}, {1: 9, 3: 8.4, 2: 8}, [1, 2, 3]),
        ({1: 9, 2: 8, 3: 7}, {1: 9, 3: 8.8, 2: 8}, [1, 3, 2]),
        ({1: 9, 2: 8, 3: 7}, {3: 9, 1: 9, 2: 9}, [3, 1, 2]),
        # With another paper on screen, nothing of the order is worth keeping.
        ({1: 9, 2: 8, 3: 7}, {1: 9, 4: 8, 3: 8, 2: 8}, [1, 4, 3, 2]),
        # Below the window nothing changes.
        ({1: 9, 2: 8, 3: 7, 4: 6}, {1: 9, 3: 8, 2: 8, 5: 8, 4: 8}, [1, 2, 3, 5, 4]),
    ],
)
def test_rows_on_screen_do_not_swap_without_need(
    before: dict[int, float], now: dict[int, float], shown: list[int]
) -> None:
    result = steady(found(now), found(before), 3)

    assert list(result.ids) == shown
    assert dict(zip(result.ids, result.scores, strict=True)) == pytest.approx(now, abs=1e-5)


@pytest.mark.parametrize(("query", "earlier"), [("owls sort:date", "owls"), ("owls", "is:unread")])
def test_an_order_that_was_asked_for_is_kept(query: str, earlier: str) -> None:
    result = found({1: 9, 3: 8, 2: 8}, query)

    assert steady(result, found({1: 9, 2: 8, 3: 7}, earlier), 3) is result


def test_neighbours_of_a_digest_and_the_next_one_with_something_left() -> None:
    digests = [
        Digest(number, name, "", None, False, 5, undecided)
        for number, (name, undecided) in enumerate([("new", 0), ("mid", 0), ("old", 2), ("z", 0)])
    ]
    new, mid, old = (View.of_digest(name) for name in ("new", "mid", "old"))
    assert list_state.neighbour(new, digests, 1) == mid
    assert list_state.neighbour(new, digests, 2) == old
    assert list_state.neighbour(new, digests, -1) is None
    assert list_state.older_undecided(new, digests) == (2, "old")
    assert list_state.older_undecided(old, digests) is None
    # From the Inbox the key opens the digest that the message names.
    assert list_state.neighbour(View.inbox(), digests, 1) == old
    assert list_state.older_undecided(View.inbox(), digests) == (1, "old")
    assert list_state.neighbour(View.inbox(), digests[:2], 1) == new
    assert list_state.neighbour(View.inbox(), [], 1) is None
