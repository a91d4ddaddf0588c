"""Packed files: the files in compressed files and archives, as items.

They are unpacked while they are read, and no more than one file is held in memory. Limits:
`LARGEST_TOGETHER` bytes from one packed file and all that is packed in it, `MOST_MEMBERS` files
likewise, `DEEPEST` packed files in one another. Names of members are never used as paths.
"""

from __future__ import annotations

import datetime as dt
import lzma
import zipfile
import zlib
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.core.dates import from_seconds
from octavo_model.core.errors import OctavoError
from octavo_model.library.importing.compressed import COMPRESSED
from octavo_model.library.importing.items import (
    LARGEST_STREAMED,
    ZIP,
    Item,
    Rejoined,
    TooMuchError,
    is_tar,
    is_wanted,
)
from octavo_model.storage.failures import of_system
from octavo_model.storage.files import PIECE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, BinaryIO

    from octavo_model.formats import Source
    from octavo_model.storage.archive import Readable

    Contents = Callable[[Readable, Source, str, int, "SizeLimit"], Iterator[Item]]
    """Yields what is in a member: see `octavo_model.library.importing.files.contents`."""

LARGEST_TOGETHER = 4 << 30
"""Bytes that may come from a packed file, with all that is packed in it."""
LARGEST_COPY = 256 << 20
"""Bytes of an archive in a pipe or in another archive, which is copied to disk."""
MOST_MEMBERS = 10_000
"""Files that an archive may have, with those of archives in it."""
DEEPEST = 3
"""Packed files in one another."""
_LARGEST_LIST = 4 << 20
"""Bytes of the list of files in a ZIP file: each takes a kilobyte once it is read."""


BROKEN = (
    zipfile.BadZipFile,
    RuntimeError,  # it needs a password, or its compression is unknown
    UnicodeDecodeError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
)
"""What `zipfile` raises for a file that is not an archive, or is damaged."""
_BROKEN = (*BROKEN, OSError, ValueError)
"""What is raised for a damaged packed file."""


class SizeLimit:
    """How much more may be unpacked from the file ``label``."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._bytes = LARGEST_TOGETHER
        self._files = MOST_MEMBERS

    def use_bytes(self, size: int, label: str) -> None:
        """Count bytes of the member ``label``."""
        self._bytes -= size
        if self._bytes < 0:
            why = f"holds more than {LARGEST_TOGETHER >> 20:,} MB together"
            hint = f"the rest from {label} on is skipped; unpack it first"
            raise TooMuchError(self._label, why, hint)

    def use_files(self, number: int) -> None:
        """Count members."""
        self._files -= number
        if self._files < 0:
            why = f"holds more than {MOST_MEMBERS:,} files"
            raise TooMuchError(self._label, why, "unpack it first")


def unpack(
    whole: Rejoined,
    beginning: bytes,
    known: Source,
    label: str,
    depth: int,
    limit: SizeLimit,
    contents: Contents,
) -> Iterator[Item]:
    """Yield what is packed in the file ``whole`` with this ``beginning``.

    ``depth`` is how many packed files it is in, and ``contents`` yields what is in a member.
    """
    is_archive = is_tar(beginning)
    # A compressed tar archive, as in `.tar.gz`, is packed once.
    depth -= is_archive and isinstance(whole.file, _Decompressed)
    if depth >= DEEPEST:
        raise OctavoError(label, f"is packed more than {DEEPEST} times", "unpack it first")
    if is_archive:
        yield from _tar_members(whole, known, label, depth, limit, contents)
        return
    if beginning.startswith(ZIP):
        with _seekable(whole, label) as seekable:
            yield from _members(seekable, known, label, depth, limit, contents)
        return
    for first_bytes, (ending, open_compressed) in COMPRESSED.items():
        if beginning.startswith(first_bytes):
            inner = _Decompressed(open_compressed(whole), label, limit)
            known = replace(known, name=known.name.removesuffix(ending))
            yield from contents(inner, known, label, depth + 1, limit)


class _Unpacked:
    """What is unpacked from a file, counted; damage becomes an error for the user."""

    def __init__(self, file: Readable, label: str, limit: SizeLimit) -> None:
        self._file = file
        self._label = label
        self._limit = limit

    def read(self, size: int, /) -> bytes:
        """Return the next ``size`` bytes; fewer only at the end."""
        pieces: list[bytes] = []
        while size and (piece := self._read(min(size, PIECE))):
            self._limit.use_bytes(len(piece), self._label)
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def _read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except _BROKEN as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise of_system(self._label, error) from error
            raise OctavoError(self._label, "is damaged: cannot unpack") from error


class _Decompressed(_Unpacked):
    """What is unpacked from a compressed file."""


@contextmanager
def _seekable(whole: Rejoined, label: str) -> Iterator[BinaryIO]:
    """Return the file ``whole``, or a copy of it if it cannot seek."""
    from tempfile import SpooledTemporaryFile

    if getattr(whole.file, "seekable", bool)():
        yield whole.file  # type: ignore[misc]
        return
    with SpooledTemporaryFile(PIECE) as copy:
        left = LARGEST_COPY
        while piece := whole.read(PIECE):
            left -= len(piece)
            if left < 0:
                why = f"is an archive of more than {LARGEST_COPY >> 20} MB in a pipe or an archive"
                raise OctavoError(label, why, "save it as a file first")
            copy.write(piece)
        yield copy  # type: ignore[misc]


def _members(
    file: BinaryIO, known: Source, label: str, depth: int, limit: SizeLimit, contents: Contents
) -> Iterator[Item]:

    try:
        archive = zipfile.ZipFile(_ListLimit(file))
    except _LargeListError:
        limit.use_files(MOST_MEMBERS + 1)
        return
    except _BROKEN as error:
        raise OctavoError(label, "is damaged: cannot unpack") from error
    with archive:
        _refuse_document(archive, label)
        wanted = [info for info in archive.infolist() if _is_wanted(info.filename)]
        members = sorted(wanted, key=lambda info: info.filename)
        limit.use_files(len(members))
        for info in members:
            name = f"{label}: {info.filename}"
            if info.compress_type == zipfile.ZIP_LZMA and info.file_size > LARGEST_STREAMED:
                # It may need as much memory as it has bytes.
                yield Item(name, OctavoError(name, f"larger than {LARGEST_STREAMED >> 20} MB"))
                continue
            try:
                member = archive.open(info)
            except _BROKEN:
                yield Item(name, OctavoError(name, "cannot be unpacked"))
                continue
            inner = replace(
                known,
                name=_parts(info.filename)[-1],
                modified=_time_of(info) or known.modified,
            )
            with member:
                unpacked = _Unpacked(member, name, limit)
                yield from contents(unpacked, inner, name, depth + 1, limit)


def _refuse_document(archive: zipfile.ZipFile, label: str) -> None:
    """Refuse spreadsheets, books and other documents that are archives."""
    from octavo_model.formats.refusals.kinds import MIMETYPE, refuse_document

    mimetype = b""
    with suppress(*_BROKEN, KeyError), archive.open(MIMETYPE) as member:
        mimetype = member.read(100)
    refuse_document(label, archive.namelist(), mimetype)


def _tar_members(
    whole: Rejoined, known: Source, label: str, depth: int, limit: SizeLimit, contents: Contents
) -> Iterator[Item]:
    from octavo_model.library.importing import tar

    # The bytes of what is packed are counted already.
    is_counted = isinstance(whole.file, _Unpacked | tar.TarFile)
    counted = whole if is_counted else _Unpacked(whole, label, limit)
    for path, seconds, file, is_sparse in tar.members(counted, label):
        if not _is_wanted(path):
            continue
        limit.use_files(1)
        name = f"{label}: {path.removeprefix('./')}"
        if is_sparse:
            yield Item(name, OctavoError(name, "is stored with holes", "unpack it first"))
            continue
        inner = replace(known, name=_parts(path)[-1], modified=from_seconds(seconds))
        yield from contents(file, inner, name, depth + 1, limit)


def _is_wanted(path: str) -> bool:
    """Return whether a member is a file, and one that a person put there."""
    parts = _parts(path)
    return bool(parts[-1]) and is_wanted(parts)


def _parts(path: str) -> list[str]:
    r"""Return the parts of the path of a member; some programs of Windows write ``\``."""
    return path.replace("\\", "/").split("/")


def _time_of(info: zipfile.ZipInfo) -> dt.datetime | None:
    try:
        return dt.datetime(*info.date_time, tzinfo=dt.UTC)
    except ValueError:
        return None


class _LargeListError(Exception):
    """The list of files in a ZIP file is too large to be read."""


class _ListLimit:
    """A ZIP file whose list of files, which is read at once, is refused if it is too large."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, size: int = -1, /) -> bytes:
        """Return the next ``size`` bytes."""
        if size > _LARGEST_LIST:
            raise _LargeListError
        # Without a size the end of the file is read, which is short.
        return self._file.read(size if size >= 0 else _LARGEST_LIST)
