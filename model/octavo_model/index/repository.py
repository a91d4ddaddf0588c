"""Archive, journal and index held together: questions to the index, changes, and its repair."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING, TypeVar

from octavo_model.core.errors import OctavoError, UnusableError
from octavo_model.core.parsed import no_progress
from octavo_model.index import meta
from octavo_model.index.annotations.full_text import FullTextWords
from octavo_model.index.store import ReadOnlyStore, Store, UnusableIndexError
from octavo_model.index.write import digests, marks, merge
from octavo_model.storage import data_folder
from octavo_model.storage.archive import Archive
from octavo_model.storage.failures import (
    UnreadableError,
    UnwritableError,
    explained,
    is_damage,
    of_index,
)
from octavo_model.storage.files import is_blocked, make_folder
from octavo_model.storage.journal import Journal
from octavo_model.storage.journal_loss import LostMarksError, refuse_loss
from octavo_model.storage.locks import locked
from octavo_model.storage.merge_log import MergeLog
from octavo_model.storage.versions import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from octavo_model.core.parsed import Progress
    from octavo_model.index.rebuild import ArchiveReader
    from octavo_model.index.store import Identity
    from octavo_model.storage.data_folder import Paths

T = TypeVar("T")

_FROM_ARCHIVE = "rebuilt from the archived digests and the journal"


class Repository:
    """The data of one library."""

    def __init__(self, paths: Paths, reader: ArchiveReader) -> None:
        self.archive = Archive(paths.digests)
        self.journal = Journal.of(paths)
        self.merge_log = MergeLog(paths.merge_log)
        self.words = FullTextWords(paths.full_text_words)
        self.reader = reader
        self.rebuilt = False  # whether a missing or unusable index was rebuilt
        self.former_schema = 0  # that of the index before it was rebuilt, if it was an older one
        self.locks = paths.data / "locks"
        self.folder = paths.data
        self.read_only: OctavoError | None = None  # why nothing can be written
        self.repairs: list[str] = []  # a message for each repair of the index
        self._index = paths.index
        self._folders = (paths.data, paths.digests, self.locks)
        data_folder.refuse_newer(paths.data, paths.index)
        self._store = Store(paths.index, self.locks, self.journal)
        self._problems: list[str] = []

    @property
    def problems(self) -> tuple[str, ...]:
        """A message for each file that could not be read."""
        return tuple(dict.fromkeys([*self._problems, *self._store.problems]))

    def report(self, problem: str) -> None:
        """Add a message to `problems`."""
        self._problems.append(problem)

    def make_folders(self) -> None:
        """Create the missing folders, and record which Octavo wrote them."""
        with explained(self.folder):
            for folder in self._folders:
                make_folder(folder)
            data_folder.write_versions(self.folder)

    def open_read_only(self, why: OctavoError) -> None:
        """Use the index as it is, and write nothing; raise an error if it cannot be used."""
        is_lost = isinstance(why, LostMarksError)
        with explained(self.folder):
            if not self._has_anything():
                raise why
        self.read_only = why if is_lost else UnwritableError(str(self.folder), why.why, why.hint)
        self.journal.is_checked, self.journal.state = False, None
        self._store.close()
        self._store = ReadOnlyStore(self._index, self.locks, self.journal)
        try:
            is_current = self._read(lambda db: not self._is_behind(db) and self._is_whole(db))
        except (OctavoError, sqlite3.DatabaseError) as error:
            # These two say already what the user can do.
            is_cause = isinstance(why, LostMarksError | UnreadableError)
            raise (why if is_cause else self._unusable(error)) from error
        # If marks were lost, the index may be the only file that still has them.
        if not is_current and not is_lost:
            self.report(f"{self._index}: is outdated; the last imports or marks are missing")

    def require_writable(self) -> None:
        """Raise `OctavoError` if the library is open for reading only."""
        if self.read_only is not None:
            raise self.read_only

    def prepare(self, progress: Progress) -> None:
        """Make sure that the index exists, and that it holds what the journal says."""
        if self._repaired(lambda: self._read(self._is_behind), progress):
            self._problems += self.write(lambda db: merge.follow_all(db, self.merge_log))

    def has_all(self) -> bool:
        """Whether the index holds all archived digests."""
        return self.read(self._is_whole)

    def read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Return the answer of the index; a damaged index is rebuilt, and asked once more."""
        return self._repaired(lambda: self._read(question))

    def write(self, change: Callable[[sqlite3.Connection], T], *, marks_only: bool = False) -> T:
        """Make ``change`` in a write transaction, once more if the index had to be rebuilt."""

        def write() -> T:
            with of_index(self._index), self._store.writing(marks_only=marks_only) as db:
                return change(db)

        return self._repaired(write)

    def rebuild(self, progress: Progress = no_progress) -> None:
        """Rebuild the index from archive and journal, also a damaged one."""
        self.require_writable()
        with explained(self.locks), locked(self.locks / "rebuild", timeout=None):
            self._rebuild(progress, keep_old=False)

    def version(self) -> int:
        """Return a number that differs after any change to the index, by any process."""
        return self.read(lambda _: self._store.version())

    def close(self) -> None:
        """Close the index."""
        self._store.close()

    def _has_anything(self) -> bool:
        return self._index.exists() or self.journal.size() > 0 or bool(self.archive.sources())

    def _is_whole(self, db: sqlite3.Connection) -> bool:
        return meta.get(db, "archive") == self.archive.stamp() and not digests.unfinished(db)

    def _is_behind(self, db: sqlite3.Connection) -> bool:
        offset = meta.get(db, "journal_offset")
        refuse_loss(self.journal, offset, meta.get(db, "journal_check"))
        if self.journal.size() != offset or not marks.is_known(db, self.journal):
            return True
        return self.merge_log.size() != meta.get(db, "decisions")

    def _read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        with of_index(self._index):
            return question(self._store.connection())

    def _repaired(self, ask: Callable[[], T], progress: Progress = no_progress) -> T:
        """Return the answer of the index, which is rebuilt and asked once more if it is damaged."""
        with explained(self._index):
            seen = self._store.identity()
        try:
            return ask()
        except sqlite3.DatabaseError as error:
            self._repair(error, seen, progress)
            return ask()

    def _unusable(self, error: Exception) -> OctavoError:
        """Return the error that says why a library cannot be opened for reading either."""
        reason = error.why if isinstance(error, OctavoError) else str(error)
        blocked = self.read_only.why if self.read_only is not None else ""
        return UnusableError(
            str(self._index),
            f"cannot be used ({reason}) and cannot be rebuilt here ({blocked})",
            "copy the data folder to a disk that can be written; see `octavo config path`",
        )

    def _repair(
        self,
        error: sqlite3.DatabaseError,
        seen: Identity | None,
        progress: Progress,
    ) -> None:
        """Rebuild the index if ``error``, of the file ``seen``, shows damage, or raise it again."""
        unusable = isinstance(error, UnusableIndexError)
        if not (unusable or is_damage(error)):
            raise error
        data_folder.refuse_newer(self.folder, self._index)
        if self.read_only is not None:
            raise self._unusable(error) from error
        with explained(self.locks), locked(self.locks / "rebuild", timeout=None):
            if self._store.identity() not in (None, seen):
                # Another process has repaired or created it meanwhile.
                self._store.refresh()
                return
            had = self._has_anything()
            former = data_folder.schema_of(self._index)
            older = 0 < former < SCHEMA
            self.former_schema = former if older else 0
            old = self._rebuild(progress, keep_old=not older and _has_content(self._index))
            self.rebuilt = self.rebuilt or had
            if had and not older:
                how = f"damaged ({error}); moved to {old.name} and" if old else "missing or empty;"
                self.repairs.append(f"{self._index} was {how} {_FROM_ARCHIVE}")

    def _rebuild(self, progress: Progress, *, keep_old: bool) -> Path | None:
        """Rebuild the index; returns where the old one is now, if it was kept."""
        from octavo_model.index.rebuild import Rebuild

        rebuild = Rebuild(
            self._index, self.locks, self.archive, self.journal, self.merge_log, self.reader
        )
        with explained(self._index.parent):
            rebuild.run(progress, keep_old=keep_old)
        self._problems += rebuild.problems
        self._store.refresh()
        return rebuild.old


def _has_content(path: Path) -> bool:
    return os.path.lexists(path) and (is_blocked(path) or path.stat().st_size > 0)
