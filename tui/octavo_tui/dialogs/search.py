"""The base of dialogs whose lines are searched by typing: the help and the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from octavo_tui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from textual.app import ComposeResult


WIDTH = 57
"""The columns of a line."""


class SearchDialog(Dialog[str]):
    """A line to type into above the lines that it finds. Returns the id of the chosen line."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,ctrl+p", "move(-1)", "Up"),
        Binding("down,ctrl+n", "move(1)", "Down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down"),
    ]
    DEFAULT_CSS = """
    SearchDialog {
        .frame { width: 62; height: 24; }
        Vertical Input {
            height: 1;
            padding: 0;
            &, &:focus { border: none; }
        }
        Vertical OptionList {
            height: 1fr;
            max-height: 100%;
            scrollbar-size-vertical: 1;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        &.-low .frame { height: 100%; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._searched = ""
        self._input = Input(placeholder="type to search")
        self._options = OptionList(markup=False)
        self._options.can_focus = False

    def compose(self) -> ComposeResult:
        """Create the line to type into, and the lines below it."""
        self._options.add_options(self.found()[0])
        self._options.highlighted = 0
        yield self.framed(Vertical(self._input, self._options))

    @property
    def text(self) -> str:
        """What was typed."""
        return self._input.value

    def found(self) -> tuple[Sequence[Option], int]:
        """Return the lines to show, and of how many they are found."""
        raise NotImplementedError

    def show_lines(self) -> None:
        """Show what the text finds, with the cursor on the first line."""
        self._searched = self.text
        lines, total = self.found()
        self._options.clear_options()
        self._options.add_options(lines or [Option("Nothing found", disabled=True)])
        self._options.action_first()
        shown = sum(not line.disabled for line in lines)
        self.query_one(".frame").border_title = Content(
            f"{self.title} · {shown} of {total}" if self.text.strip() else self.title or ""
        )

    def action_move(self, by: int) -> None:
        """Move the cursor a line down (1) or up (-1)."""
        (self._options.action_cursor_down if by > 0 else self._options.action_cursor_up)()

    def action_page(self, by: int) -> None:
        """Move the cursor a page down (1) or up (-1)."""
        page: Callable[[], None] = (
            self._options.action_page_down if by > 0 else self._options.action_page_up
        )
        page()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search for what was typed."""
        event.stop()
        # The text may have changed since.
        if not self.is_key(event.value) and self.text != self._searched:
            self.show_lines()

    def is_key(self, text: str) -> bool:
        """Return whether ``text`` was a key, and is not searched for."""
        return False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the line under the cursor."""
        event.stop()
        if self._options.highlighted is not None:
            self._options.action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Return the line that was chosen."""
        event.stop()
        self.dismiss(event.option_id)
