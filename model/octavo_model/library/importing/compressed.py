"""Compressed files: what opens each kind of them."""

from __future__ import annotations

import bz2
import gzip
import lzma
from typing import TYPE_CHECKING

from octavo_model.library.importing.items import BZIP2, GZIP, XZ

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from octavo_model.storage.archive import Readable

_MOST_FOR_XZ = 100 << 20
"""Bytes of memory that an xz file may need: `xz -9` needs 65 MB."""
_CHUNK = 1 << 16


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


COMPRESSED: dict[bytes, tuple[str, Callable[[Any], Readable]]] = {
    GZIP: (".gz", gzip.open),
    XZ: (".xz", _Xz),
    BZIP2: (".bz2", bz2.open),
}
"""The ending of each kind of compressed file, and what opens it, by its first bytes."""
