from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from octavo_model import Link, Paper
from octavo_model.core.links import best_link, cite, cite_source, links_of_paper, pdf

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
        "https://doi.org/10.1000/owls%3C47%3E%23(2)", "doi:10.1000/owls<47>#(2)", "publisher"
    )


def test_then_the_papers_own_page() -> None:
    paper = replace(
        BARE, page="https://www.a.example/owls", links=(Link("https://b.example", "b.example"),)
    )

    assert best_link(paper) == Link("https://www.a.example/owls", "a.example/owls", "page")


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


def test_all_links_come_once_the_best_first() -> None:
    code = Link("https://github.com/a/b", "github.com/a/b", "code")
    paper = replace(
        BARE,
        arxiv_id="2401.01234",
        doi="10.1000/x",
        page="https://a.example/owls",
        links=(code, Link("http://www.arxiv.org/abs/2401.01234", "arxiv.org/abs/2401.01234")),
    )

    assert [(one.role, one.url) for one in links_of_paper(paper)] == [
        ("abstract", "https://arxiv.org/abs/2401.01234"),
        ("PDF", "https://arxiv.org/pdf/2401.01234"),
        ("discussion", "https://huggingface.co/papers/2401.01234"),
        ("publisher", "https://doi.org/10.1000/x"),
        ("page", "https://a.example/owls"),
        ("code", "https://github.com/a/b"),
    ]
    assert best_link(paper) == links_of_paper(paper)[0]


def test_where_nothing_is_known_the_search_is_the_only_link() -> None:
    assert [one.label for one in links_of_paper(BARE)] == ["search on huggingface.co"]


def test_an_old_id_has_no_page_on_hugging_face() -> None:
    paper = replace(BARE, arxiv_id="math/0309136")

    assert [one.role for one in links_of_paper(paper)] == ["abstract", "PDF"]


@pytest.mark.parametrize(
    ("told", "url"),
    [
        ({"arxiv_id": "2401.01234"}, "https://arxiv.org/pdf/2401.01234"),
        ({"page": "https://a.example/owls.PDF?x=1"}, "https://a.example/owls.PDF?x=1"),
        ({"links": (Link("https://a.example/o.pdf", "o"),)}, "https://a.example/o.pdf"),
        ({"page": "https://a.example/?file=owls.pdf"}, None),
        ({"page": "file:///etc/owls.pdf"}, None),
        ({}, None),
    ],
)
def test_the_pdf_is_arxivs_or_one_that_is_called_so(told: dict[str, Any], url: str | None) -> None:
    link = pdf(replace(BARE, **told))

    assert (link and link.url) == url


def test_a_source_names_all_authors_and_no_title() -> None:
    paper = replace(BARE, authors=tuple("ABCD"), arxiv_id="2401.01234", journal="Limes 3.")

    assert cite_source(paper) == "A, B, C, D. Limes 3. arXiv:2401.01234."
    assert cite_source(BARE) == ""
