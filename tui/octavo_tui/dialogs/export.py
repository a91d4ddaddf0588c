"""The dialog that asks what to export, in which format, and to which file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList, Static

from octavo_model.export.writing import FORMATS, ExportFormat
from octavo_tui.dialogs.dialog import ListDialog

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from textual.widget import Widget


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What to export.

    Attributes:
        only_paper: Whether only the paper under the cursor, or the whole list.
        format: The format.
        file: The name of the file, as typed; None for the clipboard.
    """

    only_paper: bool
    format: ExportFormat
    file: str | None


class ExportDialog(ListDialog[ExportChoice]):
    """The formats, and the name of a file that follows the format until it is edited.

    Args:
        labels: Of the list and of the paper.
        names: Unused file names, by whether only the paper is exported, and by format.
        only_paper: Whether the paper is chosen at first.
    """

    TITLE = "Export"
    SUB_TITLE = "enter writes · y copies · tab: name · esc"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p,space", "other", "List or paper"),
        Binding("y", "copy", "To the clipboard"),
    ]
    DEFAULT_CSS = """
    ExportDialog {
        #what { color: $foreground; }
        Input { margin-top: 1; }
    }
    """

    def __init__(
        self,
        labels: tuple[str, str],
        names: Mapping[tuple[bool, str], str],
        *,
        only_paper: bool,
    ) -> None:
        super().__init__()
        self._labels = labels
        self._names = names
        self._only_paper = only_paper
        self._proposed = names[only_paper, FORMATS[0].name]

    def above(self) -> Iterable[Widget]:
        """Return the choice between list and paper."""
        return [Static(self._what(), id="what")]

    def lines(self) -> Sequence[Content]:
        """Return the formats."""
        return [Content(one.title) for one in FORMATS]

    def below(self) -> Iterable[Widget]:
        """Return the name of the file."""
        return [Input(self._proposed, id="name")]

    def choose(self, index: int) -> None:
        """Write in a format."""
        del index
        self._write()

    def _what(self) -> Content:
        # Signs, not colours, so that the choice is visible without any.
        choices = (
            ("p", "list", self._labels[0], not self._only_paper),
            (" ", "paper", self._labels[1], self._only_paper),
        )
        return Content("\n").join(
            Content(f"{key}  ({'•' if on else ' '}) the {name}: {label}")
            for key, name, label, on in choices
        )

    @property
    def _format(self) -> ExportFormat:
        return FORMATS[self.index]

    def _propose(self) -> None:
        """Propose a name for the file, unless the user typed one."""
        name = self.query_one(Input)
        is_ours = name.value == self._proposed
        self._proposed = self._names[self._only_paper, self._format.name]
        if is_ours:
            name.value = self._proposed

    def action_other(self) -> None:
        """Switch between list and paper."""
        self._only_paper = not self._only_paper
        self.query_one("#what", Static).update(self._what())
        self._propose()

    def action_copy(self) -> None:
        """Export to the clipboard."""
        self.dismiss(ExportChoice(self._only_paper, self._format, None))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Propose a name for the format under the cursor."""
        event.stop()
        self._propose()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write to the file."""
        event.stop()
        self._write()

    def _write(self) -> None:
        name = self.query_one(Input).value.strip()
        if name:
            self.dismiss(ExportChoice(self._only_paper, self._format, name))
        else:
            self.query_one(Input).focus()
