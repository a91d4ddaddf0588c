"""Where a paper can be found on the web, and how it is cited in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from octavo_model.links import link_to
from octavo_model.paper import Link

if TYPE_CHECKING:
    from octavo_model.paper import Paper

_MOST_ASKED = 150
"""Characters of a title that are searched for; each may take nine in an address."""
_PLAIN = "/:;(),@!$&'*+=-._~"
"""What stands in an address as it is, and in DOIs too."""


def best_link(paper: Paper) -> Link:
    """The address to open for ``paper``.

    Its arXiv page where its id is known, else where its DOI leads, else its own page, else the
    first of its links, else the Hugging Face page that searches for its title.
    """
    if paper.arxiv_id:
        return Link(f"https://arxiv.org/abs/{paper.arxiv_id}", f"arXiv:{paper.arxiv_id}")
    if paper.doi:
        return Link(f"https://doi.org/{quote(paper.doi, safe=_PLAIN)}", f"doi:{paper.doi}")
    own = link_to(paper.page) if paper.page else None
    if own is not None:
        return own
    if paper.links:
        return paper.links[0]
    return search_page(paper.title)


def search_page(title: str) -> Link:
    """The Hugging Face page that searches for a paper called ``title``."""
    return Link(
        f"https://huggingface.co/papers?q={quote(title[:_MOST_ASKED])}", "search on huggingface.co"
    )


def cite(paper: Paper) -> str:
    """One line of plain text that names ``paper``: who, what, where, when; only what is known.

    More than three authors become the first and *et al.*
    """
    if len(paper.authors) > 3:
        who = f"{paper.authors[0]} et al."
    elif paper.authors:
        who = ", ".join(paper.authors)
    else:
        who = paper.organization or ""
    where = ""
    if paper.arxiv_id:
        where = f"arXiv:{paper.arxiv_id}"
    elif paper.doi:
        where = f"doi:{paper.doi}"
    year = str(paper.date.year) if paper.date else ""
    parts = [who, f"“{paper.title}”", paper.journal or "", year, where]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."
