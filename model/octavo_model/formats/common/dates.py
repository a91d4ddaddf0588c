"""Days as people and programs write them in feeds and bibliographies: odd, partial, relative.

Pure. What is written in full is read by `octavo_model.formats.common.days`.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dating import MONTHS, Precision
from octavo_model.formats.common import days

if TYPE_CHECKING:
    from collections.abc import Iterable

    from octavo_model.core.parsed import ParsedPaper

_MONTHS = {name: number for number, name in enumerate(MONTHS, 1)}

# A date is short; what is longer is prose.
_LONGEST = 80
_PARTIAL = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ].*)?)?)?(?:/.*)?")
_MONTH = r"(?P<month>[A-Za-z]{3})[a-z]{0,6}\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_WRITTEN = re.compile(
    rf"(?:[A-Za-z]+,? )?(?:(?:{_DAY}[ -])?{_MONTH}|{_MONTH.replace('month', 'first')} "
    rf"{_DAY.replace('day', 'then')}),?[ -](?P<year>\d{{4}})\b.*"
)
_AGO = re.compile(
    r"(?:about |over |almost )?(a|an|one|\d{1,4}) (second|minute|hour|day|week|month|year)s? ago",
    re.IGNORECASE,
)
_NAMED = {"now": 0, "just now": 0, "today": 0, "yesterday": 1}
_LENGTHS = {"second": 0.0, "minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7}
_LENGTHS |= {"month": 30.4, "year": 365.25}


class LooseDay(NamedTuple):
    """A day, and how much of it was written.

    Attributes:
        date: The day.
        inferred: Whether it was not written but concluded from another day.
        precision: How much of it was told.
    """

    date: dt.date
    inferred: bool = False
    precision: Precision = Precision.DAY

    @property
    def is_told(self) -> bool:
        """Whether all of it was."""
        return not self.inferred and self.precision is Precision.DAY


def read(text: str, now: dt.datetime | None = None) -> LooseDay | None:
    """The day that ``text`` tells; None where it tells none.

    A missing month or day is the first one, which the precision tells; a day that is told from
    another one is inferred.

    Args:
        text: A date in a feed or a bibliography.
        now: When it was written, for ``2 days ago``.

    >>> read("2026-02")
    LooseDay(date=datetime.date(2026, 2, 1), inferred=False, precision=<Precision.MONTH: 2>)
    """
    text = " ".join(text[: _LONGEST + 1].split())
    if not text or len(text) > _LONGEST:
        return None
    if whole := days.from_iso(text) or days.from_mail(text):
        return LooseDay(whole)
    if found := _PARTIAL.fullmatch(text):
        return from_parts(found[1], found[2], found[3])
    if found := _WRITTEN.fullmatch(text):
        month, day = found["month"] or found["first"], found["day"] or found["then"]
        return from_parts(found["year"], month, day) if month.lower() in _MONTHS else None
    return _relative(text.lower(), now) if now else None


def from_parts(year: str, month: str | None, day: str | None = None) -> LooseDay | None:
    """The day that a year, a month (by number or English name) and a day make.

    What is missing or cannot be is taken for the first, which the precision tells.

    >>> from_parts("2016", "feb", None)
    LooseDay(date=datetime.date(2016, 2, 1), inferred=False, precision=<Precision.MONTH: 2>)
    """
    if not (year.isascii() and year.isdigit() and len(year) == 4 and int(year)):
        return None
    number = _number(month, 12) or _MONTHS.get((month or "").strip()[:3].lower(), 0)
    if not number:
        return LooseDay(dt.date(int(year), 1, 1), precision=Precision.YEAR)
    try:
        return LooseDay(dt.date(int(year), number, _number(day, 31)))
    except ValueError:
        return LooseDay(dt.date(int(year), number, 1), precision=Precision.MONTH)


def newest(papers: Iterable[ParsedPaper]) -> LooseDay | None:
    """The latest day that ``papers`` tell, of several tellings the surest; None for none."""
    told = [LooseDay(one.date, one.date_inferred, one.date_precision) for one in papers if one.date]
    return max(told, key=lambda day: (day.date, -day.precision, not day.inferred), default=None)


def _number(text: str | None, most: int) -> int:
    text = (text or "").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else 0
    return number if number <= most else 0


def _relative(text: str, now: dt.datetime) -> LooseDay | None:
    if text in _NAMED:
        before = dt.timedelta(days=_NAMED[text])
    elif found := _AGO.fullmatch(text):
        count = int(found[1]) if found[1].isdigit() else 1
        before = dt.timedelta(days=count * _LENGTHS[found[2].lower()])
    else:
        return None
    try:
        return LooseDay((now - before).date(), inferred=True, precision=Precision.ABOUT)
    except OverflowError:
        return None
