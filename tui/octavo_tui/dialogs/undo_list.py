"""The dialog with the last changes, of which each can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from octavo_tui.dialogs.dialog import ListDialog
from octavo_tui.render.decisions import describe_logged, logged_time

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from octavo_model.core.changes import LoggedChange


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
