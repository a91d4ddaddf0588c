"""A dialog with one line to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from octavo_tui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult


class AskDialog(Dialog[str]):
    """Asks for a text, which is not empty.

    Args:
        title: The title of the dialog.
        note: What can be typed.
        verb: What enter does.
    """

    DEFAULT_CSS = "AskDialog Vertical Static { padding: 0; }"

    def __init__(self, title: str, note: str, verb: str) -> None:
        super().__init__()
        self.title = title
        self.sub_title = f"enter {verb} · esc"
        self._note = note

    def compose(self) -> ComposeResult:
        """Create the note and the input."""
        yield self.framed(Vertical(Static(Content(self._note)), Input()))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the text."""
        event.stop()
        if text := event.value.strip():
            self.dismiss(text)
