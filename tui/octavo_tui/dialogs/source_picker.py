"""The choice of sources: what most readers want, to tick."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from octavo_model.sources.source_list import PRESETS
from octavo_tui.render.geometry import LOW_OR_HIGH

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult

_WORDS = (
    "Where are your papers to come from? Space ticks, enter fetches; esc leaves it for later,"
    " and R asks again. For feeds, folders, mail and programs: octavo sources add --help"
)


class PresetsScreen(ModalScreen[list[str] | None]):
    """Dismissed with the targets that were ticked; None where nothing is wanted.

    Args:
        show_help: Shows all keys of the reader.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Fetch", priority=True),
        Binding("space,x", "tick", "Tick", priority=True),
        Binding("j", "down", "Down"),
        Binding("k", "up", "Up"),
        Binding("escape,q", "dismiss(None)", "Later"),
        Binding("question_mark,f1", "help", "All keys"),
    ]
    VERTICAL_BREAKPOINTS = LOW_OR_HIGH
    DEFAULT_CSS = """
    PresetsScreen {
        align: center middle;
        Vertical {
            width: 92;
            max-width: 96%;
            height: auto;
            max-height: 92%;
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
        &.-low {
            Vertical { height: 100%; max-height: 100%; }
            OptionList { height: 1fr; }
        }
    }
    """

    def __init__(self, show_help: Callable[[], None]) -> None:
        super().__init__()
        self._show_help = show_help
        self._ticked = [one is PRESETS[0] for one in PRESETS]

    def compose(self) -> ComposeResult:
        """A few words, and the presets; the first is ticked."""
        with Vertical() as box:
            box.border_title = Content("Sources")
            yield Static(Content(_WORDS))
            lines = OptionList(*(Option(self._line(place)) for place in range(len(PRESETS))))
            lines.highlighted = 0
            yield lines

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def _line(self, place: int) -> Content:
        # A sign, not a colour: a tick must be seen without any.
        return Content(f"[{'x' if self._ticked[place] else ' '}] {PRESETS[place].title}")

    def action_tick(self) -> None:
        """Tick what is under the cursor, or no longer."""
        place = self._list.highlighted
        if place is not None:
            self._ticked[place] = not self._ticked[place]
            self._list.replace_option_prompt_at_index(place, self._line(place))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click ticks."""
        event.stop()
        self.action_tick()

    def action_take(self) -> None:
        """Take what is ticked."""
        taken = [one.target for one, ticked in zip(PRESETS, self._ticked, strict=True) if ticked]
        self.dismiss(taken or None)

    def action_help(self) -> None:
        """Show all keys of the reader."""
        self._show_help()

    def action_down(self) -> None:
        """One choice down."""
        self._list.action_cursor_down()

    def action_up(self) -> None:
        """One choice up."""
        self._list.action_cursor_up()
