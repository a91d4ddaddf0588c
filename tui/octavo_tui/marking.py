"""Marks: shown at the key press, kept right after it, told when kept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from octavo_model.marks import Field
from octavo_tui.labels import describe

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model import Library, PaperRow
    from octavo_model.marks import Batch
    from octavo_tui.changes import Changes
    from octavo_tui.widgets.paper_list import PaperList


class Marking:
    """What the marking commands do to the list on screen and to the library.

    Attributes:
        kept_unread: The paper the user set to unread by hand; it does not become read by itself
            until the cursor leaves it.
    """

    def __init__(
        self,
        library: Library,
        papers: PaperList,
        changes: Changes,
        say: Callable[[str], None],
        changed: Callable[[Batch], None],
    ) -> None:
        self._library = library
        self._papers = papers
        self._changes = changes
        self._say = say
        self._changed = changed
        self.kept_unread: int | None = None

    def star(self) -> None:
        """Star the paper under the cursor, or take its star away."""
        row = self._current()
        if row is not None:
            self._mark(row.id, Field.STARRED, value=not row.starred)

    def toggle_read(self) -> None:
        """Mark the paper under the cursor read, or unread."""
        row = self._current()
        if row is not None:
            self.kept_unread = row.id if row.read else None
            self._mark(row.id, Field.READ, value=not row.read)

    def read_automatically(self, paper_id: int) -> None:
        """Mark a paper read because it was looked at; no step of undo, and nothing is said."""
        row = self._papers.row(paper_id)
        if row is None or row.read or paper_id == self.kept_unread:
            return
        self._papers.mark({paper_id}, Field.READ, value=True)
        work = partial(self._library.mark, [paper_id], read=True, auto=True)
        self._changes.put(work, partial(self._kept, aloud=False))

    def read_all(self) -> None:
        """Mark every paper of the list read, as one step of undo."""
        ids = self._papers.ids
        if len(ids):
            self._papers.mark(set(ids), Field.READ, value=True)
            self._changes.put(partial(self._library.mark, ids, read=True), self._kept)

    def undo(self) -> None:
        """Undo this reader's last mark."""
        done = partial(self._kept, prefix="undone, ", nothing="nothing to undo")
        self._changes.put(self._library.undo, done)

    def redo(self) -> None:
        """Redo the mark that was undone last."""
        done = partial(self._kept, prefix="redone, ", nothing="nothing to redo")
        self._changes.put(self._library.redo, done)

    def _current(self) -> PaperRow | None:
        paper_id = self._papers.current
        return None if paper_id is None else self._papers.row(paper_id)

    def _mark(self, paper_id: int, field: Field, *, value: bool) -> None:
        self._papers.mark({paper_id}, field, value=value)
        work = partial(self._library.mark, [paper_id], **{field.value: value})
        self._changes.put(work, self._kept)

    def _kept(
        self,
        batch: Batch | None,
        *,
        prefix: str = "",
        nothing: str = "nothing to change",
        aloud: bool = True,
    ) -> None:
        if batch is None or not batch.papers:
            if aloud:
                self._say(nothing)
            return
        self._papers.mark(set(batch.papers), batch.field, value=batch.value)
        current = self._papers.current
        if batch.field is Field.READ and not batch.value and current in batch.papers:
            # Whoever brings a paper back to unread, by undo as well, means it.
            self.kept_unread = current
        if aloud:
            self._say(prefix + describe(batch))
        self._changed(batch)
