"""The second half of an import: digests are stored in the archive and written to the index."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.changes import Property
from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import ANSWER, ImportReport, ParseWarning, no_progress
from octavo_model.index import counts, meta
from octavo_model.index.rebuild import sync_archive
from octavo_model.index.write import digests as index_digests
from octavo_model.index.write import properties, writer
from octavo_model.index.write.incoming import IncomingPaper
from octavo_model.library.importing.earlier import EarlierDigests
from octavo_model.library.importing.streaming import (
    ImportCancelledError,
    PendingDigest,
    RestartError,
    batches,
    chunks,
    counted,
    lines_of,
    write_batch,
)
from octavo_model.storage.failures import UnreadableError, explained
from octavo_model.storage.locks import Yielding, try_lock

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper, Progress
    from octavo_model.index.repository import Repository
    from octavo_model.library.importing.items import DigestReader
    from octavo_model.library.importing.streaming import Chunk
    from octavo_model.library.marker import Marker
    from octavo_model.storage.archive_record import Record


class Committer:
    """Stores digests in a library."""

    def __init__(self, repository: Repository, reader: DigestReader, marker: Marker) -> None:
        self._repository = repository
        self._reader = reader
        self._marker = marker
        self._earlier = EarlierDigests(repository, marker)

    def commit(self, pending: Sequence[PendingDigest], progress: Progress) -> None:
        """Store digests durably, and write those of their papers that the index lacks."""
        label = pending[0].label if len(pending) == 1 else "the library"
        with explained(label):
            drafts = {
                digest.content: digest.draft.result()
                for digest in pending
                if digest.draft is not None
            }
            self._repository.write(lambda db: self._settle(db, pending, drafts))
            for digest in pending:
                if digest.known:
                    # What was interrupted is continued as it was, under any name of this file.
                    digest.record = self._record(digest.content)
                    if digest.has_new_papers and digest.parsed is not None:
                        digest.parsed = self._read_again(digest.content, digest.record)
            self._write([digest for digest in pending if digest.has_new_papers], progress)
            for digest in pending:
                self.replace_earlier(digest)
                if digest.known and digest.parsed is not None:
                    digest.redated = self.redate(digest.content, digest.date)
            self._finish_answers(lambda: False)

    def report(self, digest: PendingDigest) -> ImportReport:
        """Return what the import of a digest did."""
        number, read = digest.number, self._repository.read
        name, total, added = read(lambda db: index_digests.name_and_counts(db, number))
        warnings = list(digest.warnings)
        if digest.record.origin == ANSWER:
            warnings = []  # it lists no papers
        elif digest.parsed is not None:
            positions = read(lambda db: index_digests.positions(db, number))
            removed = read(lambda db: properties.all_set(db, Property.PAPER_REMOVED)).keys()
            repeated = [
                ParseWarning(paper.line, f"the same paper again, saved once: {paper.title}")
                for position, paper in enumerate(digest.parsed.papers)
                if position not in positions and removed.isdisjoint(IncomingPaper.of(paper).keys)
            ]
            warnings = sorted([*digest.parsed.warnings, *repeated], key=lambda one: one.line)
        elif digest.count > total:
            count = digest.count - total
            warnings.append(ParseWarning(0, f"{count:,} papers came again and are saved once"))
        return ImportReport(
            digest.label,
            name,
            digest.record.format,
            total,
            added if digest.has_new_papers else 0,
            digest.known,
            tuple(warnings),
            digest.redated,
            read(lambda db: counts.without_abstract(db, number)),
        )

    def redate(self, content: str, date: dt.date | None) -> bool:
        """Set the date of a digest, if one is given; return whether it was another one."""
        found = self._repository.read(lambda db: index_digests.of_source(db, content))
        if date is None or found is None or found.date == date.isoformat():
            return False
        titles = {content: found.name}
        self._marker.change_properties(Property.DIGEST_DATE, lambda _: {content: date}, titles)
        self._finish_one(found.number, content, no_progress, lambda: False)
        return True

    def register_all(self) -> None:
        """Register the digests that are in the archive and not in the index, without papers."""
        repository = self._repository
        if repository.read(lambda db: meta.get(db, "archive")) != repository.archive.stamp():
            try:
                problems = repository.write(
                    lambda db: sync_archive(db, repository.archive, self._reader)
                )
            except UnreadableError as error:
                problems = [str(error)]  # what is in the index can still be read
            for problem in problems:
                repository.report(problem)

    def finish_all(self, progress: Progress, cancelled: Callable[[], bool]) -> None:
        """Register what the index lacks, and finish imports that were interrupted.

        A failure is reported to the repository; the next start tries again.
        """
        self.register_all()
        repository = self._repository
        if not repository.read(index_digests.unfinished):
            return
        lock = try_lock(repository.locks / "finish")
        if lock is None:
            return  # another process finishes them
        with lock:
            for number, content in self._interrupted():
                try:
                    self._finish_one(number, content, progress, cancelled)
                except OctavoError as error:
                    repository.report(str(error))
                except ImportCancelledError:
                    return
            self._finish_answers(cancelled)
            alone = try_lock(repository.locks / "import")
            if alone is not None:
                with alone:
                    repository.archive.clear_drafts()

    def _interrupted(self) -> list[tuple[int, str]]:
        """Return number and content of unfinished digests; none while an import is running.

        Only this needs the lock of imports: others can import while the digests are finished.
        """
        alone = try_lock(self._repository.locks / "import")
        if alone is None:
            return []
        with alone:
            return self._repository.read(index_digests.unfinished)

    def _finish_one(
        self, number: int, content: str, progress: Progress, cancelled: Callable[[], bool]
    ) -> None:
        archive, reader = self._repository.archive, self._reader
        record = self._record(content)
        by_line = reader.stream_again(archive, content, record) is not None
        parsed = None if by_line else self._read_again(content, record)
        digest = PendingDigest(record.name, content, record, parsed, number=number)
        self._write([digest], progress, cancelled)
        self.replace_earlier(digest)

    def _finish_answers(self, cancelled: Callable[[], bool]) -> None:
        """Read those answers about ids again whose papers came, or came back, meanwhile."""
        for number, content in self._repository.read(index_digests.unfinished_answers):
            try:
                self._finish_one(number, content, no_progress, cancelled)
            except OctavoError as error:
                self._repository.report(str(error))
            except ImportCancelledError:
                return

    def _settle(
        self,
        db: sqlite3.Connection,
        pending: Sequence[PendingDigest],
        drafts: dict[str, Path | None],
    ) -> None:
        """Give each digest its number, and publish those that the library did not have."""
        archive, reader = self._repository.archive, self._reader
        for problem in sync_archive(db, archive, reader):
            self._repository.report(problem)
        records: dict[str, Record] = {}
        for digest in pending:
            found = index_digests.of_source(db, digest.content)
            if found is not None:
                digest.number, digest.known = found.number, True
                digest.has_new_papers = not found.complete and digest.content not in records
                continue
            seq = index_digests.next_number(db)
            name = index_digests.free_name(db, digest.record.name)
            record = digest.record = digest.record._replace(seq=seq, name=name)
            records[digest.content] = record
            clean = digest.parsed is not None and not digest.parsed.warnings
            label = reader.origin_label(record.format)
            digest.number = index_digests.register(db, digest.content, record, label, clean=clean)
            digest.known, digest.has_new_papers = False, True
        archive.publish(drafts, records)
        meta.put(db, "archive", archive.stamp())

    def _write(
        self,
        pending: Sequence[PendingDigest],
        progress: Progress,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Write the papers of digests that are not in the index."""

        def all_chunks() -> Iterator[Chunk]:
            for digest in pending:
                query = partial(writer.done_of, digest=digest.number)
                done = self._repository.read(query)
                yield from chunks(digest, self._papers(digest, progress), done)

        try:
            for batch in batches(all_chunks()):
                self._write_batch(batch, progress, cancelled)
        except RestartError:
            self._write(pending, progress, cancelled)

    def _write_batch(
        self, batch: list[Chunk], progress: Progress, cancelled: Callable[[], bool]
    ) -> None:
        while batch:
            if cancelled():
                raise ImportCancelledError
            may_continue = Yielding(self._repository.locks).may_continue
            step = partial(write_batch, batch=batch, may_continue=may_continue)
            left = self._repository.write(step)
            for chunk in batch[: len(batch) - len(left)]:
                _show(chunk.digest, chunk.start + len(chunk.papers), progress)
            if left and left[0].start > batch[len(batch) - len(left)].start:
                _show(left[0].digest, left[0].start, progress)
            batch = left

    def _papers(
        self, digest: PendingDigest, progress: Progress
    ) -> Iterator[ParsedPaper | ParseWarning]:
        if digest.parsed is not None:
            yield from digest.parsed.papers
            return
        archive, data = self._repository.archive, digest.data
        with lines_of(data) if data else archive.lines(digest.content) as lines:
            source = counted(lines, digest.size, progress) if digest.size else lines
            yield from self._reader.stream(source, digest.record, digest.label)

    def replace_earlier(self, digest: PendingDigest) -> None:
        """Replace or update earlier states of the same page or file."""
        query = partial(index_digests.has_other_state, number=digest.number)
        if self._repository.read(query):
            self._earlier.replace(digest)
            if digest.has_new_papers and not digest.known:
                self._earlier.update(digest)

    def _record(self, content: str) -> Record:
        """Return the record of a digest, with the name and date that the user gave it."""
        record = self._repository.archive.record(content)
        return self._repository.read(lambda db: index_digests.effective(db, content, record))

    def _read_again(self, content: str, record: Record) -> ParsedDigest:
        return self._reader.read_again(self._repository.archive, content, record)


def _show(digest: PendingDigest, done: int, progress: Progress) -> None:
    """Report papers as progress; a file that is read line by line reports its bytes."""
    if digest.parsed is not None:
        progress(done, len(digest.parsed.papers))
    elif not digest.size:
        progress(done, 0)
