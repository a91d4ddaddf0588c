"""Digests on their way into the index: streams of papers, written in batches.

A digest that is read as a whole and one that is read line by line are written alike; of the latter
no more than a batch is in memory.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.parsed import ParseWarning
from octavo_model.index.write import writer
from octavo_model.storage.archive_record import Record
from octavo_model.storage.crash_reports import ParserCrashedError
from octavo_model.storage.files import bounded_lines

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper, Progress
    from octavo_model.formats import Source

    Draft = Future[Path | None] | Future[Path]

BATCH = 500
"""Papers written by one transaction; fewer if another process waits to write."""
_MOST_WARNINGS = 1_000
_READ_AT_ONCE = 1 << 16


class ImportCancelledError(Exception):
    """An import was cancelled."""


class RestartError(Exception):
    """The index was rebuilt, and has fewer papers of a digest than were written."""


@dataclass(slots=True)
class PendingDigest:
    """A digest that is being imported."""

    label: str
    """Its name for the user."""
    content: str
    """Its name in the archive."""
    record: Record
    """What the archive stores about it; number and name are settled later."""
    parsed: ParsedDigest | None
    """What is in it; None if it is read line by line from the archive."""
    draft: Draft | None = None
    """Its bytes, which are written meanwhile; None if they are in the archive."""
    date: dt.date | None = None
    """The date that the user gave."""
    size: int = 0
    """Its bytes, if it is read line by line."""
    data: Sequence[bytes] = ()
    """All of them in parts, if they are in memory."""
    number: int = 0
    known: bool = False
    """Whether the library had it, in whole or in part."""
    has_new_papers: bool = True
    redated: bool = False
    """Whether its date was corrected."""
    count: int = 0
    """How many papers were read."""
    warnings: list[ParseWarning] = field(default_factory=list)
    """What was not understood, as far as it is not in ``parsed``."""


class Chunk(NamedTuple):
    """Papers of a digest that follow one another; ``start`` is the position of the first."""

    digest: PendingDigest
    start: int
    papers: Sequence[ParsedPaper]
    is_last: bool


def new_record(
    source: Source, path: str | None, form: str, name: str, now: dt.datetime, date: dt.date | None
) -> Record:
    """Return the record of a new digest, which has no number yet."""
    modified, origin = source.modified, source.origin
    return Record(0, name, source.name, path, form, now, modified, date, False, origin)


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
    """
    for index, chunk in enumerate(batch):
        number = chunk.digest.number
        done = writer.done_of(db, number)
        if done < chunk.start:
            raise RestartError
        if done <= chunk.start + len(chunk.papers):
            papers = chunk.papers[done - chunk.start :]
            count = writer.write_steps(db, number, papers, may_continue, last=chunk.is_last)
            if count < len(papers):
                rest = chunk._replace(start=done + count, papers=papers[count:])
                return [rest, *batch[index + 1 :]]
        if not may_continue():
            return list(batch[index + 1 :])
    return []


@contextmanager
def lines_of(data: Sequence[bytes]) -> Iterator[Iterator[bytes]]:
    """Yield an iterator over the lines of ``data``, which is in parts, as of an archived digest."""
    yield bounded_lines(io.BufferedReader(io.BytesIO(b"".join(data)), _READ_AT_ONCE))


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


def discard(draft: Draft | None) -> None:
    """Remove a draft that is not needed, once it is written."""
    if draft is not None:
        draft.add_done_callback(_remove)


def _remove(draft: Draft) -> None:
    if draft.exception() is None and (path := draft.result()) is not None:
        path.unlink(missing_ok=True)
