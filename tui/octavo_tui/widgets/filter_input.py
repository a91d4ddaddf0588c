"""The line a filter is typed into."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.events import Key
from textual.message import Message
from textual.strip import Strip

from octavo_tui.widgets.base import DrawnWidget
from octavo_tui.widgets.line_editor import Line, press

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

    from octavo_model.search.query import Completion, Problem
    from octavo_tui.widgets.completions import Completions

_PROMPT = " / "
_NOTHING = "nothing to complete here"
_LEAVING = {"enter": True, "escape": False, "ctrl+c": False}
_RECALLING = {"alt+up": -1, "alt+down": 1}
_LONGEST_PASTE = 1_000
"""Characters: what is longer is no query, and each key looks at all of it."""
_MOVING: dict[str, tuple[int, float]] = {
    "down": (1, 0),
    "ctrl+n": (1, 0),
    "up": (-1, 0),
    "pagedown": (0, 1),
    "pageup": (0, -1),
}
"""Lines and pages."""
HINTS = (
    ("enter", "keep"), ("esc", "clear"), ("↑ ↓", "move"), ("tab", "complete"),
    ("alt+↑", "earlier query"),
)  # fmt: skip
"""The keys worth knowing while a filter is typed."""


class FilterLine(DrawnWidget, can_focus=True):
    """One line that edits like any input, drawn in one strip.

    Textual's `Input` relays out the screen at each change of its text, which a filter over a
    hundred thousand titles cannot afford; this line changes nothing but itself. Keys that do
    not edit leave it (Enter, Escape), complete what is typed (Tab), or move in the list (arrows,
    pages).

    Attributes:
        edited: Called with the text at every change: at once and not by a message, so that the
            letter and what it finds are painted in one frame.
        complete: Told the text and where the cursor stands, how it may go on.
        advise: Told the same, what to say where there is no way to go on.
        recall: The queries asked before.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "filter--prompt",
        "filter--cursor",
        "filter--selection",
        "filter--note",
        "filter--problem",
    }
    DEFAULT_CSS = """
    FilterLine {
        height: 1;
        background: $boost;
        .filter--prompt { color: $accent; text-style: bold; }
        .filter--cursor { text-style: reverse; }
        .filter--selection { background: $primary 40%; }
        .filter--note { color: $foreground 60%; }
        .filter--problem { color: $warning; text-style: underline; }
    }
    """

    class Left(Message):
        """The line was left.

        Attributes:
            keep: Whether the filter is to stay.
        """

        def __init__(self, filter_line: FilterLine, *, keep: bool) -> None:
            super().__init__()
            self.filter_line = filter_line
            self.keep = keep

        @property
        def control(self) -> FilterLine:
            """The line."""
            return self.filter_line

    class Moved(Message):
        """A key asked to move in the list.

        Attributes:
            lines: By how many lines.
            pages: By how many pages.
        """

        def __init__(self, lines: int = 0, pages: float = 0) -> None:
            super().__init__()
            self.lines = lines
            self.pages = pages

    def __init__(self, completions: Completions, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.display = False
        self.edited: Callable[[str], object] = str
        self.complete: Callable[[str, int], Sequence[Completion]] = lambda _text, _cursor: ()
        self.advise: Callable[[str, int], str] = lambda _text, _cursor: ""
        self.recall = Recall()
        self._completions = completions
        self._line = Line()
        self._note = ""
        self._advice = ""
        self._problems: Sequence[Problem] = ()

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self._line.text

    @text.setter
    def text(self, text: str) -> None:
        self._edit(Line.of(_on_one_line(text)))

    @property
    def cursor(self) -> int:
        """Before which character the cursor stands."""
        return self._line.cursor

    @property
    def note(self) -> str:
        """What stands at the right: the number of matches."""
        return self._note

    @note.setter
    def note(self, note: str) -> None:
        if note != self._note:
            self._note = note
            self.refresh()

    @property
    def problems(self) -> Sequence[Problem]:
        """What of the text does nothing, and why: it is underlined, and told beside the note."""
        return self._problems

    @problems.setter
    def problems(self, problems: Sequence[Problem]) -> None:
        if problems != self._problems:
            self._problems = problems
            self.refresh()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Tell Textual which keys are typed into the line rather than run a command."""
        return press(self._line, key, character) is not None

    async def on_key(self, event: events.Key) -> None:
        """Edit, leave, or move in the list."""
        if self.screen.focused is not self:
            # It was on its way here when the line was left: it is meant for somebody else.
            event.stop()
            self.app.post_message(Key(event.key, event.character))
            return
        edited = press(self._line, event.key, event.character)
        self._say("")
        if self._completes(event.key):
            pass
        elif event.key in _RECALLING:
            earlier = self.recall.go(self._line.text, _RECALLING[event.key])
            if earlier is not None:
                self.text = earlier
        elif event.key == "ctrl+c" and self._line.selected:
            self.app.copy_to_clipboard(self._line.selected)
        elif event.key in _LEAVING:
            self.screen.set_focus(None)
            self.post_message(self.Left(self, keep=_LEAVING[event.key]))
        elif event.key in _MOVING:
            self.post_message(self.Moved(*_MOVING[event.key]))
        elif edited is not None:
            self._edit(edited)
        else:
            return
        event.stop()
        event.prevent_default()

    def _completes(self, key: str) -> bool:
        """Whether ``key`` is one for what the word may become; then it is done.

        These keys never leave the line: what is typed next would run commands.
        """
        shown = self._completions
        if key == "tab":
            if shown.current is None:
                # Where nothing was offered by itself, the key asks what there is.
                ways = self.complete(self._line.text, self._line.cursor)
                if len(ways) == 1:
                    self.take(ways[0])
                else:
                    shown.show(ways)
                if not ways:
                    self._say(self.advise(self._line.text, self._line.cursor) or _NOTHING)
            else:
                self.take(shown.current)
            return True
        if key == "shift+tab":
            shown.step(1)
            return True
        if key == "escape" and shown.display:
            shown.show(())
            return True
        return False

    def take(self, completion: Completion) -> None:
        """Put ``completion`` into the line, and the cursor behind it."""
        text = self._line.text
        head = text[: completion.start] + completion.text
        line = Line.of(head + text[completion.end :])
        self._edit(line.move(len(head)))

    def offer_anew(self) -> None:
        """Offer what has become known meanwhile, unless what was asked for is being shown."""
        shown = self._completions.current
        if shown is None or not shown.text.endswith(":"):
            self._say("")
            self._offer()

    def _offer(self) -> None:
        """Offer values where a field is being typed; its name only where that is asked for."""
        line = self._line
        ways: Sequence[Completion] = ()
        if self.has_focus and ":" in line.text[: line.cursor]:
            ways = self.complete(line.text, line.cursor)
            typed = {line.text[one.start : one.end] for one in ways}
            if any(one.text.endswith(":") for one in ways) or (
                len(ways) == 1 and ways[0].text.strip() in typed
            ):
                ways = ()
        self._completions.show(ways)

    def _say(self, advice: str) -> None:
        """Say why there is no way to go on, until the next key; empty: say it no longer."""
        if advice != self._advice:
            self._advice = advice
            self.refresh()

    def on_blur(self) -> None:
        """Who left is offered nothing."""
        self._completions.show(())

    def on_paste(self, event: events.Paste) -> None:
        """Put what is pasted on the one line there is."""
        event.stop()
        pasted = " ".join(_on_one_line(event.text[:_LONGEST_PASTE]).split())
        self._edit(self._line.insert(pasted))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the mouse points."""
        column, x = event.x - len(_PROMPT), 0
        for index, char in enumerate(self._line.text):
            x += cell_len(char)
            if x > column:
                self._edit(self._line.move(index))
                return
        self._edit(self._line.move(len(self._line.text)))

    def render_line(self, y: int) -> Strip:
        """The line: prompt, text, note."""
        base, get = self.base, self.get_component_rich_style
        width = self.size.width
        note = self._told(width)
        wrong = self._wrong()
        room = max(1, width - len(_PROMPT) - cell_len(note) - 1)
        line = self._line
        start = self._first_visible(room)
        low, high = line.selection
        segments = [Segment(_PROMPT, get("filter--prompt"))]
        used = 0
        for index in range(start, len(line.text) + 1):
            char = line.text[index] if index < len(line.text) else " "
            used += cell_len(char)
            if used > room:
                break
            if index == line.cursor and self.has_focus:
                style = get("filter--cursor")
            elif low <= index < high:
                style = get("filter--selection")
            elif index in wrong:
                style = get("filter--problem")
            else:
                style = base
            segments.append(Segment(char, style))
        text = Strip(segments).simplify().adjust_cell_length(width - cell_len(note), base)
        return Strip([*text, Segment(note, get("filter--note"))], width)

    def _told(self, width: int) -> str:
        """What stands at the right: what is wrong, as far as there is room, and the note."""
        note = f" {self._note} " if self._note else ""
        if not (self._problems or self._advice):
            return note
        typed = len(_PROMPT) + cell_len(self._line.text) + 1
        # Half of a narrow line at least, so that it can be read.
        room = max(width - typed, width // 2) - cell_len(note) - 4
        # The part itself is underlined; of several each is named.
        if self._advice:
            told = self._advice
        elif len(self._problems) > 1:
            told = " · ".join(map(str, self._problems))
        else:
            told = self._problems[0].brief
            if cell_len(told) > room:
                told = self._problems[0].short
        if cell_len(told) > room:
            told = f"{set_cell_size(told, max(0, room - 1)).rstrip()}…"
        return f" {told} ·{note}" if note else f" {told} "

    def _wrong(self) -> set[int]:
        """The places of the text that belong to a problem."""
        text = self._line.text
        return {
            place
            for one in self._problems
            # Until the next answer is there the text may be another one already.
            if text[one.start : one.end] == one.part
            for place in range(one.start, one.end)
        }

    def _first_visible(self, room: int) -> int:
        start, used = self._line.cursor, 1
        while start > 0 and used + cell_len(self._line.text[start - 1]) <= room:
            start -= 1
            used += cell_len(self._line.text[start])
        return start

    def _edit(self, line: Line) -> None:
        before, self._line = self._line, line
        self._say("")
        if line != before:
            self.refresh()
        if line.text != before.text:
            self.edited(line.text)
        if line != before:
            self._offer()


def _on_one_line(text: str) -> str:
    """``text`` with spaces for what cannot be shown, wherever it comes from."""
    return "".join(char if char.isprintable() else " " for char in text)


class Recall:
    """Where in the history a line is.

    What was typed before one began to go back is the newest, and waits there.

    >>> recall = Recall(["tidal", "owls"])
    >>> recall.go("att", -1), recall.go("owls", -1), recall.go("tidal", 1), recall.go("owls", 1)
    ('owls', 'tidal', 'owls', 'att')
    """

    def __init__(self, queries: Sequence[str] = ()) -> None:
        self._queries = list(queries)
        self._at = len(self._queries)
        self._typed = ""

    def go(self, text: str, step: int) -> str | None:
        """The query before (-1) or after (1) the one that is shown.

        Args:
            text: What stands in the line.
            step: Which way.

        Returns:
            What is to stand there; None where there is nothing that way.
        """
        if self._at < len(self._queries) and text != self._queries[self._at]:
            self._at = len(self._queries)  # it was edited: that is the newest now
        if self._at == len(self._queries):
            self._typed = text
        at = self._at + step
        while 0 <= at < len(self._queries) and self._queries[at] == text:
            at += step
        if not 0 <= at <= len(self._queries):
            return None
        self._at = at
        return self._typed if at == len(self._queries) else self._queries[at]
