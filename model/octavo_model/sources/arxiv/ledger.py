"""The file that says which announcement days of arXiv are complete.

It holds categories, not sources: two sources with the same category share its days. It is JSON,
``arxiv-days.json`` in the data folder, written whole after each answer, once the papers of the
answer are in the library. So a fetch that is killed loses at most the last answer, and no day
counts as complete whose papers are not there.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from octavo_model.core.dates import stamp
from octavo_model.sources.arxiv.calendar import Calendar
from octavo_model.sources.arxiv.days import Day, DayState
from octavo_model.storage import files as strict_json
from octavo_model.storage.failures import explained
from octavo_model.storage.files import LARGEST_STATE, make_folder, read_at_most, write_atomically
from octavo_model.storage.locks import locked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_UNKNOWN = Day()


@dataclass(frozen=True, slots=True)
class Category:
    """What is known of one category.

    Attributes:
        since: The first day that has to be complete.
        days: Its days, but for those never asked for.
        alias: The name that the server uses instead, e.g. ``math-ph`` for ``math.MP``.
        subject: What its pages call it, e.g. ``Computation and Language``.
        months: What was read of its months, for days that are gone; by first day. Of a month,
            ``ids`` are the papers still to be read.
    """

    since: dt.date
    days: dict[dt.date, Day] = field(default_factory=dict)
    alias: str = ""
    subject: str = ""
    months: dict[dt.date, Day] = field(default_factory=dict)

    def day(self, day: dt.date) -> Day:
        """Return what is known of ``day``."""
        return self.days.get(day, _UNKNOWN)

    def month(self, day: dt.date) -> Day:
        """Return what is known of the month of ``day``."""
        return self.months.get(day.replace(day=1), _UNKNOWN)

    @property
    def newest(self) -> dt.date | None:
        """The newest day whose page was read, also an empty one; None before the first."""
        read = (day for day, known in self.days.items() if known.stated is not None)
        return max(read, default=None)


@dataclass(frozen=True, slots=True)
class HostPause:
    """A server that wants to be left alone.

    Attributes:
        until: When it may be asked again.
        failures: Refusals in a row.
        reason: What it answered.
    """

    until: dt.datetime
    failures: int
    reason: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that is known of the days of arXiv.

    Attributes:
        calendar: The days of announcement.
        categories: By name.
        pauses: By host.
    """

    calendar: Calendar = field(default_factory=Calendar)
    categories: dict[str, Category] = field(default_factory=dict)
    pauses: dict[str, HostPause] = field(default_factory=dict)

    def with_category(self, name: str, category: Category) -> Ledger:
        """Return the ledger with ``category`` in place of the one with that name."""
        return replace(self, categories={**self.categories, name: category})

    def with_day(self, name: str, day: dt.date, known: Day) -> Ledger:
        """Return the ledger with what is known of ``day`` of the category ``name``."""
        category = self.categories[name]
        return self.with_category(name, replace(category, days={**category.days, day: known}))

    def with_month(self, name: str, month: dt.date, known: Day) -> Ledger:
        """Return the ledger with what is known of a month of the category ``name``."""
        category = self.categories[name]
        months = {**category.months, month: known}
        return self.with_category(name, replace(category, months=months))

    def with_pause(self, host: str, pause: HostPause | None) -> Ledger:
        """Return the ledger with the pause of ``host``; None ends it."""
        pauses = {name: known for name, known in self.pauses.items() if name != host}
        return replace(self, pauses=pauses if pause is None else {**pauses, host: pause})


class LedgerFile:
    """The ledger on disk, which several processes change.

    Args:
        path: The file.
        locks: The folder of locks.
    """

    def __init__(self, path: Path, locks: Path) -> None:
        self._path = path
        self._locks = locks

    def load(self) -> Ledger:
        """Return the ledger; an empty one if the file is missing or damaged."""
        with explained(self._path):
            return _parse(self._read(set_aside=False))

    def change(self, change: Callable[[Ledger], Ledger]) -> Ledger:
        """Replace the ledger by ``change`` of it, and return it; it is then on disk."""
        with explained(self._path):
            make_folder(self._locks)
            with locked(self._locks / "arxiv-days"):
                before = _parse(self._read(set_aside=True))
                after = change(before)
                if after != before:
                    text = json.dumps(_to_json(after), ensure_ascii=False, indent=1)
                    write_atomically(self._path, text.encode("utf-8", "replace"), alone=True)
                return after

    def _read(self, *, set_aside: bool) -> dict[str, Any]:
        try:
            data = read_at_most(self._path, LARGEST_STATE)
        except FileNotFoundError:
            return {}
        try:
            fields = strict_json.loads(data)
            if isinstance(fields, dict):
                return fields
        except ValueError:
            pass
        if set_aside:
            self._path.replace(self._path.with_name(f"{self._path.name}.damaged"))
        return {}


def _to_json(ledger: Ledger) -> dict[str, Any]:
    return {
        "announced": [day.isoformat() for day in sorted(ledger.calendar.announced)],
        "none_announced": [day.isoformat() for day in sorted(ledger.calendar.none)],
        "pauses": {
            host: {"until": stamp(one.until), "failures": one.failures, "reason": one.reason}
            for host, one in sorted(ledger.pauses.items())
        },
        "categories": {
            name: {
                "since": category.since.isoformat(),
                "alias": category.alias,
                "subject": category.subject,
                "days": _days_to_json(category.days),
                "months": _days_to_json(category.months),
            }
            for name, category in sorted(ledger.categories.items())
        },
    }


def _days_to_json(days: dict[dt.date, Day]) -> dict[str, Any]:
    return {day.isoformat(): _day_to_json(known) for day, known in sorted(days.items())}


def _day_to_json(day: Day) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "state": day.state.value,
        "read": day.read,
        "stated": day.stated,
        "ids": list(day.ids),
        "asked": stamp(day.asked) if day.asked else None,
        "next_try": stamp(day.next_try) if day.next_try else None,
        "reason": day.reason,
        "tries": day.tries,
        "same_since": stamp(day.same_since) if day.same_since else None,
        "last_id": day.last_id,
        "final": day.is_final,
        "dismissed": day.is_dismissed,
    }
    return {name: value for name, value in fields.items() if value or name in ("state", "stated")}


def _parse(fields: dict[str, Any]) -> Ledger:
    """Return the ledger in ``fields``, without invalid parts."""
    return Ledger(
        Calendar(_days(fields.get("announced")), _days(fields.get("none_announced"))),
        {
            name: category
            for name, entry in _items(fields.get("categories"))
            if (category := _parse_category(entry))
        },
        {
            host: pause
            for host, entry in _items(fields.get("pauses"))
            if (pause := _parse_pause(entry))
        },
    )


def _parse_category(entry: object) -> Category | None:
    fields = entry if isinstance(entry, dict) else {}
    since = _date(fields.get("since"))
    if since is None:
        return None
    alias, subject = _text(fields.get("alias")), _text(fields.get("subject"))
    days, months = _parse_days(fields.get("days")), _parse_days(fields.get("months"))
    return Category(since, days, alias, subject, months)


def _parse_days(value: object) -> dict[dt.date, Day]:
    return {
        day: known
        for text, one in _items(value)
        if (day := _date(text)) and (known := _parse_day(one))
    }


def _parse_day(entry: object) -> Day | None:
    fields = entry if isinstance(entry, dict) else {}
    try:
        state = DayState(_text(fields.get("state")))
    except ValueError:
        return None
    ids = fields.get("ids", [])
    return Day(
        state,
        _count(fields.get("read")) or 0,
        _count(fields.get("stated")),
        tuple(map(_text, ids if isinstance(ids, list) else [])),
        _time(fields.get("asked")),
        _time(fields.get("next_try")),
        _text(fields.get("reason")),
        _count(fields.get("tries")) or 0,
        _time(fields.get("same_since")),
        _text(fields.get("last_id")),
        fields.get("final") is True,
        fields.get("dismissed") is True,
    )


def _parse_pause(entry: object) -> HostPause | None:
    fields = entry if isinstance(entry, dict) else {}
    until = _time(fields.get("until"))
    if until is None:
        return None
    return HostPause(until, _count(fields.get("failures")) or 1, _text(fields.get("reason")))


def _items(value: object) -> list[tuple[str, object]]:
    return list(value.items()) if isinstance(value, dict) else []


def _days(value: object) -> frozenset[dt.date]:
    days = map(_date, value if isinstance(value, list) else [])
    return frozenset(day for day in days if day)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _count(value: object) -> int | None:
    return value if type(value) is int and value >= 0 else None


def _date(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(_text(value))
    except ValueError:
        return None


def _time(value: object) -> dt.datetime | None:
    try:
        time = dt.datetime.fromisoformat(_text(value))
        return time.astimezone(dt.UTC) if time.tzinfo else None
    except (ValueError, OverflowError):
        return None
