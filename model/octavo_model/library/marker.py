"""Marks of a library, the lines of its journal, and the undo of all changes."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from octavo_model.core.changes import LoggedChange, MarkChange, PropertyChange
from octavo_model.core.dates import Clock, exact_stamp, micros, time_after
from octavo_model.core.marks import Decision, MarkField
from octavo_model.index import counts, keys, meta, queries
from octavo_model.index.write import marks, properties
from octavo_model.index.write import undo as undo_list
from octavo_model.storage import data_folder
from octavo_model.storage.journal_format import Heading, JournalRecord
from octavo_model.storage.versions import LAYOUT
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from octavo_model.core.changes import Property
    from octavo_model.index.repository import Repository
    from octavo_model.index.write.undo import Pending
    from octavo_model.library.catalog import Catalog
    from octavo_model.storage.journal_format import RecordFields

T = TypeVar("T")

_NO_TITLES: Mapping[str, str] = MappingProxyType({})
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

    Attributes:
        has_marked: Whether anything was changed.
        finish: Called after a change of properties: it reads from the archive what they need.
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
        self.finish: Callable[[], None] = lambda: None

    def decide(
        self,
        ids: Sequence[int],
        decision: Decision,
        until: dt.date | None = None,
        *,
        auto: bool = False,
    ) -> MarkChange:
        """Set the marks that a decision means, in one step of undo.

        Args:
            ids: The papers; those that have these marks are left as they are.
            decision: What the user decided.
            until: For `Decision.LATER`, the day on which they are undecided again.
            auto: Whether no key press asked for it; undo then skips it.

        Raises:
            ValueError: ``until`` is missing, or is not a day to come.
        """
        if decision is Decision.LATER and (until is None or until <= self._catalog.today):
            raise ValueError(until)

        def change(db: sqlite3.Connection) -> MarkChange:
            wanted: dict[tuple[MarkField, int], list[int]] = {}
            for paper, state in queries.states(db, ids, self._catalog.shown.today).items():
                for mark in decision.changes(state, until).items():
                    wanted.setdefault(mark, []).append(paper)
            changes: dict[MarkField, list[Pending]] = {}
            for (field, value), papers in wanted.items():
                if pending := marks.to_change(db, papers, field, value):
                    changes.setdefault(field, []).extend(pending)
            if not changes:
                return MarkChange("", decision, {})
            return self._append(db, self._heading(db, auto=auto), decision, changes)

        return self._write(change)

    def mark(
        self, ids: Sequence[int], field: MarkField, value: bool, *, auto: bool = False
    ) -> MarkChange:
        """Set one mark of papers, read or starred, and no other.

        Args:
            ids: The papers; those that have this value are left as they are.
            field: What to mark.
            value: Whether they are read, or starred.
            auto: As for `decide`.
        """
        decision = Decision.of({field: value})

        def change(db: sqlite3.Connection) -> MarkChange:
            changes = marks.to_change(db, ids, field, value)
            if not changes:
                return MarkChange("", decision, {})
            return self._append(db, self._heading(db, auto=auto), decision, {field: changes})

        return self._write(change)

    def change_properties(
        self,
        name: Property,
        change: Callable[[sqlite3.Connection], Mapping[str, Any]],
        titles: Mapping[str, str] = _NO_TITLES,
        *,
        auto: bool = False,
    ) -> PropertyChange:
        """Change a property of some keys.

        Args:
            name: The property.
            change: Returns new values by key; None resets one.
            titles: Titles or names of the keys, for people who read the journal.
            auto: Whether the user did not ask for it; undo then skips it.
        """
        return self._write(
            lambda db: self._append_properties(
                db, self._heading(db, auto=auto), name, change(db), titles
            )
        )

    def share_marks_of_titles(self) -> None:
        """Mark papers that an earlier Octavo took for one with a marked paper of their title."""
        for field in (MarkField.READ, MarkField.STARRED):
            papers = self._repository.read(partial(keys.of_split_titles, field=field))
            if papers:
                self.mark(papers, field, True, auto=True)

    def undo(self, name: str = "") -> MarkChange | PropertyChange | None:
        """Undo a change, except where it was changed since.

        Args:
            name: Of a change in the log; by default the last change of this instance.

        Returns:
            What changed; None if there is nothing to undo.
        """
        return self._write(lambda db: self._reverse(db, name, undone=False))

    def redo(self, name: str = "") -> MarkChange | PropertyChange | None:
        """Redo a change that was undone, except where it was changed since; see `undo`.

        By default it is the last undone change of this instance, if it made none since.
        """
        return self._write(lambda db: self._reverse(db, name, undone=True))

    def log(self, limit: int) -> list[LoggedChange]:
        """Return the last changes of all instances of this home, newest first."""
        home, machine = (name.rpartition(":")[0] for name in self._own_names[1:])
        return self._repository.read(lambda db: list(undo_list.log(db, home, machine, limit)))

    def _write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        self._repository.require_writable()
        shown = self._catalog.shown

        def with_totals(db: sqlite3.Connection) -> T:
            done = change(db)
            if isinstance(done, MarkChange) and done.states:
                done = done._replace(totals=counts.totals(db, done.papers, shown))
            return done

        done = self._repository.write(with_totals, marks_only=True)
        self.has_marked = True
        if isinstance(done, PropertyChange) and done.values and done.property.needs_archive:
            self.finish()
        if isinstance(done, MarkChange) and len(done.states) >= _MANY:
            from octavo_model.search.array_file import release_memory

            release_memory()
        return done

    def _reverse(
        self, db: sqlite3.Connection, name: str, *, undone: bool
    ) -> MarkChange | PropertyChange | None:
        _, *own = self._own_names
        found = undo_list.named(db, name, undone=undone) if name else None
        for skipped, batch in enumerate(list(found or undo_list.batches(db, *own, undone=undone))):
            undo, redo = (None, batch.name) if undone else (batch.name, None)
            heading = self._heading(db, undo=undo, redo=redo)
            if changes := undo_list.to_reverse(db, batch):
                decision = Decision.of(undo_list.marks_set(db, batch.start))
                change = self._append(db, heading, decision, changes)
                left = undo_list.left(db, batch.last, changes)
                return change._replace(left=left, skipped=skipped)
            if wanted := properties.to_reverse(db, batch.last):
                reset = self._append_properties(db, heading, *wanted)
                return replace(reset, skipped=skipped)
        return None

    def _append(
        self,
        db: sqlite3.Connection,
        heading: Heading,
        decision: Decision,
        changes: dict[MarkField, list[Pending]],
    ) -> MarkChange:
        """Make ``changes``, of which there is one at least: in the journal, then in the index."""
        lines = [
            (key, title, field, before, after)
            for field, pending in changes.items()
            for _, _, key, title, before, after, _ in pending
        ]
        batch = self._append_lines(db, heading, lines)
        papers: dict[int, None] = {}
        for field, pending in changes.items():
            papers.update(dict.fromkeys(marks.apply(db, field, pending, batch, heading)))
        states = queries.states(db, list(papers), self._catalog.shown.today)
        return MarkChange(heading.batch, decision, states, clean_line(lines[0][1]))

    def _append_properties(
        self,
        db: sqlite3.Connection,
        heading: Heading,
        name: Property,
        wanted: Mapping[str, Any],
        titles: Mapping[str, str],
    ) -> PropertyChange:
        """Give a property these values, with a line for each that differs."""
        now = {key: properties.value_of(db, name, key) for key in wanted}
        changes = {key: (now[key], after) for key, after in wanted.items() if now[key] != after}
        if not changes:
            return PropertyChange("", name, {})
        data_folder.write_versions(self._repository.folder, LAYOUT)
        records = [
            JournalRecord(key, titles.get(key, ""), name, *change)
            for key, change in changes.items()
        ]
        batch = self._append_lines(db, heading, records)
        marks.set_properties(db, heading, batch, records)
        return PropertyChange(heading.batch, name, changes, clean_line(records[0].title))

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
