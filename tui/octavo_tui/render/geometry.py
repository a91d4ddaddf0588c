"""The geometry of the screen, and of a row: which text goes where, before any style.

This module imports nothing: the early paint uses it before Textual is imported.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable

    Measure = Callable[[str], int]

CURSOR, UNREAD, UPDATED, STAR = "▌", "●", "↻", "★"
MARKS_WIDTH = 4
"""The columns before the title: cursor, unread or updated, star, space."""
DATE_FROM, COMMENTS_FROM = 72, 76
"""The columns from which a row has a date and a number of comments."""
DATE_WIDTH = 9

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short_date(day: str | None, year: int) -> str:
    """Return a date in at most eight columns: ``15 Sep`` this year, ``Sep 2024`` in others.

    >>> [short_date(day, 2026) for day in ("2024-09-15", "2026-09-05", "2026-09", "2026")]
    ['Sep 2024', '5 Sep', 'Sep 2026', '2026']
    """
    if not day:
        return ""
    its_year, *parts = day.split("-")
    if not parts:
        return str(int(its_year))
    name = _MONTHS[int(parts[0]) - 1]
    this_year = len(parts) > 1 and int(its_year) == year
    return f"{int(parts[1])} {name}" if this_year else f"{name} {int(its_year)}"


def fit(text: str, width: int, measure: Measure) -> str:
    """Return ``text`` in exactly ``width`` columns: padded, or cut with an ellipsis."""
    if text.isascii():
        return text.ljust(width) if len(text) <= width else f"{text[: width - 1]}…"[:width]
    used = measure(text)
    if used <= width:
        return text + " " * (width - used)
    if width <= 0:
        return ""
    start = text[: width - 1]
    while (used := measure(start)) > width - 1:
        start = start[: -max(1, (used - width + 1) // 2)]
    return f"{start}{' ' * (width - 1 - used)}…"


def state_sign(*, read: bool, updated: bool) -> str:
    """Return the sign before a title: unread, updated since it was read, or a blank."""
    if not read:
        return UNREAD
    return UPDATED if updated else " "


def row_parts(
    title: str,
    day: str | None,
    comments: int | None,
    *,
    read: bool,
    starred: bool,
    updated: bool,
    at_cursor: bool,
    width: int,
    year: int,
    measure: Measure,
) -> list[tuple[str, str]]:
    """Return the row of a paper as ``(role, text)``, ``width`` columns together.

    The roles are ``cursor``, ``dot``, ``star``, ``title``, ``meta``. Every state has a sign, and
    not only a colour.
    """
    meta = ""
    if comments and width >= COMMENTS_FROM:
        meta = f"  {comments}c"
    if day and width >= DATE_FROM:
        meta += short_date(day, year).rjust(DATE_WIDTH)
    parts = [
        ("cursor", CURSOR if at_cursor else " "),
        ("dot", state_sign(read=read, updated=updated)),
        ("star", STAR if starred else " "),
        ("title", " "),
        ("title", fit(title, max(1, width - MARKS_WIDTH - len(meta)), measure)),
    ]
    if meta:
        parts.append(("meta", meta))
    return parts


ABOVE_FROM, BESIDE_FROM, ROOMY_FROM = 80, 110, 140
"""The columns from which the list is above the detail, beside it, and the drawer beside both."""
LOW_OR_HIGH = [(0, "-low"), (20, "-high")]
"""Classes of screens by their lines: dialogs are smaller on a low one."""
DRAWER_WIDTH = 38
BELOW = 2
"""The lines below the panes: status and keys."""
MOST_COLUMNS, MOST_LINES = 1000, 500
"""The largest screen. On a larger terminal it fills a corner."""


def clamped(columns: int, lines: int) -> tuple[int, int]:
    """Return the size of a screen on a terminal of ``columns`` and ``lines``.

    >>> clamped(65_535, 0)
    (1000, 1)
    """
    return max(1, min(columns, MOST_COLUMNS)), max(1, min(lines, MOST_LINES))


def list_place(
    columns: int, lines: int, *, width: float, height: float, drawer: bool
) -> tuple[int, int, int]:
    """Return the first column, the columns and the lines of the list on a screen of this size.

    ``width`` and ``height`` are its shares beside the detail and above it.

    >>> list_place(120, 40, width=0.5, height=0.4, drawer=False)
    (0, 60, 38)
    """
    x = DRAWER_WIDTH if drawer and columns >= ROOMY_FROM else 0
    room, body = columns - x, max(1, lines - BELOW)
    if columns >= BESIDE_FROM:
        room = max(1, int(room * width))
    elif columns >= ABOVE_FROM:
        body = max(1, int(body * height))
    return x, room, body


def window_top(cursor: int, offset: int, height: int, count: int) -> int:
    """Return the first row of a window in which the cursor is in row ``offset``.

    If that leaves empty lines or the cursor outside, it is the nearest row that does not.
    """
    last = max(0, count - height)
    top = max(0, min(cursor - offset, last))
    if top <= cursor < top + height:
        return top
    return max(0, min(cursor - height // 2, last))
