from __future__ import annotations

import shutil
import tempfile
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.conftest import Desk

from octavo_model import Library, Paths, View
from octavo_model.core.changes import MarkChange
from octavo_model.core.marks import Decision, MarkField
from octavo_model.library.backup.restore import restore

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def library(desk: Desk) -> Library:
    """Three papers, nothing marked."""
    library = desk.open()
    desk.add_digest(library, "A", "B", "C")
    return library


def starred(library: Library) -> list[str]:
    rows = library.catalog.rows(library.catalog.ids(View.starred()))
    return [row.title for row in rows if row is not None]


def star(library: Library, *titles: str, value: bool = True) -> None:
    library.marks.mark(
        [library.catalog.resolve(title) for title in titles], MarkField.STARRED, value
    )


def test_with_nothing_marked_there_is_nothing_to_undo_or_redo(library: Library) -> None:
    assert library.marks.undo() is None
    assert library.marks.redo() is None


def test_undo_goes_back_step_by_step_and_redo_forth(library: Library) -> None:
    star(library, "A")
    star(library, "B", "C")
    star(library, "A", value=False)
    seen = [starred(library)]
    for _ in range(3):
        library.marks.undo()
        seen.append(starred(library))
    assert seen == [["B", "C"], ["A", "B", "C"], ["A"], []]
    assert library.marks.undo() is None
    again = []
    for _ in range(3):
        library.marks.redo()
        again.append(starred(library))
    assert again == [["A"], ["A", "B", "C"], ["B", "C"]]
    assert library.marks.redo() is None
    assert library.marks.undo() is not None
    assert starred(library) == ["A", "B", "C"]


def test_an_undo_tells_what_became_of_what(desk: Desk, library: Library) -> None:
    star(library, "B", "C")
    first = desk.journal()[0]["batch"]
    batch = library.marks.undo()
    assert isinstance(batch, MarkChange)
    assert (batch.decision, batch.title) == (Decision.STAR, "B")
    assert [state.starred for state in batch.states.values()] == [False, False]
    assert batch.papers == (library.catalog.resolve("B"), library.catalog.resolve("C"))
    assert [line.get("undo") for line in desk.journal()] == [None, None, first, first]
    library.marks.redo()
    assert [line.get("redo") for line in desk.journal()[-2:]] == [first, first]


def test_a_new_mark_ends_what_could_be_redone(library: Library) -> None:
    star(library, "A")
    library.marks.undo()
    star(library, "B")
    assert library.marks.redo() is None
    library.marks.undo()
    assert starred(library) == []
    assert library.marks.undo() is None


def test_an_automatic_read_is_no_step_and_keeps_redo(library: Library) -> None:
    star(library, "A")
    library.marks.mark([library.catalog.resolve("A")], MarkField.READ, True, auto=True)
    library.marks.undo()
    assert starred(library) == []
    library.marks.mark([library.catalog.resolve("B")], MarkField.READ, True, auto=True)
    assert library.marks.redo() is not None
    assert starred(library) == ["A"]
    library.marks.undo()
    assert library.marks.undo() is None
    assert library.catalog.counts(View.of_query("is:unread")).total == 1


def test_undo_and_redo_go_on_after_a_restart(desk: Desk, library: Library) -> None:
    star(library, "A")
    star(library, "B")
    library.marks.undo()
    library = desk.reopen(library)
    library.marks.undo()
    library = desk.reopen(library)
    assert starred(library) == []
    library.marks.redo()
    library = desk.reopen(library)
    library.marks.redo()
    assert starred(library) == ["A", "B"]


def test_undo_survives_a_rebuild(desk: Desk, library: Library) -> None:
    star(library, "A")
    star(library, "B")
    library.marks.undo()
    library.rebuild()
    library.marks.redo()
    assert starred(library) == ["A", "B"]
    library.marks.undo()
    library.marks.undo()
    assert starred(library) == []
    desk.check()


def test_each_instance_undoes_its_own(desk: Desk, library: Library) -> None:
    other, tool = desk.open(), desk.open(instance="cli")
    star(library, "A")
    star(other, "B")
    star(tool, "C")
    homes, slots = zip(*(line["instance"].split(":") for line in desk.journal()), strict=True)
    assert (len(set(homes)), slots) == (1, ("0", "1", "cli"))
    library.marks.undo()
    assert starred(other) == ["B", "C"]
    assert library.marks.undo() is None
    other.marks.undo()
    assert starred(library) == ["C"]
    tool.marks.undo()
    assert starred(library) == []
    library.marks.redo()
    assert starred(other) == ["A"]


def test_a_freed_number_is_taken_by_the_next_session(desk: Desk, library: Library) -> None:
    second = desk.open()
    star(second, "B")
    star(library, "A")
    library = desk.reopen(library)
    library.marks.undo()
    assert starred(library) == ["B"]
    second.close()
    third = desk.open()
    third.marks.undo()
    assert starred(library) == []


def test_another_machine_with_the_same_number_has_its_own_undo(desk: Desk) -> None:
    library = desk.open()
    desk.add_digest(library, "A")
    star(library, "A")
    library = desk.reopen(library, machine="lap")
    assert library.marks.undo() is None
    assert starred(library) == ["A"]


def test_what_others_changed_since_stays(desk: Desk, library: Library) -> None:
    star(library, "A", "B")
    other = desk.open()
    star(other, "A", value=False)
    batch = library.marks.undo()
    assert isinstance(batch, MarkChange)
    assert batch.papers == (library.catalog.resolve("B"),)
    assert starred(library) == []
    library.marks.redo()
    assert starred(library) == ["B"]


def test_a_step_others_have_taken_back_wholly_is_passed_over(desk: Desk, library: Library) -> None:
    star(library, "A")
    star(library, "B")
    other = desk.open()
    star(other, "B", value=False)
    batch = library.marks.undo()
    assert isinstance(batch, MarkChange)
    assert batch.title == "A"
    assert library.marks.undo() is None


def test_read_and_star_are_taken_back_each_by_its_own_step(library: Library) -> None:
    a = library.catalog.resolve("A")
    library.marks.mark([a], MarkField.READ, True)
    library.marks.mark([a], MarkField.STARRED, True)
    library.marks.undo()
    assert (library.catalog.paper(a).read, library.catalog.paper(a).starred) == (True, False)
    library.marks.undo()
    assert (library.catalog.paper(a).read, library.catalog.paper(a).starred) == (False, False)


def test_a_mark_on_a_title_is_undone_after_the_id_became_known(
    desk: Desk, library: Library
) -> None:
    star(library, "A")
    desk.add_digest(library, {"title": "A", "arxiv_id": "2401.00001"})
    library.marks.undo()
    assert starred(library) == []
    library.marks.redo()
    assert starred(library) == ["A"]
    desk.check()


def test_a_star_by_hand_is_not_undone_while_another_key_has_one(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, {"title": "D", "arxiv_id": "2401.00001"})
    star(library, "D")
    star(library, "A")
    desk.add_digest(library, {"title": "A", "arxiv_id": "2401.00001"})
    batch = library.marks.undo()
    assert isinstance(batch, MarkChange)
    assert batch.papers == ()
    assert starred(library) == ["D"]
    library.marks.undo()
    assert starred(library) == []
    desk.check()


@pytest.mark.parametrize("is_empty", [True, False])
def test_computers_of_the_same_name_have_each_their_own_undo(
    desk: Desk, tmp_path: Path, is_empty: bool
) -> None:
    there = Desk(Paths.under(tmp_path / "there"))
    other = there.open()
    there.add_digest(other, "A", "B")
    star(other, "A")
    other.backup(tmp_path / "b.zip")
    library = desk.open()
    desk.add_digest(library, "A", "B")
    if not is_empty:
        star(library, "B")
    library.close()
    restore(desk.paths, tmp_path / "b.zip")
    library = desk.open()
    assert starred(library) == (["A"] if is_empty else ["A", "B"])
    assert (library.marks.undo() is None) == is_empty
    assert starred(library) == ["A"]
    assert library.marks.undo() is None
    assert starred(library) == ["A"]
    there.close()


def test_a_copied_home_has_its_own_undo(desk: Desk, library: Library, tmp_path: Path) -> None:
    star(library, "A")
    library.close()
    shutil.copytree(tmp_path / "data", tmp_path / "clone" / "data")
    shutil.copytree(tmp_path / "state", tmp_path / "clone" / "state")
    clone = Desk(Paths.under(tmp_path / "clone"))
    copied = clone.open()
    assert starred(copied) == ["A"]
    assert copied.marks.undo() is None
    copied.close()
    library = desk.open()
    assert library.marks.undo() is not None
    assert starred(library) == []


def test_marks_from_before_ids_are_undone_where_they_were_made_alone(
    desk: Desk, library: Library
) -> None:
    star(library, "A")
    star(library, "B")
    library.close()
    # As an earlier Octavo named them: by the computer, and by the byte at which they start.
    home = desk.journal()[0]["instance"].removesuffix(":0")
    lines = desk.paths.journal.read_bytes().replace(home.encode(), b"desk").splitlines(True)
    names = [line["batch"].replace(home, "desk").encode() for line in desk.journal()]
    here = lines[0].replace(names[0], b"desk:0/0")
    elsewhere = lines[1].replace(names[1], b"desk:0/7")
    desk.paths.index.unlink()
    desk.forget_journal()
    desk.paths.journal.write_bytes(here + elsewhere)
    library = desk.open()
    assert starred(library) == ["A", "B"]
    star(library, "C")
    for left in (["A", "B"], ["B"]):
        assert library.marks.undo() is not None
        assert starred(library) == left
    assert library.marks.undo() is None
    library.marks.redo()
    assert starred(library) == ["A", "B"]


def test_where_no_id_can_be_kept_marks_are_undone_all_the_same(
    desk: Desk, library: Library
) -> None:
    library.close()
    desk.paths.state.parent.mkdir(exist_ok=True)
    desk.paths.state.write_bytes(b"in the way")
    library = desk.open()
    star(library, "A")
    assert library.marks.undo() is not None
    assert starred(library) == []


steps = st.lists(
    st.tuples(
        st.sampled_from(["star", "unstar", "undo", "redo"]),
        st.sets(st.sampled_from("ABC"), min_size=1),
    ),
    min_size=1,
    max_size=8,
)


@given(steps, st.data())
def test_marks_and_undo_are_the_same_in_whatever_order_the_lines_stand(
    script: list[tuple[str, set[str]]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Paths.under(folder))
        try:
            library = desk.open()
            desk.add_digest(library, "A", "B", "C")
            desk.paths.journal.touch()
            for verb, titles in script:
                if verb in ("undo", "redo"):
                    getattr(library.marks, verb)()
                else:
                    star(library, *titles, value=verb == "star")
            library.close()
            lines = desk.paths.journal.read_bytes().splitlines(keepends=True)
            shuffled = data.draw(st.permutations(lines))
            some = data.draw(st.integers(0, len(lines)))
            assert all_undone(desk, [lines]) == all_undone(desk, [shuffled[:some], shuffled[some:]])
        finally:
            desk.close()


def all_undone(desk: Desk, parts: list[list[bytes]]) -> list[Any]:
    """What is starred, and what undo and redo leave, with a journal that came in ``parts``."""
    desk.paths.index.unlink()
    desk.forget_journal()
    desk.paths.journal.write_bytes(b"")
    for part in parts:
        with desk.paths.journal.open("ab") as file:
            file.write(b"".join(part))
        desk.open().close()
    library = desk.open()
    found = [starred(library)]
    for reverse in (
        library.marks.redo,
        library.marks.undo,
        library.marks.undo,
        library.marks.undo,
        library.marks.redo,
    ):
        batch = reverse()
        found.append(sorted(batch.papers) if isinstance(batch, MarkChange) else [])  # type: ignore[arg-type]
        found.append(starred(library))
    library.close()
    desk.check()
    return found


def test_what_was_done_last_about_a_step_goes_by_time(desk: Desk, library: Library) -> None:
    star(library, "A")
    library.marks.undo()
    library.marks.redo()
    library.close()
    lines = desk.paths.journal.read_bytes().splitlines(keepends=True)
    desk.paths.index.unlink()
    desk.forget_journal()
    desk.paths.journal.write_bytes(b"".join(reversed(lines)))
    library = desk.open()
    assert starred(library) == ["A"]
    assert library.marks.redo() is None
    assert library.marks.undo() is not None
    assert starred(library) == []
