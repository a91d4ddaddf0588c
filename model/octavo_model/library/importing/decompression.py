"""Compressed files, read as they come, with bounded memory."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from typing import BinaryIO

_GZIP, _XZ, _BZIP2, _ZIP = b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"BZh", b"PK\x03\x04"
_ENDINGS = {_GZIP: ".gz", _XZ: ".xz", _BZIP2: ".bz2"}
_CHUNK = 1 << 16
_MOST_FOR_XZ = 100 << 20
"""Bytes of memory that an xz file may ask for: `xz -9` asks for 65 MB."""
_LARGEST_LIST = 4 << 20
"""Bytes of the list of files in a ZIP file: each takes a kilobyte once it is read."""

BROKEN = (
    zipfile.BadZipFile,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # a password is wanted, or a way of packing is unknown
    zlib.error,
    lzma.LZMAError,
)
"""What is raised for a damaged packed file."""


class Readable(Protocol):
    """What can be read once."""

    def read(self, size: int, /) -> bytes:
        """The next ``size`` bytes; fewer only at the end."""


class Rejoined:
    """A file whose ``beginning`` was read already."""

    def __init__(self, beginning: bytes, file: Readable) -> None:
        self._beginning = beginning
        self._at = 0
        self._file = file

    def read(self, size: int, /) -> bytes:
        """The next ``size`` bytes; fewer only at the end."""
        if self._at >= len(self._beginning):
            self._beginning = b""
            return self._file.read(size)
        part = self._beginning[self._at : self._at + size]
        self._at += len(part)
        return part if len(part) == size else part + self._file.read(size - len(part))


def is_packed(beginning: bytes) -> bool:
    """Whether a file that begins so holds others."""
    return beginning.startswith((*_ENDINGS, _ZIP))


def is_zip(beginning: bytes) -> bool:
    """Whether a file that begins so is a ZIP file."""
    return beginning.startswith(_ZIP)


def name_inside(name: str, beginning: bytes) -> str:
    r"""What a compressed file ``name`` is called once it is unpacked.

    >>> name_inside("a.txt.gz", b"\x1f\x8b\x08")
    'a.txt'
    """
    ending = next((one for magic, one in _ENDINGS.items() if beginning.startswith(magic)), "")
    return name.removesuffix(ending)


def opened(beginning: bytes, whole: Readable) -> Readable:
    """What the compressed file ``whole``, which begins so, unpacks to.

    Reading it may raise what is in `BROKEN`, and give fewer bytes than were asked for.
    """
    import bz2
    import gzip

    file: BinaryIO = whole  # type: ignore[assignment]  # they read, and do nothing else
    if beginning.startswith(_GZIP):
        return gzip.GzipFile(fileobj=file)
    return bz2.BZ2File(file) if beginning.startswith(_BZIP2) else _Xz(whole)


class _Xz:
    """An xz file. `lzma.LZMAFile` has no limit for the memory that a file asks for."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._decoder = self._new()

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, _MOST_FOR_XZ)

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        while True:
            data = b""
            if self._decoder.eof:
                # Another stream may follow, after zeros.
                rest = self._decoder.unused_data
                while not (data := rest.lstrip(b"\0")):
                    if not (rest := self._file.read(_CHUNK)):
                        return b""
                self._decoder = self._new()
            elif self._decoder.needs_input and not (data := self._file.read(_CHUNK)):
                raise EOFError
            if unpacked := self._decoder.decompress(data, size):
                return unpacked


class LargeListError(Exception):
    """The list of files in a ZIP file is too large to be read."""


class Listed:
    """A ZIP file whose list of files is not read if it is too large: it is read in one go."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek = file.seek
        self.tell = file.tell
        self.seekable = file.seekable

    def read(self, size: int = -1, /) -> bytes:
        """The next ``size`` bytes.

        Raises:
            LargeListError: That is more than anything but the list takes.
        """
        if size > _LARGEST_LIST:
            raise LargeListError
        # Without a size the end is asked for, which is short.
        return self._file.read(size if size >= 0 else _LARGEST_LIST)
