"""Decisions: what each sets, what undo takes back, and what leaves and enters the Inbox."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from octavo_model import Library, Paths, View
from octavo_model.core.changes import MarkChange
from octavo_model.core.marks import NO, Decision, MarkState, Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.model.conftest import Desk

TODAY = dt.date(2025, 6, 1)
MONDAY = dt.date(2025, 6, 2)
UNREAD, READ = MarkState(), MarkState(read=True)
STARRED = MarkState(read=True, starred=True)


def state(library: Library, title: str) -> MarkState:
    row = library.catalog.rows([library.catalog.resolve(title)])[0]
    assert row is not None
    return row.marks


def decide(
    library: Library, title: str, decision: Decision, until: dt.date | None = None
) -> MarkState:
    library.marks.decide([library.catalog.resolve(title)], decision, until)
    return state(library, title)


@pytest.mark.parametrize(
    ("before", "decision", "now"),
    [
        (UNREAD, Decision.STAR, STARRED),
        (UNREAD, Decision.DISMISS, MarkState(True, False, NO)),
        (UNREAD, Decision.LATER, MarkState(True, False, Verdict(MONDAY))),
        (UNREAD, Decision.READ, READ),
        (STARRED, Decision.DISMISS, MarkState(True, False, NO)),
        (STARRED, Decision.LATER, MarkState(True, True, Verdict(MONDAY))),
        (STARRED, Decision.UNSTAR, READ),
        (MarkState(True, False, NO), Decision.STAR, STARRED),
        (MarkState(True, False, NO), Decision.LATER, MarkState(True, False, Verdict(MONDAY))),
        (MarkState(True, False, NO), Decision.UNREAD, UNREAD),
        (MarkState(True, False, Verdict(MONDAY)), Decision.DISMISS, MarkState(True, False, NO)),
        (
            MarkState(True, False, Verdict(MONDAY)),
            Decision.STAR,
            MarkState(True, True, Verdict(MONDAY)),
        ),
    ],
)
def test_what_each_decision_makes_of_a_paper(
    before: MarkState, decision: Decision, now: MarkState
) -> None:
    until = MONDAY if decision is Decision.LATER else None
    assert decision.apply(before, until) == now


def test_a_star_is_lost_with_no_and_back_in_one_step(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls", "Larks")
    decide(library, "Owls", Decision.STAR)
    assert decide(library, "Owls", Decision.DISMISS) == MarkState(True, False, NO)
    change = library.marks.undo()
    assert change is not None
    assert state(library, "Owls") == STARRED
    library.marks.redo()
    assert state(library, "Owls") == MarkState(True, False, NO)
    library.marks.undo()
    library.marks.undo()
    assert state(library, "Owls") == UNREAD
    desk.check()


def test_a_day_for_later_must_be_to_come(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls")
    (paper,) = library.catalog.ids(View.all())
    for until in (None, TODAY):
        with pytest.raises(ValueError, match=str(until)):
            library.marks.decide([paper], Decision.LATER, until)
    assert desk.journal() == []


def test_a_paper_for_later_is_undecided_again_on_its_day(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls", "Larks", date="2025-05-30")
    decide(library, "Owls", Decision.STAR)
    decide(library, "Owls", Decision.LATER, MONDAY)
    assert desk.titles(library, View.inbox()) == ["Larks"]
    assert desk.titles(library, View.later()) == ["Owls"]
    assert library.catalog.counts(View.all()).undecided == 1
    assert desk.titles(library, View.of_query("is:later")) == ["Owls"]
    assert desk.titles(library, View.of_query("later:2025-06-02")) == ["Owls"]
    desk.now += dt.timedelta(days=1)
    assert state(library, "Owls") == MarkState(False, True, due=True)
    assert state(library, "Owls").undecided
    assert desk.titles(library, View.inbox()) == ["Owls", "Larks"]
    assert desk.titles(library, View.later()) == []
    assert library.catalog.counts(View.all()).undecided == 2
    assert [one.undecided for one in library.catalog.digests()] == [2]
    assert desk.titles(library, View.of_query("is:undecided")) == ["Owls", "Larks"]
    assert decide(library, "Owls", Decision.READ) == STARRED
    assert desk.titles(library, View.inbox()) == ["Larks"]
    change = library.marks.undo()
    assert isinstance(change, MarkChange)
    assert [one.undecided for one in change.states.values()] == [True]
    assert desk.titles(library, View.inbox()) == ["Owls", "Larks"]
    desk.check()


def test_the_inbox_has_undecided_papers_of_recent_or_fetched_digests(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, "New", date="2025-05-31")
    desk.add_digest(library, "Old", date="2025-04-01")
    desk.add_digest(library, "From a bibliography")
    assert desk.titles(library, View.inbox()) == ["New"]
    decide(library, "Old", Decision.LATER, MONDAY)
    desk.now += dt.timedelta(days=1)
    assert desk.titles(library, View.inbox()) == ["New", "Old"]
    assert library.catalog.counts(View.inbox()) == (2, 2, 0)
    library.catalog.inbox_days = 100
    decide(library, "Old", Decision.UNREAD)
    assert desk.titles(library, View.inbox()) == ["New", "Old"]


def test_the_user_says_whether_a_digest_is_for_the_inbox(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls")
    (digest,) = library.catalog.digests()
    library.edits.show_in_inbox(digest.name, True)
    assert desk.titles(library, View.inbox()) == ["Owls"]
    library.marks.undo()
    assert desk.titles(library, View.inbox()) == []
    library.marks.redo()
    # What the user wants there stays, however old the digest is.
    desk.now += dt.timedelta(days=400)
    assert desk.titles(library, View.inbox()) == ["Owls"]
    assert [one.in_inbox for one in library.catalog.digests()] == [True]
    library.edits.show_in_inbox(digest.name, False)
    assert desk.titles(library, View.inbox()) == []
    library.edits.show_in_inbox(digest.name, True)
    assert desk.titles(library, View.inbox()) == ["Owls"]
    desk.check()


def test_of_two_verdicts_of_one_paper_the_later_counts(desk: Desk, library: Library) -> None:
    desk.add_digest(library, {"title": "Owls", "arxiv_id": "2401.00001"}, "Owls at Noon")
    decide(library, "Owls at Noon", Decision.DISMISS)
    one, other = (library.catalog.resolve(title) for title in ("2401.00001", "Owls at Noon"))
    library.marks.decide([one], Decision.LATER, MONDAY)
    merged = library.edits.merge(one, other)
    row = library.catalog.rows([merged])[0]
    assert row is not None
    assert row.verdict == Verdict(MONDAY)
    desk.check()


STEPS = st.lists(
    st.tuples(
        st.lists(st.integers(0, 4), min_size=1, max_size=5, unique=True),
        st.sampled_from([*Decision, "undo", "redo"]),
        st.integers(1, 3),
    ),
    max_size=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(STEPS)
def test_decisions_and_undo_give_what_plain_python_gives(
    desk_type: type[Desk],
    tmp_path_factory: pytest.TempPathFactory,
    steps: Sequence[tuple[list[int], str, int]],
) -> None:
    desk = desk_type(Paths.under(tmp_path_factory.mktemp("decisions")))
    with desk.open() as library:
        desk.add_digest(library, *(f"Paper {number}" for number in range(5)), date="2025-06-01")
        ids = list(library.catalog.ids(View.all()))
        now = [UNREAD] * 5
        done: list[list[MarkState]] = []
        undone: list[list[MarkState]] = []
        for chosen, step, days in steps:
            if step == "undo":
                library.marks.undo()
                if done:
                    undone.append(now)
                    now = done.pop()
            elif step == "redo":
                library.marks.redo()
                if undone:
                    done.append(now)
                    now = undone.pop()
            else:
                until = TODAY + dt.timedelta(days) if step == Decision.LATER else None
                wanted = list(now)
                for number in chosen:
                    wanted[number] = Decision(step).apply(now[number], until)
                papers = [ids[number] for number in chosen]
                library.marks.decide(papers, Decision(step), until)
                if wanted != now:
                    done.append(now)
                    now, undone = wanted, []
            rows = [row for row in library.catalog.rows(ids) if row is not None]
            assert [row.marks for row in rows] == now
            undecided = sum(one.undecided for one in now)
            assert library.catalog.counts(View.inbox()).total == undecided
            assert library.catalog.counts(View.all()).undecided == undecided
        desk.check()
