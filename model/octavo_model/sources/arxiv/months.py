"""Days that arXiv's pages of past days no longer have: their months instead. Pure.

The list of a month has the ids of all its papers. Those that the library does not have yet are read
from arXiv's API. Neither says on which day a paper was announced, and cross-lists of papers with
an older id are in no list of the month. Months come after all days, newest first.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.sources.arxiv.calendar import expected_day
from octavo_model.sources.arxiv.days import SHORT_AFTER, SHORT_TRIES, Day, DayState, retry_delay
from octavo_model.sources.arxiv.statuses import statuses
from octavo_model.sources.targets.arxiv import MOST_IDS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from octavo_model.formats.arxiv.listing_page import ListingPage
    from octavo_model.sources.arxiv.ledger import Ledger


class MonthStep(NamedTuple):
    """One request about a month.

    Attributes:
        category: The category.
        month: The first day of the month.
        ids: The papers to ask the API for; empty for the list of the month.
    """

    category: str
    month: dt.date
    ids: tuple[str, ...] = ()


def next_step(ledger: Ledger, categories: Sequence[str], now: dt.datetime) -> MonthStep | None:
    """Return the next request about a month; None if there is nothing to ask now."""
    for name, month in _wanted(ledger, categories, now):
        known = ledger.categories[name].month(month)
        if known.next_try is None or known.next_try <= now:
            return MonthStep(name, month, known.ids[:MOST_IDS])
    return None


def _wanted(
    ledger: Ledger, categories: Sequence[str], now: dt.datetime
) -> list[tuple[str, dt.date]]:
    """Return the months with days that are gone, newest first; all of them are over."""
    gone = [
        (one.category, one.date.replace(day=1))
        for one in statuses(ledger, categories, now)
        if one.day.state is DayState.GONE and not one.day.is_dismissed
    ]
    return [one for one in dict.fromkeys(gone) if _last_day(one[1]) < expected_day(now)]


def _last_day(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def ids_in(pages: Sequence[ListingPage]) -> list[str]:
    """Return the ids of all papers in the list of a month, each once."""
    ids = (paper.arxiv_id or "" for page in pages for paper in page.papers)
    return list(dict.fromkeys(ids))


def after_list(
    ledger: Ledger,
    step: MonthStep,
    pages: Sequence[ListingPage],
    missing: Sequence[str],
    now: dt.datetime,
) -> Ledger:
    """Return the ledger after the list of a month was read.

    Args:
        ledger: The ledger before.
        step: The request.
        pages: All pages of the list.
        missing: The papers in it that the library does not have.
        now: The current time.
    """
    before = ledger.categories[step.category].month(step.month)
    listed = len(ids_in(pages))
    known = replace(
        before,
        state=DayState.PARTIAL,
        read=listed - len(missing),
        stated=max((page.total or 0 for page in pages), default=0),
        ids=tuple(missing),
        asked=now,
        reason="",
        next_try=None,
    )
    return _with(ledger, step, known, now)


def after_papers(
    ledger: Ledger, step: MonthStep, found: Collection[str], now: dt.datetime
) -> Ledger:
    """Return the ledger after the papers of ``step`` were asked for, and ``found`` came."""
    before = ledger.categories[step.category].month(step.month)
    left = tuple(one for one in before.ids if one not in step.ids)
    read = before.read + len(set(step.ids).intersection(found))
    known = replace(before, read=read, ids=left, asked=now, reason="", next_try=None)
    return _with(ledger, step, known, now)


def after_failure(
    ledger: Ledger,
    step: MonthStep,
    reason: str,
    now: dt.datetime,
    next_try: dt.datetime | None = None,
) -> Ledger:
    """Return the ledger after the answer to ``step`` could not be used; ``reason`` says why."""
    before = ledger.categories[step.category].month(step.month)
    tries = before.tries + 1
    known = replace(
        before,
        state=DayState.FAILED,
        asked=now,
        reason=reason,
        tries=tries,
        next_try=next_try or now + retry_delay(tries),
    )
    return ledger.with_month(step.category, step.month, known)


def _with(ledger: Ledger, step: MonthStep, known: Day, now: dt.datetime) -> Ledger:
    """Return the ledger with a month, which is closed if nothing of it is left to read."""
    if not known.ids:
        known = _ended(known, now)
    return ledger.with_month(step.category, step.month, known)


def _ended(known: Day, now: dt.datetime) -> Day:
    """Return a month of which nothing is left to read, with what it lacks.

    A list that lacks the same papers three times over 24 hours counts more than the server has. One
    without papers may be a fault too, and is read as often.
    """
    stated = known.stated or 0
    since, tries = known.same_since or now, known.tries + 1
    is_lasting = tries >= SHORT_TRIES and now - since >= SHORT_AFTER
    is_whole = known.read >= stated
    if is_whole and (stated or is_lasting):
        return replace(known, state=DayState.MONTH, reason="", tries=0, same_since=None)
    short = f"the server states {stated} and has {known.read}"
    return replace(
        known,
        state=DayState.SHORT if is_lasting else DayState.PARTIAL,
        reason="shows no papers" if is_whole else short,
        tries=tries,
        same_since=since,
        next_try=None if is_lasting else now + retry_delay(tries),
    )
