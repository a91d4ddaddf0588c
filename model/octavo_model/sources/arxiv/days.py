"""A category on an announcement day: what was read of it, and whether that is all. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.parsed import Announcement
from octavo_model.formats.arxiv.listing_page import ListingKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.formats.arxiv.listing_page import ListingPage

SHORT_AFTER = dt.timedelta(hours=24)
"""How long a page must lack the same papers until the server counts as wrong."""
SHORT_TRIES = 3
SHORT_CHECK = dt.timedelta(days=7)
"""When a short day is asked for a last time."""

_NAMES = {
    Announcement.NEW: "new",
    Announcement.CROSS: "cross-lists",
    Announcement.REPLACE: "replacements",
}


class DayState(StrEnum):
    """How much of a day is known."""

    UNKNOWN = "unknown"
    """Not asked yet."""
    COMPLETE = "complete"
    """As many entries were read as the page states, in each section and in all."""
    PARTIAL = "partial"
    """Some entries were read."""
    NONE_ANNOUNCED = "none announced"
    """arXiv announced nothing on this day."""
    NONE_HERE = "none here"
    """arXiv announced papers, but none in this category."""
    STALE = "stale"
    """The server still shows an older day."""
    FAILED = "failed"
    """The answer could not be used."""
    SHORT = "short"
    """The server counts entries that it never shows."""
    GONE = "gone"
    """Further back than the server offers."""
    MONTH = "complete for the month"
    """Further back than that; all papers with an id of its month are there."""


CLOSED = frozenset(
    {
        *(DayState.COMPLETE, DayState.NONE_ANNOUNCED, DayState.NONE_HERE),
        *(DayState.SHORT, DayState.MONTH),
    }
)
"""States in which nothing is missing that the server has."""


class DayVerdict(NamedTuple):
    """What the pages of one day prove.

    Attributes:
        state: One of complete, partial, none here, failed.
        read: Entries read.
        stated: Entries that the page says there are; None if it says nothing.
        reason: What is missing, in words; empty if nothing is.
    """

    state: DayState
    read: int
    stated: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """What is known of a category on a day.

    Attributes:
        state: Its state.
        read: Entries read.
        stated: Entries that the page states; None if unknown.
        ids: arXiv ids of the entries, in order, while the day is open.
        asked: When it was last asked for.
        next_try: When to ask again; None if at any time.
        reason: Why it is not complete.
        tries: How many times in a row the same entries came, or nothing.
        same_since: Since when the same entries come.
        last_id: The highest id of its new papers; empty without new papers.
        is_final: Whether the day was read after the next announcement: it no longer changes.
        is_dismissed: Whether the user gave up what is missing.
    """

    state: DayState = DayState.UNKNOWN
    read: int = 0
    stated: int | None = None
    ids: tuple[str, ...] = ()
    asked: dt.datetime | None = None
    next_try: dt.datetime | None = None
    reason: str = ""
    tries: int = 0
    same_since: dt.datetime | None = None
    last_id: str = ""
    is_final: bool = False
    is_dismissed: bool = False

    @property
    def is_closed(self) -> bool:
        """Whether nothing is missing."""
        return self.state in CLOSED

    @property
    def is_gap(self) -> bool:
        """Whether it lacks papers that the user has not given up."""
        is_whole = self.is_closed and self.state is not DayState.SHORT
        return not is_whole and not self.is_dismissed

    @property
    def counts(self) -> str:
        """Entries read of entries stated, e.g. ``108/108``; empty if none are stated."""
        return "" if self.stated is None else f"{self.read}/{self.stated}"


def judge(pages: Sequence[ListingPage]) -> DayVerdict:
    """Return what ``pages``, all pages of one day that were read, prove.

    Complete means: each section has as many entries as its heading states, and all sections
    together have the total of the page.
    """
    read = sum(map(len, _ids(pages).values()))
    totals = {page.total for page in pages if page.total is not None}
    stated = max(totals, default=None)
    if not all(page.is_whole for page in pages):
        return DayVerdict(_partial(read), read, stated, "the page is cut off")
    if len(totals) > 1:
        return DayVerdict(_partial(read), read, stated, "its pages state different totals")
    if not stated and not read:
        if stated is None and pages[0].kind is not ListingKind.NEW:
            return DayVerdict(DayState.FAILED, 0, None, "states no total")
        return DayVerdict(DayState.NONE_HERE, 0, 0)
    if stated is None:
        return DayVerdict(DayState.PARTIAL, read, None, "states no total")
    if not read:
        return DayVerdict(DayState.FAILED, 0, stated, f"states {stated} entries and shows none")
    if missing := _missing(pages, stated):
        return DayVerdict(DayState.PARTIAL, read, stated, missing)
    return DayVerdict(DayState.COMPLETE, read, stated)


def _ids(pages: Sequence[ListingPage]) -> dict[Announcement | None, set[str]]:
    """Return the ids in each section: an entry on two pages, as one changes, counts once."""
    found: dict[Announcement | None, set[str]] = {}
    for page in pages:
        for section in page.sections:
            ids = found.setdefault(section.announced, set())
            ids.update(paper.arxiv_id or "" for paper in section.papers)
    return found


def _partial(read: int) -> DayState:
    return DayState.PARTIAL if read else DayState.FAILED


def _missing(pages: Sequence[ListingPage], stated: int) -> str:
    """Return which entries the pages lack, in words; empty if none."""
    found = _ids(pages)
    totals = {one.announced: one.stated or 0 for page in pages for one in page.sections}
    sections = {name: (len(found[name]), total) for name, total in totals.items()}
    lacking = [
        f"{_NAMES.get(name, 'entries') if name else 'entries'} {count}/{total}"
        for name, (count, total) in sections.items()
        if count != total
    ]
    if lacking:
        return ", ".join(lacking)
    total = sum(total for _, total in sections.values())
    return f"its sections state {total} of {stated} entries" if total != stated else ""


def answered(before: Day, pages: Sequence[ListingPage], now: dt.datetime, *, is_final: bool) -> Day:
    """Return the day after ``pages`` of it were read.

    A day that lacks the same papers three times over 24 hours is short: the server counts papers
    that it does not show.

    Args:
        before: What was known of it.
        pages: All its pages that could be read.
        now: The current time.
        is_final: Whether a later day is announced already.
    """
    verdict = judge(pages)
    ids = tuple(paper.arxiv_id or "" for page in pages for paper in page.papers)
    day = Day(
        verdict.state,
        verdict.read,
        verdict.stated,
        ids,
        asked=now,
        reason=verdict.reason,
        last_id=highest_new_id(pages) or before.last_id,
    )
    if verdict.state in {DayState.COMPLETE, DayState.NONE_HERE}:
        return replace(day, ids=() if is_final else ids, is_final=is_final)
    is_same = bool(ids) and ids == before.ids
    tries = before.tries + 1 if is_same or not ids else 1
    since = before.same_since if is_same and before.same_since else now
    day = replace(day, tries=tries, same_since=since, next_try=now + retry_delay(tries))
    if day.state is DayState.PARTIAL and tries >= SHORT_TRIES and now - since >= SHORT_AFTER:
        reason = f"the server states {day.stated} and shows {day.read}"
        is_last = before.state is DayState.SHORT
        next_try = None if is_last else now + SHORT_CHECK
        return replace(
            day, state=DayState.SHORT, reason=reason, next_try=next_try, is_final=is_last
        )
    return day


def stale(before: Day, shown: str, now: dt.datetime, *, is_late: bool) -> Day:
    """Return a day of which the server still shows ``shown``, an older one.

    Until it is late, this is no fault: the day is unknown.
    """
    tries = before.tries + 1
    delay = dt.timedelta(minutes=15) if tries <= 8 else dt.timedelta(hours=1)
    state = DayState.STALE if is_late else DayState.UNKNOWN
    reason = f"still shows {shown}"
    return replace(before, state=state, asked=now, next_try=now + delay, reason=reason, tries=tries)


def highest_new_id(pages: Sequence[ListingPage]) -> str:
    """Return the highest arXiv id of the new papers; empty without new papers.

    arXiv gives out ids when it announces papers, so a later day has higher ones.
    """
    ids = (
        paper.arxiv_id or ""
        for page in pages
        for section in page.sections
        if section.announced is Announcement.NEW
        for paper in section.papers
    )
    return max(ids, key=id_order, default="")


def id_order(arxiv_id: str) -> tuple[str, int]:
    """Return what sorts ids, e.g. ``2608.01234``, in the order in which they were given out."""
    month, _, number = arxiv_id.partition(".")
    return month, int(number) if number.isdecimal() else 0


def failed(before: Day, reason: str, now: dt.datetime, next_try: dt.datetime | None) -> Day:
    """Return the day after an answer that could not be used; what was read before stays."""
    state = before.state if before.is_closed or before.read else DayState.FAILED
    tries = before.tries + 1
    return replace(
        before,
        state=state,
        asked=now,
        reason=reason,
        tries=tries,
        next_try=next_try or now + retry_delay(tries),
    )


def retry_delay(tries: int) -> dt.timedelta:
    """Return how long to wait before an incomplete day is asked for again."""
    if tries <= 4:
        return dt.timedelta(minutes=15)
    return dt.timedelta(hours=1 if tries <= 12 else 6)
