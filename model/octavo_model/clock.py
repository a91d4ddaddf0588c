"""The time, passed in so that nothing else asks for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

Clock = Callable[[], dt.datetime]
"""Tells the time as an aware datetime in UTC."""


def utc_now() -> dt.datetime:
    """The time of this machine, in UTC."""
    return dt.datetime.now(dt.UTC)


def stamp(moment: dt.datetime) -> str:
    """``moment`` in UTC, to the millisecond, as the journal and the archive write it.

    >>> stamp(dt.datetime(2025, 3, 12, 9, 30, tzinfo=dt.UTC))
    '2025-03-12T09:30:00.000Z'
    """
    utc = moment.astimezone(dt.UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="milliseconds") + "Z"
