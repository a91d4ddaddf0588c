"""What a list says besides papers: lines above near matches, and in an empty list."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from octavo_model.text.clean import visible
from octavo_tui.render.columns import MARKS_WIDTH
from octavo_tui.render.rows import fit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.style import Style

_KEY_WIDTH, _ACTION_WIDTH = 7, 20
_GAP = 2
_LEAST_WIDTH = 10
"""The columns of wrapped text, at least."""


class HeadLine(NamedTuple):
    """A line of text; one with a key says what it does, too."""

    text: str
    key: str = ""
    action: str = ""


def head_columns(
    lines: Sequence[HeadLine], width: int, *, wrapped: bool = False
) -> list[tuple[str, str, str]]:
    """Return text, key and action of each line, padded for ``width`` columns.

    Without room for all, keys are without what they do. Lines without a key may be ``wrapped``.

    >>> head_columns([HeadLine("Nothing."), HeadLine("3 there", "Tab", "go there")], 40)
    [('Nothing.', '', ''), ('3 there  ', 'Tab    ', 'go there')]
    >>> head_columns([HeadLine("3 there", "Tab", "go there")], 20)
    [('3 there  ', 'Tab    ', '')]
    """
    texts = max((cell_len(one.text) for one in lines if one.key), default=0)
    has_room = width >= texts + _GAP + _KEY_WIDTH + _ACTION_WIDTH
    rows: list[tuple[str, str, str]] = []
    for text, key, action in lines:
        if key:
            gap = " " * (texts - cell_len(text) + _GAP) if texts else ""
            rows.append((f"{text}{gap}", key.ljust(_KEY_WIDTH), action if has_room else ""))
        else:
            parts = wrap(text, max(_LEAST_WIDTH, width)) if wrapped else [text]
            rows += [(part, "", "") for part in parts]
    return rows


def head_strip(columns: tuple[str, str, str], width: int, text: Style, key: Style) -> Strip:
    """Return a row of `head_columns` in exactly ``width`` columns."""
    words, its_key, action = columns
    if not its_key:
        return Strip([Segment(fit(f"{' ' * MARKS_WIDTH}{words}", width), text)], width)
    start = Segment(f"{' ' * MARKS_WIDTH}{visible(words)}", text)
    strip = Strip([start, Segment(its_key, key), Segment(action, text)])
    return strip.adjust_cell_length(width, text)


def text_strip(text: str, y: int, width: int, style: Style) -> Strip | None:
    """Return line ``y`` of the wrapped ``text`` of an empty list; None if it has no such line."""
    room = max(_LEAST_WIDTH, width - 4)
    lines = ["", *(part for line in text.split("\n") for part in wrap(line, room) or [""])]
    if y >= len(lines):
        return None
    return Strip([Segment(fit(f"  {lines[y]}" if lines[y] else "", width), style)], width)
