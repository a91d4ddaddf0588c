"""Days as digests write them: in a file's name, in ISO 8601, in the headers of mails. Pure."""

from __future__ import annotations

import datetime as dt
import re
from email.utils import parsedate_to_datetime

IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")
"""A day in a file's name."""

_ISO = re.compile(r"\s*(\d{4})-(\d\d)-(\d\d)(?:[T ].*)?\s*", re.DOTALL)


def in_name(name: str) -> dt.date | None:
    """The day that a file's name tells, if it tells exactly one.

    >>> in_name("daily-2026-08-21.json"), in_name("export.json")
    (datetime.date(2026, 8, 21), None)
    """
    days = {day for found in IN_NAME.finditer(name) if (day := _day(found[1], found[3], found[4]))}
    return days.pop() if len(days) == 1 else None


def from_iso(text: str) -> dt.date | None:
    """The day of a date or moment in ISO 8601, as it is written, whatever the time zone.

    >>> from_iso("2026-08-21T00:30:00.000Z")
    datetime.date(2026, 8, 21)
    """
    found = _ISO.fullmatch(text)
    return _day(*found.groups()) if found else None


def from_mail(text: str) -> dt.date | None:
    """The day of a moment as mails and RSS write it, as it is written, whatever the time zone.

    >>> from_mail("Wed, 15 Mar 2023 17:48:42 GMT")
    datetime.date(2023, 3, 15)
    """
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _day(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
