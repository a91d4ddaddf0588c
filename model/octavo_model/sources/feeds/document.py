"""What a feed says about itself: its entries, its other pages, how often to ask for it. Pure.

RSS 2.0 (https://www.rssboard.org/rss-specification), Atom (RFC 4287), pages and archives
(RFC 5005), ``sy:updatePeriod`` (https://web.resource.org/rss/1.0/modules/syndication/), and JSON
Feed (https://www.jsonfeed.org/version/1.1/). The import reads the papers, and keeps no more.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

from octavo_model.core.errors import NotADigestError
from octavo_model.formats.common import dates
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.feeds.entries import is_feed
from octavo_model.formats.feeds.xml import decode_xml, repair, root_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

_HASH_BYTES = 6
_PERIODS = {"hourly": 1, "daily": 24, "weekly": 7 * 24, "monthly": 30 * 24, "yearly": 365 * 24}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DATES = ("pubdate", "published", "date", "updated", "modified", "issued")
_JSON_DATES = ("date_published", "date_modified")
_LONGEST_HEAD = 1 << 16
_HISTORY = "http://purl.org/syndication/history/1.0"
_OLDER = ("prev-archive", "next")
"""Links to older entries; archives are whole, pages may change while they are read."""


class DocumentEntry(NamedTuple):
    """An entry: a short hash of its identity, and when it was published, if it says so."""

    key: str
    date: dt.datetime | None


@dataclass(frozen=True, slots=True)
class FeedDocument:
    """One document of a feed.

    Attributes:
        entries: In its order.
        older: The address of the document with older entries; empty without one.
        is_whole: Whether it says that it has all entries there ever were.
        least: The shortest time between two visits that it asks for.
        skip_hours: Hours, in UTC, in which it does not want to be asked.
        skip_days: Days, from 0 for Monday, on which it does not want to be asked.
    """

    entries: tuple[DocumentEntry, ...]
    older: str = ""
    is_whole: bool = False
    least: dt.timedelta = dt.timedelta(0)
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


def read_document(data: bytes, url: str) -> FeedDocument | None:
    """Return what the feed in ``data``, which was at ``url``, says; None if it is not a feed."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _read_json(data, url)
    text, _ = decode_xml(data)
    try:
        name, start = root_name(text)
        if not is_feed(name, text[start : start + _LONGEST_HEAD]):
            return None
        # Without entities and document type: neither can expand.
        root = ET.fromstring(repair(text, start).text)  # noqa: S314
    except (NotADigestError, ET.ParseError, ValueError, RecursionError):
        return None
    return _read_xml(root, url)


def _read_xml(root: Element, url: str) -> FeedDocument:
    # In RSS 1.0 items are beside the channel, in RSS 2.0 in it; Atom has no channel.
    head = [child for one in (root, *root.iterfind("{*}channel")) for child in one]
    entries = [child for child in head if _name(child) in {"item", "entry"}]
    head = [child for child in head if _name(child) not in {"item", "entry"}]
    links = {
        child.get("rel", ""): child.get("href", "") for child in head if _name(child) == "link"
    }
    older = next((links[name] for name in _OLDER if links.get(name)), "")
    return FeedDocument(
        tuple(map(_entry, entries)),
        urljoin(url, older.strip()) if older else "",
        any(child.tag == f"{{{_HISTORY}}}complete" for child in head),
        max(_ttl(head), _update_period(head)),
        frozenset(_skip_hours(head)),
        frozenset(_skip_days(head)),
    )


def _entry(element: Element) -> DocumentEntry:
    fields: dict[str, str] = {}
    link = ""
    for child in element:
        name, text = _name(child), (child.text or "").strip()
        if text:
            fields.setdefault(name, text)
        if name == "link" and child.get("rel", "alternate") == "alternate":
            link = link or text or child.get("href", "").strip()
    # In RSS 1.0 the address of the item is its identity.
    about = next((value for name, value in element.items() if name.endswith("}about")), "")
    identity = fields.get("guid") or fields.get("id") or about or link
    identity = identity or ET.tostring(element, encoding="unicode")
    return DocumentEntry(_key(identity), _first_date(fields.get(name, "") for name in _DATES))


def _read_json(data: bytes, url: str) -> FeedDocument | None:
    try:
        feed = json.loads(decode(data)[0])
    except (ValueError, RecursionError):
        return None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return None
    older = feed.get("next_url")
    return FeedDocument(
        tuple(_item(item) for item in items if isinstance(item, dict)),
        urljoin(url, older.strip()) if isinstance(older, str) and older.strip() else "",
    )


def _item(fields: dict[str, Any]) -> DocumentEntry:
    identity = fields.get("id") or fields.get("url") or json.dumps(fields, sort_keys=True)
    return DocumentEntry(
        _key(str(identity)), _first_date(str(fields.get(name, "")) for name in _JSON_DATES)
    )


def _key(identity: str) -> str:
    data = identity.strip().encode("utf-8", "replace")
    return blake2b(data, digest_size=_HASH_BYTES).hexdigest()


def _first_date(texts: Iterator[str]) -> dt.datetime | None:
    return next(filter(None, map(_moment, texts)), None)


def _moment(text: str) -> dt.datetime | None:
    """Return the time in ``text``; for a day alone its beginning, in UTC."""
    for read in (dt.datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            zoned = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
            return zoned.astimezone(dt.UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    day = dates.read(text)
    return dt.datetime.combine(day.date, dt.time(), dt.UTC) if day and day.is_explicit else None


def _ttl(head: list[Element]) -> dt.timedelta:
    return dt.timedelta(minutes=max(map(_number, _texts(head, "ttl")), default=0))


def _update_period(head: list[Element]) -> dt.timedelta:
    hours = max((_PERIODS.get(text.lower(), 0) for text in _texts(head, "updateperiod")), default=0)
    times = max(map(_number, _texts(head, "updatefrequency")), default=1)
    return dt.timedelta(hours=hours) / max(1, times)


def _skip_hours(head: list[Element]) -> Iterator[int]:
    for child in head:
        if _name(child) == "skiphours":
            # 24 is midnight in RSS 0.91.
            hours = (text for text in _texts(list(child), "hour") if text.isascii())
            yield from (int(text) % 24 for text in hours if text.isdigit() and len(text) < 3)


def _skip_days(head: list[Element]) -> Iterator[int]:
    for child in head:
        if _name(child) == "skipdays":
            names = (text.lower() for text in _texts(list(child), "day"))
            yield from (_WEEKDAYS.index(name) for name in names if name in _WEEKDAYS)


def _texts(elements: list[Element], name: str) -> list[str]:
    return [(child.text or "").strip() for child in elements if _name(child) == name]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _name(element: Element) -> str:
    """Return the name of an element without its namespace, in lower case."""
    return element.tag.rpartition("}")[2].lower()
