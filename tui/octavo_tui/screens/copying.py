"""The choice of what to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from octavo_model.addresses import best_link, cite

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from octavo_model import Paper


class CopyScreen(ModalScreen[str | None]):
    """Link, title or citation; ``y`` again takes the link. Dismissed with the text to copy."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,l", "take('link')", "Link"),
        Binding("t", "take('title')", "Title"),
        Binding("c", "take('citation')", "Citation"),
        Binding("j", "down", "Down"),
        Binding("k", "up", "Up"),
        Binding("escape,q", "dismiss(None)", "Nothing"),
    ]
    DEFAULT_CSS = """
    CopyScreen {
        align: center middle;
        OptionList {
            width: 76;
            max-width: 96%;
            height: auto;
            max-height: 90%;
            border: round $primary;
            border-title-color: $primary;
            padding: 0 1;
        }
    }
    """

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self._texts = {
            "link": best_link(paper).url,
            "title": paper.title,
            "citation": cite(paper),
        }

    def compose(self) -> ComposeResult:
        """The texts, each with its key."""
        options = OptionList(
            *(
                Option(Content.assemble((f"{key}  {name.capitalize()}\n", "bold"), text), id=name)
                for key, (name, text) in zip("ytc", self._texts.items(), strict=True)
            )
        )
        options.border_title = Content("Copy")
        yield options

    def action_take(self, name: str) -> None:
        """Take one of the texts."""
        self.dismiss(self._texts[name])

    def action_down(self) -> None:
        """One choice down."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """One choice up."""
        self.query_one(OptionList).action_cursor_up()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the text under the cursor."""
        self.action_take(event.option.id or "link")
