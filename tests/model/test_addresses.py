from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from octavo_model import Link, Paper
from octavo_model.addresses import best_link, cite

BARE = Paper(
    id=1,
    key="title:on-lemons",
    title="On Lemons & Limes?",
    abstract="",
    authors=(),
    author_count=7,
    organization=None,
    submitted_by=None,
    date=None,
    date_inferred=False,
    comment_count=None,
    arxiv_id=None,
    links=(),
    digests=("daily",),
    read=False,
    starred=False,
)


def test_the_arxiv_page_comes_first() -> None:
    paper = replace(BARE, arxiv_id="2401.01234", links=(Link("https://a.example", "a.example"),))

    assert best_link(paper).url == "https://arxiv.org/abs/2401.01234"


def test_then_where_the_doi_leads() -> None:
    paper = replace(BARE, doi="10.1000/owls<47>#(2)", page="https://a.example/owls")

    assert best_link(paper) == Link(
        "https://doi.org/10.1000/owls%3C47%3E%23(2)", "doi:10.1000/owls<47>#(2)"
    )


def test_then_the_papers_own_page() -> None:
    paper = replace(
        BARE, page="https://www.a.example/owls", links=(Link("https://b.example", "b.example"),)
    )

    assert best_link(paper) == Link("https://www.a.example/owls", "a.example/owls")


@pytest.mark.parametrize(
    "page", ["javascript:alert(1)", "https://a b", "ftp://a.example", "", "/x"]
)
def test_a_page_that_is_no_address_is_passed_over(page: str) -> None:
    paper = replace(BARE, page=page, links=(Link("https://b.example", "b.example"),))

    assert best_link(paper).url == "https://b.example"


def test_then_the_first_link_there_is() -> None:
    paper = replace(BARE, links=(Link("https://a.example", "a.example"),))

    assert best_link(paper).url == "https://a.example"


def test_then_a_search_for_the_title() -> None:
    assert best_link(BARE).url == "https://huggingface.co/papers?q=On%20Lemons%20%26%20Limes%3F"


@pytest.mark.parametrize(
    ("paper", "citation"),
    [
        (BARE, "“On Lemons & Limes?”."),
        (
            replace(BARE, authors=("A. One", "B. Two"), date=dt.date(2024, 1, 2)),
            "A. One, B. Two. “On Lemons & Limes?”. 2024.",
        ),
        (
            replace(BARE, authors=tuple("ABCD"), arxiv_id="2401.01234"),
            "A et al. “On Lemons & Limes?”. arXiv:2401.01234.",
        ),
        (
            replace(BARE, arxiv_id="2401.01234", doi="10.1000/x", journal="Limes 3 (2024)."),
            "“On Lemons & Limes?”. Limes 3 (2024). arXiv:2401.01234.",
        ),
        (
            replace(BARE, doi="10.1000/x", date=dt.date(2024, 1, 2)),
            "“On Lemons & Limes?”. 2024. doi:10.1000/x.",
        ),
        (replace(BARE, organization="OpenLemon"), "OpenLemon. “On Lemons & Limes?”."),
    ],
)
def test_a_citation_says_what_is_known_and_no_more(paper: Paper, citation: str) -> None:
    assert cite(paper) == citation
