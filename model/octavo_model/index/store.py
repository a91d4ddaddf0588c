"""The index as it is open here: a connection a thread, one writer at a time."""

from __future__ import annotations

import errno
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from octavo_model.index import schema
from octavo_model.index.write import marks
from octavo_model.storage.files import is_no_file
from octavo_model.storage.locks import locked, turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future, ThreadPoolExecutor
    from pathlib import Path

    from octavo_model.storage.journal import Journal

Identity = tuple[int, int]
_COUNT = "UPDATE meta SET value = value + 1 WHERE name = 'changes' OR (name = 'told' AND NOT ?)"


class UnusableIndexError(sqlite3.DatabaseError):
    """There is no index, or one of another schema: it has to be made."""


class Store:
    """Connections to one index, which may be replaced by another process at any time.

    Attributes:
        problems: What was wrong with the journal when it was read, in words.
    """

    def __init__(self, path: Path, locks: Path, journal: Journal) -> None:
        self.problems: list[str] = []
        self._path = path
        self._locks = locks
        self._journal = journal
        self._mine = threading.local()
        self._all: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._guard = threading.Lock()
        self._identity: Identity | None = None
        self._generation = 0
        self._writes = 0
        self._closed = False
        self._tidying = Tidying(self._checkpoint)

    def identity(self) -> Identity | None:
        """Which file the index is now; None where there is none."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
            status = self._path.lstat()
        return status.st_dev, status.st_ino

    def connection(self) -> sqlite3.Connection:
        """This thread's connection.

        Raises:
            UnusableIndexError: There is no index, or it is of another schema.
            sqlite3.DatabaseError: It is damaged.
        """
        if getattr(self._mine, "generation", None) != self._generation:
            self._open()
        connection: sqlite3.Connection = self._mine.connection
        return connection

    def refresh(self) -> None:
        """Notice whether the index was replaced since it was opened."""
        if self._identity is not None and self.identity() != self._identity:
            with self._guard:
                self._identity = None
                self._generation += 1

    @contextmanager
    def writing(self, *, marks_only: bool = False) -> Iterator[sqlite3.Connection]:
        """A write transaction, with all that the journal holds applied: all of it or nothing.

        What was appended to the journal inside is taken back as well if it fails. ``marks_only``
        says that nothing but marks will be changed.
        """
        self._tidying.check()
        with turn(self._locks):
            self.refresh()
            db = self.connection()
            db.execute("BEGIN IMMEDIATE")
            self._journal.begin()
            changes, rows = db.total_changes, 0
            try:
                self.problems += marks.catch_up(db, self._journal)
                yield db
                rows = db.total_changes - changes
                if rows:
                    db.execute(_COUNT, (marks_only,))
                if rows >= MANY:
                    # It is done below, when nobody has to wait for it.
                    db.execute("PRAGMA wal_autocheckpoint = 0")
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                self._journal.take_back()
                raise
            finally:
                if rows >= MANY:
                    schema.set_checkpoint(db)
            self._writes += rows > 0
        self._tidying.wrote(rows)

    def _checkpoint(self) -> None:
        """Move what was written from SQLite's log into its file, while others may write."""
        self.connection().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def version(self) -> int:
        """A number that is another one after any change by anyone, as this thread sees it."""
        self.refresh()
        (changes,) = self.connection().execute("PRAGMA data_version").fetchone()
        return hash((changes, self._identity, self._generation, self._writes))

    def close(self) -> None:
        """Close every thread's connection."""
        self._tidying.close()
        with self._guard:
            self._closed = True
            self._generation += 1
            for _, connection in self._all:
                connection.close()
            self._all.clear()

    def _open(self) -> None:
        with self._guard:
            if self._closed:
                raise sqlite3.ProgrammingError("the library is closed")
            self._drop(threading.current_thread())
            identity, connection = self._connect()
            if self._identity != identity:
                self._identity = identity
                self._generation += 1
            self._all.append((threading.current_thread(), connection))
            self._mine.connection = connection
            self._mine.generation = self._generation

    def _connect(self) -> tuple[Identity, sqlite3.Connection]:
        """A new connection, and to which file."""
        with locked(self._locks / "swap", shared=True):
            identity = self.identity()
            if identity is None:
                raise UnusableIndexError("there is no index")
            for suffix in ("", "-wal", "-shm"):
                part = self._path.with_name(self._path.name + suffix)
                if is_no_file(part):
                    raise UnusableIndexError(f"{part.name} is no file")
            connection = schema.connect(self._path)
            try:
                check(connection)
            except BaseException:
                connection.close()
                raise
        return identity, connection

    def _drop(self, mine: threading.Thread) -> None:
        """Close this thread's old connection, and those of threads that have ended."""
        kept = []
        for thread, connection in self._all:
            if thread is mine or not thread.is_alive():
                connection.close()
            else:
                kept.append((thread, connection))
        self._all = kept


def check(connection: sqlite3.Connection) -> None:
    """See that ``connection`` leads to an index of ours.

    Raises:
        UnusableIndexError: It is of another schema.
        sqlite3.DatabaseError: It is damaged.
    """
    if not schema.is_ours(connection):
        raise UnusableIndexError("the index is of another schema")


MANY = 10_000
"""Rows written after which it is worth the disk's while: those of a thousand new papers."""
_TOO_MANY = 4 * MANY


class Tidying:
    """A thread that waits for the disk, so that neither an import nor a mark does.

    What a transaction writes goes to the log, which must be moved before it grows long: whoever
    finds it so does it inside its transaction, and all others wait. Where the disk does not keep
    up, who writes much waits for it, between transactions.

    Args:
        move: Moves it; done in the thread.
    """

    def __init__(self, move: Callable[[], None]) -> None:
        self._move = move
        self._guard = threading.Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._moving: Future[None] | None = None
        self._written = 0
        self._closed = False

    def check(self) -> None:
        """Raise what went wrong the last time, once."""
        moved = self._moving
        if moved is not None and moved.done():
            self._moving = None
            moved.result()

    def wrote(self, rows: int) -> None:
        """Hear that so many rows were written by a transaction that has ended."""
        self._written += rows
        if self._written < MANY:
            return
        moving = self._moving
        if moving is not None and not moving.done() and self._written >= _TOO_MANY:
            moving.exception()  # waits for it; `check` is who raises
        with self._guard:
            if self._closed or (self._moving is not None and not self._moving.done()):
                return
            if moving is not None and moving.exception() is not None:
                return
            if self._thread is None:
                from concurrent.futures import ThreadPoolExecutor

                self._thread = ThreadPoolExecutor(1, "octavo-tidy")
            self._moving = self._thread.submit(self._move)
            self._written = 0

    def close(self) -> None:
        """Wait for the end of it. What is not moved stays in the log, which nobody minds."""
        with self._guard:
            self._closed = True
        if self._thread is not None:
            self._thread.shutdown()
