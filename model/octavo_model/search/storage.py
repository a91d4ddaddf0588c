"""The index as a file: made once, read back in a moment, thrown away when anything is odd.

A line of JSON says what follows: arrays one after the other in little-endian order. The last four
bytes are the CRC-32 of all before. Everything else about an index follows from these arrays.
"""

from __future__ import annotations

import json
import os
import tempfile
import unicodedata
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.search.titles.segment import Segment
from octavo_model.search.titles.words import Vocabulary
from octavo_model.storage.files import open_to_read

if TYPE_CHECKING:
    from numpy.typing import NDArray

VERSION = 1
"""To be raised when the layout changes, or what a word is, or how text is folded."""
_SECTIONS = {"text_bounds": "<i8", "stream": "<i4", "places": "<i4", "words": "u1", "text": "u1"}
_CHECKSUM_SIZE = 4
_NAME = "octavo-fuzzy"


def save(segment: Segment, path: Path, stamp: str) -> None:
    """Write ``segment`` to ``path``, whole or not at all.

    Raises:
        OSError: It cannot be written; what was there is still there.
    """
    arrays: dict[str, NDArray[Any]] = {
        "text_bounds": segment.text_bounds,
        "stream": segment.stream,
        "places": segment.places,
        "words": np.frombuffer("\n".join(segment.vocabulary.words).encode(), np.uint8),
        "text": np.frombuffer(segment.text, np.uint8),
    }
    header = {**_identity(stamp), "sizes": [len(arrays[name]) for name in _SECTIONS]}
    line = json.dumps(header).encode()
    line += b" " * (-(len(line) + 1) % 8) + b"\n"  # The arrays are read in place: aligned.
    parts = [arrays[name].astype(kind, copy=False).tobytes() for name, kind in _SECTIONS.items()]
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        try:
            checksum = 0
            for part in (line, *parts):
                checksum = zlib.crc32(part, checksum)
                file.write(part)
            file.write(checksum.to_bytes(_CHECKSUM_SIZE, "little"))
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def load(path: Path, stamp: str) -> Segment | None:
    """The segment in ``path``; None if there is none, or none that can be used."""
    try:
        with open_to_read(path) as file:
            data = file.read()
    except OSError:
        return None
    content = memoryview(data)[:-_CHECKSUM_SIZE]
    if not data.startswith(f'{{"{_NAME}"'.encode()):
        return None
    if data[-_CHECKSUM_SIZE:] != zlib.crc32(content).to_bytes(_CHECKSUM_SIZE, "little"):
        return None
    # From here on the file is one that `save` has written, in this version or another.
    start = data.index(b"\n") + 1
    header = json.loads(data[:start])
    if {name: header.get(name) for name in _identity(stamp)} != _identity(stamp):
        return None
    arrays = {}
    for (name, kind), size in zip(_SECTIONS.items(), header["sizes"], strict=True):
        arrays[name] = np.frombuffer(content, kind, size, start)
        start += arrays[name].nbytes
    words = str(arrays["words"].data, "utf-8")
    return Segment.assemble(
        Vocabulary(words.split("\n") if words else []),
        arrays["stream"],
        arrays["text"].data,
        arrays["text_bounds"],
        arrays["places"],
    )


def _identity(stamp: str) -> dict[str, object]:
    """What must be the same in a file that can be used. Folding depends on Unicode's tables."""
    return {_NAME: VERSION, "unicode": unicodedata.unidata_version, "stamp": stamp}
