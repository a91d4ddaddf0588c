"""The line between list and detail, to be dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip

from octavo_tui.widgets.base import DrawnWidget

if TYPE_CHECKING:
    from textual import events


class Divider(DrawnWidget):
    """A line one cell wide; beside the list it stands, below the list it lies."""

    DEFAULT_CSS = """
    Divider {
        color: $foreground 25%;
        &:hover { color: $primary; }
    }
    """

    class Dragged(Message):
        """The divider was dragged.

        Attributes:
            x: Column of the screen it should stand in.
            y: Row of the screen it should lie in.
        """

        def __init__(self, x: int, y: int) -> None:
            super().__init__()
            self.x = x
            self.y = y

    def render_line(self, y: int) -> Strip:
        """A rule, upright or flat."""
        width = self.size.width
        text = "─" * width if width > 1 else "│"
        return Strip([Segment(text, self.base)], width)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold."""
        event.stop()
        self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Move along."""
        if self.app.mouse_captured is self:
            event.stop()
            self.post_message(self.Dragged(event.screen_x, event.screen_y))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go."""
        event.stop()
        self.release_mouse()
