"""Errors of the system and of SQLite as `OctavoError`, with a reason and a hint."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError, UnusableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FULL = ("the disk is full", "free some space; what was there is intact")
_NO_PERMISSION = ("no permission", "check who owns it")
_HELD = ("another program is holding it", "try again")
_UNWRITABLE = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: ("your disk quota is used up", "free some space; what was there is intact"),
    errno.EFBIG: ("the file may not grow any more", "see `ulimit -f`; what was there is intact"),
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: ("the file system is read-only", "see `octavo config path`"),
    errno.EIO: ("the disk reports an error", "check the disk; keep a copy of the folder"),
}
"""Errors of the system that mean that nothing can be written, but may be read."""
_OF_SYSTEM = _UNWRITABLE | {
    errno.ENOENT: ("no such file or folder", ""),
    errno.EBADF: ("is closed", ""),
    errno.EISDIR: ("is a folder", ""),
    errno.ENOTDIR: ("a part of the path is not a folder", ""),
}
_UNWRITABLE_OF_SQLITE = {
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: ("cannot be written", "check its permissions"),
    sqlite3.SQLITE_PERM: _NO_PERMISSION,
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check its permissions"),
    sqlite3.SQLITE_IOERR: ("the disk reports an error or is full", "what was there is intact"),
}
_OF_SQLITE = _UNWRITABLE_OF_SQLITE | {sqlite3.SQLITE_BUSY: _HELD, sqlite3.SQLITE_LOCKED: _HELD}
# A broken constraint too: only a damaged index breaks one.
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_CONSTRAINT,
}


class UnwritableError(UnusableError):
    """The library cannot be written, but can be opened for reading."""


def is_unwritable(error: OctavoError) -> bool:
    """Return whether ``error`` means that nothing can be written, but may be read."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return _code_of(cause) in _UNWRITABLE_OF_SQLITE
    is_of_system = isinstance(cause, OSError) and cause.errno in _UNWRITABLE
    return is_of_system or isinstance(error, UnwritableError)


def _code_of(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


class DamagedIndexError(sqlite3.DatabaseError):
    """The index holds values that Octavo never writes."""


def is_damage(error: sqlite3.Error) -> bool:
    """Return whether ``error`` means that the index is damaged."""
    if isinstance(error, DamagedIndexError):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # Raised by the sqlite3 module itself: a text column that is not UTF-8.
        return isinstance(error, sqlite3.OperationalError) and "decode" in str(error).lower()
    return code & 0xFF in _DAMAGE or (
        code == sqlite3.SQLITE_ERROR and str(error).startswith(("no such table", "no such column"))
    )


@contextmanager
def of_index(path: Path) -> Iterator[None]:
    """Turn errors of the index at ``path`` into `OctavoError`; see `explained`."""
    with explained(path):
        try:
            yield
        except UnicodeDecodeError as error:
            # SQLite quotes a damaged schema in its message.
            raise DamagedIndexError("its schema is not text") from error


def of_system(what: str, error: OSError) -> OctavoError:
    """Return the `OctavoError` for ``error``, raised for ``what``."""
    usual = (error.strerror or type(error).__name__, "")
    why, hint = _OF_SYSTEM.get(error.errno or 0, usual)
    return OctavoError(what, why, hint)


@contextmanager
def explained(what: Path | str) -> Iterator[None]:
    """Turn errors of the system and of SQLite but for damage into `OctavoError` about ``what``."""
    try:
        yield
    except OSError as error:
        # Of two names, the target of a rename: the other is a temporary file.
        raise of_system(str(error.filename2 or error.filename or what), error) from error
    except sqlite3.OperationalError as error:
        if is_damage(error):
            raise
        why, hint = _OF_SQLITE.get(_code_of(error), (str(error), ""))
        raise UnusableError(str(what), why, hint) from error


class UnreadableError(OctavoError):
    """A file of the archive cannot be read now, so nothing derived from it may be deleted."""


def archive_error(path: Path | str, what: str, hint: str, error: Exception) -> OctavoError:
    """Return what to raise for ``error``; if it is damage, with ``what`` and ``hint``."""
    if isinstance(error, OSError) and error.errno not in (None, errno.ENOENT):
        refused = of_system(str(path), error)
        return UnreadableError(refused.what, refused.why, refused.hint)
    return OctavoError(str(path), f"an archived digest's {what}", hint)
