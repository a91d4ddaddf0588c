"""What feeds write between their tags, as plain text: HTML, escaped once, twice or not. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from octavo_model.formats.common.entities import unescape
from octavo_model.formats.common.html import to_text
from octavo_model.text.clean import clean_line, clean_text

# Text with a tag that is closed, or one that is never closed, was meant as HTML.
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
    """``text`` in clean paragraphs, whether it is HTML, HTML that was escaped again, or neither.

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
    """Like `plain`, on one line."""
    return clean_line(plain(text))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A description that is a list of labelled parts.

    Attributes:
        abstract: What stands behind ``Summary:`` or ``Abstract:``.
        authors: What stands behind ``Authors:``; empty without.
        upvotes: What stands behind ``Upvotes:``.
        keywords: What stands behind ``Keywords:``, parted by commas.
    """

    abstract: str
    authors: str = ""
    upvotes: int | None = None
    keywords: tuple[str, ...] = ()


def labelled(text: str) -> Labelled:
    r"""The parts of ``text``, where it has an abstract that says it is one; else all of it.

    >>> labelled("Authors: A, B\n\nUpvotes: 3\n\nSummary: We count.").upvotes
    3
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
        return Labelled(text)
    abstract = [one for label in ("", "abstract", "summary") for one in parts.get(label, ()) if one]
    votes = " ".join(parts.get("upvotes", parts.get("votes", ())))
    words = " ".join(parts.get("keywords", ())).split(",")
    return Labelled(
        "\n\n".join(abstract),
        ", ".join(parts.get("authors", parts.get("author", ()))),
        int(votes) if votes.isascii() and votes.isdigit() and len(votes) < 7 else None,
        tuple(word.strip() for word in words if word.strip()),
    )
