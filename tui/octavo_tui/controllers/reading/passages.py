"""Passages of a full text: selected, copied with their citation, and quoted in the note."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from octavo_tui.controllers.work_queue import Controller

if TYPE_CHECKING:
    from octavo_tui.controllers.annotating.notes import NoteController
    from octavo_tui.controllers.outside.sharing import SharingController
    from octavo_tui.controllers.reading.cited import CitedController
    from octavo_tui.controllers.reading.full_text import FullTextController, OpenText
    from octavo_tui.controllers.reading.links import LinkController


@dataclass(eq=False, repr=False)
class PassageController(Controller):
    """Selects lines of the text that is open, copies them, and writes notes about them."""

    _text: FullTextController
    _links: LinkController
    _cited: CitedController
    _notes: NoteController
    _sharing: SharingController

    def select(self) -> None:
        """Select the line of the current link, or the first on screen; moving extends it."""
        view, layout = self._text.view, self._text.layout
        if view is None or layout is None or not layout.lines or self.drop():
            return
        link = view.link()
        line = view.top if link is None or link.line not in view.window else link.line
        while not layout.lines[line].text and line < len(layout.lines) - 1:
            line += 1
        view.show_marks(first=line, last=line)
        hints = ("text_copy", "copies"), ("text_note", "notes"), ("back", "drops")
        self._status.say(self._keymap.hints(*hints, text="j and k extend the selection"))

    def drop(self) -> bool:
        """Select nothing; return whether anything was selected."""
        view = self._text.view
        if view is None or view.marks.first < 0:
            return False
        view.show_marks(first=-1, last=-1)
        return True

    def _selected(self) -> str:
        """Return the text of the selected lines as one paragraph for each block."""
        view, layout = self._text.view, self._text.layout
        lines = range(0) if view is None else view.marks.selection
        if layout is None or not lines:
            return ""
        from octavo_model.fulltext.passages import passage

        return passage(layout, lines)

    def _citation(self) -> str:
        """Return what names the paper and the section of the selection."""
        view, layout, current = self._text.view, self._text.layout, self._text.current
        if view is None or layout is None or current is None:
            return ""
        from octavo_model.fulltext.passages import cite

        return cite(current.paper, layout, view.marks.selection.start)

    async def copy(self) -> None:
        """Copy the selection with its citation, or the BibTeX of a cited paper; else ask."""
        text = self._selected()
        if text:
            await self._sharing.copy_text("passage", f"{text}\n[{self._citation()}]")
            self.drop()
        elif (reference := self._links.reference) is not None:
            bibtex = await self._cited.bibtex(reference)
            await self._sharing.copy_text("BibTeX of the reference", bibtex)
        else:
            await self._sharing.copy()

    async def note(self) -> None:
        """Write about the selection in the note of the paper; without one, the note itself."""
        text, current = self._selected(), self._text.current
        if current is None:
            return
        if not text:
            await self._notes.write_about(current.paper)
            return
        quoted = "\n".join(f"> {line}" for line in text.split("\n"))
        await self._notes.write_about(current.paper, f"{quoted}\n> ({self._citation()})\n\n")
        self.drop()

    def text_changed(self) -> None:
        """Mark the passages that the note quotes."""
        current = self._text.current
        if current is not None and self._text.layout is not None:
            self._work.start(partial(self._show_noted, current), "noted passages")

    async def _show_noted(self, current: OpenText) -> None:
        layout = self._text.layout
        if layout is None:
            return

        def find() -> frozenset[int]:
            from octavo_model.fulltext.passages import quoted

            return frozenset(quoted(layout, self._library.notes.of(current.paper.id)))

        noted = await asyncio.to_thread(find)
        if self._text.view is not None and self._text.layout is layout:
            self._text.view.show_marks(noted=noted)
