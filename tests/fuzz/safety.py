"""What no parser may let through, checked without the code that prevents it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from urllib.parse import urlsplit

from octavo_model.core.links import links_of
from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning

# Signs of Arabic, Syriac and Kaithi that are "format" characters and visible all the same.
_VISIBLE = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2") | {
    "\U000110bd",
    "\U000110cd",
}
# Nothing to be seen, though of another category than control or format; see the derived
# property Default_Ignorable_Code_Point of Unicode. The sixteenth selector makes emoji.
_INVISIBLE = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, range(0xFE00, 0xFE0F)))
)
_BAD = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_MOST_MARKS = 4
_PARAGRAPHS = frozenset({"abstract", "ai_summary"})
_ADDRESSES = ("page", "code", "project")


def dangers(text: str, *, lines: bool = False) -> list[str]:
    """The characters of ``text`` that must not reach a terminal, by number.

    Args:
        text: What would be shown.
        lines: Whether it may have several lines.
    """
    if text.isascii() and text.isprintable():
        return []
    found: list[str] = []
    marks = 0
    for char in text:
        kind = unicodedata.category(char)
        marks = marks + 1 if kind in ("Mn", "Me") else 0
        code = ord(char)
        if (
            (kind in _BAD and char not in _VISIBLE and not (lines and char == "\n"))
            or char in _INVISIBLE
            or 0xE0000 <= code <= 0xE0FFF
            or code & 0xFFFE == 0xFFFE
        ):
            found.append(f"U+{code:04X}")
        elif marks > _MOST_MARKS:
            found.append(f"a flood of U+{code:04X}")
    return found


def texts_of(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a value of ours, with the name of its field."""
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, tuple) and hasattr(value, "_asdict"):
        for field, one in value._asdict().items():
            yield from texts_of(one, field)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from texts_of(one, name)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from texts_of(key, name)
            yield from texts_of(one, name)
    elif is_dataclass(value):
        for one in fields(value):
            yield from texts_of(getattr(value, one.name), one.name)


def check_address(url: str) -> None:
    """See that an address is one of the web, and of nothing else."""
    parts = urlsplit(url)
    assert parts.scheme in ("http", "https"), url
    assert parts.hostname, url
    assert "@" not in parts.netloc, url
    assert url.isprintable(), url
    assert " " not in url, url


def check_parsed(one: ParsedPaper | ParseWarning) -> None:
    """Check that the values of a parser can be shown and opened."""
    for name, text in texts_of(one):
        assert not dangers(text, lines=name in _PARAGRAPHS), (name, dangers(text), text[:80])
    if isinstance(one, ParsedPaper):
        assert one.title.strip(), "a paper without a title"
        for value in one:
            assert not isinstance(value, int) or abs(value) < 1 << 63, "more than an index holds"
        for link in links_of(one.abstract, code=one.code, project=one.project, page=one.page):
            check_address(link.url)
            assert not dangers(link.label), link


def check_digest(digest: ParsedDigest) -> None:
    """Check that all values of a digest can be shown, opened, and used in a file name."""
    for paper in digest.papers:
        check_parsed(paper)
    for warning in digest.warnings:
        check_parsed(warning)
    assert digest.slug == "" or digest.slug.replace("-", "").isalnum(), digest.slug
    assert digest.slug.isascii(), digest.slug
