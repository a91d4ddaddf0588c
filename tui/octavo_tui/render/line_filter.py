"""The last check of every line that is drawn.

Widgets clean their texts before they measure them. Any other text is cleaned here, so that no
control code from a file or a server reaches the terminal.
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
    """Replaces unsafe characters by visible escapes, in lines of the same width."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return ``segments``, safe to write to a terminal."""
        text = "".join([segment.text for segment in segments])
        return segments if visible(text) == text else [_safe(segment) for segment in segments]


def _safe(segment: Segment) -> Segment:
    text = visible(segment.text)
    if text == segment.text:
        return segment
    return Segment(set_cell_size(text, max(0, segment.cell_length)), segment.style)
