"""The open index: one connection per thread, one writer at a time."""

from __future__ import annotations

import errno
import sqlite3
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from octavo_model.core.errors import UnusableError
from octavo_model.index import schema
from octavo_model.index.write import marks
from octavo_model.storage.failures import DamagedIndexError
from octavo_model.storage.files import is_blocked
from octavo_model.storage.locks import locked, turn
from octavo_model.storage.versions import APPLICATION_ID, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future, ThreadPoolExecutor
    from pathlib import Path
    from typing import NoReturn

    from octavo_model.storage.journal import Journal

Identity = tuple[int, ...]
_COUNT_CHANGE = (
    "UPDATE meta SET value = value + 1 WHERE name = 'changes' OR (name = 'content' AND NOT ?)"
)


_CONTRADICTIONS = {
    "a counter": "VALUES ('papers', (SELECT count(*) FROM papers)),"
    " ('unread', (SELECT count(*) FROM papers WHERE NOT read)),"
    " ('starred', (SELECT count(*) FROM papers WHERE starred))"
    " EXCEPT SELECT name, value FROM meta",
    "a digest's counter": "SELECT id, total, unread, starred FROM digests EXCEPT"
    " SELECT digests.id, count(paper), coalesce(sum(NOT papers.read), 0),"
    " coalesce(sum(papers.starred), 0)"
    " FROM digests LEFT JOIN entries ON entries.digest = digests.id"
    " LEFT JOIN papers ON papers.id = entries.paper GROUP BY digests.id",
}


class UnusableIndexError(sqlite3.DatabaseError):
    """The index is missing or of another schema; it has to be rebuilt."""


class Store:
    """Connections to one index, which another process may replace at any time."""

    def __init__(self, path: Path, locks: Path, journal: Journal) -> None:
        self.problems: list[str] = []  # a message for each line of the journal that is damaged
        self._path = path
        self._locks = locks
        self._journal = journal
        self._local = threading.local()
        self._all: list[tuple[threading.Thread, sqlite3.Connection]] = []
        self._guard = threading.Lock()
        self._identity: Identity | None = None
        self._generation = 0
        self._writes = 0
        self._closed = False
        self._checkpointer = Checkpointer(self._checkpoint)

    def identity(self) -> Identity | None:
        """Return which file the index is now; None if it does not exist."""
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
        """Return this thread's connection."""
        if getattr(self._local, "generation", None) != self._generation:
            self._open()
        connection: sqlite3.Connection = self._local.connection
        return connection

    def refresh(self) -> None:
        """Notice whether the index was replaced since it was opened."""
        if self._identity is not None and self.identity() != self._identity:
            with self._guard:
                self._identity = None
                self._generation += 1

    @contextmanager
    def writing(self, *, marks_only: bool = False) -> Iterator[sqlite3.Connection]:
        """Yield a write transaction, with the whole journal applied; it is atomic.

        If it fails, what it appended to the journal is removed as well. ``marks_only`` says that
        it changes nothing but marks.
        """
        self._checkpointer.check()
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
                    db.execute(_COUNT_CHANGE, (marks_only,))
                if rows >= MANY_ROWS:
                    # `Checkpointer` does it afterwards, when no other process has to wait for it.
                    db.execute("PRAGMA wal_autocheckpoint = 0")
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                self._journal.roll_back()
                raise
            finally:
                if rows >= MANY_ROWS:
                    schema.set_checkpoint(db)
            self._writes += rows > 0
        self._checkpointer.wrote(rows)

    def _checkpoint(self) -> None:
        """Copy SQLite's log into its file, while others may write."""
        self.connection().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    def version(self) -> int:
        """Return a number that differs after any change by any process, for this thread."""
        self.refresh()
        (changes,) = self.connection().execute("PRAGMA data_version").fetchone()
        return hash((changes, self._identity, self._generation, self._writes))

    def close(self) -> None:
        """Close every thread's connection."""
        self._checkpointer.close()
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
            self._local.connection = connection
            self._local.generation = self._generation

    def _connect(self) -> tuple[Identity, sqlite3.Connection]:
        """Return a new connection, and the identity of its file."""
        with locked(self._locks / "swap", shared=True):
            identity = self.identity()
            if identity is None:
                raise UnusableIndexError("it is missing")
            for suffix in ("", "-wal", "-shm"):
                part = self._path.with_name(self._path.name + suffix)
                if is_blocked(part):
                    raise UnusableIndexError(f"{part.name} is not a file")
            return identity, connect(self._path)

    def _drop(self, current: threading.Thread) -> None:
        """Close this thread's old connection, and those of threads that have ended."""
        for thread, connection in self._all[:]:
            if thread is current or not thread.is_alive():
                connection.close()
                self._all.remove((thread, connection))


class ReadOnlyStore(Store):
    """Connections that write nothing: no locks, and no files of SQLite's own.

    SQLite reads a write-ahead log only with the index of that log, which it finds or writes. An
    index without a log is opened as immutable; `refresh` notices a change of the file.
    """

    def identity(self) -> Identity | None:
        """Return what changes whenever the file does; None if it does not exist."""
        known = super().identity()
        return known and (*known, self._path.stat().st_mtime_ns, self._has_log())

    def writing(self, *, marks_only: bool = False) -> NoReturn:
        """Raise `UnusableError`: nothing is written here."""
        raise UnusableError(str(self._path), "is open for reading only")

    def _connect(self) -> tuple[Identity, sqlite3.Connection]:
        identity = self.identity()
        if identity is None:
            raise UnusableIndexError("it is missing")
        try:
            return identity, connect(self._path, "mode=ro")
        except sqlite3.OperationalError:
            if self._has_log():
                raise
            return identity, connect(self._path, "mode=ro&immutable=1")

    def _has_log(self) -> bool:
        log = self._path.with_name(f"{self._path.name}-wal")
        return log.exists() and log.stat().st_size > 0


def connect(path: Path, how: str = "mode=rw") -> sqlite3.Connection:
    """Return `schema.connect`; raise `UnusableIndexError` if the index has another schema."""
    connection = schema.connect(path, how)
    try:
        _check_schema(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_schema(connection: sqlite3.Connection) -> None:
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if (application, version) != (APPLICATION_ID, SCHEMA):
        raise UnusableIndexError("it has another schema")


def check_integrity(db: sqlite3.Connection) -> None:
    """Raise `DamagedIndexError` if SQLite or a counter finds a contradiction in the index."""
    (result,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if result != "ok":
        raise DamagedIndexError(f"SQLite says: {result}")
    for what, sql in _CONTRADICTIONS.items():
        if db.execute(sql).fetchone() is not None:
            raise DamagedIndexError(f"{what} is wrong")


MANY_ROWS = 10_000
"""Written rows after which a checkpoint is due: those of a thousand new papers."""
_TOO_MANY_ROWS = 4 * MANY_ROWS


class Checkpointer:
    """A thread that moves SQLite's log into its file, so that no import or mark waits for the disk.

    A long log would be moved by the next writer, inside its transaction, while all others wait. If
    the disk is slower than an import, the import waits between two transactions.
    """

    def __init__(self, checkpoint: Callable[[], None]) -> None:
        self._checkpoint = checkpoint
        self._guard = threading.Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._running: Future[None] | None = None
        self._rows = 0
        self._closed = False

    def check(self) -> None:
        """Raise the error of the last checkpoint, once."""
        running = self._running
        if running is not None and running.done():
            self._running = None
            running.result()

    def wrote(self, rows: int) -> None:
        """Count the rows that a finished transaction wrote, and start a checkpoint if it is due."""
        self._rows += rows
        if self._rows < MANY_ROWS:
            return
        running = self._running
        if running is not None and self._rows >= _TOO_MANY_ROWS:
            running.exception()  # waits for it; `check` raises
        with self._guard:
            running = self._running
            is_free = running is None or (running.done() and running.exception() is None)
            if self._closed or not is_free:
                return
            if self._thread is None:
                from concurrent.futures import ThreadPoolExecutor

                self._thread = ThreadPoolExecutor(1, "octavo-checkpoint")
            self._running = self._thread.submit(self._checkpoint)
            self._rows = 0

    def close(self) -> None:
        """Wait for the running checkpoint, and start no other."""
        with self._guard:
            self._closed = True
        if self._thread is not None:
            self._thread.shutdown()
