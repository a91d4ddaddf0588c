"""The last check of every line that the reader draws, whichever widget made it.

Widgets clean their texts before they measure them. A text that was forgotten, or that a widget of
Textual's draws, is cleaned here: no control code from a file or a server reaches the terminal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import set_cell_size
from rich.segment import Segment
from textual.filter import LineFilter

from octavo_model.text.clean import visible

if TYPE_CHECKING:
    from textual.color import Color


class SafeLines(LineFilter):
    """Replaces unsafe characters by visible escapes; the width of a line stays the same."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The line made of ``segments``, safe to write to a terminal."""
        text = "".join([segment.text for segment in segments])
        return segments if visible(text) == text else [_safe(segment) for segment in segments]


def _safe(segment: Segment) -> Segment:
    text = visible(segment.text)
    if text == segment.text:
        return segment
    return Segment(set_cell_size(text, max(0, segment.cell_length)), segment.style)
