"""Feeds of any kind, read with feedparser: RSS 0.9 to 2.0, RDF, Atom. Pure; no network."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedPaper, ParseWarning
from octavo_model.formats.common.author_styles import NameOrder
from octavo_model.formats.common.authors import read_listed, read_people, split_people
from octavo_model.formats.common.html import to_text, unescape
from octavo_model.formats.feeds.xml import decode_xml, repair, root_name
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source
    from octavo_model.formats.common.dates import LooseDay

    PaperOrWarning = ParsedPaper | ParseWarning

# Errors of feedparser for valid XML, e.g. a space in the name of a namespace.
_SLIPS = (ValueError, TypeError, AttributeError, LookupError, AssertionError, RecursionError)
_SNIFFED = 1 << 16
_LONGEST_QUOTE = 60


class FeedEntry(NamedTuple):
    """One entry of a feed, its fields by the names of feedparser; line 0 is unknown."""

    fields: Mapping[str, Any]
    line: int

    def text(self, *names: str) -> str:
        """Return the first of the fields ``names`` with text; empty without one."""
        for name in names:
            value = self.fields.get(name)
            if isinstance(value, str) and value.strip():
                return value.strip()
        return ""

    def parts(self, name: str, key: str) -> list[str]:
        """Return the texts of ``key`` in a repeated field: authors, links, tags, content."""
        value = self.fields.get(name)
        details = value if isinstance(value, list) else []
        found = (detail.get(key) for detail in details if isinstance(detail, dict))
        return [text.strip() for text in found if isinstance(text, str) and text.strip()]


class Feed(NamedTuple):
    """The fields of a feed itself and its entries, with warnings about its XML."""

    head: FeedEntry
    entries: list[FeedEntry]
    warnings: list[ParseWarning]

    def gather(self, papers: Iterable[ParsedPaper | None], *id_fields: str) -> list[PaperOrWarning]:
        """Return the papers of the entries and all warnings, in order of lines.

        A None in ``papers`` is an entry without a title; its warning quotes one of ``id_fields``.
        """
        found: list[PaperOrWarning] = list(self.warnings)
        for entry, paper in zip(self.entries, papers, strict=True):
            what = "" if paper else clean_line(entry.text(*id_fields))[:_LONGEST_QUOTE]
            message = f"an entry without a title is left out: {what}"
            found.append(paper or ParseWarning(entry.line, message))
        return sorted(found, key=lambda one: one.line)


def sniff_root(source: Source) -> tuple[str, str]:
    """Return the name of the root element of ``source``, see `root_name`, and the text from it."""
    text, _ = decode_xml(source.data[:_SNIFFED])
    try:
        name, start = root_name(text)
    except NotADigestError:
        # Still a feed: reading it reports the error.
        return "rss", text
    return name, text[start:]


def is_feed(root: str, head: str) -> bool:
    """Return whether a document with this root element and beginning is a feed."""
    name = root.rpartition(":")[2]
    if name == "rdf":
        return "purl.org/rss/" in head or "netscape.com/rdf" in head or "<item" in head
    return name in {"rss", "feed"}


def read_feed(source: Source) -> Feed:
    """Return the feed in ``source``; a web page and declared entities raise NotADigestError."""
    text, broken = decode_xml(source.data)
    root, start = root_name(text, source.name)
    if root == "html":
        raise _web_page(source.name, text)
    if not is_feed(root, text[start : start + _SNIFFED]):
        raise NotADigestError(source.name, "not a feed: neither RSS nor Atom")
    xml = repair(text, start)
    warnings = [broken] if broken else []
    try:
        head, entries = _through_feedparser(xml.text)
    except _SLIPS as error:
        why = f"feedparser cannot read it ({type(error).__name__})"
        raise NotADigestError(source.name, why) from error
    lines = xml.lines if len(xml.lines) == len(entries) else [0] * len(entries)
    return Feed(FeedEntry(head, 0), list(map(FeedEntry, entries, lines)), warnings + xml.warnings)


def _through_feedparser(xml: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    import feedparser

    # A stream, as feedparser might load a string as an address. Its sanitizing would change the
    # text, which becomes safe in `octavo_model.text.clean`.
    read = feedparser.parse(
        io.BytesIO(xml.encode("utf-8", "replace")), sanitize_html=False, resolve_relative_uris=False
    )
    # As plain dictionaries: those of feedparser return some keys for others.
    return dict(read.feed.items()), [dict(entry.items()) for entry in read.entries]


_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,1000}?)</title", re.IGNORECASE | re.DOTALL)


def _web_page(name: str, text: str) -> NotADigestError:
    found = _TITLE.search(text)
    title = clean_line(to_text(found[1])) if found else ""
    quoted = f" (“{title[:_LONGEST_QUOTE]}”)" if title else ""
    return NotADigestError(
        name,
        f"a web page{quoted}, not a feed",
        "open its address in a browser: the site may ask to log in",
    )


# Text with a closing tag, or with one that needs none, is HTML.
_MARKUP = re.compile(
    r"</(?:a|abbr|article|b|blockquote|code|div|em|figure|h[1-6]|i|li|math|ol|p|pre|section|small"
    r"|span|strong|su[bp]|table|t[dr]|tt|u|ul|jats:\w+)\s*>|<(?:br|hr)\s*/?>|<p>"
    r"|<(?:img|p|li) [a-z]",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:amp|lt|gt|quot|apos|nbsp|[lr]s?[dq]uo|[mn]dash|hellip|#\d{2,5}|#x[\da-f]{2,5});"
)
_MOST_ESCAPES = 2
_LABEL = re.compile(
    r"(authors?|upvotes|votes|summary|abstract|keywords|comments?|doi|published|categories|subjects?"
    r"|title|source|links?|journal|date)\s*:\s*",
    re.IGNORECASE,
)


def plain(text: str) -> str:
    """Return ``text`` in clean paragraphs, whether it is HTML, escaped HTML, or plain.

    >>> plain("&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;"), plain("x < y &amp; z")
    ('Fish & chips', 'x < y & z')
    """
    for _ in range(_MOST_ESCAPES + 1):
        if _MARKUP.search(text):
            text = to_text(text)
        elif _ENTITY.search(text):
            text = unescape(text)
        else:
            break
    return clean_text(text)


def plain_line(text: str) -> str:
    """Return ``text`` like `plain`, on one line."""
    return clean_line(plain(text))


def labelled(title: str, text: str) -> ParsedPaper:
    r"""Return a paper with the labelled parts of ``text``; without an abstract all is one.

    >>> paper = labelled("A Title", "Authors: A, B\n\nUpvotes: 3\n\nSummary: We count.")
    >>> paper.abstract, paper.authors, paper.upvotes
    ('We count.', ('A', 'B'), 3)
    """
    heading, _, below = text.partition("\n\n")
    if heading.lower() in {"abstract", "summary"}:
        text = below
    parts: dict[str, list[str]] = {}
    name = ""
    for paragraph in text.split("\n\n"):
        found = _LABEL.match(paragraph)
        if found:
            name = found[1].lower()
        parts.setdefault(name, []).append(paragraph[found.end() :] if found else paragraph)
    if not parts.keys() & {"summary", "abstract"}:
        return ParsedPaper(title, text)
    abstract = [one for label in ("", "abstract", "summary") for one in parts.get(label, ()) if one]
    votes = " ".join(parts.get("upvotes", parts.get("votes", ())))
    words = map(str.strip, " ".join(parts.get("keywords", ())).split(","))
    return ParsedPaper(
        title,
        "\n\n".join(abstract),
        authors=split_people(", ".join(parts.get("authors", parts.get("author", ())))),
        upvotes=int(votes) if votes.isascii() and votes.isdigit() and len(votes) < 7 else None,
        keywords=tuple(filter(None, words)),
    )


def people_in(names: list[str], order: NameOrder = NameOrder.ANY) -> tuple[str, ...]:
    """Return the authors: all of them in one name, or one in each of several names."""
    half = len(names) // 2
    if names[:half] == names[half:]:  # the same list in two elements; two people of one name stay
        names = names[:half]
    people = read_people(names[0], order) if len(names) == 1 else read_listed(names)
    return people.names


def dated(digest: ParsedDigest, day: LooseDay | None) -> ParsedDigest:
    """Return ``digest`` of the day ``day``."""
    inferred = bool(day and not day.is_explicit)
    return replace(digest, date=day.date if day else None, date_inferred=inferred)
