"""Marks of papers, and the decisions that set them. Pure.

A paper is read or unread, may have a star, and may have a verdict: no, or later. A star is
independent of the verdict, but for one thing: no star stays on a paper that is not for the user.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class MarkField(StrEnum):
    """A mark of a paper. Its value is a bool; that of the verdict a `Verdict`, or None."""

    READ = "read"
    STARRED = "starred"
    VERDICT = "verdict"


class Verdict(NamedTuple):
    """What the user decided about a paper.

    Attributes:
        until: The day on which a paper for later is undecided again; None for no: not for me.
    """

    until: dt.date | None = None

    @property
    def code(self) -> int:
        """It as a number: 1 for no, else the day counted from the year 1."""
        return _NO_CODE if self.until is None else self.until.toordinal()


NO = Verdict()
_NO_CODE = 1


def verdict_of(code: int) -> Verdict | None:
    """Return the verdict with this number; None for 0.

    >>> verdict_of(0), verdict_of(1), verdict_of(Verdict(dt.date(2026, 12, 7)).code)
    (None, Verdict(until=None), Verdict(until=datetime.date(2026, 12, 7)))
    """
    if not code:
        return None
    return NO if code == _NO_CODE else Verdict(dt.date.fromordinal(code))


def write_verdict(code: int) -> str | None:
    """Return the verdict with this number as the journal writes it: ``no``, or a day."""
    verdict = verdict_of(code)
    if verdict is None:
        return None
    return verdict.until.isoformat() if verdict.until else "no"


def read_verdict(value: object) -> int:
    """Return the number of a verdict in the journal.

    Raises:
        TypeError, ValueError: It is not a verdict.
    """
    if value is None:
        return 0
    if value == "no":
        return _NO_CODE
    day = dt.date.fromisoformat(value)  # type: ignore[arg-type]
    if day.toordinal() <= _NO_CODE:
        raise ValueError
    return day.toordinal()


class MarkState(NamedTuple):
    """The marks of a paper on a day.

    On the day up to which it was put off it is due: unread again, without a verdict, and undecided
    even if it has a star.
    """

    read: bool = False
    starred: bool = False
    verdict: Verdict | None = None
    updated: bool = False
    """Whether it is read, and was revised since."""
    due: bool = False
    """Whether it was put off up to this day, or an earlier one."""

    @property
    def undecided(self) -> bool:
        """Whether the user has still to decide on it."""
        return self.due or not (self.read or self.starred or self.verdict)


class Decision(StrEnum):
    """What the user decides about papers with one key, or one command."""

    STAR = "star"
    UNSTAR = "unstar"
    DISMISS = "dismiss"
    LATER = "later"
    READ = "read"
    UNREAD = "unread"

    def changes(self, state: MarkState, until: dt.date | None = None) -> dict[MarkField, int]:
        """Return the marks that it sets for a paper in this state, as numbers.

        Args:
            state: The paper.
            until: Its day, for `LATER`.
        """
        verdict = state.verdict
        match self:
            case Decision.STAR:
                kept = {} if verdict is not None and verdict.until else {MarkField.VERDICT: 0}
                return {MarkField.STARRED: 1, MarkField.READ: 1, **kept}
            case Decision.UNSTAR:
                return {MarkField.STARRED: 0}
            case Decision.DISMISS:
                return {MarkField.VERDICT: _NO_CODE, MarkField.STARRED: 0, MarkField.READ: 1}
            case Decision.LATER:
                return {MarkField.VERDICT: Verdict(until).code, MarkField.READ: 1}
            case Decision.READ:
                # A paper whose day has come is read now, and not put off any more.
                return {MarkField.READ: 1, **({} if verdict else {MarkField.VERDICT: 0})}
            case Decision.UNREAD:
                return {MarkField.VERDICT: 0, MarkField.READ: 0}

    def apply(self, state: MarkState, until: dt.date | None = None) -> MarkState:
        """Return what a paper in this state is after it; ``until`` is as for `changes`."""
        changes = self.changes(state, until)
        is_new = MarkField.VERDICT in changes
        return MarkState(
            bool(changes.get(MarkField.READ, state.read)),
            bool(changes.get(MarkField.STARRED, state.starred)),
            verdict_of(changes[MarkField.VERDICT]) if is_new else state.verdict,
            state.updated and MarkField.READ not in changes,
            state.due and not is_new,
        )

    @classmethod
    def of(cls, marks: Mapping[MarkField, int]) -> Decision:
        """Return the decision that sets these marks."""
        verdict = marks.get(MarkField.VERDICT, 0)
        if verdict:
            return cls.DISMISS if verdict == _NO_CODE else cls.LATER
        if MarkField.STARRED in marks:
            return cls.STAR if marks[MarkField.STARRED] else cls.UNSTAR
        # To read a paper whose day has come only ends that.
        return cls.READ if marks.get(MarkField.READ, 1) else cls.UNREAD
