"""What is kept of parts of a source: days, entries of a feed, counts. And their JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from octavo_model.core.dates import stamp
from octavo_model.text.clean import clean_line


class PaperDay(NamedTuple):
    """What is known of a day of Daily Papers.

    Attributes:
        papers: How many it has; None if an older Octavo closed it.
        asked: When the server last answered for it; None before.
        error: Why the server could not be asked since then; else empty.
    """

    papers: int | None = None
    asked: dt.datetime | None = None
    error: str = ""


class PossibleGap(NamedTuple):
    """A time in which a feed may have had entries that no visit saw."""

    start: dt.datetime
    end: dt.datetime


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is kept of a feed between visits.

    Attributes:
        known: Short hashes of the identities of its entries at the last visit, newest first.
        visited: When it was last seen with entries; an unchanged feed counts.
        gaps: Possible gaps that the user has not dismissed, oldest first.
        interval: When to ask it again, if it was once asked too late; else as the source says.
        skip_hours: Hours, in UTC, in which it does not want to be asked.
        skip_days: Days, from 0 for Monday, on which it does not want to be asked.
        address: Where it moved for good, to be asked in place of the target of the source.
        moved: Where the last answer said that it moved for good.
    """

    known: tuple[str, ...] = ()
    visited: dt.datetime | None = None
    gaps: tuple[PossibleGap, ...] = ()
    interval: dt.timedelta | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    address: str = ""
    moved: str = ""


class PartCount(NamedTuple):
    """How many papers of a part of a source were read, and how many the server states.

    Attributes:
        read: Papers that were read.
        stated: Papers that there are.
        since: When an answer said so first.
        last: The id of the last paper, where parts are in order.
        is_closed: Whether it is not asked for again.
    """

    read: int
    stated: int
    since: dt.datetime
    last: str = ""
    is_closed: bool = False

    @property
    def is_complete(self) -> bool:
        """Whether no paper is missing."""
        return self.read >= self.stated


def feed_to_json(feed: FeedState) -> dict[str, Any]:
    """Return the state of a feed as JSON."""
    fields: dict[str, Any] = {
        "known": list(feed.known),
        "visited": feed.visited and stamp(feed.visited),
        "gaps": [[stamp(gap.start), stamp(gap.end)] for gap in feed.gaps],
        "interval": feed.interval and int(feed.interval.total_seconds()),
        "skip_hours": sorted(feed.skip_hours),
        "skip_days": sorted(feed.skip_days),
        "address": feed.address,
        "moved": feed.moved,
    }
    return {name: value for name, value in fields.items() if value}


def parse_days(entry: dict[str, Any] | list[str]) -> dict[dt.date, PaperDay]:
    """Return the days of Daily Papers in JSON."""
    if isinstance(entry, list):  # of days that an older Octavo closed
        entry = {day: [None, None, ""] for day in entry}
    return {
        dt.date.fromisoformat(day): PaperDay(
            None if papers is None else max(0, int(papers)), moment(asked), clean_line(error)
        )
        for day, (papers, asked, error) in entry.items()
    }


def parse_feed(entry: dict[str, Any]) -> FeedState:
    """Return the state of a feed that `feed_to_json` wrote."""
    gaps = ((moment(start), moment(end)) for start, end in entry.get("gaps", ()))
    seconds = entry.get("interval")
    return FeedState(
        known=tuple(map(str, entry.get("known", ()))),
        visited=moment(entry.get("visited")),
        gaps=tuple(PossibleGap(start, end) for start, end in gaps if start and end),
        interval=dt.timedelta(seconds=int(seconds)) if seconds else None,
        skip_hours=frozenset(int(hour) % 24 for hour in entry.get("skip_hours", ())),
        skip_days=frozenset(int(day) % 7 for day in entry.get("skip_days", ())),
        address=str(entry.get("address", "")),
        moved=str(entry.get("moved", "")),
    )


def parse_part(read: int, stated: int, since: str, last: str, is_closed: bool) -> PartCount:
    """Return the counts in JSON."""
    moment = dt.datetime.fromisoformat(since).astimezone(dt.UTC)
    return PartCount(int(read), int(stated), moment, clean_line(last), is_closed is True)


def moment(value: str | None) -> dt.datetime | None:
    """Return the time in JSON."""
    return None if value is None else dt.datetime.fromisoformat(value).astimezone(dt.UTC)
