"""The question whether two papers are the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from octavo_tui.render.labels import byline

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from octavo_model import Paper

_WORDS = (
    "Enter makes one paper of the two, with the digests, details and marks of both."
    " That cannot be undone; esc leaves them apart."
)


class MergeScreen(ModalScreen[int | None]):
    """Papers that may be the one under the cursor. Dismissed with the id of the one that is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "down", "Down"),
        Binding("k", "up", "Up"),
        Binding("escape,q", "dismiss(None)", "Apart"),
    ]
    DEFAULT_CSS = """
    MergeScreen {
        align: center middle;
        Vertical {
            width: 92;
            max-width: 96%;
            height: auto;
            max-height: 90%;
            border: round $primary;
            border-title-color: $primary;
            padding: 0 1;
        }
        Static { height: auto; color: $foreground 80%; padding-bottom: 1; }
        OptionList {
            height: auto;
            max-height: 20;
            padding: 0;
            &, &:focus { border: none; }
        }
    }
    """

    def __init__(self, paper: Paper, others: Sequence[Paper]) -> None:
        super().__init__()
        self._paper = paper
        self._others = others

    def compose(self) -> ComposeResult:
        """What would happen, and the papers."""
        with Vertical() as box:
            box.border_title = Content("The same paper?")
            yield Static(Content(f"{self._told(self._paper)}\n\n{_WORDS}"))
            lines = OptionList(
                *(Option(Content(self._told(one)), id=str(one.id)) for one in self._others)
            )
            lines.highlighted = 0
            yield lines

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    @staticmethod
    def _told(paper: Paper) -> str:
        details = byline(paper, 3) or paper.key
        return f"{paper.shown}\n{details}"

    def action_down(self) -> None:
        """One paper down."""
        self._list.action_cursor_down()

    def action_up(self) -> None:
        """One paper up."""
        self._list.action_cursor_up()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """That one it is."""
        self.dismiss(int(event.option.id or 0))
