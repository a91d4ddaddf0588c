"""The footer: the most useful keys, from the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.strip import Strip

from octavo_tui.commands import COMMANDS, Command, show_key
from octavo_tui.widgets.base import DrawnWidget

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from textual import events

    Hints = Sequence[tuple[str, str]]
    """Keys, each with a word for its command."""


class KeyHints(DrawnWidget):
    """One line of keys and words, if they fit, with help and quit; a click runs the command."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"hints--key", "hints--word"}
    DEFAULT_CSS = """
    KeyHints {
        height: 1;
        .hints--key { color: $role-key; text-style: bold; }
        .hints--word { color: $role-muted; }
    }
    """

    def __init__(self, keys: Mapping[str, str]) -> None:
        super().__init__(id="hints")
        self._keys = keys
        self._others: Hints | None = None

    def show(self, others: Hints | None) -> None:
        """Show the keys of the widget with the focus; None for those of the commands."""
        if others != self._others:
            self._others = others
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw the keys and words."""
        key_style = self.get_component_rich_style("hints--key")
        word_style = self.get_component_rich_style("hints--word")
        segments: list[Segment] = []
        hints = self._others
        if hints is None:
            hints = [(key, command.footer) for _, key, command in self._layout()]
        for key, word in hints:
            segments += [Segment(f" {key} ", key_style), Segment(f"{word} ", word_style)]
        return Strip(segments).adjust_cell_length(self.size.width, self.base)

    async def on_click(self, event: events.Click) -> None:
        """Run the command that was clicked."""
        for start, key, command in self._layout() if self._others is None else ():
            if start <= event.x < start + len(key) + len(command.footer) + 3:
                event.stop()
                await self.screen.run_action(command.action)
                return

    def _layout(self) -> Iterator[tuple[int, str, Command]]:
        hints = [
            (show_key(self._keys.get(one.name, one.keys).split(",")[0]), one)
            for one in COMMANDS
            if one.footer and self._keys.get(one.name, one.keys)
        ]
        widths = [len(key) + len(one.footer) + 3 for key, one in hints]
        keep = {"help", "quit"}
        room = self.size.width - sum(
            width for width, (_, one) in zip(widths, hints, strict=True) if one.name in keep
        )
        start = 0
        for width, (key, one) in zip(widths, hints, strict=True):
            if one.name not in keep:
                if width > room:
                    continue
                room -= width
            yield start, key, one
            start += width
