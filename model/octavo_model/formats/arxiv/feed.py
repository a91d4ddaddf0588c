"""Feeds of arXiv: daily announcements as RSS and Atom, and answers of its API.

See https://info.arxiv.org/help/rss.html and https://info.arxiv.org/help/api/user-manual.html.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.identity import doi
from octavo_model.core.parsed import Announcement, ParsedPaper
from octavo_model.formats.common import dates
from octavo_model.formats.common.author_styles import NameOrder
from octavo_model.formats.common.digest import find_ids, gather, slug, with_ids
from octavo_model.formats.feeds.entries import is_feed, plain, plain_line, read_feed, sniff_root
from octavo_model.formats.feeds.feed import entry_day, entry_people, entry_tags
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source
    from octavo_model.formats.feeds.entries import Feed, FeedEntry

_SELF = re.compile(
    r"(?:rss|export)\.arxiv\.org|arxiv\.org/(?:api/|rss/|atom/|list/)|updates on (?:the )?arXiv"
    r"|<(?:link|id)>\s*https?://(?:www\.)?arxiv\.org/\s*<|arxiv\.org/schemas/atom",
    re.IGNORECASE,
)
_FIRST_ENTRY = re.compile(r"<(?:item|entry)[\s>]")
_ANNOUNCED = re.compile(
    r"\s*(?:arXiv:(?P<id>\S+)\s+)?Announce Type:\s*(?P<type>[a-z-]+)\s*(?:Abstract:\s*)?"
)
_ABSTRACT = re.compile(r"\s*Abstract:\s*")
# The end of a title until 2024: (arXiv:2401.01234v2 [cs.LG] UPDATED)
_TITLE_ID = re.compile(
    r"\.?\s*\((?P<id>arXiv:\S+)\s*\[(?P<category>[\w.-]+)\](?P<why>(?: UPDATED| CROSS LISTED)*)\)$"
)
_CATEGORY = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.[A-Za-z]+(?:-[a-z]+)*)?")
_TITLE_CATEGORIES = re.compile(r"(.{1,200}?) updates on (?:the )?arXiv", re.IGNORECASE)
_LINK_CATEGORIES = re.compile(r"arxiv\.org/(?:rss|atom)/([\w.+,-]{1,200})", re.IGNORECASE)
_ANNOUNCEMENTS = {why.value: why for why in Announcement}
_ERROR = re.compile(r"https?://[^/]*arxiv\.org/api/errors", re.IGNORECASE)
_LONGEST_MESSAGE = 200
_MONTH_FILE = re.compile(
    r"arxiv-month-([A-Za-z.-]{2,40})-([0-9]{4})-(0[1-9]|1[0-2])-[0-9]{1,4}\.atom", re.ASCII
)


def month_file(category: str, month: dt.date, number: int) -> str:
    """Return the name of the file with answer ``number`` about a category in a month.

    In a file of this name, papers have the month of their announcement: the API says when a paper
    was submitted, and not when it was announced.
    """
    return f"arxiv-month-{category}-{month:%Y-%m}-{number}.atom"


def sniff(source: Source) -> float:
    """Return how likely ``source`` is a feed of arXiv, judging by the text before its entries."""
    root, head = sniff_root(source)
    if not is_feed(root, head):
        return 0.0
    first = _FIRST_ENTRY.search(head)
    return 0.97 if _SELF.search(head, 0, first.start() if first else len(head)) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers of the feed; an error as the answer of the API is raised."""
    feed = read_feed(source)
    papers = []
    for entry in feed.entries:
        if _ERROR.match(entry.text("id")):
            message = plain_line(entry.text("summary")) or "an error"
            raise NotADigestError(source.name, f"arXiv answers: {message[:_LONGEST_MESSAGE]}")
        papers.append(_paper(entry, source.modified))
    if found := _MONTH_FILE.fullmatch(source.name):
        category, month = found[1], dt.date(int(found[2]) or 1, int(found[3]), 1)
        papers = [paper and _of_month(paper, category, month) for paper in papers]
        return gather(feed.gather(papers, "id", "link"), month, slug(f"arxiv {category} month"))
    day = source.date or _day_of(feed, source)
    return gather(feed.gather(papers, "id", "link"), day, _slug(feed))


def _of_month(paper: ParsedPaper, category: str, month: dt.date) -> ParsedPaper:
    """Return a paper that ``category`` announced in ``month``."""
    primary = "".join(paper.categories[:1])
    is_own = primary == category or primary.startswith(f"{category}.")
    return paper._replace(
        date=month,
        date_inferred=False,
        date_precision=Precision.MONTH,
        announced=Announcement.NEW if is_own else Announcement.CROSS,
    )


def _paper(entry: FeedEntry, now: dt.datetime) -> ParsedPaper | None:
    title = clean_line(entry.text("title"))
    old_style = _TITLE_ID.search(title)
    if old_style:
        title = title[: old_style.start()]
    if not title:
        return None
    text = plain(entry.text("summary"))
    start = _ANNOUNCED.match(text)
    announced = _announcement(entry.text("arxiv_announce_type"), start, old_style)
    if prefix := start or _ABSTRACT.match(text):
        text = text[prefix.end() :]
    ids_in_text = [start["id"] or "" if start else "", old_style["id"] if old_style else ""]
    ids = find_ids(filter(None, [*ids_in_text, entry.text("id"), entry.text("link")]))
    published = entry_day(entry, "published", "dc_date", now=now)
    updated = entry_day(entry, "updated", now=now)
    date, revised = published, updated
    if announced:
        # An announced paper has the day of its announcement, and ``updated`` is the feed's.
        replaced = announced in (Announcement.REPLACE, Announcement.REPLACE_CROSS)
        date, revised = (None, published) if replaced else (published, None)
    paper = ParsedPaper(
        title,
        text,
        authors=entry_people(entry, NameOrder.GIVEN_FIRST),
        revised=revised.date if revised else None,
        announced=announced,
        categories=_categories(entry, old_style),
        comments=plain_line(entry.text("arxiv_comment")),
        journal=plain_line(entry.text("arxiv_journal_ref", "arxiv_journal_reference")) or None,
        line=entry.line,
    )
    return with_ids(paper, ids._replace(doi=doi(entry.text("arxiv_doi")) or ids.doi), date)


def _announcement(
    field: str, start: re.Match[str] | None, old_style: re.Match[str] | None
) -> Announcement | None:
    kind = field.lower() or (start["type"] if start else "")
    if kind in _ANNOUNCEMENTS or old_style is None:
        return _ANNOUNCEMENTS.get(kind)
    crossed = "CROSS" in old_style["why"]
    if "UPDATED" in old_style["why"]:
        return Announcement.REPLACE_CROSS if crossed else Announcement.REPLACE
    return Announcement.CROSS if crossed else Announcement.NEW


def _categories(entry: FeedEntry, old_style: re.Match[str] | None) -> tuple[str, ...]:
    """Those of arXiv, the primary one first, without MSC and ACM classes."""
    primary = entry.fields.get("arxiv_primary_category")
    first = str(primary.get("term", "")) if isinstance(primary, dict) else ""
    listed = [first, old_style["category"] if old_style else "", *entry_tags(entry)]
    return tuple(dict.fromkeys(name for name in listed if _CATEGORY.fullmatch(name)))


def _day_of(feed: Feed, source: Source) -> dt.date | None:
    day = entry_day(feed.head, "published", "updated", "dc_date", now=source.modified)
    return day.date if day else dates.in_name(source.name)


def _slug(feed: Feed) -> str:
    title = plain_line(feed.head.text("title"))
    if title.lower().startswith("arxiv query") or "arxiv.org/api/" in feed.head.text("id"):
        return "arxiv-search"
    links = " ".join([feed.head.text("id"), *feed.head.parts("links", "href")])
    for found in (_TITLE_CATEGORIES.match(title), _LINK_CATEGORIES.search(links)):
        names = re.split(r"[\s,+]+", found[1]) if found else []
        if names and all(_CATEGORY.fullmatch(name) for name in names):
            return slug(f"arxiv {' '.join(names)}")
    return "arxiv"
