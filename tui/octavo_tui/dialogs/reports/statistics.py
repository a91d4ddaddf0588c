"""The dialog with the statistics."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from octavo_tui.dialogs.dialog import TextDialog
from octavo_tui.render.statistics import page

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from octavo_model.library.statistics.values import StarRanks, Statistics

_USUAL = 72
"""The columns of the text on most terminals."""


class StatisticsDialog(TextDialog):
    """What was decided when, how fast, and what is left; as many weeks as there is room for.

    Args:
        statistics: The figures.
        keys: What decides, if nothing was decided.
    """

    TITLE = "Statistics"
    SUB_TITLE = "j k scroll · esc"

    def __init__(self, statistics: Statistics, keys: str) -> None:
        self._figures = _Figures(statistics, keys)
        super().__init__(self._figures.text)

    def compose(self) -> ComposeResult:
        """Create the text."""
        yield self.framed(VerticalScroll(self._figures))

    def show_ranks(self, stars: StarRanks | None) -> None:
        """Show how high the last stars were ranked, too, if that is known."""
        self._figures.statistics = replace(self._figures.statistics, stars=stars)
        self._figures.write()


class _Figures(Static):
    """The text, written for its width."""

    def __init__(self, statistics: Statistics, keys: str) -> None:
        super().__init__()
        self.statistics = statistics
        self._keys = keys
        self._width = _USUAL
        self.write()

    @property
    def text(self) -> Content:
        """The lines."""
        return Content(page(self.statistics, self._width, self._keys))

    def write(self) -> None:
        """Write the lines."""
        self.update(self.text)

    def on_resize(self, event: events.Resize) -> None:
        """Write the lines again for another width."""
        if event.size.width != self._width:
            self._width = event.size.width
            self.write()
