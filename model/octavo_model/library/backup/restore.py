"""Restore a backup into a library, which may have changed since the backup.

The library keeps all that it has and gains what it lacks: digests, lines of the journal of marks,
and merges. Its settings and sources stay, and those of the backup are written beside them. The
index is rebuilt afterwards. A backup is not trusted: see `octavo_model.library.backup.untrusted`.
What is damaged in it is left out. Neither digests nor marks are held in memory.
"""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import ExitStack, closing
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import Progress, no_progress
from octavo_model.index.journal_merge import merge
from octavo_model.index.repository import Repository
from octavo_model.index.write import digests
from octavo_model.library.backup.journal_repair import accept, add_from_index, is_lost
from octavo_model.library.backup.untrusted import (
    Backup,
    lines_of,
    not_a_backup,
    open_backup,
    restore_settings,
)
from octavo_model.library.importing.containers import BROKEN
from octavo_model.library.importing.items import DigestReader
from octavo_model.storage import data_folder
from octavo_model.storage.archive import LARGEST_BY_LINE, LARGEST_KEPT, Archive, verify
from octavo_model.storage.archive_record import write_record
from octavo_model.storage.failures import explained
from octavo_model.storage.files import (
    PIECE,
    is_blocked,
    make_folder,
    pieces,
    write_atomically,
    write_chunks_atomically,
)
from octavo_model.storage.journal import Journal
from octavo_model.storage.journal_format import read_line
from octavo_model.storage.journal_loss import MEMBER
from octavo_model.storage.locks import locked, turn
from octavo_model.storage.merge_log import MergeLog
from octavo_model.storage.merge_log import read_line as read_merge
from octavo_model.storage.versions import BY_TIME, MOST_DIGESTS
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from octavo_model.storage.archive_record import Record
    from octavo_model.storage.data_folder import Paths

_DIGESTS = """
CREATE TABLE digests (id INTEGER, name TEXT);
CREATE INDEX ids ON digests (id);
CREATE INDEX names ON digests (name);
"""
_FIRST_LINES = 100
"""One of these lines is a change if a file is a journal."""


class RestoreReport(NamedTuple):
    """What was restored."""

    digests: int
    """How many digests the library gained."""
    known: int
    """How many of the backup's digests it had."""
    marks: int
    """How many lines the journal of marks gained."""
    problems: tuple[str, ...]
    """A message for all that could not be restored."""
    notes: tuple[str, ...]
    """A message for all that was written to another place."""


def restore(paths: Paths, path: Path, *, progress: Progress = no_progress) -> RestoreReport:
    """Restore a backup into the library below ``paths``; rebuild its index afterwards.

    ``path`` is a backup, a daily backup, or a journal, e.g. a conflict copy of it. After an error
    the library is as before, or has whole digests of the backup.
    """
    if data_folder.is_in_file_order(paths.index):
        # The journal must be up to date before lines of another one are added.
        repository = Repository(paths, DigestReader())
        repository.make_folders()
        repository.prepare(progress)
        repository.close()
    with explained(path), ExitStack() as stack:
        data_folder.refuse_newer(paths.data, paths.index)
        if is_blocked(path):
            raise not_a_backup(path, "it is not a file")
        backup = None if _is_journal(path) else stack.enter_context(open_backup(path))
        locks = paths.data / "locks"
        for folder in (paths.data, paths.digests, locks, paths.config):
            make_folder(folder)
        data_folder.write_versions(paths.data)
        # An import would settle names and numbers that are unknown here.
        stack.enter_context(locked(locks / "import"))
        stack.enter_context(turn(locks))
        if backup is None:
            marks, problems = _add_marks(paths, path.name, lambda: _lines_in(path))
            return RestoreReport(0, 0, marks, problems, ())
        return _Restore(paths, backup).run(progress)


def _is_journal(path: Path) -> bool:
    with path.open("rb") as file:
        start = file.read(PIECE)
    if start.startswith(b"PK") or zipfile.is_zipfile(path):
        return False
    return any(map(read_line, start.splitlines()[:_FIRST_LINES]))


def _lines_in(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        yield from lines_of(file)


def _add_marks(
    paths: Paths, name: str, lines: Callable[[], Iterable[bytes]], *, in_file_order: bool = False
) -> tuple[int, tuple[str, ...]]:
    """Append the lines that the journal lacks; return how many, and what was damaged.

    If the journal lost marks, this is the user's decision how to continue: the marks that only the
    index has are appended too. See `octavo_model.storage.journal_loss`.
    """
    journal = Journal.of(paths)
    lost = is_lost(journal)
    gained, damaged = merge(journal, lines, in_file_order=in_file_order)
    if lost:
        gained += add_from_index(paths, journal)
        accept(journal)
    return gained, _damaged_lines(name, damaged)


def _damaged_lines(name: str, count: int) -> tuple[str, ...]:
    return (f"{name}: {count} of its lines are damaged and were left out",) if count else ()


class _Restore:
    """The restore of one backup into one library, whose locks are held."""

    def __init__(self, paths: Paths, backup: Backup) -> None:
        self._paths = paths
        self._backup = backup
        self._archive = Archive(paths.digests)
        self._reader = DigestReader()
        self._problems = backup.problems

    def run(self, progress: Progress) -> RestoreReport:
        """Restore digests first: marks of missing papers are of no use."""
        gained, known = self._add_digests(progress)
        in_file_order = (self._backup.versions() or (0, BY_TIME))[1] < BY_TIME
        marks = 0
        if MEMBER in self._backup:
            read = partial(self._backup.lines, MEMBER)
            marks, damaged = _add_marks(self._paths, MEMBER, read, in_file_order=in_file_order)
            self._problems += damaged
        self._add_merges()
        notes: list[str] = []
        try:
            state = self._paths.source_state
            if state.name in self._backup and not state.exists():
                write_atomically(state, self._backup.read(state.name))
            for path in (self._paths.settings, self._paths.sources):
                if path.name in self._backup:
                    notes += restore_settings(self._backup.read(path.name), path)
        except BROKEN as error:
            self._problems.append(f"a file of it is damaged: {clean_line(str(error))}")
        problems = tuple(dict.fromkeys(self._problems))
        return RestoreReport(gained, known, marks, problems, tuple(notes))

    def _add_digests(self, progress: Progress) -> tuple[int, int]:
        """Add the digests that the library lacks; return how many, and how many it had."""
        known = set(self._archive.sources())
        # By number alone: a hundred thousand records are not held, but read again.
        ordered: list[tuple[int, str]] = []
        for source in self._backup.sources():
            try:
                ordered.append((self._backup.record(source).seq, source))
            except (ValueError, KeyError, *BROKEN):
                self._problems.append(f"digests/{source}: its record is damaged; it is left out")
        restored: list[str] = []
        with closing(sqlite3.connect(":memory:")) as db:
            names = _DigestNames(db, self._archive, known)
            for number, (_, source) in enumerate(sorted(ordered)):
                progress(number, len(ordered))
                try:
                    self._add_digest(source, names, is_known=source in known)
                    restored.append(source)
                except OctavoError as error:
                    self._problems.append(f"digests/{source}: {error}; it is left out")
                except (KeyError, *BROKEN):
                    why = "is damaged or missing; it is left out"
                    self._problems.append(f"digests/{source}: {why}")
        progress(len(ordered), len(ordered))
        had = len(known.intersection(restored))
        return len(restored) - had, had

    def _add_digest(self, source: str, names: _DigestNames, *, is_known: bool) -> None:
        """Add a digest, or what the library lacks of it: its bytes, then its record."""
        record = self._backup.record(source)
        if not (is_known and _works(self._archive.verify, source)):
            name = f"digests/{source}.gz"
            most = LARGEST_BY_LINE if self._reader.is_by_line(record.format) else LARGEST_KEPT
            with self._backup.open(name) as member:
                verify(source, member, name, most)
            with self._backup.open(name) as member:
                write_chunks_atomically(self._paths.digests / f"{source}.gz", pieces(member))
        if not (is_known and _works(self._archive.record, source)):
            record = names.settle(record, keep_number=is_known)
            write_atomically(self._paths.digests / f"{source}.json", write_record(record))

    def _add_merges(self) -> None:
        merge_log = MergeLog(self._paths.merge_log)
        known = set(merge_log.read_merges()[0])
        new, damaged = bytearray(), 0
        for line in self._backup.lines(self._paths.merge_log.name):
            decision = read_merge(line)
            # They are displayed if they contradict each other.
            if decision is None or any(clean_line(key) != key for key in decision):
                damaged += bool(line.strip())
            elif decision not in known:
                new += line if line.endswith(b"\n") else line + b"\n"
                known.add(decision)
        self._problems += _damaged_lines(self._paths.merge_log.name, damaged)
        if new:
            merge_log.add_lines(bytes(new))


def _works(read: Callable[[str], object], source: str) -> bool:
    try:
        read(source)
    except OctavoError:
        return False
    return True


class _DigestNames:
    """Numbers and names of the digests of a library, to which more are added.

    They are in ``db``, an empty database, with a table as in the index.
    """

    def __init__(self, db: sqlite3.Connection, archive: Archive, sources: set[str]) -> None:
        self._db = db
        db.executescript(_DIGESTS)
        self._is_empty = not sources
        for source in sources:
            try:
                record = archive.record(source)
            except OctavoError:
                continue  # reported when the library is opened
            self._add(record.seq, record.name)

    def settle(self, record: Record, *, keep_number: bool) -> Record:
        """Return ``record`` with a free name, and a number after all others.

        In an empty library, or with ``keep_number``, its own number is used if that is free.
        """
        seq = record.seq
        is_taken = self._db.execute("SELECT 1 FROM digests WHERE id = ?", (seq,)).fetchone()
        if is_taken or not (keep_number or self._is_empty):
            seq = digests.next_number(self._db)
            if seq >= MOST_DIGESTS:
                raise OctavoError("library", "cannot hold any more digests")
        name = digests.free_name(self._db, record.name)
        self._add(seq, name)
        return record._replace(seq=seq, name=name)

    def _add(self, seq: int, name: str) -> None:
        self._db.execute("INSERT INTO digests VALUES (?, ?)", (seq, name))
