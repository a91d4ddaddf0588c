"""Marks of a library: read, starred, and which papers are the same. The undo of all changes."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from octavo_model.core.dates import Clock, exact_stamp, micros, stamp, time_after
from octavo_model.core.errors import OctavoError, UnknownPaperError
from octavo_model.core.identity import ARXIV, DOI, may_be_one
from octavo_model.core.views import MarkChange, MarkField, ViewChange
from octavo_model.index import keys, meta, queries
from octavo_model.index.write import marks, views
from octavo_model.index.write import merge as merging
from octavo_model.index.write import undo as undo_list
from octavo_model.storage import data_folder
from octavo_model.storage.journal_format import VIEW, Heading, JournalRecord
from octavo_model.storage.merge_log import PaperMerge
from octavo_model.storage.versions import LAYOUT
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from octavo_model.core.views import SavedView
    from octavo_model.index.repository import Repository
    from octavo_model.index.write.undo import Pending
    from octavo_model.library.catalog import Catalog
    from octavo_model.storage.journal_format import RecordFields

T = TypeVar("T")

_MANY = 10_000
"""Papers after whose marks memory is given back to the system."""


class Marker:
    """Marks of a library: `Library.marks`. Every mark is on disk when a method returns.

    Args:
        repository: What is stored.
        catalog: The lists that changes are counted in.
        clock: The time of marks.
        id_file: Where the random id of this home of the library is stored.
        machine: Name of this computer; None for its host name.
        instance: What distinguishes this open library from others; undo is per instance.
    """

    def __init__(
        self,
        repository: Repository,
        catalog: Catalog,
        clock: Clock,
        id_file: Path,
        machine: str | None,
        instance: str,
    ) -> None:
        self._repository = repository
        self._catalog = catalog
        self._clock = clock
        self._id_file = id_file
        self._machine = machine
        self._instance = instance
        self.has_marked = False

    def mark(
        self, ids: Sequence[int], field: MarkField, value: bool, *, auto: bool = False
    ) -> MarkChange:
        """Mark papers; those that already have the value are left as they are.

        Args:
            ids: The papers.
            field: What to mark.
            value: Whether they are read, or starred.
            auto: Whether no key press asked for it; undo then skips it.
        """

        def change(db: sqlite3.Connection) -> MarkChange:
            changes = marks.to_change(db, ids, field, value)
            if not changes:
                return MarkChange("", field, value, ())
            return self._append(db, self._heading(db, auto=auto), {field: changes})

        return self._write(change)

    def change_views(
        self,
        change: Callable[[sqlite3.Connection], Mapping[str, SavedView | None]],
        *,
        auto: bool = False,
    ) -> ViewChange:
        """Change saved views, for `Library.views`.

        Args:
            change: Returns what some views become, by name; None removes one.
            auto: Whether the user did not ask for it; undo then skips it.
        """
        return self._write(
            lambda db: self._append_views(db, self._heading(db, auto=auto), change(db))
        )

    def undo(self) -> MarkChange | ViewChange | None:
        """Undo the last change of this instance, except where it was changed since.

        Returns:
            What changed; None if there is nothing to undo.
        """
        return self._write(lambda db: self._reverse(db, undone=False))

    def redo(self) -> MarkChange | ViewChange | None:
        """Redo the last undone change, if none was made since.

        Returns:
            What changed; None if there is nothing to redo.
        """
        return self._write(lambda db: self._reverse(db, undone=True))

    def merge(self, id: int, other: int) -> int:  # noqa: A002 - named as in Paper
        """Merge two papers into one with the digests, details, marks and keys of both.

        This cannot be undone.

        Returns:
            The paper that is left: the one with an arXiv id, else the one with a DOI.

        Raises:
            UnknownPaperError: One of them no longer exists.
            OctavoError: Their arXiv ids differ, or they are the same already.
        """
        self._repository.require_writable()
        if id == other:
            raise OctavoError(f"paper {id}", "is already one paper")

        def change(db: sqlite3.Connection) -> int:
            key, other_key = queries.keys(db, (id, other))
            if key is None or other_key is None:
                paper = id if key is None else other
                raise UnknownPaperError(f"paper {paper}", "is no longer in the library")
            if not may_be_one(key, other_key):
                raise OctavoError(key, f"is not {other_key}: their arXiv ids differ")
            decision = PaperMerge(*sorted((key, other_key), key=_rank))
            # On disk before it is in the index; what the index lacks is read at the next start.
            self._repository.merge_log.add(decision, stamp(self._clock()))
            merging.follow_all(db, self._repository.merge_log)
            left = keys.by_key(db, decision.keep)
            return id if left is None else left

        return self._repository.write(change)

    def _write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        self._repository.require_writable()
        hidden = self._catalog.hidden

        def with_totals(db: sqlite3.Connection) -> T:
            done = change(db)
            if isinstance(done, MarkChange) and done.papers:
                done = replace(done, totals=queries.totals(db, done.papers, hidden))
            return done

        done = self._repository.write(with_totals, marks_only=True)
        self.has_marked = True
        if isinstance(done, MarkChange) and len(done.papers) >= _MANY:
            from octavo_model.search.array_file import release_memory

            release_memory()
        return done

    def _reverse(self, db: sqlite3.Connection, *, undone: bool) -> MarkChange | ViewChange | None:
        _, instance, former = self._own_names
        for name, last in list(undo_list.batches(db, instance, former, undone=undone)):
            undo, redo = (None, name) if undone else (name, None)
            heading = self._heading(db, undo=undo, redo=redo)
            if changes := undo_list.to_reverse(db, last):
                return self._append(db, heading, changes)
            if wanted := views.to_reverse(db, last):
                return self._append_views(db, heading, wanted)
        return None

    def _append(
        self, db: sqlite3.Connection, heading: Heading, changes: dict[MarkField, list[Pending]]
    ) -> MarkChange:
        """Make ``changes``, of which there is one at least: in the journal, then in the index."""
        lines = [
            (key, title, field, before == 1, before == 0)
            for field, pending in changes.items()
            for _, _, key, title, before, _ in pending
        ]
        batch = self._append_lines(db, heading, lines)
        papers: dict[int, None] = {}
        for field, pending in changes.items():
            papers.update(dict.fromkeys(marks.apply(db, field, pending, batch, heading)))
        _, title, field, _, value = lines[0]
        return MarkChange(heading.batch, field, value, tuple(papers), clean_line(title))

    def _append_views(
        self, db: sqlite3.Connection, heading: Heading, wanted: Mapping[str, SavedView | None]
    ) -> ViewChange:
        """Make views as ``wanted``, with a line for each that differs."""
        now = views.current(db)
        changes = {
            name: (now.get(name), after) for name, after in wanted.items() if now.get(name) != after
        }
        if not changes:
            return ViewChange("", {})
        data_folder.write_versions(self._repository.folder, LAYOUT)
        records = [JournalRecord(name, "", VIEW, *change) for name, change in changes.items()]
        views.apply(db, heading, self._append_lines(db, heading, records), records)
        return ViewChange(heading.batch, changes)

    def _append_lines(
        self, db: sqlite3.Connection, heading: Heading, lines: Sequence[RecordFields]
    ) -> int:
        """Append a batch to the journal; return its number."""
        journal = self._repository.journal
        start, end = journal.append(heading, lines)
        marks.set_position(db, journal, end, micros(heading.time))
        return undo_list.note_batch(db, heading, start)

    def _heading(
        self,
        db: sqlite3.Connection,
        *,
        auto: bool = False,
        undo: str | None = None,
        redo: str | None = None,
    ) -> Heading:
        """Return the heading of a new batch."""
        machine, instance, _ = self._own_names
        time = time_after(meta.get(db, "journal_time"), self._clock())
        return Heading(exact_stamp(time), machine, instance, f"{instance}/{time}", auto, undo, redo)

    @property
    def home(self) -> str:
        """The random id of this home of the library, with which its instances begin."""
        return self._own_names[1].partition(":")[0]

    @cached_property
    def _own_names(self) -> tuple[str, str, str]:
        """The machine, the instance, and what it was named before it had a random id."""
        import socket

        from octavo_model.storage.instance_id import instance_id, machine_id

        machine = self._machine or socket.gethostname()
        home = instance_id(self._id_file, self._machine or machine_id())
        return machine, f"{home}:{self._instance}", f"{machine}:{self._instance}"


def _rank(key: str) -> int:
    """How sure a key is: arXiv ids come first, then DOIs."""
    return 0 if key.startswith(ARXIV) else 1 if key.startswith(DOI) else 2
