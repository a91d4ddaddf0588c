"""The base of all dialogs: a titled frame, and the keys that move and close."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen, ScreenResultType
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from octavo_tui.render.geometry import LOW_OR_HIGH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.widget import Widget


class Dialog(ModalScreen[ScreenResultType]):
    """A frame in the middle of the screen, with titles in its border; Escape returns None."""

    IS_WIDE: ClassVar[bool] = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss(None)", "Close")]
    VERTICAL_BREAKPOINTS = LOW_OR_HIGH
    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: transparent;
        .frame {
            width: 76;
            max-width: 96%;
            height: auto;
            max-height: 92%;
            border: round $role-heading;
            border-title-color: $role-strong;
            border-subtitle-color: $role-muted;
            background: $ground-drawer;
            background-tint: transparent;
            padding: 0 1;
            &.wide { width: 92; }
            &:focus { border: round $role-heading; background-tint: transparent; }
        }
        Vertical { overflow-y: auto; }
        Vertical Static { height: auto; color: $role-text; padding-bottom: 1; }
        Vertical OptionList {
            height: auto;
            max-height: 20;
            padding: 0;
            &, &:focus { border: none; }
        }
        Input { height: 3; }
        &.-low {
            .frame { max-height: 100%; }
            OptionList, Static { text-wrap: nowrap; text-overflow: ellipsis; }
            Input { height: 1; border: none; padding: 0; }
        }
    }
    """

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close, with a result; once closed, do nothing: keys may arrive together."""
        return super().dismiss(result) if self.is_active else AwaitComplete()

    def framed(self, frame: Widget) -> Widget:
        """Return ``frame`` with the border of a dialog."""
        frame.add_class("frame")
        frame.set_class(self.IS_WIDE, "wide")
        frame.border_title = Content(self.title or "")
        frame.border_subtitle = Content(self.sub_title or "")
        return frame


class ListDialog(Dialog[ScreenResultType]):
    """A dialog with a list, in which one line is chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "move(1)", "Down"),
        Binding("k", "move(-1)", "Up"),
        *(Binding(str(number), f"digit({number - 1})", show=False) for number in range(1, 10)),
    ]

    def __init__(
        self, lines: Iterable[Content], *, above: Widget | None = None, below: Widget | None = None
    ) -> None:
        super().__init__()
        self.options = OptionList(*map(Option, lines))
        self.options.highlighted = 0
        self._parts = [one for one in (above, self.options, below) if one is not None]

    def compose(self) -> ComposeResult:
        """Create the list and what is above and below it."""
        yield self.framed(Vertical(*self._parts) if len(self._parts) > 1 else self.options)

    def choose(self, index: int) -> None:
        """Act on the line that was chosen with Enter or a click."""
        raise NotImplementedError

    @property
    def index(self) -> int:
        """The number of the line under the cursor, from 0."""
        return self.options.highlighted or 0

    def action_move(self, by: int) -> None:
        """Move the cursor one line down (1) or up (-1)."""
        (self.options.action_cursor_down if by > 0 else self.options.action_cursor_up)()

    def action_digit(self, index: int) -> None:
        """Move the cursor to a line."""
        if index < self.options.option_count:
            self.options.highlighted = index

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Choose a line."""
        event.stop()
        self.choose(event.option_index)


class TextDialog(Dialog[None]):
    """A dialog with a text that scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j,down", "scroll(1)", "Down"),
        Binding("k,up", "scroll(-1)", "Up"),
        Binding("space,pagedown,ctrl+f", "page(1)", "Page down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up"),
        Binding("ctrl+d", "page(0.5)", "Half a page down"),
        Binding("ctrl+u", "page(-0.5)", "Half a page up"),
        Binding("g,home", "page(-1000)", "To the top"),
        Binding("G,end", "page(1000)", "To the end"),
    ]
    DEFAULT_CSS = """
    TextDialog {
        VerticalScroll { padding: 0 2; }
        Static { width: 100%; }
        &.-low Static { text-wrap: wrap; text-overflow: fold; }
    }
    """

    def __init__(self, text: Content) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        """Create the text."""
        yield self.framed(VerticalScroll(Static(self.text)))

    def action_scroll(self, by: int) -> None:
        """Scroll by lines."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def action_page(self, by: float) -> None:
        """Scroll by pages."""
        box = self.query_one(VerticalScroll)
        box.scroll_relative(y=int(by * max(2, box.size.height - 1)), animate=False)
