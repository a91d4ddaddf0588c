"""The status line: the list, how much of it is left, and what the last key did."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual.reactive import Reactive, reactive
from textual.strip import Strip

from octavo_model.text.clean import visible
from octavo_tui.render.rows import fit
from octavo_tui.widgets.base import DrawnWidget
from octavo_tui.widgets.list_status import Status

if TYPE_CHECKING:
    from collections.abc import Sequence


_TITLE, _LEAST_TITLE = 28, 12
"""The columns of the view's title, usually and beside a message."""
_SUBJECT = 16
"""The columns of the subject of a message that are always visible."""


class _Message(NamedTuple):
    """A text, its subject, which may be cut, the keys to press next, and a sign for a failure.

    The ``shorter`` messages say less, for lines with less room.
    """

    text: str = ""
    subject: str = ""
    keys: str = ""
    sign: str = ""
    shorter: tuple[_Message, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def line(self) -> str:
        """All of it, with a space at the end."""
        if not self:
            return ""
        return f"{self._start}{self.subject}{self._end}"

    @property
    def least(self) -> int:
        """The columns that it needs if its subject is cut."""
        return cell_len(self._start + self._end) + min(_SUBJECT, cell_len(self.subject))

    def within(self, room: int) -> _Message:
        """Return it, or the first shorter one for which there is room, else the last."""
        *longer, last = self, *self.shorter
        return next((one for one in longer if cell_len(one.line) <= room), last)

    def fitted(self, room: int) -> tuple[str, str]:
        """Return its text and its keys in at most ``room`` columns; the text is cut first."""
        left = room - cell_len(self._end)
        text = f"{self._start}{self.subject}"
        if not self.keys or left < min(_SUBJECT, cell_len(text)):
            return fit(self.line, min(room, cell_len(self.line))), ""
        return fit(text, min(left, cell_len(text))), self._end

    @property
    def _start(self) -> str:
        return f"{self.sign} {self.text}" if self.sign else self.text

    @property
    def _end(self) -> str:
        return f" · {self.keys} " if self.keys else " "


def _joined(texts: Sequence[str], without: Sequence[str]) -> str:
    return visible(" · ".join(one for one in texts if one and one not in without))


class StatusLine(DrawnWidget):
    """One line, with the parts for which there is room."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"status--{part}" for part in ("title", "message", "error")
    }
    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        background: $ground-bar;
        .status--title { text-style: bold; }
        .status--message { color: $role-text; }
        .status--error { color: $role-error; text-style: bold; }
    }
    """

    status: Reactive[Status] = reactive(Status())
    """The state of the list."""

    _message: _Message = _Message()
    _failure: _Message = _Message()
    _progress: _Message = _Message()
    _notice: _Message = _Message()
    _text = ("", "")
    _is_old = False

    @property
    def message(self) -> str:
        """The message about the last key."""
        return self._message.text + self._message.subject

    @property
    def progress(self) -> str:
        """What runs in the background, or what it left to know."""
        return (self._progress or self._notice).text

    @property
    def failure(self) -> str:
        """What failed in the background; it stays until it is replaced."""
        return self._failure.text

    def say(
        self,
        text: str,
        subject: str = "",
        *,
        keys: str = "",
        error: bool = False,
        needs_keys: bool = True,
    ) -> None:
        """Show what the last key did; the ``subject``, e.g. a title, may be cut.

        ``keys`` says what to press next; if they are not needed, they go before it is cut.
        """
        self._is_old = False
        subject = f": {visible(subject)}" if subject else ""
        message = _Message(visible(text), subject, keys, "!" if error else "")
        shorter = () if needs_keys else (message._replace(keys=""),)
        self._show("_message", message._replace(shorter=shorter))

    def say_parts(self, parts: Sequence[str], keys: Sequence[str], spare: Sequence[str]) -> None:
        """Show several things; without room, those in ``spare`` are left out, the first first."""
        first, *shorter = (
            _Message(_joined(parts, spare[:number]), keys=_joined(keys, spare[:number]))
            for number in range(len(spare) + 1)
        )
        self._is_old = False
        self._show("_message", first._replace(shorter=tuple(shorter)))

    def show_progress(self, text: str, keys: str = "") -> None:
        """Show what runs in the background while no message shows; empty for nothing."""
        self._show("_progress", _Message(visible(text), keys=keys))

    def show_notice(self, text: str, sign: str = "", keys: str = "") -> None:
        """Show what is good to know while nothing runs and no key has a message.

        One with ``keys`` leaves the numbers of the list in sight.
        """
        self._show("_notice", _Message(visible(text), keys=keys, sign=sign))

    def show_text(self, title: str = "", place: str = "") -> None:
        """Show a place in the full text of a paper instead of the list; empty for the list."""
        if (title, place) != self._text:
            self._text = title, place
            self.refresh()

    def show_failure(self, text: str, sign: str = "!", keys: str = "") -> None:
        """Show what failed in the background, while no message shows; empty for nothing."""
        self._show("_failure", _Message(visible(text), keys=keys, sign=sign if text else ""))

    def _show(self, part: str, message: _Message) -> None:
        if message != getattr(self, part):
            setattr(self, part, message)
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
        selection = _Message(
            "verdicts act on the selection" * bool(status.selected), keys=status.drop
        )
        notice = selection or self._notice or _Message(status.notice)
        shown = self._message or self._failure or self._progress or notice
        least = shown.least if shown in (self._message, self._failure, selection) else 0
        if shown.shorter:
            shown = shown.within(width - _LEAST_TITLE)
            least = shown.least
        message = shown.line
        counts = status.counts
        position = f" {'near ' if status.near else ''}{status.position}/{status.shown} "
        if status.filtered and not status.near:
            position = f" filter: {status.shown:,} of {status.total:,} "
        title = f" {visible(status.title)} "
        if self._text[0]:
            title, counts, position = f" {self._text[0]} ", "", f" {self._text[1]} "
            least = cell_len(message)
        may_fill = shown is self._failure or self._text[0]
        if may_fill and shown and cell_len(message) + _LEAST_TITLE > width:
            title, others = "", list[str]()  # a failure, or a citation, may take the whole line
        elif shown is self._notice and shown.keys:
            others = [counts, position]
            room = max(_LEAST_TITLE, width - cell_len(counts + position + message))
            title = title if cell_len(title) <= room else f"{fit(title.rstrip(), room - 1)} "
        else:
            title, others = self._shared(title, counts, position, cell_len(message), least)
        segments = [Segment(title, get("status--title")), *(Segment(one, base) for one in others)]
        room = width - sum(map(cell_len, (title, *others)))
        if message and room > 0:
            text, keys = shown.fitted(room)
            segments.append(Segment(" " * max(0, room - cell_len(text + keys)), base))
            style = get("status--error" if shown.sign else "status--message")
            segments.append(Segment(text, style))
            segments.append(Segment(keys, get("status--message")))
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
        elif min(cell_len(title), _LEAST_TITLE) + cell_len(counts) + least <= width:
            room = max(_LEAST_TITLE, width - cell_len(counts) - least)
        elif least < message and self.status.undecided:  # cuts the subject
            room = _LEAST_TITLE
        else:
            counts = ""
            room = max(_LEAST_TITLE, width - least)
        if cell_len(title) > room:
            title = f"{fit(title.rstrip(), room - 1)} "
        room = width - cell_len(title)
        shown: list[str] = []
        for text, reserved in ((counts, 0), (position, message)):
            if text and cell_len(text) <= room - reserved:
                shown.append(text)
                room -= cell_len(text)
        return title, shown
