"""The journal of marks and saved views: append-only, their only source.

The last change by time counts, wherever its line is. A new line is never older than the lines
before it (`octavo_model.core.dates.time_after`), and the lines of other journals may be appended in
any order (`octavo_model.index.journal_merge`).

A file whose last line has no end may still be copied by another program, so nothing is appended to
it: the next line starts ``marks.2.jsonl``, and so on. The journal is all these files in the order
of their numbers, and byte offsets count through all of them. `journal_format` has the lines.

After each change, the length and the end of each file are written to the state folder. There they
survive the loss of the index, and a program that synchronizes the data folder does not replace them
together with the journal. `journal_loss` compares them.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.storage.files import (
    LARGEST_JOURNAL,
    PIECE,
    PRIVATE_FILE,
    make_folder,
    open_regular,
    open_to_read,
    size_of,
    sync,
    sync_folder,
    write_all,
)
from octavo_model.storage.journal_format import read_sections, write_lines
from octavo_model.storage.versions import CHECKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from octavo_model.storage.data_folder import Paths
    from octavo_model.storage.journal_format import Damaged, Heading, RecordFields, Section


class FileState(NamedTuple):
    """Name, length and checksum of the end of a file of the journal after a change."""

    name: str
    size: int
    check: int


class JournalState:
    """The recorded state of the journal in ``folder``, written in place to ``path``.

    A record of another folder at the same path does not count.
    """

    def __init__(self, path: Path, folder: Path) -> None:
        self._path = path
        self._folder = folder

    def read_state(self) -> tuple[list[FileState], tuple[int, int]] | None:
        """Return the state of each file, and what was dismissed; None without a record."""
        try:
            fields = json.loads(self._path.read_bytes())
            if fields["folder"] != self._folder.stat().st_ino:
                return None
            files = [
                FileState(str(name), int(size), int(check)) for name, size, check in fields["files"]
            ]
            offset, check = fields["dismissed"]
            return files, (int(offset), int(check))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def write_state(
        self, files: list[FileState], dismissed: tuple[int, int] | None, *, durable: bool = False
    ) -> None:
        """Record ``files``; None keeps what was ``dismissed`` before.

        An error is ignored, as the mark itself is in the journal.
        """
        if dismissed is None:
            before = self.read_state()
            dismissed = before[1] if before else (0, 0)
        with suppress(OSError):
            fields = {"folder": self._folder.stat().st_ino, "files": files, "dismissed": dismissed}
            text = json.dumps(fields).encode() + b"\n"
            make_folder(self._path.parent)
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT, PRIVATE_FILE)
            try:
                write_all(descriptor, text)
                os.ftruncate(descriptor, len(text))
                if durable:
                    sync(descriptor)
            finally:
                os.close(descriptor)


class Journal:
    """The files of the journal, the first at ``path``. A writer holds the library's write lock.

    Without ``state`` nothing is recorded. ``is_checked`` says that a loss of marks is refused: not
    in a library that is only read, nor once the user has accepted the loss.
    """

    def __init__(self, path: Path, state: JournalState | None = None) -> None:
        self.path = path
        self.state = state
        self.is_checked = True
        self._name = re.compile(rf"{re.escape(path.stem)}(?:\.([1-9]\d*))?{re.escape(path.suffix)}")
        self._appended: tuple[Path, int] | None = None

    @classmethod
    def of(cls, paths: Paths) -> Journal:
        """Return the journal of a library."""
        return cls(paths.journal, JournalState(paths.journal_record, paths.data))

    def files(self) -> list[tuple[Path, int]]:
        """Return the files that exist, in order, with their lengths in bytes."""
        # Plain names: each mark lists the folder several times, and paths are slow to make.
        try:
            names = os.listdir(self.path.parent)  # noqa: PTH208
        except FileNotFoundError:
            return []
        stem = self.path.stem
        matches = (self._name.fullmatch(name) for name in names if name.startswith(stem))
        found = sorted((int(match[1] or 1), match[0]) for match in matches if match)
        paths = (self.path.with_name(name) for _, name in found)
        # Not a link to nowhere.
        return [(path, size_of(path, LARGEST_JOURNAL)) for path in paths if path.exists()]

    def _after(self, path: Path) -> Path:
        """Return the file after ``path``."""
        match = self._name.fullmatch(path.name)
        number = int(match[1] or 1) if match else 1
        return self.path.with_stem(f"{self.path.stem}.{number + 1}")

    def size(self) -> int:
        """Return its length in bytes."""
        return sum(size for _, size in self.files())

    def append(self, heading: Heading, changes: Iterable[RecordFields]) -> tuple[int, int]:
        """Append ``changes`` durably, and return their byte range; on an error, append nothing."""
        return self.append_chunks((write_lines(heading, changes),))

    def append_chunks(self, chunks: Iterable[bytes]) -> tuple[int, int]:
        """Append formatted lines, as `append` does; on any error, append nothing."""
        files = self.files()
        path = files[-1][0] if files else self.path
        if files and not _is_ended(*files[-1]):
            path = self._after(path)
        before = sum(size for file, size in files if file != path)
        is_new = not path.exists()
        descriptor = open_regular(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        try:
            start = end = os.fstat(descriptor).st_size
            self._appended = self._appended or (path, start)
            try:
                for chunk in chunks:
                    write_all(descriptor, chunk)
                    end += len(chunk)
                sync(descriptor)
            except BaseException:
                os.ftruncate(descriptor, start)
                raise
        finally:
            os.close(descriptor)
        if is_new:
            sync_folder(path.parent)
        return before + start, before + end

    def begin(self) -> None:
        """Start a change that `roll_back` can remove."""
        self._appended = None

    def roll_back(self) -> None:
        """Remove what was appended since `begin`, before it was acknowledged."""
        if self._appended is None:
            return
        path, size = self._appended
        # First, as a record of a longer file looks like a loss.
        self.remember(shorter=self._appended)
        descriptor = open_regular(path, os.O_WRONLY)
        try:
            os.ftruncate(descriptor, size)
            sync(descriptor)
        finally:
            os.close(descriptor)
        self._appended = None

    def remember(
        self,
        *,
        shorter: tuple[Path, int] | None = None,
        dismissed: tuple[int, int] | None = None,
    ) -> None:
        """Record the state of each file.

        ``shorter`` is a file that is about to have this size, and ``dismissed`` the position of an
        index in another journal, which the user has given up.
        """
        if self.state is None:
            return
        sizes = dict(self.files())
        if shorter is not None:
            sizes[shorter[0]] = shorter[1]
        known = [FileState(path.name, size, check_of(path, size)) for path, size in sizes.items()]
        self.state.write_state(known, dismissed, durable=shorter is not None)

    def sections(self, start: int = 0, end: int | None = None) -> Iterator[Section | Damaged]:
        """Yield what is between two bytes, in order; blank lines are left out."""
        return read_sections(self.files(), start, end)

    def chunks(self, end: int | None = None) -> Iterator[bytes]:
        """Yield the journal up to byte ``end`` as one file, in which each line has an end."""
        files = self.files()
        left = sum(size for _, size in files) if end is None else end
        last = b"\n"
        for path, size in files:
            rest = min(size, left)
            left -= rest
            with open_to_read(path) as file:
                if rest and not last.endswith(b"\n"):
                    yield b"\n"
                while rest and (chunk := file.read(min(rest, PIECE))):
                    yield chunk
                    last = chunk
                    rest -= len(chunk)

    def check(self, offset: int) -> int:
        """Return a checksum of what is before byte ``offset``, which shows a change of it."""
        before: list[int] = []
        for path, size in self.files():
            inside = offset - sum(before)
            if 0 < inside <= size:
                check = check_of(path, inside)
                return zlib.crc32(repr(before).encode(), check) if before else check
            before.append(size)
        return 0


def check_of(path: Path, size: int) -> int:
    """Return a checksum of the end of the first ``size`` bytes of a file."""
    if not size:
        return 0
    with open_to_read(path) as file:
        file.seek(max(0, size - CHECKED))
        return zlib.crc32(file.read(min(CHECKED, size)))


def _is_ended(path: Path, size: int) -> bool:
    """Return whether the last line of a file has an end."""
    with open_to_read(path) as file:
        file.seek(max(0, size - 1))
        return file.read(1) in (b"", b"\n")
