"""The base of widgets that draw line by line, the last check of every line, and the divider."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from rich.cells import set_cell_size
from rich.segment import Segment
from textual.filter import LineFilter
from textual.reactive import Reactive, reactive
from textual.strip import Strip
from textual.widget import Widget

from octavo_model.text.clean import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rich.style import Style
    from textual import events
    from textual.color import Color
    from textual.geometry import Region, Size


class SafeLines(LineFilter):
    """Replaces unsafe characters by visible escapes, in lines of the same width.

    Widgets clean their texts before they measure them. Any other text is cleaned here, so that no
    control code from a file or a server reaches the terminal.
    """

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return ``segments``, safe to write to a terminal."""
        text = "".join([segment.text for segment in segments])
        return segments if visible(text) == text else [_safe(segment) for segment in segments]


def _safe(segment: Segment) -> Segment:
    text = visible(segment.text)
    if text == segment.text:
        return segment
    return Segment(set_cell_size(text, max(0, segment.cell_length)), segment.style)


class DrawnLine(Strip):
    """A line that is freed as soon as it is replaced.

    Textual keeps the parts of a line with it. One that is not cut would be a part of itself: the
    collection of such garbage, thousands of objects for a few keys, took up to 25 ms.
    """

    __slots__ = ()

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """Return the parts between ``cuts``, columns of this line; without the rest after them."""
        cuts = list(cuts)
        return [self] if cuts == [self.cell_length] else super().divide(cuts)


class DrawnWidget(Widget):
    """A widget without border and padding whose `render_line` fills its whole width.

    Textual asks for all lines whenever one of them, or a line beside them, has changed. This
    class caches its lines; Textual's own cache, which also draws borders, costs more than that.
    """

    ALLOW_SELECT = False

    _drawn_size = (0, 0)
    _size_while_drawn: Size | None = None
    _base: Style | None = None

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._strips: dict[int, DrawnLine] = {}

    @property
    def base(self) -> Style:
        """The colours of the widget, with those of its ancestors; cached."""
        if self._base is None:
            self._base = self.rich_style
        return self._base

    @property
    def size(self) -> Size:
        """The size; Textual searches for it each time, so it is looked up once for all lines."""
        known = self._size_while_drawn
        return super().size if known is None else known

    def render_lines(self, crop: Region) -> list[Strip]:
        """Return the lines of ``crop``; only lines that changed are drawn."""
        self._size_while_drawn = self.size
        try:
            return self._drawn_lines(crop)
        finally:
            self._size_while_drawn = None

    def _drawn_lines(self, crop: Region) -> list[Strip]:
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
                for line_filter in filters:
                    segments = line_filter.apply(segments, background)
                self._strips[y] = DrawnLine(segments, strip.cell_length)
        strips: list[Strip] = [self._strips[y] for y in crop.line_range]
        if (crop.x, crop.width) != (0, width):
            strips = [strip.crop(crop.x, crop.right) for strip in strips]
        return strips

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Draw the lines of ``regions`` again, or all lines."""
        if regions:
            for region in regions:
                for y in region.line_range:
                    self._strips.pop(y, None)
        else:
            self._strips.clear()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def drag(self, event: events.MouseEvent) -> None:
        """Called while the mouse, which the widget has captured, is dragged."""

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag."""
        if self.app.mouse_captured is self:
            event.stop()
            self.drag(event)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Stop dragging."""
        if self.app.mouse_captured is self:
            event.stop()
            self.release_mouse()

    def notify_style_update(self) -> None:
        """Draw again with the colours of another theme or focus."""
        self._strips.clear()
        self._base = None
        super().notify_style_update()


class Divider(DrawnWidget):
    """A line between two panes, to drag to a cell of the screen; heavy if the paper has focus."""

    DEFAULT_CSS = """
    Divider {
        color: $role-rule;
        &:hover, &.-heavy { color: $role-heading; }
    }
    """

    is_heavy: Reactive[bool] = reactive(False, toggle_class="-heavy")

    def __init__(self, dragged: Callable[[int, int], object]) -> None:
        super().__init__(id="divider")
        self._dragged = dragged

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        width = self.size.width
        level, upright = ("━", "┃") if self.is_heavy else ("─", "│")
        text = level * width if width > 1 else upright
        return Strip([Segment(text, self.base)], width)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Start to drag."""
        event.stop()
        self.capture_mouse()

    def drag(self, event: events.MouseEvent) -> None:
        """Report where the mouse is."""
        self._dragged(event.screen_x, event.screen_y)
