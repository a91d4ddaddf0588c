"""What is missing of a source that states how many papers there are. Pure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.sources.counts import PartCount
from octavo_model.sources.spec import SourceKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import FetchState

_NAMED = 3
"""Gaps that a message names."""
_NOT_FETCHED = "not fetched yet"


class PartStatus(NamedTuple):
    """What is known of a part of a source.

    Attributes:
        part: What it is: a server (``biorxiv``), a venue, a collection.
        day: The day of the server; None if the part has no days.
        read: Papers that were read.
        stated: Papers that there are; None if that is not known.
        words: What is known, in words.
        is_gap: Whether papers are missing.
        since: When an answer said so first; None before the first.
    """

    part: str
    day: dt.date | None
    read: int
    stated: int | None
    words: str
    is_gap: bool
    since: dt.datetime | None = None


def parts_of(spec: SourceSpec, state: FetchState, today: dt.date) -> list[PartStatus]:
    """Return the parts of a source of these kinds; days are newest first.

    Of another kind the result is empty. A day that may still get papers is no gap once it was read
    in full, and neither is today before it was asked for.
    """
    if spec.kind is SourceKind.BIORXIV:
        return _days(spec, state, today)
    if spec.kind not in {SourceKind.OPENREVIEW, SourceKind.ACL}:
        return []
    parts = [_status(name, None, known) for name, known in state.parts.items()]
    if state.failures and not any(part.is_gap for part in parts):
        name = spec.target.partition(":")[2]
        parts.append(PartStatus(name, None, 0, None, state.error, is_gap=True, since=state.failed))
    return parts


def gaps_of(spec: SourceSpec, state: FetchState, today: dt.date) -> list[PartStatus]:
    """Return the parts of which papers are missing."""
    return [part for part in parts_of(spec, state, today) if part.is_gap]


def incomplete_parts(state: FetchState) -> list[PartStatus]:
    """Return the parts without days of which papers are missing, after any error."""
    parts = (_status(name, None, known) for name, known in state.parts.items())
    return [part for part in parts if part.is_gap]


def days_to_ask(first: dt.date, today: dt.date, parts: Mapping[str, PartCount]) -> list[dt.date]:
    """Return the days from ``first`` to ``today`` that are not closed, newest first."""
    days = (today - dt.timedelta(days=back) for back in range((today - first).days + 1))
    known = ((day, parts.get(day.isoformat())) for day in days)
    return [day for day, part in known if part is None or not part.is_closed]


def counted(
    known: PartCount | None, read: int, stated: int, now: dt.datetime, last: str = ""
) -> PartCount:
    """Return the counts of a part at ``now``; their time is kept if they are the ``known`` ones."""
    is_same = known is not None and (known.read, known.stated) == (read, stated)
    return PartCount(read, stated, known.since if known and is_same else now, last)


def describe_part(part: PartCount) -> str:
    """Return the counts of a part in words.

    >>> now = dt.datetime(2026, 8, 21, tzinfo=dt.UTC)
    >>> describe_part(PartCount(30, 212, now)), describe_part(PartCount(212, 212, now))
    ('partial 30/212', '212/212')
    >>> describe_part(PartCount(211, 212, now, is_closed=True))
    'short 211/212'
    """
    counts = f"{part.read}/{part.stated}"
    if part.is_complete:
        return counts
    return f"{'short' if part.is_closed else 'partial'} {counts}"


def describe_gaps(gaps: Sequence[PartStatus]) -> str:
    """Return what is missing, in words: ``2 gaps (Fri 21 Aug partial 30/212, …)``."""
    count = "1 gap" if len(gaps) == 1 else f"{len(gaps)} gaps"
    named = (f"{_name(gap)} {gap.words}" for gap in gaps[:_NAMED])
    return f"{count} ({', '.join(named)}{', …' if len(gaps) > _NAMED else ''})"


def _name(gap: PartStatus) -> str:
    return f"{gap.day:%a} {gap.day.day} {gap.day:%b}" if gap.day else gap.part


def _days(spec: SourceSpec, state: FetchState, today: dt.date) -> list[PartStatus]:
    first = spec.since or state.first_day
    if first is None:
        return []
    server = spec.target.partition(":")[0]
    found = []
    for back in range((today - first).days + 1):
        day = today - dt.timedelta(days=back)
        known = state.parts.get(day.isoformat())
        if known is not None:
            found.append(_status(server, day, known))
        elif day < today:
            found.append(PartStatus(server, day, 0, None, _NOT_FETCHED, is_gap=True))
    return found


def _status(part: str, day: dt.date | None, known: PartCount) -> PartStatus:
    is_gap = not (known.is_complete or known.is_closed)
    words = describe_part(known)
    return PartStatus(part, day, known.read, known.stated, words, is_gap, known.since)
