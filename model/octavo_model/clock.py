"""The time, passed in so that nothing else asks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

Clock = Callable[[], dt.datetime]
"""Tells the time as an aware datetime in UTC."""


def utc_now() -> dt.datetime:
    """The time of this machine, in UTC."""
    return dt.datetime.now(dt.UTC)


def from_seconds(seconds: float) -> dt.datetime:
    """The moment so many seconds after 1970, or the nearest that a `datetime` can hold.

    A file may have any time: of a wrong clock, or of a program that stores another number there.

    >>> from_seconds(0).year, from_seconds(1e15).year, from_seconds(-1e15).year
    (1970, 9999, 1)
    """
    latest = dt.datetime.max.replace(tzinfo=dt.UTC, microsecond=0)
    earliest = dt.datetime.min.replace(tzinfo=dt.UTC)
    inside = min(max(seconds, earliest.timestamp()), latest.timestamp())
    return dt.datetime.fromtimestamp(inside, dt.UTC)


def stamp(moment: dt.datetime) -> str:
    """``moment`` in UTC, to the millisecond, as the journal and the archive write it.

    >>> stamp(dt.datetime(2025, 3, 12, 9, 30, tzinfo=dt.UTC))
    '2025-03-12T09:30:00.000Z'
    """
    utc = moment.astimezone(dt.UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="milliseconds") + "Z"
