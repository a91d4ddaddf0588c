"""The XML of a feed, repaired so that a strict parser reads it. Pure.

Feeds have bare ampersands, entities of HTML, undeclared prefixes, control characters, or are cut
off. Entries that cannot be repaired are left out, so that nothing reaches the loose parser of
feedparser: it loses entries without a warning, raises for long codes, and can be quadratic.
"""

from __future__ import annotations

import codecs
import re
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from html.entities import html5
from typing import TYPE_CHECKING
from xml.parsers import expat

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParseWarning
from octavo_model.formats.common.encoding import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
# Codecs that are encodings of text, and take linear time.
_ENCODINGS = re.compile(
    r"utf-8|ascii|iso8859-\d+|cp\d+|windows-\d+|koi8-\w|gb\w+|big5\w*|euc_\w+|shift_jis\w*|mac-\w+"
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# feedparser looks for addresses of mail in time quadratic in the longest word.
_ENDLESS_WORD = re.compile(r"(?<![\w.+-])([\w.+-]{1000})[\w.+-]+", re.ASCII)
# A space, an instruction, a comment or a document type.
_BEFORE_ROOT = re.compile(
    r"[\s\ufeff]+|<\?.*?\?>|<!--.*?-->"
    r"|<!DOCTYPE(?P<html>\s+html\b)?[^>\[]*(?P<subset>\[[^\]]*\]?)?[^>]*>?",
    re.DOTALL | re.IGNORECASE,
)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*(?::[\w.-]+)?)")
# Its length is bounded, as it is parsed again with every entry.
_ROOT_TAG = re.compile(rf"({_ROOT.pattern}[^>]{{0,4000}}?)/?>")
_ENTRY = re.compile(r"<((?:[\w.-]{1,40}:)?(?:item|entry))(?=[\s>])")
# A section in which it is text, or an ampersand with or without the name of an entity.
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:(#(?:\d{1,7}|[xX][\da-fA-F]{1,6})|[a-zA-Z]\w{0,40});)?",
    re.DOTALL,
)
_XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_PREFIX = re.compile(
    r"</?([A-Za-z_][\w.-]{0,40}):|\s([A-Za-z_][\w.-]{0,40}):[\w.-]{1,40}\s?=\s?[\"']"
)
_BINDING = re.compile(r"xmlns:([A-Za-z_][\w.-]{0,40})\s*=")
_KNOWN_PREFIXES = {
    "arxiv": "http://arxiv.org/schemas/atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


@dataclass(slots=True)
class FeedXml:
    """A feed that parses, without declaration and document type; empty if nothing can be read."""

    text: str
    lines: list[int] = field(default_factory=list)  # the first of each entry, from 1
    warnings: list[ParseWarning] = field(default_factory=list)


def decode_xml(data: bytes) -> tuple[str, ParseWarning | None]:
    """Return the text in ``data``, in the encoding of its XML declaration, else a guessed one."""
    declared = _DECLARED.match(data[:400])
    if declared:
        with suppress(LookupError, UnicodeError):
            codec = codecs.lookup(declared[1].decode("ascii")).name
            if codec != "utf-8" and _ENCODINGS.fullmatch(codec):
                return data.decode(codec), None
    return decode(data)


def root_name(text: str, file: str = "") -> tuple[str, int]:
    """Return the name of the root element, or of the document type ``html``, and its index.

    It is empty if the text is not markup. Entities, which can grow without bounds, are refused.
    """
    here, html = 0, False
    while found := _BEFORE_ROOT.match(text, here):
        here = found.end()
        html = html or found["html"] is not None
        if "<!ENTITY" in (found["subset"] or "").upper():
            raise NotADigestError(file, "declares entities of its own, which no feed needs")
    root = _ROOT.match(text, here)
    name = root[1].lower() if root else ""
    return ("html" if html else name), here


def repair(text: str, root_at: int) -> FeedXml:
    """Return well-formed XML of the feed whose root element starts at ``root_at`` of ``text``."""
    first_line = text.count("\n", 0, root_at)
    text = _ENDLESS_WORD.sub(r"\1", _NOT_XML.sub("", text[root_at:]))
    lines, error = _check(text)
    if error is None:
        return FeedXml(text, [first_line + line for line in lines])
    warnings = [ParseWarning(error[0] + first_line, f"not well-formed XML: {error[1]}; repaired")]
    repaired = escaped(text)
    lines, error = _check(repaired)
    if error is None:
        return FeedXml(repaired, [first_line + line for line in lines], warnings)
    return _without_broken_entries(repaired, first_line)


def escaped(text: str) -> str:
    """Return ``text`` without bare ampersands, entities of HTML, and undeclared prefixes."""
    return _declare_prefixes(_AMPERSAND.sub(_escape, _NOT_XML.sub("", text)))


def _check(text: str) -> tuple[list[int], tuple[int, str] | None]:
    """The lines of entries, and the line and the message of the first error."""
    parser = expat.ParserCreate(encoding="utf-8", namespace_separator="\n")
    lines: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if name.rpartition("\n")[2].lower() in ("item", "entry"):
            lines.append(parser.CurrentLineNumber)

    parser.StartElementHandler = start
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        return lines, (error.lineno, expat.ErrorString(error.code) or "broken")
    return lines, None


def _escape(found: re.Match[str]) -> str:
    """Escape a bare ampersand, and decode an entity of HTML."""
    name = found[1]
    if name is None:
        return "&amp;" if found[0] == "&" else found[0]
    if name.startswith("#"):
        code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        return found[0] if code <= sys.maxunicode and not _NOT_XML.match(chr(code)) else ""
    if name in _XML_ENTITIES:
        return found[0]
    known = html5.get(f"{name};")
    return "".join(f"&#{ord(char)};" for char in known) if known else f"&amp;{name};"


def _declare_prefixes(text: str) -> str:
    root = _ROOT.match(text)
    if root is None:
        return text
    used = {element or attribute for element, attribute in _PREFIX.findall(text)}
    unbound = used - set(_BINDING.findall(text)) - {"xml", "xmlns"}
    bindings = (
        f' xmlns:{prefix}="{_KNOWN_PREFIXES.get(prefix.lower(), f"urn:undeclared:{prefix}")}"'
        for prefix in sorted(unbound)
    )
    return text[: root.end()] + "".join(bindings) + text[root.end() :]


def _without_broken_entries(text: str, first_line: int) -> FeedXml:
    """Rebuild the feed from its head and those of its entries that parse."""
    not_xml = FeedXml("", [], [ParseWarning(first_line + 1, "not XML")])
    root = _ROOT_TAG.match(text)
    if root is None:
        return not_xml
    opening, closing = f"{root[1]}>", f"</{root[2]}>"
    if not root[2].lower().endswith("feed"):
        opening, closing = f"{opening}<channel>", f"</channel>{closing}"
    if _check(opening + closing)[1]:
        return not_xml
    starts = [*_ENTRY.finditer(text, root.end())]
    ends = [*(start.start() for start in starts), len(text)]
    parts = [opening, *_head(text[root.end() : ends[0]], opening, closing)]
    made = FeedXml("")
    line, counted = first_line + 1, 0
    for start, following in zip(starts, ends[1:], strict=True):
        line += text.count("\n", counted, start.start())
        counted = start.start()
        entry, ends_here, _ = text[counted:following].partition(f"</{start[1]}>")
        entry += ends_here
        error = _check(f"{opening}{entry}{closing}")[1] if ends_here else (0, "it does not end")
        if error is None:
            parts.append(entry)
            made.lines.append(line)
        else:
            message = f"an entry that is not well-formed XML is left out: {error[1]}"
            made.warnings.append(ParseWarning(line, message))
    if not made.warnings:
        made.warnings.append(ParseWarning(first_line + 1, "not well-formed XML; repaired"))
    made.text = "".join([*parts, closing])
    return made


_HEAD_FIELD = re.compile(r"<(title|link|id|pubDate|lastBuildDate|updated|dc:date)\b[^<>]{0,500}>")


def _head(text: str, opening: str, closing: str) -> Iterator[str]:
    """Those fields of a feed's head that parse by themselves, in a channel."""
    for found in _HEAD_FIELD.finditer(text):
        field_text = found[0]
        if not field_text.endswith("/>"):
            inside, ends, _ = text[found.end() : found.end() + 2000].partition(f"</{found[1]}>")
            field_text += inside + ends
        if not _check(f"{opening}{field_text}{closing}")[1]:
            yield field_text
