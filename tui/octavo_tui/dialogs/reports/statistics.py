"""The dialog with the statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from octavo_tui.dialogs.dialog import TextDialog
from octavo_tui.render.statistics import page

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from octavo_model.library.statistics.values import Statistics

_USUAL = 72
"""The columns of the text on most terminals."""


class StatisticsDialog(TextDialog):
    """What was decided when, how fast, and what is left; as many weeks as there is room for."""

    TITLE = "Statistics"
    SUB_TITLE = "j k scroll · esc"

    def __init__(self, statistics: Statistics) -> None:
        super().__init__(Content(page(statistics, _USUAL)))
        self._statistics = statistics

    def compose(self) -> ComposeResult:
        """Create the text."""
        yield self.framed(VerticalScroll(_Figures(self._statistics, self.text)))


class _Figures(Static):
    """The text, wrapped for its width."""

    def __init__(self, statistics: Statistics, text: Content) -> None:
        super().__init__(text)
        self._statistics = statistics
        self._width = _USUAL

    def on_resize(self, event: events.Resize) -> None:
        """Write the lines again for another width."""
        if event.size.width != self._width:
            self._width = event.size.width
            self.update(Content(page(self._statistics, self._width)))
