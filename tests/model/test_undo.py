from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from octavo_model import Library, View

if TYPE_CHECKING:
    from tests.model.conftest import Desk


@pytest.fixture
def library(desk: Desk) -> Library:
    """Three papers, nothing marked."""
    library = desk.open()
    desk.bring(library, "A", "B", "C")
    return library


def starred(library: Library) -> list[str]:
    rows = library.rows(library.ids(View.starred()))
    return [row.title for row in rows if row is not None]


def star(library: Library, *titles: str, value: bool = True) -> None:
    library.mark([library.resolve(title) for title in titles], starred=value)


def test_with_nothing_marked_there_is_nothing_to_undo_or_redo(library: Library) -> None:
    assert library.undo() is None
    assert library.redo() is None


def test_undo_goes_back_step_by_step_and_redo_forth(library: Library) -> None:
    star(library, "A")
    star(library, "B", "C")
    star(library, "A", value=False)
    seen = [starred(library)]
    for _ in range(3):
        library.undo()
        seen.append(starred(library))
    assert seen == [["B", "C"], ["A", "B", "C"], ["A"], []]
    assert library.undo() is None
    again = []
    for _ in range(3):
        library.redo()
        again.append(starred(library))
    assert again == [["A"], ["A", "B", "C"], ["B", "C"]]
    assert library.redo() is None
    assert library.undo() is not None
    assert starred(library) == ["A", "B", "C"]


def test_an_undo_tells_what_became_of_what(desk: Desk, library: Library) -> None:
    star(library, "B", "C")
    first = desk.journal()[0]["batch"]
    batch = library.undo()
    assert batch is not None
    assert (batch.value, batch.field.value, batch.title) == (False, "starred", "B")
    assert batch.papers == (library.resolve("B"), library.resolve("C"))
    assert [line.get("undo") for line in desk.journal()] == [None, None, first, first]
    library.redo()
    assert [line.get("redo") for line in desk.journal()[-2:]] == [first, first]


def test_a_new_mark_ends_what_could_be_redone(library: Library) -> None:
    star(library, "A")
    library.undo()
    star(library, "B")
    assert library.redo() is None
    library.undo()
    assert starred(library) == []
    assert library.undo() is None


def test_an_automatic_read_is_no_step_and_keeps_redo(library: Library) -> None:
    star(library, "A")
    library.mark([library.resolve("A")], read=True, auto=True)
    library.undo()
    assert starred(library) == []
    library.mark([library.resolve("B")], read=True, auto=True)
    assert library.redo() is not None
    assert starred(library) == ["A"]
    library.undo()
    assert library.undo() is None
    assert library.counts(View.unread()).total == 1


def test_undo_and_redo_go_on_after_a_restart(desk: Desk, library: Library) -> None:
    star(library, "A")
    star(library, "B")
    library.undo()
    library = desk.reopen(library)
    library.undo()
    library = desk.reopen(library)
    assert starred(library) == []
    library.redo()
    library = desk.reopen(library)
    library.redo()
    assert starred(library) == ["A", "B"]


def test_undo_survives_a_rebuild(desk: Desk, library: Library) -> None:
    star(library, "A")
    star(library, "B")
    library.undo()
    library.rebuild()
    library.redo()
    assert starred(library) == ["A", "B"]
    library.undo()
    library.undo()
    assert starred(library) == []
    desk.check()


def test_each_instance_undoes_its_own(desk: Desk, library: Library) -> None:
    other, tool = desk.open(), desk.open(instance="cli")
    star(library, "A")
    star(other, "B")
    star(tool, "C")
    assert [line["instance"] for line in desk.journal()] == ["desk:0", "desk:1", "desk:cli"]
    library.undo()
    assert starred(other) == ["B", "C"]
    assert library.undo() is None
    other.undo()
    assert starred(library) == ["C"]
    tool.undo()
    assert starred(library) == []
    library.redo()
    assert starred(other) == ["A"]


def test_a_freed_number_is_taken_by_the_next_session(desk: Desk, library: Library) -> None:
    second = desk.open()
    star(second, "B")
    star(library, "A")
    library = desk.reopen(library)
    library.undo()
    assert starred(library) == ["B"]
    second.close()
    third = desk.open()
    third.undo()
    assert starred(library) == []


def test_another_machine_with_the_same_number_has_its_own_undo(desk: Desk) -> None:
    library = desk.open()
    desk.bring(library, "A")
    star(library, "A")
    library = desk.reopen(library, machine="lap")
    assert library.undo() is None
    assert starred(library) == ["A"]


def test_what_others_changed_since_stays(desk: Desk, library: Library) -> None:
    star(library, "A", "B")
    other = desk.open()
    star(other, "A", value=False)
    batch = library.undo()
    assert batch is not None
    assert batch.papers == (library.resolve("B"),)
    assert starred(library) == []
    library.redo()
    assert starred(library) == ["B"]


def test_a_step_others_have_taken_back_wholly_is_passed_over(desk: Desk, library: Library) -> None:
    star(library, "A")
    star(library, "B")
    other = desk.open()
    star(other, "B", value=False)
    batch = library.undo()
    assert batch is not None
    assert batch.title == "A"
    assert library.undo() is None


def test_read_and_star_are_taken_back_each_by_its_own_step(library: Library) -> None:
    a = library.resolve("A")
    library.mark([a], read=True)
    library.mark([a], starred=True)
    library.undo()
    assert (library.paper(a).read, library.paper(a).starred) == (True, False)
    library.undo()
    assert (library.paper(a).read, library.paper(a).starred) == (False, False)


def test_a_mark_on_a_title_is_undone_after_the_id_became_known(
    desk: Desk, library: Library
) -> None:
    star(library, "A")
    desk.bring(library, {"title": "A", "arxiv_id": "2401.00001"})
    library.undo()
    assert starred(library) == []
    library.redo()
    assert starred(library) == ["A"]
    desk.check()


def test_a_star_by_hand_is_not_undone_while_another_key_has_one(
    desk: Desk, library: Library
) -> None:
    desk.bring(library, {"title": "D", "arxiv_id": "2401.00001"})
    star(library, "D")
    star(library, "A")
    desk.bring(library, {"title": "A", "arxiv_id": "2401.00001"})
    batch = library.undo()
    assert batch is not None
    assert batch.papers == ()
    assert starred(library) == ["D"]
    library.undo()
    assert starred(library) == []
    desk.check()
