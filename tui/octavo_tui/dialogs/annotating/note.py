"""The dialog about a note: one line, or the user's editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from octavo_tui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from textual.app import ComposeResult


class NoteForm(NamedTuple):
    """A note, and whether to go on with it in the user's editor."""

    text: str
    in_editor: bool = False


class NoteDialog(Dialog[NoteForm]):
    """Asks for a note of one line about the paper with ``title``; ``note`` is the present one."""

    TITLE = "Note"
    SUB_TITLE = "enter saves · ctrl+o more lines, in your editor · esc"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+o", "edit", "In your editor")]
    DEFAULT_CSS = """
    NoteDialog Vertical Static { padding: 0; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, title: str, note: str) -> None:
        super().__init__()
        self._line = Input(note, placeholder="Markdown", select_on_focus=False)
        self._about = Static(Content(title))
        self._help = Static(Content("An empty line removes the note." if note else ""))

    def compose(self) -> ComposeResult:
        """Create the line, below the title of the paper."""
        yield self.framed(Vertical(self._about, self._line, self._help))

    def action_edit(self) -> None:
        """Go on in the user's editor."""
        self.dismiss(NoteForm(self._line.value, in_editor=True))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the note."""
        event.stop()
        self.dismiss(NoteForm(event.value))
