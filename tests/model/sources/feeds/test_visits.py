"""What a visit of a feed proves, and when the next one is."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from octavo_model.sources.counts import FeedState, PossibleGap
from octavo_model.sources.feeds.document import DocumentEntry, FeedDocument
from octavo_model.sources.feeds.visits import after_visit, describe, next_visit, overlaps

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)  # a Monday
HOUR = dt.timedelta(hours=1)
EVERY = 6 * HOUR


def feed(*numbers: int, dated: bool = True, **more: object) -> FeedDocument:
    """A feed of one entry an hour: entry 0 is of noon."""
    entries = (DocumentEntry(str(one), NOON + one * HOUR if dated else None) for one in numbers)
    return FeedDocument(tuple(entries), **more)  # type: ignore[arg-type]


def visit(state: FeedState, *pages: FeedDocument, hours: float) -> FeedState:
    return after_visit(state, pages, NOON + hours * HOUR, EVERY)


FIRST = visit(FeedState(), feed(3, 2, 1, 0), hours=3)


def test_the_first_visit_proves_nothing_and_has_no_gap() -> None:
    assert FeedState(("3", "2", "1", "0"), NOON + 3 * HOUR) == FIRST


def test_one_entry_in_common_is_enough() -> None:
    assert visit(FIRST, feed(6, 5, 4, 3), hours=6).gaps == ()


def test_without_one_there_may_be_a_gap_up_to_the_oldest_entry() -> None:
    state = visit(FIRST, feed(11, 10, 9, 8), hours=11)
    assert state.gaps == (PossibleGap(NOON + 3 * HOUR, NOON + 8 * HOUR),)
    assert "possible gap between Mon 2 Mar " in describe(state.gaps[0])


def test_without_dates_it_ends_now() -> None:
    first = visit(FeedState(), feed(1, 0, dated=False), hours=1)
    state = visit(first, feed(9, 8, dated=False), hours=9)
    assert state.gaps == (PossibleGap(NOON + HOUR, NOON + 9 * HOUR),)


def test_older_pages_close_or_narrow_it() -> None:
    assert visit(FIRST, feed(11, 10), feed(9, 8), feed(7, 3), hours=11).gaps == ()
    narrow = visit(FIRST, feed(11, 10), feed(9, 8), hours=11)
    assert narrow.gaps[0].end == NOON + 8 * HOUR


def test_gaps_are_kept_until_dismissed() -> None:
    state = visit(visit(FIRST, feed(9, 8), hours=9), feed(9, 8), hours=10)
    assert len(visit(state, feed(20, 19), hours=20).gaps) == 2


def test_there_are_never_too_many_to_keep() -> None:
    state = FIRST
    for number in range(60):
        state = visit(state, feed(10 * number + 10), hours=10 * number + 10)
    assert len(state.gaps) == 50
    assert state.gaps[0].start == FIRST.visited


def test_a_pinned_entry_proves_nothing() -> None:
    first = visit(FeedState(), feed(-99, 3, 2, 1), hours=3)
    assert len(visit(first, feed(-99, 9, 8, 7), hours=9).gaps) == 1
    assert visit(first, feed(-99, 5, 4, 3), hours=9).gaps == ()


def test_the_oldest_may_come_first() -> None:
    first = visit(FeedState(), feed(1, 2, 3), hours=3)
    assert first.known == ("3", "2", "1")
    assert visit(first, feed(3, 4, 5), hours=5).gaps == ()
    assert len(visit(first, feed(4, 5, 6), hours=6).gaps) == 1


def test_an_entry_that_is_dated_back_is_no_gap() -> None:
    assert visit(FIRST, feed(4, 3, 2, -50), hours=4).gaps == ()


def test_an_empty_feed_shows_nothing() -> None:
    assert visit(FIRST, feed(), hours=9) == FIRST


def test_a_feed_that_has_all_entries_has_no_gap() -> None:
    assert visit(FIRST, feed(9, 8, is_whole=True), hours=9).gaps == ()


def test_the_next_visit_is_after_half_the_time_that_it_spans() -> None:
    state = visit(FIRST, feed(12, 11, 10, 8), hours=12)
    assert state.interval == 2 * HOUR
    assert next_visit(state, NOON, EVERY) == NOON + 2 * HOUR
    assert visit(state, feed(16, 14, 10), hours=14).interval == 3 * HOUR
    assert visit(state, feed(90, 14, 10), hours=14).interval == EVERY


def test_it_is_not_sooner_than_the_feed_wants_nor_later_than_the_source() -> None:
    minute = HOUR / 60
    assert visit(FIRST, feed(12), hours=12).interval == 3 * HOUR  # one entry spans nothing
    quick = FeedDocument(
        tuple(DocumentEntry(f"q{n}", NOON + 12 * HOUR + n * minute) for n in (9, 5, 1))
    )
    assert visit(FIRST, quick, hours=13).interval == 15 * minute
    assert visit(FIRST, feed(12, 11, least=2 * HOUR), hours=12).interval == 2 * HOUR
    assert visit(FIRST, feed(12, 11, least=99 * HOUR), hours=12).interval == EVERY


def test_without_dates_it_is_half_the_interval_each_time() -> None:
    first = visit(FeedState(), feed(1, dated=False), hours=1)
    second = visit(first, feed(2, dated=False), hours=2)
    third = visit(second, feed(3, dated=False), hours=3)
    quiet = visit(third, feed(4, 3, dated=False), hours=4)
    assert [one.interval for one in (second, third, quiet)] == [3 * HOUR, EVERY / 4, EVERY / 4]


def test_hours_and_days_that_the_feed_excludes_are_left_out() -> None:
    state = FeedState(skip_hours=frozenset({18, 19}), skip_days=frozenset({5, 6}))
    assert next_visit(state, NOON, EVERY) == NOON + 8 * HOUR
    friday = NOON + dt.timedelta(days=4, hours=8)
    assert next_visit(state, friday, EVERY) == dt.datetime(2026, 3, 9, tzinfo=dt.UTC)


def test_a_feed_that_excludes_all_of_the_week_is_asked_all_the_same() -> None:
    state = FeedState(skip_days=frozenset(range(7)))
    assert next_visit(state, NOON, EVERY) == NOON + EVERY


@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=30),
    st.integers(1, 10),
)
def test_whatever_was_missed_is_listed(pauses: list[int], size: int) -> None:
    """One entry an hour, a feed of ``size`` entries, visits at any time."""
    state, seen, hour = FeedState(), set[int](), 0
    for pause in pauses:
        hour += pause
        shown = [number for number in range(hour, hour - size, -1) if number >= 0]
        seen.update(shown)
        state = visit(state, feed(*shown), hours=hour)
    missed = set(range(min(seen), hour)) - seen
    covered = {
        number
        for gap in state.gaps
        for number in range(hour)
        if gap.start < NOON + number * HOUR < gap.end
    }
    assert missed <= covered
    assert bool(missed) <= bool(state.gaps)


def test_overlap_is_by_identity() -> None:
    assert overlaps(feed(3, 2), {"2"})
    assert not overlaps(feed(3, 2), {"1"})
