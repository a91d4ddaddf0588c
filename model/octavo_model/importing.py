"""The way of a digest into the library: kept first, then taken in a batch at a time."""

from __future__ import annotations

import stat
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.archive import WELCOME, Record, base_name, source_of
from octavo_model.digests.protocol import Source
from octavo_model.errors import NotADigestError, OctavoError
from octavo_model.faults import explained, of_system
from octavo_model.index import digests, intake, meta
from octavo_model.index.schema import MOST_PAPERS
from octavo_model.locks import locked, try_lock
from octavo_model.parsed import ImportReport, ParseWarning
from octavo_model.rebuilding import sync_archive

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from octavo_model.clock import Clock
    from octavo_model.engine import Engine
    from octavo_model.parsed import ParsedDigest
    from octavo_model.reader import Reader

    Progress = Callable[[int, int], None]

LARGEST_IN_FOLDER = 64 << 20
"""Bytes of a file that is still read where nobody named it, but a folder it is in."""
NAME_IT = "left out; to import it all the same, name it"
_BEGINNING = 1 << 20
BATCH = 500
"""Papers taken in at a time: what a mark made meanwhile, in any process, waits for."""


class Importer:
    """Brings digests into the library behind an engine."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def bring(
        self,
        source: Source,
        *,
        path: str | None,
        progress: Progress,
        name: str | None = None,
    ) -> ImportReport:
        """Import ``source``, called ``name`` in the library or else by format and date."""
        label = path or source.name
        try:
            form, parsed = self._engine.reader.read(source)
        except NotADigestError as error:
            raise NotADigestError(label, error.why, error.hint) from None
        if not parsed.papers:
            told = ParseWarning(0, "holds no papers; nothing was imported")
            return ImportReport(label, None, form.name, 0, 0, False, (*parsed.warnings, told))
        if len(parsed.papers) > MOST_PAPERS:
            raise OctavoError(label, f"holds more than {MOST_PAPERS:,} papers", "split it")
        if name == WELCOME:
            parsed = replace(parsed, date=None, date_inferred=False)
        record = Record(
            seq=0,
            name=name or base_name(form.name, parsed.date),
            file=source.name,
            path=path,
            format=form.name,
            imported=self._clock(),
            modified=source.modified,
            date=parsed.date,
            date_inferred=parsed.date_inferred,
        )
        content = source_of(source.data)
        with explained(label if path else "the library"), self._importing():
            self._engine.archive.keep(content, source.data)
            number, known = self._engine.write(lambda db: self._settle(db, content, record))
            added = self._complete(number, content, parsed, known=known, progress=progress)
            redated = known and source.date is not None and self._redate(content, source.date)
        report = self._report(label, form.name, parsed, number, known=known, added=added)
        return replace(report, redated=redated)

    def bring_parsed(
        self, parsed: ParsedDigest, *, name: str, format_name: str, progress: Progress
    ) -> ImportReport:
        """Take in a digest that is not archived."""

        def settle(db: sqlite3.Connection) -> int:
            seq = digests.next_number(db)
            now = self._clock()
            record = Record(
                seq, name, name, None, format_name, now, now, parsed.date, parsed.date_inferred
            )
            return digests.register(db, f"{name}#{seq}", record)

        number = self._engine.write(settle)
        self._take_in(number, parsed, progress)
        added = self._engine.read(lambda db: digests.standing(db, number))[2]
        return self._report(name, format_name, parsed, number, known=False, added=added)

    def finish_all(self, progress: Progress) -> None:
        """Register what the archive has and the index has not, and finish what was cut off."""
        engine = self._engine
        if engine.read(lambda db: meta.get(db, "archive")) != engine.archive.stamp():
            for problem in engine.write(lambda db: sync_archive(db, engine.archive)):
                engine.report(problem)
        unfinished = engine.read(digests.unfinished)
        if not unfinished:
            return
        alone = try_lock(engine.locks / "import")
        if alone is None:
            return  # whoever imports now is alive, and finishes it
        try:
            for number, content in unfinished:
                try:
                    parsed = self._kept(content)
                except OctavoError as error:
                    engine.report(str(error))
                else:
                    self._take_in(number, parsed, progress)
        finally:
            alone.release()

    @contextmanager
    def _importing(self) -> Iterator[None]:
        with locked(self._engine.locks / "import", shared=True):
            yield

    def _kept(self, content: str) -> ParsedDigest:
        archive = self._engine.archive
        return self._engine.reader.read_again(archive, content, archive.record(content))

    def _settle(self, db: sqlite3.Connection, content: str, record: Record) -> tuple[int, bool]:
        """Number of the digest with this content, and whether it was there."""
        archive = self._engine.archive
        for problem in sync_archive(db, archive):
            self._engine.report(problem)
        found = digests.of_source(db, content)
        if found is not None:
            return found[0], True
        settled = replace(
            record, seq=digests.next_number(db), name=digests.free_name(db, record.name)
        )
        archive.settle(content, settled)
        number = digests.register(db, content, settled)
        meta.put(db, "archive", archive.stamp())
        return number, False

    def _complete(
        self, number: int, content: str, parsed: ParsedDigest, *, known: bool, progress: Progress
    ) -> int:
        """Take in what is not in yet.

        Returns:
            How many papers the library gained.
        """
        if known:
            unfinished = self._engine.read(digests.unfinished)
            if (number, content) not in unfinished:
                return 0
            parsed = self._kept(content)
        self._take_in(number, parsed, progress)
        return self._engine.read(lambda db: digests.standing(db, number))[2]

    def _take_in(self, number: int, parsed: ParsedDigest, progress: Progress) -> None:
        total, done = len(parsed.papers), -1
        while done < total:
            step = self._engine.write(lambda db: intake.take_in(db, number, parsed.papers, BATCH))
            if step is None:
                raise OctavoError("the index", "was replaced during an import", "import again")
            done = step
            progress(done, total)

    def _redate(self, content: str, date: dt.date) -> bool:
        """Correct the date of a digest, as the user asks.

        Returns:
            Whether it was another one.
        """
        archive = self._engine.archive
        found = self._engine.read(lambda db: digests.of_source(db, content))
        if found is None or found[2] == date:
            return False
        record = archive.record(content)
        moved, parsed = self._engine.reader.redated(archive, content, record, date)

        def change(db: sqlite3.Connection) -> None:
            archive.settle(content, moved)
            intake.redate(db, found[0], date, parsed.papers)
            meta.put(db, "archive", archive.stamp())

        self._engine.write(change)
        return True

    def _report(
        self,
        label: str,
        format_name: str,
        parsed: ParsedDigest,
        number: int,
        *,
        known: bool,
        added: int,
    ) -> ImportReport:
        def ask(db: sqlite3.Connection) -> tuple[str, int, set[int]]:
            name, total, _ = digests.standing(db, number)
            return name, total, digests.positions(db, number)

        name, total, positions = self._engine.read(ask)
        repeated = [
            ParseWarning(told.line, f"the same paper again, kept once: {told.title}")
            for position, told in enumerate(parsed.papers)
            if position not in positions
        ]
        warnings = sorted([*parsed.warnings, *repeated], key=lambda one: one.line)
        return ImportReport(label, name, format_name, total, added, known, tuple(warnings))


def files_below(folder: Path) -> list[Path]:
    """The files in ``folder`` and below in the order of their names; hidden ones left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def source_at(
    path: Path, date: dt.date | None, reader: Reader, *, largest: int | None = None
) -> Source:
    """What is to be read at ``path``: a file, or a pipe.

    Of a large file no more than its beginning is read where that shows that it is no digest.

    Args:
        path: Where.
        date: The day of the digest, whatever it says itself.
        reader: Knows a digest by its beginning.
        largest: How many bytes it may have; None for any number.

    Raises:
        NotADigestError: It is large, and does not begin like a digest.
        OctavoError: It cannot be read, is no file, or has more than ``largest`` bytes.
    """
    import datetime as dt

    try:
        status = path.stat()
        if not _can_end(path, status.st_mode):
            raise OctavoError(str(path), "is a device or a socket, not a file")
        if largest is not None and status.st_size > largest:
            raise OctavoError(str(path), f"larger than {largest >> 20} MB", NAME_IT)
        modified = dt.datetime.fromtimestamp(status.st_mtime, dt.UTC)
        with path.open("rb") as file:
            data = file.read(_BEGINNING)
            if len(data) == _BEGINNING:
                reader.check(Source(data, path.name, modified, date))
                data += file.read()
    except NotADigestError as error:
        raise NotADigestError(str(path), error.why, error.hint) from None
    except OSError as error:
        raise of_system(str(path), error) from error
    return Source(data, path.name, modified, date)


def _can_end(path: Path, mode: int) -> bool:
    """Whether what is read there comes to an end: a device may go on for ever."""
    if stat.S_ISCHR(mode):
        with path.open("rb", buffering=0) as device:
            return device.isatty()  # what a person types does end
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode)
