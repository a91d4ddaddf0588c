"""The PDF of a paper: saved under a readable name, and opened where there is a desktop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_tui.controllers.work_queue import Controller

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model import Paper
    from octavo_tui.controllers.outside.one_fetch import OneFetch


@dataclass(eq=False, repr=False)
class PdfController(Controller):
    """Saves the PDF of a paper, one at a time; ``paper`` returns the one that keys are about."""

    paper: Callable[[], Paper | None]
    fetch: OneFetch

    def open(self) -> None:
        """Save the PDF, unless it is saved already, and open it."""
        paper = self.paper()
        if paper is not None:
            self._work.start(partial(self._save, paper), "PDF")

    async def _save(self, paper: Paper) -> None:
        save = partial(self._library.full_texts.save_pdf, paper.key)
        try:
            saved = await self.fetch.run(save)
        except OctavoError as error:
            pages = self._keymap.hint("open_link", "opens the page")
            self._status.say(f"No PDF: {error.why}", keys=pages, error=True)
            return
        if saved is None:
            return
        from octavo_tui.terminal.desktop import can_open, open_file

        what = "Already saved" if saved.existed else "Saved"
        if can_open():
            try:
                await asyncio.to_thread(open_file, saved.path)
            except OSError as error:
                self._status.say(f"Could not open {saved.path}: {error}", error=True)
                return
            what = f"{what} and opened"
        self._status.say(what, _shown(saved.path))


def _shown(path: Path) -> str:
    """Return a path as the user writes it."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)
