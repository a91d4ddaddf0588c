"""The merge log: which papers the user merged, as no digest says that they are the same.

``same.jsonl`` in the data folder is append-only, one JSON object a line: ``time`` (UTC), ``keep``
and ``same``, the keys of the two papers. The index is derived from it, as from the journal.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.storage import files
from octavo_model.storage.files import (
    LARGEST_MERGE_LOG,
    open_regular,
    read_at_most,
    size_of,
    sync,
    sync_folder,
    write_all,
)

if TYPE_CHECKING:
    from pathlib import Path


class PaperMerge(NamedTuple):
    """Two keys of one paper; the first one names it."""

    keep: str
    same: str


class MergeLog:
    """The merge log at ``path``, which need not exist."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def size(self) -> int:
        """Return its length in bytes."""
        return size_of(self._path, LARGEST_MERGE_LOG)

    def add(self, merge: PaperMerge, time: str) -> None:
        """Append a merge durably; after an `OSError`, the file is unchanged."""
        line = json.dumps({"time": time, **merge._asdict()}, ensure_ascii=False)
        self.add_lines(line.encode() + b"\n")

    def add_lines(self, lines: bytes) -> None:
        """Append formatted lines, as `add` does."""
        descriptor = open_regular(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        try:
            size = os.fstat(descriptor).st_size
            # A line that a crash cut off stays a line of its own.
            torn = size and os.pread(descriptor, 1, size - 1) != b"\n"
            try:
                write_all(descriptor, b"\n" + lines if torn else lines)
                sync(descriptor)
            except BaseException:
                os.ftruncate(descriptor, size)
                raise
        finally:
            os.close(descriptor)
        if not size:
            sync_folder(self._path.parent)

    def read_merges(self) -> tuple[list[PaperMerge], list[str]]:
        """Return all merges in their order, and a message for each damaged line."""
        try:
            data = read_at_most(self._path, LARGEST_MERGE_LOG)
        except FileNotFoundError:
            return [], []
        merges: list[PaperMerge] = []
        problems: list[str] = []
        for number, line in enumerate(data.splitlines(), 1):
            merge = read_line(line)
            if merge is not None:
                merges.append(merge)
            elif line.strip():
                problems.append(f"{self._path}: line {number} is damaged and was left out")
        return merges, problems


def read_line(line: bytes) -> PaperMerge | None:
    """Return the merge in a line; None if the line is damaged."""
    try:
        fields = files.loads(line)
        keep, same = fields["keep"], fields["same"]
    except (ValueError, TypeError, KeyError):
        return None
    return PaperMerge(keep, same) if type(keep) is type(same) is str else None
