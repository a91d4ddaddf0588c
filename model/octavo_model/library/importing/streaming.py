"""Digests on their way into the index: streams of papers, written in batches.

A digest that is read as a whole and one that is read line by line are written alike; of the latter
no more than a batch is in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import ParseWarning
from octavo_model.index.write import writer
from octavo_model.library.importing.items import CopiedFile, LargeFile, refuse_short_lines
from octavo_model.storage.archive_record import Record
from octavo_model.storage.crash_reports import ParserCrashedError
from octavo_model.storage.failures import explained

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper, Progress
    from octavo_model.formats import Source
    from octavo_model.library.importing.items import Item
    from octavo_model.storage.archive import Archive

BATCH = 500
"""Papers written by one transaction; fewer if another process waits to write."""
_MOST_WARNINGS = 1_000


class StoppedError(Exception):
    """An import was cancelled."""


class RestartError(Exception):
    """The index was rebuilt, and has fewer papers of a digest than were written."""


@dataclass(slots=True)
class PendingDigest:
    """A digest that is being imported.

    Attributes:
        label: Its name for the user.
        content: Its name in the archive.
        record: What the archive stores about it; number and name are settled later.
        parsed: What is in it; None if it is read line by line from the archive.
        draft: Its bytes, which are written meanwhile; None if they are in the archive.
        date: The date that the user gave.
        size: Its bytes, if it is read line by line.
        number: Of the digest; 0 before it has one.
        known: Whether the library had it, in whole or in part.
        has_new_papers: Whether some of its papers are not in the index.
        redated: Whether its date was corrected.
        count: How many papers were read.
        warnings: What was not understood, as far as it is not in ``parsed``.
    """

    label: str
    content: str
    record: Record
    parsed: ParsedDigest | None
    draft: Future[Path | None] | Future[Path] | None = None
    date: dt.date | None = None
    size: int = 0
    number: int = 0
    known: bool = False
    has_new_papers: bool = True
    redated: bool = False
    count: int = 0
    warnings: list[ParseWarning] = field(default_factory=list)

    def discard(self) -> None:
        """Remove its draft, once that is written."""
        if self.draft is not None:
            discard_later(self.draft)


class Chunk(NamedTuple):
    """Papers of a digest that follow one another.

    Attributes:
        digest: The digest.
        start: The position of the first of them.
        papers: The papers.
        is_last: Whether no more follow.
    """

    digest: PendingDigest
    start: int
    papers: Sequence[ParsedPaper]
    is_last: bool


def copied(archive: Archive, item: Item) -> Item:
    """Copy a large file into a draft of the archive; return other items as they are."""
    if not isinstance(item.source, LargeFile):
        return item
    source, form, file = item.source
    try:
        with explained(item.label):
            content, draft, size, count = archive.draft_from(file, item.label)
            try:
                refuse_short_lines(item.label, count, size)
            except OctavoError:
                draft.unlink(missing_ok=True)
                raise
    except OctavoError as error:
        return item._replace(source=error)
    return item._replace(source=CopiedFile(source, form, content, draft, size))


def new_record(source: Source, path: str | None, form: str, name: str, now: dt.datetime) -> Record:
    """Return the record of a new digest, which has no number and no date yet."""
    modified, origin = source.modified, source.origin
    return Record(0, name, source.name, path, form, now, modified, None, False, origin)


def chunks(
    digest: PendingDigest, stream: Iterable[ParsedPaper | ParseWarning], done: int
) -> Iterator[Chunk]:
    """Yield the papers of ``stream`` from position ``done`` on, at most `BATCH` at a time.

    Raises:
        ParserCrashedError: The parser failed; papers before that are yielded as the last ones.
    """
    papers = islice(_papers(digest, stream), done, None)
    start = done
    for batch, is_last in writer.batched(papers, BATCH):
        yield Chunk(digest, start, batch, is_last)
        start += len(batch)


def _papers(
    digest: PendingDigest, stream: Iterable[ParsedPaper | ParseWarning]
) -> Iterator[ParsedPaper]:
    """Yield the papers of ``stream``, and note in ``digest`` what else is known of it."""
    digest.count = 0
    digest.warnings.clear()
    for item in stream:
        if not isinstance(item, ParseWarning):
            digest.count += 1
            yield item
        elif len(digest.warnings) < _MOST_WARNINGS:
            digest.warnings.append(item)


def batches(stream: Iterable[Chunk]) -> Iterator[list[Chunk]]:
    """Group chunks to batches of at most `BATCH` papers."""
    batch: list[Chunk] = []
    size = 0
    try:
        for chunk in stream:
            if size + len(chunk.papers) > BATCH:
                yield batch
                batch, size = [], 0
            batch.append(chunk)
            size += len(chunk.papers)
            if size == BATCH:
                yield batch
                batch, size = [], 0
    except ParserCrashedError:
        yield batch
        raise
    yield batch


def write_batch(
    db: sqlite3.Connection, batch: Sequence[Chunk], may_continue: Callable[[], bool]
) -> list[Chunk]:
    """Write chunks while ``may_continue`` allows it, one at least in part; return the rest.

    Papers that another process has written meanwhile are skipped.

    Raises:
        RestartError: The index has fewer papers of a digest than come before the chunk.
        OctavoError: The index no longer has the digest.
    """
    for index, chunk in enumerate(batch):
        number = chunk.digest.number
        done = existing(writer.done_of(db, number))
        if done < chunk.start:
            raise RestartError
        if done <= chunk.start + len(chunk.papers):
            papers = chunk.papers[done - chunk.start :]
            count = existing(
                writer.write_steps(db, number, papers, may_continue, last=chunk.is_last)
            )
            if count < len(papers):
                rest = chunk._replace(start=done + count, papers=papers[count:])
                return [rest, *batch[index + 1 :]]
        if not may_continue():
            return list(batch[index + 1 :])
    return []


def existing(done: int | None) -> int:
    """Return how many papers of a digest are in the index.

    Raises:
        OctavoError: The index no longer has the digest.
    """
    if done is None:
        raise OctavoError("the index", "was replaced during an import", "import again")
    return done


def counted(lines: Iterable[bytes], total: int, progress: Progress) -> Iterator[bytes]:
    """Yield ``lines``, and report each hundredth of all bytes as progress."""
    done = reported = 0
    for line in lines:
        done += len(line)
        if done - reported > total // 100:
            reported = done
            progress(done, total)
        yield line
    progress(total, total)


def discard_later(draft: Future[Path | None] | Future[Path]) -> None:
    """Remove a draft that is not needed, once it is written."""
    draft.add_done_callback(_discard)


def _discard(draft: Future[Path | None] | Future[Path]) -> None:
    if draft.exception() is None and (path := draft.result()) is not None:
        path.unlink(missing_ok=True)
