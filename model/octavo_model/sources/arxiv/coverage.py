"""Which days of the user's arXiv sources are complete, for lists and messages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.sources.arxiv import plan
from octavo_model.sources.arxiv.ledger import LedgerFile
from octavo_model.sources.spec import SourceKind

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from octavo_model.sources.arxiv.ledger import Ledger
    from octavo_model.sources.arxiv.plan import DayStatus
    from octavo_model.sources.spec import SourceSpec
    from octavo_model.storage.data_folder import Paths

_NAMED = 3
"""Gaps that a message names."""


def days_of(paths: Paths, specs: Iterable[SourceSpec], now: dt.datetime) -> list[DayStatus]:
    """Return each category of arXiv sources on each day since it was added, newest first."""
    return plan.statuses(_file(paths).load(), categories_of(specs), now)


def gaps_of(paths: Paths, specs: Iterable[SourceSpec], now: dt.datetime) -> list[DayStatus]:
    """Return the days of arXiv sources that are not complete, newest first."""
    return plan.gaps(_file(paths).load(), categories_of(specs), now)


def ask_again(paths: Paths, specs: Iterable[SourceSpec], now: dt.datetime) -> None:
    """Make the days that are not complete due at once; a server's pause still counts."""
    categories = categories_of(specs)

    def change(ledger: Ledger) -> Ledger:
        for gap in plan.gaps(ledger, categories, now):
            known = ledger.categories[gap.category].day(gap.date)
            ledger = ledger.with_day(gap.category, gap.date, replace(known, next_try=None))
        return ledger

    _file(paths).change(change)


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
    """Return what is known of a day in words, such as ``partial 96/132: the page is cut off``."""
    day = status.day
    if day.state.value == "complete":
        return day.counts
    counts = f" {day.counts}" if day.stated else ""
    reason = f": {day.reason}" if day.reason else ""
    later = f", again {day.next_try.astimezone():%d %b %H:%M}" if day.next_try else ""
    return f"{day.state}{counts}{reason}{later}"


def show_day(day: dt.date) -> str:
    """Return a day as lists show it, such as ``Fri 21 Aug``."""
    return f"{day:%a} {day.day} {day:%b}"


def _file(paths: Paths) -> LedgerFile:
    return LedgerFile(paths.arxiv_days, paths.data / "locks")
