from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from octavo_model import Library, OctavoError, View

if TYPE_CHECKING:
    from tests.model.conftest import Desk

MARKDOWN = "# Why\n\n- for *owls*\n  - and “gulls”\n\n    code"


@pytest.fixture
def library(desk: Desk) -> Library:
    """Three papers without notes."""
    library = desk.open()
    desk.add_digest(library, "A", "B", "C")
    return library


def note(library: Library, title: str) -> str:
    return library.notes.of(library.catalog.resolve(title))


def write(library: Library, title: str, text: str) -> None:
    library.notes.set(library.catalog.resolve(title), text)


def test_a_note_is_written_changed_and_removed(library: Library) -> None:
    write(library, "A", MARKDOWN)
    write(library, "A", "short")
    write(library, "A", " \n")
    seen = [note(library, "A")]
    for _ in range(3):
        library.marks.undo()
        seen.append(note(library, "A"))
    assert seen == ["", "short", MARKDOWN, ""]
    library.marks.redo()
    assert library.catalog.paper(library.catalog.resolve("A")).note == MARKDOWN


def test_only_the_rows_with_a_note_say_so(library: Library) -> None:
    write(library, "B", "x")
    rows = library.catalog.rows(library.catalog.ids(View.all()))
    assert [row.noted for row in rows if row] == [False, True, False]


def test_the_same_note_is_no_change(desk: Desk, library: Library) -> None:
    write(library, "A", "x")
    change = library.notes.set(library.catalog.resolve("A"), "x\n")
    assert not change.name
    assert len(desk.journal()) == 1


def test_a_note_is_cleaned(library: Library) -> None:
    write(library, "A", "\r\n one\x1b[31m \r\n\ttwo\u202e\x85\x00three\n\n")
    assert note(library, "A") == " one[31m\n    two\nthree"


def test_a_note_has_a_longest_length(desk: Desk, library: Library) -> None:
    with pytest.raises(OctavoError, match="50,000 characters"):
        write(library, "A", "x" * 50_001)
    longest = "\U0001f989" * 50_000
    write(library, "A", longest)
    write(library, "A", longest[:-1])
    library.rebuild()
    assert note(library, "A") == longest[:-1]
    assert library.problems == ()


def test_a_paper_that_is_gone_has_no_note(library: Library) -> None:
    paper = library.catalog.resolve("A")
    library.edits.remove_papers([paper])
    with pytest.raises(OctavoError, match="no longer in the library"):
        library.notes.set(paper, "x")


def test_a_paper_keeps_its_note_when_it_gets_an_id(desk: Desk, library: Library) -> None:
    write(library, "A", "x")
    desk.add_digest(library, {"title": "A", "arxiv_id": "2401.00001"}, date="2025-01-02")
    assert note(library, "2401.00001") == "x"
    write(library, "2401.00001", "y")
    assert note(library, "A") == "y"
    library.marks.undo()
    assert note(library, "A") == "x"
    desk.check()


def test_a_merged_paper_has_both_notes_until_it_is_written(library: Library) -> None:
    write(library, "A", "one")
    write(library, "B", "two")
    merged = library.edits.merge(*map(library.catalog.resolve, ("A", "B")))
    assert library.notes.of(merged) == "one\n\ntwo"
    library.notes.set(merged, "both")
    assert library.notes.of(merged) == "both"
    library.marks.undo()
    library.edits.split(merged)
    assert (note(library, "A"), note(library, "B")) == ("one", "two")


def test_the_undo_of_a_note_that_was_changed_since_leaves_all_of_it(library: Library) -> None:
    write(library, "A", "one")
    write(library, "B", "two")
    merged = library.edits.merge(*map(library.catalog.resolve, ("A", "B")))
    library.notes.set(merged, "both")
    replaced = library.marks.log(1)[0].name
    library.notes.set(merged, "new")
    assert library.marks.undo(replaced) is None
    assert library.notes.of(merged) == "new"


def test_a_removed_paper_comes_back_with_its_note(library: Library) -> None:
    write(library, "A", "x")
    library.edits.remove_papers([library.catalog.resolve("A")])
    library.edits.restore_paper("title:a")
    assert note(library, "A") == "x"


def test_notes_survive_a_rebuild(desk: Desk, library: Library) -> None:
    write(library, "A", MARKDOWN)
    write(library, "B", "x")
    write(library, "B", "")
    library.rebuild()
    assert (note(library, "A"), note(library, "B")) == (MARKDOWN, "")
    desk.check()
