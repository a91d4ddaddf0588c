"""Notes about papers, in one line or in the user's editor."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from octavo_model import OctavoError
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.decisions import describe_change
from octavo_tui.terminal import editor

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model import Paper
    from octavo_model.core.changes import PropertyChange
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.controllers.work_queue import Shared
    from octavo_tui.dialogs.annotating.note import NoteForm


@dataclass(eq=False, repr=False)
class NoteController(Controller):
    """Writes the note about the paper under the cursor; ``changed`` shows the change.

    ``in_editor`` returns a text as the user's editor changed it.
    """

    _listed: PaperListController
    _changed: Callable[[PropertyChange], None]
    in_editor: Callable[[str], str] = field(init=False)

    def __post_init__(self, shared: Shared) -> None:
        super().__post_init__(shared)
        self.in_editor = self._run_editor

    def _run_editor(self, text: str) -> str:
        with self._screen.app.suspend():
            return editor.edit(text)

    def write(self) -> None:
        """Ask for a note; one of several lines is opened in the editor."""
        paper = self._listed.paper()
        if paper is not None:
            self.write_about(paper)

    def write_about(self, paper: Paper, quoted: str = "") -> None:
        """Ask for the note about a paper; a passage that is ``quoted`` opens the editor."""
        self._work.start(partial(self._write, paper, quoted), "a note")

    async def _write(self, paper: Paper, quoted: str) -> None:
        await self._work.changed()
        note = await asyncio.to_thread(self._library.notes.of, paper.id)
        if not self._screen.is_active:
            return
        if quoted:
            self._edit(paper, note, f"{note}\n\n{quoted}".lstrip("\n"))
            return
        if "\n" in note:
            self._edit(paper, note, note)
            return
        from octavo_tui.dialogs.annotating.note import NoteDialog

        self._screen.app.push_screen(
            NoteDialog(paper.title, note), partial(self._done, paper, note)
        )

    def _done(self, paper: Paper, before: str, form: NoteForm | None) -> None:
        if form is None:
            return
        if form.in_editor:
            # Not before the dialog is gone: the editor has the terminal.
            self._screen.call_after_refresh(self._edit, paper, before, form.text)
        else:
            self._save(paper, before, form.text)

    def _edit(self, paper: Paper, before: str, text: str) -> None:
        try:
            text = self.in_editor(text)
        except SuspendNotSupported:
            self._status.say("This terminal cannot run an editor", error=True)
        except OctavoError as error:
            self._status.say(str(error), error=True)
        else:
            self._save(paper, before, text)

    def _save(self, paper: Paper, before: str, text: str) -> None:
        if text.strip() == before.strip():
            return
        change = partial(self._library.notes.set, paper.id, text)
        self._work.change(change, self._saved, self._failed)

    def _saved(self, change: PropertyChange) -> None:
        if change.values:
            self._changed(change)
            self._status.say(describe_change(change), keys=self._keymap.hint("undo", "undo"))

    def _failed(self, error: OctavoError) -> None:
        self._status.say(str(error), error=True)
