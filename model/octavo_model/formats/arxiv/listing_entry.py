"""The papers of a listing page of arXiv. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core import identity
from octavo_model.core.parsed import Announcement, ParsedPaper
from octavo_model.formats.common.html import to_text, unescape
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    import datetime as dt

_ID = re.compile(r"\bhref\s*=\s*[\"']?(?:https?://[\w.]*arxiv\.org)?/abs/([^\s\"'>?#]{1,60})")
_FIELD = re.compile(r"\blist-(title|authors|comments|journal-ref|subjects)\b")
_DESCRIPTOR = re.compile(
    r"\s*<span\b[^>]{0,200}\bdescriptor\b[^>]{0,200}>[^<]{0,100}</span>", re.IGNORECASE
)
_AUTHOR = re.compile(r"<a\b[^>]{0,2000}>([^<]{1,300})</a>", re.IGNORECASE)
# An affiliation in brackets, linked like a name.
_AFFILIATION = re.compile(r"\(\s*<a\b[^>]{0,2000}>[^<]{0,300}</a>\s*\)", re.IGNORECASE)
_CATEGORY = re.compile(r"\(([a-z][a-z-]{1,20}(?:\.[A-Za-z-]{2,20})?)\)")


def papers_in(
    text: str, announced: Announcement | None, day: dt.date | None
) -> tuple[tuple[ParsedPaper, ...], int]:
    """Return the papers in a part of a page, and how many of its entries could not be read.

    Args:
        text: The part.
        announced: Why its papers are listed, if it says so.
        day: The day of their announcement, if it is known.
    """
    entries = re.split(r"<dt\b[^>]{0,300}>", text, flags=re.IGNORECASE)[1:]
    papers = [paper for entry in entries if (paper := _paper(entry, announced, day))]
    return tuple(papers), len(entries) - len(papers)


def _paper(entry: str, announced: Announcement | None, day: dt.date | None) -> ParsedPaper | None:
    link = _ID.search(entry)
    arxiv_id = identity.arxiv_id(unescape(link[1])) if link else None
    fields: dict[str, str] = {}
    for piece in re.split(r"<div\b", entry)[1:]:
        attributes, _, rest = piece.partition(">")
        if name := _FIELD.search(attributes):
            text = rest.partition("</div>")[0]
            fields.setdefault(name[1], _DESCRIPTOR.sub("", text, count=1))
    title = clean_line(to_text(fields.get("title", "")))
    if not arxiv_id or not title:
        return None
    is_revision = announced is Announcement.REPLACE
    return ParsedPaper(
        title,
        _abstract(entry),
        authors=names_in(fields.get("authors", "")),
        date=None if is_revision else day,
        revised=day if is_revision else None,
        announced=announced,
        arxiv_id=arxiv_id,
        categories=categories_in(fields.get("subjects", "")),
        comments=clean_line(to_text(fields.get("comments", ""))),
        journal=clean_line(to_text(fields.get("journal-ref", ""))) or None,
    )


def _abstract(entry: str) -> str:
    for piece in re.split(r"<p\b", entry)[1:]:
        attributes, _, rest = piece.partition(">")
        if "mathjax" in attributes:
            return abstract_text(rest.partition("</p>")[0])
    return ""


def abstract_text(markup: str) -> str:
    """Return the paragraphs of an abstract; its lines are those of the author's file."""
    paragraphs = re.split(r"\n\s*\n", clean_text(to_text(markup)))
    return "\n\n".join(filter(None, map(clean_line, paragraphs)))


def names_in(markup: str) -> tuple[str, ...]:
    """Return the linked names of authors."""
    markup = _AFFILIATION.sub("", markup)
    names = (clean_line(unescape(found[1])) for found in _AUTHOR.finditer(markup))
    return tuple(filter(None, names))


def categories_in(markup: str) -> tuple[str, ...]:
    """Return the categories in a line of subjects, the primary one first."""
    return tuple(dict.fromkeys(_CATEGORY.findall(to_text(markup))))
