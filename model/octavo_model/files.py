"""Files that are whole or not there, and that only their owner can read."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from threading import get_ident
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def make_folder(path: Path) -> None:
    """Create ``path`` and what is missing above it, for its owner alone."""
    if path.is_dir():
        return
    for folder in reversed([path, *path.parents]):
        with suppress(FileExistsError):
            folder.mkdir(PRIVATE_FOLDER)


def create_private(path: Path) -> BinaryIO:
    """A new file for its owner alone, open for writing.

    Raises:
        FileExistsError: There is something at ``path``.
    """
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb")


def sync(descriptor: int) -> None:
    """Return once what was written to ``descriptor`` would survive a power cut."""
    try:
        from fcntl import F_FULLFSYNC, fcntl  # type: ignore[attr-defined, unused-ignore]
    except ImportError:
        os.fsync(descriptor)
        return
    try:
        # On macOS fsync() stops at the drive's cache.
        fcntl(descriptor, F_FULLFSYNC)
    except OSError:
        # Network and foreign file systems there know only the weaker call.
        os.fsync(descriptor)


def sync_folder(path: Path) -> None:
    """Return once the names in the folder ``path`` would survive a power cut."""
    if os.name != "posix":
        return  # elsewhere a folder cannot be opened, and needs no syncing
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_no_file(path: Path) -> bool:
    """Whether there is something at ``path`` that is no file, nor a link to one.

    A folder, a pipe, a link to nowhere or in a circle. Files may come and go meanwhile.
    """
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return path.is_symlink()
    except OSError as error:
        return error.errno == errno.ELOOP


def is_empty(path: Path) -> bool:
    """Whether there is a file at ``path`` with nothing in it."""
    return not is_no_file(path) and path.stat().st_size == 0


def put_aside(path: Path) -> Path:
    """Call what lies at ``path``, whatever it is, by another name beside it: ``….damaged``.

    A file takes the place of one that was put aside before; nothing else goes.

    Returns:
        Where it is now.
    """
    is_folder = path.is_dir() and not path.is_symlink()
    aside, number = path.with_name(f"{path.name}.damaged"), 1
    while os.path.lexists(aside) if is_folder else aside.is_dir():
        number += 1
        aside = path.with_name(f"{path.name}.damaged-{number}")
    path.replace(aside)
    return aside


def clear_away(path: Path) -> None:
    """Remove the file at ``path``, if there is one; what is none is put aside."""
    if is_no_file(path):
        put_aside(path)
    else:
        path.unlink(missing_ok=True)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of ``data``, in one call unless the system takes less at a time."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def draft_of(path: Path) -> Path:
    """A name beside ``path`` that no other thread or process writes to."""
    return path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}.tmp")


def write_synced(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path``, on disk when this returns, though its name may not be.

    Raises:
        OSError: As from the system; then there is nothing at ``path``.
    """
    _write_pieces_synced(path, (data,))


def _write_pieces_synced(path: Path, pieces: Iterable[bytes]) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    try:
        try:
            for piece in pieces:
                write_all(descriptor, piece)
            sync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_atomically(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``: whoever looks sees the old content or the new, whole.

    Raises:
        OSError: As from the system; then what was at ``path`` is untouched. It names ``path``, or
            its folder where that is what cannot be written; never the draft.
    """
    write_pieces_atomically(path, (data,))


def write_pieces_atomically(path: Path, pieces: Iterable[bytes]) -> None:
    """Like `write_atomically`, for what need not be held.

    Raises:
        OSError: As from the system; then what was at ``path`` is untouched, as it is if getting
            a piece raises something.
    """
    draft = draft_of(path)
    try:
        _write_pieces_synced(draft, pieces)
        try:
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        barred = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
        error.filename, error.filename2 = str(path.parent if barred else path), None
        raise
    sync_folder(path.parent)
