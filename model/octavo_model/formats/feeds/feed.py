"""Any feed of papers: RSS 0.9 to 2.0, RDF and Atom, of journals, blogs and aggregators.

https://www.rssboard.org/rss-specification, https://web.resource.org/rss/1.0/spec, RFC 4287; with
the Dublin Core and PRISM elements that publishers add.
"""

from __future__ import annotations

import datetime as dt
import re
import time
from contextlib import suppress
from itertools import takewhile
from typing import TYPE_CHECKING

from octavo_model.formats.common import dates
from octavo_model.formats.common.author_styles import NameOrder
from octavo_model.formats.common.dates import LooseDay
from octavo_model.formats.common.digest import address, find_ids, gather, joined, slug, with_ids
from octavo_model.formats.feeds.entries import (
    dated,
    is_feed,
    labelled,
    people_in,
    plain,
    plain_line,
    read_feed,
    sniff_root,
)
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper
    from octavo_model.formats import Source
    from octavo_model.formats.feeds.entries import Feed, FeedEntry

_DOI = re.compile(r"\bdoi:\s?(10\.\d{4,9}/[^\s<>\"|]{1,300}[^\s<>\"|.,;])", re.IGNORECASE)
_IDS = re.compile(r"(?:PMID|PMCID|DOI)\s?:", re.IGNORECASE)
_TEASER_ENDS = ("…", "...", "[…]", "[...]", "more", "»", "→")


def sniff(source: Source) -> float:
    """Return how likely ``source`` is a feed."""
    root, head = sniff_root(source)
    # A server may answer with a login page: if no other format reads it, the error says so.
    if root == "html":
        return 0.1
    return 0.9 if is_feed(root, head) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers of the feed; an entry without a title is left out with a warning."""
    feed = read_feed(source)
    site = address(feed.head.text("link")) or ""
    papers = [_paper(entry, site, source.modified) for entry in feed.entries]
    title = plain_line(feed.head.text("title"))
    digest = gather(feed.gather(papers, "link", "id"), None, slug(title))
    return dated(digest, _day_of(feed, digest.papers, source))


def entry_day(entry: FeedEntry, *names: str, now: dt.datetime) -> LooseDay | None:
    """Return the day in the first of the fields ``names`` that has one, as it is written."""
    for name in names:
        if day := dates.read(entry.text(name), now):
            return day
        # Dates that only feedparser reads, e.g. Korean and Greek ones; it gives UTC.
        parsed = entry.fields.get(f"{name}_parsed")
        if isinstance(parsed, time.struct_time):
            with suppress(ValueError):
                return LooseDay(dt.date(*parsed[:3]))
    return None


def entry_people(entry: FeedEntry, order: NameOrder = NameOrder.ANY) -> tuple[str, ...]:
    """Return the authors, each once."""
    return people_in([plain_line(name) for name in entry.parts("authors", "name")], order)


def entry_tags(entry: FeedEntry) -> tuple[str, ...]:
    """Return the tags, each once."""
    return tuple(dict.fromkeys(filter(None, map(plain_line, entry.parts("tags", "term")))))


def _paper(entry: FeedEntry, site: str, now: dt.datetime) -> ParsedPaper | None:
    title = entry.text("title")
    detail = entry.fields.get("title_detail")
    # In plain text, what only looks like markup is kept.
    is_html = isinstance(detail, dict) and "html" in str(detail.get("type"))
    title = plain_line(title) if is_html else clean_line(title)
    if not title:
        return None
    is_pubmed = entry.text("id").startswith("pubmed:")
    # Elsewhere, the source may be an address or a citation.
    journal = ("prism_publicationname", *(("dc_source",) if is_pubmed else ()))
    described = labelled(title, _abstract(entry))
    links = [joined(site, link) for link in (entry.text("link"), *entry.parts("links", "href"))]
    id_fields = ("id", "prism_doi", "dc_identifier", "arxiv_doi", "prism_url", "citation_doi")
    named = _DOI.findall(next(iter(entry.parts("content", "value")), "")) if is_pubmed else ()
    ids = find_ids(filter(None, [*links, *map(entry.text, id_fields), *named]))
    written = ("published", "dc_date", "prism_publicationdate", "created", "updated")
    day = entry_day(entry, *written, now=now)
    paper = described._replace(
        authors=entry_people(entry) or described.authors,
        categories=entry_tags(entry),
        journal=clean_line(entry.text(*journal)) or None,
        line=entry.line,
    )
    return with_ids(paper, ids, day, links)


def _abstract(entry: FeedEntry) -> str:
    """The summary; the content without one, or if the summary is only a teaser or a part of it."""
    summary = plain(entry.text("summary"))
    content = next(map(plain, entry.parts("content", "value")), "")
    under_heading = _under_heading(content)
    if under_heading is not None:
        return under_heading
    return content or summary if not summary or summary.endswith(_TEASER_ENDS) else summary


def _under_heading(content: str) -> str | None:
    """What is below the heading of the abstract, as in PubMed's feeds; None without a heading."""
    paragraphs = content.split("\n\n")
    for number, paragraph in enumerate(paragraphs):
        heading = paragraph.strip(" .:").lower()
        if heading == "no abstract":
            return ""
        if heading == "abstract" and number:
            return "\n\n".join(takewhile(lambda one: not _IDS.match(one), paragraphs[number + 1 :]))
    return None


def _day_of(feed: Feed, papers: Iterable[ParsedPaper], source: Source) -> LooseDay | None:
    """The day of the feed, from the user, itself, its newest entry or its name."""
    if source.date:
        return LooseDay(source.date)
    named = dates.in_name(source.name)
    return (
        entry_day(feed.head, "updated", "published", "dc_date", now=source.modified)
        or dates.newest(papers)
        or (LooseDay(named) if named else None)
    )
