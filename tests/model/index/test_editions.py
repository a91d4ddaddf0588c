"""Papers that are revised: what was read stays read, and what changed is shown."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from octavo_model import View
from octavo_model.core.changes import MarkChange
from octavo_model.core.identity import edition_keys, is_edition, is_later
from octavo_model.core.marks import MarkField

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library
    from octavo_model.core.paper import Paper

ID = "2401.00001"


def listing(version: int | None, abstract: str = "", **more: Any) -> dict[str, Any]:
    return {"title": "Owls", "arxiv_id": ID, "version": version, "abstract": abstract, **more}


def owls(library: Library) -> Paper:
    return library.catalog.paper(library.catalog.resolve(ID))


def read(library: Library) -> None:
    library.marks.mark([library.catalog.resolve(ID)], MarkField.READ, True)


def is_updated(library: Library) -> bool:
    (row,) = library.catalog.rows([library.catalog.resolve(ID)])
    assert row is not None
    assert row.updated == owls(library).updated
    return row.updated


def test_a_paper_read_stays_read_when_it_is_revised_and_shows_it(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, listing(1, "Owls see."))
    read(library)
    assert not is_updated(library)
    desk.add_digest(library, listing(2, "Owls hear."), date="2025-01-02")
    assert (owls(library).read, owls(library).version, is_updated(library)) == (True, 2, True)
    assert library.catalog.counts(View.of_query("is:unread")).total == 0
    desk.check()


def test_an_unread_paper_that_is_revised_is_unread_and_no_more(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, listing(1))
    desk.add_digest(library, listing(2), date="2025-01-02")
    assert (owls(library).read, is_updated(library)) == (False, False)
    read(library)
    assert (owls(library).read, is_updated(library)) == (True, False)


def test_reading_a_revision_is_a_mark_that_can_be_undone(desk: Desk, library: Library) -> None:
    desk.add_digest(library, listing(1))
    read(library)
    desk.add_digest(library, listing(2), date="2025-01-02")
    batch = library.marks.mark([library.catalog.resolve(ID)], MarkField.READ, True)
    assert batch.papers == (library.catalog.resolve(ID),)
    assert not is_updated(library)
    undone = library.marks.undo()
    assert isinstance(undone, MarkChange)
    assert undone.papers == (library.catalog.resolve(ID),)
    assert (owls(library).read, is_updated(library)) == (True, True)
    library.marks.redo()
    assert not is_updated(library)
    desk.check()


def test_unread_means_unread_in_every_version(desk: Desk, library: Library) -> None:
    desk.add_digest(library, listing(2))
    read(library)
    library.marks.mark([library.catalog.resolve(ID)], MarkField.READ, False)
    assert (owls(library).read, is_updated(library)) == (False, False)
    desk.check()


def test_what_was_read_of_which_version_survives_a_rebuild(desk: Desk, library: Library) -> None:
    desk.add_digest(library, listing(1, "Owls see."))
    read(library)
    desk.add_digest(library, listing(2, "Owls hear."), date="2025-01-02")
    desk.add_digest(library, {**listing(1), "arxiv_id": "2401.00002", "title": "Bats"})
    other = library.catalog.resolve("2401.00002")
    library.marks.mark([other], MarkField.READ, True)
    desk.add_digest(library, {**listing(3), "arxiv_id": "2401.00002", "title": "Bats"})
    library.marks.mark([other], MarkField.READ, True)
    before = desk.state(library)
    library.rebuild()
    assert desk.state(library) == before
    assert is_updated(library)
    assert not library.catalog.paper(library.catalog.resolve("2401.00002")).updated


def test_an_older_version_that_comes_late_is_no_update(desk: Desk, library: Library) -> None:
    desk.add_digest(library, listing(3))
    read(library)
    desk.add_digest(library, listing(2), date="2025-01-02")
    desk.add_digest(library, listing(1), date="2025-01-03")
    assert (owls(library).version, is_updated(library)) == (3, False)


def test_a_replacement_without_number_is_known_by_its_day(desk: Desk, library: Library) -> None:
    listed = listing(None, revised="2025-01-02", announced="replace")
    desk.add_digest(library, listing(1))
    read(library)
    desk.add_digest(library, listed, date="2025-01-03")
    assert is_updated(library)
    read(library)
    # The same revision, listed elsewhere with its number.
    desk.add_digest(library, listing(2, revised="2025-01-02"), date="2025-01-04")
    assert not is_updated(library)


@pytest.mark.parametrize("order", permutations(range(3)))
def test_the_abstract_of_the_latest_version_is_shown_whatever_came_first(
    desk: Desk, library: Library, order: tuple[int, ...]
) -> None:
    texts = ["Owls see.", "Owls hear.", "Owls hear well."]
    for day, number in enumerate(order, 1):
        desk.add_digest(library, listing(number + 1, texts[number]), date=f"2025-01-0{day}")
    paper = owls(library)
    assert (paper.abstract, paper.version, paper.earlier) == ("Owls hear well.", 3, True)
    kept = [(one.version, one.abstract) for one in library.catalog.editions(paper.id)]
    assert kept == [(2, "Owls hear."), (1, "Owls see.")]
    desk.check()


def test_versions_that_read_alike_are_kept_once(desk: Desk, library: Library) -> None:
    desk.add_digest(library, listing(None, "Owls  see."))
    desk.add_digest(library, listing(1, "Owls see."), date="2025-01-02")
    desk.add_digest(library, listing(2, "Owls\nsee."), date="2025-01-03")
    assert library.catalog.editions(owls(library).id) == []
    assert not owls(library).earlier
    desk.check()


def test_full_text_knows_the_shown_abstract_only(desk: Desk, library: Library) -> None:
    desk.add_digest(library, listing(1, "Owls see."), listing(2, "Owls hear."))
    desk.add_digest(library, listing(3, "Owls smell."), date="2025-01-02")
    assert owls(library).abstract == "Owls smell."
    desk.check()  # FTS5 compares itself with the texts


@pytest.mark.parametrize(
    ("edition", "known", "later"),
    [
        ("arxiv:1#v3", "arxiv:1#v2", True),
        ("arxiv:1#v10", "arxiv:1#v9", True),
        ("arxiv:1#v2", "arxiv:1#v2", False),
        ("arxiv:1#2025-01-02", "arxiv:1#2024-12-31", True),
        ("arxiv:1#2024-12-31", "arxiv:1#2025-01-02", False),
        ("arxiv:1#2024-12-31", "arxiv:1#v2", True),
    ],
)
def test_revisions_are_compared_by_number_or_day(edition: str, known: str, later: bool) -> None:
    assert is_later(edition, known) is later


def test_a_first_version_is_no_revision() -> None:
    assert edition_keys("arxiv:1", 1, None) == ()
    assert not is_edition("arxiv:2401.00001")
    assert all(map(is_edition, edition_keys("arxiv:1", 2, None)))
    assert not is_edition("doi:10.1000/a#b")
