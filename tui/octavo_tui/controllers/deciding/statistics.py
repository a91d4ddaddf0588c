"""Statistics of what was decided."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from octavo_model import OctavoError
from octavo_tui.controllers.work_queue import Controller


@dataclass(eq=False, repr=False)
class StatisticsController(Controller):
    """Computes the statistics in the background, and shows them."""

    _is_computing = False

    def show(self) -> None:
        """Show the statistics of the last year, once they are computed."""
        if not self._is_computing:
            self._is_computing = True
            self._work.start(self._show, "statistics")

    async def _show(self) -> None:
        from octavo_model.library.statistics.history import YEAR
        from octavo_tui.dialogs.reports.statistics import StatisticsDialog

        try:
            # After the marks of the keys before it.
            await self._work.changed()
            progress = self._counting("Ranking stars")
            history = self._library.history
            statistics = await asyncio.to_thread(history.statistics, YEAR, progress)
        except OctavoError as error:
            self._status.say(str(error), error=True)
        else:
            self._screen.app.push_screen(StatisticsDialog(statistics))
        finally:
            self._is_computing = False
            self._status.show_progress("")
