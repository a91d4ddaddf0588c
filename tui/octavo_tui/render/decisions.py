"""What changes did, and what undo takes back, in words; the days that papers are put off to."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from octavo_model.core.changes import Property, PropertyChange, changed_by, split_tag
from octavo_model.core.marks import Decision, Verdict
from octavo_tui.render.labels import long_date, plural

if TYPE_CHECKING:
    from collections.abc import Mapping

    from octavo_model.core.changes import LoggedChange, MarkChange
    from octavo_model.core.marks import MarkState

_DONE: Mapping[Decision, tuple[str, str]] = {
    # Of one paper, and of several.
    Decision.STAR: ("★ Starred", "★ Starred {}"),
    Decision.UNSTAR: ("Unstarred", "Unstarred {}"),
    Decision.DISMISS: ("× Not for you", "× Not for you: {}"),
    Decision.LATER: ("» Later", "» Later: {}"),
    Decision.READ: ("Marked read", "Marked {} read"),
    Decision.UNREAD: ("Unread again", "{} unread again"),
}


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DIGITS = 5
"""As many as a number of days has, at most."""


def describe(change: MarkChange) -> str:
    """Return what a decision did: ``★ Starred``, ``Marked 40 papers read``.

    The title of a single paper is left to the caller.
    """
    verdicts = {marks.verdict for marks in change.states.values() if marks.verdict}
    until = max((one.until for one in verdicts if one.until), default=None)
    return _decided(change.decision, len(change.states), until)


def describe_undo(change: MarkChange) -> str:
    """Return what the undo of a decision did: ``Unstarred again``, ``40 papers unread again``."""
    states = {_again(change.decision, marks) for marks in change.states.values()}
    what = states.pop() if len(states) == 1 else "as before"
    number = len(change.states)
    return f"{plural(number, 'paper')} {what}" if number > 1 else f"{what[0].upper()}{what[1:]}"


def _again(decision: Decision, marks: MarkState) -> str:
    """Return what a paper with these marks is, after the undo of a decision."""
    match decision:
        case Decision.STAR:
            return "unstarred again"
        case Decision.UNSTAR:
            return "starred again"
        case Decision.DISMISS if marks.starred:
            return "starred again"
        case Decision.LATER if marks.read and not marks.verdict:
            return "no longer for later"
    if marks.verdict:
        return "for later again" if marks.verdict.until else "not for you again"
    return f"{'updated' if marks.updated else 'read' if marks.read else 'unread'} again"


def describe_logged(change: LoggedChange) -> str:
    """Return what a change in the log did: ``★ Starred: Owls``."""
    if isinstance(change.what, PropertyChange):
        return describe_change(change.what)
    what = _decided(change.what, change.number, change.until)
    return f"{what}: {change.title}" if change.number == 1 else what


def _decided(decision: Decision, number: int, until: dt.date | None) -> str:
    one, several = _DONE[decision]
    what = one if number == 1 else several.format(plural(number, "paper"))
    return what.replace("Later", f"Later until {show_day(until)}") if until else what


def verdict_words(verdict: Verdict | None) -> str:
    """Return a verdict in words; empty for none.

    >>> verdict_words(Verdict()), verdict_words(Verdict(dt.date(2026, 12, 7)))
    ('not for you', 'later until Mon 7 Dec')
    """
    if verdict is None:
        return ""
    return f"later until {show_day(verdict.until)}" if verdict.until else "not for you"


def left_words(papers: int, changes: int = 0) -> str:
    """Return how many papers, or whole ``changes``, an undo left as they are; empty for none."""
    parts = [
        f"{plural(papers, 'paper')} changed since, left as is" if papers else "",
        f"{plural(changes, 'change')} skipped, changed since" if changes else "",
    ]
    return " · ".join(filter(None, parts))


_CHANGED: Mapping[tuple[Property, object], str] = {
    # The property and what it is now: what that is, for the title of what changed.
    (Property.DIGEST_REMOVED, True): "Removed digest {}",
    (Property.DIGEST_REMOVED, None): "Restored digest {}",
    (Property.DIGEST_INBOX, True): "Digest goes to the Inbox: {}",
    (Property.DIGEST_INBOX, False): "Digest stays out of the Inbox: {}",
    (Property.DIGEST_INBOX, None): "Digest goes to the Inbox by its kind again: {}",
    (Property.APART, True): "Split: {}",
    (Property.APART, None): "No longer split: {}",
}


def describe_change(change: PropertyChange) -> str:
    """Return what a change of properties did, or its undo: ``Renamed view week to This week``."""
    name, title = change.property, change.title
    ((_, after), *_) = change.values.values()
    match name:
        case Property.VIEW:
            return _describe_views(change)
        case Property.TAG:
            return _describe_tags(change)
        case Property.NOTE:
            return _describe_note(change)
        case Property.INTEREST:
            return _describe_interests(change)
        case Property.FOLLOW | Property.MUTE:
            return _describe_texts(change)
        case Property.DIGEST_NAME:
            return f"Renamed digest to {after}" if after else f"Digest has its first name: {title}"
        case Property.DIGEST_DATE:
            return f"Dated digest {long_date(after) if after else 'as it was'}: {title}"
        case Property.DIGEST_INTO:
            what = plural(len(change.values), "digest") if len(change.values) > 1 else title
            return f"Merged into another digest: {what}" if after else f"Separate again: {what}"
        case Property.SAME:
            return f"{'Merged' if after else 'No longer merged'}: {title}"
        case Property.PAPER_REMOVED:
            done = "Removed" if after else "Restored"
            number = len({after or before for before, after in change.values.values()})
            return f"{done} {plural(number, 'paper')}" if number > 1 else f"{done}: {title}"
    return _CHANGED[name, after].format(title)


def _describe_note(change: PropertyChange) -> str:
    # A merged paper may have had several.
    before, after = (any(values) for values in zip(*change.values.values(), strict=True))
    if after:
        return f"{'Changed the note of' if before else 'Noted'} “{change.title}”"
    return f"Removed the note of “{change.title}”"


def _describe_tags(change: PropertyChange) -> str:
    """Return what was done to tags: ``Tagged 3 papers “agents”, untagged “agent”``."""
    names: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for key, (_, after) in change.values.items():
        names[bool(after)][f"“{split_tag(key)[1]}”"] = None
    added, removed = (", ".join(names[is_set]) for is_set in (True, False))
    number = len(changed_by(change))
    papers = f" {plural(number, 'paper')}" if number > 1 else ""
    done = f"Tagged{papers} {added}" if added else f"Untagged{papers} {removed}"
    if added and removed:
        done += f", untagged {removed}"
    return done if papers else f"{done}: {change.title}"


def _describe_views(change: PropertyChange) -> str:
    gone = [name for name, (_, after) in change.values.items() if after is None]
    new = [name for name, (before, _) in change.values.items() if before is None]
    if gone and new:
        return f"Renamed view {gone[0]} to {new[0]}"
    if gone:
        return f"Removed view {gone[0]}"
    if new:
        return f"Saved view {new[0]}"
    (name, (before, after)), *others = change.values.items()
    if before and after and before.query != after.query:
        return f"View {name} has the query {after.query}"
    return "Moved views" if others else f"Moved view {name}"


def _describe_texts(change: PropertyChange) -> str:
    """Return what is followed or muted now, and what no longer is."""
    word = "followed" if change.property is Property.FOLLOW else "muted"
    new = [text for text, (_, after) in change.values.items() if after]
    gone = [text for text, (_, after) in change.values.items() if not after]
    parts = [f"{word.capitalize()} {', '.join(new)}"] if new else []
    parts += [f"{'no' if new else 'No'} longer {word}: {', '.join(gone)}"] if gone else []
    return "; ".join(parts)


def _describe_interests(change: PropertyChange) -> str:
    gone = [name for name, (_, after) in change.values.items() if after is None]
    new = {name: after for name, (_, after) in change.values.items() if after is not None}
    if gone and new:
        return f"Renamed interest {gone[0]} to {next(iter(new))}"
    if gone:
        return f"Removed interest {gone[0]}"
    ((name, query),) = new.items()
    return f"Interest {name}: {query}"


def show_day(day: dt.date) -> str:
    """Return a day as people write it.

    >>> show_day(dt.date(2026, 12, 7))
    'Mon 7 Dec'
    """
    return f"{day:%a} {day.day} {day:%b}"


def day_for_later(text: str, today: dt.date) -> dt.date | None:
    """Return the day after ``today`` that ``text`` names; None if it names none.

    >>> monday = dt.date(2026, 11, 30)
    >>> [str(day_for_later(text, monday)) for text in ("3d", "2w", "mon", "Friday", "2026-12-24")]
    ['2026-12-03', '2026-12-14', '2026-12-07', '2026-12-04', '2026-12-24']
    >>> [day_for_later(text, monday) for text in ("0d", "soon", "2026-11-30", "m", "", "123456d")]
    [None, None, None, None, None, None]
    """
    number, unit, name = text[:-1], text[-1:].lower(), text.lower()
    is_number = number.isascii() and number.isdigit() and len(number) <= _DIGITS
    if unit in {"d", "w"} and is_number:
        days = int(number) * (7 if unit == "w" else 1)
    elif len(name) > 2 and (found := [one for one in _WEEKDAYS if one.startswith(name)]):
        days = (_WEEKDAYS.index(found[0]) - today.weekday() - 1) % 7 + 1
    else:
        try:
            days = (dt.date.fromisoformat(text) - today).days
        except ValueError:
            return None
    return today + dt.timedelta(days) if days > 0 else None


def later_day(today: dt.date, days: int = 0) -> dt.date:
    """Return the day ``days`` after ``today``; without a number the next Monday.

    >>> later_day(dt.date(2026, 11, 30)), later_day(dt.date(2026, 11, 30), 3)
    (datetime.date(2026, 12, 7), datetime.date(2026, 12, 3))
    """
    return today + dt.timedelta(days or 7 - today.weekday())


def logged_time(time: dt.datetime, today: dt.date) -> str:
    """Return when a change was made: the time, and the day if it was not today.

    >>> noon = dt.datetime(2026, 11, 30, 12, 5)
    >>> logged_time(noon, dt.date(2026, 11, 30)), logged_time(noon, dt.date(2026, 12, 1))
    ('       12:05', '30 Nov 12:05')
    """
    local = time.astimezone()
    day = "" if local.date() == today else f"{local.day} {local:%b}"
    return f"{day:>6} {local:%H:%M}"
