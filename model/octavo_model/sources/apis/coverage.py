"""What is missing of a source that states how many papers there are. Pure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.sources.spec import SourceKind
from octavo_model.sources.state import PartCount

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.sources.spec import SourceSpec
    from octavo_model.sources.state import FetchState

_NAMED = 3
"""Gaps that a message names."""
_NOT_FETCHED = "not fetched yet"


class MissingPart(NamedTuple):
    """A part of a source that is not complete.

    Attributes:
        part: What it is: a server (``biorxiv``), a venue, a collection.
        day: The day of the server that is missing; None if the part has no days.
        read: Papers that were read.
        stated: Papers that there are; None if that is not known.
        why: The reason, in words.
    """

    part: str
    day: dt.date | None
    read: int
    stated: int | None
    why: str


def gaps_of(spec: SourceSpec, state: FetchState, today: dt.date) -> list[MissingPart]:
    """Return what is missing of a source of these kinds; days are newest first.

    Of another kind the result is empty. A day that may still get papers is no gap once it was read
    in full.
    """
    if spec.kind is SourceKind.BIORXIV:
        return _missing_days(spec, state, today)
    if spec.kind not in {SourceKind.OPENREVIEW, SourceKind.ACL}:
        return []
    gaps = incomplete_parts(state)
    if not gaps and state.failures:
        return [MissingPart(spec.target.partition(":")[2], None, 0, None, state.error)]
    return gaps


def incomplete_parts(state: FetchState) -> list[MissingPart]:
    """Return the parts without days of which papers are missing."""
    return [
        MissingPart(name, None, part.read, part.stated, describe_part(part))
        for name, part in state.parts.items()
        if not part.is_complete
    ]


def open_days(first: dt.date, today: dt.date, closed: set[dt.date]) -> list[dt.date]:
    """Return the days from ``first`` to ``today`` that are not ``closed``, newest first."""
    days = (today - dt.timedelta(days=back) for back in range((today - first).days + 1))
    return [day for day in days if day not in closed]


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
    """
    counts = f"{part.read}/{part.stated}"
    return counts if part.is_complete else f"partial {counts}"


def describe_gaps(gaps: Sequence[MissingPart]) -> str:
    """Return what is missing, in words: ``2 gaps (Fri 21 Aug partial 30/212, …)``."""
    count = "1 gap" if len(gaps) == 1 else f"{len(gaps)} gaps"
    named = (f"{_name(gap)} {gap.why}" for gap in gaps[:_NAMED])
    return f"{count} ({', '.join(named)}{', …' if len(gaps) > _NAMED else ''})"


def _name(gap: MissingPart) -> str:
    return f"{gap.day:%a} {gap.day.day} {gap.day:%b}" if gap.day else gap.part


def _missing_days(spec: SourceSpec, state: FetchState, today: dt.date) -> list[MissingPart]:
    first = spec.since or state.first_day
    if first is None:
        return []
    server = spec.target.partition(":")[0]
    gaps = []
    for day in open_days(first, today, state.days):
        part = state.parts.get(day.isoformat())
        if part is None and day < today:
            gaps.append(MissingPart(server, day, 0, None, _NOT_FETCHED))
        elif part is not None and not part.is_complete:
            gaps.append(MissingPart(server, day, part.read, part.stated, describe_part(part)))
    return gaps
