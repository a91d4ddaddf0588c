"""Answers about ids add to papers that digests list by their ids alone, and list none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from octavo_model import View
from octavo_model.core.ids import PaperIds
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ANSWER, ImportOptions

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library

OWLS, BATS = "2401.00001", "2401.00002"
NAMED = {
    "title": "Owls at Noon", "arxiv_id": OWLS, "abstract": "On owls.", "date": "2024-01-02",
    "authors": ["Dora Kelp"],
}  # fmt: skip
OTHER = {"title": "Newts", "arxiv_id": "2401.00009"}


def by_id(arxiv_id: str) -> dict[str, Any]:
    return {"title": f"arXiv:{arxiv_id}", "arxiv_id": arxiv_id}


def answer(desk: Desk, library: Library, *papers: dict[str, Any]) -> None:
    options = ImportOptions("arxiv.json", origin=ANSWER)
    library.imports.import_bytes(desk.page(*papers, date=None), options)


def rebuilt(desk: Desk, library: Library) -> None:
    """A rebuild, which needs no network, gives the same library."""
    desk.check()
    state = desk.state(library)
    library.rebuild()
    desk.check()
    again = desk.state(library)
    for one in ("digests", "starred", "counts"):
        assert len(again[one]) == len(state[one])
    assert [(p.title, p.date, p.authors, p.starred) for p in again["papers"]] == [
        (p.title, p.date, p.authors, p.starred) for p in state["papers"]
    ]
    assert [(one.name, one.total) for one in again["digests"]] == [
        (one.name, one.total) for one in state["digests"]
    ]


def test_a_paper_gets_its_title_and_stays_in_its_digest(desk: Desk, library: Library) -> None:
    name = desk.add_digest(library, by_id(OWLS), by_id(BATS)).digest
    assert library.imports.untitled() == [PaperIds(OWLS), PaperIds(BATS)]
    answer(desk, library, NAMED, OTHER)

    assert library.imports.untitled() == [PaperIds(BATS)]
    assert library.imports.untitled(name) == [PaperIds(BATS)]
    assert desk.titles(library) == ["Owls at Noon", f"arXiv:{BATS}"]
    assert [(one.name, one.total) for one in library.catalog.digests()] == [(name, 2)]
    paper = library.catalog.paper(library.catalog.resolve(OWLS))
    assert (paper.abstract, paper.authors, str(paper.date)) == (
        "On owls.", ("Dora Kelp",), "2024-01-02",
    )  # fmt: skip
    assert paper.digests == (name,)
    rebuilt(desk, library)


def test_a_star_set_before_stays(desk: Desk, library: Library) -> None:
    desk.add_digest(library, by_id(OWLS))
    library.marks.mark([library.catalog.resolve(OWLS)], MarkField.STARRED, True)
    answer(desk, library, NAMED)
    assert desk.titles(library, View.starred()) == ["Owls at Noon"]
    rebuilt(desk, library)
    library.marks.undo()
    assert desk.titles(library, View.starred()) == []


def test_an_answer_counts_for_ids_that_come_later(desk: Desk, library: Library) -> None:
    answer(desk, library, NAMED)
    assert (desk.titles(library), library.catalog.digests()) == ([], [])
    desk.add_digest(library, by_id(OWLS))
    assert desk.titles(library) == ["Owls at Noon"]
    rebuilt(desk, library)


def test_a_digest_that_is_removed_and_restored_keeps_the_titles(
    desk: Desk, library: Library
) -> None:
    name = desk.add_digest(library, by_id(OWLS)).digest
    assert name is not None
    answer(desk, library, NAMED)
    library.edits.remove_digest(name)
    assert desk.titles(library) == []
    rebuilt(desk, library)

    library.edits.restore_digest(name)
    assert desk.titles(library) == ["Owls at Noon"]
    rebuilt(desk, library)
    library.marks.undo()
    assert desk.titles(library) == []


def test_a_paper_that_is_removed_and_restored_keeps_its_title(desk: Desk, library: Library) -> None:
    desk.add_digest(library, by_id(OWLS), "Bats")
    answer(desk, library, NAMED)
    library.edits.remove_papers([library.catalog.resolve(OWLS)])
    assert desk.titles(library) == ["Bats"]
    rebuilt(desk, library)
    library.edits.restore_paper(OWLS)
    assert sorted(desk.titles(library)) == ["Bats", "Owls at Noon"]
    rebuilt(desk, library)


def test_a_later_digest_with_the_title_lists_the_same_paper(desk: Desk, library: Library) -> None:
    desk.add_digest(library, by_id(OWLS))
    answer(desk, library, NAMED)
    report = desk.add_digest(library, NAMED, date="2025-02-01")
    assert (report.new, desk.titles(library)) == (0, ["Owls at Noon"])
    assert [one.total for one in library.catalog.digests()] == [1, 1]
    rebuilt(desk, library)


def test_the_same_answer_again_changes_nothing(desk: Desk, library: Library) -> None:
    desk.add_digest(library, by_id(OWLS))
    answer(desk, library, NAMED)
    state = desk.state(library)
    answer(desk, library, NAMED)
    assert desk.state(library) == state
    desk.check()


def test_papers_in_an_answer_that_no_digest_lists_leave_nothing(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, "Newts")  # a paper with the title of one in the answer
    answer(desk, library, NAMED, OTHER)
    assert desk.titles(library) == ["Newts"]
    rebuilt(desk, library)
