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
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What to export, and the name of the file as typed; None is the clipboard."""

    only_paper: bool
    format: ExportFormat
    file: str | None


class ExportDialog(ListDialog[ExportChoice]):
    """The formats, and the name of a file that follows the format until it is edited.

    ``names`` are unused file names, by whether only the paper is exported, and by format.
    """

    TITLE = "Export"
    SUB_TITLE = "enter writes · y copies · tab: name · esc"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p,space", "other", "List or paper"),
        Binding("y", "copy", "To the clipboard"),
    ]
    DEFAULT_CSS = """
    ExportDialog {
        #what { color: $role-text; }
        Input { margin-top: 1; }
    }
    """

    def __init__(
        self, labels: tuple[str, str], names: Mapping[tuple[bool, str], str], *, only_paper: bool
    ) -> None:
        self._labels = labels
        self._names = names
        self._only_paper = only_paper
        self._proposed = names[only_paper, FORMATS[0].name]
        self._what = Static(self._choices(), id="what")
        self._file_name = Input(self._proposed)
        lines = [Content(one.title) for one in FORMATS]
        super().__init__(lines, above=self._what, below=self._file_name)

    def _choices(self) -> Content:
        # Signs, not colours, so that the choice is visible without any.
        of_list, of_paper = (" ", "•") if self._only_paper else ("•", " ")
        return Content(
            f"p  ({of_list}) the list: {self._labels[0]}\n"
            f"   ({of_paper}) the paper: {self._labels[1]}"
        )

    def _propose(self) -> None:
        """Propose a name for the file, unless the user typed one."""
        is_ours = self._file_name.value == self._proposed
        self._proposed = self._names[self._only_paper, FORMATS[self.index].name]
        if is_ours:
            self._file_name.value = self._proposed

    def _export(self, file: str | None) -> None:
        self.dismiss(ExportChoice(self._only_paper, FORMATS[self.index], file))

    def choose(self, index: int) -> None:
        """Write to the file, if it has a name."""
        name = self._file_name.value.strip()
        if name:
            self._export(name)
        else:
            self._file_name.focus()

    def action_other(self) -> None:
        """Switch between list and paper."""
        self._only_paper = not self._only_paper
        self._what.update(self._choices())
        self._propose()

    def action_copy(self) -> None:
        """Export to the clipboard."""
        self._export(None)

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Propose a name for the format under the cursor."""
        event.stop()
        self._propose()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Write to the file."""
        event.stop()
        self.choose(self.index)
