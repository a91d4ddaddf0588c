"""The status line: what is shown, how far it is read, what the last key did."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from octavo_model.text import visible
from octavo_tui.rows import fit
from octavo_tui.widgets.drawn import DrawnWidget

_BAR = 10


class Status(NamedTuple):
    """What the status line tells.

    Attributes:
        title: What is shown.
        position: Number of the paper under the cursor, from 1; 0 where there is none.
        shown: How many papers the list has, after the filter.
        unread: How many of the view are unread.
        total: How many papers the view has.
    """

    title: str = ""
    position: int = 0
    shown: int = 0
    unread: int = 0
    total: int = 0


class StatusLine(DrawnWidget):
    """One line; only the parts for which there is room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "status--title",
        "status--bar",
        "status--said",
        "status--trouble",
    }
    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        background: $panel;
        .status--title { text-style: bold; }
        .status--bar { color: $accent; }
        .status--said { color: $foreground 80%; }
        .status--trouble { color: $error; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._status = Status()
        self._said = ""
        self._busy = ""
        self._trouble = False
        self._is_old = False

    @property
    def status(self) -> Status:
        """What is shown, in numbers."""
        return self._status

    @status.setter
    def status(self, status: Status) -> None:
        if status != self._status:
            self._status = status
            self.refresh()

    @property
    def said(self) -> str:
        """What the last key did."""
        return self._said

    def say(self, text: str, *, trouble: bool = False) -> None:
        """Tell what the last key did; ``trouble`` where it could not be done."""
        self._is_old = False
        text = visible(text)
        if (text, trouble) != (self._said, self._trouble):
            self._said, self._trouble = text, trouble
            self.refresh()

    def go_on(self, text: str) -> None:
        """Tell what goes on meanwhile, wherever there is nothing else to tell; empty: nothing."""
        if text != self._busy:
            self._busy = text
            self.refresh()

    @property
    def busy(self) -> str:
        """What goes on meanwhile."""
        return self._busy

    def age(self) -> None:
        """Another key: what is told now is of the one before."""
        self._is_old = True

    def forget(self) -> None:
        """Tell no longer what is of an earlier key."""
        if self._is_old:
            self.say("")

    def render_line(self, y: int) -> Strip:
        """Title, counts and progress at the left; what was said at the right."""
        base, get = self.base, self.get_component_rich_style
        status, width = self._status, self.size.width
        told = f"{'! ' if self._trouble else ''}{self._said}" if self._said else self._busy
        said = f"{told} " if told else ""
        first = [
            (f" {status.title} ", get("status--title")),
            (f" {status.unread} of {status.total} unread ", base),
        ]
        then = [
            (f" {status.position}/{status.shown} ", base),
            (self._progress(), get("status--bar")),
        ]
        # Where all does not fit, what was said comes before position and progress.
        room = width
        segments: list[Segment] = []
        for parts, reserved in ((first, 0), (then, cell_len(said))):
            for text, style in parts:
                if text and cell_len(text) <= room - reserved:
                    segments.append(Segment(text, style))
                    room -= cell_len(text)
        if said and room > 0:
            segments.append(Segment(" " * max(0, room - cell_len(said)), base))
            style = get("status--trouble" if self._trouble else "status--said")
            segments.append(Segment(fit(said, min(room, cell_len(said))), style))
        return Strip(segments).adjust_cell_length(width, base)

    def _progress(self) -> str:
        if not self._status.total:
            return ""
        done = (self._status.total - self._status.unread) * _BAR // self._status.total
        return " " + "━" * done + "┄" * (_BAR - done) + " "
