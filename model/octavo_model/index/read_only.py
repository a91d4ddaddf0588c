"""An index that is read as it is, on full and read-only disks."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from octavo_model.core.errors import UnusableError
from octavo_model.index.store import Identity, Store, UnusableIndexError, connect

if TYPE_CHECKING:
    from typing import NoReturn


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
