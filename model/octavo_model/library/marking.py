"""Marking papers, and taking marks back: into the journal first, then into the index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from octavo_model.core.dates import Clock, exact_stamp, time_after
from octavo_model.core.marks import Batch, Field
from octavo_model.index import meta
from octavo_model.index.write import marks
from octavo_model.index.write import undo as undoing
from octavo_model.storage.journal import Heading
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from octavo_model.storage.journal import Journal


@dataclass(frozen=True, slots=True)
class Hand:
    """Who marks: on which machine, as which instance, by which clock, in which journal.

    ``former`` is what the instance was called before instances had a random id.

    The methods are done inside a write transaction.
    """

    journal: Journal
    machine: str
    instance: str
    former: str
    clock: Clock

    def mark(
        self,
        db: sqlite3.Connection,
        papers: Sequence[int],
        field: Field,
        value: bool,
        *,
        auto: bool,
    ) -> Batch:
        """Give ``papers`` this ``value``; those that have it stay as they are."""
        changes = marks.to_change(db, papers, field, value)
        if not changes:
            return Batch("", field, value, ())
        return self._write(db, {field: changes}, auto=auto)

    def undo(self, db: sqlite3.Connection) -> Batch | None:
        """Take back the last batch of this instance of which anything still stands."""
        return self._reverse(db, undone=False)

    def redo(self, db: sqlite3.Connection) -> Batch | None:
        """Bring again what was undone last."""
        return self._reverse(db, undone=True)

    def _reverse(self, db: sqlite3.Connection, *, undone: bool) -> Batch | None:
        for name, last in list(undoing.batches(db, self.instance, self.former, undone=undone)):
            changes = undoing.to_reverse(db, last)
            if changes:
                if undone:
                    return self._write(db, changes, redo=name)
                return self._write(db, changes, undo=name)
        return None

    def _write(
        self,
        db: sqlite3.Connection,
        changes: dict[Field, list[marks.Pending]],
        *,
        auto: bool = False,
        undo: str | None = None,
        redo: str | None = None,
    ) -> Batch:
        """Turn ``changes`` round, of which there are some: on disk before in the index."""
        time = time_after(meta.get(db, "journal_time"), self.clock())
        name = f"{self.instance}/{time}"
        heading = Heading(exact_stamp(time), self.machine, self.instance, name, auto, undo, redo)
        told = [
            (key, title, field, before == 1, before == 0)
            for field, some in changes.items()
            for _, _, key, title, before, _ in some
        ]
        start, end = self.journal.append(heading, told)
        batch = undoing.note_batch(db, heading, start)
        papers: dict[int, None] = {}
        for field, some in changes.items():
            papers.update(dict.fromkeys(marks.apply(db, field, some, batch, time, auto=auto)))
        marks.moved_on(db, self.journal, end, time)
        _, title, field, _, value = told[0]
        return Batch(name, field, value, tuple(papers), clean_line(title))
