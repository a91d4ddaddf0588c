"""The way of a digest into the library: kept first, then taken in a batch at a time."""

from __future__ import annotations

import stat
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

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
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future
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

_BATCH_MEANWHILE = 250
"""The same where the next digest is read meanwhile, for then each takes longer."""
_MOST_AT_ONCE = 16
"""Digests made durable in one go."""


@dataclass(slots=True)
class _Arrival:
    """A digest on its way in.

    Attributes:
        label: What the user calls it.
        content: Its name in the archive.
        parsed: What it says.
        record: What is settled about it, but for its number and the end of its name.
        draft: Its bytes, being written down meanwhile.
        date: The day that the user gave.
        number: Of the digest; 0 before it has one.
        known: Whether the library had it, in whole or in part.
        gains: Whether papers come in by it.
        redated: Whether its day was corrected.
        done: How many of its papers are in.
    """

    label: str
    content: str
    parsed: ParsedDigest
    record: Record
    draft: Future[Path | None]
    date: dt.date | None
    number: int = 0
    known: bool = False
    gains: bool = True
    redated: bool = False
    done: int = -1


class _Step(NamedTuple):
    """How many papers of a digest are in after a transaction."""

    arrival: _Arrival
    done: int


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
        with self._importing() as writer:
            got = self._receive(source, path, name, writer)
            if isinstance(got, _Arrival):
                self._take_in([got], progress, BATCH)
                return self._report(got)
            return got

    def bring_all(
        self, files: Sequence[Path], date: dt.date | None, progress: Progress
    ) -> list[ImportReport | OctavoError]:
        """Import each of ``files``; one that cannot be imported has its error as its result."""
        from concurrent.futures import ThreadPoolExecutor

        reader = self._engine.reader
        results: dict[int, ImportReport | OctavoError] = {}
        waiting: dict[int, _Arrival] = {}
        with self._importing() as writer, ThreadPoolExecutor(1, "octavo-index") as taker:
            # While some are taken in, which is SQLite's work, the next are read.
            taken = taker.submit(self._together, {})
            for number, file in enumerate(files):
                progress(number, len(files))
                try:
                    source = source_at(file, date, reader, largest=LARGEST_IN_FOLDER)
                    got = self._receive(source, str(file), None, writer)
                except OctavoError as error:
                    results[number] = error
                    continue
                if isinstance(got, ImportReport):
                    results[number] = got
                    continue
                waiting[number] = got
                size = sum(len(one.parsed.papers) for one in waiting.values())
                if size >= BATCH or len(waiting) == _MOST_AT_ONCE:
                    results |= taken.result()
                    taken = taker.submit(self._together, waiting)
                    waiting = {}
            results |= taken.result()
            results |= self._together(waiting)
        progress(len(files), len(files))
        return [results[number] for number in range(len(files))]

    def _together(self, waiting: dict[int, _Arrival]) -> dict[int, ImportReport | OctavoError]:
        """Take in what waits; where that fails, it fails for all of them."""
        if not waiting:
            return {}
        try:
            self._take_in(list(waiting.values()), lambda _done, _total: None, _BATCH_MEANWHILE)
            return {number: self._report(one) for number, one in waiting.items()}
        except OctavoError as error:
            for one in waiting.values():
                one.draft.add_done_callback(_discard)
            return {
                number: OctavoError(one.label, error.why, error.hint)
                for number, one in waiting.items()
            }

    def _receive(
        self, source: Source, path: str | None, name: str | None, writer: Executor
    ) -> _Arrival | ImportReport:
        """Read ``source``, while its bytes are written down; what is known is done with at once."""
        label = path or source.name
        content = source_of(source.data)
        found = self._engine.read(lambda db: digests.of_source(db, content))
        if found is not None and found.quiet:
            with explained(label):
                self._engine.archive.keep(content, source.data)
                redated = source.date is not None and self._redate(content, source.date)
            return ImportReport(
                label, found.name, found.format, found.total, 0, True, (), redated=redated
            )
        try:
            form = self._engine.reader.choose(source)
        except NotADigestError as error:
            raise NotADigestError(label, error.why, error.hint) from None
        draft = writer.submit(self._engine.archive.draft, content, source.data)
        parsed = form.parse(source)
        if not 0 < len(parsed.papers) <= MOST_PAPERS:
            draft.add_done_callback(_discard)
            if parsed.papers:
                raise OctavoError(label, f"holds more than {MOST_PAPERS:,} papers", "split it")
            told = ParseWarning(0, "holds no papers; nothing was imported")
            return ImportReport(label, None, form.name, 0, 0, False, (*parsed.warnings, told))
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
        return _Arrival(label, content, parsed, record, draft, source.date)

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
        self._finish(number, parsed, progress)
        return self._told(name, format_name, parsed, number, known=False, gains=True)

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
                    self._finish(number, parsed, progress)
            engine.archive.clear_drafts()
        finally:
            alone.release()

    @contextmanager
    def _importing(self) -> Iterator[Executor]:
        """Be known to be importing, and have a thread that writes bytes down meanwhile."""
        from concurrent.futures import ThreadPoolExecutor

        with (
            explained("the library"),
            locked(self._engine.locks / "import", shared=True),
            ThreadPoolExecutor(1, "octavo-archive") as writer,
        ):
            yield writer

    def _kept(self, content: str) -> ParsedDigest:
        archive = self._engine.archive
        return self._engine.reader.read_again(archive, content, archive.record(content))

    def _take_in(self, arrivals: Sequence[_Arrival], progress: Progress, size: int) -> None:
        """Make ``arrivals`` durable, and take in what is not in yet, ``size`` papers at a time."""
        label = arrivals[0].label if len(arrivals) == 1 else "the library"
        with explained(label):
            drafts = {one.content: one.draft.result() for one in arrivals}
            settled = self._engine.write(lambda db: self._settle(db, arrivals, drafts))
            for one, standing in zip(arrivals, settled, strict=True):
                one.number, one.known, one.gains = standing
                if one.known and one.gains:
                    # What was cut off goes on as it began, whatever this file is called.
                    one.parsed = self._kept(one.content)
            self._fill([one for one in arrivals if one.gains], progress, size)
            for one in arrivals:
                one.redated = (
                    one.known and one.date is not None and self._redate(one.content, one.date)
                )

    def _settle(
        self,
        db: sqlite3.Connection,
        arrivals: Sequence[_Arrival],
        drafts: dict[str, Path | None],
    ) -> list[tuple[int, bool, bool]]:
        """For each of ``arrivals``: its number, whether it was there, whether it brings papers."""
        archive = self._engine.archive
        for problem in sync_archive(db, archive):
            self._engine.report(problem)
        settled: list[tuple[int, bool, bool]] = []
        records: dict[str, Record] = {}
        for one in arrivals:
            found = digests.of_source(db, one.content)
            if found is None:
                seq, name = digests.next_number(db), digests.free_name(db, one.record.name)
                records[one.content] = one.record._replace(seq=seq, name=name)
                clean = not one.parsed.warnings
                number = digests.register(db, one.content, records[one.content], clean=clean)
                settled.append((number, False, True))
            else:
                gains = not found.complete and one.content not in records
                settled.append((found.number, True, gains))
        archive.publish(drafts, records)
        meta.put(db, "archive", archive.stamp())
        return settled

    def _finish(self, number: int, parsed: ParsedDigest, progress: Progress) -> None:
        """Take in what of the digest ``number`` is not in yet."""
        total, done = len(parsed.papers), -1
        while done < total:
            step = self._engine.write(lambda db: intake.take_in(db, number, parsed.papers, BATCH))
            self._engine.checkpoint()
            done = _in_place(step)
            progress(done, total)

    def _fill(self, arrivals: Sequence[_Arrival], progress: Progress, size: int) -> None:
        """Take in what of ``arrivals`` is not in yet, several of them in one transaction."""
        left = list(arrivals)
        while left:
            steps = self._engine.write(partial(_take_some, arrivals=left, room=size))
            self._engine.checkpoint()
            for one, done in steps:
                one.done = done
                progress(done, len(one.parsed.papers))
            left = [one for one in left if one.done < len(one.parsed.papers)]

    def _redate(self, content: str, date: dt.date) -> bool:
        """Correct the date of a digest, as the user asks.

        Returns:
            Whether it was another one.
        """
        archive = self._engine.archive
        found = self._engine.read(lambda db: digests.of_source(db, content))
        if found is None or found.date == date.isoformat():
            return False
        record = archive.record(content)
        moved, parsed = self._engine.reader.redated(archive, content, record, date)

        def change(db: sqlite3.Connection) -> None:
            archive.settle(content, moved)
            intake.redate(db, found.number, date, parsed.papers)
            meta.put(db, "archive", archive.stamp())

        self._engine.write(change)
        return True

    def _report(self, one: _Arrival) -> ImportReport:
        report = self._told(
            one.label, one.record.format, one.parsed, one.number, known=one.known, gains=one.gains
        )
        return replace(report, redated=one.redated)

    def _told(
        self,
        label: str,
        format_name: str,
        parsed: ParsedDigest,
        number: int,
        *,
        known: bool,
        gains: bool,
    ) -> ImportReport:
        def ask(db: sqlite3.Connection) -> tuple[str, int, int, set[int]]:
            return *digests.standing(db, number), digests.positions(db, number)

        name, total, added, positions = self._engine.read(ask)
        repeated = [
            ParseWarning(told.line, f"the same paper again, kept once: {told.title}")
            for position, told in enumerate(parsed.papers)
            if position not in positions
        ]
        warnings = sorted([*parsed.warnings, *repeated], key=lambda one: one.line)
        return ImportReport(
            label, name, format_name, total, added if gains else 0, known, tuple(warnings)
        )


def _discard(draft: Future[Path | None]) -> None:
    """Remove a draft that is not wanted after all."""
    if draft.exception() is None and (path := draft.result()) is not None:
        path.unlink(missing_ok=True)


def _take_some(db: sqlite3.Connection, arrivals: Sequence[_Arrival], room: int) -> list[_Step]:
    """Take in the next ``room`` papers of ``arrivals``."""
    steps: list[_Step] = []
    for one in arrivals:
        if room <= 0:
            break
        before = max(one.done, 0)
        done = _in_place(intake.take_in(db, one.number, one.parsed.papers, room))
        steps.append(_Step(one, done))
        room -= done - before
    return steps


def _in_place(done: int | None) -> int:
    if done is None:
        raise OctavoError("the index", "was replaced during an import", "import again")
    return done


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
