"""The status line: what is shown, how far it is read, what the last key did."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from octavo_model.text.clean import visible
from octavo_tui.render.rows import fit
from octavo_tui.widgets.base import DrawnWidget

_BAR = 10
_TITLE, _LEAST_TITLE = 28, 12
"""Columns that what is shown has as a rule, and beside what a key had to say."""
_OF = 16
"""Columns of what a message is about that are seen in any case."""


class Status(NamedTuple):
    """What the status line tells.

    Attributes:
        title: What is shown.
        position: Number of the paper under the cursor, from 1; 0 where there is none.
        shown: How many papers the list has, after the filter.
        unread: How many of the view are unread.
        total: How many papers the view has.
        filtered: Whether there is a filter: then ``position`` and ``shown`` are of what it
            found, the other numbers of the view.
    """

    title: str = ""
    position: int = 0
    shown: int = 0
    unread: int = 0
    total: int = 0
    filtered: bool = False


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
        self._said = self._of = ""
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
        return self._said + self._of

    def say(self, text: str, of: str = "", *, trouble: bool = False) -> None:
        """Tell what the last key did.

        Args:
            text: In words that are seen as a whole, wherever the window has room for them.
            of: What they are about, such as a title: it may be cut.
            trouble: Whether it could not be done.
        """
        self._is_old = False
        told = visible(text), f": {visible(of)}" if of else "", trouble
        if told != (self._said, self._of, self._trouble):
            self._said, self._of, self._trouble = told
            self.refresh()

    def go_on(self, text: str) -> None:
        """Tell what goes on meanwhile, wherever there is nothing else to tell; empty: nothing."""
        text = visible(text)
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
        sign = "! " if self._trouble else ""
        said = f"{sign}{self.said} " if self.said else f"{self._busy} " if self._busy else ""
        least = cell_len(f"{sign}{self._said} ") + min(_OF, cell_len(self._of)) if self._said else 0
        counts = f" {status.unread} of {status.total} unread "
        position = f" {'filter ' if status.filtered else ''}{status.position}/{status.shown} "
        title = f" {visible(status.title)} "
        title, others = self._shared(title, counts, position, cell_len(said), least)
        segments = [Segment(title, get("status--title"))]
        segments += [
            Segment(text, get("status--bar") if text == self._progress() else base)
            for text in others
        ]
        room = width - sum(map(cell_len, (title, *others)))
        if said and room > 0:
            segments.append(Segment(" " * max(0, room - cell_len(said)), base))
            style = get("status--trouble" if self._trouble else "status--said")
            segments.append(Segment(fit(said, min(room, cell_len(said))), style))
        return Strip(segments).adjust_cell_length(width, base)

    def _shared(
        self, title: str, counts: str, position: str, said: int, least: int
    ) -> tuple[str, list[str]]:
        """The title as it is shown, and what is shown after it.

        What was said, of ``said`` columns and ``least`` of them at least, comes before all but
        the beginning of the title; where all of it fits, position and progress do too.
        """
        width = self.size.width
        if not said:
            room = max(_TITLE, width - cell_len(counts + position))
        elif min(cell_len(title), _TITLE) + cell_len(counts) + least <= width:
            room = max(_TITLE, width - cell_len(counts) - least)
        else:
            counts = ""
            room = max(_LEAST_TITLE, width - least)
        if cell_len(title) > room:
            title = f"{fit(title.rstrip(), room - 1)} "
        room = width - cell_len(title)
        shown: list[str] = []
        for text, reserved in ((counts, 0), (position, said), (self._progress(), said)):
            if text and cell_len(text) <= room - reserved:
                shown.append(text)
                room -= cell_len(text)
        return title, shown

    def _progress(self) -> str:
        if not self._status.total:
            return ""
        done = (self._status.total - self._status.unread) * _BAR // self._status.total
        return " " + "━" * done + "┄" * (_BAR - done) + " "
