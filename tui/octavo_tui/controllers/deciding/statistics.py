"""Statistics of what was decided."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from octavo_tui.controllers.work_queue import Controller, ReaderLeftError

if TYPE_CHECKING:
    from octavo_tui.dialogs.reports.statistics import StatisticsDialog


@dataclass(eq=False, repr=False)
class StatisticsController(Controller):
    """Computes the statistics in the background, and shows them."""

    _is_computing = False

    def show(self) -> None:
        """Show the statistics of the last year."""
        if not self._is_computing:
            self._is_computing = True
            self._work.start(self._show, "statistics")

    async def _show(self) -> None:
        from octavo_tui.dialogs.reports.statistics import StatisticsDialog

        try:
            # After the marks of the keys before it.
            await self._work.changed()
            statistics = await asyncio.to_thread(self._library.history.statistics)
        finally:
            self._is_computing = False
        if not self._screen.is_active:
            return  # another dialog was opened meanwhile
        decide = ("star", "stars a paper"), ("dismiss", "is no"), ("read", "marks it read")
        dialog = StatisticsDialog(statistics, self._keymap.hints(*decide))
        self._screen.app.push_screen(dialog)
        self._work.start(partial(self._rank_stars, dialog), "star ranks")

    async def _rank_stars(self, dialog: StatisticsDialog) -> None:
        """Add how high the last stars were ranked, which takes seconds."""
        progress = self._counting("Ranking stars")
        try:
            with suppress(ReaderLeftError):
                stars = await asyncio.to_thread(self._library.history.star_ranks, progress)
                dialog.show_ranks(stars)
        finally:
            self._status.show_progress("")
