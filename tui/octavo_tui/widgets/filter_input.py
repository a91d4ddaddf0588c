"""The input for the filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.text import Text
from textual.actions import parse
from textual.binding import Binding
from textual.events import Key
from textual.geometry import Offset
from textual.reactive import Reactive, reactive
from textual.strip import Strip
from textual.widgets import Input
from textual.widgets.input import Selection

from octavo_tui.render.scopes import line_message
from octavo_tui.widgets.completions import Completions, QueryHistory

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from textual import events

    from octavo_model.search.query.completion import Completion
    from octavo_model.search.query.nodes import Problem

_PROMPT = " / "
_LEAVING = {"enter": True, "escape": False, "ctrl+c": False}
_HISTORY = {"alt+up": -1, "alt+down": 1}
_MOVING: dict[str, tuple[int, float]] = {
    "down": (1, 0), "ctrl+n": (1, 0), "up": (-1, 0), "pagedown": (0, 1), "pageup": (0, -1),
}  # fmt: skip
_LONGEST_PASTE = 1_000
"""Characters. Longer text is no query, and every key would parse all of it."""
_EDITING = {
    one.key: parse(one.action)[1:]
    for one in Binding.make_bindings(
        [
            *Input.BINDINGS,
            ("ctrl+h", "delete_left"),
            ("alt+b", "cursor_left_word"),
            ("alt+f", "cursor_right_word"),
            ("alt+backspace,ctrl+backspace", "delete_left_word"),
            ("alt+d,ctrl+delete", "delete_right_word"),
        ]
    )
    if one.key not in {"enter", "ctrl+c", "ctrl+d", "ctrl+v", "ctrl+x"}
}
"""The action of `Input` for each key that edits, with its parameters."""


class FilterInput(Input, inherit_bindings=False, inherit_css=False):
    """An input that shows what its text matches, and never lays out the screen.

    It runs the actions of `Input` itself, as soon as a key arrives: a binding would run after
    the keys that follow it.

    It posts no messages: the letter and the papers that it matches are painted in one frame.
    ``edited`` is called with the text at every change, ``left`` with whether to keep the filter,
    and ``moved`` with lines and pages by which to move in the list. ``commands`` are run by their
    keys, ``//`` right after it was opened; the next key waits for them. ``complete`` returns
    completions for a text and the position of the cursor, and ``advise`` what to show without any.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"filter--{part}" for part in ("prompt", "cursor", "selection", "note", "problem")
    }
    DEFAULT_CSS = """
    FilterInput {
        height: 1;
        overflow: hidden;
        background: $ground-page;
        color: $role-text;
        .filter--prompt { color: $role-key; text-style: bold; }
        .filter--cursor { text-style: reverse; }
        .filter--selection { background: $ground-selection; }
        .filter--note { color: $role-muted; }
        .filter--problem { color: $role-star; text-style: underline; }
    }
    """

    note = reactive("")
    """The shortest text at the right: the number of matches."""
    scopes: Reactive[Sequence[str]] = reactive(())
    """What it searched and what lies outside, the longest text first; shown if there is room."""
    read_as = reactive("")
    """The words that near matches were searched by; empty if those are the text itself."""
    problems: Reactive[Sequence[Problem]] = reactive(())
    """The parts of the text that match nothing; they are underlined and explained."""
    _advice = reactive("")
    """Why nothing completes, until the next key."""

    def __init__(self, completions: Completions) -> None:
        super().__init__(id="filter", validate_on=(), select_on_focus=False)
        self.display = False
        self.cursor_blink = False
        self.edited: Callable[[str], object] = str
        self.left: Callable[[bool], object] = bool
        self.moved: Callable[[int, float], object] = max
        self.commands: dict[str, Callable[[], Coroutine[None, None, None]]] = {}
        self.is_fresh = False
        """Whether no key was pressed since it was opened."""
        self.complete: Callable[[str, int], Sequence[Completion]] = lambda _text, _cursor: ()
        self.advise: Callable[[str, int], str] = lambda _text, _cursor: ""
        self.history = QueryHistory()
        self._completions = completions
        completions.chosen = self.accept

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

    content_width = 1
    """The text scrolls while it is drawn, and not as in a `ScrollView`."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether a key is typed here, rather than run a command."""
        return key in _EDITING or bool(character and character.isprintable())

    async def on_key(self, event: events.Key) -> None:
        """Edit, leave, or move in the list."""
        if self.screen.focused is not self:
            # The input was left while the key was on its way: it is for the screen.
            event.stop()
            event.prevent_default()
            self.app.post_message(Key(event.key, event.character))
            return
        self._advice = ""
        is_fresh, self.is_fresh = self.is_fresh, False
        if self._completes(event.key):
            pass
        elif event.key in self.commands:
            await self.commands[event.key]()
        elif is_fresh and event.character == "/":
            await self.commands["//"]()
        elif event.key in _HISTORY:
            self.text = self.history.move(self.value, _HISTORY[event.key])
        elif event.key == "ctrl+c" and self.selected_text:
            self.app.copy_to_clipboard(self.selected_text)
        elif event.key in _LEAVING:
            self.left(_LEAVING[event.key])
        elif event.key in _MOVING:
            self.moved(*_MOVING[event.key])
        elif event.key in _EDITING:
            name, parameters = _EDITING[event.key]
            before = self.value, self.selection
            getattr(self, f"action_{name}")(*parameters)
            if before != (self.value, self.selection):
                self._changed()
        elif event.character == "~" and self.cursor_at_end and self.value[-1:].isalnum():
            self._toggle_abstracts()
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

    def watch_value(self, value: str) -> None:
        """Find the papers that match."""
        self.edited(value)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep the message from all the widgets above."""
        event.stop()

    def accept(self, completion: Completion) -> None:
        """Insert ``completion``, and put the cursor after it."""
        self.screen.set_focus(self)
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
        self._advice = ""
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
        """Handle a key of the completions, and return whether it was one."""
        shown = self._completions
        if key == "tab" and shown.current is not None:
            self.accept(shown.current)
        elif key == "shift+tab" and shown.current is not None:
            shown.step(1)
        elif key == "shift+tab":
            completions = self.complete(self.value, self.cursor_position)
            if len(completions) == 1:
                self.accept(completions[0])
            else:
                shown.show(completions)
            if not completions:
                self._advice = self.advise(self.value, self.cursor_position) or "no completion here"
        elif key == "escape" and shown.display:
            shown.show(())
        else:
            return False
        return True

    def _toggle_abstracts(self) -> None:
        """Add the sign before the text by which abstracts are searched, too, or remove it."""
        text = self.value.lstrip()
        self.text = text[1:].lstrip() if text.startswith("~") else f"~{text}"

    def render_line(self, y: int) -> Strip:
        """Draw prompt, text and note."""
        get, width = self.get_component_rich_style, self.size.width
        note = self._message(width)
        text = Text(f"{self.value} ", self.rich_style, end="")
        for problem in self.problems:
            # Until the next result is there the text may be another one already.
            if self.value[problem.start : problem.end] == problem.part:
                text.stylize(get("filter--problem"), problem.start, problem.end)
        text.stylize(get("filter--selection"), *sorted(self.selection))
        if self.has_focus:
            text.stylize(get("filter--cursor"), self.cursor_position, self.cursor_position + 1)
        strip = Strip(text.render(self.app.console)).crop(*self._visible)
        strip = strip.adjust_cell_length(width - len(_PROMPT) - cell_len(note), self.rich_style)
        prompt = Segment(_PROMPT, get("filter--prompt"))
        return Strip([prompt, *strip, Segment(note, get("filter--note"))], width)

    @property
    def _visible(self) -> tuple[int, int]:
        """The first and the last visible column of the text, so that the cursor is in view."""
        width = self.size.width
        room = max(1, width - len(_PROMPT) - cell_len(self._message(width)) - 1)
        start = max(0, cell_len(self.value[: self.cursor_position]) + 1 - room)
        return start, start + room

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the terminal's cursor is, for input methods."""
        return super().cursor_screen_offset + Offset(len(_PROMPT) - self._visible[0], 0)

    def _cell_offset_to_index(self, offset: int) -> int:
        """Return the index of the character in a column of the input."""
        return super()._cell_offset_to_index(max(0, offset - len(_PROMPT)) + self._visible[0])

    def _message(self, width: int) -> str:
        """Return the text at the right."""
        room = width - len(_PROMPT) - cell_len(self.value) - 2
        notes = (*self.scopes, self.note)
        return line_message(
            width, room, notes, self.problems, advice=self._advice, read_as=self.read_as
        )


def _on_one_line(text: str) -> str:
    """Return ``text`` with spaces for characters that cannot be shown."""
    return "".join(char if char.isprintable() else " " for char in text)
