"""A widget that draws line by line and scrolls by itself.

Textual's `ScrollView` relays out the whole screen whenever its virtual size changes; at a
hundred thousand rows, and at every key of a filter, that is the whole cost. This one keeps its
own offset, draws its own scroll bar and asks for the visible lines only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from octavo_tui.render.geometry import window_top
from octavo_tui.widgets.base import DrawnWidget

if TYPE_CHECKING:
    from textual import events

_THUMB, _THUMB_AT_REST, _TRACK = "▐", "▕", " "
_WHEEL_LINES = 3


class LinesWidget(DrawnWidget, can_focus=True):
    """Lines of text, of which only the visible ones are ever made.

    A subclass tells `line_count` and makes the strip of one line in `render_row`.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--scrollbar"}
    DEFAULT_CSS = """
    LinesWidget {
        height: 1fr;
        .lines--scrollbar { color: $primary; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.top = 0
        self.renders = 0
        """How many rows were made since the start; tests hold it against the viewport."""

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def render_row(self, index: int, width: int) -> Strip:
        """The strip of line ``index``, of exactly ``width`` columns."""
        raise NotImplementedError

    @property
    def row_width(self) -> int:
        """Columns of a row: all but the scroll bar's."""
        return max(1, self.size.width - 1)

    @property
    def last_top(self) -> int:
        """The largest offset that still fills the window."""
        return max(0, self.line_count - self.size.height)

    def scroll_to_line(self, top: int) -> bool:
        """Put line ``top`` first, as far as there are lines; tell whether anything moved."""
        top = max(0, min(top, self.last_top))
        if top == self.top:
            return False
        self.top = top
        self.refresh()
        return True

    def refresh_row(self, index: int) -> None:
        """Draw one line again, if it is visible."""
        y = index - self.top
        if 0 <= y < self.size.height:
            self.refresh(Region(0, y, self.row_width, 1))

    def render_line(self, y: int) -> Strip:
        """One line of the window, scroll bar included."""
        index = self.top + y
        width = self.size.width
        if index < self.line_count:
            self.renders += 1
            strip = self.render_row(index, max(1, width - 1))
        else:
            strip = Strip.blank(max(1, width - 1), self.base)
        # Parts of one style as one: half of what a line costs on the wire is its colours.
        bar = self.track
        if y in self.bar:
            # At rest it has the colour of text: another one, on every line, costs a kilobyte.
            bar = Segment(_THUMB_AT_REST, self.base)
            if self.has_focus:
                bar = Segment(_THUMB, self.get_component_rich_style("lines--scrollbar"))
        return Strip(Segment.simplify([*strip, bar]), width)

    @property
    def bar(self) -> range:
        """The rows of the window in which the scroll bar stands; none where all is in sight."""
        count, height = self.line_count, self.size.height
        if count <= height:
            return range(0)
        length = max(1, height * height // count)
        start = round((height - length) * self.top / max(1, count - height))
        return range(start, start + length)

    @property
    def track(self) -> Segment:
        """What stands in the scroll bar's column where the bar is not."""
        return Segment(_TRACK, self.base)

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_to_line(self.top + _WHEEL_LINES)

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_to_line(self.top - _WHEEL_LINES)

    def _on_bar(self, event: events.MouseEvent) -> bool:
        return event.x >= self.row_width and self.line_count > self.size.height

    def _scroll_to_bar(self, y: int) -> None:
        self.scroll_to_line(round(y / max(1, self.size.height - 1) * self.last_top))

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the scroll bar."""
        if self._on_bar(event):
            event.stop()
            self.capture_mouse()
            self._scroll_to_bar(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the scroll bar."""
        if self.app.mouse_captured is self:
            event.stop()
            self._scroll_to_bar(event.y)

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let go of the scroll bar."""
        if self.app.mouse_captured is self:
            event.stop()
            self.release_mouse()


class CursorList(LinesWidget):
    """Lines of which one is under the cursor.

    Where the cursor leaves the window, the window moves so that it stands in the middle again:
    titles stay put under the eye for half a page, and most moves redraw two lines.
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.cursor = 0

    def highlighted(self) -> None:
        """Called after the cursor moved; a subclass posts its message here."""

    def chosen(self) -> None:
        """Called on a double click; a subclass posts its message here."""

    def move(self, by: int) -> None:
        """Move the cursor by some lines."""
        self.move_to(self.cursor + by)

    def move_to_end(self, direction: int) -> None:
        """Move the cursor to the first (-1) or the last (1) line."""
        self.move_to(0 if direction < 0 else self.line_count - 1)

    def page(self, pages: float) -> None:
        """Move the cursor by pages, the window with it."""
        step = int(self.size.height * pages) or (1 if pages > 0 else -1)
        self.scroll_to_line(self.top + step)
        self.move(step)

    def move_to(self, index: int) -> None:
        """Put the cursor on line ``index``, or the nearest there is."""
        index = max(0, min(index, self.line_count - 1))
        if index == self.cursor:
            self.keep_in_sight()
            return
        before, self.cursor = self.cursor, index
        if not self.keep_in_sight():
            self.refresh_row(before)
            self.refresh_row(index)
        self.highlighted()

    def keep_in_sight(self) -> bool:
        """Move the window to the cursor if it is outside; tell whether it moved."""
        height = self.size.height
        if not height or self.top <= self.cursor < self.top + height:
            return False
        return self.scroll_to_line(self.cursor - height // 2)

    def on_resize(self) -> None:
        """Keep the window filled and the cursor in it."""
        height = self.size.height
        self.top = window_top(self.cursor, self.cursor - self.top, height, self.line_count)
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the line clicked; a double click opens it."""
        index = self.top + event.y
        if self._on_bar(event) or index >= self.line_count:
            return
        self.move_to(index)
        if event.chain == 2:
            self.chosen()
