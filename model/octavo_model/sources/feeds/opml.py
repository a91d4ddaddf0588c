"""Lists of feeds that other readers export, as OPML: http://opml.org/spec2.opml. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from octavo_model.core.errors import OctavoError
from octavo_model.formats.common.digest import slug
from octavo_model.formats.feeds.xml import decode_xml, escaped, root_name
from octavo_model.sources.source_list import free_name
from octavo_model.sources.spec import SourceKind, SourceSpec, make
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LARGEST = 16 << 20
"""Bytes of a list of feeds."""
_MOST = 1_000
_LONGEST_NAME = 36
"""Characters of a name, to which a number may be added."""
_SCHEME = re.compile(r"^(?:feed:(?://)?)?(?:https?://)?(?:www\.)?", re.IGNORECASE)


class OpmlFeed(NamedTuple):
    """A feed in a list: its title and its address, as they are written."""

    title: str
    address: str


class FeedPlan(NamedTuple):
    """What to do with a list of feeds."""

    new: tuple[SourceSpec, ...]
    known: int
    """How many are sources already, or are in the list twice."""
    problems: tuple[str, ...]
    """Why the others cannot be fetched."""


def read_opml(data: bytes, name: str) -> list[OpmlFeed]:
    """Return the feeds in ``data``, in their order, from all folders."""
    text, _ = decode_xml(data)
    root, at = root_name(text, name)
    if root != "opml":
        raise OctavoError(name, "is not a list of feeds (OPML)")
    body = text[at:]
    feeds = _outlines(body)
    if feeds is None:
        feeds = _outlines(escaped(body))
    if feeds is None:
        raise OctavoError(name, "is not well-formed XML", "export it again")
    return feeds


def plan(
    feeds: Iterable[OpmlFeed], sources: Sequence[SourceSpec], every: str | None = None
) -> FeedPlan:
    """Return which of ``feeds`` are new beside ``sources``, with names made from their titles."""
    new: list[SourceSpec] = []
    problems: list[str] = []
    known = 0
    seen = {_key(spec.target) for spec in sources if spec.kind is SourceKind.FEED}
    names = {spec.name for spec in sources}
    for title, address in feeds:
        if (key := _key(address)) in seen:
            known += 1
            continue
        seen.add(key)
        try:
            name = free_name(_name(title, address), names)
            spec = make(name, _address(address), kind=SourceKind.FEED, every=every)
        except OctavoError as error:
            problems.append(str(error))
            continue
        names.add(name)
        new.append(spec)
    if len(new) > _MOST:
        raise OctavoError("OPML", f"holds more than {_MOST:,} new feeds", "split it")
    return FeedPlan(tuple(new), known, tuple(problems))


def _outlines(text: str) -> list[OpmlFeed] | None:
    """The outlines with an address; None if the XML is broken."""
    feeds: list[OpmlFeed] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        # The case of names differs between programs.
        values = {key.lower(): clean_line(value) for key, value in attributes.items()}
        if name.lower() == "outline" and (address := values.get("xmlurl")):
            title = values.get("title") or values.get("text") or ""
            feeds.append(OpmlFeed(title, address))

    parser = expat.ParserCreate(encoding="utf-8")
    parser.StartElementHandler = start
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError:
        return None
    return feeds


def _address(address: str) -> str:
    """``address`` with a scheme that can be fetched: ``feed:`` is one of readers."""
    bare = re.sub(r"^feed:(?://)?", "", address, flags=re.IGNORECASE)
    return bare if "://" in bare else f"https://{bare}"


def _key(address: str) -> str:
    """What is the same for two ways to write an address."""
    return _SCHEME.sub("", address.strip()).rstrip("/")


def _name(title: str, address: str) -> str:
    host = _key(address).partition("/")[0]
    made = slug(title) or slug(host.replace(".", " ")) or "feed"
    return made[:_LONGEST_NAME].rstrip("-")
