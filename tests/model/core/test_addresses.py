from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.model.export import papers

from octavo_model import Link
from octavo_model.core.links import best_link, links_of_paper, pdf

BARE = replace(papers.BARE, title="On Lemons & Limes?", author_count=7)


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
    ("known", "url"),
    [
        ({"arxiv_id": "2401.01234"}, "https://arxiv.org/pdf/2401.01234"),
        ({"page": "https://a.example/owls.PDF?x=1"}, "https://a.example/owls.PDF?x=1"),
        ({"links": (Link("https://a.example/o.pdf", "o"),)}, "https://a.example/o.pdf"),
        ({"page": "https://a.example/?file=owls.pdf"}, None),
        ({"page": "file:///etc/owls.pdf"}, None),
        ({}, None),
    ],
)
def test_the_pdf_is_that_of_arxiv_or_one_by_its_name(
    known: dict[str, Any], url: str | None
) -> None:
    link = pdf(replace(BARE, **known))

    assert (link and link.url) == url
