"""The choice among the links of a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.app import ComposeResult

    from octavo_model import Link


class LinkScreen(ModalScreen[tuple[str, "Link"] | None]):
    """Every link with where it leads in full.

    Dismissed with ``open`` or ``copy`` and the link.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy"),
        Binding("o", "open", "Open"),
        *(Binding(str(number), f"take({number - 1})", show=False) for number in range(1, 10)),
        Binding("j", "down", "Down"),
        Binding("k", "up", "Up"),
        Binding("escape,q,O", "dismiss(None)", "Nothing"),
    ]
    DEFAULT_CSS = """
    LinkScreen {
        align: center middle;
        OptionList {
            width: 92;
            max-width: 96%;
            height: auto;
            max-height: 90%;
            border: round $primary;
            border-title-color: $primary;
            padding: 0 1;
            &:focus { border: round $primary; }
        }
    }
    """

    def __init__(self, links: Sequence[Link]) -> None:
        super().__init__()
        self._links = links

    def compose(self) -> ComposeResult:
        """The links, each with the digit that takes it."""
        options = OptionList(
            *(Option(_told(place, one)) for place, one in enumerate(self._links, 1))
        )
        options.border_title = Content("Links")
        options.border_subtitle = Content("enter opens · y copies · esc closes")
        options.highlighted = 0
        yield options

    def action_take(self, place: int) -> None:
        """Open the link with this number."""
        if place < len(self._links):
            self.dismiss(("open", self._links[place]))

    def action_open(self) -> None:
        """Open the link under the cursor."""
        self.action_take(self.query_one(OptionList).highlighted or 0)

    def action_copy(self) -> None:
        """Copy the link under the cursor."""
        self.dismiss(("copy", self._links[self.query_one(OptionList).highlighted or 0]))

    def action_down(self) -> None:
        """One link down."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """One link up."""
        self.query_one(OptionList).action_cursor_up()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open the link chosen."""
        self.action_take(event.option_index)


def _told(number: int, link: Link) -> Content:
    digit = str(number) if number < 10 else " "
    name = link.role[:1].upper() + link.role[1:] if link.role else "Link"
    return Content.assemble((f"{digit}  {name}\n", "bold"), f"   {link.url}")
