"""Any feed of papers: RSS 0.9 to 2.0, RDF and Atom, of journals, blogs and aggregators.

https://www.rssboard.org/rss-specification, https://web.resource.org/rss/1.0/spec, RFC 4287; with
the Dublin Core and PRISM elements that publishers add.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

from octavo_model.core.dates import Precision
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.authors import split_people
from octavo_model.formats.common.dates import LooseDay
from octavo_model.formats.common.digest import address, find_ids, joined, slug
from octavo_model.formats.feeds.entries import (
    Feed,
    FeedEntry,
    is_feed,
    labelled,
    plain,
    plain_line,
    read_feed,
    sniff_root,
)
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from octavo_model.formats import Source

_TEASER_ENDS = ("…", "...", "[…]", "[...]", "more", "»", "→")
_LONGEST_QUOTE = 60


def sniff(source: Source) -> float:
    """Return how likely ``source`` is a feed; a web page is accepted if no other format does.

    Servers may answer with a login page instead of a feed: reading it says so.
    """
    root, head = sniff_root(source)
    if root == "html":
        return 0.1
    return 0.9 if is_feed(root, head) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Read ``source``; an entry without a title is left out with a warning.

    Raises:
        NotADigestError: It is a web page, no feed at all, or declares entities.
    """
    feed = read_feed(source)
    warnings = list(feed.warnings)
    site = address(feed.head.text("link")) or ""
    papers = []
    for entry in feed.entries:
        if paper := _paper(entry, site, source.modified):
            papers.append(paper)
        else:
            what = clean_line(entry.text("link", "id"))[:_LONGEST_QUOTE]
            warnings.append(
                ParseWarning(entry.line, f"an entry without a title is left out: {what}")
            )
    day = _day_of(feed, papers, source)
    title = plain_line(feed.head.text("title"))
    return ParsedDigest(
        day.date if day else None,
        bool(day and not day.is_explicit),
        tuple(papers),
        tuple(sorted(warnings, key=lambda warning: warning.line)),
        slug(title),
    )


def entry_title(entry: FeedEntry) -> str:
    """Return the title of ``entry`` on one line; text that only looks like markup is kept."""
    title = entry.text("title")
    return plain_line(title) if entry.is_html("title") else clean_line(title)


def entry_day(entry: FeedEntry, *names: str, now: dt.datetime) -> LooseDay | None:
    """Return the day in the first of the fields ``names`` that has one, as it is written."""
    for name in names:
        if day := dates.read(entry.text(name), now):
            return day
        # Dates that only feedparser reads, such as Korean and Greek ones; it gives UTC.
        parsed = entry.fields.get(f"{name}_parsed")
        if isinstance(parsed, time.struct_time):
            try:
                return LooseDay(dt.date(*parsed[:3]))
            except ValueError:
                continue
    return None


def entry_people(entry: FeedEntry) -> tuple[str, ...]:
    """Return the authors: one name in each of several elements, or all names in one."""
    names = [plain_line(name) for name in entry.parts("authors", "name")]
    if len(names) < 2:
        return split_people(names[0]) if names else ()
    # With a semicolon, a comma only separates a family name from a given name.
    people = [person for name in names for person in split_people(f"{name};")]
    return tuple(dict.fromkeys(people))


def entry_tags(entry: FeedEntry) -> tuple[str, ...]:
    """Return the tags, each once."""
    return tuple(dict.fromkeys(filter(None, map(plain_line, entry.parts("tags", "term")))))


def _paper(entry: FeedEntry, site: str, now: dt.datetime) -> ParsedPaper | None:
    title = entry_title(entry)
    if not title:
        return None
    parts = labelled(_abstract(entry))
    links = [joined(site, link) for link in (entry.text("link"), *entry.parts("links", "href"))]
    id_fields = ("id", "prism_doi", "dc_identifier", "arxiv_doi", "prism_url", "citation_doi")
    ids = find_ids(filter(None, [*links, *map(entry.text, id_fields)]))
    written = ("published", "dc_date", "prism_publicationdate", "created", "updated")
    day = entry_day(entry, *written, now=now)
    return ParsedPaper(
        title,
        parts.abstract,
        authors=entry_people(entry) or split_people(parts.authors),
        date=day.date if day else None,
        date_inferred=bool(day and day.inferred),
        date_precision=day.precision if day else Precision.DAY,
        arxiv_id=ids.arxiv_id,
        version=ids.version,
        doi=ids.doi,
        categories=entry_tags(entry),
        journal=clean_line(entry.text("prism_publicationname")) or None,
        upvotes=parts.upvotes,
        keywords=parts.keywords,
        page=None if ids.arxiv_id else next(filter(None, map(address, links)), None),
        line=entry.line,
    )


def _abstract(entry: FeedEntry) -> str:
    """The summary; the whole content without one, or if the summary is only a teaser."""
    summary = plain(entry.text("summary"))
    content = next(map(plain, entry.parts("content", "value")), "")
    return content or summary if not summary or summary.endswith(_TEASER_ENDS) else summary


def _day_of(feed: Feed, papers: list[ParsedPaper], source: Source) -> LooseDay | None:
    """The day of the feed, from the user, itself, its newest entry or its name."""
    if source.date:
        return LooseDay(source.date)
    if day := entry_day(feed.head, "updated", "published", "dc_date", now=source.modified):
        return day
    if newest := dates.newest(papers):
        return newest
    named = dates.in_name(source.name)
    return LooseDay(named) if named else None
