"""An index that is read as it lies, where nothing can be written: full and read-only disks."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.index import schema
from octavo_model.index.store import Identity, Store, UnusableIndexError, check

if TYPE_CHECKING:
    from collections.abc import Iterator


class StillStore(Store):
    """Connections that write nothing, not even locks or the index of SQLite's log.

    SQLite reads a log only where it may write, or find, the file that tells what is in it. Where
    there is no log, it is told that the file does not change; that it does all the same, when
    there is room again, is seen by `refresh`.
    """

    _seen: tuple[int, int, int] | None = None

    def refresh(self) -> None:
        """Notice whether the file was replaced or written since it was opened."""
        if self._seen is not None and self._seen != self._look():
            with self._guard:
                self._seen = None
                self._generation += 1

    @contextmanager
    def writing(self, *, marks_only: bool = False) -> Iterator[sqlite3.Connection]:
        """Refuse: nothing is written here.

        Raises:
            OctavoError: Always.
        """
        raise OctavoError(str(self._path), "is open for reading only")
        yield self.connection()

    def _connect(self) -> tuple[Identity, sqlite3.Connection]:
        identity = self.identity()
        if identity is None:
            raise UnusableIndexError("there is no index")
        self._seen = self._look()
        try:
            return identity, self._checked("mode=ro")
        except sqlite3.OperationalError:
            if self._has_log():
                raise
            return identity, self._checked("mode=ro&immutable=1")

    def _checked(self, how: str) -> sqlite3.Connection:
        connection = schema.connect(self._path, how)
        try:
            check(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _has_log(self) -> bool:
        log = self._path.with_name(f"{self._path.name}-wal")
        return log.exists() and log.stat().st_size > 0

    def _look(self) -> tuple[int, int, int]:
        """What changes whenever the file does."""
        status = self._path.stat()
        return status.st_ino, status.st_mtime_ns, self._has_log()
