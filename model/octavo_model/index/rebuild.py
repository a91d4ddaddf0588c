"""Rebuilding the index from archive and journal, and putting it in place."""

from __future__ import annotations

import os
import re
import sqlite3
from typing import TYPE_CHECKING, Protocol

from octavo_model.core.errors import OctavoError
from octavo_model.index import meta, schema
from octavo_model.index.write import digests, marks, merge, writer
from octavo_model.index.write.journal_merge import keep_file_order
from octavo_model.storage.data_folder import is_in_file_order
from octavo_model.storage.failures import UnreadableError
from octavo_model.storage.files import (
    is_blocked,
    remove_if_there,
    set_aside_damaged,
    sync,
    sync_folder,
)
from octavo_model.storage.locks import locked, turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
    from octavo_model.storage.archive import Archive
    from octavo_model.storage.archive_record import Record
    from octavo_model.storage.journal import Journal
    from octavo_model.storage.merge_log import MergeLog

    Stream = Callable[[Iterable[bytes]], Iterator[ParsedPaper | ParseWarning]]

_BATCH = 2_000
_ARCHIVED = re.compile("[0-9a-f]{16}")
"""Names of digests in the archive; digests of an index that were never bytes have others."""
_NAMED = 5
"""How many lost digests a message names."""
_NOT_ALL = -1
"""Instead of the stamp of the archive, if not all of it was read: the next start tries again."""


class ArchiveReader(Protocol):
    """Parses archived digests."""

    def read_again(self, archive: Archive, source: str, record: Record, /) -> ParsedDigest:
        """Return what the archived ``source`` says."""

    def stream_again(self, archive: Archive, source: str, record: Record, /) -> Stream | None:
        """Return what parses the lines of ``source``; None if it is read as a whole."""

    def badge(self, name: str, /) -> str:
        """Return where papers in the format with this name come from."""


class Rebuild:
    """One rebuild of the index at ``path``.

    Attributes:
        problems: A message for each file that could not be read.
        old: Where the old index is now, if it was kept.
    """

    def __init__(
        self,
        path: Path,
        locks: Path,
        archive: Archive,
        journal: Journal,
        merge_log: MergeLog,
        reader: ArchiveReader,
    ) -> None:
        self.problems: list[str] = []
        self.old: Path | None = None
        self._failed: set[str] = set()
        self._path = path
        self._draft = path.with_name(path.name + ".new")
        self._locks = locks
        self._archive = archive
        self._journal = journal
        self._merge_log = merge_log
        self._reader = reader

    def run(self, progress: Callable[[int, int], None], *, keep_old: bool) -> None:
        """Build the index and put it in place; ``keep_old`` keeps the old one as ``….damaged``.

        ``progress`` is called with the bytes read and all bytes. Other processes use the old index
        until they open the new one.
        """
        self._clear(self._draft)
        db = schema.create(self._draft)
        try:
            db.execute("BEGIN")
            self.problems += marks.catch_up(db, self._journal)
            db.execute("COMMIT")
            self._import(db, progress, keep_old=keep_old)
            # Until here others may change the old index, but not while it is replaced.
            with turn(self._locks):
                if self._journal.is_checked and is_in_file_order(self._path):
                    keep_file_order(self._journal)
                db.execute("BEGIN")
                self.problems += marks.catch_up(db, self._journal)
                self.problems += sync_archive(db, self._archive, self._reader)
                merge.follow_all(db, self._merge_log)
                db.execute("COMMIT")
                lost = [] if keep_old else self._lost(db)
                schema.finish(db)
                self._replace(keep_old=keep_old or bool(lost))
            if lost and self.old is not None:
                more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
                self.problems.append(
                    f"{self._path}: has lost {', '.join(lost[:_NAMED])}{more};"
                    f" the old one is kept as {self.old.name}"
                    " (octavo restore restores digests)"
                )
        finally:
            db.close()
            self._clear(self._draft)

    def _import(
        self, db: sqlite3.Connection, progress: Callable[[int, int], None], *, keep_old: bool
    ) -> None:
        stamp = self._archive.stamp()
        records, problems, is_all = read_records(self._archive, self._archive.sources())
        self.problems += problems
        self.problems += [
            f"{path}: no record is beside it, as a cut-off import leaves it; import again"
            for path in self._archive.orphans()
        ]
        has_marks = db.execute("SELECT 1 FROM keys").fetchone() is not None
        if not records and is_all and (keep_old or has_marks):
            self.problems.append(_none_left(self._archive))
            is_all = False  # so that every start reports it
        sizes = {source: self._archive.size(source) for source in records}
        total, done = sum(sizes.values()), 0
        for source, record in sorted(records.items(), key=lambda item: (item[1].seq, item[0])):
            progress(done, total)
            stream = self._reader.stream_again(self._archive, source, record)
            try:
                if stream is not None:
                    self._write_stream(db, source, record, stream)
                    done += sizes[source]
                    continue
                parsed = self._reader.read_again(self._archive, source, record)
            except OctavoError as error:
                done += sizes[source]
                if self._archive.has(source):
                    self.problems.append(str(error))
                    is_all &= not isinstance(error, UnreadableError)
                    self._failed.add(source)
                continue
            db.execute("BEGIN")
            label = self._reader.badge(record.format)
            number = digests.register(db, source, record, label, clean=not parsed.warnings)
            count = 0
            while count < len(parsed.papers):
                done_now = writer.write_batch(db, number, parsed.papers, _BATCH, lambda: True)
                count = done_now or len(parsed.papers)
                progress(done + sizes[source] * count // len(parsed.papers), total)
            db.execute("COMMIT")
            done += sizes[source]
        db.execute("BEGIN")
        self.problems += merge.follow_all(db, self._merge_log)
        db.execute("COMMIT")
        meta.put(db, "archive", stamp if is_all else _NOT_ALL)
        progress(total, total)

    def _write_stream(
        self,
        db: sqlite3.Connection,
        source: str,
        record: Record,
        stream: Stream,
    ) -> None:
        """Write what can be read of a digest that is too large to be read as a whole."""
        db.execute("BEGIN")
        number = digests.register(db, source, record, self._reader.badge(record.format))

        def write(papers: Sequence[ParsedPaper], last: bool) -> None:
            writer.write_next(db, number, papers, last=last)

        try:
            with self._archive.lines(source) as lines:
                writer.write_stream(stream(lines), write, _BATCH)
        finally:
            db.execute("COMMIT")

    def _lost(self, db: sqlite3.Connection) -> list[str]:
        """Return the names of the digests that the old index has and the one in ``db`` has not.

        Papers of digests that are damaged or gone may be nowhere else.
        """
        try:
            old = schema.connect(self._path, "mode=ro")
        except sqlite3.Error:
            return []
        try:
            known = dict(old.execute("SELECT source, name FROM digests").fetchall())
        except sqlite3.Error:
            return []  # it is missing or damaged
        finally:
            old.close()
        mine = digests.sources(db) - self._failed
        return sorted(
            meta.text(name)
            for source, name in known.items()
            if source not in mine and _ARCHIVED.fullmatch(str(source))
        )

    def _replace(self, *, keep_old: bool) -> None:
        descriptor = os.open(self._draft, os.O_RDWR)
        try:
            sync(descriptor)
        finally:
            os.close(descriptor)
        with locked(self._locks / "swap", timeout=None):
            # The old log must go first, or SQLite would apply it to the new file.
            for suffix in ("-wal", "-shm"):
                remove_if_there(self._path.with_name(self._path.name + suffix))
            if os.path.lexists(self._path) and (keep_old or is_blocked(self._path)):
                self.old = set_aside_damaged(self._path)
            self._draft.replace(self._path)
            sync_folder(self._path.parent)

    @staticmethod
    def _clear(path: Path) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            remove_if_there(path.with_name(path.name + suffix))


def _none_left(archive: Archive) -> str:
    return f"{archive.folder}: no digest is left (octavo restore restores a backup)"


def read_records(
    archive: Archive, sources: Iterable[str]
) -> tuple[dict[str, Record], list[str], bool]:
    """Return the record of each of ``sources``, and a message for each damaged one.

    The last value is False if a record cannot be read now, but may be later.
    """
    records: dict[str, Record] = {}
    problems: list[str] = []
    is_all = True
    for source in sources:
        try:
            records[source] = archive.record(source)
        except OctavoError as error:
            if archive.has(source):  # else another process has just removed it
                problems.append(str(error))
                is_all &= not isinstance(error, UnreadableError)
    return records, problems, is_all


def sync_archive(db: sqlite3.Connection, archive: Archive, reader: ArchiveReader) -> list[str]:
    """Register archived digests that the index does not have; fast if there are no new ones.

    It returns a message for each damaged digest, and raises `UnreadableError` if the archive cannot
    be listed.
    """
    stamp = archive.stamp()
    if stamp == meta.get(db, "archive"):
        return []
    archived, known = set(archive.sources()), digests.sources(db)
    was_empty = not known and meta.get(db, "archive") == _NOT_ALL
    if not archived and (was_empty or any(map(_ARCHIVED.fullmatch, known))):
        # No user removes the last digest: this is an accident, reported at every start.
        return [_none_left(archive)]
    records, problems, is_all = read_records(archive, sorted(archived - known))
    for source, record in sorted(records.items(), key=lambda item: (item[1].seq, item[0])):
        digests.register(db, source, record, reader.badge(record.format))
    meta.put(db, "archive", stamp if is_all else _NOT_ALL)
    return problems
