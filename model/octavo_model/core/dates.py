"""Dates that are known in part, months, and the clock. Pure.

The first page is painted before this is imported: SQL formats its dates, see
`octavo_model.index.window.WRITTEN`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from enum import IntEnum

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)
_LATEST = (dt.datetime(9999, 1, 1, tzinfo=dt.UTC) - _EPOCH) // _MICROSECOND
"""The latest time a change can have; the last year of the calendar leaves room for no other."""

Clock = Callable[[], dt.datetime]
"""Returns the time as an aware datetime in UTC."""


def utc_now() -> dt.datetime:
    """Return the time of this machine, in UTC."""
    return dt.datetime.now(dt.UTC)


def local_day(clock: Clock) -> dt.date:
    """Return the day that it is now where the user is."""
    return clock().astimezone().date()


def from_seconds(seconds: float) -> dt.datetime:
    """Return the moment ``seconds`` after 1970, or the nearest that a `datetime` can hold.

    A file may have any time: of a wrong clock, or of a program that stores another number there.

    >>> from_seconds(0).year, from_seconds(1e15).year, from_seconds(-1e15).year
    (1970, 9999, 1)
    """
    latest = dt.datetime.max.replace(tzinfo=dt.UTC, microsecond=0)
    earliest = dt.datetime.min.replace(tzinfo=dt.UTC)
    inside = min(max(seconds, earliest.timestamp()), latest.timestamp())
    return dt.datetime.fromtimestamp(inside, dt.UTC)


def stamp(moment: dt.datetime) -> str:
    """Return ``moment`` in UTC, to the millisecond, as the journal and the archive write it.

    >>> stamp(dt.datetime(2025, 3, 12, 9, 30, tzinfo=dt.UTC))
    '2025-03-12T09:30:00.000Z'
    """
    utc = moment.astimezone(dt.UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="milliseconds") + "Z"


def micros(text: str) -> int:
    """Return the microseconds from 1970 to the time in ``text``; 0 if it is not a later time.

    >>> micros("1970-01-01T00:00:01.500Z"), micros("1970-01-02"), micros("soon")
    (1500000, 86400000000, 0)
    """
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return 0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    found = (moment - _EPOCH) // _MICROSECOND
    return found if 0 < found <= _LATEST else 0


def exact_stamp(time: int) -> str:
    """Return the time ``time`` microseconds after 1970, as new lines of the journal write it.

    >>> exact_stamp(1500000)
    '1970-01-01T00:00:01.500000Z'
    """
    moment = _EPOCH + time * _MICROSECOND
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def time_after(last: int, moment: dt.datetime) -> int:
    """Return the time of a new change in microseconds: ``moment``, but later than ``last``."""
    return min(max((moment - _EPOCH) // _MICROSECOND, last + 1), _LATEST)


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The months, by the first three letters of their English names, as in BibTeX."""


class Precision(IntEnum):
    """How much of a date is known; ``2 weeks ago`` is a day about. Unknown parts are the first."""

    DAY, ABOUT, MONTH, YEAR = range(4)


def written(date: dt.date, precision: Precision) -> str:
    """Return the known part of ``date`` in ISO format: ``2014-07-01``, ``2014-07``, ``2014``."""
    text = date.isoformat()
    return text[: {Precision.MONTH: 7, Precision.YEAR: 4}.get(precision, len(text))]


def encoded(*, inferred: bool, precision: Precision) -> int:
    """Return both as a number for the index; the smaller number is the more certain date.

    >>> encoded(inferred=True, precision=Precision.DAY), decoded(4)
    (1, (False, <Precision.MONTH: 2>))
    """
    return inferred + 2 * precision


def decoded(number: int) -> tuple[bool, Precision]:
    """Return the arguments of `encoded`."""
    return bool(number & 1), Precision(number >> 1)
