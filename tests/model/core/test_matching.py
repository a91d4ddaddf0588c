"""Which paper an entry is about: by ids, title, authors and years."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from octavo_model import Library, Paths, View
from octavo_model.core.identity import PaperMatch
from octavo_model.core.matching import (
    Candidate,
    agree,
    evidence_of,
    fold_for_matching,
    judge_by_title,
    judge_with_id,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.model.conftest import Desk

ID, BARE, DOI = "arxiv:2401.01234", "title:owls", "doi:10.1/x"
MAYBE, SURE, OTHER = Candidate(1, BARE), Candidate(2, BARE, True), Candidate(3, BARE, False)
WITH_DOI, WITH_ID = Candidate(4, DOI, True), Candidate(5, ID, differs=True)


@pytest.mark.parametrize(
    ("holders", "candidates", "verdict"),
    [
        ([None], [], PaperMatch(None)),
        ([7], [], PaperMatch(7)),
        ([7], [Candidate(7, ID)], PaperMatch(7)),
        ([None], [MAYBE], PaperMatch(1, adopts=True)),
        ([None], [SURE], PaperMatch(2, adopts=True)),
        ([None], [OTHER], PaperMatch(None)),
        ([None], [WITH_ID], PaperMatch(None)),
        ([None], [MAYBE, WITH_ID], PaperMatch(None)),
        ([None], [MAYBE, OTHER], PaperMatch(None)),
        ([None], [SURE, OTHER, WITH_ID], PaperMatch(2, adopts=True)),
        ([None], [WITH_DOI], PaperMatch(4, adopts=True)),
        ([None], [SURE, WITH_DOI], PaperMatch(4, adopts=True, absorbs=(2,))),
        ([None], [WITH_DOI, Candidate(6, DOI, True)], PaperMatch(None)),
        ([None], [Candidate(4, DOI)], PaperMatch(None)),
        ([7], [Candidate(7, ID), MAYBE], PaperMatch(7, absorbs=(1,))),
        ([7], [Candidate(7, ID), MAYBE, WITH_ID], PaperMatch(7)),
        ([7], [WITH_DOI], PaperMatch(7, absorbs=(4,))),
        ([None, None], [MAYBE], PaperMatch(1, adopts=True)),
        ([7, 7], [], PaperMatch(7)),
        ([7, None], [], PaperMatch(7)),
        ([None, 8], [Candidate(8, DOI)], PaperMatch(8, adopts=True)),
        ([7, 8], [Candidate(7, ID), Candidate(8, DOI)], PaperMatch(7, absorbs=(8,))),
        ([7, 8], [MAYBE], PaperMatch(7, absorbs=(8, 1))),
    ],
)
def test_an_entry_with_ids(
    holders: list[int | None], candidates: list[Candidate], verdict: PaperMatch
) -> None:
    assert judge_with_id([ID, DOI][: len(holders)], holders, candidates) == verdict


def test_an_entry_with_a_doi_does_not_take_the_arxiv_id_away() -> None:
    assert judge_with_id([DOI], [None], [Candidate(5, ID, True)]) == PaperMatch(5)


@pytest.mark.parametrize(
    ("holder", "candidates", "verdict"),
    [
        (None, [], PaperMatch(None)),
        (1, [MAYBE], PaperMatch(1)),
        (3, [OTHER], PaperMatch(None)),
        (3, [OTHER, SURE], PaperMatch(2)),
        (None, [Candidate(2, ID)], PaperMatch(2)),
        (None, [Candidate(2, ID), Candidate(3, ID)], PaperMatch(None)),
        (None, [Candidate(2, ID, True), Candidate(3, ID)], PaperMatch(2)),
        (None, [Candidate(2, ID, True), Candidate(3, ID, True)], PaperMatch(None)),
        (1, [MAYBE, Candidate(2, ID), Candidate(3, ID)], PaperMatch(1)),
        (None, [Candidate(2, ID, True, differs=True)], PaperMatch(None)),
    ],
)
def test_an_entry_with_only_a_title(
    holder: int | None, candidates: list[Candidate], verdict: PaperMatch
) -> None:
    assert judge_by_title(holder, candidates) == verdict


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((["Dora Kelp"], 2023), (["D. Kelp", "Ann Quill"], 2024), True),
        ((["Dora Kelp"], 2023), (["D. Kelp"], 2026), False),
        ((["Dora Kelp"], 2023), (["Ilse Brandt"], 2023), False),
        ((["Dora Kelp"], None), ([], 2023), None),
        (([], 2023), ([], 2023), None),
        (([], 2020), ([], 2023), False),
        ((["Wei Wang"], None), (["Wang Wei"], None), True),
        ((["Jos\\'e N\\'u\\~nez"], None), (["José Núñez"], None), True),
        ((["Ada King, Jr."], None), (["A. King"], None), True),
        ((["Pim van der Zee"], None), (["P. van der Zee"], None), True),
    ],
)
def test_authors_and_years_agree(
    one: tuple[list[str], int | None], other: tuple[list[str], int | None], same: bool | None
) -> None:
    assert agree(evidence_of(*one), evidence_of(*other)) is same
    assert agree(evidence_of(*other), evidence_of(*one)) is same


def test_spellings_in_latex_and_unicode_fold_alike() -> None:
    one = r"Why H$_2$O in $\beta$-Sand {Stays} --- a Reply"
    assert fold_for_matching(one) == fold_for_matching("Why H2O in β-Sand stays: a reply")


def titles(library: Library) -> int:
    return library.catalog.counts(View.all()).total


def assert_papers(desk: Desk, entries: Sequence[dict[str, Any]], number: int) -> None:
    """Entries that come one by one are so many papers, also when they come again."""
    library = desk.open()
    for one in entries:
        desk.add_digest(library, one, date=None)
    assert titles(library) == number
    again = desk.add_digest(library, *entries, {"title": "Something Else"}, date=None)
    assert (again.new, titles(library)) == (1, number + 1)
    desk.check()
    library.rebuild()
    assert titles(library) == number + 1
    desk.check()
    desk.close()


@pytest.mark.parametrize(
    "entries",
    [
        [
            {"title": "Preface", "authors": ["Dora Kelp"], "date": "2018-01-01"},
            {"title": "Preface", "authors": ["Ilse Brandt"], "date": "2021-01-01"},
            {"title": "Preface", "authors": ["Ravi Tamarind"], "date": "2018-01-01"},
        ],
        [
            {"title": "Introduction", "authors": ["Dora Kelp"], "doi": "10.5555/a"},
            {"title": "Introduction", "authors": ["Ilse Brandt"]},
            {"title": "Introduction.", "authors": ["Łucja Sowa"], "doi": "10.5555/c"},
        ],
        [
            {"title": "Correction", "authors": ["Dora Kelp"], "page": "https://a.example/1"},
            {"title": "Correction", "authors": ["Mei Larkspur"], "page": "https://a.example/2"},
        ],
        [
            {"title": "Correction", "page": "https://a.example/1"},
            {"title": "Correction", "page": "https://a.example/2"},
        ],
        [
            {"title": "A Survey of Tides", "authors": ["Dora Kelp"], "date": "2018-01-01"},
            {"title": "A Survey of Tides", "authors": ["Ilse Brandt"], "date": "2018-01-01"},
        ],
        [
            {"title": "A Survey of Tides", "authors": ["Dora Kelp"], "doi": "10.5555/a"},
            {"title": "A Survey of Tides", "authors": ["Dora Kelp"], "doi": "10.5555/b"},
        ],
    ],
)
def test_papers_that_share_only_a_title_stay_apart_in_any_order(
    desk_type: type[Desk], tmp_path_factory: pytest.TempPathFactory, entries: list[dict[str, Any]]
) -> None:
    for order in permutations(entries):
        desk = desk_type(Paths.under(tmp_path_factory.mktemp("home")))
        assert_papers(desk, order, len(entries))


@pytest.mark.parametrize(
    "entries",
    [
        [
            {"title": "Waves", "authors": ["Dora Kelp"], "arxiv_id": "2303.04401"},
            {"title": "Waves", "authors": ["D. Kelp", "A. Quill"], "doi": "10.5555/sl"},
            {"title": "Waves", "authors": ["Dora Kelp"]},
        ],
        [
            {"title": r"H$_2$O in $\beta$-Sand", "authors": ["Dora Kelp"], "date": "2024-01-01"},
            {"title": "H2O in β-Sand", "authors": ["Dora Kelp"], "date": "2024-01-01"},
        ],
        [
            {"title": "Preface", "authors": ["Dora Kelp"], "date": "2018-01-01"},
            {"title": "Preface", "authors": ["D. Kelp"], "date": "2018-03-01"},
        ],
    ],
)
def test_preprint_publication_and_spellings_are_one_paper_in_any_order(
    desk_type: type[Desk], tmp_path_factory: pytest.TempPathFactory, entries: list[dict[str, Any]]
) -> None:
    for order in permutations(entries):
        assert_papers(desk_type(Paths.under(tmp_path_factory.mktemp("home"))), order, 1)
