"""The *Daily Papers* page of Hugging Face (https://huggingface.co/papers), saved as HTML.

The contents of the page are also in an attribute, as JSON for its script::

    <div data-target="DailyPapers" data-props="{&quot;dailyPapers&quot;:[{&quot;paper&quot;:…}]}">

Without it, the visible page is read as if it had been copied as text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParseWarning
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.common.html import to_text, unescape
from octavo_model.formats.daily_papers import api as rows
from octavo_model.formats.daily_papers import text as visible_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source

_TARGET = re.compile(
    r"""(?<=\s)data-target\s*=\s*["']?DailyPapers(?=["'\s>/])["']?""", re.IGNORECASE
)
_PROPS = re.compile(r"""\s*(?<=\s)data-props\s*=\s*(?:"([^"]*)|'([^']*))["']?""", re.IGNORECASE)
# Atomic groups, as Python before 3.11.3 has a bug in possessive ones (gh-101955).
_ATTRIBUTE = r"""\s++[^\s"'<>/=]++(?>(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>=]++))?)"""
_ATTRIBUTES = re.compile(rf"(?>(?:(?!\s+data-(?:props|target)\s*=){_ATTRIBUTE})*)", re.IGNORECASE)
_MARKUP = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|div|main|meta|!--)", re.IGNORECASE)
_HEADING = re.compile(r"<title>[^<]{0,100}\bDaily Papers\b", re.IGNORECASE)
_MOST_TARGETS = 20


def sniff(source: Source) -> float:
    """Return how likely ``source`` is such a page."""
    beginning = source.beginning()
    if not _MARKUP.match(beginning):
        return 0.0
    text, _ = decode(source.data)
    if _TARGET.search(text):
        return 0.95
    return 0.6 if _HEADING.search(beginning) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers in the data of ``source``, or else in its visible text."""
    text, broken = decode(source.data)
    digest = _from_data(text, source) or _from_visible_text(text, source)
    return replace(digest, warnings=(broken, *digest.warnings)) if broken else digest


def _from_data(text: str, source: Source) -> ParsedDigest | None:
    for props in _props(text):
        try:
            got = rows.read(unescape(props))
        except ValueError:
            continue
        if digest := rows.digest_of(got, source):
            return _without_lines(digest)
    return None


def _props(text: str) -> Iterator[str]:
    """The data of each element of the page's list."""
    for target in islice(_TARGET.finditer(text), _MOST_TARGETS):
        between = _ATTRIBUTES.match(text, target.end())
        after = _PROPS.match(text, between.end() if between else target.end())
        found = after or _props_before(text, target.start())
        if found:
            yield found[1] or found[2] or ""


def _props_before(text: str, end: int) -> re.Match[str] | None:
    """The data before the name of its target, in the same tag."""
    at = text.rfind("data-props", 0, end)
    found = _PROPS.match(text, at) if at >= 0 else None
    if found is None:
        return None
    between = _ATTRIBUTES.match(text, found.end())
    return found if between and text[between.end() : end].isspace() else None


def _from_visible_text(text: str, source: Source) -> ParsedDigest:
    seen = replace(source, data=to_text(text).encode("utf-8", "replace"))
    digest = visible_text.parse(seen)
    if not digest.papers or not visible_text.sniff(seen):
        raise NotADigestError(source.name, "a page in which no papers are found")
    missing = "the page's data is missing or broken; read its visible text"
    digest = _without_lines(digest)
    return replace(digest, warnings=(ParseWarning(0, missing), *digest.warnings))


def _without_lines(digest: ParsedDigest) -> ParsedDigest:
    """``digest`` without numbers of lines, for they are not those of the page's source."""
    papers = tuple(one._replace(line=0) for one in digest.papers)
    warnings = tuple(replace(one, line=0) for one in digest.warnings)
    return replace(digest, papers=papers, warnings=warnings)
