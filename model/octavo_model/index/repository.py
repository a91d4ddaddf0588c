"""Archive, journal and index held together: what is asked of the index, and its repair."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING, TypeVar

from octavo_model.core.errors import OctavoError
from octavo_model.index import meta
from octavo_model.index.store import Store, UnusableIndexError
from octavo_model.index.write import digests, marks, merge
from octavo_model.storage import data_folder
from octavo_model.storage.archive import Archive
from octavo_model.storage.failures import explained, is_damage, of_index
from octavo_model.storage.files import is_empty, make_folder
from octavo_model.storage.journal import Journal
from octavo_model.storage.journal_record import LostMarksError, refuse_loss
from octavo_model.storage.locks import NoLocksError, Stint, locked
from octavo_model.storage.merge_log import Decisions
from octavo_model.storage.versions import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from octavo_model.index.aside import Aside
    from octavo_model.index.rebuild import ArchiveReader
    from octavo_model.index.store import Identity
    from octavo_model.storage.data_folder import Paths

T = TypeVar("T")

_KEPT = "the kept digests and the journal of marks"


class Engine:
    """What the parts of a library have in common.

    Attributes:
        archive: The digests as they came.
        journal: The marks as they were made.
        decisions: Which papers the user said are the same.
        reader: Reads digests.
        folder: Where all of it lies.
        rebuilt: Whether an index that was missing or unusable was made from what had been kept.
        repairs: What was done about an index that was missing or damaged, in words.
        read_only: Why nothing can be written; None where it can.
    """

    def __init__(self, paths: Paths, reader: ArchiveReader) -> None:
        self.archive = Archive(paths.digests)
        self.journal = Journal.of(paths)
        self.decisions = Decisions(paths.decisions)
        self.reader = reader
        self.rebuilt = False
        self.locks = paths.data / "locks"
        self.folder = paths.data
        self.read_only: OctavoError | None = None
        self._index = paths.index
        self._folders = (paths.data, paths.digests, self.locks)
        self._aside: Aside | None = None
        data_folder.refuse_newer(paths.data, paths.index)
        self._store = Store(paths.index, self.locks, self.journal)
        self._problems: list[str] = []
        self.repairs: list[str] = []

    @property
    def problems(self) -> tuple[str, ...]:
        """What of the kept files could not be read, in words, each once."""
        return tuple(dict.fromkeys([*self._problems, *self._store.problems]))

    def report(self, problem: str) -> None:
        """Add to `problems`."""
        self._problems.append(problem)

    @property
    def is_aside(self) -> bool:
        """Whether the index is a copy of our own, as the library's cannot be written."""
        return self._aside is not None

    @property
    def lockable(self) -> Path | None:
        """The folder of locks that keep others from writing; None where nothing can be."""
        return None if self.read_only is not None else self.locks

    @property
    def derived(self) -> Path:
        """The folder for what is made from the index."""
        return self.folder if self._aside is None else self._aside.folder

    def make_folders(self) -> None:
        """Make the folders that are not there yet, and write down whose they are."""
        with explained(self.folder):
            for folder in self._folders:
                make_folder(folder)
            data_folder.write(self.folder)

    def only_read(self, why: OctavoError, progress: Callable[[int, int], None]) -> None:
        """Go on without writing anything below the data folder, as that cannot be done.

        The index is read as it lies; if it cannot be, or is not up to date, a copy is put in order
        in a temporary folder.

        Args:
            why: What was met when something was to be written.
            progress: Called when the copy has to be made anew.

        Raises:
            OctavoError: ``why``, where there is nothing that could be read.
        """
        with explained(self.folder):
            if not self._has_anything():
                raise why
        is_lost = isinstance(why, LostMarksError)
        self.read_only = why if is_lost else OctavoError(str(self.folder), why.why, why.hint)
        self.journal.is_checked, self.journal.record = False, None
        as_it_lies = None if isinstance(why, NoLocksError) else self._read_still()
        # Of lost marks, the index may be the only one that knows: it is read as it lies.
        if as_it_lies or (as_it_lies is not None and is_lost):
            return
        still = self._store
        try:
            self._go_aside(progress)
        except (OctavoError, OSError):
            if as_it_lies is None:
                raise why from None
            self._store = still
            self.report(f"{self._index}: is behind; what was imported or marked last is missing")

    def want_to_write(self) -> None:
        """See that what is kept can be changed.

        Raises:
            OctavoError: The library is open for reading only.
        """
        if self.read_only is not None:
            raise self.read_only

    def prepare(self, progress: Callable[[int, int], None]) -> None:
        """Make sure that there is an index, and that it holds what the journal says."""
        if self._asked(self._is_behind, progress):
            self._problems += self.write(lambda db: merge.follow_all(db, self.decisions))

    def has_all(self) -> bool:
        """Whether the index holds all that the archive does: what opening can leave alone."""
        return self.read(self._is_whole)

    def read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """The answer of the index; a damaged one is made anew and asked once more."""
        return self._asked(question, None)

    def write(self, change: Callable[[sqlite3.Connection], T], *, marks_only: bool = False) -> T:
        """Do ``change`` inside a write transaction: all of it or nothing.

        It is done once more if the index was damaged and had to be made anew. ``marks_only``
        says that it changes nothing but marks.
        """
        seen = self._store.identity()
        try:
            return self._write(change, marks_only)
        except sqlite3.DatabaseError as error:
            self._repair(error, seen, None)
            return self._write(change, marks_only)

    def stint(self) -> Callable[[], bool]:
        """What tells whether a transaction that writes much goes on; one for each."""
        return Stint(self.locks).goes_on

    def check(self, patience: float, cancelled: Callable[[], bool]) -> bool:
        """Look for damage that nobody has met yet; an index that has some is made anew.

        Returns:
            Whether there was time to look at everything, in ``patience`` seconds.
        """
        from octavo_model.index.checking import check

        return self.read(lambda db: check(db, patience, cancelled))

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Make the index anew from archive and journal, whatever state it is in."""
        self.want_to_write()
        with explained(self.locks), locked(self.locks / "rebuild", patience=None):
            self._make(progress, keep_old=False)

    def version(self) -> int:
        """A number that is another one after any change to the index by anyone."""
        with of_index(self._index):
            try:
                return self._store.version()
            except sqlite3.DatabaseError as error:
                self._repair(error, None, None)
                return self._store.version()

    def close(self) -> None:
        """Close the index."""
        self._store.close()
        if self._aside is not None:
            self._aside.close()

    def _has_anything(self) -> bool:
        return self._index.exists() or self.journal.size() > 0 or bool(self.archive.sources())

    def _read_still(self) -> bool | None:
        """Read the index as it lies.

        Returns:
            Whether it holds all that was kept; None where it cannot be read so.
        """
        from octavo_model.index.read_only import StillStore

        self._store.close()
        self._store = StillStore(self._index, self.locks, self.journal)
        try:
            return self._read(lambda db: not self._is_behind(db) and self._is_whole(db))
        except (OctavoError, sqlite3.DatabaseError):
            return None

    def _go_aside(self, progress: Callable[[int, int], None]) -> None:
        """Use a copy of the index from here on, made anew if it must be."""
        from octavo_model.index.aside import Aside

        self._aside = self._aside or Aside(self._index)
        self._index, self.locks = self._aside.index, self._aside.locks
        self._store = self._aside.store(self.journal)
        self.prepare(progress)

    def _is_whole(self, db: sqlite3.Connection) -> bool:
        return meta.get(db, "archive") == self.archive.stamp() and digests.all_done(db)

    def _asked(
        self,
        question: Callable[[sqlite3.Connection], T],
        progress: Callable[[int, int], None] | None,
    ) -> T:
        seen = self._store.identity()
        try:
            return self._read(question)
        except sqlite3.DatabaseError as error:
            self._repair(error, seen, progress)
            return self._read(question)

    def _read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        with of_index(self._index):
            return question(self._store.connection())

    def _write(self, change: Callable[[sqlite3.Connection], T], marks_only: bool) -> T:
        with of_index(self._index), self._store.writing(marks_only=marks_only) as db:
            return change(db)

    def _is_behind(self, db: sqlite3.Connection) -> bool:
        offset = meta.get(db, "journal_offset")
        refuse_loss(self.journal, offset, meta.get(db, "journal_check"))
        if self.journal.size() != offset or not marks.is_known(db, self.journal):
            return True
        return self.decisions.size() != meta.get(db, "decisions")

    def _repair(
        self,
        error: sqlite3.DatabaseError,
        seen: Identity | None,
        progress: Callable[[int, int], None] | None,
    ) -> None:
        """Make the index anew if ``error``, met with the file ``seen``, says that it must be.

        Raises:
            sqlite3.DatabaseError: ``error``, where that is no remedy.
        """
        unusable = isinstance(error, UnusableIndexError)
        if not (unusable or is_damage(error)):
            raise error
        data_folder.refuse_newer(self.folder, self._index)
        if self.read_only is not None and self._aside is None:
            self._go_aside(progress or (lambda _done, _total: None))
            return
        with explained(self.locks), locked(self.locks / "rebuild", patience=None):
            if seen is not None and self._store.identity() not in (None, seen):
                # Somebody has repaired it while we waited to.
                self._store.refresh()
                return
            had = self._has_anything()
            older = 0 < data_folder.schema_of(self._index) < SCHEMA
            there = os.path.lexists(self._index) and not is_empty(self._index)
            kept = self._make(progress, keep_old=there and not older)
            self.rebuilt = self.rebuilt or had
            if had and not older:
                self.repairs.append(self._told(error, kept))

    def _told(self, error: sqlite3.DatabaseError, kept: Path | None) -> str:
        """What was done about ``error``, in words."""
        if kept is None:
            return f"{self._index} was missing or empty; a new one was made from {_KEPT}"
        why = f"was damaged ({error}); it is kept as {kept.name}"
        return f"{self._index} {why}, and a new one was made from {_KEPT}"

    def _make(self, progress: Callable[[int, int], None] | None, *, keep_old: bool) -> Path | None:
        """Make the index anew; returns where the old one is now, if it was kept."""
        from octavo_model.index.rebuild import Rebuild

        making = Rebuild(
            self._index, self.locks, self.archive, self.journal, self.decisions, self.reader
        )
        with explained(self._index.parent):
            making.run(progress or (lambda _done, _total: None), keep_old=keep_old)
        self._problems += making.problems
        self._store.refresh()
        return making.kept
