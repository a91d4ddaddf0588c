"""Dates as the Daily Papers page prints them, and the year it leaves out.

The page prints ``Mar 12`` for a day of its own year and ``Mar 12, 2024`` for any other.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import isleap
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from octavo_model.core.dating import MONTHS

if TYPE_CHECKING:
    from collections.abc import Iterable


DATE_PATTERN = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
    r" (?P<day>[0-3]?\d)(?:(?:,| ,)? ?(?P<year>(?:19|20)\d\d))?(?!\d)"
)
"""A printed date, as a piece of a regular expression without regard to case."""

_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?,? )?"
_DATE = re.compile(_WEEKDAY + DATE_PATTERN, re.IGNORECASE)
_LONGEST = 40
_LEAP_DAY = (2, 29)
# No two leap years lie further apart (1896 and 1904).
_LEAP_GAP = 8


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed: perhaps without its year.

    Attributes:
        month: From 1 to 12.
        day: From 1; one that the month has, in a leap year at least.
        year: Where it is printed.
    """

    month: int
    day: int
    year: int | None = None

    def in_year(self, year: int) -> dt.date | None:
        """This day in ``year``; None where that year does not have it."""
        if (self.month, self.day) == _LEAP_DAY and not isleap(year):
            return None
        return dt.date(year, self.month, self.day) if dt.MINYEAR <= year <= dt.MAXYEAR else None


def parse_date(text: str) -> PrintedDate | None:
    """The date that ``text`` is, and nothing but; None for any other text.

    >>> parse_date("Sept 5, 2023")
    PrintedDate(month=9, day=5, year=2023)
    >>> parse_date("Feb 30") is None
    True
    """
    if len(text) > _LONGEST:
        return None
    match = _DATE.fullmatch(text)
    return from_match(match) if match else None


def from_match(match: re.Match[str]) -> PrintedDate | None:
    """The date in a match of a pattern that holds `DATE_PATTERN`; None if no year has it."""
    return _printed(match["month"], match["day"], match["year"])


@lru_cache(4096)  # a page prints few days many times
def _printed(month_name: str, day: str, year: str | None) -> PrintedDate | None:
    month = MONTHS.index(month_name[:3].lower()) + 1
    try:
        dt.date(int(year or 2000), month, int(day))
    except ValueError:
        return None
    return PrintedDate(month, int(day), int(year) if year else None)


def conclude(printed: PrintedDate, years: Iterable[int], bound: dt.date) -> dt.date | None:
    """The whole date of a page that prints no year for its own day.

    A page leaves out the year only of its own year, so its year is later than every year it
    prints. Where it prints none, it is the latest that does not put the page after ``bound``.

    Args:
        printed: The page's date, without its year.
        years: Every year the page prints.
        bound: A day on which the page existed: when the file was last modified.

    Returns:
        The date, or None where no year will do.

    >>> conclude(PrintedDate(10, 28), {2016, 2024}, dt.date(2026, 1, 1))
    datetime.date(2025, 10, 28)
    >>> conclude(PrintedDate(3, 12), (), dt.date(2025, 3, 11))
    datetime.date(2024, 3, 12)
    """
    latest = max(years, default=None)
    if latest is not None:
        tries = (printed.in_year(year) for year in range(latest + 1, latest + 1 + _LEAP_GAP))
        return next((day for day in tries if day), None)
    tries = (printed.in_year(year) for year in range(bound.year, bound.year - _LEAP_GAP - 1, -1))
    return next((day for day in tries if day and day <= bound), None)
