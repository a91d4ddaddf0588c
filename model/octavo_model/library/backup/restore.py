"""Bringing a backup back, into a library that may have gone its own way since.

Nothing that is there is lost. Where there is no library, all of the backup is put in place as it
was, but for sources that run programs. Where there is one, it gains the digests, the lines of the
journal of marks and the decisions that it has not. Of settings and sources its own stay, and those
of the backup are put beside them.

A backup is a file like any other, so it is not believed. It is looked through before anything is
written: names but those that Octavo gives are refused, so that none leads elsewhere; what a member
holds, and all together, is bounded; digests are what they are called, or they are left out. What is
damaged costs itself. Neither digests nor marks are held in memory.
"""

from __future__ import annotations

import errno
import zipfile
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.index.write.journal_merge import Merged, merge
from octavo_model.library.backup.journal_repair import accept, add_from_index, is_lost
from octavo_model.library.backup.untrusted import (
    BROKEN,
    DIGEST,
    lines_of,
    looked_through,
    no_backup,
    place,
)
from octavo_model.library.backup.write import FIRST
from octavo_model.library.importing.items import Reader
from octavo_model.storage import data_folder
from octavo_model.storage.archive import LARGEST_BY_LINE, LARGEST_KEPT, Archive, verify
from octavo_model.storage.archive_record import Record, read_record, write_record
from octavo_model.storage.failures import explained
from octavo_model.storage.files import (
    LARGEST_RECORD,
    is_blocked,
    make_folder,
    open_to_read,
    write_atomically,
    write_chunks_atomically,
)
from octavo_model.storage.journal import Journal
from octavo_model.storage.journal_format import read_line
from octavo_model.storage.journal_loss import MEMBER
from octavo_model.storage.locks import locked, turn
from octavo_model.storage.merge_log import MergeLog
from octavo_model.storage.merge_log import read_line as read_decision
from octavo_model.storage.versions import BY_TIME, MOST_DIGESTS
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from octavo_model.storage.data_folder import Paths

_PIECE = 1 << 20
_FIRST_LINES = 100
"""Lines of which one is a change in a file that is a journal."""


class RestoreReport(NamedTuple):
    """What became of a backup.

    Attributes:
        digests: How many digests the library gained.
        known: How many of the backup's it had.
        marks: How many lines the journal of marks gained.
        problems: What of the backup could not be used, in words.
        notes: What was put elsewhere than where it was, in words.
    """

    digests: int
    known: int
    marks: int
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def restore(
    paths: Paths,
    path: Path,
    *,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> RestoreReport:
    """Bring the backup at ``path`` into the library below ``paths``.

    The index knows nothing of it afterwards: open the library and have it made anew.

    Args:
        paths: Where the library lies, or is to.
        path: A backup, one of the daily copies, or a journal, such as a conflict copy of it.
        progress: Called with digests looked at and all digests.

    Raises:
        NewerOctavoError: The backup or the library was written by a newer Octavo.
        OctavoError: It is no backup, is damaged or too large, or nothing can be written. Then
            the library is what it was, or has whole digests of the backup.
    """
    if data_folder.is_in_file_order(paths.index):
        from octavo_model.library import Library

        # Its journal is brought up to date before lines of another one come into it.
        Library.open(paths).close()
    with explained(path), ExitStack() as stack:
        data_folder.refuse_newer(paths.data, paths.index)
        packed: zipfile.ZipFile | None = None
        members: dict[str, zipfile.ZipInfo] = {}
        problems: list[str] = []
        if is_blocked(path):
            raise no_backup(path, "it is no file")
        try:
            if not is_journal(path):
                file = stack.enter_context(open_to_read(path))
                packed = stack.enter_context(zipfile.ZipFile(file))
                members, problems = looked_through(packed, path)
        except BROKEN as error:
            raise no_backup(path, str(error)) from error
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            # Its list says that something stands before the beginning.
            raise no_backup(path, "its list of files is damaged") from error
        locks = paths.data / "locks"
        for folder in (paths.data, paths.digests, locks, paths.config):
            make_folder(folder)
        data_folder.write_versions(paths.data)
        # No import may be under way: what it settles would be unknown here.
        stack.enter_context(locked(locks / "import"))
        stack.enter_context(turn(locks))
        try:
            if packed is None:
                return _restore_marks(paths, path)
            restoring = _Restoring(paths, packed, members)
            return restoring.run(progress, problems)
        except BROKEN as error:
            raise OctavoError(
                str(path), f"the backup is damaged: {clean_line(str(error))}"
            ) from error


def is_journal(path: Path) -> bool:
    """Whether the file at ``path`` is a journal, such as a conflict copy, and no backup."""
    with path.open("rb") as file:
        start = file.read(_PIECE)
    if start.startswith(b"PK") or zipfile.is_zipfile(path):
        return False
    return any(map(read_line, start.splitlines()[:_FIRST_LINES]))


def _restore_marks(paths: Paths, path: Path) -> RestoreReport:
    """Bring the marks of the journal at ``path``."""

    def lines() -> Iterator[bytes]:
        with path.open("rb", buffering=0) as file:
            yield from lines_of(file)

    merged = _merge(paths, lines)
    damaged = _damaged_lines(path.name, merged.damaged)
    return RestoreReport(0, 0, merged.gained, damaged, ())


def _merge(
    paths: Paths, lines: Callable[[], Iterable[bytes]], *, in_file_order: bool = False
) -> Merged:
    """Bring ``lines`` into the journal, as `merge` does; if it lost marks, also those of the index.

    The user has chosen a way out by that, see `octavo_model.storage.journal_loss`.
    """
    journal = Journal.of(paths)
    lost = is_lost(journal)
    merged = merge(journal, lines, in_file_order=in_file_order)
    if lost:
        merged = merged._replace(gained=merged.gained + add_from_index(paths, journal))
        accept(journal)
    return merged


def _damaged_lines(name: str, lines: int) -> tuple[str, ...]:
    return (f"{name}: {lines} of its lines are damaged and were left out",) if lines else ()


class _Restoring:
    """One backup on its way into one library, whose locks are held."""

    def __init__(
        self,
        paths: Paths,
        packed: zipfile.ZipFile,
        members: dict[str, zipfile.ZipInfo],
    ) -> None:
        self._paths = paths
        self._packed = packed
        self._members = members
        self._archive = Archive(paths.digests)
        self._reader = Reader()
        self._problems: list[str] = []
        self._notes: list[str] = []

    def run(self, progress: Callable[[int, int], None], problems: Iterable[str]) -> RestoreReport:
        """Do it, digests first: marks of papers that are missing are of no use."""
        self._problems += problems
        gained, known = self._digests(progress)
        marks = self._marks()
        self._decisions()
        for bring in (self._state, self._settings):
            try:
                bring()
            except BROKEN as error:
                self._problems.append(f"a file of it is damaged: {clean_line(str(error))}")
        return RestoreReport(
            gained, known, marks, tuple(dict.fromkeys(self._problems)), tuple(self._notes)
        )

    def _digests(self, progress: Callable[[int, int], None]) -> tuple[int, int]:
        sources = {found[1] for name in self._members if (found := DIGEST.fullmatch(name))}
        mine = set(self._archive.sources())
        # By number alone, for a hundred thousand records are not to be held: each is read again.
        ordered: list[tuple[int, str]] = []
        for source in sources:
            try:
                ordered.append((self._record(source).seq, source))
            except (ValueError, KeyError, *BROKEN):
                self._problems.append(f"digests/{source}: its record is damaged; it is left out")
        taken = _Taken(self._archive, mine)
        gained = known = 0
        for number, (_, source) in enumerate(sorted(ordered)):
            progress(number, len(ordered))
            try:
                if source not in mine:
                    self._bring_bytes(source)
                    self._settle(source, taken)
                    gained += 1
                else:
                    self._mend(source, taken)
                    known += 1
            except OctavoError as error:
                self._problems.append(f"digests/{source}: {error}; it is left out")
            except (KeyError, *BROKEN):
                self._problems.append(f"digests/{source}: is damaged or missing; it is left out")
        progress(len(ordered), len(ordered))
        return gained, known

    def _mend(self, source: str, taken: _Taken) -> None:
        """Put a digest of the library right by the backup's, if it is damaged."""
        try:
            self._archive.verify(source)
        except OctavoError:
            self._bring_bytes(source)
        try:
            self._archive.record(source)
        except OctavoError:
            self._settle(source, taken, keep=True)

    def _bring_bytes(self, source: str) -> None:
        """Put the bytes of a digest in place, once they were seen to be what they are called.

        They come before its record: without that a digest is none of the archive's.
        """
        name = f"digests/{source}.gz"
        by_line = self._reader.is_by_line(self._record(source).format)
        with self._packed.open(name) as member:
            verify(source, member, name, LARGEST_BY_LINE if by_line else LARGEST_KEPT)
        with self._packed.open(name) as member:
            pieces = iter(lambda: member.read(_PIECE), b"")
            write_chunks_atomically(self._paths.digests / f"{source}.gz", pieces)

    def _settle(self, source: str, taken: _Taken, *, keep: bool = False) -> None:
        record = taken.place(self._record(source), keep=keep)
        write_atomically(self._paths.digests / f"{source}.json", write_record(record))

    def _record(self, source: str) -> Record:
        info = self._members[f"digests/{source}.json"]
        if info.file_size > LARGEST_RECORD:
            raise ValueError("no record is so large")
        record = read_record(self._packed.read(info))
        # It is shown, so it is cleaned, as what a digest says is.
        return record._replace(
            name=clean_line(record.name) or source,
            file=clean_line(record.file),
            path=None if record.path is None else clean_line(record.path),
            format=clean_line(record.format),
            origin=None if record.origin is None else clean_line(record.origin),
        )

    def _marks(self) -> int:
        if MEMBER not in self._members:
            return 0
        written = data_folder.parse_versions(self._packed.read(FIRST))
        merged = _merge(
            self._paths,
            lambda: self._lines(MEMBER),
            in_file_order=written is not None and written[1] < BY_TIME,
        )
        self._problems += _damaged_lines(MEMBER, merged.damaged)
        return merged.gained

    def _decisions(self) -> None:
        decisions = MergeLog(self._paths.merge_log)
        known = set(decisions.read_merges()[0])
        kept, damaged = bytearray(), 0
        for line in self._lines("same.jsonl"):
            one = read_decision(line)
            # They are shown, should they contradict each other.
            if one is None or any(clean_line(key) != key for key in one):
                damaged += bool(line.strip())
            elif one not in known:
                kept += line if line.endswith(b"\n") else line + b"\n"
                known.add(one)
        self._problems += _damaged_lines("same.jsonl", damaged)
        if kept:
            decisions.add_lines(bytes(kept))

    def _lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member, as far as they can be read; none where there is none."""
        try:
            if name in self._members:
                with self._packed.open(name) as member:
                    yield from lines_of(member)
        except BROKEN:
            self._problems.append(f"{name}: is damaged; what could be read of it was taken")

    def _state(self) -> None:
        """What is known of each source, where nothing is known yet."""
        name, path = "sources.json", self._paths.source_state
        if name in self._members and not path.exists():
            write_atomically(path, self._packed.read(name))

    def _settings(self) -> None:
        for path in (self._paths.settings, self._paths.sources):
            if path.name in self._members:
                self._notes += place(path.name, self._packed.read(path.name), path)


class _Taken:
    """Numbers and names of the digests of a library, for more to come after them."""

    def __init__(self, archive: Archive, sources: set[str]) -> None:
        self._numbers: set[int] = set()
        self._names: dict[str, int] = {}
        self._last = 0
        self._is_empty = not sources
        for source in sources:
            try:
                record = archive.record(source)
            except OctavoError:
                continue  # told when the library is opened
            self._note(record.seq, record.name)

    def place(self, record: Record, *, keep: bool) -> Record:
        """``record`` with a number after all others and a name that is free.

        In an empty library, or with ``keep``, it has its own, where that is free.
        """
        seq, name = record.seq, record.name
        if not (keep or self._is_empty) or seq in self._numbers:
            seq = self._next()
        while name in self._names:
            self._names[record.name] += 1
            name = f"{record.name}-{self._names[record.name]}"
        self._note(seq, name)
        return record._replace(seq=seq, name=name)

    def _note(self, seq: int, name: str) -> None:
        self._numbers.add(seq)
        self._last = max(self._last, seq)
        self._names.setdefault(name, 1)

    def _next(self) -> int:
        """The number after all others: see `octavo_model.index.write.digests.next_number`."""
        if self._last + 1 >= MOST_DIGESTS:
            free = (one for one in {0} | self._numbers if one + 1 not in self._numbers)
            last = max((one for one in free if one + 1 < MOST_DIGESTS), default=None)
            if last is None:
                raise OctavoError("library", "cannot hold any more digests")
            self._last = last
        return self._last + 1
