"""The full texts that are kept: a file each in the cache folder, as gzipped JSON.

A file is written whole or not at all. All of it can be fetched again, so a damaged file is removed.
The time of a file is when its text was last opened.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.fulltext.encoding import DocumentError, decode, encode
from octavo_model.storage.failures import explained
from octavo_model.storage.files import make_folder, read_at_most, write_atomically
from octavo_model.storage.locks import locked

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    from octavo_model.core.dates import Clock
    from octavo_model.fulltext.document import Document

_SUFFIX = ".json.gz"
_LARGEST = 32 << 20
_PLAIN = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*(?:/[0-9]+)?")
_LOCK = "full-texts"


class _Kept(NamedTuple):
    opened: float
    name: str
    size: int


def file_name(name: str) -> str:
    """Return the start of the name of the file for an arXiv id, or for any other key.

    >>> file_name("2401.01234"), file_name("hep-th/9901001")
    ('2401.01234', 'hep-th_9901001')
    """
    if len(name) <= 40 and _PLAIN.fullmatch(name):
        return name.replace("/", "_")
    return sha256(name.encode("utf-8", "replace")).hexdigest()


class TextStore:
    """The full texts in a folder, by arXiv id; several processes may use it.

    Args:
        folder: Where they are; it need not exist.
        locks: The folder of the locks of the library.
        clock: The time.
    """

    def __init__(self, folder: Path, locks: Path, clock: Clock) -> None:
        self._folder = folder
        self._locks = locks
        self._clock = clock

    def get(self, name: str) -> Document | None:
        """Return a text, and note that it was opened; None if it is not kept, or was damaged."""
        path = self._path(name)
        try:
            document = decode(read_at_most(path, _LARGEST))
        except OSError:  # perhaps it can be read later
            return None
        except DocumentError:
            with suppress(OSError):  # it is replaced when it is fetched again
                path.unlink()
            return None
        self._touch(path)
        return document

    def peek(self, stem: str) -> Document | None:
        """Return the text in the file with this `file_name`, which is not opened by the user."""
        try:
            return decode(read_at_most(self._folder / (stem + _SUFFIX), _LARGEST))
        except (DocumentError, OSError):
            return None

    def put(self, name: str, document: Document) -> None:
        """Keep a text in place of an earlier one.

        Raises:
            OctavoError: It cannot be written.
        """
        data, path = encode(document), self._path(name)
        with explained(self._folder):
            make_folder(self._folder)
            make_folder(self._locks)
            with locked(self._locks / _LOCK):
                write_atomically(path, data, alone=True)
                self._touch(path)

    def names(self) -> set[str]:
        """Return the `file_name` of each text that is kept."""
        return {one.name for one in self._kept()}

    def size(self) -> int:
        """Return how many bytes the texts take."""
        return sum(one.size for one in self._kept())

    def evict(self, limit: int, keep: Container[str]) -> int:
        """Remove the texts that were opened longest ago until they take ``limit`` bytes at most.

        Args:
            limit: Bytes.
            keep: The `file_name` of each text that stays in any case.

        Returns:
            How many were removed.

        Raises:
            OctavoError: They cannot be removed.
        """
        with explained(self._folder):
            if not self._folder.is_dir():
                return 0
            make_folder(self._locks)
            with locked(self._locks / _LOCK):
                for draft in self._folder.glob(".*.tmp"):  # of a process that was killed
                    draft.unlink(missing_ok=True)
                kept = sorted(self._kept())
                left, removed = sum(one.size for one in kept), 0
                for one in kept:
                    if left <= limit:
                        break
                    if one.name not in keep:
                        (self._folder / (one.name + _SUFFIX)).unlink(missing_ok=True)
                        left, removed = left - one.size, removed + 1
                return removed

    def _path(self, name: str) -> Path:
        return self._folder / (file_name(name) + _SUFFIX)

    def _touch(self, path: Path) -> None:
        time = self._clock().timestamp()
        with suppress(OSError):  # it may be on a disk that is read-only
            os.utime(path, (time, time))

    def _kept(self) -> list[_Kept]:
        found: list[_Kept] = []
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                name = entry.name.removesuffix(_SUFFIX)
                if name != entry.name and not name.startswith("."):
                    with suppress(OSError):  # another process removed it
                        status = entry.stat()
                        found.append(_Kept(status.st_mtime, name, status.st_size))
        return found
