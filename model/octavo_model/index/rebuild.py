"""Making the index anew from the archive and the journal, and putting it in place."""

from __future__ import annotations

import os
import re
import sqlite3
from typing import TYPE_CHECKING, Protocol

from octavo_model.core.errors import OctavoError
from octavo_model.index import meta, schema, told
from octavo_model.index.write import digests, marks, merge, writer
from octavo_model.index.write.journal_merge import keep_file_order
from octavo_model.index.write.writer import pour
from octavo_model.storage.data_folder import is_in_file_order
from octavo_model.storage.failures import UnreadableError
from octavo_model.storage.files import clear_away, is_no_file, put_aside, sync, sync_folder
from octavo_model.storage.locks import locked, turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
    from octavo_model.storage.archive import Archive
    from octavo_model.storage.archive_record import Record
    from octavo_model.storage.journal import Journal
    from octavo_model.storage.merge_log import Decisions

_BATCH = 2_000
_ARCHIVED = re.compile("[0-9a-f]{16}")
"""What digests of the archive are called there; some of an index are of none."""
_NAMED = 5
"""How many digests are named where some are lost."""
_NOT_ALL = -1
"""Instead of the archive's stamp, where it was not read in whole: it is looked at again."""


class ArchiveReader(Protocol):
    """Parses archived digests."""

    def read_again(self, archive: Archive, source: str, record: Record, /) -> ParsedDigest:
        """Return what the archived ``source`` says."""

    def stream_again(
        self, archive: Archive, source: str, record: Record, /
    ) -> Callable[[Iterable[bytes]], Iterator[ParsedPaper | ParseWarning]] | None:
        """Return what parses the lines of ``source``; None if it is read as a whole."""

    def badge(self, name: str, /) -> str:
        """Return where papers in the format with this name come from."""


class Rebuild:
    """One making of the index at ``path``.

    Attributes:
        problems: What could not be read, in words.
        kept: Where the old file is now, if it was kept.
    """

    def __init__(
        self,
        path: Path,
        locks: Path,
        archive: Archive,
        journal: Journal,
        decisions: Decisions,
        reader: ArchiveReader,
    ) -> None:
        self.problems: list[str] = []
        self.kept: Path | None = None
        self._failed: set[str] = set()
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
            self._import(db, progress, keep_old=keep_old)
            # Till here others went on with the old index. Nobody may while it is replaced.
            with turn(self._locks):
                if self._journal.is_checked and is_in_file_order(self._path):
                    keep_file_order(self._journal)
                db.execute("BEGIN")
                self.problems += marks.catch_up(db, self._journal)
                self.problems += sync_archive(db, self._archive, self._reader)
                merge.follow_all(db, self._decisions)
                db.execute("COMMIT")
                lost = [] if keep_old else self._lost(db)
                schema.finish(db)
                self._replace(keep_old=keep_old or bool(lost))
            if lost and self.kept is not None:
                more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
                self.problems.append(
                    f"{self._path}: is without what it had of {', '.join(lost[:_NAMED])}{more};"
                    f" the one before it is kept as {self.kept.name}"
                    " (octavo restore brings digests back)"
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
        if not records and is_all and (keep_old or self._journal.size()):
            self.problems.append(_none_left(self._archive))
            is_all = False  # to be told of it at every start
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
                done += sizes[source]
                if self._archive.has(source):
                    self.problems.append(str(error))
                    is_all &= not isinstance(error, UnreadableError)
                    self._failed.add(source)
                continue
            db.execute("BEGIN")
            badge = self._reader.badge(record.format)
            number = digests.register(db, source, record, badge, clean=not parsed.warnings)
            count = 0
            while count < len(parsed.papers):
                taken = writer.take_in(db, number, parsed.papers, _BATCH, _nobody_waits)
                count = taken or len(parsed.papers)
                progress(done + sizes[source] * count // len(parsed.papers), total)
            db.execute("COMMIT")
            done += sizes[source]
        db.execute("BEGIN")
        self.problems += merge.follow_all(db, self._decisions)
        db.execute("COMMIT")
        meta.put(db, "archive", stamp if is_all else _NOT_ALL)
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
            writer.take_next(db, number, some, last=last)

        try:
            with self._archive.lines(source) as lines:
                pour(stream(lines), take, _BATCH)
        finally:
            db.execute("COMMIT")

    def _lost(self, db: sqlite3.Connection) -> list[str]:
        """The digests that the old index has and the one in ``db`` has not, by their names.

        Papers of digests that are damaged or gone may stand nowhere else any more.
        """
        try:
            old = schema.connect(self._path, "mode=ro")
        except sqlite3.Error:
            return []
        try:
            known = dict(old.execute("SELECT source, name FROM digests").fetchall())
        except sqlite3.Error:
            return []  # there is none, or it is damaged itself
        finally:
            old.close()
        mine = digests.sources(db) - self._failed
        return sorted(
            told.line(name)
            for source, name in known.items()
            if source not in mine and _ARCHIVED.fullmatch(str(source))
        )

    def _replace(self, *, keep_old: bool) -> None:
        descriptor = os.open(self._draft, os.O_RDWR)
        try:
            sync(descriptor)
        finally:
            os.close(descriptor)
        with locked(self._locks / "swap", patience=None):
            # The old log must go before the new file comes: SQLite would apply it to that.
            for suffix in ("-wal", "-shm"):
                clear_away(self._path.with_name(self._path.name + suffix))
            if os.path.lexists(self._path) and (keep_old or is_no_file(self._path)):
                self.kept = put_aside(self._path)
            self._draft.replace(self._path)
            sync_folder(self._path.parent)

    @staticmethod
    def _clear(path: Path) -> None:
        for suffix in ("", "-wal", "-shm", "-journal"):
            clear_away(path.with_name(path.name + suffix))


def _nobody_waits() -> bool:
    """Nobody can, for an index that is being made."""
    return True


def _none_left(archive: Archive) -> str:
    return f"{archive.folder}: no digest is left (octavo restore brings a backup back)"


def read_records(
    archive: Archive, sources: Iterable[str]
) -> tuple[dict[str, Record], list[str], bool]:
    """What is settled about each of ``sources``, and what is wrong with others, in words.

    The last tells whether this is all that can be known: what cannot be read now may be later.
    """
    records: dict[str, Record] = {}
    problems: list[str] = []
    is_all = True
    for source in sources:
        try:
            records[source] = archive.record(source)
        except OctavoError as error:
            if archive.has(source):  # else somebody has just removed it
                problems.append(str(error))
                is_all &= not isinstance(error, UnreadableError)
    return records, problems, is_all


def sync_archive(db: sqlite3.Connection, archive: Archive, reader: ArchiveReader) -> list[str]:
    """Register digests that are archived but not in the index; cheap where there are none.

    Returns:
        What could not be read, in words.

    Raises:
        UnreadableError: It cannot be told what there is.
    """
    stamp = archive.stamp()
    if stamp == meta.get(db, "archive"):
        return []
    there, known = set(archive.sources()), digests.sources(db)
    was_empty = not known and meta.get(db, "archive") == _NOT_ALL
    if not there and (was_empty or any(map(_ARCHIVED.fullmatch, known))):
        # Nobody removes the last one: this is an accident, and is told at every start.
        return [_none_left(archive)]
    records, problems, is_all = read_records(archive, sorted(there - known))
    for source, record in sorted(records.items(), key=lambda item: (item[1].seq, item[0])):
        digests.register(db, source, record, reader.badge(record.format))
    meta.put(db, "archive", stamp if is_all else _NOT_ALL)
    return problems
