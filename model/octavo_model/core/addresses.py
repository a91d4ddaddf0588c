"""Where a paper can be found on the web, and how it is cited in plain text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from octavo_model.core.links import is_same_page, link_to
from octavo_model.core.paper import Link

if TYPE_CHECKING:
    from octavo_model.core.paper import Paper

_MOST_ASKED = 150
"""Characters of a title that are searched for; each may take nine in an address."""
_PLAIN = "/:;(),@!$&'*+=-._~"
"""What stands in an address as it is, and in DOIs too."""


def best_link(paper: Paper) -> Link:
    """The address to open for ``paper``.

    Its arXiv page where its id is known, else where its DOI leads, else its own page, else the
    first of its links, else the Hugging Face page that searches for its title.
    """
    return links_of_paper(paper)[0]


def links_of_paper(paper: Paper) -> tuple[Link, ...]:
    """All addresses of ``paper``, the one to open first, each once; there is always one.

    Its abstract page, PDF and Hugging Face page where its arXiv id is known, where its DOI leads,
    its own page, its code and project, and those of the abstract; where nothing is known, the
    page that searches for its title.
    """
    own = link_to(paper.page) if paper.page else None
    known = [
        abstract_page(paper),
        doi_page(paper),
        None if own is None else replace(own, role="page"),
        *paper.links,
    ]
    if paper.arxiv_id:
        known[1:1] = [pdf(paper), hugging_face_page(paper)]
    found: list[Link] = []
    for link in known:
        if link is not None and not any(is_same_page(link, other) for other in found):
            found.append(link)
    return tuple(found) or (search_page(paper.shown),)


def abstract_page(paper: Paper) -> Link | None:
    """The page of ``paper`` on arXiv, which holds its latest version."""
    if not paper.arxiv_id:
        return None
    return Link(f"https://arxiv.org/abs/{paper.arxiv_id}", f"arXiv:{paper.arxiv_id}", "abstract")


def pdf(paper: Paper) -> Link | None:
    """The PDF of ``paper``: that of arXiv, else the first of its links that names one."""
    if paper.arxiv_id:
        name = f"arxiv.org/pdf/{paper.arxiv_id}"
        return Link(f"https://{name}", name, "PDF")
    own = link_to(paper.page) if paper.page else None
    for link in (own, *paper.links):
        if link is not None and urlsplit(link.url).path.lower().endswith(".pdf"):
            return link
    return None


def hugging_face_page(paper: Paper) -> Link | None:
    """The page of ``paper`` on Hugging Face, which any paper with an id of the newer kind has."""
    if not paper.arxiv_id or "/" in paper.arxiv_id:
        return None
    name = f"huggingface.co/papers/{paper.arxiv_id}"
    return Link(f"https://{name}", name, "discussion")


def doi_page(paper: Paper) -> Link | None:
    """Where the DOI of ``paper`` leads."""
    if not paper.doi:
        return None
    return Link(f"https://doi.org/{quote(paper.doi, safe=_PLAIN)}", f"doi:{paper.doi}", "publisher")


def search_page(title: str) -> Link:
    """The Hugging Face page that searches for a paper called ``title``."""
    return Link(
        f"https://huggingface.co/papers?q={quote(title[:_MOST_ASKED])}", "search on huggingface.co"
    )


def cite(paper: Paper) -> str:
    """One line of plain text that names ``paper``: who, what, where, when; only what is known.

    More than three authors become the first and *et al.*
    """
    return _sentences(_who(paper), f"“{paper.shown}”", *_where(paper))


def cite_source(paper: Paper) -> str:
    """As `cite`, with all authors and without the title; empty where nothing is known."""
    return _sentences(", ".join(paper.authors) or _who(paper), *_where(paper))


def _who(paper: Paper) -> str:
    if len(paper.authors) > 3:
        return f"{paper.authors[0]} et al."
    return ", ".join(paper.authors) or paper.organization or ""


def _where(paper: Paper) -> tuple[str, str, str]:
    where = ""
    if paper.arxiv_id:
        where = f"arXiv:{paper.arxiv_id}"
    elif paper.doi:
        where = f"doi:{paper.doi}"
    return paper.journal or "", str(paper.date.year) if paper.date else "", where


def _sentences(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part) + "." if any(parts) else ""
