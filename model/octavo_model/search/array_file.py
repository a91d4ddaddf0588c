"""Numpy arrays in a file: written whole, mapped into memory, ignored when anything is wrong.

A line of JSON comes first, then the arrays one after the other in little-endian order, each at a
multiple of eight bytes. The last four bytes are the CRC-32 of all before, in a large file of blocks
spread over it: to read all of it would take longer, and more memory, than what is asked of it.
"""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import unicodedata
import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from octavo_model.storage.files import open_to_read, write_chunks_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from numpy.typing import NDArray

_ALIGNMENT = 8
_CHECKSUM_SIZE = 4
_CHECKED = 1 << 26
"""About how many bytes of a file are checked; less than twice as many are checked whole."""
_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class ArrayFile:
    """A kind of file."""

    name: str
    """The first key of its header."""
    version: int
    """To be raised when the layout changes, or the meaning of any array."""
    types: Mapping[str, str]
    """The type of each array, by name, in their order."""

    def save(self, path: Path, stamp: str, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Write ``arrays`` to ``path``, whole or not at all; ``stamp`` names the data's origin.

        If it cannot be written, an earlier file is unchanged, and OSError is raised.
        """
        write_chunks_atomically(path, self._parts(stamp, arrays))

    def _parts(self, stamp: str, arrays: Mapping[str, NDArray[Any]]) -> Iterator[bytes]:
        header = {**self._identity(stamp), "sizes": [len(arrays[name]) for name in self.types]}
        line = json.dumps(header).encode()
        part = line + b" " * (-(len(line) + 1) % _ALIGNMENT) + b"\n"
        typed = [arrays[name].astype(kind, copy=False) for name, kind in self.types.items()]
        checksum = _Checksum(len(part) + sum(_padded(array.nbytes) for array in typed))
        checksum.add(part)
        yield part
        for array in typed:
            part = array.tobytes()
            part += bytes(_padded(len(part)) - len(part))
            checksum.add(part)
            yield part
        yield checksum.value.to_bytes(_CHECKSUM_SIZE, "little")

    def load(self, path: Path, stamp: str) -> dict[str, NDArray[Any]] | None:
        """Return the arrays in ``path``; None if it is missing, damaged or of another kind.

        The arrays are the mapped file: the system reads them as they are needed, and all Octavos
        of a machine share them.
        """
        # Imported here: `release_memory` is used without numpy, which takes long to import.
        import numpy as np

        try:
            with open_to_read(path) as file:
                if os.fstat(file.fileno()).st_size <= _CHECKSUM_SIZE:
                    return None
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except OSError:
            return None
        content = memoryview(data)[:-_CHECKSUM_SIZE]
        if data[: len(self.name) + 3] != f'{{"{self.name}"'.encode():
            return None
        checksum = _Checksum(len(content))
        checksum.add(content)
        if data[-_CHECKSUM_SIZE:] != checksum.value.to_bytes(_CHECKSUM_SIZE, "little"):
            return None
        # From here on this is a file that `save` has written, in this version or another.
        start = data.find(b"\n") + 1
        header = json.loads(data[:start])
        if {name: header.get(name) for name in self._identity(stamp)} != self._identity(stamp):
            return None
        arrays: dict[str, NDArray[Any]] = {}
        for (name, kind), size in zip(self.types.items(), header["sizes"], strict=True):
            arrays[name] = np.frombuffer(content, kind, size, start)
            start += _padded(arrays[name].nbytes)
        return arrays

    def _identity(self, stamp: str) -> dict[str, object]:
        """What must be the same in a usable file. Folding depends on Unicode's tables."""
        return {self.name: self.version, "unicode": unicodedata.unidata_version, "stamp": stamp}


class _Checksum:
    """The CRC-32 of ``size`` bytes, or, if they are many, of blocks of them."""

    def __init__(self, size: int) -> None:
        self.value = 0
        self._step = max(size // _CHECKED, 1)
        self._at = 0

    def add(self, part: bytes | memoryview) -> None:
        left = memoryview(part)
        if self._step == 1:
            self.value = zlib.crc32(left, self.value)
            return
        while left:
            block, before = divmod(self._at, _BLOCK)
            here = left[: _BLOCK - before]
            if block % self._step == 0:
                self.value = zlib.crc32(here, self.value)
            self._at += len(here)
            left = left[len(here) :]


def _padded(size: int) -> int:
    return size + -size % _ALIGNMENT


def words_to_array(words: Sequence[str]) -> NDArray[Any]:
    """Return ``words``, which contain no line feed, as an array of bytes."""
    import numpy as np

    return np.frombuffer("\n".join(words).encode(), np.uint8)


def words_from_array(array: NDArray[Any]) -> list[str]:
    """Return the words of `words_to_array`."""
    text = str(array.data, "utf-8")
    return text.split("\n") if text else []


def release_mapped(array: NDArray[Any]) -> None:
    """Let the system take back the pages of the file that ``array`` is from, after much was read.

    They count as memory of this process although they can be read again at any time.
    """
    if isinstance(array.base, memoryview) and isinstance(array.base.obj, mmap.mmap):
        with suppress(OSError, AttributeError):  # not every system has it
            array.base.obj.madvise(mmap.MADV_DONTNEED)


def release_memory() -> None:
    """Return freed memory to the system, after a large piece of work, in the same thread.

    The C library of GNU keeps it for later, in pieces for each thread: after an index of 100,000
    papers was built, more than all that is in use. Others return it by themselves.
    """
    with suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
