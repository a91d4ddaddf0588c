"""The choice of what to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from octavo_model.core.links import best_link
from octavo_model.export import bibtex, markdown
from octavo_tui.render.geometry import LOW_OR_HIGH

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

    from octavo_model import Paper

_PREVIEW = 120
"""Characters shown of a text."""


class Copy(NamedTuple):
    """Something of a paper that can be copied.

    Attributes:
        keys: The keys that take it, as Textual names them, with commas between them.
        name: What it is called.
        text: Makes it; empty where the paper has none.
    """

    keys: str
    name: str
    text: Callable[[Paper], str]


COPIES = (
    Copy("y,l", "link", lambda paper: best_link(paper).url),
    Copy("t", "title", lambda paper: paper.shown),
    Copy("m", "Markdown link", markdown.link),
    Copy("b", "BibTeX", bibtex.entry),
    Copy("c", "citation", markdown.cite),
    Copy("a", "abstract", lambda paper: paper.abstract),
)
"""All that can be copied, in the order in which it is offered."""


class CopyScreen(ModalScreen[tuple[str, str] | None]):
    """Offers `COPIES`; ``y`` again takes the link. Dismissed with the name and the text."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(one.keys, f"take({place})", one.name.capitalize())
            for place, one in enumerate(COPIES)
        ),
        Binding("j", "down", "Down"),
        Binding("k", "up", "Up"),
        Binding("escape,q", "dismiss(None)", "Nothing"),
    ]
    VERTICAL_BREAKPOINTS = LOW_OR_HIGH
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
            &:focus { border: round $primary; }
        }
        &.-low OptionList {
            max-height: 100%;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
    }
    """

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self._texts = [one.text(paper) for one in COPIES]

    def compose(self) -> ComposeResult:
        """The texts, each with its key."""
        options = OptionList(
            *(
                Option(
                    Content.assemble(
                        (f"{one.keys[0]}  {one.name[0].upper()}{one.name[1:]}\n", "bold"),
                        _preview(text),
                    ),
                    id=str(place),
                )
                for place, (one, text) in enumerate(zip(COPIES, self._texts, strict=True))
                if text
            )
        )
        options.border_title = Content("Copy")
        options.highlighted = 0
        yield options

    def action_take(self, place: int) -> None:
        """Take one of the texts, if there is such a one."""
        if self._texts[place]:
            self.dismiss((COPIES[place].name, self._texts[place]))

    def action_down(self) -> None:
        """One choice down."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """One choice up."""
        self.query_one(OptionList).action_cursor_up()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the text under the cursor."""
        self.action_take(int(event.option.id or 0))


def _preview(text: str) -> str:
    line = " ".join(text[: 2 * _PREVIEW].split())
    return line if len(line) <= _PREVIEW else f"{line[:_PREVIEW].rstrip()}…"
