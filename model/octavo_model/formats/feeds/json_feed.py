"""JSON Feed, versions 1.0 and 1.1: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from octavo_model.core.dates import Precision
from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.authors import split_people
from octavo_model.formats.common.digest import address, find_ids, joined, slug
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.feeds.entries import labelled, plain
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    import datetime as dt

    from octavo_model.formats import Source

_VERSION = re.compile(r"\"version\"\s*:\s*\"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version")
_LONGEST_QUOTE = 60


def sniff(source: Source) -> float:
    """Return how likely ``source`` is a JSON Feed, judging by its version."""
    text = source.beginning()
    is_object = text.lstrip().startswith("{")
    return 0.95 if is_object and _VERSION.search(text) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Read ``source``; an item without a title is left out with a warning.

    Raises:
        NotADigestError: It is not valid JSON, or not an object with a list of items.
    """
    text, broken = decode(source.data)
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotADigestError(source.name, f"not valid JSON: {error}") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise NotADigestError(source.name, "no JSON Feed: it has no list of items")
    warnings = [broken] if broken else []
    papers = []
    for number, item in enumerate(items, 1):
        fields = item if isinstance(item, dict) else {}
        if paper := _paper(fields, _text(feed, "home_page_url"), source.modified):
            papers.append(paper)
        else:
            what = clean_line(_text(fields, "url") or _text(fields, "id"))[:_LONGEST_QUOTE]
            warnings.append(ParseWarning(0, f"item {number} has no title and is left out: {what}"))
    named = source.date or dates.in_name(source.name)
    day = dates.LooseDay(named) if named else dates.newest(papers)
    title = clean_line(_text(feed, "title"))
    return ParsedDigest(
        day.date if day else None,
        bool(day and not day.is_explicit),
        tuple(papers),
        tuple(warnings),
        slug(title),
    )


def _text(fields: dict[str, Any], *names: str) -> str:
    """The first of the fields ``names`` that is a text and not empty."""
    values = (fields.get(name) for name in names)
    # Ids may be numbers: https://www.jsonfeed.org/version/1.1/#items
    texts = (str(value) if type(value) is int else value for value in values)
    return next((text.strip() for text in texts if isinstance(text, str) and text.strip()), "")


def _paper(fields: dict[str, Any], site: str, now: dt.datetime) -> ParsedPaper | None:
    title = clean_line(_text(fields, "title"))
    if not title:
        return None
    html, text = _text(fields, "content_html"), _text(fields, "content_text")
    content = plain(html) if html else clean_text(text)
    parts = labelled(clean_text(_text(fields, "summary")) or content)
    links = [
        joined(site, link) for name in ("url", "external_url") if (link := _text(fields, name))
    ]
    ids = find_ids([*links, _text(fields, "id"), _text(fields, "doi")])
    written = _text(fields, "date_published"), _text(fields, "date_modified")
    read = [dates.read(text, now) if text else None for text in written]
    day = read[0] or read[1]
    tags = fields.get("tags")
    names = (
        (clean_line(tag) for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else ()
    )
    return ParsedPaper(
        title,
        parts.abstract,
        authors=_authors(fields) or split_people(parts.authors),
        date=day.date if day else None,
        date_inferred=bool(day and day.inferred),
        date_precision=day.precision if day else Precision.DAY,
        arxiv_id=ids.arxiv_id,
        version=ids.version,
        doi=ids.doi,
        categories=tuple(dict.fromkeys(filter(None, names))),
        upvotes=parts.upvotes,
        keywords=parts.keywords,
        page=None if ids.arxiv_id else next(filter(None, map(address, links)), None),
    )


def _authors(fields: dict[str, Any]) -> tuple[str, ...]:
    """The names in ``authors`` (1.1) or in the only ``author`` (1.0), which may be several."""
    many = fields.get("authors")
    listed = many if isinstance(many, list) and many else [fields.get("author")]
    names = [name for one in listed if isinstance(one, dict) and (name := _text(one, "name"))]
    if len(names) == 1:
        return split_people(names[0])
    return tuple(dict.fromkeys(one for name in names for one in split_people(f"{name};")))
