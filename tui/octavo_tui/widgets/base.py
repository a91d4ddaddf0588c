"""A widget that makes its own lines, and makes each only when it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.segment import Segment
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

if TYPE_CHECKING:
    from rich.style import Style
    from textual import events
    from textual.geometry import Region


class DrawnWidget(Widget):
    """A widget without border and padding whose `render_line` fills its whole width.

    Textual asks a widget for all its lines whenever one of them, or a line of a widget beside
    it, has changed. Here the lines that did not change are handed over as they were; Textual's
    own cache, which also draws borders and paddings, costs more than these lines do.
    """

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._strips: dict[int, Strip] = {}
        self._drawn_size = (0, 0)
        self._base: Style | None = None

    @property
    def base(self) -> Style:
        """Colours of the widget, its ancestors considered; asked for once and kept."""
        if self._base is None:
            self._base = self.rich_style
        return self._base

    def render_line(self, y: int) -> Strip:
        """The line in row ``y`` of the widget, as wide as the widget."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines of ``crop``; only those that changed are made."""
        width, height = self.size
        if self._drawn_size != (width, height):
            self._strips.clear()
            self._drawn_size = (width, height)
        missing = [y for y in crop.line_range if y not in self._strips]
        if missing:
            filters, background = self.get_line_filters(), self.background_colors[1]
            for y in missing:
                strip = self.render_line(y)
                segments = list(strip)
                for one in filters:
                    segments = one.apply(segments, background)
                self._strips[y] = Strip(segments, strip.cell_length)
        strips = [self._strips[y] for y in crop.line_range]
        if (crop.x, crop.width) != (0, width):
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw again: the lines of ``regions``, or without any all lines."""
        if regions:
            for region in regions:
                for y in region.line_range:
                    self._strips.pop(y, None)
        else:
            self._strips.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Draw again, as the theme or the focus changed."""
        self._strips.clear()
        self._base = None
        super().notify_style_update()


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
