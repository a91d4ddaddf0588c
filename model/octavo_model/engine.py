"""Archive, journal and index held together: what is asked of the index, and its repair."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, TypeVar

from octavo_model.archive import Archive
from octavo_model.decisions import Decisions
from octavo_model.faults import explained, is_damage
from octavo_model.files import make_folder
from octavo_model.index import digests, marks, meta
from octavo_model.index.store import Store, UnusableIndexError
from octavo_model.journal import Journal
from octavo_model.locks import Stint, locked

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.index.store import Identity
    from octavo_model.paths import Paths
    from octavo_model.reader import Reader

T = TypeVar("T")


class Engine:
    """What the parts of a library have in common.

    Attributes:
        archive: The digests as they came.
        journal: The marks as they were made.
        decisions: Which papers the user said are the same.
        reader: Reads digests.
        folder: Where all of it lies.
        rebuilt: Whether an index that was missing or unusable was made from what had been kept.
    """

    def __init__(self, paths: Paths, reader: Reader) -> None:
        self.archive = Archive(paths.digests)
        self.journal = Journal(paths.journal)
        self.decisions = Decisions(paths.decisions)
        self.reader = reader
        self.rebuilt = False
        self.locks = paths.data / "locks"
        self.folder = paths.data
        self._index = paths.index
        with explained(paths.data):
            for folder in (paths.data, paths.digests, self.locks):
                make_folder(folder)
        self._store = Store(paths.index, self.locks, self.journal)
        self._problems: list[str] = []

    @property
    def problems(self) -> tuple[str, ...]:
        """What of the kept files could not be read, in words, each once."""
        return tuple(dict.fromkeys([*self._problems, *self._store.problems]))

    def report(self, problem: str) -> None:
        """Add to `problems`."""
        self._problems.append(problem)

    def prepare(self, progress: Callable[[int, int], None]) -> None:
        """Make sure that there is an index, and that it holds what the journal says."""
        if self._asked(self._is_behind, progress):
            self.write(lambda _db: None, marks_only=True)

    def has_all(self) -> bool:
        """Whether the index holds all that the archive does: what opening can leave alone."""
        stamp = self.archive.stamp()
        return self.read(lambda db: meta.get(db, "archive") == stamp and digests.all_done(db))

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

    def rebuild(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Make the index anew from archive and journal, whatever state it is in."""
        with explained(self.locks), locked(self.locks / "rebuild", patience=None):
            self._make(progress, keep_old=False)

    def version(self) -> int:
        """A number that is another one after any change to the index by anyone."""
        with explained(self._index):
            try:
                return self._store.version()
            except sqlite3.DatabaseError as error:
                self._repair(error, None, None)
                return self._store.version()

    def close(self) -> None:
        """Close the index."""
        self._store.close()

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
        with explained(self._index):
            return question(self._store.connection())

    def _write(self, change: Callable[[sqlite3.Connection], T], marks_only: bool) -> T:
        with explained(self._index), self._store.writing(marks_only=marks_only) as db:
            return change(db)

    def _is_behind(self, db: sqlite3.Connection) -> bool:
        offset = meta.get(db, "journal_offset")
        return self.journal.size() != offset or not marks.is_known(db, self.journal)

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
        with explained(self.locks), locked(self.locks / "rebuild", patience=None):
            if seen is not None and self._store.identity() not in (None, seen):
                # Somebody has repaired it while we waited to.
                self._store.refresh()
                return
            had = self._index.exists() or self.journal.size() > 0 or bool(self.archive.sources())
            self._make(progress, keep_old=not unusable)
            self.rebuilt = self.rebuilt or had

    def _make(self, progress: Callable[[int, int], None] | None, *, keep_old: bool) -> None:
        from octavo_model.rebuilding import Rebuild

        making = Rebuild(
            self._index, self.locks, self.archive, self.journal, self.decisions, self.reader
        )
        with explained(self._index.parent):
            making.run(progress or (lambda _done, _total: None), keep_old=keep_old)
        self._problems += making.problems
        self._store.refresh()
