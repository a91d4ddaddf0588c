"""A dialog with one line to type."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from octavo_tui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult


class AskDialog(Dialog[str]):
    """Asks for a text, which is not empty.

    Args:
        title: The title of the dialog.
        note: What can be typed.
        verb: What enter does.
        check: Returns what is wrong with a text, which keeps the dialog open; runs in a thread.
        text: What the line starts with.
    """

    DEFAULT_CSS = "AskDialog Vertical Static { padding: 0; }"

    def __init__(
        self,
        title: str,
        note: str,
        verb: str,
        check: Callable[[str], str] = lambda _: "",
        text: str = "",
    ) -> None:
        super().__init__()
        self._check = check
        self.title = title
        self.sub_title = f"enter {verb} · esc"
        self._note = Static(Content(note))
        self._line = Input(text, select_on_focus=False)

    def compose(self) -> ComposeResult:
        """Create the note and the input."""
        yield self.framed(Vertical(self._note, self._line))

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the text, or say what is wrong with it."""
        event.stop()
        text = event.value.strip()
        if not text:
            return
        if wrong := await asyncio.to_thread(self._check, text):
            self._note.update(Content(f"! {wrong}"))
        else:
            self.dismiss(text)
