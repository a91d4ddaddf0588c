"""The least a Textual app can be: it paints one line, and another one at each key.

python benchmarks/apps/one_line.py
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import App
from textual.widgets import Static

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.events import Key

LINE = "a line that does not move"


class OneLine(App[None]):
    """One line."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """The line."""
        yield Static(LINE)

    def on_key(self, event: Key) -> None:
        """Show which key it was."""
        if event.key == "q":
            self.exit()
        self.query_one(Static).update(f"{LINE}: {event.key} at {event.time}")


if __name__ == "__main__":
    OneLine().run()
