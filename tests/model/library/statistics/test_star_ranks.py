"""How high stars were ranked, by what had been marked before each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from octavo_model import Library, View
from octavo_model.core.marks import NO, Decision, MarkState
from octavo_model.core.parsed import no_progress
from octavo_model.index.counts import DecisionTimes
from octavo_model.library.statistics.star_ranks import MarksBefore, StarRanker
from octavo_model.search.ranking.ranking import STARS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.model.conftest import Desk

    from octavo_model.search.ranking.ranking import Inputs

OWLS = "owls hear mice in the night forest with asymmetric ears"
TIDES = "tides move sand over the shallow basin of the harbour"


def digest(day: int) -> list[dict[str, str]]:
    """40 papers, of which every tenth is about owls."""
    return [
        {
            "title": f"{'Owls' if number % 10 == 9 else 'Tides'} of day {day}, number {number}",
            "abstract": OWLS if number % 10 == 9 else TIDES,
        }
        for number in range(40)
    ]


@pytest.fixture
def library(desk: Desk) -> Library:
    """Three digests; the user stars the owls of each in turn, a minute apart, and no tides."""
    return read(desk)


def read(desk: Desk, first: Decision = Decision.DISMISS) -> Library:
    """A library in which all is decided; ``first`` is what was decided of a paper on tides."""
    library = desk.open()
    for day in (1, 2, 3):
        desk.add_digest(library, *digest(day), date=f"2025-05-0{day}")
        papers = {
            row.title: row.id
            for row in library.catalog.rows(library.catalog.ids(View.all()))
            if row is not None and f"day {day}," in row.title
        }
        for title, paper in papers.items():
            desk.now += dt.timedelta(minutes=1)
            is_first = title == "Tides of day 1, number 0"
            other = first if is_first else Decision.DISMISS
            library.marks.decide([paper], Decision.STAR if title.startswith("Owls") else other)
    return library


def test_stars_like_those_before_them_were_ranked_high(library: Library) -> None:
    found = library.history.star_ranks()
    assert found is not None
    # Of 12 stars, the first was learned from nothing.
    assert len(found.ranks) == 11
    assert set(found.totals) == {40}
    assert all(rank <= 4 for rank in found.ranks)
    assert found.in_top(30) == 11


def test_later_marks_do_not_change_earlier_ranks(desk: Desk, library: Library) -> None:
    before = library.history.star_ranks()
    assert before is not None
    desk.now += dt.timedelta(minutes=1)
    library.marks.decide([library.catalog.resolve("Tides of day 3, number 0")], Decision.STAR)
    after = library.history.star_ranks()
    assert after is not None
    assert after.ranks[1:] == before.ranks
    # Nothing that is like it had a star.
    assert after.ranks[0] > 4


def test_what_was_computed_before_is_equal_to_what_is_computed_anew(
    desk: Desk, library: Library
) -> None:
    library.history.star_ranks()
    library.marks.undo()
    again = library.history.star_ranks()
    assert again == desk.reopen(library).history.star_ranks()


def test_a_star_that_was_removed_does_not_count_in_later_ranks(desk: Desk) -> None:
    library = read(desk, Decision.STAR)
    before = library.history.star_ranks()
    assert before is not None
    # Four owls of day 3, then four of day 2.
    assert max(before.ranks[:8]) <= 4
    owls = [library.catalog.resolve(f"Owls of day 1, number {n}") for n in (9, 19, 29, 39)]
    library.marks.decide(owls, Decision.UNSTAR)
    after = library.history.star_ranks()
    assert after is not None
    # The first owl of day 2 is now ranked by a star on tides alone.
    assert after.ranks[7] > 30
    assert after == desk.reopen(library).history.star_ranks()


def test_few_stars_and_small_digests_say_nothing(desk: Desk) -> None:
    library = desk.open()
    desk.add_digest(library, *(f"Paper {number}" for number in range(30)))
    ids = library.catalog.ids(View.all())
    for paper in ids:
        desk.now += dt.timedelta(minutes=1)
        library.marks.decide([paper], Decision.STAR)
    # So small a digest is read as a whole.
    assert library.history.star_ranks() is None
    desk.add_digest(library, *digest(1))
    for number in range(4):
        desk.now += dt.timedelta(minutes=1)
        title = f"Tides of day 1, number {number}"
        library.marks.decide([library.catalog.resolve(title)], Decision.STAR)
    assert library.history.star_ranks() is None


def test_progress_counts_stars(library: Library) -> None:
    seen: list[tuple[int, int]] = []
    library.history.star_ranks(lambda done, total: seen.append((done, total)))
    assert seen[-1] == (11, 11)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


def test_marks_before_a_moment() -> None:
    papers: Sequence[DecisionTimes] = (
        DecisionTimes(1, 10, 20, 0, 0),
        DecisionTimes(2, 15, 0, 25, 0),
        DecisionTimes(3, 30, 0, 0, 30),
    )
    before = MarksBefore(papers)
    states, groups, *_ = before.at(20, [1, 2, 3, 4])
    assert states == {1: MarkState(True), 2: MarkState(True), 3: MarkState(), 4: MarkState()}
    assert groups == {STARS: []}
    states, groups, *_ = before.at(31, [1, 2, 3])
    assert states == {
        1: MarkState(True, True),
        2: MarkState(True, False, NO),
        3: MarkState(True, due=True),
    }
    assert groups == {STARS: [1]}
    assert before.inputs([1, 2, 3]) == (states, groups, *_)


def test_what_a_star_is_ranked_by_is_computed_once(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments: list[int] = []
    at = MarksBefore.at

    def counted(before: MarksBefore, moment: int, ids: Sequence[int]) -> Inputs:
        moments.append(moment)
        return at(before, moment, ids)

    monkeypatch.setattr(MarksBefore, "at", counted)
    library.history.star_ranks()
    assert len(moments) == len(set(moments)) == 11


def test_a_paper_that_is_gone_is_left_out(library: Library) -> None:
    missing = [DecisionTimes(10**6 + number, 1, 1 + number, 0, 0) for number in range(9)]
    ranker = StarRanker(library.catalog, library.rankings)
    assert ranker.rank(missing, no_progress) is None


def test_a_digest_that_is_too_large_to_rank_is_left_out(library: Library) -> None:
    library.rankings.most = 39
    assert library.history.star_ranks() is None
