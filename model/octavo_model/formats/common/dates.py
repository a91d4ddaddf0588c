"""Dates as people and programs write them: whole, partial, relative, without a year. Pure."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import MONTHS, Precision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from octavo_model.core.parsed import ParsedPaper

_MONTHS = {name: number for number, name in enumerate(MONTHS, 1)}

# A date is short; longer text is prose.
_LONGEST = 80
_PARTIAL = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:[T ].*)?)?)?(?:/.*)?")
_MONTH_FIRST = re.compile(r"(\d{1,2})[/.-](\d{4})")
_DAY_LAST_YEAR = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})")
_CJK = re.compile(r"(\d{4}) ?年(?: ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?日)?)?")
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
    """A day, whether it was inferred from another day, and how much of it is known."""

    date: dt.date
    inferred: bool = False
    precision: Precision = Precision.DAY

    @property
    def is_explicit(self) -> bool:
        """Whether all of it was written."""
        return not self.inferred and self.precision is Precision.DAY


def read(text: str, now: dt.datetime | None = None) -> LooseDay | None:
    """Return the day in ``text``; None if ``text`` is not a date.

    A missing month or day is set to the first, and the precision says so. With ``now``, when it
    was written, ``2 days ago`` is read too, as an inferred day.

    >>> read("2026-02")
    LooseDay(date=datetime.date(2026, 2, 1), inferred=False, precision=<Precision.MONTH: 2>)
    """
    text = " ".join(text[: _LONGEST + 1].split())
    if not text or len(text) > _LONGEST:
        return None
    if whole := from_iso(text) or from_mail(text):
        return LooseDay(whole)
    if found := _PARTIAL.fullmatch(text):
        return from_parts(found[1], found[2], found[3])
    if figures := read_figures(text):
        return figures
    if found := _WRITTEN.fullmatch(text):
        month, day = found["month"] or found["first"], found["day"] or found["then"]
        return from_parts(found["year"], month, day) if month.lower() in _MONTHS else None
    return _relative(text.lower(), now) if now else None


def read_figures(text: str) -> LooseDay | None:
    """Return the day in ``text`` in figures with the year last, or as in China and Japan.

    >>> read_figures("31.5.2011").date.isoformat(), read_figures("2/3/2011").precision.name
    ('2011-05-31', 'YEAR')
    """
    if found := _CJK.fullmatch(text):
        return from_parts(found[1], found[2], found[3])
    if found := _MONTH_FIRST.fullmatch(text):
        return from_parts(found[2], found[1])
    if found := _DAY_LAST_YEAR.fullmatch(text):
        return _year_last(found[4], found[1], found[3], is_day_first=found[2] == ".")
    return None


def from_parts(year: str, month: str | None, day: str | None = None) -> LooseDay | None:
    """Return the day of a year, a month (number or English name) and a day.

    A missing or impossible part is set to the first, and the precision says so.
    """
    if not (year.isascii() and year.isdigit() and len(year) == 4 and int(year)):
        return None
    number = _number(month, 12) or _MONTHS.get((month or "").strip()[:3].lower(), 0)
    if whole := _day(year, number, _number(day, 31)):
        return LooseDay(whole)
    first = dt.date(int(year), number or 1, 1)
    return LooseDay(first, precision=Precision.MONTH if number else Precision.YEAR)


def _year_last(year: str, first: str, second: str, *, is_day_first: bool) -> LooseDay | None:
    """The day of ``13/5/2011`` or ``5/13/2011``; the year alone if it may be either."""
    if is_day_first or int(first) > 12 or first == second:
        return from_parts(year, second, first)
    return from_parts(year, first, second) if int(second) > 12 else from_parts(year, None)


def whole_day(year: str, month: str, day: str) -> dt.date | None:
    """Return the date if year, month and day make one; see `from_parts`."""
    known = from_parts(year, month, day)
    return known.date if known and known.is_explicit else None


def newest(papers: Iterable[ParsedPaper]) -> LooseDay | None:
    """Return the latest day of ``papers``, in its most certain form; None without days."""
    days = [
        LooseDay(paper.date, paper.date_inferred, paper.date_precision)
        for paper in papers
        if paper.date
    ]
    return max(days, key=lambda day: (day.date, -day.precision, not day.inferred), default=None)


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


IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")
"""A date in a file's name."""

_ISO = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?\s*", re.DOTALL)
_ISO_LENGTH = len("2026-08-21")


def in_name(name: str) -> dt.date | None:
    """Return the day in a file's name, if there is exactly one.

    >>> in_name("daily-2026-08-21.json"), in_name("export.json")
    (datetime.date(2026, 8, 21), None)
    """
    days = {day for found in IN_NAME.finditer(name) if (day := _day(found[1], found[3], found[4]))}
    return days.pop() if len(days) == 1 else None


def from_iso(text: str) -> dt.date | None:
    """Return the day of a date or time in ISO 8601, in the time zone it is written in."""
    if len(text) == _ISO_LENGTH and text[4] == text[7] == "-":
        with suppress(ValueError):
            return dt.date.fromisoformat(text)
    found = _ISO.fullmatch(text)
    return _day(*found.groups()) if found else None


def from_mail(text: str) -> dt.date | None:
    """Return the day of a time in a mail or RSS, in the time zone it is written in."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _day(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


DATE_PATTERN = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
    r" (?P<day>[0-3]?\d)(?:(?:,| ,)? ?(?P<year>(?:19|20)\d\d))?(?!\d)"
)
"""A printed date, as part of a regular expression that ignores case."""

_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? )?"
_DATE = re.compile(_WEEKDAY + DATE_PATTERN, re.IGNORECASE)
# The largest distance between leap years (1896 and 1904).
_LEAP_GAP = 8


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed, valid in a leap year; ``year`` is None if it is not printed."""

    month: int
    day: int
    year: int | None = None

    def in_year(self, year: int) -> dt.date | None:
        """Return this day in ``year``; None if that year does not have it."""
        return _day(year, self.month, self.day)


def parse_date(text: str) -> PrintedDate | None:
    """Return the date that is all of ``text``; None for any other text.

    >>> parse_date("Sept 5, 2023"), parse_date("Feb 30")
    (PrintedDate(month=9, day=5, year=2023), None)
    """
    match = _DATE.fullmatch(text)
    return from_match(match) if match else None


def from_match(match: re.Match[str]) -> PrintedDate | None:
    """Return the date in a match of a pattern with `DATE_PATTERN`; None if no year has it."""
    return _printed(match["month"], match["day"], match["year"])


@lru_cache(4096)  # a page prints few days many times
def _printed(month_name: str, day: str, year: str | None) -> PrintedDate | None:
    month = _MONTHS[month_name[:3].lower()]
    if _day(year or 2000, month, day) is None:
        return None
    return PrintedDate(month, int(day), int(year) if year else None)


def infer_year(printed: PrintedDate, years: Iterable[int], bound: dt.date) -> dt.date | None:
    """Return the date of a page that prints no year for its own day; None if no year matches.

    A page leaves out only its own year, so its year is later than every one of ``years``, which it
    prints. If it prints none, its date is the latest one not after ``bound``, a day on which the
    page existed: when the file was last modified.

    >>> infer_year(PrintedDate(10, 28), {2016, 2024}, dt.date(2026, 1, 1))
    datetime.date(2025, 10, 28)
    >>> infer_year(PrintedDate(3, 12), (), dt.date(2025, 3, 11))
    datetime.date(2024, 3, 12)
    """
    latest = max(years, default=None)
    tries = range(bound.year, bound.year - _LEAP_GAP - 1, -1)
    if latest is not None:
        tries, bound = range(latest + 1, latest + 1 + _LEAP_GAP), dt.date.max
    days = map(printed.in_year, tries)
    return next((day for day in days if day and day <= bound), None)
