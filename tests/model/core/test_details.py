"""Rare details of digests, and the one paper that several ids lead to."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from octavo_model import View
from octavo_model.core.marks import MarkField
from octavo_model.core.paper import Link

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library

TELLINGS: list[dict[str, Any]] = [
    # Daily Papers, arXiv's mail, its feed, a bibliography, a page of text.
    {
        "title": "Owls",
        "arxiv_id": "2401.00001",
        "upvotes": 47,
        "keywords": ["owls", "ears"],
        "ai_summary": "Owls, in short.",
        "code": "https://github.com/noctua/owls",
        "project": "https://owls.example.org/",
        "abstract": "On owls.",
    },
    {
        "title": "Owls",
        "arxiv_id": "2401.00001",
        "doi": "10.1000/owls",
        "announced": "new",
        "comments": "12 pages",
        "categories": ["cs.LG", "cs.CL"],
        "abstract": "On owls.",
    },
    {"title": "Owls", "arxiv_id": "2401.00001", "version": 2, "revised": "2024-02-01"},
    {"title": "Owls (extended)", "doi": "10.1000/owls", "journal": "Parliament 3", "upvotes": 3},
    {"title": "OWLS", "comment_count": 4},
]


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(order, marks=pytest.mark.slow) if number % 3 else order
        for number, order in enumerate(permutations(range(5)))
    ],
)
def test_in_any_order_what_has_one_id_among_them_is_one_paper_with_all_details(
    desk: Desk, library: Library, order: tuple[int, ...]
) -> None:
    for step, number in enumerate(order):
        report = desk.add_digest(library, TELLINGS[number], date=f"2024-06-0{number + 1}")
        if step == 0:
            first = next(iter(library.catalog.ids(View.of_digest(report.digest or ""))))
            library.marks.mark([first], MarkField.STARRED, True)
    (paper,) = library.catalog.papers(library.catalog.ids(View.all()))
    assert (paper.key, paper.doi, paper.version) == ("arxiv:2401.00001", "10.1000/owls", 2)
    assert (paper.upvotes, paper.comment_count, paper.comments) == (47, 4, "12 pages")
    assert (paper.categories, paper.keywords) == (("cs.LG", "cs.CL"), ("owls", "ears"))
    assert (paper.journal, paper.ai_summary) == ("Parliament 3", "Owls, in short.")
    assert (paper.abstract, str(paper.revised)) == ("On owls.", "2024-02-01")
    assert paper.links[0] == Link(
        "https://github.com/noctua/owls", "github.com/noctua/owls", "code"
    )
    assert paper.badges == ("invented",)
    assert len(paper.digests) == 5
    assert paper.starred
    for name in ("10.1000/owls", "https://doi.org/10.1000/OWLS", "2401.00001", "owls extended"):
        assert library.catalog.resolve(name) == paper.id
    desk.check()
    before = desk.state(library)
    library.rebuild()
    assert desk.state(library) == before


def test_one_doi_on_two_arxiv_papers_does_not_make_them_one(desk: Desk, library: Library) -> None:
    desk.add_digest(
        library,
        {"title": "Owls", "arxiv_id": "2401.00001", "doi": "10.1000/proceedings"},
        {"title": "Bats", "arxiv_id": "2401.00002", "doi": "10.1000/proceedings"},
    )
    assert library.catalog.counts(View.all()).total == 2
    desk.check()


def test_a_doi_and_an_arxiv_id_with_one_title_are_separate_until_one_entry_has_both(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, {"title": "Owls", "arxiv_id": "2401.00001"})
    desk.add_digest(library, {"title": "Owls", "doi": "10.1000/owls"}, date="2025-01-02")
    assert library.catalog.counts(View.all()).total == 2
    library.marks.mark([library.catalog.resolve("doi:10.1000/owls")], MarkField.STARRED, True)
    both = {"title": "Owls", "arxiv_id": "2401.00001", "doi": "10.1000/owls"}
    desk.add_digest(library, both, date="2025-01-03")
    (paper,) = library.catalog.papers(library.catalog.ids(View.all()))
    assert (paper.key, paper.doi, paper.starred) == ("arxiv:2401.00001", "10.1000/owls", True)
    desk.check()


def test_two_dois_and_two_titles_of_one_paper_all_lead_to_it(desk: Desk, library: Library) -> None:
    desk.add_digest(library, {"title": "Owls, a preprint", "doi": "10.1000/a"})
    desk.add_digest(library, {"title": "Owls at last", "doi": "10.1000/a"}, date="2025-01-02")
    desk.add_digest(
        library,
        {"title": "Owls", "arxiv_id": "2401.00001", "doi": "10.1000/a"},
        date="2025-01-03",
    )
    (paper,) = library.catalog.papers(library.catalog.ids(View.all()))
    for title in ("Owls", "Owls at last", "Owls, a preprint"):
        assert library.catalog.resolve(title) == paper.id
    desk.check()


def test_a_link_that_is_no_web_address_is_left_out(desk: Desk, library: Library) -> None:
    desk.add_digest(
        library, {"title": "Owls", "code": "javascript:alert(1)", "project": "owls.org"}
    )
    (paper,) = library.catalog.papers(library.catalog.ids(View.all()))
    assert paper.links == ()
