"""Digests too large to be held: read line by line, from the archive, after they are copied there.

What the file held when it was copied is what is taken in, whatever becomes of it meanwhile.
"""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import ImportReport, ParseWarning
from octavo_model.formats.common import dates, digest
from octavo_model.index import meta
from octavo_model.index.rebuild import sync_archive
from octavo_model.index.write import digests, writer
from octavo_model.index.write.writer import StreamResult, write_stream
from octavo_model.library.importing.commit import in_place
from octavo_model.storage.archive_record import Record, base_name
from octavo_model.storage.failures import explained
from octavo_model.storage.locks import locked

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from octavo_model.core.parsed import ParsedPaper
    from octavo_model.formats import LineFormat, Source
    from octavo_model.index.repository import Repository
    from octavo_model.library.importing.decompression import Readable
    from octavo_model.library.importing.items import Reader

_BATCH = 500
_MANY_LINES = 20_000
_SHORTEST_LINE = 12
FINISH = "finish"
"""The lock of whoever finishes an import that was cut off."""


class StoppedError(Exception):
    """Whoever asked for an import stopped it."""


class LargeFile(NamedTuple):
    """A file that is read line by line.

    Attributes:
        label: What the user calls it.
        source: What is known of it, with its beginning.
        form: What reads it.
        file: All of it, to be read once.
    """

    label: str
    source: Source
    form: LineFormat
    file: Readable


def refuse_short_lines(label: str, lines: int, size: int) -> None:
    """Refuse a digest whose lines are too short to be papers: each would take its time.

    Raises:
        OctavoError: It has many lines, of a few bytes each.
    """
    if lines > _MANY_LINES and size < lines * _SHORTEST_LINE:
        why = f"has {lines:,} lines of fewer than {_SHORTEST_LINE} bytes"
        raise OctavoError(label, why, "remove the empty ones")


def bring(
    engine: Repository,
    reader: Reader,
    large: LargeFile,
    path: str | None,
    now: dt.datetime,
    progress: Callable[[int, int], None],
) -> ImportReport:
    """Import ``large``; memory does not grow with it.

    Args:
        engine: The library.
        reader: Reads digests.
        large: The file.
        path: Where it lies, as the user named it.
        now: The time.
        progress: Called with bytes taken in and all bytes.

    Raises:
        OctavoError: It cannot be read or kept.
    """
    label, form, source = large.label, large.form, large.source
    with explained(label):
        content, draft, size, line_count = engine.archive.draft_from(large.file, label)
        try:
            refuse_short_lines(label, line_count, size)
        except OctavoError:
            draft.unlink(missing_ok=True)
            raise
        date = source.date or dates.in_name(source.name)
        record = Record(
            seq=0,
            name=base_name(form.name, date, digest.of_file(source.name)),
            file=source.name,
            path=path,
            format=form.name,
            imported=now,
            modified=source.modified,
            date=date,
            date_inferred=False,
            origin=source.origin,
        )
        number, known, is_new = engine.write(lambda db: _settle(engine, db, content, record, draft))
        if known:
            draft.unlink(missing_ok=True)
            poured = StreamResult()
        else:
            lines = Counting(size, progress)
            read = reader.stream
            # Two processes that take in the rest of one file would count its papers twice.
            with nullcontext() if is_new else locked(engine.locks / FINISH, timeout=None):
                poured = fill(
                    engine, number, content, lambda some: read(form, lines.of(some), source, label)
                )
        name, total, added = engine.read(lambda db: digests.name_and_counts(db, number))
    if not known and poured.papers > total:
        repeated = f"{poured.papers - total:,} papers came again and are kept once"
        poured.warnings.append(ParseWarning(0, repeated))
    return ImportReport(
        label, name, form.name, total, 0 if known else added, known, tuple(poured.warnings)
    )


def fill(
    engine: Repository,
    number: int,
    content: str,
    stream: Callable[[Iterator[bytes]], Iterator[ParsedPaper | ParseWarning]],
) -> StreamResult:
    """Take in what of the archived digest ``number`` is not in yet."""

    def take(some: Sequence[ParsedPaper], last: bool) -> None:
        left = some
        while True:
            step = partial(
                writer.write_steps,
                digest=number,
                papers=left,
                may_continue=engine.yielding(),
                last=last,
            )
            taken = in_place(engine.write(step))
            left = left[taken:]
            if not left:
                return

    done = in_place(engine.read(lambda db: writer.done_of(db, number)))
    with engine.archive.lines(content) as lines:
        return write_stream(stream(lines), take, _BATCH, done=done)


def _settle(
    engine: Repository, db: sqlite3.Connection, content: str, record: Record, draft: Path
) -> tuple[int, bool, bool]:
    """Number of the digest, whether all of it was there already, and whether it is new."""
    archive = engine.archive
    for problem in sync_archive(db, archive, engine.reader):
        engine.report(problem)
    found = digests.of_source(db, content)
    if found is not None:
        return found.number, found.complete, False
    settled = record._replace(seq=digests.next_number(db), name=digests.free_name(db, record.name))
    number = digests.register(db, content, settled, engine.reader.badge(record.format))
    archive.publish({content: draft}, {content: settled})
    meta.put(db, "archive", archive.stamp())
    return number, False, True


def watched(
    told: Iterator[ParsedPaper | ParseWarning],
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> Iterator[ParsedPaper | ParseWarning]:
    """The same, with ``progress`` called with the number of them so far, of an unknown number.

    Raises:
        StoppedError: It was ``cancelled``.
    """
    for number, one in enumerate(told):
        if number % _BATCH == 0:
            if cancelled():
                raise StoppedError
            progress(number, 0)
        yield one


class Counting:
    """Tells how far the reading of lines is."""

    def __init__(self, total: int, progress: Callable[[int, int], None]) -> None:
        self._total = total
        self._progress = progress

    def of(self, lines: Iterator[bytes]) -> Iterator[bytes]:
        """The same lines."""
        done = told = 0
        for line in lines:
            done += len(line)
            if done - told > self._total // 100:
                told = done
                self._progress(done, self._total)
            yield line
        self._progress(self._total, self._total)
