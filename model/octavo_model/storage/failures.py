"""What goes wrong below, told in words a user can do something with."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OF_SYSTEM = {
    errno.ENOSPC: ("the disk is full", "free some space; what was there is intact"),
    errno.EDQUOT: ("your disk quota is used up", "free some space; what was there is intact"),
    errno.EFBIG: ("the file may not grow any more", "see `ulimit -f`; what was there is intact"),
    errno.EACCES: ("no permission", "check who owns it"),
    errno.EPERM: ("no permission", "check who owns it"),
    errno.EROFS: ("the file system is read-only", "see `octavo paths`"),
    errno.ENOENT: ("no such file or folder", ""),
    errno.EBADF: ("is closed", ""),
    errno.EISDIR: ("is a folder", ""),
    errno.ENOTDIR: ("a part of the path is no folder", ""),
    errno.EIO: ("the disk reports an error", "check the disk; keep a copy of the folder"),
}
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: _OF_SYSTEM[errno.ENOSPC],
    sqlite3.SQLITE_READONLY: ("cannot be written", "check its permissions"),
    sqlite3.SQLITE_PERM: _OF_SYSTEM[errno.EACCES],
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check its permissions"),
    sqlite3.SQLITE_IOERR: ("the disk reports an error or is full", "what was there is intact"),
    sqlite3.SQLITE_BUSY: ("another program is holding it", "try again"),
    sqlite3.SQLITE_LOCKED: ("another program is holding it", "try again"),
}
# A broken constraint too: what is derived by Octavo alone contradicts itself only when damaged.
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_CONSTRAINT,
}


_UNWRITABLE = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EFBIG,
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.EIO,
}
_UNWRITABLE_OF_SQLITE = {
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
}


def is_unwritable(error: OctavoError) -> bool:
    """Whether ``error`` says that nothing can be written, which is no reason not to read."""
    from octavo_model.storage.journal_record import LostMarksError
    from octavo_model.storage.locks import NoLocksError

    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE_OF_SQLITE
    if isinstance(cause, OSError) and cause.errno in _UNWRITABLE:
        return True
    return isinstance(error, NoLocksError | LostMarksError)


class DamagedIndexError(sqlite3.DatabaseError):
    """The index contradicts itself, though SQLite could read it."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether ``error`` says that the index itself is not what Octavo wrote."""
    if isinstance(error, DamagedIndexError):
        return True
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # Raised by the sqlite3 module itself: a text column that holds no text.
        return isinstance(error, sqlite3.OperationalError) and "decode" in str(error).lower()
    return code & 0xFF in _DAMAGE or (
        code == sqlite3.SQLITE_ERROR and str(error).startswith(("no such table", "no such column"))
    )


@contextmanager
def of_index(path: Path) -> Iterator[None]:
    """Like `explained`, for what asks the index at ``path``.

    Where its own description is damaged, SQLite's word for that may be no text.
    """
    with explained(path):
        try:
            yield
        except UnicodeDecodeError as error:
            raise DamagedIndexError("its schema is no text") from error


def of_system(what: str, error: OSError) -> OctavoError:
    """The `OctavoError` that tells of ``error``, met at ``what``."""
    usual = (error.strerror or type(error).__name__, "")
    why, hint = _OF_SYSTEM.get(error.errno or 0, usual)
    return OctavoError(what, why, hint)


@contextmanager
def explained(what: Path | str) -> Iterator[None]:
    """Turn errors of the system and of SQLite into `OctavoError` about ``what``.

    Damage of the index passes: who opened it can repair it.
    """
    try:
        yield
    except OSError as error:
        # Of two names, that to which a file was to be moved: the other is a draft's.
        raise of_system(str(error.filename2 or error.filename or what), error) from error
    except sqlite3.OperationalError as error:
        if is_damage(error):
            raise
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        why, hint = _OF_SQLITE.get(code, (str(error), ""))
        raise OctavoError(str(what), why, hint) from error


class UnreadableError(OctavoError):
    """Something of the archive cannot be read now, whatever it holds: the system does not let us.

    It may be there again tomorrow, so nothing that was made of it may go.
    """


def trouble(path: Path | str, what: str, hint: str, error: Exception) -> OctavoError:
    """What to raise for an ``error`` met with a file of the archive.

    Args:
        path: The file, or what to call it.
        what: What is wrong with it where it is not the system: ``record is damaged``.
        hint: What to do about that.
        error: What was met.
    """
    if isinstance(error, OSError) and error.errno not in (None, errno.ENOENT):
        told = of_system(str(path), error)
        return UnreadableError(told.what, told.why, told.hint)
    return OctavoError(str(path), f"an archived digest's {what}", hint)
