"""The dialogs about the user's own commands: which program to run, which output to remove."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from octavo_tui.dialogs.dialog import Dialog, ListDialog
from octavo_tui.render.labels import output_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from textual.app import ComposeResult

    from octavo_model.library.outputs import Output

_HELP = (
    "It reads the paper as JSON. Its output is shown below the abstract.\n"
    "{id} {url} {pdf} {title} are replaced. No shell: no pipes, no *."
)


class AskCommandDialog(Dialog[str]):
    """Asks for a program and its arguments. Returns the line; the ``history`` is at ↑."""

    TITLE = "Run a program on this paper"
    SUB_TITLE = "enter runs · ↑ earlier ones · esc"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "earlier(1)", "Earlier"),
        Binding("down", "earlier(-1)", "Later"),
    ]
    DEFAULT_CSS = """
    AskCommandDialog Vertical Static { padding: 0; }
    """

    def __init__(self, history: Sequence[str]) -> None:
        super().__init__()
        self._history = ["", *reversed(history)]
        self._place = 0

    def compose(self) -> ComposeResult:
        """Create the input and what explains it."""
        line = Input(placeholder="e.g. wc -w", id="program")
        yield self.framed(Vertical(line, Static(Content(_HELP), id="remarks")))

    def action_earlier(self, by: int) -> None:
        """Show an earlier (1) or later (-1) line."""
        place = self._place + by
        if 0 <= place < len(self._history):
            self._place = place
            line = self.query_one("#program", Input)
            line.value = self._history[place]
            line.cursor_position = len(line.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Return the line, unless it is empty or has a mistake."""
        event.stop()
        try:
            words = shlex.split(event.value)
        except ValueError as error:
            remark = f"{error}: close the quotation mark, or write \\ before it"
            self.query_one("#remarks", Static).update(Content(remark))
        else:
            if words:
                self.dismiss(event.value.strip())


class OutputDialog(ListDialog[int]):
    """The outputs of a paper. Returns the number of the one to remove."""

    TITLE = "Remove an output"
    SUB_TITLE = "enter removes it for good · esc keeps"
    IS_WIDE = True

    def __init__(self, outputs: Iterable[Output]) -> None:
        super().__init__(
            Content.assemble((f"{output_heading(one)}\n", "bold"), one.text.partition("\n")[0])
            for one in outputs
        )

    def choose(self, index: int) -> None:
        """Return the number of an output."""
        self.dismiss(index)
