"""Pages of arXiv as HTML: listings of a category, results of a search, abstract pages.

A listing is ``arxiv.org/list/cs.CL/new``, ``/recent``, a month or a page of ``/catchup``; an
abstract page is ``arxiv.org/abs/2608.01234``. They are read as the server sends them, and as a
browser saves them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core import identity
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import MOST_LISTED_AUTHORS, ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats.arxiv.listing_entry import abstract_text, categories_in, names_in
from octavo_model.formats.arxiv.listing_page import ListingKind, is_listing, parse_listing
from octavo_model.formats.arxiv.search_page import is_search, papers_found
from octavo_model.formats.common import dates
from octavo_model.formats.common.digest import slug
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.common.html import to_text, unescape
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt

    from octavo_model.formats import Source
    from octavo_model.formats.arxiv.listing_page import ListingPage

_MARKUP = re.compile(r"[\s\ufeff]*<")
_ABS_ID = re.compile(
    r"<meta\b[^>]{0,80}\bcitation_arxiv_id\b[^>]{0,20}\bcontent\s*=\s*[\"']([^\"']{1,40})"
)
_DOI = re.compile(
    r"<meta\b[^>]{0,80}\bcitation_doi\b[^>]{0,20}\bcontent\s*=\s*[\"']([^\"']{1,300})"
)
_FIELD = re.compile(
    r"<(h1|div|blockquote|td)\b[^>]{0,80}\bclass\s*=\s*[\"']?(?:tablecell )?"
    r"(title|authors|abstract|comments|subjects|jref|doi)\b[^>]{0,80}>"
)
_DESCRIPTOR = re.compile(r"\s*<span\b[^>]{0,80}\bdescriptor\b[^>]{0,80}>[^<]{0,80}</span>")
_DAYS = ("citation_date", "citation_online_date")
_QUOTED_DAY = r"[\"']([0-9]{4})[/-]([0-9]{2})[/-]([0-9]{2})"
_THIS_VERSION = re.compile(r"\(this version, v([0-9]{1,4})\)")
_VERSION = re.compile(
    r"(<a\b[^>]{0,200}>)?\[v([0-9]{1,4})\](?:</a>)?\s*</strong>\s*"
    r"\w{3}, ([0-9]{1,2}) (\w{3}) ([0-9]{4})"
)


def sniff(source: Source) -> float:
    """Return how likely ``source`` is such a page."""
    beginning = source.beginning()
    if not _MARKUP.match(beginning):
        return 0.0
    known = is_listing(beginning) or _ABS_ID.search(beginning) or is_search(beginning)
    return 0.97 if known else 0.0


def parse(source: Source) -> ParsedDigest:
    """Read ``source``; entries that a listing counts and does not show become a warning.

    Raises:
        NotADigestError: It is another page.
    """
    text, broken = decode(source.data)
    warnings = [broken] if broken else []
    if (page := parse_listing(text)) is not None:
        day = source.date or page.day
        name = slug(f"arxiv {page.category}") if page.category else "arxiv"
        warnings += [ParseWarning(0, message) for message in _doubts(page)]
        return ParsedDigest(day, False, tuple(page.papers), tuple(warnings), name)
    papers, unread = papers_found(text)
    if papers:
        if unread:
            warnings.append(ParseWarning(0, f"results without an id or a title left out: {unread}"))
        return ParsedDigest(source.date, False, tuple(papers), tuple(warnings), "arxiv-search")
    paper = parse_abstract_page(text)
    if paper is None:
        raise NotADigestError(source.name, "is not a listing or an abstract page of arXiv")
    return ParsedDigest(source.date or paper.date, False, (paper,), tuple(warnings), "arxiv")


def parse_abstract_page(text: str) -> ParsedPaper | None:
    """Return the paper of an abstract page; None if it is none.

    Its version is the one that the page shows.
    """
    if (meta := _ABS_ID.search(text)) is None:
        return None
    fields: dict[str, str] = {}
    for found in _FIELD.finditer(text):
        if found[2] not in fields:
            inner = text[found.end() : max(text.find(f"</{found[1]}>", found.end()), 0)]
            fields[found[2]] = _DESCRIPTOR.sub("", inner, count=1)
    title = clean_line(to_text(fields.get("title", "")))
    arxiv_id = identity.arxiv_id(unescape(meta[1]))
    if not title or arxiv_id is None:
        return None
    doi = identity.doi(clean_line(to_text(fields.get("doi", ""))))
    if doi is None and (in_head := _DOI.search(text)):
        doi = identity.doi(unescape(in_head[1]))
    versions = list(_VERSION.finditer(text))
    shown = next((one for one in versions if not one[1]), versions[-1] if versions else None)
    known = [versions[0], shown] if versions and shown else []
    days = [dates.whole_day(one[5], one[4], one[3]) for one in known]
    number = int(shown[2]) if shown else None
    if shown is None:  # A copy without the history of submissions.
        days = [day for name in _DAYS if (day := _day_in_head(text, name))]
        this = _THIS_VERSION.search(text)
        number = int(this[1]) if this else None
    return ParsedPaper(
        title,
        abstract_text(fields.get("abstract", "")),
        authors=names_in(fields.get("authors", "")),
        date=days[0] if days else None,
        arxiv_id=arxiv_id,
        version=number,
        revised=days[-1] if days and (number or 1) > 1 else None,
        doi=doi,
        categories=categories_in(fields.get("subjects", "")),
        comments=clean_line(to_text(fields.get("comments", ""))),
        journal=clean_line(to_text(fields.get("jref", ""))) or None,
    )


def _day_in_head(text: str, name: str) -> dt.date | None:
    named = rf"<meta\b[^>]{{0,80}}\b{name}\b[^>]{{0,20}}\bcontent\s*=\s*"
    found = re.search(named + _QUOTED_DAY, text)
    return dates.from_iso("-".join(found.groups())) if found else None


def _doubts(page: ListingPage) -> list[str]:
    """Return what may be missing from a listing, in words."""
    doubts = []
    if not page.is_whole:
        doubts.append("the page is cut off")
    for section in page.sections:
        if section.unread:
            entries = "1 entry" if section.unread == 1 else f"{section.unread} entries"
            doubts.append(f"{entries} without an id or a title left out")
        read = len(section.papers) + section.unread
        if section.shown is not None and section.shown != read:
            name = section.heading.partition(" (")[0]
            doubts.append(f"{name}: {read} of {section.shown} entries are here")
    is_part = page.total is not None and page.kind is not ListingKind.RECENT
    if is_part and page.read != page.total and not doubts:
        doubts.append(f"{page.read} of {page.total} entries are on this page")
    long = sum(len(paper.authors) == MOST_LISTED_AUTHORS for paper in page.papers)
    if long:
        papers = "1 paper" if long == 1 else f"{long} papers"
        doubts.append(f"{papers} with {MOST_LISTED_AUTHORS} authors or more: arXiv shows no others")
    return doubts
