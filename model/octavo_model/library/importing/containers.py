"""Packed files: the files in compressed files and archives, as items.

They are unpacked while they are read, and no more than one file is held in memory. Limits:
`LARGEST_TOGETHER` bytes from one packed file and all that is packed in it, `MOST_MEMBERS` files
likewise, `DEEPEST` packed files in one another. Names of members are never used as paths.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.library.importing.decompression import (
    BROKEN,
    LargeListError,
    Listed,
    name_inside,
    opened,
)
from octavo_model.library.importing.items import (
    LARGEST_STREAMED,
    ZIP,
    Item,
    Rejoined,
    TooMuchError,
)
from octavo_model.storage.failures import of_system

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

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
_PIECE = 1 << 20


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
    file: Readable,
    beginning: bytes,
    known: Source,
    label: str,
    depth: int,
    limit: SizeLimit,
    contents: Contents,
) -> Iterator[Item]:
    """Yield what is packed in ``file``.

    Args:
        file: The file, of which the ``beginning`` was already read.
        beginning: Its first bytes.
        known: What is known of it.
        label: Its name for the user.
        depth: How many packed files it is in.
        limit: How much may be unpacked.
        contents: Yields what is in a member.
    """
    whole = Rejoined(beginning, file)
    if depth >= DEEPEST:
        raise OctavoError(label, f"is packed more than {DEEPEST} times", "unpack it first")
    if beginning.startswith(ZIP):
        with _seekable(file, whole, label) as seekable:
            yield from _members(seekable, known, label, depth, limit, contents)
    else:
        inner = _Unpacked(opened(beginning, whole), label, limit)
        known = replace(known, name=name_inside(known.name, beginning))
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
        while size and (piece := self._read(min(size, _PIECE))):
            self._limit.use_bytes(len(piece), self._label)
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def _read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except BROKEN as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise of_system(self._label, error) from error
            raise OctavoError(self._label, "is damaged: cannot unpack") from error


@contextmanager
def _seekable(file: Readable, whole: Rejoined, label: str) -> Iterator[BinaryIO]:
    """Return ``file``, or a copy of the ``whole`` if it cannot seek."""
    from tempfile import SpooledTemporaryFile

    if getattr(file, "seekable", bool)():
        yield file  # type: ignore[misc]
        return
    with SpooledTemporaryFile(_PIECE) as copy:
        left = LARGEST_COPY
        while piece := whole.read(_PIECE):
            left -= len(piece)
            if left < 0:
                why = f"is an archive of more than {LARGEST_COPY >> 20} MB in a pipe or an archive"
                raise OctavoError(label, why, "save it as a file first")
            copy.write(piece)
        yield copy  # type: ignore[misc]


def _members(
    file: BinaryIO, known: Source, label: str, depth: int, limit: SizeLimit, contents: Contents
) -> Iterator[Item]:
    import zipfile

    try:
        archive = zipfile.ZipFile(Listed(file))
    except LargeListError:
        limit.use_files(MOST_MEMBERS + 1)
        return
    except BROKEN as error:
        raise OctavoError(label, "is damaged: cannot unpack") from error
    with archive:
        members = sorted(filter(_is_wanted, archive.infolist()), key=lambda info: info.filename)
        limit.use_files(len(members))
        for info in members:
            name = f"{label}: {info.filename}"
            if info.compress_type == zipfile.ZIP_LZMA and info.file_size > LARGEST_STREAMED:
                # It may need as much memory as it has bytes.
                yield Item(name, OctavoError(name, f"larger than {LARGEST_STREAMED >> 20} MB"))
                continue
            try:
                member = archive.open(info)
            except BROKEN:
                yield Item(name, OctavoError(name, "cannot be unpacked"))
                continue
            inner = replace(
                known,
                name=info.filename.rpartition("/")[2],
                modified=_time_of(info) or known.modified,
            )
            with member:
                unpacked = _Unpacked(member, name, limit)
                yield from contents(unpacked, inner, name, depth + 1, limit)


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    """Return whether a person put this member there; systems add some of their own."""
    parts = info.filename.split("/")
    return bool(parts[-1]) and not any(
        (part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts
    )


def _time_of(info: zipfile.ZipInfo) -> dt.datetime | None:
    try:
        return dt.datetime(*info.date_time, tzinfo=dt.UTC)
    except ValueError:
        return None
