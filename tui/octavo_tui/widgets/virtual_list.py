"""Lists that draw only their visible lines and scroll without a layout.

Textual's `ScrollView` lays out the whole screen whenever its virtual size changes, as it does at
every key of a filter. These widgets have an offset and a scroll bar of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip

from octavo_tui.render.columns import window_top
from octavo_tui.widgets.base import DrawnWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual import events

_THUMB, _THUMB_AT_REST, _TRACK = "▐", "▕", " "
_WHEEL_LINES = 3


class LineApiWidget(DrawnWidget, can_focus=True):
    """Lines of which only the visible ones are drawn.

    A subclass has `line_count`, and draws a line in `render_row`.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"lines--scrollbar"}
    DEFAULT_CSS = """
    LineApiWidget {
        height: 1fr;
        .lines--scrollbar { color: $role-rule; }
    }
    """

    top = 0
    renders = 0
    """How many rows were drawn since the start; tests compare it with the window."""

    @property
    def line_count(self) -> int:
        """The number of lines."""
        raise NotImplementedError

    def render_row(self, index: int, width: int) -> Strip:
        """Return the strip of line ``index``, of exactly ``width`` columns."""
        raise NotImplementedError

    @property
    def row_width(self) -> int:
        """The columns of a row: all but the scroll bar's."""
        return max(1, self.size.width - 1)

    @property
    def window(self) -> range:
        """The lines that are visible."""
        return range(self.top, min(self.top + self.size.height, self.line_count))

    @property
    def last_top(self) -> int:
        """The largest offset that still fills the window."""
        return max(0, self.line_count - self.size.height)

    def scroll_to_line(self, top: int) -> bool:
        """Scroll to line ``top``, and return whether anything moved."""
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
        """Draw a line of the window with the scroll bar."""
        index = self.top + y
        if index < self.line_count:
            self.renders += 1
            strip = self.render_row(index, self.row_width)
        else:
            strip = Strip.blank(self.row_width, self.base)
        # Parts of one style are merged: half of the bytes of a line are its colours.
        bar = self.track
        if y in self.bar:
            # Without focus it has the colour of text: another colour in every line is a kilobyte.
            bar = Segment(_THUMB_AT_REST, self.base)
            if self.has_focus:
                bar = Segment(_THUMB, self.get_component_rich_style("lines--scrollbar"))
        return Strip(Segment.simplify([*strip, bar]), self.size.width)

    @property
    def bar(self) -> range:
        """The rows of the window with the scroll bar; none if all lines are visible."""
        count, height = self.line_count, self.size.height
        if count <= height:
            return range(0)
        length = max(1, height * height // count)
        start = round((height - length) * self.top / max(1, count - height))
        return range(start, start + length)

    @property
    def track(self) -> Segment:
        """The cell of the scroll bar's column outside of the bar."""
        return Segment(_TRACK, self.base)

    def _on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.scroll_to_line(self.top + _WHEEL_LINES)

    def _on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.scroll_to_line(self.top - _WHEEL_LINES)

    def _on_bar(self, event: events.MouseEvent) -> bool:
        return event.x >= self.row_width and self.line_count > self.size.height

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Start to drag the scroll bar."""
        if self._on_bar(event):
            event.stop()
            self.capture_mouse()
            self.drag(event)

    def drag(self, event: events.MouseEvent) -> None:
        """Drag the scroll bar."""
        self.scroll_to_line(round(event.y / max(1, self.size.height - 1) * self.last_top))


class ScrolledLines(LineApiWidget):
    """Lines without a cursor, which keys scroll. ``scrolled`` is called after they moved."""

    scrolled: Callable[[], object] = int

    @property
    def at_end(self) -> bool:
        """Whether the last line is visible."""
        return self.top >= self.last_top

    def scroll_to_line(self, top: int) -> bool:
        """Scroll, and report it."""
        has_moved = super().scroll_to_line(top)
        if has_moved:
            self.scrolled()
        return has_moved

    def move(self, by: int) -> None:
        """Scroll by lines."""
        self.scroll_to_line(self.top + by)

    def move_to_end(self, direction: int) -> None:
        """Scroll to the first (-1) or the last (1) line."""
        self.scroll_to_line(0 if direction < 0 else self.last_top)

    def page(self, pages: float) -> None:
        """Scroll by pages; after a whole page one line is still visible."""
        step = max(1, int(self.size.height * abs(pages)) - (1 if abs(pages) >= 1 else 0))
        self.move(step if pages > 0 else -step)


class CursorList(LineApiWidget):
    """Lines with a cursor, which skips those that `is_gap`.

    If the cursor leaves the window, the window scrolls until the cursor is in the middle: titles
    do not move for half a page, and most moves redraw two lines.
    """

    cursor = 0
    has_moved = False
    """Whether the user moved the cursor; the owner of the list sets it back."""

    @property
    def head(self) -> int:
        """How many lines above all others the cursor skips."""
        return 0

    def is_gap(self, line: int) -> bool:
        """Return whether the cursor skips a line; the one below it is another."""
        return False

    def highlighted(self) -> None:
        """Called after the cursor moved, for a subclass to post its message."""

    def chosen(self) -> None:
        """Called on a double click, for a subclass to post its message."""

    def move(self, by: int) -> None:
        """Move the cursor by lines."""
        self.move_to(self.cursor + by)

    def move_to_end(self, direction: int) -> None:
        """Move the cursor to the first (-1) or the last (1) line."""
        self.move_to(0 if direction < 0 else self.line_count - 1)

    def page(self, pages: float) -> None:
        """Move cursor and window by pages."""
        step = int(self.size.height * pages) or (1 if pages > 0 else -1)
        self.scroll_to_line(self.top + step)
        self.move(step)

    def move_to(self, index: int) -> None:
        """Move the cursor to line ``index``, or to the nearest line."""
        index = max(min(self.head, self.line_count), min(index, self.line_count - 1))
        if self.is_gap(index):
            index += -1 if self.head < index < self.cursor else 1
        if index == self.cursor:
            self.keep_in_sight()
            return
        before, self.cursor = self.cursor, index
        self.has_moved = True
        if not self.keep_in_sight():
            self.refresh_row(before)
            self.refresh_row(index)
        self.highlighted()

    def keep_in_sight(self) -> bool:
        """Scroll to the cursor if it is outside of the window, and return whether it was."""
        height = self.size.height
        if self.cursor == self.head + 1 < height and self.is_gap(self.head):
            return self.scroll_to_line(0)  # to the lines above, which the cursor cannot reach
        if not height or self.top <= self.cursor < self.top + height:
            return False
        return self.scroll_to_line(self.cursor - height // 2)

    def on_resize(self) -> None:
        """Fill the window, with the cursor in it."""
        height = self.size.height
        self.top = window_top(self.cursor, self.cursor - self.top, height, self.line_count)
        self.keep_in_sight()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the line clicked; a double click opens it."""
        index = self.top + event.y
        if self._on_bar(event) or index >= self.line_count or self.is_gap(index):
            return
        self.move_to(index)
        if event.chain == 2:
            self.chosen()
