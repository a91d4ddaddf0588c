"""What the user decided that no digest tells: that two papers are the same one.

``same.jsonl`` in the data folder is append-only, one JSON object a line: ``time`` (UTC),
``keep`` and ``same``, the keys of the two papers. Like the journal of marks it is the truth; the
index follows it.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.storage import files
from octavo_model.storage.files import (
    LARGEST_DECISIONS,
    open_regular,
    read_at_most,
    size_of,
    sync,
    sync_folder,
    write_all,
)

if TYPE_CHECKING:
    from pathlib import Path


class Sameness(NamedTuple):
    """Two keys that lead to one paper, of which the first names it."""

    keep: str
    same: str


class Decisions:
    """The file of decisions at ``path``, which need not exist."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def size(self) -> int:
        """Its length in bytes; 0 where there is none yet."""
        return size_of(self._path, LARGEST_DECISIONS)

    def add(self, decided: Sameness, time: str) -> None:
        """Write down a decision; it is on disk when this returns.

        Raises:
            OSError: As from the system; then the file says what it said.
        """
        line = json.dumps({"time": time, **decided._asdict()}, ensure_ascii=False)
        self.add_lines(line.encode() + b"\n")

    def add_lines(self, lines: bytes) -> None:
        """Like `add`, with lines that are written already."""
        descriptor = open_regular(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        try:
            size = os.fstat(descriptor).st_size
            # A line that a crash cut off stays by itself.
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

    def read(self) -> tuple[list[Sameness], list[str]]:
        """All decisions in their order, and what of the file could not be read, in words.

        Raises:
            OSError: As from the system.
        """
        try:
            data = read_at_most(self._path, LARGEST_DECISIONS)
        except FileNotFoundError:
            return [], []
        found: list[Sameness] = []
        problems: list[str] = []
        for number, line in enumerate(data.splitlines(), 1):
            decided = read_line(line)
            if decided is not None:
                found.append(decided)
            elif line.strip():
                problems.append(f"{self._path}: line {number} is damaged and was left out")
        return found, problems


def read_line(line: bytes) -> Sameness | None:
    """What a line tells, or None where it is none of such a file."""
    try:
        told = files.loads(line)
        keep, same = told["keep"], told["same"]
    except (ValueError, TypeError, KeyError):
        return None
    return Sameness(keep, same) if type(keep) is type(same) is str else None
