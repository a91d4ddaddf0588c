"""The drawer: lists, saved views and digests, with their numbers of papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from octavo_model.core.views import View, ViewKind
from octavo_tui.render.geometry import CURSOR, DRAWER_WIDTH
from octavo_tui.render.labels import LISTS, digest_label
from octavo_tui.render.rows import fit
from octavo_tui.widgets.virtual_list import CursorList

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from octavo_model import Digest
    from octavo_model.core.views import Counts


@dataclass(frozen=True, slots=True)
class DrawerItem:
    """A line of the drawer, with numbers of papers if known; ``saved`` is a saved view's name."""

    view: View
    label: str
    unread: int | None
    total: int | None
    saved: str = ""

    @property
    def count(self) -> str:
        """The numbers at the right: unread and total."""
        if self.total is None:
            return ""
        return str(self.total) if self.unread is None else f"{self.unread}/{self.total}"


def drawer_items(
    counts: Counts, digests: Sequence[Digest], saved: Iterable[DrawerItem] = ()
) -> list[DrawerItem]:
    """Return the lines of the drawer: lists of all papers, saved views, digests."""
    return [
        DrawerItem(View.inbox(), LISTS[ViewKind.INBOX], None, None),
        DrawerItem(View.all(), LISTS[ViewKind.ALL], counts.undecided, counts.total),
        DrawerItem(View.later(), f"» {LISTS[ViewKind.LATER]}", None, None),
        DrawerItem(View.starred(), f"★ {LISTS[ViewKind.STARRED]}", None, counts.starred),
        DrawerItem(View.for_you(), f"≈ {LISTS[ViewKind.FOR_YOU]}", None, None),
        *saved,
        *(
            DrawerItem(
                View.of_digest(one.name), digest_label(one.name, one), one.undecided, one.total
            )
            for one in digests
        ),
    ]


def _same(item: DrawerItem, other: DrawerItem | None) -> bool:
    """Return whether two items are the same line. Two saved views may have one query."""
    if other is None or item.saved or other.saved:
        return other is not None and item.saved == other.saved
    return item.view == other.view


class Drawer(CursorList):
    """Views to open, one a row. The open view is marked."""

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
        """A view was opened."""

        view: View

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
        if list(items) == list(self._items) and shown == self._shown:
            return
        at, is_same_view = self.current, shown == self._shown
        wanted = (
            index
            for index, item in enumerate(items)
            if (_same(item, at) if is_same_view else item.view == shown)
        )
        self.cursor = next(wanted, 0)
        self._items, self._shown = items, shown
        self.top = max(0, min(self.top, self.last_top))
        self.keep_in_sight()
        self.refresh()

    @property
    def current(self) -> DrawerItem | None:
        """The item under the cursor."""
        return self._items[self.cursor] if self.cursor < len(self._items) else None

    def go_to_saved(self, name: str) -> None:
        """Move the cursor to the saved view ``name``, if it is listed."""
        for index, item in enumerate(self._items):
            if item.saved == name:
                self.move_to(index)

    def chosen(self) -> None:
        """Open the view under the cursor."""
        if self.current is not None:
            self.post_message(self.Chosen(self.current.view))

    def on_click(self, event: object) -> None:
        """Open a view with a single click."""
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
        is_done = 0 in (item.unread, item.total)
        kind = "shown" if item.view == self._shown else "done" if is_done else "item"
        label = get(f"drawer--{kind}") + under
        count = f" {item.count} " if item.count else ""
        return Strip(
            [
                Segment(CURSOR if here else " ", cursor if here else label),
                Segment("▸" if kind == "shown" else " ", label),
                Segment(fit(item.label, width - 2 - cell_len(count)), label),
                Segment(count, get("drawer--count") + under),
            ]
        ).adjust_cell_length(width, label)
