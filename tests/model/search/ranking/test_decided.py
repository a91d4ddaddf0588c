"""What was decided, in which order, and what is left."""

from __future__ import annotations

from octavo_model.core.marks import NO, MarkState
from octavo_model.search.ranking.decided import Decided

STAR, REFUSED = MarkState(starred=True), MarkState(verdict=NO)
LIST = range(1_000)
NOBODY = frozenset[int]()


def half_read() -> Decided:
    """A list of which 300 papers were decided; of the first 60, every second was kept."""
    decided = Decided(LIST)
    for paper in range(300):
        decided.apply({paper: STAR if paper < 60 and paper % 2 == 0 else REFUSED})
    return decided


def test_few_decisions_say_nothing() -> None:
    decided = Decided(LIST)
    decided.start(dict.fromkeys(range(9), STAR), range(9))
    assert decided.remaining(LIST, NOBODY, ()) is None


def test_the_order_of_decisions_counts_not_that_of_the_list() -> None:
    backwards = Decided(LIST)
    states = {paper: STAR if paper < 30 else REFUSED for paper in range(300)}
    backwards.start(states, [*range(299, -1, -1)])
    assert backwards.remaining(LIST, NOBODY, ()) is None
    backwards.start(states, range(300))
    assert backwards.remaining(LIST, NOBODY, ()) is not None


def test_decisions_made_one_by_one_are_like_those_that_were_there() -> None:
    states = {n: STAR if n < 60 and n % 2 == 0 else REFUSED for n in range(300)}
    known = Decided(LIST)
    known.start(states, range(300))
    assert known.remaining(LIST, NOBODY, ()) == half_read().remaining(LIST, NOBODY, ())


def test_decisions_that_are_undone_do_not_count() -> None:
    decided, before = half_read(), half_read().remaining(LIST, NOBODY, ())
    decided.apply(dict.fromkeys(range(400, 500), STAR))
    assert decided.remaining(LIST, NOBODY, ()) != before
    decided.apply({paper: MarkState() for paper in range(400, 500)})
    assert decided.remaining(LIST, NOBODY, ()) == before


def test_papers_of_other_lists_do_not_count() -> None:
    decided = half_read()
    before = decided.remaining(LIST, NOBODY, ())
    decided.apply(dict.fromkeys(range(2000, 2100), STAR))
    assert decided.remaining(LIST, NOBODY, ()) == before


def test_undecided_papers_without_abstract_are_counted() -> None:
    said = half_read().remaining(LIST, NOBODY, [5, 299, 300, 999])
    assert said is not None
    assert said.without_abstract == 2


def test_followed_papers_are_above_the_line() -> None:
    order = [*range(900, 1_000), *range(900)]
    said = half_read().remaining(order, NOBODY, ())
    followed = half_read().remaining(order, {900, 901, 902}, ())
    assert said is not None
    assert followed is not None
    assert (said.place, followed.place) == (0, 3)
    assert said._replace(place=3) == followed


def test_the_line_leaves_room_for_what_the_curve_expects() -> None:
    decided = Decided(LIST)
    kept = {number**2 // 9 for number in range(40)}
    decided.start({n: STAR if n in kept else REFUSED for n in range(210)}, range(210))
    said = decided.remaining(LIST, NOBODY, ())
    assert said is not None
    # Decided papers come first in this order.
    assert 210 < said.place < 1_000
