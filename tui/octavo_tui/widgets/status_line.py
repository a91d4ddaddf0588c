"""The status line: the view, how much of it is read, and what the last key did."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import Reactive, reactive
from textual.strip import Strip

from octavo_model.text.clean import visible
from octavo_tui.render.rows import fit
from octavo_tui.widgets.base import DrawnWidget

_BAR = 10
_TITLE, _LEAST_TITLE = 28, 12
"""The columns of the view's title, usually and beside a message."""
_SUBJECT = 16
"""The columns of the subject of a message that are always visible."""


class Status(NamedTuple):
    """The state of the list: the numbers of papers in the view, and of those shown by a filter.

    ``position`` is that of the cursor from 1; 0 in an empty list. With ``near`` both are those
    among the near matches.
    """

    title: str = ""
    position: int = 0
    shown: int = 0
    unread: int = 0
    total: int = 0
    filtered: bool = False
    near: bool = False


class StatusLine(DrawnWidget):
    """One line, with the parts for which there is room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"status--{part}" for part in ("title", "bar", "message", "error")
    }
    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        background: $panel;
        .status--title { text-style: bold; }
        .status--bar { color: $accent; }
        .status--message { color: $foreground 80%; }
        .status--error { color: $error; text-style: bold; }
    }
    """

    status: Reactive[Status] = reactive(Status())
    """The state of the list."""

    _message = _subject = ""
    _is_error = _is_old = False
    progress = ""
    """What runs in the background."""

    @property
    def message(self) -> str:
        """The message about the last key."""
        return self._message + self._subject

    def say(self, text: str, subject: str = "", *, error: bool = False) -> None:
        """Show what the last key did; the ``subject``, e.g. a title, may be cut."""
        self._is_old = False
        message = visible(text), f": {visible(subject)}" if subject else "", error
        if message != (self._message, self._subject, self._is_error):
            self._message, self._subject, self._is_error = message
            self.refresh()

    def show_progress(self, text: str) -> None:
        """Show what runs in the background while there is no message; empty for nothing."""
        if visible(text) != self.progress:
            self.progress = visible(text)
            self.refresh()

    def age(self) -> None:
        """Note that another key was pressed: the message is about the one before."""
        self._is_old = True

    def forget(self) -> None:
        """Remove a message about an earlier key."""
        if self._is_old:
            self.say("")

    def render_line(self, y: int) -> Strip:
        """Draw title, counts and progress at the left, the message at the right."""
        base, get = self.base, self.get_component_rich_style
        status, width = self.status, self.size.width
        sign = "! " if self._is_error else ""
        message, least = "", 0
        if self._message:
            message = f"{sign}{self.message} "
            subject = min(_SUBJECT, cell_len(self._subject))
            least = cell_len(f"{sign}{self._message} ") + subject
        elif self.progress:
            message = f"{self.progress} "
        counts = f" {status.unread} of {status.total} unread "
        position = f" {'near ' if status.near else ''}{status.position}/{status.shown} "
        if status.filtered and not status.near:
            position = f" filter: {status.shown:,} of {status.total:,} "
        title = f" {visible(status.title)} "
        title, others = self._shared(title, counts, position, cell_len(message), least)
        segments = [Segment(title, get("status--title"))]
        segments += [
            Segment(text, get("status--bar") if text == self._bar() else base) for text in others
        ]
        room = width - sum(map(cell_len, (title, *others)))
        if message and room > 0:
            segments.append(Segment(" " * max(0, room - cell_len(message)), base))
            style = get("status--error" if self._is_error else "status--message")
            segments.append(Segment(fit(message, min(room, cell_len(message))), style))
        return Strip(segments).adjust_cell_length(width, base)

    def _shared(
        self, title: str, counts: str, position: str, message: int, least: int
    ) -> tuple[str, list[str]]:
        """Return the title as it is shown, and the texts after it.

        The message, of ``message`` columns and at least ``least``, is more important than all but
        the start of the title.
        """
        width = self.size.width
        if not message:
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
        for text, reserved in ((counts, 0), (position, message), (self._bar(), message)):
            if text and cell_len(text) <= room - reserved:
                shown.append(text)
                room -= cell_len(text)
        return title, shown

    def _bar(self) -> str:
        if not self.status.total:
            return ""
        done = (self.status.total - self.status.unread) * _BAR // self.status.total
        return " " + "━" * done + "┄" * (_BAR - done) + " "
