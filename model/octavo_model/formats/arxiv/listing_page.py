"""Listing pages of arXiv: a category today, on a past day, in the last days, in a month. Pure.

The pages are ``arxiv.org/list/cs.CL/new``, ``/catchup/cs.CL/2026-08-21?abs=True``,
``/list/cs.CL/recent`` and ``/list/cs.CL/2026-08``, as the server sends them or a browser saves
them. They state how many entries they hold, which is what proves that a day is complete.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, urlsplit

from octavo_model.core.parsed import Announcement
from octavo_model.formats.arxiv.listing_entry import papers_in
from octavo_model.formats.common import dates
from octavo_model.formats.common.html import unescape
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from octavo_model.core.parsed import ParsedPaper

_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_MARK = re.compile(r"<div[^>]{0,80}\bid\s*=\s*[\"']?dlpage\b", re.IGNORECASE)
_HEADING = re.compile(r"<h1\b[^>]{0,300}>([^<]{0,300})</h1>", re.IGNORECASE)
_SUBHEADING = re.compile(
    r"<h2\b[^>]{0,300}>\s*Authors and titles for ([^<]{0,100})</h2>", re.IGNORECASE
)
_MONTH = re.compile(r"([A-Z][a-z]{2,8}) ([0-9]{4})")
_HEAD = 5_000
"""Characters between the heading and the first entry."""
_NEW = re.compile(r"<h3\b[^>]{0,300}>\s*Showing new listings for ([^<]{0,80})</h3>", re.IGNORECASE)
_RECENT_DAY = re.compile(
    r"<h3\b[^>]{0,300}>\s*[A-Z][a-z]{2}, +[0-3]?[0-9] [A-Z][a-z]{2} [0-9]{4}\b", re.IGNORECASE
)
_ENTRY = re.compile(r"<dt\b[^>]{0,300}>.{0,3000}?\blist-title\b", re.IGNORECASE | re.DOTALL)
_CATCHUP = re.compile(r"Catchup results for (.+) on (.+)")
_TOTAL = re.compile(r"\bTotal of ([0-9]{1,7}) entries")
_DATE = re.compile(r"([0-3]?[0-9]) ([A-Z][a-z]{2,8}) ([0-9]{4})")
_CATEGORY_LINK = re.compile(r"/(?:list|catchup)/([a-z][A-Za-z-]{1,20}(?:\.[A-Za-z-]{2,20})?)/")
_LINK = re.compile(
    r"<a\b[^>]{0,300}?\bhref\s*=\s*(?:[\"']([^\"'>]{0,300})[\"']|([^\s\"'>]{1,300}))[^>]{0,300}>([^<]{0,200})"
)
_CURRENT_PAGE = re.compile(
    r"View page:[^<]{0,80}(?:<a[^>]{0,300}>[0-9]+</a>\s*)*<span>([0-9]{1,4})<"
)
_PAGE_TEXT = re.compile(r"[0-9]{1,7}(?:-[0-9]{1,7})?")
_SECTION = re.compile(r"<h3\b[^>]{0,300}>([^<]{0,300})</h3>", re.IGNORECASE)
_SHOWING = re.compile(r"\bshowing (?:(?:first|last) )?([0-9]{1,7}) of ([0-9]{1,7}) entries")
_NUMBER = re.compile(r"\[([0-9]{1,7})\]")
_SECTIONS = {
    "new": Announcement.NEW,
    "cross": Announcement.CROSS,
    "replacement": Announcement.REPLACE,
}


class ListingKind(StrEnum):
    """Which page of a category it is."""

    NEW = "new"
    CATCHUP = "catchup"
    RECENT = "recent"
    MONTH = "month"


class ListingSection(NamedTuple):
    """The entries below one heading.

    Attributes:
        heading: As the page has it; empty for a month.
        announced: Why the papers are listed; None if the section is a day or a month.
        day: The day of announcement of its papers; None for a month.
        shown: How many entries the heading says that this page shows; None without a heading.
        stated: How many entries the heading says that the section has on all pages.
        papers: The entries read.
        unread: How many entries could not be read.
    """

    heading: str
    announced: Announcement | None
    day: dt.date | None
    shown: int | None
    stated: int | None
    papers: tuple[ParsedPaper, ...]
    unread: int = 0


@dataclass(frozen=True, slots=True)
class ListingPage:
    """What one listing page says.

    Attributes:
        kind: Which page it is.
        subject: Name of the category, e.g. ``Computation and Language``.
        category: Its code, e.g. ``cs.CL``; empty if no link of the page has it.
        day: The day of announcement of the page; None for recent days and months.
        total: How many entries the page says that there are on all pages; None if it says none.
        sections: In order.
        next_day: The announcement day after this one, of all arXiv; None without a link.
        next_page: Address of the page with the entries after these; empty without a link.
        first: Number of the first entry, from 1; 0 without entries.
        is_whole: Whether the page is there to its end.
        month: The first day of the month of the page; None if it is not of a month. A page of a
            month without papers names the present one.
    """

    kind: ListingKind
    subject: str
    category: str
    day: dt.date | None
    total: int | None
    sections: tuple[ListingSection, ...]
    next_day: dt.date | None
    next_page: str
    first: int
    is_whole: bool
    month: dt.date | None = None

    @property
    def papers(self) -> Iterator[ParsedPaper]:
        """All its papers."""
        return (paper for section in self.sections for paper in section.papers)

    @property
    def read(self) -> int:
        """The number of papers."""
        return sum(len(section.papers) for section in self.sections)


def is_listing(text: str) -> bool:
    """Return whether ``text``, a page or its beginning, is a listing."""
    if (mark := _MARK.search(text)) is None:
        return False
    heading = _HEADING.search(text, mark.end())
    return heading is not None and _kind(text, heading) is not None


def page_title(text: str) -> str:
    """Return what a page calls itself: the reason to show when it is not a listing."""
    found = _TITLE.search(text)
    return clean_line(unescape(found[1])) if found else ""


def parse_listing(text: str) -> ListingPage | None:
    """Return what a page says; None if it is no listing. Takes linear time."""
    mark = _MARK.search(text)
    heading = _HEADING.search(text, mark.end()) if mark else None
    kind = _kind(text, heading) if heading else None
    if heading is None or kind is None:
        return None
    subject = clean_line(unescape(heading[1]))
    day = None
    if kind is ListingKind.CATCHUP and (found := _CATCHUP.fullmatch(subject)):
        subject, day = found[1], _day(found[2])
    elif kind is ListingKind.NEW and (new := _NEW.search(text)):
        day = _day(new[1])
    body = text[heading.end() :]
    is_whole = "</html>" in text[-2_000:].lower()
    end = max(body.lower().rfind("</main>"), 0) or len(body)
    # An entry that is cut off would have half a title, or some of its authors.
    entries_end = end if is_whole else min(end, max(body.lower().rfind("</dd>"), 0))
    first_entry = body.find("<dt")
    head = body[: first_entry if first_entry >= 0 else end]
    total = _TOTAL.search(head)
    category = _CATEGORY_LINK.search(head)
    number = _NUMBER.search(body, len(head)) if first_entry >= 0 else None
    first = int(number[1]) if number else 0
    return ListingPage(
        kind,
        subject,
        category[1] if category else "",
        day,
        int(total[1]) if total else None,
        tuple(_sections(body[:entries_end], kind, day)),
        _next_day(head),
        _next_page(head, first),
        first,
        is_whole,
        _month(text, heading) if kind is ListingKind.MONTH else None,
    )


def _kind(text: str, heading: re.Match[str]) -> ListingKind | None:
    if _CATCHUP.fullmatch(clean_line(unescape(heading[1]))):
        return ListingKind.CATCHUP
    start, end = heading.end(), heading.end() + _HEAD
    if sub := _SUBHEADING.search(text, start, end):
        recent = sub[1].strip().startswith("recent")
        return ListingKind.RECENT if recent else ListingKind.MONTH
    if _NEW.search(text, start, end):
        return ListingKind.NEW
    # Some copies lack the second heading.
    if _RECENT_DAY.search(text, start, end):
        return ListingKind.RECENT
    return ListingKind.MONTH if _ENTRY.search(text, start, end) else None


def _month(text: str, heading: re.Match[str]) -> dt.date | None:
    sub = _SUBHEADING.search(text, heading.end(), heading.end() + _HEAD)
    found = _MONTH.match(sub[1].strip()) if sub else None
    return dates.whole_day(found[2], found[1], "1") if found else None


def _sections(body: str, kind: ListingKind, day: dt.date | None) -> Iterator[ListingSection]:
    """Yield the sections of ``body``, which starts below the heading of the page."""
    below = list(_SECTION.finditer(body))
    # Those of old copies have no counts.
    headings = [one for one in below if _SHOWING.search(one[1])] or [
        one for one in below if _is_section(clean_line(one[1]))
    ]
    if not headings:
        papers, unread = papers_in(body, None, day)
        if kind is ListingKind.MONTH or papers:
            yield ListingSection("", None, day, None, None, papers, unread)
        return
    ends = [*(found.start() for found in headings[1:]), len(body)]
    for found, end in zip(headings, ends, strict=True):
        heading = clean_line(unescape(found[1]))
        announced = _announcement(heading)
        of_day = day if announced else _day(heading)
        counts = _SHOWING.search(heading)
        papers, unread = papers_in(body[found.end() : end], announced, of_day)
        yield ListingSection(
            heading,
            announced,
            of_day,
            int(counts[1]) if counts else None,
            int(counts[2]) if counts else None,
            papers,
            unread,
        )


def _is_section(heading: str) -> bool:
    """Whether it names a day, or a kind of entries: ``Cross-lists for Fri, 3 May 19``."""
    if heading.startswith("Showing "):  # of the whole page
        return False
    return _announcement(heading) is not None or _day(heading) is not None


def _announcement(heading: str) -> Announcement | None:
    kind = re.match(r"new|cross|replacement", heading, re.IGNORECASE)
    return _SECTIONS[kind[0].lower()] if kind else None


def _next_day(head: str) -> dt.date | None:
    for quoted, bare, text in _LINK.findall(head):
        if text.strip().lower() == "continue to the next day":
            return dates.in_name(urlsplit(unescape(quoted or bare)).path.rpartition("/")[2])
    return None


def _next_page(head: str, first: int) -> str:
    """Return the link to the page after that of entry ``first``: by number, or by entries left."""
    current = _CURRENT_PAGE.search(head)
    here = {"page": int(current[1]) if current else 1, "skip": max(first - 1, 0)}
    found: dict[int, str] = {}
    for quoted, bare, text in _LINK.findall(head):
        link = unescape(quoted or bare)
        if not _PAGE_TEXT.fullmatch(text.strip()):
            continue
        for name, value in parse_qs(urlsplit(link).query).items():
            if name in here and value[0].isdecimal() and int(value[0]) > here[name]:
                found.setdefault(int(value[0]), link)
    return found[min(found)] if found else ""


def _day(text: str) -> dt.date | None:
    found = _DATE.search(text)
    return dates.whole_day(found[3], found[2], found[1]) if found else None
