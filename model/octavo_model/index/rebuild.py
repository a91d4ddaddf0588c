"""Rebuilding the index from archive and journal, and putting it in place."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import ParsedPaper
from octavo_model.index import meta, schema
from octavo_model.index.journal_merge import keep_file_order
from octavo_model.index.write import digests, marks, merge, writer
from octavo_model.storage.archive_record import LESSONS, is_source
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

    from octavo_model.core.parsed import ParsedDigest, ParseWarning
    from octavo_model.storage.archive import Archive
    from octavo_model.storage.archive_record import Record
    from octavo_model.storage.journal import Journal
    from octavo_model.storage.merge_log import MergeLog

    Stream = Callable[[Iterable[bytes]], Iterator[ParsedPaper | ParseWarning]]

_NAMED = 5
"""How many lost digests a message names."""


class ArchiveReader(Protocol):
    """Parses archived digests."""

    def read_again(self, archive: Archive, source: str, record: Record, /) -> ParsedDigest:
        """Return what the archived ``source`` says."""

    def stream_again(self, archive: Archive, source: str, record: Record, /) -> Stream | None:
        """Return what parses the lines of ``source``; None if it is read as a whole."""

    def origin_label(self, name: str, /) -> str:
        """Return where papers in the format with this name come from."""


@dataclass
class Rebuild:
    """One rebuild of the index at ``path``."""

    path: Path
    locks: Path
    archive: Archive
    journal: Journal
    merge_log: MergeLog
    reader: ArchiveReader
    problems: list[str] = field(default_factory=list)  # a message for each unreadable file
    old: Path | None = None  # where the old index is now, if it was kept
    _failed: set[str] = field(default_factory=set)

    @property
    def _draft(self) -> Path:
        return self.path.with_name(f"{self.path.name}.new")

    def run(self, progress: Callable[[int, int], None], *, keep_old: bool) -> None:
        """Build the index and put it in place; ``keep_old`` keeps the old one as ``….damaged``.

        ``progress`` is called with the bytes read and all bytes. Other processes use the old index
        until they open the new one.
        """
        self._clear(self._draft)
        db = schema.create(self._draft)
        try:
            db.execute("BEGIN")
            self.problems += marks.catch_up(db, self.journal)
            self._import(db, progress, keep_old=keep_old)
            # Until here others may change the old index, but not while it is replaced.
            with turn(self.locks):
                if self.journal.is_checked and is_in_file_order(self.path):
                    keep_file_order(self.journal)
                self.problems += marks.catch_up(db, self.journal)
                self.problems += sync_archive(db, self.archive, self.reader)
                self.problems += merge.follow_all(db, self.merge_log)
                db.execute("COMMIT")
                lost = [] if keep_old else self._lost(db)
                schema.finish(db)
                self._replace(keep_old=keep_old or bool(lost))
            if lost and self.old is not None:
                more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
                self.problems.append(
                    f"{self.path}: has lost {', '.join(lost[:_NAMED])}{more};"
                    f" the old one is kept as {self.old.name}"
                    " (octavo restore restores digests)"
                )
        finally:
            db.close()
            self._clear(self._draft)

    def _import(
        self, db: sqlite3.Connection, progress: Callable[[int, int], None], *, keep_old: bool
    ) -> None:
        stamp = self.archive.stamp()
        removed = digests.removed(db)
        records, problems, is_all = read_records(self.archive, self.archive.sources())
        records = {source: record for source, record in records.items() if source not in removed}
        self.problems += problems
        self.problems += [
            f"{path}: no record is beside it, as a cut-off import leaves it; import again"
            for path in self.archive.orphans()
        ]
        has_marks = db.execute("SELECT 1 FROM keys").fetchone() is not None
        had_lessons_only = any(map(self.archive.has, LESSONS))
        if not records and is_all and (keep_old or has_marks) and not had_lessons_only:
            self.problems.append(_none_left(self.archive))
            is_all = False  # so that every start reports it
        sizes = {source: self.archive.size(source) for source in records}
        total, done = sum(sizes.values()), 0
        for source, record in _in_order(records):
            start, size = done, sizes[source]
            progress(start, total)
            try:
                for share in self._import_digest(db, source, record):
                    progress(start + int(size * share), total)
            except OctavoError as error:
                if self.archive.has(source):
                    self.problems.append(str(error))
                    is_all &= not isinstance(error, UnreadableError)
                    self._failed.add(source)
            done += size
        meta.put(db, "archive", stamp if is_all else meta.NOT_ALL)
        progress(total, total)

    def _import_digest(
        self, db: sqlite3.Connection, source: str, record: Record
    ) -> Iterator[float]:
        """Write what can be read of a digest; yield which part of it is written, where known."""
        effective = digests.effective(db, source, record)
        stream = self.reader.stream_again(self.archive, source, effective)
        papers: Sequence[ParsedPaper] = ()
        clean = False
        if stream is None:
            parsed = self.reader.read_again(self.archive, source, effective)
            papers, clean = parsed.papers, not parsed.warnings
        label = self.reader.origin_label(record.format)
        number = digests.register(db, source, record, label, clean=clean)
        every = papers if stream is None else self._streamed(source, stream)
        for batch, is_last in writer.batched(every, writer.STEP):
            done = writer.write_next(db, number, batch, last=is_last)
            if papers and done:
                yield done / len(papers)

    def _streamed(self, source: str, stream: Stream) -> Iterator[ParsedPaper]:
        """Yield the papers of a digest that is too large to be read as a whole."""
        with self.archive.lines(source) as lines:
            yield from (item for item in stream(lines) if isinstance(item, ParsedPaper))

    def _lost(self, db: sqlite3.Connection) -> list[str]:
        """Return names of digests that only the old index has; their papers may be lost."""
        try:
            with closing(schema.connect(self.path, "mode=ro")) as old:
                known = dict(old.execute("SELECT source, name FROM digests").fetchall())
        except sqlite3.Error:
            return []  # it is missing or damaged
        mine = (digests.sources(db) - self._failed) | digests.removed(db) | LESSONS
        return sorted(
            meta.text(name)
            for source, name in known.items()
            if source not in mine and is_source(str(source))
        )

    def _replace(self, *, keep_old: bool) -> None:
        with self._draft.open("r+b") as draft:
            sync(draft.fileno())
        with locked(self.locks / "swap", timeout=None):
            # The old log must go first, or SQLite would apply it to the new file.
            for suffix in ("-wal", "-shm"):
                remove_if_there(self.path.with_name(self.path.name + suffix))
            if os.path.lexists(self.path) and (keep_old or is_blocked(self.path)):
                self.old = set_aside_damaged(self.path)
            self._draft.replace(self.path)
            sync_folder(self.path.parent)

    @staticmethod
    def _clear(path: Path) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            remove_if_there(path.with_name(path.name + suffix))


def _in_order(records: dict[str, Record]) -> list[tuple[str, Record]]:
    return sorted(records.items(), key=lambda item: (item[1].seq, item[0]))


def _none_left(archive: Archive) -> str:
    return f"{archive.folder}: no digest is left (octavo restore restores a backup)"


def read_records(
    archive: Archive, sources: Iterable[str]
) -> tuple[dict[str, Record], list[str], bool]:
    """Return the records of ``sources``, messages, and False if one may be readable later."""
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
    """Register archived digests that the index does not have; fast if none is new.

    It returns a message for each damaged digest, and raises `UnreadableError` if the archive cannot
    be listed.
    """
    stamp = archive.stamp()
    if stamp == meta.get(db, "archive"):
        return []
    archived, known = set(archive.sources()), digests.sources(db)
    was_empty = not known and meta.get(db, "archive") == meta.NOT_ALL
    if not archived and (was_empty or any(map(is_source, known))):
        # No user removes the last digest: this is an accident, reported at every start.
        return [_none_left(archive)]
    records, problems, is_all = read_records(
        archive, sorted(archived - known - digests.removed(db))
    )
    for source, record in _in_order(records):
        digests.register(db, source, record, reader.origin_label(record.format))
    meta.put(db, "archive", stamp if is_all else meta.NOT_ALL)
    return problems
