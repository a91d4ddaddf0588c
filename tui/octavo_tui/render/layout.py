"""Where the panes stand, as numbers. Light: the first page is painted by it before Textual."""

from __future__ import annotations

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
