"""Private files, written whole or not at all; bounded reading, and strict JSON."""

from __future__ import annotations

import errno
import os
import stat
from _thread import get_ident

TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from io import BufferedIOBase
    from pathlib import Path
    from typing import IO, Any, BinaryIO

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
LARGEST_RECORD = 64 << 10
"""Bytes of the record of a digest, or of any other small file that Octavo writes."""
LARGEST_SETTINGS = 256 << 10
"""Bytes of settings, sources and a session."""
LARGEST_STATE = 64 << 20
"""Bytes of the state of the sources: it grows with the mails of a Maildir."""
LARGEST_MERGE_LOG = 16 << 20
"""Bytes of the merge log: more than a hundred thousand merges."""
LARGEST_JOURNAL = 4 << 30
"""Bytes of the journal of marks: more than ten million changes."""
LONGEST_LINE = 32 << 20
"""Bytes of a line of a large digest that is still read."""
PIECE = 1 << 20
"""Bytes that are read or written at a time."""
_AT_ONCE = 1 << 18
_SHOWN = 200
_KINDS = {
    stat.S_IFDIR: (errno.EISDIR, "is a folder, not a file"),
    stat.S_IFIFO: (errno.EINVAL, "is a pipe, not a file"),
    stat.S_IFSOCK: (errno.EINVAL, "is a socket, not a file"),
}


def make_folder(path: Path) -> None:
    """Create the folder ``path`` and its missing parents, private to the user."""
    if path.is_dir():
        return
    for folder in reversed([path, *path.parents]):
        if not folder.is_dir():
            folder.mkdir(PRIVATE_FOLDER, exist_ok=True)


def open_regular(path: Path | str, flags: int = os.O_RDONLY) -> int:
    """Return a descriptor of the file at ``path``; a pipe, device or folder raises `OSError`."""
    try:
        descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY, PRIVATE_FILE)
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket, or a pipe without a reader
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
    """Return the size of a regular file, 0 if it is missing; above ``most``, raise `OSError`."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a path may be text here
    except FileNotFoundError:
        return 0
    _refuse_others(path, status.st_mode)
    if status.st_size > most:
        raise _too_large(path, most)
    return status.st_size


def open_to_read(path: Path | str) -> BinaryIO:
    """Open the regular file at ``path`` for reading; see `open_regular`."""
    return os.fdopen(open_regular(path), "rb")


def read_at_most(path: Path | str, most: int) -> bytes:
    """Return the content of a regular file; more than ``most`` bytes raise `OSError`."""
    with open_to_read(path) as file:
        if os.fstat(file.fileno()).st_size <= most:
            data = file.read(most + 1)
            if len(data) <= most:
                return data
    raise _too_large(path, most)


def pieces(file: IO[bytes] | BufferedIOBase) -> Iterator[bytes]:
    """Yield what is left in ``file``, a piece at a time."""
    while piece := file.read(PIECE):
        yield piece


def _too_large(path: Path | str, most: int) -> OSError:
    size = f"{most >> 20:,} MB" if most >> 20 else f"{most >> 10} KB"
    return OSError(errno.EOVERFLOW, f"is larger than {size}", str(path))


def line_batches(file: BinaryIO, longest: int) -> Iterator[list[bytes]]:
    """Yield the lines of ``file``, many at a time, with their ends; longer ones are split."""
    rest = b""
    while chunk := file.read(_AT_ONCE):
        lines, end, rest = (rest + chunk).rpartition(b"\n")
        if end:
            yield [line + end for line in lines.split(end)]
        if len(rest) > longest:
            yield [rest]
            rest = b""
    if rest:
        yield [rest]


class LongLine(bytes):
    """The beginning of a line that is too long, in place of that line."""


def bounded_lines(file: BufferedIOBase, longest: int = LONGEST_LINE) -> Iterator[bytes]:
    r"""Yield the lines of ``file``; a line of more than ``longest`` bytes is a `LongLine`.

    >>> import io
    >>> list(bounded_lines(io.BytesIO(b"abc\ndefghi\nj"), 4))
    [b'abc\n', b'defg', b'j']
    """
    shown = min(longest, _SHOWN)
    # No more at a time than ``file`` buffers: what is before a damaged part is yielded.
    while data := file.read1():
        *lines, last = data.split(b"\n")
        for line in lines:
            yield line + b"\n" if len(line) < longest else LongLine(line[:shown])
        if last:
            rest = file.readline(longest)
            last += rest
            is_whole = rest.endswith(b"\n")
            while len(rest) == longest and not rest.endswith(b"\n"):
                rest = file.readline(longest)
            is_long = len(last) > longest or (len(last) == longest and not is_whole)
            yield LongLine(last[:shown]) if is_long else last


def create_private(path: Path) -> BinaryIO:
    """Create a private file and open it for writing; raise `FileExistsError` if it exists."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb")


def sync(descriptor: int) -> None:
    """Make what was written to ``descriptor`` durable."""
    try:
        from fcntl import F_FULLFSYNC, fcntl  # type: ignore[attr-defined, unused-ignore]
    except ImportError:
        os.fsync(descriptor)
        return
    try:  # on macOS fsync() stops at the drive's cache; network file systems know only that
        fcntl(descriptor, F_FULLFSYNC)
    except OSError:
        os.fsync(descriptor)


def sync_folder(path: Path) -> None:
    """Make the names in the folder ``path`` durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_blocked(path: Path) -> bool:
    """Return whether ``path`` is a folder, a pipe, a link to nowhere or in a circle."""
    try:
        return not stat.S_ISREG(path.stat().st_mode)
    except FileNotFoundError:
        return path.is_symlink()
    except OSError as error:
        return error.errno == errno.ELOOP


def set_aside_damaged(path: Path) -> Path:
    """Rename what is at ``path`` to ``….damaged``, and return that; only files are replaced."""
    is_folder = path.is_dir() and not path.is_symlink()
    target, number = path.with_name(f"{path.name}.damaged"), 1
    while os.path.lexists(target) if is_folder else target.is_dir():
        number += 1
        target = path.with_name(f"{path.name}.damaged-{number}")
    path.replace(target)
    return target


def remove_if_there(path: Path) -> None:
    """Remove the file at ``path``, if it exists; anything but a file is set aside."""
    if is_blocked(path):
        set_aside_damaged(path)
    else:
        path.unlink(missing_ok=True)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of ``data``, in one call unless the system takes less at a time."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def draft_of(path: Path) -> Path:
    """Return a temporary path beside ``path`` that no other thread or process writes to."""
    return path.with_name(f".{path.name}.{os.getpid()}-{get_ident()}.tmp")


def write_synced(path: Path, chunks: Iterable[bytes]) -> None:
    """Write ``chunks`` to ``path`` durably; after an error, nothing is at ``path``."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    try:
        with os.fdopen(descriptor, "wb", buffering=0):
            for chunk in chunks:
                write_all(descriptor, chunk)
            sync(descriptor)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_atomically(path: Path, data: bytes, *, alone: bool = False) -> None:
    """Replace the content of ``path``; after an `OSError`, which names it, it is unchanged.

    A caller with a lock is ``alone``: drafts of killed processes are removed.
    """
    if alone:
        for draft in path.parent.glob(f".{path.name}.*.tmp"):
            draft.unlink(missing_ok=True)
    write_chunks_atomically(path, (data,))


def write_chunks_atomically(path: Path, chunks: Iterable[bytes]) -> None:
    """Replace the content of ``path`` as `write_atomically` does, chunk by chunk."""
    draft = draft_of(path)
    try:
        write_synced(draft, chunks)
        try:
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
    except OSError as error:
        is_folder = error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
        error.filename, error.filename2 = str(path.parent if is_folder else path), None
        raise
    sync_folder(path.parent)


def quoted(path: str) -> str:
    """Return ``path`` inside a URI of SQLite. `Path.as_uri` would import urllib."""
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def loads(data: bytes | str, *, names: bool = False) -> Any:
    r"""Return the value of JSON whose every text can be written as UTF-8.

    >>> loads(b'{"key": "\\ud83e\\udd89"}')
    {'key': '🦉'}

    Anything else raises `ValueError`. ``names`` accepts bytes of file names that are not UTF-8, as
    Python reads them.
    """
    import json  # the first page does without

    text = data if isinstance(data, str) else data.decode("utf-8-sig")
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    # Only an escape can hold half a surrogate pair, as the text was decoded strictly.
    if "\\u" in text and not is_writable(value, names=names):
        raise ValueError("it holds text that is not Unicode")
    return value


def is_writable(value: object, *, names: bool = False) -> bool:
    """Return whether every text in a JSON ``value`` can be written as UTF-8, or as a file name."""
    import json

    try:
        text = json.dumps(value, ensure_ascii=False)
        text.encode(errors="surrogateescape" if names else "strict")
    except (UnicodeEncodeError, RecursionError):
        return False
    return True
