"""The drawer: the lists over all digests, and every digest, with unread and total."""

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
class Entry:
    """A line of the drawer.

    Attributes:
        view: What it opens.
        label: What it is called.
        unread: How many of its papers are unread; None where that says nothing.
        total: How many papers it has; None where that is found out when it is opened.
        saved: Name of the saved view, where it is one.
    """

    view: View
    label: str
    unread: int | None
    total: int | None
    saved: str = ""

    @property
    def count(self) -> str:
        """Unread and total, as shown at the right."""
        if self.total is None:
            return ""
        return str(self.total) if self.unread is None else f"{self.unread}/{self.total}"


def drawer_entries(
    counts: Counts, digests: Sequence[Digest], saved: Iterable[Entry] = ()
) -> list[Entry]:
    """The lines of the drawer: four lists over all digests, saved views, then the digests."""
    return [
        Entry(View.all(), LISTS[ViewKind.ALL], counts.unread, counts.total),
        Entry(View.unread(), LISTS[ViewKind.UNREAD], None, counts.unread),
        Entry(View.starred(), f"★ {LISTS[ViewKind.STARRED]}", None, counts.starred),
        Entry(View.for_you(), f"≈ {LISTS[ViewKind.FOR_YOU]}", None, None),
        *saved,
        *(
            Entry(View.of_digest(one.name), digest_label(one.name, one), one.unread, one.total)
            for one in digests
        ),
    ]


def _same(entry: Entry, other: Entry | None) -> bool:
    """Whether they are one line at two moments. Two saved views may have the same query."""
    if other is None or entry.saved or other.saved:
        return other is not None and entry.saved == other.saved
    return entry.view == other.view


class Drawer(CursorList):
    """Entries, one a row; the one whose papers are shown stands out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "drawer--entry",
        "drawer--done",
        "drawer--shown",
        "drawer--cursor",
        "drawer--count",
        "drawer--edge",
    }
    DEFAULT_CSS = """
    Drawer {
        background: $surface;
        .drawer--done { color: $foreground 60%; }
        .drawer--shown { text-style: bold; color: $accent; }
        .drawer--cursor { background: $primary 18%; color: $primary; }
        .drawer--count { color: $foreground 60%; }
        .drawer--edge { color: $foreground 25%; }
        &:focus .drawer--cursor { background: $primary 35%; color: $primary; }
    }
    """

    class Chosen(Message):
        """An entry was opened."""

        def __init__(self, drawer: Drawer, view: View) -> None:
            super().__init__()
            self.drawer = drawer
            self.view = view

        @property
        def control(self) -> Drawer:
            """The drawer."""
            return self.drawer

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.display = False
        self.styles.width = DRAWER_WIDTH
        self._entries: Sequence[Entry] = ()
        self._shown: View | None = None

    @property
    def line_count(self) -> int:
        """Number of entries."""
        return len(self._entries)

    def show(self, entries: Sequence[Entry], shown: View | None) -> None:
        """List ``entries``; ``shown`` is the view whose papers are on screen.

        The cursor stays on its entry, or goes to the shown one where that has changed.
        """
        if list(entries) == list(self._entries) and shown == self._shown:
            return
        at = self.current
        if shown == self._shown:
            wanted = next((place for place, one in enumerate(entries) if _same(one, at)), None)
        else:
            views = [entry.view for entry in entries]
            wanted = views.index(shown) if shown in views else None
        self._entries, self._shown = entries, shown
        self.cursor = (wanted or 0) if entries else 0
        self.top = max(0, min(self.top, self.last_top))
        self.keep_in_sight()
        self.refresh()

    @property
    def current(self) -> Entry | None:
        """The entry under the cursor."""
        return self._entries[self.cursor] if self.cursor < len(self._entries) else None

    def go_to_saved(self, name: str) -> None:
        """Put the cursor on the saved view called ``name``, if it is listed."""
        for place, entry in enumerate(self._entries):
            if entry.saved == name:
                self.move_to(place)

    def chosen(self) -> None:
        """Tell the screen what to open."""
        if self.current is not None:
            self.post_message(self.Chosen(self, self.current.view))

    def on_click(self, event: object) -> None:
        """One click opens: there is nothing to look at in the drawer itself."""
        del event
        self.chosen()

    @property
    def track(self) -> Segment:
        """The drawer's edge."""
        return Segment("│", self.get_component_rich_style("drawer--edge"))

    def render_row(self, index: int, width: int) -> Strip:
        """The strip of one entry."""
        entry = self._entries[index]
        get = self.get_component_rich_style
        cursor = get("drawer--cursor")
        here = index == self.cursor
        under = Style(bgcolor=cursor.bgcolor) if here else Style.null()
        is_done = 0 in (entry.unread, entry.total)
        kind = "shown" if entry.view == self._shown else "done" if is_done else "entry"
        label = get(f"drawer--{kind}") + under
        count = f" {entry.count} " if entry.count else ""
        return Strip(
            [
                Segment(CURSOR if here else " ", cursor if here else label),
                Segment("▸" if kind == "shown" else " ", label),
                Segment(fit(entry.label, width - 2 - cell_len(count)), label),
                Segment(count, get("drawer--count") + under),
            ]
        ).adjust_cell_length(width, label)
