"""The choice of what to export, how and where to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from octavo_model.export.writing import FORMATS, ExportFormat
from octavo_tui.render.geometry import LOW_OR_HIGH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be exported.

    Attributes:
        only_paper: Whether the paper under the cursor alone, or the whole list.
        format: In which format.
        file: Name of the file, as typed; None for the clipboard.
    """

    only_paper: bool
    format: ExportFormat
    file: str | None


class ExportScreen(ModalScreen[Wish | None]):
    """The formats, and a name for the file that follows the format until it is edited.

    Args:
        whats: What the list and the paper are called, in this order.
        names: Names for a file that nothing is called by yet, by whether only the paper is
            meant, and by format.
        only_paper: Whether to begin with the paper.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p,space", "other", "List or paper"),
        Binding("y", "copy", "To the clipboard"),
        Binding("j", "down", "Down"),
        Binding("k", "up", "Up"),
        Binding("escape", "dismiss(None)", "Nothing"),
        Binding("q", "dismiss(None)", "Nothing"),
    ]
    VERTICAL_BREAKPOINTS = LOW_OR_HIGH
    DEFAULT_CSS = """
    ExportScreen {
        align: center middle;
        Vertical {
            width: 76;
            max-width: 96%;
            height: auto;
            max-height: 92%;
            overflow-y: auto;
            border: round $primary;
            border-title-color: $primary;
            padding: 0 1;
        }
        Static { height: auto; padding-bottom: 1; }
        OptionList {
            height: auto;
            padding: 0;
            &, &:focus { border: none; }
        }
        Input { margin-top: 1; height: 3; }
        &.-low {
            Static { text-wrap: nowrap; text-overflow: ellipsis; }
            Input { height: 1; border: none; padding: 0; }
        }
    }
    """

    def __init__(
        self,
        whats: tuple[str, str],
        names: Mapping[tuple[bool, str], str],
        *,
        only_paper: bool,
    ) -> None:
        super().__init__()
        self._whats = whats
        self._names = names
        self._only_paper = only_paper
        self._offered = names[only_paper, FORMATS[0].name]

    def compose(self) -> ComposeResult:
        """What is exported, the formats, the name."""
        with Vertical() as box:
            box.border_title = Content("Export")
            box.border_subtitle = Content("enter writes · y copies · tab: name · esc")
            yield Static(self._told(), id="what")
            formats = OptionList(*(Option(Content(one.title), id=one.name) for one in FORMATS))
            formats.highlighted = 0
            yield formats
            yield Input(self._offered, id="name")

    def _told(self) -> Content:
        # Signs, not colours: a choice must be seen without any.
        places = (
            ("list", self._whats[0], not self._only_paper),
            ("paper", self._whats[1], self._only_paper),
        )
        return Content("\n").join(
            Content(f"{key}  ({'•' if on else ' '}) the {name}: {what}")
            for key, (name, what, on) in zip("p ", places, strict=True)
        )

    @property
    def _format(self) -> ExportFormat:
        return FORMATS[self.query_one(OptionList).highlighted or 0]

    def _offer(self) -> None:
        """Offer a name for what is chosen, unless the user has written one."""
        name = self.query_one(Input)
        is_ours = name.value == self._offered
        self._offered = self._names[self._only_paper, self._format.name]
        if is_ours:
            name.value = self._offered

    def action_other(self) -> None:
        """The paper in place of the list, or the other way round."""
        self._only_paper = not self._only_paper
        self.query_one("#what", Static).update(self._told())
        self._offer()

    def action_copy(self) -> None:
        """Take the clipboard in place of a file."""
        self.dismiss(Wish(self._only_paper, self._format, None))

    def action_down(self) -> None:
        """One format down."""
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        """One format up."""
        self.query_one(OptionList).action_cursor_up()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Offer a name for the format under the cursor."""
        event.stop()
        self._offer()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Write in the format chosen."""
        event.stop()
        self._write()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write under the name typed."""
        event.stop()
        self._write()

    def _write(self) -> None:
        name = self.query_one(Input).value.strip()
        if name:
            self.dismiss(Wish(self._only_paper, self._format, name))
        else:
            self.query_one(Input).focus()
