"""Papers the user says are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from octavo_model import OctavoError, View
from octavo_model.core.errors import UnknownPaperError
from octavo_model.storage.merge_log import Decisions, Sameness

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library

FIRST = {"title": "Owls", "arxiv_id": "2401.00001"}
SECOND = {"title": "Owls", "arxiv_id": "2401.00002"}


def ambiguous(desk: Desk, library: Library) -> tuple[int, int, int]:
    """Two papers with ids, and a third that is known by their title alone."""
    desk.bring(library, FIRST, SECOND)
    report = desk.bring(library, {"title": "Owls", "abstract": "See."}, date="2025-01-02")
    (third,) = library.ids(View.of_digest(report.digest or ""))
    return library.resolve("2401.00001"), library.resolve("2401.00002"), third


def test_a_title_that_fits_two_ids_stays_apart_and_both_are_offered(
    desk: Desk, library: Library
) -> None:
    one, two, third = ambiguous(desk, library)
    assert library.same_title(third) == [one, two]
    assert library.paper(third).same_title == (one, two)
    assert library.same_title(one) == [third]  # arXiv tells it from the other


def test_merging_loses_nothing_and_lasts(desk: Desk, library: Library) -> None:
    one, _two, third = ambiguous(desk, library)
    library.mark([third], starred=True)
    library.mark([one], read=True)
    assert library.merge(third, one) == one
    paper = library.paper(one)
    assert (paper.key, paper.abstract, paper.starred, paper.read) == (
        "arxiv:2401.00001",
        "See.",
        True,
        True,
    )
    assert len(paper.digests) == 2
    assert library.counts(View.all()).total == 2
    assert library.same_title(one) == []
    desk.check()
    before = desk.state(library)
    library.rebuild()
    assert desk.state(library) == before
    desk.check()


def test_a_title_once_decided_goes_the_same_way_again(desk: Desk, library: Library) -> None:
    one, _two, third = ambiguous(desk, library)
    library.merge(one, third)
    desk.bring(library, "Owls", date="2025-01-03")
    assert library.counts(View.all()).total == 2
    assert len(library.paper(one).digests) == 3


def test_a_doi_is_a_surer_name_than_a_title_and_arxiv_surer_still(
    desk: Desk, library: Library
) -> None:
    desk.bring(library, FIRST, {"title": "Owls", "doi": "10.1000/owls"})
    arxiv, doi = library.resolve("2401.00001"), library.resolve("10.1000/owls")
    assert library.same_title(doi) == [arxiv]
    assert library.merge(doi, arxiv) == arxiv
    assert library.resolve("10.1000/owls") == arxiv
    desk.check()


def test_what_arxiv_tells_apart_is_not_merged(desk: Desk, library: Library) -> None:
    one, two, third = ambiguous(desk, library)
    with pytest.raises(OctavoError, match="arXiv tells them apart"):
        library.merge(one, two)
    with pytest.raises(OctavoError, match="already"):
        library.merge(one, one)
    with pytest.raises(UnknownPaperError):
        library.merge(third, 999)
    assert not desk.paths.decisions.exists()


def test_a_damaged_line_costs_itself_alone_and_is_named(desk: Desk, library: Library) -> None:
    one, _two, third = ambiguous(desk, library)
    desk.paths.decisions.write_bytes(
        b'{"keep": 3}\n{"keep": "\\ud800", "same": "b"}\n{"keep": "arxi'
    )
    library.merge(one, third)
    decided, problems = Decisions(desk.paths.decisions).read()
    assert decided == [Sameness("arxiv:2401.00001", "title:owls")]
    assert [problem.rpartition(": ")[2] for problem in problems] == [
        f"line {number} is damaged and was left out" for number in (1, 2, 3)
    ]
    library.rebuild()
    assert library.counts(View.all()).total == 2
    assert len(library.problems) == 3


def test_a_decision_about_papers_that_are_gone_does_nothing(desk: Desk, library: Library) -> None:
    Decisions(desk.paths.decisions).add(Sameness("arxiv:1", "title:none"), "2025")
    desk.bring(library, FIRST)
    library.rebuild()
    assert library.counts(View.all()).total == 1


def test_a_decision_whose_maker_died_is_followed_at_the_next_opening(
    desk: Desk, library: Library
) -> None:
    one, _two, third = ambiguous(desk, library)
    sameness = Sameness("arxiv:2401.00001", library.paper(third).key)
    library.close()
    Decisions(desk.paths.decisions).add(sameness, "2025-06-01T12:30:00.000Z")
    library = desk.open()
    assert library.counts(View.all()).total == 2
    assert library.resolve(sameness.same) == one
    desk.check()
    before = desk.state(library)
    library.rebuild()
    assert desk.state(library) == before
