"""A paper that is known by its id alone gets its title from a later digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from octavo_model import View
from octavo_model.core.marks import MarkField

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library

ID = {"title": "arXiv:2401.00001", "arxiv_id": "2401.00001"}
OWLS = {"title": "Owls at Noon", "arxiv_id": "2401.00001", "abstract": "On owls."}
PAGE = "https://example.org/owls"


def found(library: Library, query: str) -> list[str]:
    ids = library.search.find(query, View.all()).ids
    return [row.title for row in library.catalog.rows(list(ids)) if row is not None]


def test_a_real_title_replaces_the_id(desk: Desk, library: Library) -> None:
    desk.add_digest(library, ID, "Bats")
    paper, _ = library.catalog.ids(View.all())
    library.marks.mark([paper], MarkField.STARRED, True)
    assert found(library, "owls") == []

    report = desk.add_digest(library, OWLS, date="2025-01-02")

    assert (report.papers, report.new) == (1, 0)
    assert desk.titles(library) == ["Owls at Noon", "Bats"]
    assert found(library, "owls noon") == ["Owls at Noon"]
    assert found(library, "arXiv:2401.00001") == ["Owls at Noon"]
    owls = library.catalog.paper(library.catalog.resolve("arxiv:2401.00001"))
    assert (owls.abstract, owls.starred, len(owls.digests)) == ("On owls.", True, 2)
    assert len(library.catalog.ids(View.all())) == 2
    desk.check()


def test_an_id_never_replaces_a_title(desk: Desk, library: Library) -> None:
    desk.add_digest(library, OWLS)
    desk.add_digest(library, ID, date="2025-01-02")
    assert desk.titles(library) == ["Owls at Noon"]
    desk.check()


def test_both_may_be_in_one_digest(desk: Desk, library: Library) -> None:
    report = desk.add_digest(library, ID, OWLS)
    assert (report.new, desk.titles(library)) == (1, ["Owls at Noon"])
    desk.check()


def test_a_rebuild_finds_the_title_again(desk: Desk, library: Library) -> None:
    desk.add_digest(library, ID)
    desk.add_digest(library, OWLS, date="2025-01-02")
    state = desk.state(library)
    library.rebuild()
    assert desk.state(library) == state


@pytest.mark.parametrize("first", [0, 1])
def test_an_address_is_enough_to_know_a_paper_by(desk: Desk, library: Library, first: int) -> None:
    papers = [{"title": PAGE, "page": PAGE}, {"title": "Owls at Noon", "page": PAGE + "/#top"}]
    desk.add_digest(library, papers[first])
    desk.add_digest(library, papers[1 - first], date="2025-01-02")
    assert desk.titles(library) == ["Owls at Noon"]
    desk.check()


def test_papers_with_titles_are_not_one_for_their_address(desk: Desk, library: Library) -> None:
    desk.add_digest(library, {"title": "Owls", "page": PAGE}, {"title": "Bats", "page": PAGE})
    assert desk.titles(library) == ["Owls", "Bats"]
    desk.check()


def test_a_merged_paper_keeps_the_title(desk: Desk, library: Library) -> None:
    desk.add_digest(library, ID, {"title": "Owls at Noon"})
    one, other = library.catalog.ids(View.all())
    left = library.edits.merge(one, other)
    assert left in library.catalog.ids(View.all())
    assert desk.titles(library) == ["Owls at Noon"]
    assert found(library, "2401.00001") == ["Owls at Noon"]
    desk.check()
