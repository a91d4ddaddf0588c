"""The index of terms as a file: made once, read in place, thrown away when anything is odd.

A line of JSON says what follows: arrays one after the other in little-endian order, each at a
multiple of eight bytes. The last four bytes are the CRC-32 of all before.
"""

from __future__ import annotations

import json
import mmap
import os
import unicodedata
import zlib
from typing import TYPE_CHECKING

import numpy as np

from octavo_model.search.similar.term_index import TermIndex
from octavo_model.storage.files import create_private, draft_of, open_to_read, sync

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from numpy.typing import NDArray

VERSION = 1
"""To be raised when the layout changes, or what a term is, or how words are folded."""
_SECTIONS = {
    "ids": "<i8",
    "phrases": "<i8",
    "starts": "<i8",
    "term_starts": "<i8",
    "terms": "<i4",
    "papers": "<i4",
    "counts": "u1",
    "paper_counts": "u1",
    "words": "u1",
}
_NAME = "octavo-terms"
_ALIGNED = 8
_CHECKSUM_SIZE = 4


def save(index: TermIndex, path: Path, stamp: str) -> None:
    """Write ``index`` to ``path``, whole or not at all.

    Args:
        index: The index.
        path: Where; what reads an earlier file there goes on reading that one.
        stamp: What tells the library's ids from any other's.

    Raises:
        OSError: It cannot be written; what was there is still there.
    """
    arrays: dict[str, NDArray[Any]] = {
        name: getattr(index, name) for name in _SECTIONS if name != "words"
    }
    arrays["words"] = np.frombuffer("\n".join(index.words).encode(), np.uint8)
    header = {**_identity(stamp), "sizes": [len(arrays[name]) for name in _SECTIONS]}
    line = json.dumps(header).encode()
    draft = draft_of(path)
    draft.unlink(missing_ok=True)
    try:
        with create_private(draft) as file:
            checksum = 0
            for part in (
                line + b" " * (-(len(line) + 1) % _ALIGNED) + b"\n",
                *(
                    _padded(arrays[name].astype(kind, copy=False))
                    for name, kind in _SECTIONS.items()
                ),
            ):
                checksum = zlib.crc32(part, checksum)
                file.write(part)
            file.write(checksum.to_bytes(_CHECKSUM_SIZE, "little"))
            file.flush()
            sync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def load(path: Path, stamp: str) -> TermIndex | None:
    """The index in ``path``; None if there is none, or none that can be used.

    Its arrays are the file itself, mapped: the system reads them as they are needed, and all
    Octavos of a machine share them.
    """
    try:
        with open_to_read(path) as file:
            if os.fstat(file.fileno()).st_size <= _CHECKSUM_SIZE:
                return None
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError:
        return None
    content = memoryview(data)[:-_CHECKSUM_SIZE]
    if data[: len(_NAME) + 3] != f'{{"{_NAME}"'.encode():
        return None
    if data[-_CHECKSUM_SIZE:] != zlib.crc32(content).to_bytes(_CHECKSUM_SIZE, "little"):
        return None
    # From here on the file is one that `save` has written, in this version or another.
    start = data.find(b"\n") + 1
    header = json.loads(data[:start])
    if {name: header.get(name) for name in _identity(stamp)} != _identity(stamp):
        return None
    arrays: dict[str, NDArray[Any]] = {}
    for (name, kind), size in zip(_SECTIONS.items(), header["sizes"], strict=True):
        arrays[name] = np.frombuffer(content, kind, size, start)
        start += arrays[name].nbytes + -arrays[name].nbytes % _ALIGNED
    words = str(arrays.pop("words").data, "utf-8")
    return TermIndex(words=words.split("\n") if words else [], **arrays)


def _padded(array: NDArray[Any]) -> bytes:
    data = array.tobytes()
    return data + bytes(-len(data) % _ALIGNED)


def _identity(stamp: str) -> dict[str, object]:
    """What must be the same in a file that can be used. Folding depends on Unicode's tables."""
    return {_NAME: VERSION, "unicode": unicodedata.unidata_version, "stamp": stamp}
