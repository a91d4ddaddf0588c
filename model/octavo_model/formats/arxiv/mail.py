"""The listing that arXiv mails to its subscribers every day, in plain text.

`octavo_model.formats.arxiv.listing` shows the layout; it has no specification.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from octavo_model.core.parsed import ParseWarning
from octavo_model.formats.arxiv.entries import read_entry
from octavo_model.formats.arxiv.listing import cut
from octavo_model.formats.common import dates
from octavo_model.formats.common.digest import gather, quoted
from octavo_model.formats.common.encoding import decode
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper
    from octavo_model.formats import Source
    from octavo_model.formats.arxiv.listing import ListingEntry, ListingLine

_ENTRY = re.compile(
    r"^\\\\[^\S\n]*\r?\n(?:[^\S\n]*\r?\n)?(?:arXiv:|Paper\b[^:\n]{0,30}:)[^\S\n]?\S+", re.MULTILINE
)
_RULE = re.compile(r"^[^\S\n]*-{40,}[^\S\n]*\r?$", re.MULTILINE)
_UNSUBSCRIBE = re.compile(
    r"^[^\S\n]?To unsubscribe, e-mail To: ?([a-z][a-z-]{1,20})@arxiv\.org",
    re.IGNORECASE | re.MULTILINE,
)
_SUBJECT = re.compile(r"^Subject: ?([a-z][a-z-]{1,20}) daily\b", re.IGNORECASE | re.MULTILINE)
_MAIL_DATE = re.compile(r"Date: (.+)", re.IGNORECASE)
_RECEIVED = re.compile(r"received from\s{1,9}(.{1,60}?)\s{1,9}to\s{1,9}(.{1,60})", re.IGNORECASE)
_MOMENT = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}|\d\d)(?!\d)")
# Two digits of a year before this are of the 21st century; the first listing is of 1991.
_CENTURY = 91


def sniff(source: Source) -> float:
    """Return how likely ``source`` is a listing, judging by its beginning."""
    text = source.beginning()
    if _ENTRY.search(text):
        return 0.95 if _RULE.search(text) else 0.9
    # A day without papers is all heading.
    return 0.9 if _UNSUBSCRIBE.search(text) and _RECEIVED.search(text) else 0.0


def parse(source: Source) -> ParsedDigest:
    """Return the papers of the listing; anything unexpected becomes a warning."""
    text, broken = decode(source.data)
    listing = cut(text)
    papers, warnings = _read(listing.entries)
    warnings += [_left_out(run) for run in listing.strays]
    if broken:
        warnings.append(broken)
    heading = [clean_line(line.text) for line in listing.heading]
    date = source.date or _day(heading) or dates.in_name(source.name)
    if papers and date is None:
        warnings.append(ParseWarning(0, "no date in the listing"))
    warnings.sort(key=lambda warning: warning.line)
    return gather([*papers, *warnings], date, _slug(heading))


def _read(entries: Sequence[ListingEntry]) -> tuple[list[ParsedPaper], list[ParseWarning]]:
    """The papers of ``entries``, each once, and warnings about them."""
    papers: dict[str | int, ParsedPaper] = {}
    warnings: list[ParseWarning] = []
    for entry in entries:
        paper, odd = read_entry(entry)
        warnings += odd
        if paper is None:
            continue
        key = paper.arxiv_id or paper.line
        if known := papers.get(key):
            message = f"arXiv:{key} is listed twice (also line {known.line}): {quoted(paper.title)}"
            warnings.append(ParseWarning(paper.line, message))
            papers[key] = _filled(known, paper)
        else:
            papers[key] = paper
    return list(papers.values()), warnings


def _filled(paper: ParsedPaper, other: ParsedPaper) -> ParsedPaper:
    """``paper`` with the fields that only ``other`` has."""
    gaps = [name for name in paper._fields if not getattr(paper, name)]
    return paper._replace(**{name: getattr(other, name) for name in gaps})


def _left_out(run: Sequence[ListingLine]) -> ParseWarning:
    rest = len(run) - 1
    more = f" and {rest} more line{'s' * (rest > 1)}" if rest else ""
    return ParseWarning(run[0].number, f"left out: {quoted(clean_line(run[0].text))}{more}")


def _day(heading: Sequence[str]) -> dt.date | None:
    """The last day on which papers were submitted, else that of the mail."""
    found = _RECEIVED.search(" ".join(heading))
    received = [day for text in found.groups() if (day := _short_day(text))] if found else []
    mailed = (dates.from_mail(date[1]) for line in heading if (date := _MAIL_DATE.match(line)))
    return max(received, default=None) or next(filter(None, mailed), None)


def _short_day(text: str) -> dt.date | None:
    """The day of ``Thu 16 Mar 23 18:00:00 GMT``."""
    found = _MOMENT.search(text)
    if found is None:
        return None
    day, month, year = found.groups()
    if len(year) == 2:
        year = ("19" if int(year) >= _CENTURY else "20") + year
    return dates.whole_day(year, month, day)


def _slug(heading: Sequence[str]) -> str:
    """``arxiv-q-fin`` if the heading names the archive."""
    text = "\n".join(heading)
    found = _UNSUBSCRIBE.search(text) or _SUBJECT.search(text)
    archive = found[1].lower().strip("-") if found else ""
    return f"arxiv-{archive}" if archive else "arxiv"
