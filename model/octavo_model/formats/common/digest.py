"""Ids of papers among the links and identifiers that feeds and bibliographies give. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin

from octavo_model.core import identity
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 2000
_PREFIX = re.compile(r"(?:oai:arxiv\.org|info:doi|urn:doi)[:/]\s*", re.IGNORECASE)
# Publishers' pages: https://pubs.example.org/doi/abs/10.1000/xyz?af=R
_DOI_IN_PAGE = re.compile(
    r"https?://[^\s/]+/(?:[\w-]+/)?doi/(?:[a-z]+/)?(10\.\d{4,9}/[^\s?#]{1,300})",
    re.IGNORECASE | re.ASCII,
)
_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


class PaperIds(NamedTuple):
    """What is known of which paper it is.

    Attributes:
        arxiv_id: Without version.
        version: Of the arXiv paper.
        doi: In lower case; never one that arXiv gives out.
    """

    arxiv_id: str | None = None
    version: int | None = None
    doi: str | None = None


def find_ids(candidates: Iterable[str]) -> PaperIds:
    """The first arXiv id, with its version wherever that is told, and the first DOI.

    >>> find_ids(["oai:arXiv.org:2508.12345v2", "https://doi.org/10.1000/XYZ"])
    PaperIds(arxiv_id='2508.12345', version=2, doi='10.1000/xyz')
    """
    arxiv_id = version = doi = None
    for candidate in candidates:
        text = _PREFIX.sub("", clean_line(candidate[:_LONGEST]), count=1)
        found = identity.arxiv_id(text)
        if found and arxiv_id in (None, found):
            arxiv_id = found
            version = version or identity.arxiv_version(text)
        if doi is None and not found:
            page = _DOI_IN_PAGE.fullmatch(text.partition("?")[0].partition("#")[0])
            doi = identity.doi(unquote(page[1]) if page else text)
    return PaperIds(arxiv_id, version, doi)


def joined(site: str, link: str) -> str:
    """``link`` as it is meant on ``site``; empty where it is no address.

    >>> joined("https://example.org/blog/", "../a"), joined("https://example.org/", "//[b")
    ('https://example.org/a', '')
    """
    try:
        return urljoin(site, link)
    except ValueError:
        return ""


def address(text: str) -> str | None:
    """``text`` where it is an address in the web that can be opened; else None.

    >>> address("https://example.org/a?b=c"), address("javascript:alert(1)")
    ('https://example.org/a?b=c', None)
    """
    if len(text) > _LONGEST:
        return None
    text = clean_line(text)
    return text if _ADDRESS.fullmatch(text) else None
