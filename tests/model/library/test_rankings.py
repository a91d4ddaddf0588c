from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.search.similar.papers import SUBJECTS, invented

from octavo_model import Library, View
from octavo_model.core.changes import MarkChange
from octavo_model.core.marks import NO, Decision, MarkField, MarkState, Verdict
from octavo_model.search.ranking.ranker import MOST_KEPT
from octavo_model.search.ranking.ranking import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.model.conftest import Desk

    from octavo_model.search.ranking.ranking import Ranking

PAPERS = invented(120)


@pytest.fixture
def library(desk: Desk) -> Library:
    library = desk.open()
    desk.add_digest(library, *(paper for _, paper in PAPERS))
    return library


def of(library: Library, subject: str) -> list[int]:
    """The papers of a subject, in the order of the digest."""
    ids = library.catalog.ids(View.all())
    return [one for one, (its, _) in zip(ids, PAPERS, strict=True) if its == subject]


def star(library: Library, papers: list[int], decision: Decision = Decision.STAR) -> MarkChange:
    return library.marks.decide(papers, decision, until=dt.date(2025, 7, 1))


def opened(library: Library) -> Ranking:
    return library.rankings.open(library.catalog.ids(View.all()))


def test_a_list_is_ranked_by_the_stars(library: Library) -> None:
    owls = of(library, "owls")
    star(library, owls[:4])

    ranking = opened(library)

    assert (ranking.kept, ranking.left_out) == (4, 0)
    order = list(ranking.order())
    assert set(order[:4]) == set(owls[:4])
    assert set(order[: len(owls)]) >= set(owls[:-2])
    scores = dict(zip(ranking.ids, ranking.scores().tolist(), strict=True))
    assert order == sorted(order, key=lambda one: -scores[one])
    shown = dict(zip(ranking.ids, ranking.shown_scores(), strict=True))
    assert (shown[order[0]], shown[order[-1]]) == (99, 0)
    assert 99 > shown[order[10]] > 80


def test_nothing_marked_keeps_the_order_of_the_list(library: Library) -> None:
    ids = library.catalog.ids(View.all())[::-1]

    ranking = library.rankings.open(ids)

    assert ranking.kept == 0
    assert list(ranking.order()) == list(ids)


def test_a_mark_is_taken_in_and_its_undo_leaves_nothing(library: Library) -> None:
    star(library, of(library, "owls")[:3])
    ranking = opened(library)
    before = ranking.scores().tolist()

    for decision in (Decision.STAR, Decision.DISMISS, Decision.READ):
        ranking.apply(star(library, of(library, "bells")[:3], decision).states)
        assert ranking.scores().tolist() != before
        assert ranking.scores().tolist() == opened(library).scores().tolist()
        undone = library.marks.undo()
        assert isinstance(undone, MarkChange)
        ranking.apply(undone.states)
        assert ranking.scores().tolist() == before


def test_later_counts_neither_way(library: Library) -> None:
    star(library, of(library, "owls")[:3])
    ranking = opened(library)
    before = ranking.scores().tolist()

    ranking.apply(star(library, of(library, "bells")[:5], Decision.LATER).states)

    assert ranking.scores().tolist() == before


def test_a_star_on_a_paper_of_another_list_counts(desk: Desk, library: Library) -> None:
    owls, rest = of(library, "owls"), of(library, "owls")[4:] + of(library, "kites")
    ranking = library.rankings.open(rest)
    assert list(ranking.order()) == rest

    ranking.apply(star(library, owls[:4]).states)

    assert ranking.order()[0] in owls
    assert ranking.scores().tolist() == library.rankings.open(rest).scores().tolist()


def test_marks_of_another_instance_are_taken_in_by_refresh(desk: Desk, library: Library) -> None:
    ranking = opened(library)
    other = desk.open()
    star(other, of(library, "clocks")[:4])

    ranking.refresh()

    assert ranking.order()[0] in of(library, "clocks")
    assert ranking.scores().tolist() == opened(library).scores().tolist()


def test_the_next_session_ranks_the_same(desk: Desk, library: Library) -> None:
    star(library, of(library, "looms")[:4])
    star(library, of(library, "kelp")[:4], Decision.DISMISS)
    order = opened(library).order()

    assert opened(desk.reopen(library)).order() == order


def test_each_says_why(library: Library) -> None:
    star(library, of(library, "owls")[:4])
    star(library, of(library, "bells")[:4], Decision.DISMISS)

    ranking = opened(library)
    best, worst = of(library, "owls")[5], of(library, "bells")[5]

    why = ranking.why(best)
    assert 1 <= len(why.reasons) <= 3
    text = next(iter(library.catalog.papers([best])))
    assert all(term in f"{text.abstract} {text.title}" for term in why.reasons)
    words = {word for term in why.reasons for word in term.lower().split()}
    assert words & set(SUBJECTS["owls"].split())
    assert not words & {"the", "and", "we", "on"}
    against = set(ranking.why(worst).against.lower().split())
    assert against & set(SUBJECTS["bells"].split())


def test_a_paper_that_is_not_in_the_list_has_no_reasons(library: Library) -> None:
    ranking = library.rankings.open(of(library, "owls"))

    other = of(library, "bells")[0]
    assert ranking.why(other) == ((), "", "", "", "")


def test_an_empty_list_is_ranked(library: Library) -> None:
    ranking = library.rankings.open([])

    assert list(ranking.order()) == []
    star(library, of(library, "owls")[:2])
    ranking.refresh()
    assert list(ranking.order()) == []


def test_a_score_is_that_of_the_best_interest(library: Library) -> None:
    looms, kelp = of(library, "looms"), of(library, "kelp")
    library.rankings.interests = lambda: {"weaving": looms[:4], "sea": kelp[:4]}
    star(library, of(library, "owls")[:4])

    ranking = opened(library)

    assert ranking.kept == 12
    assert ranking.why(looms[5]).interest == "weaving"
    assert ranking.why(kelp[5]).interest == "sea"
    assert ranking.why(of(library, "owls")[5]).interest == ""
    first = set(list(ranking.order())[:40])
    assert all(first & set(of(library, one)[4:]) for one in ("looms", "kelp", "owls"))


def test_scores_of_several_interests_have_one_scale(library: Library) -> None:
    sea, weaving = of(library, "kelp")[:2], of(library, "looms")[:9]
    for groups in ({"sea": sea, "again": sea}, {"weaving": weaving, "again": weaving}):
        library.rankings.interests = lambda groups=groups: groups  # type: ignore[misc]
        scores = opened(library).scores()
        assert float(np.median(scores)) == pytest.approx(0.0)
        assert float(np.median(np.abs(scores))) == pytest.approx(1.0)


def test_of_many_kept_papers_those_that_were_added_last_count(library: Library) -> None:
    gone = range(10_000, 10_000 + MOST_KEPT)
    library.rankings.interests = lambda: {"many": gone}
    expected = opened(library).scores().tolist()
    library.rankings.interests = lambda: {"many": [*gone, *of(library, "owls")]}

    ranking = opened(library)

    assert ranking.kept == MOST_KEPT
    assert ranking.scores().tolist() == expected


@pytest.mark.parametrize(
    ("state", "share"),
    [
        (MarkState(), 0.0),
        (MarkState(read=True), 0.5),
        (MarkState(read=True, verdict=NO), 1.0),
        (MarkState(read=True, verdict=Verdict(dt.date(2025, 7, 1))), 0.0),
        (MarkState(read=True, due=True), 0.0),
        (MarkState(read=True, starred=True), 0.0),
    ],
)
def test_how_much_a_paper_counts_as_refused(state: MarkState, share: float) -> None:
    assert refusal(state) == share


def test_interests_rank_without_a_star(library: Library) -> None:
    library.rankings.interests = lambda: {"sea": of(library, "kelp")[:4]}

    ranking = opened(library)

    assert ranking.order()[0] in of(library, "kelp")
    assert ranking.why(of(library, "kelp")[5]).interest == "sea"


def test_what_is_followed_is_first_and_what_is_muted_last(library: Library) -> None:
    star(library, of(library, "owls")[:4])
    kelp, bells, owls = (of(library, one) for one in ("kelp", "bells", "owls"))
    library.rankings.flags = lambda _ids: (
        {kelp[0]: "au:quill", kelp[1]: "au:quill", 999: "gone"},
        {bells[0]: "bells", owls[0]: "owls", kelp[1]: "kelp"},
    )

    ranking = opened(library)

    order = list(ranking.order())
    assert set(order[:2]) == set(kelp[:2])
    assert order[-2:] == [owls[0], bells[0]]
    assert ranking.why(kelp[0]).followed == "au:quill"
    assert ranking.why(bells[0]).muted == "bells"


def test_of_a_long_list_the_newest_are_ranked(library: Library, desk: Desk) -> None:
    library.rankings.most = 30
    desk.add_digest(library, *(f"A newer owl, number {n}" for n in range(20)), date="2025-02-02")
    newest = library.catalog.ids(View.all())
    star(library, list(newest[:2]))

    ranking = library.rankings.open(sorted(newest))

    assert ranking.left_out == 110
    assert set(ranking.ids) == set(newest[:30])
    assert list(ranking.ids) == sorted(ranking.ids)


def test_new_papers_are_counted_in_slices(library: Library) -> None:
    seen: list[tuple[int, int]] = []
    library.rankings.open(library.catalog.ids(View.all()), lambda *done: seen.append(done))
    library.rankings.open(library.catalog.ids(View.all()), lambda *done: seen.append(done))

    assert seen == [(120, 120)]


DECISIONS = st.lists(
    st.tuples(
        st.sampled_from([*Decision, "undo", "redo", "refresh", "mark"]),
        st.lists(st.integers(0, 39), min_size=1, max_size=6),
    ),
    max_size=10,
)


@pytest.fixture(scope="module")
def shared(desk_type: type[Desk]) -> Iterator[Library]:
    """One library for all examples, which start with no mark."""
    from octavo_model import Paths

    with tempfile.TemporaryDirectory() as folder:
        desk = desk_type(Paths.under(Path(folder)))
        library = desk.open()
        desk.add_digest(library, *(paper for _, paper in PAPERS[:40]))
        yield library
        desk.close()


@settings(max_examples=25, deadline=None)
@given(DECISIONS)
def test_decisions_and_undos_in_any_order_give_the_list_learned_from_scratch(
    shared: Library, steps: list[tuple[str, list[int]]]
) -> None:
    library = shared
    ids = library.catalog.ids(View.all())
    for field in (MarkField.STARRED, MarkField.READ):
        library.marks.mark(ids, field, False)
    ranking = opened(library)
    for step, places in steps:
        papers = [ids[place] for place in places]
        change: object = None
        if step == "refresh":
            ranking.refresh()
        elif step in {"undo", "redo"}:
            change = getattr(library.marks, step)()
        elif step == "mark":
            change = library.marks.mark(papers, MarkField.STARRED, True)
        else:
            change = star(library, papers, Decision(step))
        if isinstance(change, MarkChange):
            ranking.apply(change.states)

    fresh = opened(library)

    assert ranking.order() == fresh.order()
    assert ranking.scores().tolist() == fresh.scores().tolist()
    assert ranking.why(ids[0]) == fresh.why(ids[0])


@pytest.mark.parametrize("sort", ["sort:score", "-sort:score"])
def test_what_is_not_ranked_comes_last_in_both_orders(library: Library, sort: str) -> None:
    star(library, of(library, "owls")[:4])
    library.rankings.most = 50
    ranked = set(opened(library).ids)

    found = library.search.find(sort, View.all())

    assert set(found.ids[:50]) == ranked
    assert (len(found.ids), set(found.scores[50:])) == (120, {0.0})
