"""A paper's row as parts: which text goes where, in what role, before any style.

Light on purpose, with values instead of a `PaperRow`: the first page is painted by it before
Textual is imported, and `rows` makes the same parts into strips.
"""

from __future__ import annotations

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable

    Measure = Callable[[str], int]

CURSOR, UNREAD, UPDATED, STAR = "▌", "●", "↻", "★"
MARKS_WIDTH = 4
"""Columns before the title: cursor, unread or updated, star, space."""
DATE_FROM, COMMENTS_FROM = 72, 76
"""From how many columns on there is room for the date and for the comment count."""
DATE_WIDTH = 9

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def short_date(day: str | None, year: int) -> str:
    """A date in at most eight columns: ``15 Sep`` this year, ``Sep 2024`` in others.

    Args:
        day: As ``2024-09-15``; ``2024-09`` or ``2024`` where no more is known.
        year: This year.

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
    """``text`` in exactly ``width`` columns: padded, or cut with an ellipsis."""
    if text.isascii():
        return text.ljust(width) if len(text) <= width else f"{text[: width - 1]}…"[:width]
    used = measure(text)
    if used <= width:
        return text + " " * (width - used)
    if width <= 0:
        return ""
    kept = text[: width - 1]
    while (used := measure(kept)) > width - 1:
        kept = kept[: -max(1, (used - width + 1) // 2)]
    return f"{kept}{' ' * (width - 1 - used)}…"


def state_sign(*, read: bool, updated: bool) -> str:
    """What stands before a title: unread, updated since it was read, or nothing."""
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
    """The row of one paper as ``(role, text)``, ``width`` columns together.

    ``updated`` tells that it was revised since it was read.

    The roles: ``cursor``, ``dot``, ``star``, ``title``, ``meta``. State is told by shape, never
    by colour alone.
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
"""From how many columns on the list stands above the detail, beside it, the drawer beside both."""
LOW_OR_HIGH = [(0, "-low"), (20, "-high")]
"""Classes of screens by their lines: on a low one a dialog makes itself small."""
DRAWER_WIDTH = 38
BELOW = 2
"""Lines below the panes: status and keys."""
MOST_COLUMNS, MOST_LINES = 1000, 500
"""Of a screen. A terminal that reports more gets a screen of this size in its corner."""


def clamped(columns: int, lines: int) -> tuple[int, int]:
    """The size of a screen on a terminal that reports ``columns`` and ``lines``.

    >>> clamped(65_535, 0)
    (1000, 1)
    """
    return max(1, min(columns, MOST_COLUMNS)), max(1, min(lines, MOST_LINES))


def list_place(
    columns: int, lines: int, *, width: float, height: float, drawer: bool, filter_line: bool
) -> tuple[int, int, int]:
    """Where the list stands on a screen: its first column, its columns, its lines.

    Args:
        columns: Of the screen.
        lines: Of the screen.
        width: The list's share of the columns when it stands beside the detail.
        height: Its share of the lines when it stands above.
        drawer: Whether the drawer is open.
        filter_line: Whether the filter's line is open below it.

    >>> list_place(120, 40, width=0.5, height=0.4, drawer=False, filter_line=False)
    (0, 60, 38)
    """
    x = DRAWER_WIDTH if drawer and columns >= ROOMY_FROM else 0
    room, body = columns - x, max(1, lines - BELOW)
    pane = list_size(room, body, width=width, height=height, screen=columns)
    return x, pane[0], max(0, pane[1] - filter_line)


def list_size(room: int, body: int, *, width: float, height: float, screen: int) -> tuple[int, int]:
    """Columns and lines of the list and its filter, out of those that list and detail have."""
    if screen >= BESIDE_FROM:
        return max(1, int(room * width)), body
    if screen >= ABOVE_FROM:
        return room, max(1, int(body * height))
    return room, body


def window_top(cursor: int, offset: int, height: int, count: int) -> int:
    """The row that stands first in a window, where the cursor is to be ``offset`` below it.

    The window is filled as far as there are rows, and holds the cursor.
    """
    last = max(0, count - height)
    top = max(0, min(cursor - offset, last))
    if top <= cursor < top + height:
        return top
    return max(0, min(cursor - height // 2, last))
