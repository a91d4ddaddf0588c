"""Dialogs about changes: the question before a large one, and the list of the last ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Static

from octavo_tui.dialogs.dialog import Dialog, ListDialog
from octavo_tui.render.decisions import describe_logged, logged_time

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from textual import events
    from textual.app import ComposeResult

    from octavo_model.core.changes import LoggedChange


class ConfirmDialog(Dialog[bool]):
    """Asks whether to do what its button says. Returns True only if the user chose that button.

    Args:
        title: The question, e.g. ``Remove this digest?``.
        lines: What happens to which papers; a line is data, never markup.
        verb: The word on the button, e.g. ``Remove``.
    """

    SUB_TITLE = "enter cancels · ← → or y / n"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "choose(False)", "Cancel"),
        Binding("right,l", "choose(True)", "The verb"),
        Binding("tab,shift+tab", "choose", "The other button"),
        Binding("enter", "answer", "Press the button"),
        Binding("y", "dismiss(True)", "The verb"),
        Binding("n", "dismiss(False)", "Cancel"),
    ]
    DEFAULT_CSS = """
    ConfirmDialog {
        .frame { width: 60; }
        Vertical Static { color: $role-text; padding: 0; }
        Horizontal { height: 1; margin-top: 1; align-horizontal: center; }
        Horizontal Static { width: auto; margin: 0 1; }
        .chosen { text-style: reverse; }
    }
    """

    def __init__(self, title: str, lines: Iterable[str], verb: str) -> None:
        super().__init__()
        self.title = title
        self._text = Static(Content("\n".join(lines)))
        self._verb = verb
        self._is_chosen = False
        self._cancel, self._do = Static(id="cancel"), Static(id="do")

    def compose(self) -> ComposeResult:
        """Create the text and the two buttons."""
        self.action_choose(False)
        yield self.framed(Vertical(self._text, Horizontal(self._cancel, self._do)))

    def action_choose(self, is_chosen: bool | None = None) -> None:
        """Go to the button with the verb (True), to the other one (False), or switch (None)."""
        self._is_chosen = not self._is_chosen if is_chosen is None else is_chosen
        for button, label, is_here in (
            (self._cancel, "Cancel", not self._is_chosen),
            (self._do, self._verb, self._is_chosen),
        ):
            # A sign as well: the chosen button is visible without colours.
            button.update(Content(f"{'▸' if is_here else ' '}[ {label} ]"))
            button.set_class(is_here, "chosen")
        if self.is_mounted:
            enter = self._verb.lower() if self._is_chosen else "cancels"
            hint = Content(f"enter {enter} · ← → or y / n")
            self.query_one(".frame").border_subtitle = hint

    def action_answer(self) -> None:
        """Press the chosen button."""
        self.dismiss(self._is_chosen)

    def on_click(self, event: events.Click) -> None:
        """Press the button that was clicked."""
        if event.widget in (self._cancel, self._do):
            event.stop()
            self.dismiss(event.widget is self._do)


class UndoDialog(ListDialog["LoggedChange"]):
    """The last changes of all readers and commands on this computer. Returns the chosen one."""

    TITLE = "Last changes"
    SUB_TITLE = "enter undoes, or redoes ↶ · esc closes"
    DEFAULT_CSS = """
    UndoDialog OptionList { text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self, log: Sequence[LoggedChange], today: dt.date) -> None:
        super().__init__(_line(one, today) for one in log)
        self._log = log

    def choose(self, index: int) -> None:
        """Return a change."""
        self.dismiss(self._log[index])


def _line(one: LoggedChange, today: dt.date) -> Content:
    sign = "↶" if one.undone else " "
    where = " (command line)" if one.instance == "cli" else ""
    what = f"{describe_logged(one)}{where}"
    time = (f"{sign} {logged_time(one.time, today)}  ", "dim")
    return Content.assemble(time, (what, "dim" if one.undone else ""))
