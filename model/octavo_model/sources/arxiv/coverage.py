"""Which days of the user's arXiv sources are complete, for lists and messages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.sources.arxiv import statuses
from octavo_model.sources.arxiv.days import DayState
from octavo_model.sources.arxiv.ledger import LedgerFile
from octavo_model.sources.spec import SourceKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from octavo_model.sources.arxiv.ledger import Ledger
    from octavo_model.sources.arxiv.statuses import DayStatus
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.storage.data_folder import Paths

_NAMED = 3
"""Gaps that a message names."""


def days_of(paths: Paths, specs: Iterable[SourceSpec], now: dt.datetime) -> list[DayStatus]:
    """Return each category of arXiv sources on each day since it was added, newest first."""
    return statuses.statuses(_file(paths).load(), categories_of(specs), now)


def gaps_of(paths: Paths, specs: Iterable[SourceSpec], now: dt.datetime) -> list[DayStatus]:
    """Return the days of arXiv sources that are not complete, newest first."""
    return statuses.gaps(_file(paths).load(), categories_of(specs), now)


def ask_again(paths: Paths, specs: Iterable[SourceSpec], now: dt.datetime) -> None:
    """Make the days that are not complete due at once; a server's pause still counts."""
    categories = categories_of(specs)

    def change(ledger: Ledger) -> Ledger:
        for gap in statuses.gaps(ledger, categories, now):
            name, day = gap.category, gap.date
            known, month = ledger.categories[name].day(day), ledger.categories[name].month(day)
            if gap.day.state is not DayState.GONE:
                ledger = ledger.with_day(name, day, replace(known, next_try=None))
            elif month.next_try:
                month = replace(month, next_try=None)
                ledger = ledger.with_month(name, day.replace(day=1), month)
        return ledger

    _file(paths).change(change)


def dismiss(paths: Paths, specs: Iterable[SourceSpec], now: dt.datetime) -> int:
    """Give up the gaps that are gone or short, and return how many days those are.

    They are not listed as gaps any more, and not asked for.
    """
    categories = categories_of(specs)
    count = 0

    def change(ledger: Ledger) -> Ledger:
        nonlocal count
        found = statuses.gaps(ledger, categories, now)
        given_up = [one for one in found if one.day.state in {DayState.GONE, DayState.SHORT}]
        count = len(given_up)
        for gap in given_up:
            known = ledger.categories[gap.category].day(gap.date)
            known = replace(known, state=gap.day.state, is_dismissed=True, next_try=None)
            ledger = ledger.with_day(gap.category, gap.date, known)
        return ledger

    _file(paths).change(change)
    return count


def categories_of(specs: Iterable[SourceSpec]) -> list[str]:
    """Return the categories of arXiv sources, each once."""
    targets = (spec.target.split("+") for spec in specs if spec.kind is SourceKind.ARXIV)
    return list(dict.fromkeys(name for names in targets for name in names))


def describe_gaps(gaps: Sequence[DayStatus]) -> str:
    """Return the days that are missing, in words: ``2 gaps (cs.AI Wed 19 Aug, …)``."""
    count = "1 gap" if len(gaps) == 1 else f"{len(gaps)} gaps"
    named = ", ".join(f"{one.category} {show_day(one.date)}" for one in gaps[:_NAMED])
    return f"{count} ({named}{', …' if len(gaps) > _NAMED else ''})"


def describe_day(status: DayStatus) -> str:
    """Return what is known of a day in words, e.g. ``partial 96/132: the page is cut off``."""
    day = status.day
    alias = f", as {status.alias}" if status.alias else ""
    if day.state is DayState.COMPLETE:
        return f"{day.counts}{alias}"
    counts = f" {day.counts}" if day.stated else ""
    reason = f": {day.reason}" if day.reason else ""
    later = f", again {day.next_try.astimezone():%d %b %H:%M}" if day.next_try else ""
    dismissed = ", dismissed" if day.is_dismissed else ""
    return f"{day.state}{counts}{alias}{reason}{later}{dismissed}"


def show_day(day: dt.date) -> str:
    """Return a day as lists show it, e.g. ``Fri 21 Aug``."""
    return f"{day:%a} {day.day} {day:%b}"


def _file(paths: Paths) -> LedgerFile:
    return LedgerFile(paths.arxiv_days, paths.data / "locks")
