"""The ids and addresses of papers anywhere in a text, as citations have them."""

from __future__ import annotations

import re
from typing import NamedTuple

from octavo_model.core.ids import arxiv_id, doi, mentions, page_of

AROUND_ID = "()[]<>{}\"'.,;:!?*_“”"
"""What may surround an id in a text it is copied from."""
MAY_HAVE_ID = re.compile(r"\d|//", re.ASCII)
"""In every text that names a paper: ids have a digit."""
_PIECE = re.compile(r"\S+")
_ACL = re.compile(r"[A-Z]\d\d-\d{4}|(?:19|20)\d\d\.[a-z\d]+(?:-[a-z\d]+)+\.\d{1,4}", re.ASCII)
_WEB = re.compile(r"https?://", re.IGNORECASE)


def bare_id(text: str) -> str | None:
    """Return what `read_id` does, if it means the same where it is a word among others."""
    known = read_id(text)
    if known is None:
        return None
    inside = next(mentions(known), None)
    return known if (inside.text if inside else known.strip(AROUND_ID)) == known else None


class PaperMention(NamedTuple):
    """A place in a text that names a paper, and its id as `read_id` returns it."""

    start: int
    end: int
    id: str


def read_id(text: str) -> str | None:
    """Return the arXiv id, DOI or page of the paper that ``text`` names, normalised; else None.

    >>> read_id("https://arxiv.org/abs/2401.01234v2"), read_id("doi:10.1000/XYZ")
    ('2401.01234', '10.1000/xyz')
    >>> read_id("P19-1001"), read_id("openreview.net/pdf?id=AbCdEf1234")
    ('https://aclanthology.org/P19-1001', 'https://openreview.net/forum?id=AbCdEf1234')
    >>> read_id("tide")
    """
    known = arxiv_id(text) or doi(text)
    # One that reads differently when written again cannot exist.
    if known:
        return known if (arxiv_id(known) or doi(known)) == known else None
    if _ACL.fullmatch(text):
        return f"https://aclanthology.org/{text}"
    if "/" not in text or "." not in text:
        return None
    page = page_of(text)
    is_stable = page is not None and not set(page) & _UNSAFE and page_of(page) == page
    return page if is_stable and _WEB.match(page or "") else None


_UNSAFE = set('"\\ \t\n')


def mentions_in(text: str) -> list[PaperMention]:
    """Return the papers that ``text`` names, in order, without overlap.

    >>> mentions_in("see arXiv:1611.01234v2 [cs.LG]")
    [PaperMention(start=4, end=22, id='1611.01234')]
    """
    if not MAY_HAVE_ID.search(text):
        return []
    found = [
        PaperMention(one.start, one.end, known)
        for one in mentions(text)
        if (known := bare_id(one.text))
    ]
    taken = {place for one in found for place in range(one.start, one.end)}
    for piece in _PIECE.finditer(text):
        if piece.start() in taken or not MAY_HAVE_ID.search(piece[0]):
            continue
        bare = piece[0].strip(AROUND_ID)
        start = piece.start() + piece[0].find(bare)
        places = range(start, start + len(bare))
        if bare and taken.isdisjoint(places) and (known := bare_id(bare)):
            found.append(PaperMention(start, start + len(bare), known))
    return sorted(found)
