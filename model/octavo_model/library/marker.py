"""Marks of a library: read, starred, and which papers are the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from octavo_model.core.dates import Clock, exact_stamp, stamp, time_after
from octavo_model.core.errors import OctavoError, UnknownPaperError
from octavo_model.core.identity import ARXIV, DOI, may_be_one
from octavo_model.core.views import MarkChange, MarkField
from octavo_model.index import meta, queries
from octavo_model.index.write import marks
from octavo_model.index.write import merge as merging
from octavo_model.index.write import undo as undo_list
from octavo_model.storage.journal_format import Heading
from octavo_model.storage.merge_log import PaperMerge
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from octavo_model.index.repository import Repository
    from octavo_model.library.catalog import Catalog

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
        self._names: tuple[str, str, str] | None = None
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
            return self._append(db, {field: changes}, auto=auto)

        return self._write(change)

    def undo(self) -> MarkChange | None:
        """Undo the last mark of this instance, except where it was changed since.

        Returns:
            What changed; None if there is nothing to undo.
        """
        return self._write(lambda db: self._reverse(db, undone=False))

    def redo(self) -> MarkChange | None:
        """Redo the last undone mark, if none was made since.

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
            return id if decision.keep == key else other

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

    def _reverse(self, db: sqlite3.Connection, *, undone: bool) -> MarkChange | None:
        _, instance, former = self._own_names()
        for name, last in list(undo_list.batches(db, instance, former, undone=undone)):
            if changes := undo_list.to_reverse(db, last):
                if undone:
                    return self._append(db, changes, redo=name)
                return self._append(db, changes, undo_of=name)
        return None

    def _append(
        self,
        db: sqlite3.Connection,
        changes: dict[MarkField, list[undo_list.Pending]],
        *,
        auto: bool = False,
        undo_of: str | None = None,
        redo: str | None = None,
    ) -> MarkChange:
        """Make ``changes``, of which there is one at least: in the journal, then in the index."""
        machine, instance, _ = self._own_names()
        journal = self._repository.journal
        time = time_after(meta.get(db, "journal_time"), self._clock())
        name = f"{instance}/{time}"
        heading = Heading(exact_stamp(time), machine, instance, name, auto, undo_of, redo)
        lines = [
            (key, title, field, before == 1, before == 0)
            for field, pending in changes.items()
            for _, _, key, title, before, _ in pending
        ]
        start, end = journal.append(heading, lines)
        batch = undo_list.note_batch(db, heading, start)
        papers: dict[int, None] = {}
        for field, pending in changes.items():
            papers.update(dict.fromkeys(marks.apply(db, field, pending, batch, time, auto=auto)))
        marks.set_position(db, journal, end, time)
        _, title, field, _, value = lines[0]
        return MarkChange(name, field, value, tuple(papers), clean_line(title))

    def _own_names(self) -> tuple[str, str, str]:
        """Return the machine, the instance, and what it was named before it had a random id."""
        if self._names is None:
            from octavo_model.storage.instance_id import instance_id, machine_id

            computer = self._machine or machine_id()
            machine = self._machine
            if machine is None:
                import socket

                machine = socket.gethostname()
            home = instance_id(self._id_file, computer)
            self._names = machine, f"{home}:{self._instance}", f"{machine}:{self._instance}"
        return self._names


def _rank(key: str) -> int:
    """How sure a key is: arXiv ids come first, then DOIs."""
    return 0 if key.startswith(ARXIV) else 1 if key.startswith(DOI) else 2
