"""Making the index anew from the archive and the journal, and putting it in place."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from octavo_model.errors import OctavoError
from octavo_model.files import sync, sync_folder
from octavo_model.index import digests, intake, marks, merging, meta, schema
from octavo_model.locks import locked, turn
from octavo_model.pouring import pour

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from octavo_model.archive import Archive
    from octavo_model.decisions import Decisions
    from octavo_model.journal import Journal
    from octavo_model.parsed import ParsedPaper, ParseWarning
    from octavo_model.reader import Reader
    from octavo_model.record import Record

_BATCH = 2_000


class Rebuild:
    """One making of the index at ``path``.

    Attributes:
        problems: What could not be read, in words.
    """

    def __init__(
        self,
        path: Path,
        locks: Path,
        archive: Archive,
        journal: Journal,
        decisions: Decisions,
        reader: Reader,
    ) -> None:
        self.problems: list[str] = []
        self._path = path
        self._draft = path.with_name(path.name + ".new")
        self._locks = locks
        self._archive = archive
        self._journal = journal
        self._decisions = decisions
        self._reader = reader

    def run(self, progress: Callable[[int, int], None], *, keep_old: bool) -> None:
        """Make it and put it in place; whoever has the old one open goes on with that.

        Args:
            progress: Called with the bytes read and all bytes there are.
            keep_old: Whether the old file is worth keeping, as ``….damaged``, for a look.
        """
        self._clear(self._draft)
        db = schema.create(self._draft)
        try:
            db.execute("BEGIN")
            self.problems += marks.catch_up(db, self._journal)
            db.execute("COMMIT")
            self._import(db, progress)
            # Till here others went on with the old index. Nobody may while it is replaced.
            with turn(self._locks):
                db.execute("BEGIN")
                self.problems += marks.catch_up(db, self._journal)
                sync_archive(db, self._archive, self._reader)
                merging.follow_all(db, self._decisions)
                db.execute("COMMIT")
                schema.finish(db)
                self._replace(keep_old=keep_old)
        finally:
            db.close()
            self._clear(self._draft)

    def _import(self, db: sqlite3.Connection, progress: Callable[[int, int], None]) -> None:
        stamp = self._archive.stamp()
        records, problems = read_records(self._archive, self._archive.sources())
        self.problems += problems
        self.problems += [
            f"{path}: no record is beside it, as a cut-off import leaves it; import again"
            for path in self._archive.orphans()
        ]
        if not records and self._journal.size():
            self.problems.append(
                f"{self._path.parent}: no digest is left, though papers are marked"
                " (octavo restore brings a backup back)"
            )
        sizes = {source: self._archive.size(source) for source in records}
        total, done = sum(sizes.values()), 0
        for source, record in sorted(records.items(), key=lambda item: (item[1].seq, item[0])):
            progress(done, total)
            stream = self._reader.stream_again(self._archive, source, record)
            try:
                if stream is not None:
                    self._pour(db, source, record, stream)
                    done += sizes[source]
                    continue
                parsed = self._reader.read_again(self._archive, source, record)
            except OctavoError as error:
                self.problems.append(str(error))
                done += sizes[source]
                continue
            db.execute("BEGIN")
            badge = self._reader.badge(record.format)
            number = digests.register(db, source, record, badge, clean=not parsed.warnings)
            count = 0
            while count < len(parsed.papers):
                taken = intake.take_in(db, number, parsed.papers, _BATCH, _nobody_waits)
                count = taken or len(parsed.papers)
                progress(done + sizes[source] * count // len(parsed.papers), total)
            db.execute("COMMIT")
            done += sizes[source]
        db.execute("BEGIN")
        self.problems += merging.follow_all(db, self._decisions)
        db.execute("COMMIT")
        meta.put(db, "archive", stamp)
        progress(total, total)

    def _pour(
        self,
        db: sqlite3.Connection,
        source: str,
        record: Record,
        stream: Callable[[Iterable[bytes]], Iterator[ParsedPaper | ParseWarning]],
    ) -> None:
        """Take in a digest that is too large to be read as a whole; what can be read of it."""
        db.execute("BEGIN")
        number = digests.register(db, source, record, self._reader.badge(record.format))

        def take(some: Sequence[ParsedPaper], last: bool) -> None:
            intake.take_next(db, number, some, last=last)

        try:
            with self._archive.lines(source) as lines:
                pour(stream(lines), take, _BATCH)
        finally:
            db.execute("COMMIT")

    def _replace(self, *, keep_old: bool) -> None:
        descriptor = os.open(self._draft, os.O_RDWR)
        try:
            sync(descriptor)
        finally:
            os.close(descriptor)
        with locked(self._locks / "swap", patience=None):
            # The old log must go before the new file comes: SQLite would apply it to that.
            for suffix in ("-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            if keep_old and self._path.exists():
                self._path.replace(self._path.with_name(self._path.name + ".damaged"))
            self._draft.replace(self._path)
            sync_folder(self._path.parent)

    @staticmethod
    def _clear(path: Path) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def _nobody_waits() -> bool:
    """Nobody can, for an index that is being made."""
    return True


def read_records(archive: Archive, sources: Iterable[str]) -> tuple[dict[str, Record], list[str]]:
    """What is settled about each of ``sources``, and which of them are damaged, in words."""
    records: dict[str, Record] = {}
    problems: list[str] = []
    for source in sources:
        try:
            records[source] = archive.record(source)
        except OctavoError as error:
            problems.append(str(error))
    return records, problems


def sync_archive(db: sqlite3.Connection, archive: Archive, reader: Reader) -> list[str]:
    """Register digests that are archived but not in the index; cheap where there are none.

    Returns:
        What could not be read, in words.
    """
    stamp = archive.stamp()
    if stamp == meta.get(db, "archive"):
        return []
    missing = set(archive.sources()) - digests.sources(db)
    records, problems = read_records(archive, sorted(missing))
    for source, record in sorted(records.items(), key=lambda item: (item[1].seq, item[0])):
        digests.register(db, source, record, reader.badge(record.format))
    meta.put(db, "archive", stamp)
    return problems
