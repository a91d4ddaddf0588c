"""What decisions did, in words, and the days that papers are put off to."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from octavo_model.core.marks import Decision
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from octavo_model.core.changes import MarkChange

_DONE = {
    Decision.STAR: "★ Starred",
    Decision.UNSTAR: "Unstarred",
    Decision.DISMISS: "× Not for you",
    Decision.LATER: "» Later",
    Decision.READ: "Read",
    Decision.UNREAD: "● Unread",
}
_UNDONE = {
    Decision.STAR: "Unstarred",
    Decision.UNSTAR: "Starred",
    Decision.DISMISS: "“No” taken back",
    Decision.LATER: "“Later” taken back",
    Decision.READ: "Unread",
    Decision.UNREAD: "Decided",
}


def describe(change: MarkChange, *, undone: bool = False) -> str:
    """Return what a decision, or its undo, did: ``★ Starred``, ``↶ 40 papers: unread again``.

    The title of a single paper is left to the caller.
    """
    what = f"{_UNDONE[change.decision]} again" if undone else _DONE[change.decision]
    if change.decision is Decision.LATER and not undone:
        verdicts = {marks.verdict for marks in change.states.values() if marks.verdict}
        days = {verdict.until for verdict in verdicts if verdict.until}
        what += f" until {show_day(min(days))}" if days else ""
    if undone and change.decision in {Decision.STAR, Decision.DISMISS, Decision.LATER}:
        what = _UNDONE[change.decision]
    number = len(change.states)
    if number > 1:
        what = f"{what}: {plural(number, 'paper')}"
    if change.left:
        what = f"{what} · {plural(change.left, 'paper')} changed since, left as is"
    return f"↶ {what}" if undone else what


def show_day(day: dt.date) -> str:
    """Return a day as people write it.

    >>> show_day(dt.date(2026, 12, 7))
    'Mon 7 Dec'
    """
    return f"{day:%a} {day.day} {day:%b}"


def later_day(today: dt.date, days: int = 0) -> dt.date:
    """Return the day ``days`` after ``today``; without a number the next Monday.

    >>> later_day(dt.date(2026, 11, 30)), later_day(dt.date(2026, 11, 30), 3)
    (datetime.date(2026, 12, 7), datetime.date(2026, 12, 3))
    """
    return today + dt.timedelta(days or 7 - today.weekday())
