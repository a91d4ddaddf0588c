"""What a visit of a feed proves: nothing was missed if it shows an entry of the last visit. Pure.

A feed holds only its newest entries. If even the oldest was published after the last visit, others
may have come and gone between: that is a possible gap, and the feed is asked more often.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import dropwhile, pairwise
from typing import TYPE_CHECKING

from octavo_model.sources.counts import PossibleGap

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from octavo_model.sources.counts import FeedState
    from octavo_model.sources.feeds.document import DocumentEntry, FeedDocument

_MOST_KNOWN = 500
_MOST_GAPS = 50
_LEAST = dt.timedelta(minutes=15)
_MOST = dt.timedelta(hours=24)
_HOUR = dt.timedelta(hours=1)
_SKIPPED_AT_MOST = 8 * 24


def overlaps(document: FeedDocument, known: Collection[str]) -> bool:
    """Return whether ``document`` shows an entry that is ``known`` from the last visit.

    A pinned entry shows nothing: it stays while others come and go.
    """
    return document.is_whole or any(entry.key in known for entry in _unpinned(document.entries))


def after_visit(
    state: FeedState, pages: Sequence[FeedDocument], now: dt.datetime, every: dt.timedelta
) -> FeedState:
    """Return the state after ``pages`` were read: the feed, then older pages it links to.

    ``every`` is the interval of the source. A feed without entries shows nothing.
    """
    newest = pages[0]
    if not newest.entries:
        return state
    keys = [entry.key for entry in _newest_first(newest.entries)]
    known = frozenset(state.known)
    visited = replace(
        state,
        known=tuple(dict.fromkeys(keys))[:_MOST_KNOWN],
        visited=now,
        skip_hours=newest.skip_hours,
        skip_days=newest.skip_days,
    )
    if state.visited is not None and not any(overlaps(page, known) for page in pages):
        gap = PossibleGap(state.visited, _oldest(pages, state.visited, now))
        interval = _interval(newest, (state.interval or every) / 2, every)
        return replace(visited, gaps=_joined((*state.gaps, gap)), interval=interval)
    if state.interval is not None:
        return replace(visited, interval=_interval(newest, state.interval, every))
    return visited


def next_visit(state: FeedState, now: dt.datetime, every: dt.timedelta) -> dt.datetime:
    """Return when to ask for the feed again, at a time that it does not exclude."""
    moment = now + (state.interval or every)
    for _ in range(_SKIPPED_AT_MOST):
        if moment.hour not in state.skip_hours and moment.weekday() not in state.skip_days:
            return moment
        moment = moment.replace(minute=0, second=0, microsecond=0) + _HOUR
    return now + (state.interval or every)  # it excludes all of the week


def describe(gap: PossibleGap) -> str:
    """Return ``gap`` in words."""
    return f"possible gap between {_shown(gap.start)} and {_shown(gap.end)}"


def _shown(moment: dt.datetime) -> str:
    local = moment.astimezone()
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def _interval(document: FeedDocument, undated: dt.timedelta, every: dt.timedelta) -> dt.timedelta:
    """Return half the time that ``document`` spans, as far as it wants to be asked so often.

    Without dates it is ``undated``; it is never longer than the source's own, ``every``.
    """
    times = [entry.date for entry in _unpinned(document.entries) if entry.date]
    half = (max(times) - min(times)) / 2 if len(times) > 1 else undated
    return min(every, max(min(max(half, _LEAST), _MOST), document.least))


def _oldest(pages: Sequence[FeedDocument], start: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return when the oldest entry was published, if that can be: it bounds the gap."""
    times = [entry.date for page in pages for entry in _unpinned(page.entries) if entry.date]
    oldest = min(times, default=now)
    return oldest if start < oldest < now else now


def _joined(gaps: tuple[PossibleGap, ...]) -> tuple[PossibleGap, ...]:
    """Return the gaps, the oldest two as one if there are too many to keep."""
    if len(gaps) <= _MOST_GAPS:
        return gaps
    return (PossibleGap(gaps[0].start, gaps[1].end), *gaps[2:])


def _newest_first(entries: Sequence[DocumentEntry]) -> Sequence[DocumentEntry]:
    """Return the entries of a feed with the newest first; most feeds are in this order."""
    dates = [entry.date for entry in entries if entry.date]
    rising = sum((a < b) - (a > b) for a, b in pairwise(dates))
    return entries[::-1] if rising > 0 else entries


def _unpinned(entries: Sequence[DocumentEntry]) -> list[DocumentEntry]:
    """Return the entries without those that a feed keeps at its head: older than the last one."""
    ordered = _newest_first(entries)
    last = ordered[-1].date if ordered else None
    return list(dropwhile(lambda one: last and one.date and one.date < last, ordered))
