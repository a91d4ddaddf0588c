"""Where the full text of a paper is: the sources in their order, and what is wrong with an answer.

A status of 200 proves nothing: what is in a page is checked when it is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from octavo_model.core.links import link_to, pdf
from octavo_model.core.paper import Link
from octavo_model.sources.events import FetchError
from octavo_model.sources.urls import check_redirect, display_url
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.core.paper import Paper
    from octavo_model.fulltext.document import Document
    from octavo_model.sources.environment import Endpoints, Response

LARGEST_PAGE = 12 << 20
"""Bytes of a page; the largest pages of arXiv are a few megabytes."""
_FEWEST_MORE = 300
"""Words that a text in Markdown has beside the abstract."""

_HTML = frozenset({"text/html", "application/xhtml+xml", ""})
_MARKDOWN = frozenset({"text/markdown", "text/x-markdown", "text/plain", ""})
_ID = re.compile(r"\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?/\d{7}")
_PDF, _TAG = b"%PDF-", re.compile(rb"[\s\xef\xbb\xbf]*<(?:!doctype|html|head|body|\?xml)", re.I)


class FullTextSource(NamedTuple):
    """A site that has the full text of papers.

    Attributes:
        name: Its name in a `Document`.
        title: Its name for people.
        accept: The media types to ask for.
        types: The media types of an answer that may be a text; an empty one is unknown.
        has_versions: Whether its addresses have versions.
        address: The address of the text with an id, with the version behind it if it has one.
    """

    name: str
    title: str
    accept: str
    types: frozenset[str]
    has_versions: bool
    address: Callable[[Endpoints, str], str]


SOURCES = (
    FullTextSource(
        "arxiv",
        "arxiv.org",
        "text/html",
        _HTML,
        True,
        lambda endpoints, name: f"{endpoints.arxiv_pages}/html/{name}",
    ),
    FullTextSource(
        "huggingface",
        "huggingface.co",
        "text/markdown, text/plain",
        _MARKDOWN,
        False,
        lambda endpoints, name: f"{endpoints.daily_papers}/papers/{name}.md",
    ),
    FullTextSource(
        "ar5iv",
        "ar5iv",
        "text/html",
        _HTML,
        False,
        lambda endpoints, name: f"{endpoints.ar5iv}/html/{name}",
    ),
)
"""All sources, in the order in which they are asked."""


def sources_of(paper: Paper) -> tuple[FullTextSource, ...]:
    """Return the sources that may have the text of ``paper``: none without an arXiv id."""
    if not paper.arxiv_id:
        return ()
    is_old = "/" in paper.arxiv_id  # Hugging Face has no papers from before April 2007
    return tuple(one for one in SOURCES if not (is_old and one.name == "huggingface"))


def address_of(source: FullTextSource, paper: Paper, endpoints: Endpoints) -> str:
    """Return the address of the text of ``paper``, of its latest known version."""
    version = f"v{paper.version}" if source.has_versions and paper.version else ""
    return source.address(endpoints, f"{paper.arxiv_id}{version}")


_OPENREVIEW = re.compile(r"(https://openreview\.net)/forum\?id=([\w-]+)", re.ASCII)
_ACL = re.compile(r"https://(?:www\.)?aclanthology\.org/([\w.-]+?)/?", re.ASCII)
_ACL_DOI = re.compile(r"10\.18653/v1/([\w.-]+)", re.ASCII)


def pdf_link(paper: Paper, endpoints: Endpoints | None = None) -> Link | None:
    """Return where the PDF of ``paper`` is, as far as its ids and page say.

    At arXiv, where a link to a PDF leads, or beside its page at OpenReview or the ACL Anthology.
    """
    if paper.arxiv_id and endpoints is not None:
        return Link(f"{endpoints.arxiv_pages}/pdf/{paper.arxiv_id}", "PDF", "PDF")
    if (known := pdf(paper)) is not None:
        return known
    page = paper.page or ""
    if found := _OPENREVIEW.fullmatch(page):
        return link_to(f"{found[1]}/pdf?id={found[2]}")
    found = _ACL.fullmatch(page) or _ACL_DOI.fullmatch(paper.doi or "")
    # Ids of papers until 2019 start with a capital: P19-1001.
    return link_to(f"https://aclanthology.org/{found[1].capitalize()}.pdf") if found else None


def check_page_redirect(url: str, target: str) -> None:
    """Refuse a redirect from ``url`` to what cannot be the full text of the same paper.

    The page of the abstract is where arXiv and ar5iv send clients if they have no full text. It is
    refused before it is asked for.
    """
    check_redirect(url, target)
    asked, path = _ID.search(urlsplit(url).path), urlsplit(target).path
    if path.startswith("/abs/"):
        raise FetchError(display_url(url), "it has only the abstract")
    if asked is None or asked[0] not in path:
        raise FetchError(display_url(url), f"redirects to another page: {display_url(target)}")


def check_answer(source: FullTextSource, response: Response) -> None:
    """Refuse an answer that is not of the type of the source.

    Raises:
        FetchError: It is something else: a PDF, or a web page in place of Markdown.
    """
    what, start = display_url(response.url), response.body[:1_000]
    wanted = "a web page" if source.types is _HTML else "Markdown"
    if start.lstrip().startswith(_PDF):
        raise FetchError(what, f"the answer is a PDF, not {wanted}")
    if response.type not in source.types:
        found = clean_line(response.type)[:60]
        raise FetchError(what, f"the answer is {found}, not {wanted}")
    if source.types is _MARKDOWN and _TAG.match(start):
        raise FetchError(what, "the answer is a web page, not Markdown")


def check_text(source: FullTextSource, document: Document, paper: Paper) -> None:
    """Refuse Markdown with little more than the abstract.

    Hugging Face sends its page on a paper, which has the abstract, if it has no full text.

    Raises:
        FetchError: It has no more.
    """
    words = sum(len(run.text.split()) for block in document.walk() for run in block.runs)
    if source.types is _MARKDOWN and words < len(paper.abstract.split()) + _FEWEST_MORE:
        raise FetchError(display_url(document.url), "it has only the abstract")


def is_whole(source: FullTextSource, body: bytes) -> bool:
    """Return whether a page has an end; Markdown has no sign for it."""
    return source.types is not _HTML or b"</html" in body[-4_000:].lower()
