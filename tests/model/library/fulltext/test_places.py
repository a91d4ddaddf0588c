"""Where a full text was left is kept with the marks, and is no change to undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from octavo_model import Library

if TYPE_CHECKING:
    from tests.model.conftest import Desk


@pytest.fixture
def library(desk: Desk) -> Library:
    """Two papers."""
    library = desk.open()
    desk.add_digest(library, "A", "B")
    return library


def test_a_place_is_kept_and_changed(desk: Desk, library: Library) -> None:
    paper = library.catalog.resolve("A")
    assert library.full_texts.places.of(paper) is None
    library.full_texts.places.set(paper, ("S3.p2", 0.25, 0.5))
    library.full_texts.places.set(paper, ("S4", 1 / 3, 0.5))
    assert library.full_texts.places.of(paper) == ("S4", 0.333, 0.5)
    assert library.full_texts.places.of(library.catalog.resolve("B")) is None
    assert len(desk.journal()) == 2


def test_the_same_place_is_written_once(desk: Desk, library: Library) -> None:
    paper = library.catalog.resolve("A")
    for _ in range(3):
        library.full_texts.places.set(paper, ("S3.p2", 0.25, 0.5))
    assert len(desk.journal()) == 1


def test_undo_skips_places(library: Library) -> None:
    paper = library.catalog.resolve("A")
    library.notes.set(paper, "x")
    library.full_texts.places.set(paper, ("S3.p2", 0.25, 0.5))
    library.marks.undo()
    assert library.full_texts.places.of(paper) == ("S3.p2", 0.25, 0.5)
    assert library.notes.of(paper) == ""
    assert [change.title for change in library.marks.log(9)] == ["A"]


def test_places_survive_a_rebuild(library: Library) -> None:
    library.full_texts.places.set(library.catalog.resolve("A"), ("S3.p2", 0.25, 0.5))
    library.rebuild()
    assert library.full_texts.places.of(library.catalog.resolve("A")) == ("S3.p2", 0.25, 0.5)


def test_a_paper_that_is_gone_has_no_place(library: Library) -> None:
    paper = library.catalog.resolve("A")
    library.edits.remove_papers([paper])
    assert library.full_texts.places.of(paper) is None
    library.full_texts.places.set(paper, ("S3.p2", 0.25, 0.5))
