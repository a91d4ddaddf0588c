"""A reader made of Textual's own widgets: an `OptionList` of titles beside a `Static` abstract.

    python benchmarks/apps/stock.py FILE

FILE is JSON: a list of [title, abstract]. The keys are Octavo's: j and k, page down and up, G and
g, and 1 puts all titles into the list again.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.app import App
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import OptionList, Static

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class Stock(App[None]):
    """Titles and the abstract of one."""

    ENABLE_COMMAND_PALETTE = False
    CSS = "OptionList, VerticalScroll { width: 1fr; height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("j", "list('cursor_down')"),
        ("k", "list('cursor_up')"),
        ("G", "list('last')"),
        ("home", "list('first')"),
        ("1", "fill"),
        ("q", "quit"),
    ]

    def __init__(self, papers: list[tuple[str, str]]) -> None:
        super().__init__()
        self._papers = papers

    def compose(self) -> ComposeResult:
        """Two panes."""
        with Horizontal():
            yield OptionList(*self._titles())
            with VerticalScroll(can_focus=False):
                yield Static(id="abstract")

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the abstract."""
        title, abstract = self._papers[event.option_index]
        self.query_one("#abstract", Static).update(Text(f"{title}\n\n{abstract}"))

    def action_list(self, what: str) -> None:
        """Move in the list."""
        getattr(self.query_one(OptionList), f"action_{what}")()

    def action_fill(self) -> None:
        """Replace all titles."""
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(self._titles())
        options.highlighted = 0

    def _titles(self) -> list[Text]:
        return [Text(title, no_wrap=True, overflow="ellipsis") for title, _ in self._papers]


if __name__ == "__main__":
    Stock(json.loads(Path(sys.argv[1]).read_text())).run()
