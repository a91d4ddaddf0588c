"""The geometry of the screen: which pane goes where, and the signs before a title.

This module imports nothing: the early paint uses it before Textual is imported.
"""

from __future__ import annotations

CURSOR, SELECTED, UNREAD, UPDATED, STAR = "▌", "┃", "●", "↻", "★"
NO, LATER, NOTE = "×", "»", "✎"
FOLLOWED, MUTED = "◆", "·"

ABOVE_FROM, BESIDE_FROM, ROOMY_FROM, RELATED_FROM = 80, 110, 160, 190
"""The columns from which the list is above the paper, beside it, and the drawer beside both; and
from which related papers are below the abstract."""
LOW_OR_HIGH = [(0, "-low"), (20, "-high")]
"""Classes of screens by their lines: dialogs are smaller on a low one."""
DRAWER_WIDTH = 33
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


_USUAL, _LEAST, _MOST = 80, 60, 104
"""The columns of a list beside the paper: usually, with little room, and with much."""
_PAPER = 47
"""The columns of the paper, and of the divider, for which the list is narrower than usual."""
_HEIGHT = 0.465
"""The share of a list above the paper: 10 of 22 lines, 13 of 28."""


def list_place(
    columns: int,
    lines: int,
    *,
    width: float = 0,
    height: float = 0,
    drawer: bool = False,
    single: bool = False,
) -> tuple[int, int, int]:
    """Return the first column, the columns and the lines of the list on a screen of this size.

    ``width`` and ``height`` are its shares beside the paper and above it; 0 for the usual ones.
    With ``single`` it has all of the room.

    >>> [list_place(size, 45, drawer=size > 160)[:2] for size in (110, 140, 160, 200)]
    [(0, 63), (0, 80), (0, 102), (33, 104)]
    >>> [list_place(80, lines)[2] for lines in (24, 30, 45)], list_place(120, 40, width=0.5)
    ([10, 13, 19], (0, 60, 38))
    """
    x = DRAWER_WIDTH if drawer and columns >= ROOMY_FROM else 0
    room, body = columns - x, max(1, lines - BELOW)
    if single or columns < ABOVE_FROM:
        return x, room, body
    if columns < BESIDE_FROM:
        return x, room, max(1, int(body * (height or _HEIGHT)))
    if width:
        return x, max(1, int(room * width)), body
    usual = min(_USUAL, max(_LEAST, room - _PAPER))
    if columns >= ROOMY_FROM:
        usual = min(_MOST, usual + max(0, room - _USUAL - _PAPER) * 2 // 3)
    return x, usual, body


_TEXT = 96
"""The columns of a full text of the usual measure, with its margins."""


def list_beside_text(room: int) -> int:
    """Return the columns of a list beside a full text, of ``room`` for both.

    >>> [list_beside_text(room) for room in (127, 160, 200)]
    [60, 64, 104]
    """
    return min(_MOST, max(_LEAST, room - _TEXT))
