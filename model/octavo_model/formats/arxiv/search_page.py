"""Results of a search on arXiv, saved as HTML: ``arxiv.org/search/?query=…``. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core import identity
from octavo_model.core.parsed import ParsedPaper
from octavo_model.formats.arxiv.listing_entry import names_in
from octavo_model.formats.common import dates
from octavo_model.formats.common.html import to_text, unescape
from octavo_model.text.clean import clean_line, clean_text

if TYPE_CHECKING:
    import datetime as dt

_RESULT = re.compile(r"<li\b[^>]{0,80}\barxiv-result\b[^>]{0,80}>", re.IGNORECASE)
_ID = re.compile(r"\bhref\s*=\s*[\"']?https?://[\w.]{0,20}arxiv\.org/abs/([^\s\"'>?#]{1,60})")
_FIELD = re.compile(
    r"<p\b[^>]{0,40}\bclass\s*=\s*[\"']?(title|authors|abstract|comments)\b[^>]{0,80}>"
)
_FULL = re.compile(r"<span\b[^>]{0,80}\babstract-full\b[^>]{0,200}>")
_LESS = re.compile(r"<a\b[^>]{0,300}>[^<]{0,40}Less[^<]{0,10}</a>")
_LABEL = re.compile(r"^\s*(?:Authors|Abstract|Comments)\s*:\s*")
_TAG = re.compile(r"data-tooltip\s*=[^>]{0,120}>\s*([a-z][a-z-]{1,20}(?:\.[A-Za-z-]{2,20})?)\s*<")
_DAY = re.compile(r">Submitted</span>\s*([0-9]{1,2}) ([A-Z][a-z]{2,8}),? ([0-9]{4})")
_FIRST_DAY = re.compile(r"v1</span>\s*submitted\s*([0-9]{1,2}) ([A-Z][a-z]{2,8}),? ([0-9]{4})")


def is_search(text: str) -> bool:
    """Return whether ``text``, a page or its beginning, has results of a search."""
    return _RESULT.search(text) is not None


def papers_found(text: str) -> tuple[list[ParsedPaper], int]:
    """Return the papers in the results, and how many results could not be read."""
    results = _RESULT.split(text)[1:]
    papers = [paper for result in results if (paper := _paper(result))]
    return papers, len(results) - len(papers)


def _paper(result: str) -> ParsedPaper | None:
    fields: dict[str, str] = {}
    for found in _FIELD.finditer(result):
        end = result.find("</p>", found.end())
        fields.setdefault(found[1], result[found.end() : end if end >= 0 else len(result)])
    link = _ID.search(result)
    arxiv_id = identity.arxiv_id(unescape(link[1])) if link else None
    title = clean_line(to_text(fields.get("title", "")))
    if not arxiv_id or not title:
        return None
    abstract = fields.get("abstract", "")
    if full := _FULL.search(abstract):
        abstract = abstract[full.end() :]
    return ParsedPaper(
        title,
        clean_text(_LABEL.sub("", to_text(_LESS.sub("", abstract)))),
        authors=names_in(fields.get("authors", "")),
        date=_day(result),
        arxiv_id=arxiv_id,
        categories=tuple(dict.fromkeys(_TAG.findall(result))),
        comments=_LABEL.sub("", clean_line(to_text(fields.get("comments", "")))),
    )


def _day(result: str) -> dt.date | None:
    """The day of the first version."""
    found = _FIRST_DAY.search(result) or _DAY.search(result)
    return dates.whole_day(found[3], found[2], found[1]) if found else None
