"""What a file that no format reads looks like, in a few words. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.formats.common import json
from octavo_model.formats.common.digest import quoted
from octavo_model.formats.common.html import to_text
from octavo_model.formats.feeds.xml import root_name
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from octavo_model.formats import Source

_LOOKED_AT = 1 << 14
_MOST_NAMES = 8
_LONGEST_NAME = 30
_FEWEST_LINES = 2
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,1000}?)</title", re.IGNORECASE | re.DOTALL)
_PAGE = frozenset(
    [
        "html",
        "head",
        "body",
        "div",
        "p",
        "table",
        "ul",
        "a",
        "main",
        "article",
        "section",
        "h1",
        "h2",
        "span",
    ]
)
_MARKUP = re.compile(r"<(?:html|head|body|div|p|table|ul|a)\b", re.IGNORECASE)
_ODD = frozenset(map(chr, range(32))) - frozenset("\t\n\r\f\x1b") | {"\ufffd"}
_DELIMITERS = ",;\t|"
_PAIR = re.compile(r"[\w.-]{1,40} ?:(?: .*)?$")
_FEED = re.compile(
    r"https?://\S*?(?:\b(?:rss|feeds?|atom)\b|\.(?:rss|xml|rdf)\b)\S*(?:\s.*)?", re.IGNORECASE
)
_LATEX = re.compile(r"\\(?:documentclass|begin|usepackage|bibitem|section)\b")


def appearance(source: Source) -> str:
    """Return what ``source`` looks like, and what it lacks."""
    text = source.beginning(_LOOKED_AT).lstrip("\ufeff").strip()
    if not source.data.strip():
        return "the file is empty"
    if not text or sum(map(_ODD.__contains__, text)) * 20 > len(text):
        return "the file looks binary"
    if text.startswith("<"):
        return _of_markup(text)
    if text[0] in "[{":
        return _of_json(text)
    lines = [line for line in text.splitlines() if line.strip()]
    if found := _of_table(lines):
        return found
    if lines[0].startswith("#!"):
        return "the file looks like a program"
    if _LATEX.search(text):
        return "LaTeX; import its .bib file instead"
    pairs = [line for line in lines if line[0] not in " #-"]
    if len(lines) >= _FEWEST_LINES and pairs and all(map(_PAIR.match, pairs)):
        return f"YAML or settings; keys: {_names(line.partition(':')[0] for line in pairs)}"
    if _MARKUP.search(text):
        return _of_page(text)
    if _FEED.match(lines[0].strip()):
        return "addresses of feeds; octavo source add NAME ADDRESS follows one"
    return f"text without links, ids or titles of papers: {quoted(clean_line(lines[0]))}"


def _of_markup(text: str) -> str:
    try:
        root, _ = root_name(text)
    except NotADigestError as error:
        return f"XML that {error.why}"
    if root in _PAGE or not root:
        return _of_page(text)
    return f"XML with the root element {clean_line(root)[:_LONGEST_NAME]}"


def _of_page(text: str) -> str:
    found = _TITLE.search(text)
    title = clean_line(to_text(found[1])) if found else ""
    named = f" titled {quoted(title)}" if title else ""
    return f"a web page{named} without links to papers"


def _of_json(text: str) -> str:
    try:
        value = json.salvage(text).value
    except ValueError:
        value = None
    for _ in range(4):
        inside = value if isinstance(value, list) else ()
        value = inside[0] if inside else value
    if isinstance(value, dict) and value:
        return f"JSON without titles; keys: {_names(map(str, value))}"
    return "JSON without objects"


def _of_table(lines: list[str]) -> str:
    """What a table lacks whose lines have as many delimiters as its first one; else nothing."""
    delimiter = max(_DELIMITERS, key=lines[0].count)
    columns = [name.strip(' "') for name in lines[0].split(delimiter)]
    width = len(columns) - 1
    wide = sum(line.count(delimiter) >= width for line in lines[1:20])
    if not width or len(lines) < _FEWEST_LINES or wide * 5 < min(len(lines) - 1, 19) * 4:
        return ""
    if delimiter == "," and (width < 2 or any(len(name) > _LONGEST_NAME for name in columns)):
        return ""  # a sentence
    kind = {"\t": "a table with tabs", "|": "a table with bars"}.get(delimiter, "CSV")
    return f"{kind} without a title column; columns: {_names(columns)}"


def _names(names: Iterable[str]) -> str:
    all_names = [clean_line(name)[:_LONGEST_NAME] for name in names]
    shown = list(filter(None, dict.fromkeys(all_names)))
    more = f" and {len(shown) - _MOST_NAMES} more" if len(shown) > _MOST_NAMES else ""
    return ", ".join(shown[:_MOST_NAMES]) + more
