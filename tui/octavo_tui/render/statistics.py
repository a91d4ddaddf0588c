"""Statistics as text: a heat map by weeks, sums, and sources. Readable without colour."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator, Sequence

    from octavo_model.library.statistics.values import (
        Backlog,
        DayCount,
        Pace,
        StarRanks,
        Statistics,
    )

SIGNS = "·░▒▓█"
"""Signs of days: without papers, and by the quarter of the other days that a day belongs to."""
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SUMS = (1, 7, 30)
"""The last days that are summed, besides all of them."""
_TOP = 30
"""A rank to which a reader looks through a digest."""
_LEAST, _BESIDE = 40, 12
"""The least columns of a page, and those beside the weeks: for weekdays and their sums."""
_SHORTEST = 10
"""The columns of names at least."""
_NOTHING = "Nothing was decided in these days."


def page(statistics: Statistics, width: int, keys: str = "") -> str:
    """Return all statistics as lines of at most ``width`` columns, or 40.

    Without any it says which ``keys`` decide.
    """
    if not statistics.total.seen:
        said = [_NOTHING, *filter(None, [keys])]
        return "\n".join([*heat_map(statistics.days, width), "", *said])
    parts = [
        heat_map(statistics.days, width),
        [*_sums(statistics.days)],
        [*_rates(statistics)],
        [*_sources(statistics, width)],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts)


def heat_map(days: Sequence[DayCount], width: int) -> list[str]:
    """Return the papers seen by day: a column for each week, a line for each weekday.

    The newest weeks are shown that fit into ``width`` columns. Above are the months, at the right
    the papers of each weekday, and below what the signs mean.
    """
    first = (
        days[-1].day.toordinal() - days[-1].day.weekday() - 7 * (max(width, _LEAST) - _BESIDE - 1)
    )
    shown = [one for one in days if one.day.toordinal() >= first]
    monday = shown[0].day.toordinal() - shown[0].day.weekday()
    weeks = (shown[-1].day.toordinal() - monday) // 7 + 1
    levels = _levels([one.seen for one in shown])
    rows = [[" "] * weeks for _ in _WEEKDAYS]
    for one in shown:
        sign = SIGNS[sum(one.seen >= level for level in levels if one.seen)]
        rows[one.day.weekday()][(one.day.toordinal() - monday) // 7] = sign
    sums = [sum(one.seen for one in shown if one.day.weekday() == day) for day in range(7)]
    room = max(len(f"{number:,}") for number in sums)
    return [
        f"    {_months(shown, monday)}",
        *(
            f"{name} {''.join(row)}  {number:{room},}"
            for name, row, number in zip(_WEEKDAYS, rows, sums, strict=True)
        ),
        f"    {_legend(levels, width)}",
    ]


def _monday(day: dt.date) -> int:
    """Return the Monday of the week of ``day``, counted from the year 1."""
    return day.toordinal() - day.weekday()


def _levels(seen: Sequence[int]) -> list[int]:
    """Return the least papers of each sign but the first: quarters of the days that have some."""
    some = sorted(filter(None, seen))
    if not some:
        return []
    return sorted({some[len(some) * quarter // 4] for quarter in range(4)})


def _legend(levels: Sequence[int], width: int) -> str:
    """Return what the signs mean: ``· 0  ░ 1–9  ▒ 10 or more papers seen``, or a part of that."""
    ends = [f"{low}–{high - 1}" if high - low > 1 else str(low) for low, high in pairwise(levels)]
    last = [f"{levels[-1]} or more"] if levels else []
    texts = zip(SIGNS, ["0", *ends, *last], strict=False)
    legend = f"{'  '.join(f'{sign} {text}' for sign, text in texts)} papers seen"
    return legend if len(legend) + 4 <= width else legend.removesuffix(" papers seen")


def _months(days: Sequence[DayCount], monday: int) -> str:
    """Return the names of months, each above the week of its first day shown."""
    weeks = {
        (one.day.toordinal() - monday) // 7: one.day
        for one in days
        if one is days[0] or one.day.day == 1
    }
    line = ""
    for week, following in zip(weeks, [*list(weeks)[1:], None], strict=True):
        # The first month may have less than the room for its name.
        if following is None or following - week > len("Jan"):
            line = f"{line:{week}}{weeks[week]:%b}"
    return line


def _sums(days: Sequence[DayCount]) -> Iterator[str]:
    yield f"{'':14}{'seen':>9}{'starred':>9}{'no':>9}{'later':>9}"
    for number in (*(one for one in _SUMS if one < len(days)), len(days)):
        name = "Today" if number == 1 else f"Last {number:,} days"
        _, *columns = zip(*days[-number:], strict=True)
        seen, starred, dismissed, later = map(sum, columns)
        yield f"{name:14}{seen:9,}{starred:9,}{dismissed:9,}{later:9,}"


def _rates(statistics: Statistics) -> Iterator[str]:
    if statistics.pace is not None:
        yield pace_text(statistics.pace)
    yield backlog_text(statistics.backlog)
    if statistics.stars is not None:
        yield stars_text(statistics.stars)


def pace_text(pace: Pace) -> str:
    """Return how fast papers are decided: ``Pace: 6.7 papers a minute (40 in 6 min)``."""
    minutes = f"{pace.seconds / 60:,.0f} min"
    return f"Pace: {pace.per_minute:.1f} papers a minute ({pace.papers:,} in {minutes})"


def backlog_text(backlog: Backlog) -> str:
    """Return how long the Inbox lasts: ``Inbox: 121 left = 3 days, at 40 a day``."""
    papers = f"Inbox: {backlog.papers:,} left"
    if not backlog.papers or backlog.days is None:
        return papers
    days = "less than a day" if backlog.days < 1 else plural(round(backlog.days), "day")
    return f"{papers} = {days}, at {backlog.per_day:.0f} decided a day"


def stars_text(stars: StarRanks) -> str:
    """Return how high stars were ranked: ``12 of the last 14 stars were in the top 30``."""
    number = len(stars.ranks)
    return (
        f"{stars.in_top(_TOP)} of the last {number} stars were in the top {_TOP} of their digests"
    )


def _sources(statistics: Statistics, width: int) -> Iterator[str]:
    longest = max(len(one.name) for one in statistics.sources)
    room = max(_SHORTEST, min(longest, width - 30))
    yield f"{'Source':{room}}{'seen':>9}{'starred':>9}   rate"
    for one in statistics.sources:
        each = f"1 in {one.seen / one.starred:.0f}" if one.starred else f"0 in {one.seen:,}"
        name = one.name if len(one.name) <= room else f"{one.name[: room - 1]}…"
        yield f"{name:{room}}{one.seen:9,}{one.starred:9,}   {each}"
