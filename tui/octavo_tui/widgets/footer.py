"""The footer: the most useful keys, from the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from rich.segment import Segment
from textual.strip import Strip

from octavo_tui.commands import FOOTERS, PREFIXES, Command
from octavo_tui.keys import sequences, show_key
from octavo_tui.widgets.base import DrawnWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from textual import events

    from octavo_tui.keys import Keymap

    Hints = Sequence[tuple[str, str]]
    """Keys, each with a word for its command."""

_KEPT = {"help", "quit", "back"}
"""The commands that are shown at any width."""


class Hint(NamedTuple):
    """A key and a word, what a click on them runs, and whether they are shown at any width."""

    key: str
    word: str
    action: str = ""
    is_kept: bool = False
    end: str = " "
    """What follows it: nothing where many are shown at once."""

    @property
    def width(self) -> int:
        """The columns it takes."""
        return len(self.key) + len(self.word) + 2 + len(self.end)


class KeyHints(DrawnWidget):
    """One line of keys and words, if they fit, with help and quit; a click runs the command.

    ``pane`` returns the name of the pane with the focus, whose keys are shown.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"hints--key", "hints--word"}
    DEFAULT_CSS = """
    KeyHints {
        height: 1;
        .hints--key { color: $role-key; text-style: bold; }
        .hints--word { color: $role-muted; }
    }
    """

    def __init__(self, keymap: Keymap, pane: Callable[[], str]) -> None:
        super().__init__(id="hints")
        self._pane = pane
        self._of_panes = {name: list(_of_pane(keymap, words)) for name, words in FOOTERS.items()}
        self._usual = self._shared = list(_usual(keymap))
        self._others: list[Hint] | None = None

    def show(self, others: Hints | None) -> None:
        """Show the keys of the widget with the focus; None for those of the pane."""
        usual = self._of_panes.get(self._pane(), self._shared)
        if usual is not self._usual:
            self._usual = usual
            self.refresh()
        self._show(None if others is None else [Hint(*other) for other in others])

    def show_following(self, following: Iterable[tuple[str, Command]], number: str = "") -> None:
        """Show the keys that may follow the first ones of a sequence, or a number."""
        hints = [Hint(number, "times")] if number else []
        for key, command in following:
            word = command.footer or command.title.lower()
            hints.append(Hint(key, word, command.times(int(number)) if number else command.action))
        hints.append(Hint("esc", "", "press('escape')", is_kept=True))
        self._show([hint._replace(end="") for hint in hints])

    def _show(self, others: list[Hint] | None) -> None:
        if others != self._others:
            self._others = others
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the keys and words."""
        key_style = self.get_component_rich_style("hints--key")
        word_style = self.get_component_rich_style("hints--word")
        segments: list[Segment] = []
        for _, hint in self._layout():
            segments += [
                Segment(f" {hint.key} ", key_style),
                Segment(f"{hint.word}{hint.end}", word_style),
            ]
        return Strip(segments).adjust_cell_length(self.size.width, self.base)

    async def on_click(self, event: events.Click) -> None:
        """Run the command that was clicked."""
        for start, hint in self._layout():
            if hint.action and start <= event.x < start + hint.width:
                event.stop()
                await self.screen.run_action(hint.action)
                return

    def _layout(self) -> Iterator[tuple[int, Hint]]:
        hints = self._usual if self._others is None else self._others
        room = self.size.width - sum(hint.width for hint in hints if hint.is_kept)
        start = 0
        for hint in hints:
            if not hint.is_kept:
                if hint.width > room:
                    continue
                room -= hint.width
            yield start, hint
            start += hint.width


def _of_pane(keymap: Keymap, words: Mapping[str, str]) -> Iterator[Hint]:
    """Yield the keys of the commands that have ``words`` in the footer of a pane."""
    for name, word in words.items():
        if key := keymap.shown(name):
            yield Hint(key, word, keymap.by_name[name].action, name in _KEPT)


def _usual(keymap: Keymap) -> Iterator[Hint]:
    """Yield the keys of the commands with a word for the footer, and those that start sequences."""
    for one in keymap.commands:
        key = keymap.shown(one.name)
        if one.footer and key and len(sequences(keymap.keys_of(one))[0]) == 1:
            yield Hint(key, one.footer, one.action, one.name in _KEPT)
        if one.name == "filter":
            for start, word in PREFIXES.items():
                if keymap.is_start((start,)):
                    yield Hint(show_key(start), word, f"press({start!r})")
