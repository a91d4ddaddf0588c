"""What somebody forwarded: the digest below their words, or behind ``>``. Pure."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from octavo_model.core.dating import MONTHS
from octavo_model.formats.common import days

_BANNER = re.compile(
    r"^[ \t]*(?:-{2,20} ?(?:Forwarded message|Forwarded Message|Original Message"
    r"|Weitergeleitete Nachricht|Message transféré) ?-{2,20}"
    r"|Begin forwarded message:)[ \t\r]*$",
    re.MULTILINE,
)
_HEADER = re.compile(r"[ \t]*\*?(?:From|Date|Sent|Subject|To|Cc|Reply-To|Resent-\w+):.*")
_SENT = re.compile(r"[ \t]*\*?(?:Date|Sent):\*?(.*)")
_QUOTE = re.compile(r"[ \t]?> ?")
_DAY_FIRST = re.compile(r"\b(\d{1,2})\.? ([A-Z][a-z]{2})[a-z]*\.?,? (\d{4})\b")
_MONTH_FIRST = re.compile(r"\b([A-Z][a-z]{2})[a-z]*\.? (\d{1,2}),? (\d{4})\b")
_MONTHS = tuple(name.title() for name in MONTHS)
_MOST_READINGS = 6
_FEWEST_QUOTED = 4


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a text.

    Attributes:
        text: Without what was put around it.
        day: When it was sent first, where a forwarded header says so.
    """

    text: str
    day: dt.date | None = None


def readings(text: str) -> list[Reading]:
    r"""``text`` as it stands, and without the marks of each time it was forwarded.

    >>> readings("See this!\n\nBegin forwarded message:\n\nTo: me\n\nPapers")[1].text
    'Papers'
    """
    found = [Reading(text)]
    for outer in found:
        for inner in (_unquoted(outer.text), _below_banner(outer.text)):
            if inner is not None and len(found) < _MOST_READINGS:
                found.append(Reading(inner.text, inner.day or outer.day))
    return found


def _unquoted(text: str) -> Reading | None:
    """The lines behind ``>``, where there are some."""
    lines = text.splitlines()
    quoted = [_QUOTE.match(line) for line in lines]
    if sum(mark is not None for mark in quoted) < _FEWEST_QUOTED:
        return None
    kept = (line[mark.end() :] for line, mark in zip(lines, quoted, strict=True) if mark)
    return Reading("\n".join(kept))


def _below_banner(text: str) -> Reading | None:
    """What stands below a line that says it was forwarded, and below its headers."""
    banner = _BANNER.search(text)
    if banner is None:
        return None
    lines = text[banner.end() :].lstrip("\r\n").splitlines()
    day: dt.date | None = None
    at = 0
    while at < len(lines) and (_HEADER.fullmatch(lines[at]) or (at and lines[at][:1].isspace())):
        if sent := _SENT.fullmatch(lines[at]):
            day = _day(sent[1])
        at += 1
    return Reading("\n".join(lines[at:]).lstrip("\n"), day)


def _day(text: str) -> dt.date | None:
    """The day of a moment, as programs for mail write it into what they forward."""
    if found := _DAY_FIRST.search(text):
        day, month, year = found[1], found[2], found[3]
    elif found := _MONTH_FIRST.search(text):
        month, day, year = found[1], found[2], found[3]
    else:
        return days.from_mail(text) or days.from_iso(text)
    try:
        return dt.date(int(year), _MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None
