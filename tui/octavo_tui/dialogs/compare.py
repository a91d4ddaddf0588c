"""What an abstract said before it was revised."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from octavo_model.core.paper import Change, compare
from octavo_model.text.latex import plainly

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from octavo_model import Paper
    from octavo_model.core.paper import Edition


class RevisionScreen(ModalScreen[None]):
    """The abstract against the one of the version before, word by word.

    What is gone and what is new is told by brackets as well as by colour.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,v", "dismiss(None)", "Close"),
        Binding("j,down", "scroll(1)", "Down"),
        Binding("k,up", "scroll(-1)", "Up"),
        Binding("space,pagedown,ctrl+d,ctrl+f", "scroll(10)", "Page down"),
        Binding("pageup,ctrl+u,ctrl+b", "scroll(-10)", "Page up"),
    ]
    DEFAULT_CSS = """
    RevisionScreen {
        align: center middle;
        VerticalScroll {
            width: 92;
            max-width: 96%;
            height: auto;
            max-height: 90%;
            border: round $primary;
            border-title-color: $primary;
            background: $surface;
            padding: 0 2;
        }
        Static { width: 100%; }
    }
    """

    def __init__(self, paper: Paper, earlier: Edition) -> None:
        super().__init__()
        self._paper = paper
        self._earlier = earlier

    def compose(self) -> ComposeResult:
        """The title, and the words of both versions."""
        with VerticalScroll() as box:
            before = f"v{self._earlier.version}" if self._earlier.version else "an earlier one"
            now = f"v{self._paper.version}" if self._paper.version else "now"
            box.border_title = Content(f"What changed: {before} → {now}")
            box.border_subtitle = Content("[-gone-] {+added+}   esc closes")
            yield Static(self._told())

    def _told(self) -> Content:
        parts: list[Content] = []
        for change, text in compare(plainly(self._earlier.abstract), plainly(self._paper.abstract)):
            if change is Change.GONE:
                parts.append(Content.styled(f"[-{text}-]", "strike $error"))
            elif change is Change.ADDED:
                parts.append(Content.styled(f"{{+{text}+}}", "bold $success"))
            else:
                parts.append(Content(text))
        title = Content.styled(f"{self._paper.shown}\n\n", "bold $primary")
        return title + Content(" ").join(parts)

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)
