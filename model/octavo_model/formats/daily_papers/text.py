"""The *Daily Papers* page of Hugging Face (https://huggingface.co/papers), saved as text.

From the top: headings (an invitation to subscribe, a title), the page's date, then papers:
a title, an abstract, and in one dialect a byline, all separated by blank lines::

    Get trending papers in your email inbox!
    Subscribe
    Daily Papers
    byAK and the research community
    Mar 12

    A Title
    What the paper says.
      • 7 authors
    ·
    Sep 10, 2024 2

It has no specification; this module reads what captures of the page contain.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.formats.common.dates import infer_year
from octavo_model.formats.common.digest import quoted
from octavo_model.formats.common.encoding import decode
from octavo_model.formats.daily_papers.bylines import Byline
from octavo_model.formats.daily_papers.page import Draft, Page, read_page

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from octavo_model.formats import Source
    from octavo_model.formats.common.dates import PrintedDate

MOST_LINES = 200_000
"""The most lines of a page: each takes some twenty microseconds, however short it is."""

_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
# Markup, data, mail headers, or a program's first line: no page starts with these.
_OTHER_START = re.compile(
    r"\s*(?:<[!?a-zA-Z]|[\[{]\s*(?:[\"'{\[\]}]|$)|#!|%PDF|From \S+@"
    r"|[A-Z][\w-]*:[ \t]\S.*\n[A-Z][\w-]*:[ \t])"
)
# Headings, fences, rules, quotes, statements, braces, comments, tables, lists, prompts.
_OTHER_LINE = re.compile(
    r"^[ \t]*(?:#{1,6} |```|~~~|[-=*_~]{4,}\s*$|>{1,3} |[{}]\s*$|//|/\*|\\\\|\|.*\|\s*$|[-*+] \S"
    r"|\$ \S|(?:import|from|def|class|return|if|for) .*[:)\w]$)",
    re.MULTILINE,
)
_SALUTATION = re.compile(r"(?:dear|hi|hello|to whom)\b|.*,$", re.IGNORECASE)
_SURE_HEADING = re.compile(r"Get trending papers|by ?AK and", re.IGNORECASE)
# A page may have control characters, but one in ten means that it is not text.
_MOST_BINARY = 10
_MOST_UNKNOWN = 3
_MOST_FOREIGN = 3
_SHORTEST_SURE_ABSTRACT = 100


def sniff(source: Source) -> float:
    """Return how likely ``source`` is such a page, judging by its beginning."""
    text = source.beginning()
    is_binary = len(_BINARY.findall(text)) * _MOST_BINARY > len(text)
    if is_binary or not text.strip() or _OTHER_START.match(text):
        return 0.0
    return _resemblance(text, read_page(text))


def parse(source: Source) -> ParsedDigest:
    """Return the papers in ``source``, which must not have more than `MOST_LINES` lines."""
    text, broken = decode(source.data)
    if text.count("\n") > MOST_LINES:
        raise NotADigestError(source.name, f"has more than {MOST_LINES:,} lines", "split it")
    page = read_page(text)
    if broken:
        page.warnings.append(broken)
    bound = source.modified.date()
    days = [draft.byline.date for draft in page.papers if draft.byline and draft.byline.date]
    years = {day.year for day in days if day.year}

    def complete(printed: PrintedDate, page_year: int | None = None) -> dt.date | None:
        year = printed.year or page_year
        return printed.in_year(year) if year else infer_year(printed, years, bound)

    date = source.date or (complete(page.date) if page.date else None)
    inferred = bool(date and not source.date and page.date and not page.date.year)
    day_of = partial(complete, page_year=date.year if date else None)
    papers = tuple(_paper(draft, day_of, page) for draft in page.papers)
    if papers and date is None:
        page.warn(0, "no date on the page")
    warnings = tuple(sorted(page.warnings, key=lambda warning: warning.line))
    return ParsedDigest(date, inferred, papers, warnings)


def _paper(
    draft: Draft, day_of: Callable[[PrintedDate], dt.date | None], page: Page
) -> ParsedPaper:
    byline = draft.byline or Byline()
    date = day_of(byline.date) if byline.date else None
    if byline.date and not date:
        page.warn(draft.byline_line, f"no such day in the page's year: {quoted(draft.title)}")
    return ParsedPaper(
        title=draft.title,
        abstract=draft.abstract,
        author_count=byline.author_count,
        organization=byline.organization,
        submitted_by=draft.submitted_by,
        date=date,
        date_inferred=bool(date and byline.date and not byline.date.year),
        comment_count=byline.comment_count,
        line=draft.line,
    )


def _resemblance(text: str, page: Page) -> float:
    """How likely it is such a page, from its head, its bylines and the order of its blocks."""
    headings = set(page.headings)
    foreign = len(_OTHER_LINE.findall(text))
    if page.unknown_lines <= _MOST_UNKNOWN and foreign <= _MOST_FOREIGN + len(page.papers):
        if any(_SURE_HEADING.match(phrase) for phrase in headings):
            return 0.95
        if "Daily Papers" in headings and page.date:
            return 0.9
    if foreign * 10 > len(page.papers):
        return 0.0
    signed = any(draft.byline and draft.byline.whole for draft in page.papers)
    if signed and page.irregularities <= 1 + len(page.papers) // 5:
        return 0.8
    if page.unknown_lines or not (page.date or headings & {"Daily Papers", "Subscribe", "new"}):
        return 0.0
    if "Daily Papers" in headings:
        return 0.5 if not page.irregularities else 0.0
    return 0.4 if _is_regular(page) else 0.0


def _is_regular(page: Page) -> bool:
    """Whether titles and abstracts alternate so well that one heading is enough."""
    whole = page.papers if not page.papers[-1:] or page.papers[-1].abstract else page.papers[:-1]
    return (
        bool(whole)
        and page.irregularities <= len(page.papers) - len(whole)
        and all(
            len(draft.abstract) >= _SHORTEST_SURE_ABSTRACT and not _SALUTATION.match(draft.title)
            for draft in whole
        )
    )
