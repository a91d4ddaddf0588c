"""The drawer: lists, saved views and digests, with their numbers of papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from octavo_tui.render.geometry import CURSOR, DRAWER_WIDTH
from octavo_tui.render.rows import fit
from octavo_tui.widgets.virtual_list import CursorList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events

    from octavo_model import View


@dataclass(frozen=True, slots=True)
class DrawerItem:
    """A line of the drawer.

    Attributes:
        label: What it says.
        view: What it opens, if anything.
        count: What it says at the right: numbers of papers.
        saved: The name of the saved view that it is.
        group: The name of the group whose heading it is, and which it folds.
        words: Why a source failed or is incomplete, or what is wrong with a saved view.
        is_title: Whether the cursor skips it.
        is_done: Whether nothing in it is undecided.
    """

    label: str
    view: View | None = None
    count: str = ""
    saved: str = ""
    group: str = ""
    words: str = ""
    is_title: bool = False
    is_done: bool = False

    def is_same(self, other: DrawerItem | None) -> bool:
        """Return whether it is the same line. Two saved views may have one query."""
        if other is None or (self.saved, self.group) != (other.saved, other.group):
            return False
        if self.saved or self.group:
            return True
        return self.label == other.label if self.view is None else self.view == other.view


class Drawer(CursorList):
    """Views to open, one a row, under headings that fold. The open view is marked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"drawer--{part}" for part in ("item", "done", "shown", "cursor", "count", "edge")
    }
    DEFAULT_CSS = """
    Drawer {
        background: $ground-drawer;
        .drawer--done { color: $role-muted; }
        .drawer--shown { text-style: bold; color: $role-key; }
        .drawer--cursor { background: $ground-cursor-idle; color: $role-heading; }
        .drawer--count { color: $role-muted; }
        .drawer--edge { color: $role-rule; }
        &:focus .drawer--cursor { background: $ground-cursor; }
    }
    """

    @dataclass
    class Chosen(Message):
        """A line was chosen."""

        item: DrawerItem

    def __init__(self) -> None:
        super().__init__(id="drawer")
        self.display = False
        self.styles.width = DRAWER_WIDTH
        self._items: Sequence[DrawerItem] = ()
        self._shown: View | None = None

    @property
    def line_count(self) -> int:
        """The number of items."""
        return len(self._items)

    def show(self, items: Sequence[DrawerItem], shown: View | None) -> None:
        """List ``items``; ``shown`` is the open view.

        The cursor stays on its item, or moves to the open view if that is another one.
        """
        if items == self._items and shown == self._shown:
            return
        at, is_same_view = self.current, shown == self._shown
        wanted = (
            index
            for index, item in enumerate(items)
            if (item.is_same(at) if is_same_view else item.view is not None and item.view == shown)
        )
        found, near = next(wanted, None), self.cursor
        self._items, self._shown = items, shown
        self.cursor = found if found is not None else self._allowed(near, 1)
        self.top = max(0, min(self.top, self.last_top))
        self.keep_in_sight()
        self.refresh()

    @property
    def current(self) -> DrawerItem | None:
        """The item under the cursor."""
        return self._items[self.cursor] if self.cursor < len(self._items) else None

    def move_to(self, index: int) -> None:
        """Move the cursor to line ``index``, or to the nearest line that is no title."""
        super().move_to(self._allowed(index, 1 if index >= self.cursor else -1))

    def _allowed(self, index: int, step: int) -> int:
        """Return the next line from ``index`` on that the cursor may be on; 0 without any."""
        if not self._items:
            return 0
        last = len(self._items) - 1
        index = max(0, min(index, last))
        onward = range(index, last + 1) if step > 0 else range(index, -1, -1)
        back = range(index, -1, -1) if step > 0 else range(index, last + 1)
        allowed = (one for part in (onward, back) for one in part if not self._items[one].is_title)
        return next(allowed, 0)

    def keep_in_sight(self) -> bool:
        """Scroll to the cursor, with a title above it that the cursor cannot reach."""
        is_below_first = self.cursor == 1 and self._items[0].is_title
        if is_below_first and self.size.height > 1:
            return self.scroll_to_line(0)
        return super().keep_in_sight()

    def show_group(self) -> None:
        """Scroll until the first lines of the group at the cursor are visible."""
        after = range(self.cursor + 1, self.line_count)
        end = next(
            (one for one in after if self._items[one].group or self._items[one].is_title),
            self.line_count,
        )
        height = self.size.height
        last = min(end - 1, self.cursor + height // 2)
        self.scroll_to_line(max(self.top, last - height + 1))

    def go_to(self, *, saved: str = "", view: View | None = None) -> None:
        """Move the cursor to a saved view or to the line of a view, if it is listed."""
        for index, item in enumerate(self._items):
            if item.saved == saved if saved else view is not None and item.view == view:
                self.move_to(index)
                return

    def chosen(self) -> None:
        """Open the view under the cursor, or fold its group."""
        if self.current is not None:
            self.post_message(self.Chosen(self.current))

    def on_click(self, event: events.Click) -> None:
        """Open a view with a single click."""
        event.prevent_default()
        index = self.top + event.y
        if self._on_bar(event) or index >= self.line_count or self._items[index].is_title:
            return
        self.move_to(index)
        self.chosen()

    @property
    def track(self) -> Segment:
        """The edge of the drawer."""
        return Segment("│", self.get_component_rich_style("drawer--edge"))

    def render_row(self, index: int, width: int) -> Strip:
        """Return the strip of an item."""
        item = self._items[index]
        get = self.get_component_rich_style
        cursor = get("drawer--cursor")
        here = index == self.cursor
        under = Style(bgcolor=cursor.bgcolor) if here else Style.null()
        is_shown = item.view is not None and item.view == self._shown
        is_dim = item.is_done or item.is_title
        label = get(f"drawer--{'shown' if is_shown else 'done' if is_dim else 'item'}") + under
        count = f" {item.count} " if item.count else ""
        sign = "▸" if is_shown else " "
        start = "" if item.is_title or item.group else sign
        return Strip(
            [
                Segment(CURSOR if here else " ", cursor if here else label),
                Segment(start, label),
                Segment(fit(item.label, width - 1 - len(start) - cell_len(count)), label),
                Segment(count, get("drawer--count") + under),
            ]
        ).adjust_cell_length(width, label)
