"""Files that are whole or not there, and that only their owner can read."""

from __future__ import annotations

import errno
import os
import stat
from _thread import get_ident

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import Any, BinaryIO

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
LARGEST_RECORD = 64 << 10
"""Bytes of the settled facts of a digest, or of any other small file of Octavo's own."""
LARGEST_SETTINGS = 256 << 10
"""Bytes of settings, sources and a session."""
LARGEST_STATE = 64 << 20
"""Bytes of what is known of each source: it grows with the mails of a Maildir."""
LARGEST_DECISIONS = 16 << 20
"""Bytes of the decisions: more than a hundred thousand."""
LARGEST_JOURNAL = 4 << 30
"""Bytes of the journal of marks: more than ten million changes."""
_AT_ONCE = 1 << 18
_KINDS = {
    stat.S_IFDIR: (errno.EISDIR, "is a folder, not a file"),
    stat.S_IFIFO: (errno.EINVAL, "is a pipe, not a file"),
    stat.S_IFSOCK: (errno.EINVAL, "is a socket, not a file"),
}


def make_folder(path: Path) -> None:
    """Create ``path`` and what is missing above it, for its owner alone."""
    if path.is_dir():
        return
    from contextlib import suppress

    for folder in reversed([path, *path.parents]):
        with suppress(FileExistsError):
            folder.mkdir(PRIVATE_FOLDER)


def open_regular(path: Path | str, flags: int = os.O_RDONLY) -> int:
    """The descriptor of the file at ``path``, opened with ``flags``.

    Only a regular file is opened, or a link to one. A pipe is never waited for.

    Raises:
        OSError: As from the system, or it is something else: a pipe, a device, a folder.
    """
    extra = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags | extra, PRIVATE_FILE)
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket, or a pipe that nobody reads
            raise OSError(errno.EINVAL, "is a pipe or a socket, not a file", str(path)) from error
        raise
    try:
        _refuse_others(path, os.fstat(descriptor).st_mode)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _refuse_others(path: Path | str, mode: int) -> None:
    kind = stat.S_IFMT(mode)
    if kind != stat.S_IFREG:
        number, why = _KINDS.get(kind, (errno.EINVAL, "is a device, not a file"))
        raise OSError(number, why, str(path))


def size_of(path: Path | str, most: int) -> int:
    """How many bytes the regular file at ``path`` holds; 0 if it does not exist.

    Raises:
        OSError: As from the system, or it is no regular file, or holds more than ``most`` bytes.
    """
    try:
        status = os.stat(path)  # noqa: PTH116 - a path may be text here
    except FileNotFoundError:
        return 0
    _refuse_others(path, status.st_mode)
    if status.st_size > most:
        raise _too_large(path, most)
    return status.st_size


def open_to_read(path: Path | str) -> BinaryIO:
    """The regular file at ``path``, open for reading; see `open_regular`."""
    return os.fdopen(open_regular(path), "rb")


def read_at_most(path: Path | str, most: int) -> bytes:
    """What the regular file at ``path`` holds.

    Raises:
        OSError: As from `open_regular`, or it holds more than ``most`` bytes.
    """
    with open_to_read(path) as file:
        if os.fstat(file.fileno()).st_size <= most:
            data = file.read(most + 1)
            if len(data) <= most:
                return data
    raise _too_large(path, most)


def _too_large(path: Path | str, most: int) -> OSError:
    size = f"{most >> 20:,} MB" if most >> 20 else f"{most >> 10} KB"
    return OSError(errno.EOVERFLOW, f"is larger than {size}", str(path))


def lines_at_once(file: BinaryIO, longest: int) -> Iterator[list[bytes]]:
    """The lines of ``file`` with their ends, many at a time.

    A line of more than ``longest`` bytes comes in pieces, so that no more than that is held.
    """
    rest = b""
    while piece := file.read(_AT_ONCE):
        lines, end, rest = (rest + piece).rpartition(b"\n")
        if end:
            yield [line + end for line in lines.split(end)]
        if len(rest) > longest:
            yield [rest]
            rest = b""
    if rest:
        yield [rest]


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


def loads(data: bytes | str, *, names: bool = False) -> Any:
    r"""What ``data`` says, whose every text can be written.

    >>> loads(b'{"key": "\\ud83e\\udd89"}')
    {'key': '🦉'}

    Args:
        data: In UTF-8, or decoded from it.
        names: Whether bytes of a file's name that are no UTF-8 are taken, as Python reads them.

    Raises:
        ValueError: It is no JSON, holds what is no text, or is nested too deeply.
    """
    text = data if isinstance(data, str) else data.decode("utf-8-sig")
    import json  # the first page does without

    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if may_hold_halves(text) and not is_writable(value, names=names):
        raise ValueError("it holds what is no text")
    return value


def may_hold_halves(text: str) -> bool:
    """Whether JSON in ``text``, which was decoded strictly, may hold half a surrogate."""
    return "\\u" in text


def is_writable(value: object, *, names: bool = False) -> bool:
    """Whether every text in ``value``, as JSON has told it, can be written as UTF-8.

    Or as the name of a file, where these count as well.
    """
    import json

    try:
        json.dumps(value, ensure_ascii=False).encode(
            errors="surrogateescape" if names else "strict"
        )
    except (UnicodeEncodeError, RecursionError):
        return False
    return True
