"""JSON Feed, versions 1.0 and 1.1: https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.formats.common import dates
from octavo_model.formats.common.digest import find_ids, gather, joined, slug, with_ids
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.feeds.entries import dated, labelled, people_in, plain
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    import datetime as dt

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source

_VERSION = re.compile(r"\"version\"\s*:\s*\"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version")
_LONGEST_QUOTE = 60


def sniff(source: Source) -> float:
    """Return how likely ``source`` is a JSON Feed, judging by its version."""
    text = source.beginning()
    is_object = text.lstrip().startswith("{")
    return 0.95 if is_object and _VERSION.search(text) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers of the feed; an item without a title is left out with a warning."""
    text, broken = decode(source.data)
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotADigestError(source.name, f"not valid JSON: {error}") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise NotADigestError(source.name, "no JSON Feed: it has no list of items")
    site = _text(feed, "home_page_url")
    found = []
    for number, item in enumerate(items, 1):
        fields = item if isinstance(item, dict) else {}
        what = clean_line(_text(fields, "url", "id"))[:_LONGEST_QUOTE]
        said = f"item {number} has no title and is left out: {what}"
        untitled = ParseWarning(0, said, "items have no title")
        found.append(_paper(fields, site, source.modified) or untitled)
    digest = gather(found, None, slug(clean_line(_text(feed, "title"))), broken)
    named = source.date or dates.in_name(source.name)
    return dated(digest, dates.LooseDay(named) if named else dates.newest(digest.papers))


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
    described = labelled(title, clean_text(_text(fields, "summary")) or content)
    addresses = (_text(fields, name) for name in ("url", "external_url"))
    links = [joined(site, link) for link in addresses if link]
    ids = find_ids([*links, _text(fields, "id"), _text(fields, "doi")])
    written = (_text(fields, name) for name in ("date_published", "date_modified"))
    day = next(filter(None, (dates.read(text, now) for text in written)), None)
    tags = fields.get("tags")
    names = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
    paper = described._replace(
        authors=_authors(fields) or described.authors,
        categories=tuple(dict.fromkeys(filter(None, map(clean_line, names)))),
    )
    return with_ids(paper, ids, day, links)


def _authors(fields: dict[str, Any]) -> tuple[str, ...]:
    """The names in ``authors`` (1.1) or in the only ``author`` (1.0), which may be several."""
    many = fields.get("authors")
    listed = many if isinstance(many, list) and many else [fields.get("author")]
    names = [name for one in listed if isinstance(one, dict) and (name := _text(one, "name"))]
    return people_in(names)
