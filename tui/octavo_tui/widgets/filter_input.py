"""The input for the filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.text import Text
from textual.actions import parse
from textual.binding import Binding
from textual.events import Key
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual import events

    from octavo_model.search.query import Completion, Problem
    from octavo_tui.widgets.completions import Completions

HINTS = (
    ("enter", "keep"), ("esc", "clear"), ("↑ ↓", "move"), ("tab", "complete"),
    ("alt+↑", "earlier query"),
)  # fmt: skip
"""The footer while a filter is typed."""
_PROMPT = " / "
_NOTHING = "nothing to complete here"
_LEAVING = {"enter": True, "escape": False, "ctrl+c": False}
_HISTORY = {"alt+up": -1, "alt+down": 1}
_MOVING: dict[str, tuple[int, float]] = {
    "down": (1, 0),
    "ctrl+n": (1, 0),
    "up": (-1, 0),
    "pagedown": (0, 1),
    "pageup": (0, -1),
}
"""Lines and pages."""
_LONGEST_PASTE = 1_000
"""Characters. Longer text is no query, and every key would parse all of it."""
_NOT_EDITING = {"enter", "ctrl+c", "ctrl+d", "ctrl+v", "ctrl+x"}
"""Keys of `Input` that leave the filter or run a command here."""
_EDITING = {
    key: parse(action)[1:]
    for key, action in {
        **{one.key: one.action for one in Binding.make_bindings(Input.BINDINGS)},
        "ctrl+h": "delete_left",
        "alt+b": "cursor_left_word",
        "alt+f": "cursor_right_word",
        "alt+backspace": "delete_left_word",
        "ctrl+backspace": "delete_left_word",
        "alt+d": "delete_right_word",
        "ctrl+delete": "delete_right_word",
    }.items()
    if key not in _NOT_EDITING
}
"""The action of `Input` for each key that edits, with its parameters."""


class FilterInput(Input, inherit_bindings=False, inherit_css=False):
    """An input that shows what its text matches, and never lays out the screen.

    It runs the actions of `Input` itself, as soon as a key arrives: a binding would run after
    the keys that follow it.

    Attributes:
        edited: Called with the text at every change. It is no message, so that the letter and
            the papers it matches are painted in one frame.
        complete: Returns the completions for a text and the position of the cursor.
        advise: Returns what to show for the same where there is no completion.
        history: The earlier queries.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "filter--prompt",
        "filter--cursor",
        "filter--selection",
        "filter--note",
        "filter--problem",
    }
    DEFAULT_CSS = """
    FilterInput {
        height: 1;
        overflow: hidden;
        background: $boost;
        .filter--prompt { color: $accent; text-style: bold; }
        .filter--cursor { text-style: reverse; }
        .filter--selection { background: $primary 40%; }
        .filter--note { color: $foreground 60%; }
        .filter--problem { color: $warning; text-style: underline; }
    }
    """

    class Left(Message):
        """The input was left.

        Attributes:
            keep: Whether the filter stays.
        """

        def __init__(self, filter_input: FilterInput, *, keep: bool) -> None:
            super().__init__()
            self.filter_input = filter_input
            self.keep = keep

        @property
        def control(self) -> FilterInput:
            """The input."""
            return self.filter_input

    class Moved(Message):
        """A key moves the cursor of the list, by lines or by pages."""

        def __init__(self, lines: int = 0, pages: float = 0) -> None:
            super().__init__()
            self.lines = lines
            self.pages = pages

    def __init__(self, completions: Completions, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, validate_on=(), select_on_focus=False)
        self.display = False
        self.cursor_blink = False
        self.edited: Callable[[str], object] = str
        self.complete: Callable[[str, int], Sequence[Completion]] = lambda _text, _cursor: ()
        self.advise: Callable[[str, int], str] = lambda _text, _cursor: ""
        self.history = QueryHistory()
        self._completions = completions
        self._note = ""
        self._advice = ""
        self._problems: Sequence[Problem] = ()

    @property
    def text(self) -> str:
        """The text. Setting it moves the cursor to its end."""
        return self.value

    @text.setter
    def text(self, text: str) -> None:
        text = _on_one_line(text)
        if not self.is_running:  # a watcher would look for the app
            self.set_reactive(Input.value, text)
            self.set_reactive(Input.selection, Selection.cursor(len(text)))
        elif text != self.value:
            self.replace(text, 0, len(self.value))
            self._changed()

    @property
    def note(self) -> str:
        """The text at the right: the number of matches."""
        return self._note

    @note.setter
    def note(self, note: str) -> None:
        if note != self._note:
            self._note = note
            self.refresh()

    @property
    def problems(self) -> Sequence[Problem]:
        """The parts of the text that match nothing; they are underlined and explained."""
        return self._problems

    @problems.setter
    def problems(self, problems: Sequence[Problem]) -> None:
        if problems != self._problems:
            self._problems = problems
            self.refresh()

    @property
    def content_width(self) -> int:
        """Always 1: the text scrolls while it is drawn, and not as a `ScrollView`."""
        return 1

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether a key is typed here, rather than run a command."""
        return key in _EDITING or bool(character and character.isprintable())

    async def on_key(self, event: events.Key) -> None:
        """Edit, leave, or move in the list."""
        if self.screen.focused is not self:
            # The input was left after this key was sent here: it is for the screen.
            event.stop()
            self.app.post_message(Key(event.key, event.character))
            return
        self._show_advice("")
        if self._completes(event.key):
            pass
        elif event.key in _HISTORY:
            earlier = self.history.move(self.value, _HISTORY[event.key])
            if earlier is not None:
                self.text = earlier
        elif event.key == "ctrl+c" and self.selected_text:
            self.app.copy_to_clipboard(self.selected_text)
        elif event.key in _LEAVING:
            self.screen.set_focus(None)
            self.post_message(self.Left(self, keep=_LEAVING[event.key]))
        elif event.key in _MOVING:
            self.post_message(self.Moved(*_MOVING[event.key]))
        elif event.key in _EDITING:
            name, parameters = _EDITING[event.key]
            before = self.value, self.selection
            getattr(self, f"action_{name}")(*parameters)
            if before != (self.value, self.selection):
                self._changed()
        elif event.is_printable and event.character:
            self._type(event.character)
        else:
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """Type what was pasted, on one line."""
        event.stop()
        event.prevent_default()
        self._type(" ".join(_on_one_line(event.text[:_LONGEST_PASTE]).split()))

    def on_blur(self) -> None:
        """Hide the completions."""
        self._completions.show(())

    def on_click(self) -> None:
        """Complete the word that was clicked."""
        self._changed()

    def watch_value(self, value: str) -> None:
        """Find the papers that match."""
        self.edited(value)

    def accept(self, completion: Completion) -> None:
        """Insert ``completion``, and put the cursor after it."""
        self.replace(completion.text, completion.start, completion.end)
        self._changed()

    def refresh_completions(self) -> None:
        """Show completions that became known, unless the names of fields are shown."""
        shown = self._completions.current
        if shown is None or not shown.text.endswith(":"):
            self._changed()

    def _type(self, text: str) -> None:
        self.replace(text, *self.selection)
        self._changed()

    def _changed(self) -> None:
        """Show values where a field is being typed; its name only when asked for."""
        self._show_advice("")
        text, cursor = self.value, self.cursor_position
        completions: Sequence[Completion] = ()
        if self.has_focus and ":" in text[:cursor]:
            completions = self.complete(text, cursor)
            typed = {text[one.start : one.end] for one in completions}
            if any(one.text.endswith(":") for one in completions) or (
                len(completions) == 1 and completions[0].text.strip() in typed
            ):
                completions = ()
        self._completions.show(completions)

    def _completes(self, key: str) -> bool:
        """Return whether ``key`` is for the completions; then it is handled.

        These keys never leave the input: what is typed next would run commands.
        """
        shown = self._completions
        if key == "tab":
            if shown.current is not None:
                self.accept(shown.current)
                return True
            completions = self.complete(self.value, self.cursor_position)
            if len(completions) == 1:
                self.accept(completions[0])
            else:
                shown.show(completions)
            if not completions:
                self._show_advice(self.advise(self.value, self.cursor_position) or _NOTHING)
        elif key == "shift+tab":
            shown.step(1)
        elif key == "escape" and shown.display:
            shown.show(())
        else:
            return False
        return True

    def _show_advice(self, advice: str) -> None:
        """Show until the next key why there is no completion."""
        if advice != self._advice:
            self._advice = advice
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw prompt, text and note."""
        get, width = self.get_component_rich_style, self.size.width
        note = self._message(width)
        text = Text(f"{self.value} ", self.rich_style, end="")
        for problem in self._problems:
            # Until the next result is there the text may be another one already.
            if self.value[problem.start : problem.end] == problem.part:
                text.stylize(get("filter--problem"), problem.start, problem.end)
        text.stylize(get("filter--selection"), *sorted(self.selection))
        if self.has_focus:
            cursor = self.cursor_position
            text.stylize(get("filter--cursor"), cursor, cursor + 1)
        start, room = self._first_cell, self._room
        strip = Strip(text.render(self.app.console)).crop(start, start + room)
        strip = strip.adjust_cell_length(width - len(_PROMPT) - cell_len(note), self.rich_style)
        prompt = Segment(_PROMPT, get("filter--prompt"))
        return Strip([prompt, *strip, Segment(note, get("filter--note"))], width)

    @property
    def _room(self) -> int:
        """The columns of the text."""
        width = self.size.width
        return max(1, width - len(_PROMPT) - cell_len(self._message(width)) - 1)

    @property
    def _first_cell(self) -> int:
        """How many columns of the text are left out, so that the cursor is in view."""
        return max(0, cell_len(self.value[: self.cursor_position]) + 1 - self._room)

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor is, for input methods."""
        return super().cursor_screen_offset + Offset(len(_PROMPT) - self._first_cell, 0)

    def _cell_offset_to_index(self, offset: int) -> int:
        """Return the index of the character in a column of the input."""
        return super()._cell_offset_to_index(max(0, offset - len(_PROMPT)) + self._first_cell)

    def _message(self, width: int) -> str:
        """Return the text at the right: the problems, as far as there is room, and the note."""
        note = f" {self._note} " if self._note else ""
        if not (self._problems or self._advice):
            return note
        typed = len(_PROMPT) + cell_len(self.value) + 1
        # At least half of a narrow line, so that it can be read.
        room = max(width - typed, width // 2) - cell_len(note) - 4
        # A single part is underlined; of several each is named.
        if self._advice:
            message = self._advice
        elif len(self._problems) > 1:
            message = " · ".join(map(str, self._problems))
        else:
            message = self._problems[0].brief
            if cell_len(message) > room:
                message = self._problems[0].short
        if cell_len(message) > room:
            message = f"{set_cell_size(message, max(0, room - 1)).rstrip()}…"
        return f" {message} ·{note}" if note else f" {message} "


def _on_one_line(text: str) -> str:
    """Return ``text`` with spaces for characters that cannot be shown."""
    return "".join(char if char.isprintable() else " " for char in text)


class QueryHistory:
    """The earlier queries, and which of them is shown. The text typed before counts as newest.

    >>> history = QueryHistory(["tidal", "owls"])
    >>> history.move("att", -1), history.move("owls", -1)
    ('owls', 'tidal')
    >>> history.move("tidal", 1), history.move("owls", 1)
    ('owls', 'att')
    """

    def __init__(self, queries: Sequence[str] = ()) -> None:
        self._queries = list(queries)
        self._index = len(self._queries)
        self._typed = ""

    def move(self, text: str, step: int) -> str | None:
        """Return the query before (-1) or after (1) the shown ``text``; None at either end."""
        newest = len(self._queries)
        if self._index < newest and text != self._queries[self._index]:
            self._index = newest  # it was edited
        if self._index == newest:
            self._typed = text
        index = self._index + step
        while 0 <= index < newest and self._queries[index] == text:
            index += step
        if not 0 <= index <= newest:
            return None
        self._index = index
        return self._typed if index == newest else self._queries[index]
