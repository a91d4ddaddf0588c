"""The PDF of a paper: saved under a readable name, and opened where there is a desktop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.fetch_status import text_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model import Paper
    from octavo_model.fulltext.fetch import TextEvent


@dataclass(eq=False, repr=False)
class PdfController(Controller):
    """Saves the PDF of a paper, one at a time; ``paper`` returns the one that keys are about."""

    paper: Callable[[], Paper | None]
    _number: int = field(default=0, init=False)
    """How many were asked for; one that is stopped is an earlier one."""
    _is_fetching: bool = field(default=False, init=False)

    def open(self) -> None:
        """Save the PDF, unless it is saved already, and open it."""
        paper = self.paper()
        if paper is not None:
            self._number += 1
            self._work.start(partial(self._save, paper, self._number), "PDF")

    def stop(self) -> bool:
        """Stop fetching a PDF; return whether one was fetched."""
        was_fetching, self._is_fetching = self._is_fetching, False
        if was_fetching:
            self._number += 1
            self._status.show_progress("")
            self._status.say("Stopped fetching the PDF")
        return was_fetching

    async def _save(self, paper: Paper, number: int) -> None:
        loop = asyncio.get_running_loop()

        def report(event: TextEvent) -> None:
            loop.call_soon_threadsafe(self._show_step, number, text_step(event))

        self._is_fetching = True
        self._show_step(number, "Looking for the PDF")
        save = self._library.full_texts.save_pdf
        try:
            saved = await asyncio.to_thread(save, paper.key, report, lambda: number != self._number)
        except OctavoError as error:
            if number == self._number:
                pages = self._keymap.hint("choose_link", "lists links")
                self._status.say(f"No PDF: {error.why}", keys=pages, error=True)
            return
        finally:
            if number == self._number:
                self._is_fetching = False
                self._status.show_progress("")
        if saved is None or number != self._number:
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

    def _show_step(self, number: int, text: str) -> None:
        if number == self._number and self._is_fetching:
            self._status.show_progress(text, self._keymap.hint("back", "stops"))


def _shown(path: Path) -> str:
    """Return a path as the user writes it."""
    try:
        return f"~/{path.relative_to(Path.home())}"
    except (ValueError, RuntimeError):
        return str(path)
