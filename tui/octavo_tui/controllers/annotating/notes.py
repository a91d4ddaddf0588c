"""Notes about papers, in one line or in the user's editor."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from octavo_model import OctavoError
from octavo_tui.controllers.work_queue import Controller
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
    """Writes the note about the paper under the cursor; ``made`` shows the change.

    ``in_editor`` returns a text as the user's editor changed it.
    """

    _listed: PaperListController
    _made: Callable[[PropertyChange], None]
    _unsaved: dict[int, str] = field(default_factory=dict, init=False)
    """Notes that could not be saved, by their papers."""
    in_editor: Callable[[str], str] = field(init=False)

    def __post_init__(self, shared: Shared) -> None:
        super().__post_init__(shared)
        self.in_editor = self._run_editor

    def _run_editor(self, text: str) -> str:
        with self._screen.app.suspend():
            return editor.edit(text)

    async def write(self) -> None:
        """Ask for a note; one of several lines is opened in the editor."""
        paper = self._listed.paper()
        if paper is not None:
            await self.write_about(paper)

    async def write_about(self, paper: Paper, quoted: str = "") -> None:
        """Ask for the note about a paper; a passage that is ``quoted`` opens the editor."""
        await self._work.changed()
        note = await asyncio.to_thread(self._library.notes.of, paper.id)
        text = self._unsaved.get(paper.id, note)
        if not self._screen.is_active:
            return
        if quoted:
            self._edit(paper, note, f"{text}\n\n{quoted}".lstrip("\n"))
            return
        if "\n" in text:
            self._edit(paper, note, text)
            return
        from octavo_tui.dialogs.annotating.note import NoteDialog

        dialog = NoteDialog(paper.title, text)
        await self._screen.app.push_screen(dialog, partial(self._done, paper, note))

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
        self._unsaved.pop(paper.id, None)
        if text.strip() == before.strip():
            return

        def change() -> PropertyChange:
            if self._library.notes.of(paper.id) != before:
                raise OctavoError("the note", "was changed by another reader meanwhile")
            return self._library.notes.set(paper.id, text)

        def failed(error: OctavoError) -> None:
            self._unsaved[paper.id] = text
            again = self._keymap.hint("note", "goes on with it")
            said = f"Could not save: {error.why} ({error.what})"
            self._status.say(said, keys=again, error=True)

        self._work.change(change, self._made, failed)
