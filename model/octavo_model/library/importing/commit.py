"""Digests taken in: registered, their papers put into the index, and told of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import ImportReport, ParseWarning
from octavo_model.index import meta
from octavo_model.index.rebuild import sync_archive
from octavo_model.index.write import digests, writer
from octavo_model.library.importing import streaming
from octavo_model.storage.failures import UnreadableError, explained
from octavo_model.storage.locks import try_lock

if TYPE_CHECKING:
    import datetime as dt
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper
    from octavo_model.index.repository import Repository
    from octavo_model.storage.archive_record import Record

    Progress = Callable[[int, int], None]
    from collections.abc import Callable
    from concurrent.futures import Future

    from octavo_model.formats import Source

BATCH = 500
"""Papers taken in by one transaction; fewer where somebody waits to write."""


class Taker:
    """Takes digests into the library behind an engine."""

    def __init__(self, engine: Repository) -> None:
        self._engine = engine

    def register_all(self) -> None:
        """Register the digests that are in the archive and not in the index, without papers."""
        engine = self._engine
        if engine.read(lambda db: meta.get(db, "archive")) != engine.archive.stamp():
            try:
                told = engine.write(lambda db: sync_archive(db, engine.archive, engine.reader))
            except UnreadableError as error:
                told = [str(error)]  # what is in the index can be read all the same
            for problem in told:
                engine.report(problem)

    def finish_all(self, progress: Progress, cancelled: Callable[[], bool]) -> None:
        """Register what the archive has and the index has not, and finish what was cut off.

        A failure is reported by the engine, and tried again the next time.

        Args:
            progress: Called with papers taken in and all papers of a digest.
            cancelled: Whether to stop; what is done by then is kept.
        """
        self.register_all()
        engine = self._engine
        if not engine.read(digests.unfinished):
            return
        mine = try_lock(engine.locks / streaming.FINISH)
        if mine is None:
            return  # another process finishes them
        try:
            for number, content in self._abandoned():
                try:
                    self._finish_one(number, content, progress, cancelled)
                except OctavoError as error:
                    engine.report(str(error))
                except streaming.StoppedError:
                    return
            alone = try_lock(engine.locks / "import")
            if alone is not None:
                if engine.read_only is None:
                    engine.archive.clear_drafts()
                alone.release()
        finally:
            mine.release()

    def _abandoned(self) -> list[tuple[int, str]]:
        """Number and source of unfinished digests; none while an import is running.

        Only this needs the lock of imports: others can import while the digests are finished.
        """
        alone = try_lock(self._engine.locks / "import")
        if alone is None:
            return []
        try:
            return self._engine.read(digests.unfinished)
        finally:
            alone.release()

    def _finish_one(
        self, number: int, content: str, progress: Progress, cancelled: Callable[[], bool]
    ) -> None:
        archive, reader = self._engine.archive, self._engine.reader
        stream = reader.stream_again(archive, content, archive.record(content))
        if stream is None:
            self.finish(number, self._kept(content), progress, cancelled)
            return

        def watched(lines: Iterator[bytes]) -> Iterator[ParsedPaper | ParseWarning]:
            return streaming.watched(stream(lines), progress, cancelled)

        streaming.fill(self._engine, number, content, watched)

    def _kept(self, content: str) -> ParsedDigest:
        archive = self._engine.archive
        return self._engine.reader.read_again(archive, content, archive.record(content))

    def take_in(self, arrivals: Sequence[Arrival], progress: Progress) -> None:
        """Make ``arrivals`` durable, and take in what of them is not in yet."""
        label = arrivals[0].label if len(arrivals) == 1 else "the library"
        with explained(label):
            drafts = {one.content: one.draft.result() for one in arrivals}
            settled = self._engine.write(lambda db: self._settle(db, arrivals, drafts))
            for one, standing in zip(arrivals, settled, strict=True):
                one.number, one.known, one.gains = standing
                if one.known and one.gains:
                    # What was cut off goes on as it began, whatever this file is called.
                    one.parsed = self._kept(one.content)
            self._fill([one for one in arrivals if one.gains], progress)
            for one in arrivals:
                if one.source.origin is not None and one.gains:
                    self._take_the_place_of_earlier(one)
                date = one.source.date
                one.redated = one.known and date is not None and self.redate(one.content, date)

    def _settle(
        self,
        db: sqlite3.Connection,
        arrivals: Sequence[Arrival],
        drafts: dict[str, Path | None],
    ) -> list[tuple[int, bool, bool]]:
        """For each of ``arrivals``: its number, whether it was there, whether it brings papers."""
        archive = self._engine.archive
        for problem in sync_archive(db, archive, self._engine.reader):
            self._engine.report(problem)
        settled: list[tuple[int, bool, bool]] = []
        records: dict[str, Record] = {}
        for one in arrivals:
            found = digests.of_source(db, one.content)
            if found is None:
                seq, name = digests.next_number(db), digests.free_name(db, one.record.name)
                records[one.content] = one.record._replace(seq=seq, name=name)
                clean = not one.parsed.warnings
                badge = self._engine.reader.badge(one.record.format)
                record = records[one.content]
                number = digests.register(db, one.content, record, badge, clean=clean)
                settled.append((number, False, True))
            else:
                gains = not found.complete and one.content not in records
                settled.append((found.number, True, gains))
        archive.publish(drafts, records)
        meta.put(db, "archive", archive.stamp())
        return settled

    def finish(
        self,
        number: int,
        parsed: ParsedDigest,
        progress: Progress,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Take in what of the digest ``number`` is not in yet.

        Raises:
            StoppedError: It was ``cancelled``.
        """
        total, done = len(parsed.papers), -1
        while done < total:
            step = partial(
                writer.write_batch,
                digest=number,
                papers=parsed.papers,
                size=BATCH,
                may_continue=self._engine.yielding(),
            )
            if cancelled():
                raise streaming.StoppedError
            done = in_place(self._engine.write(step))
            progress(done, total)

    def _fill(self, arrivals: Sequence[Arrival], progress: Progress) -> None:
        """Take in what of ``arrivals`` is not in yet, several of them in one transaction."""
        left = list(arrivals)
        while left:
            step = partial(
                take_some, arrivals=left, room=BATCH, may_continue=self._engine.yielding()
            )
            for one, done in self._engine.write(step):
                one.done = done
                progress(done, len(one.parsed.papers))
            left = [one for one in left if one.done < len(one.parsed.papers)]

    def redate(self, content: str, date: dt.date) -> bool:
        """Correct the date of a digest, as the user asks.

        Returns:
            Whether it was another one.
        """
        archive = self._engine.archive
        found = self._engine.read(lambda db: digests.of_source(db, content))
        if found is None or found.date == date.isoformat():
            return False
        record = archive.record(content)
        moved = record._replace(date=date, date_inferred=False)
        parsed = self._engine.reader.read_again(archive, content, moved)

        def change(db: sqlite3.Connection) -> None:
            archive.publish({}, {content: moved})
            writer.redate(db, found.number, date, parsed.papers)
            meta.put(db, "archive", archive.stamp())

        self._engine.write(change)
        return True

    def _take_the_place_of_earlier(self, one: Arrival) -> None:
        """Remove earlier digests of the same source and day of which this one lists all."""
        archive = self._engine.archive

        def change(db: sqlite3.Connection) -> list[str]:
            found = writer.contained_in(db, one.number)
            for number, _, name in found:
                writer.remove(db, number)
                digests.rename(db, one.number, name)
                one.record = one.record._replace(seq=one.number, name=name)
            if found:
                archive.publish({}, {one.content: one.record})
                archive.remove([content for _, content, _ in found])
                meta.put(db, "archive", archive.stamp())
            return [content for _, content, _ in found]

        if self._engine.read(lambda db: writer.contained_in(db, one.number)):
            self._engine.write(change)

    def report(self, one: Arrival) -> ImportReport:
        """What is told of an arrival that was taken in."""
        report = self.told(
            one.label, one.record.format, one.parsed, one.number, known=one.known, gains=one.gains
        )
        return replace(report, redated=one.redated)

    def told(
        self,
        label: str,
        format_name: str,
        parsed: ParsedDigest,
        number: int,
        *,
        known: bool,
        gains: bool,
    ) -> ImportReport:
        """What is told of the digest ``number``, which is in."""

        def ask(db: sqlite3.Connection) -> tuple[str, int, int, set[int]]:
            return *digests.name_and_counts(db, number), digests.positions(db, number)

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


@dataclass(slots=True)
class Arrival:
    """A digest on its way in.

    Attributes:
        label: What the user calls it.
        content: Its name in the archive.
        source: Where it came from.
        parsed: What it says.
        record: What is settled about it, but for its number and the end of its name.
        draft: Its bytes, being written down meanwhile.
        number: Of the digest; 0 before it has one.
        known: Whether the library had it, in whole or in part.
        gains: Whether papers come in by it.
        redated: Whether its day was corrected.
        done: How many of its papers are in.
    """

    label: str
    content: str
    source: Source
    parsed: ParsedDigest
    record: Record
    draft: Future[Path | None]
    number: int = 0
    known: bool = False
    gains: bool = True
    redated: bool = False
    done: int = -1

    def give_up(self) -> None:
        """Remove what was written down of it, once that is done."""
        discard_later(self.draft)


class Step(NamedTuple):
    """How many papers of a digest are in after a transaction."""

    arrival: Arrival
    done: int


def take_some(
    db: sqlite3.Connection, arrivals: Sequence[Arrival], room: int, may_continue: Callable[[], bool]
) -> list[Step]:
    """Take in the next ``room`` papers of ``arrivals``, fewer where ``may_continue`` says so."""
    steps: list[Step] = []
    for one in arrivals:
        before, papers = max(one.done, 0), one.parsed.papers
        done = in_place(writer.write_batch(db, one.number, papers, room, may_continue))
        steps.append(Step(one, done))
        room -= done - before
        if room <= 0 or done < len(papers) or not may_continue():
            break
    return steps


def in_place(done: int | None) -> int:
    """How many are in.

    Raises:
        OctavoError: The index has no such digest any more.
    """
    if done is None:
        raise OctavoError("the index", "was replaced during an import", "import again")
    return done


def discard_later(draft: Future[Path | None]) -> None:
    """Remove a draft that is not wanted after all, once it is written."""
    draft.add_done_callback(_discard)


def _discard(draft: Future[Path | None]) -> None:
    if draft.exception() is None and (path := draft.result()) is not None:
        path.unlink(missing_ok=True)
