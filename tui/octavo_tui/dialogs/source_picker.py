"""The dialog that asks which sources to fetch from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from octavo_model.sources.source_list import PRESETS
from octavo_tui.dialogs.dialog import ListDialog

if TYPE_CHECKING:
    from collections.abc import Callable

_INTRO = (
    "What do you want to read? Space picks, enter fetches; esc leaves this for later, and R asks"
    " again. For feeds, folders, mail and programs: octavo sources add --help"
)


class SourcePicker(ListDialog[list[str]]):
    """The usual sources. Returns the targets that were picked; None for no fetch."""

    TITLE = "Sources"
    IS_WIDE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "fetch", "Fetch", priority=True),
        Binding("space,x", "pick", "Pick", priority=True),
        Binding("question_mark,f1", "help", "All keys"),
    ]
    DEFAULT_CSS = """
    SourcePicker.-low {
        .frame { height: 100%; }
        Static { text-wrap: wrap; }
        OptionList { height: 1fr; }
    }
    """

    def __init__(self, show_help: Callable[[], None]) -> None:
        self._show_help = show_help
        self._picked = {0}
        super().__init__(map(self._line, range(len(PRESETS))), above=Static(Content(_INTRO)))

    def _line(self, index: int) -> Content:
        # A sign, not a colour, so that it is visible without any.
        return Content(f"[{'x' if index in self._picked else ' '}] {PRESETS[index].title}")

    def choose(self, index: int) -> None:
        """Pick a source that was clicked, or the other way round."""
        self._picked ^= {index}
        self.options.replace_option_prompt_at_index(index, self._line(index))

    def action_pick(self) -> None:
        """Pick the source under the cursor, or the other way round."""
        self.choose(self.index)

    def action_fetch(self) -> None:
        """Return the sources that are picked."""
        self.dismiss([PRESETS[index].target for index in sorted(self._picked)] or None)

    def action_help(self) -> None:
        """Show the help."""
        self._show_help()
