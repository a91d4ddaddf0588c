"""Compressed files, unpacked while they are read, with bounded memory."""

from __future__ import annotations

import lzma
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from octavo_model.library.importing.items import BZIP2, GZIP, XZ

if TYPE_CHECKING:
    from typing import BinaryIO

    from octavo_model.storage.archive import Readable

_ENDINGS = {GZIP: ".gz", XZ: ".xz", BZIP2: ".bz2"}
_CHUNK = 1 << 16
_MOST_FOR_XZ = 100 << 20
"""Bytes of memory that an xz file may need: `xz -9` needs 65 MB."""
_LARGEST_LIST = 4 << 20
"""Bytes of the list of files in a ZIP file: each takes a kilobyte once it is read."""

BROKEN = (
    zipfile.BadZipFile,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,  # it needs a password, or its compression is unknown
    zlib.error,
    lzma.LZMAError,
)
"""What is raised for a damaged packed file."""


def name_inside(name: str, beginning: bytes) -> str:
    r"""Return the name of a compressed file ``name`` once it is unpacked.

    >>> name_inside("a.txt.gz", b"\x1f\x8b\x08")
    'a.txt'
    """
    for magic, ending in _ENDINGS.items():
        if beginning.startswith(magic):
            return name.removesuffix(ending)
    return name


def opened(beginning: bytes, whole: Readable) -> Readable:
    """Return what the compressed file ``whole`` with this ``beginning`` unpacks to.

    To read it may raise an error of `BROKEN`, and return fewer bytes than requested.
    """
    import bz2
    import gzip

    file: BinaryIO = whole  # type: ignore[assignment]  # only read() is used
    if beginning.startswith(GZIP):
        return gzip.GzipFile(fileobj=file)
    return bz2.BZ2File(file) if beginning.startswith(BZIP2) else _Xz(whole)


class _Xz:
    """An xz file. `lzma.LZMAFile` does not limit the memory that a file may need."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._decoder = self._new()

    @staticmethod
    def _new() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, _MOST_FOR_XZ)

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes; none at the end."""
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
    """A ZIP file whose list of files, which is read at once, is refused if it is too large."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek = file.seek
        self.tell = file.tell
        self.seekable = file.seekable

    def read(self, size: int = -1, /) -> bytes:
        """Return the next ``size`` bytes.

        Raises:
            LargeListError: Only a list of files is as large as that.
        """
        if size > _LARGEST_LIST:
            raise LargeListError
        # Without a size the end of the file is read, which is short.
        return self._file.read(size if size >= 0 else _LARGEST_LIST)
