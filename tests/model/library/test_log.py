"""The log: every kind of change, of every instance of this home, and the undo of one of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from octavo_model import Paths, View
from octavo_model.core.changes import LoggedChange, MarkChange, Property, PropertyChange
from octavo_model.core.marks import NO, Decision, MarkState
from octavo_model.core.views import SavedView
from octavo_model.library.backup.restore import restore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.model.conftest import Desk

    from octavo_model import Library

MONDAY = dt.date(2025, 6, 2)


@pytest.fixture
def library(desk: Desk) -> Library:
    library = desk.open()
    desk.add_digest(library, "Owls", "Larks", {"title": "Rails", "arxiv_id": "2401.00001"})
    return library


def decide(
    library: Library, decision: Decision, *titles: str, until: dt.date | None = None
) -> None:
    library.marks.decide([library.catalog.resolve(one) for one in titles], decision, until)


def marks(library: Library, title: str) -> MarkState:
    row = library.catalog.rows([library.catalog.resolve(title)])[0]
    assert row is not None
    return row.marks


def starred(desk: Desk, library: Library) -> list[str]:
    return desk.titles(library, View.starred())


def whats(log: Sequence[LoggedChange]) -> list[object]:
    return [one.what if isinstance(one.what, Decision) else one.what.property for one in log]


def test_decisions_are_logged_newest_first(desk: Desk, library: Library) -> None:
    decide(library, Decision.STAR, "Owls")
    desk.now += dt.timedelta(minutes=1)
    decide(library, Decision.LATER, "Larks", "Rails", until=MONDAY)
    library.marks.undo()
    later, star = library.marks.log(200)
    assert (star.what, star.number, star.title, star.until) == (Decision.STAR, 1, "Owls", None)
    assert (later.what, later.number, later.until) == (Decision.LATER, 2, MONDAY)
    assert (star.instance, star.undone, later.undone) == ("0", False, True)
    assert later.time - star.time == dt.timedelta(minutes=1)
    assert library.marks.log(1) == [later]
    assert len({one.id for one in (later, star)}) == 2
    library.rebuild()
    assert library.marks.log(200) == [later, star]


def test_automatic_reads_are_not_logged(library: Library) -> None:
    library.marks.decide([library.catalog.resolve("Owls")], Decision.READ, auto=True)
    assert library.marks.log(200) == []


def test_every_property_is_logged_and_undone_by_its_name(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls at Noon", date="2025-02-01")
    newer, older = (one.name for one in library.catalog.digests())
    edits = library.edits
    library.views.save("week", "is:unread")
    library.tags.change([library.catalog.resolve("Owls")], add=["birds"])
    library.notes.set(library.catalog.resolve("Owls"), "Replicate it")
    library.interests.add("mine", "au:quill")
    library.interests.follow("au:quill")
    library.interests.mute("survey")
    edits.rename_digest(newer, "Birds")
    edits.date_digest("Birds", dt.date(2025, 3, 1))
    edits.show_in_inbox("Birds", False)
    edits.merge_digests("Birds", [older])
    edits.merge(library.catalog.resolve("Owls"), library.catalog.resolve("Owls at Noon"))
    edits.split(library.catalog.resolve("Owls"))
    edits.remove_papers([library.catalog.resolve("Rails")])
    edits.remove_digest("Birds")
    log = library.marks.log(200)
    assert set(whats(log)) == set(Property) - {Property.PLACE}
    newest = log[0].what
    assert isinstance(newest, PropertyChange)
    assert (newest.property, log[0].title) == (Property.DIGEST_REMOVED, "Birds")
    view = log[-1].what
    assert isinstance(view, PropertyChange)
    assert [after for _, after in view.values.values()] == [SavedView("is:unread", 0)]
    for one in log:
        assert isinstance(library.marks.undo(one.name), PropertyChange)
    assert all(one.undone for one in library.marks.log(200))
    assert [one.name for one in library.catalog.digests()] == [newer, older]
    assert desk.titles(library) == ["Owls at Noon", "Owls", "Larks", "Rails"]
    desk.check()


def test_a_change_is_undone_out_of_order_by_its_name(desk: Desk, library: Library) -> None:
    for title in ("Owls", "Larks", "Rails"):
        decide(library, Decision.STAR, title)
    name = library.marks.log(200)[1].name
    change = library.marks.undo(name)
    assert isinstance(change, MarkChange)
    assert (change.decision, change.title) == (Decision.STAR, "Larks")
    assert starred(desk, library) == ["Owls", "Rails"]
    assert library.marks.undo(name) is None
    assert [one.undone for one in library.marks.log(200)] == [False, True, False]
    assert isinstance(library.marks.redo(name), MarkChange)
    assert starred(desk, library) == ["Owls", "Larks", "Rails"]
    assert library.marks.redo(name) is None
    assert library.marks.undo("no such change") is None
    desk.check()


def test_what_was_changed_since_is_left_by_an_undo_by_name(library: Library) -> None:
    decide(library, Decision.STAR, "Owls", "Larks")
    (one,) = library.marks.log(200)
    decide(library, Decision.DISMISS, "Owls")
    change = library.marks.undo(one.name)
    assert isinstance(change, MarkChange)
    # The star of the one is gone, and a paper with a verdict is never unread.
    assert change.states == {library.catalog.resolve("Larks"): MarkState()}
    assert change.left == 1
    assert marks(library, "Owls") == MarkState(True, False, NO)


def test_an_undo_by_name_puts_no_star_on_a_dismissed_paper(library: Library) -> None:
    decide(library, Decision.STAR, "Owls")
    decide(library, Decision.UNSTAR, "Owls")
    unstarred = library.marks.log(1)[0].name
    decide(library, Decision.DISMISS, "Owls")
    assert library.marks.undo(unstarred) is None
    assert marks(library, "Owls") == MarkState(True, False, NO)


@pytest.mark.parametrize(
    ("before", "undone", "since", "now"),
    [
        ((), Decision.DISMISS, Decision.STAR, MarkState(True, True)),
        ((), Decision.READ, Decision.STAR, MarkState(True, True)),
        ((Decision.STAR,), Decision.DISMISS, Decision.UNREAD, MarkState()),
        ((Decision.STAR,), Decision.UNSTAR, Decision.UNREAD, MarkState()),
    ],
)
def test_an_undo_by_name_leaves_no_star_on_an_unread_paper(
    library: Library,
    before: Sequence[Decision],
    undone: Decision,
    since: Decision,
    now: MarkState,
) -> None:
    for decision in (*before, undone):
        decide(library, decision, "Owls")
    name = library.marks.log(1)[0].name
    decide(library, since, "Owls")
    assert marks(library, "Owls") == now
    assert library.marks.undo(name) is None
    assert marks(library, "Owls") == now


def test_an_undo_gives_back_an_unread_paper_with_its_star(library: Library) -> None:
    for decision in (Decision.STAR, Decision.UNREAD, Decision.READ, Decision.UNSTAR):
        decide(library, decision, "Owls")
    # By their names, as the command line does: nothing that is undone counts as a change since.
    for one in library.marks.log(2):
        assert library.marks.undo(one.name) is not None
    assert marks(library, "Owls") == MarkState(False, True)


def test_changes_of_all_instances_of_this_home_are_logged(desk: Desk, library: Library) -> None:
    tool = desk.open(instance="cli")
    decide(tool, Decision.STAR, "Owls")
    decide(library, Decision.DISMISS, "Larks")
    log = library.marks.log(200)
    assert [one.instance for one in log] == ["0", "cli"]
    library.marks.undo(log[1].name)
    assert starred(desk, tool) == []
    assert tool.marks.redo() is not None
    assert starred(desk, library) == ["Owls"]


def test_changes_of_another_home_are_not_logged(
    desk: Desk, library: Library, desk_type: type[Desk], tmp_path: Path
) -> None:
    there = desk_type(Paths.under(tmp_path / "there"))
    with there.open(machine="lap") as other:
        there.add_digest(other, "Owls")
        decide(other, Decision.STAR, "Owls")
        other.backup(tmp_path / "b.zip")
    decide(library, Decision.STAR, "Larks")
    library.close()
    restore(desk.paths, tmp_path / "b.zip")
    library = desk.open()
    assert starred(desk, library) == ["Owls", "Larks"]
    assert [one.title for one in library.marks.log(200)] == ["Larks"]


def test_a_redo_says_what_was_decided(library: Library) -> None:
    for decision in (Decision.STAR, Decision.DISMISS, Decision.READ):
        decide(library, decision, "Owls")
        library.marks.undo()
        change = library.marks.redo()
        assert isinstance(change, MarkChange)
        assert change.decision is decision
        library.marks.undo()


STEPS = st.lists(
    st.tuples(
        st.sampled_from([*Decision, "undo", "redo"]),
        st.sets(st.integers(0, 1), min_size=1),
        st.integers(0, 5),
    ),
    max_size=10,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(STEPS)
def test_undo_by_name_in_any_order_keeps_marks_that_go_together(
    desk_type: type[Desk],
    tmp_path_factory: pytest.TempPathFactory,
    steps: Sequence[tuple[str, set[int], int]],
) -> None:
    desk = desk_type(Paths.under(tmp_path_factory.mktemp("log")))
    with desk.open() as library:
        desk.add_digest(library, "Owls", "Larks")
        ids = list(library.catalog.ids(View.all()))
        for step, chosen, number in steps:
            if step in ("undo", "redo"):
                for one in library.marks.log(200)[number : number + 1]:
                    getattr(library.marks, step)(one.name)
            else:
                until = MONDAY if step == Decision.LATER else None
                papers = [ids[index] for index in sorted(chosen)]
                library.marks.decide(papers, Decision(step), until)
            for row in library.catalog.rows(ids):
                assert row is not None
                assert row.read or not row.verdict
                assert not (row.starred and row.verdict == NO)
        desk.check()
