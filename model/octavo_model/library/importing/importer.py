"""The way of a digest into the library: kept first, then taken in a batch at a time."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError, OctavoError
from octavo_model.core.parsed import NO_PAPERS, ImportReport, ParseWarning
from octavo_model.index.schema import MOST_PAPERS
from octavo_model.index.write import digests
from octavo_model.index.write import writer as listed
from octavo_model.index.write.incoming import IncomingPaper
from octavo_model.library.importing import streaming
from octavo_model.library.importing.commit import BATCH, Arrival, Taker, discard_later
from octavo_model.library.importing.streaming import LargeFile
from octavo_model.storage.archive import WELCOME
from octavo_model.storage.archive_record import Record, base_name, source_of
from octavo_model.storage.failures import explained
from octavo_model.storage.locks import locked

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor

    from octavo_model.core.dates import Clock
    from octavo_model.core.parsed import ParsedDigest
    from octavo_model.formats import Source
    from octavo_model.index.repository import Repository
    from octavo_model.library.importing.containers import Found
    from octavo_model.library.importing.items import Reader

    Progress = Callable[[int, int], None]

_MOST_AT_ONCE = 16
"""Digests made durable in one go."""
_ALONE = 1_000_000
"""Bytes from which a digest is not read while others are taken in: one pattern over all of it keeps
the interpreter for longer than whoever waits for the library's lock should wait."""
_TURN = 0.0005
"""Seconds that a thread keeps the interpreter while another wants it."""


class Importer:
    """Brings digests into the library behind an engine."""

    def __init__(self, engine: Repository, reader: Reader, clock: Clock) -> None:
        self._engine = engine
        self._reader = reader
        self._clock = clock
        self._taker = Taker(engine)

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
            if isinstance(got, Arrival):
                self._taker.take_in([got], progress)
                return self._taker.report(got)
            return got

    def bring_found(
        self, found: Source | LargeFile | OctavoError, *, path: str | None, progress: Progress
    ) -> ImportReport:
        """Import what was ``found``; if it is an error, raise it."""
        if isinstance(found, OctavoError):
            raise found
        if isinstance(found, LargeFile):
            with self._importing():
                return streaming.bring(
                    self._engine, self._reader, found, path, self._clock(), progress
                )
        return self.bring(found, path=path, progress=progress)

    def bring_all(self, found: Iterable[Found]) -> list[ImportReport | OctavoError]:
        """Import all that was ``found``; what cannot be imported has its error as its result."""
        from concurrent.futures import ThreadPoolExecutor

        results: dict[int, ImportReport | OctavoError] = {}
        waiting: dict[int, Arrival] = {}
        mails = _Mails()
        with (
            self._importing() as writer,
            ThreadPoolExecutor(1, "octavo-index") as taker,
            _taking_turns(),
        ):
            # While some are taken in, which is SQLite's work, the next are read.
            taken = taker.submit(self._together, {})
            for number, (label, source, box) in enumerate(found):
                mails.come(box)
                if isinstance(source, OctavoError):
                    results[number] = source
                    continue
                try:
                    if isinstance(source, LargeFile) or len(source.data) > _ALONE:
                        results |= taken.result()
                        taken = taker.submit(self._together, {})
                    if isinstance(source, LargeFile):
                        results[number] = self.bring_found(source, path=label, progress=_silent)
                        continue
                    got = self._receive(source, label, None, writer)
                except NotADigestError as error:
                    if box is None:
                        results[number] = error
                    mails.pass_by(box)
                    continue
                except OctavoError as error:
                    results[number] = error
                    continue
                if isinstance(got, ImportReport):
                    results[number] = got
                    continue
                waiting[number] = got
                size = sum(len(one.parsed.papers) for one in waiting.values())
                # A large one holds its bytes until it is taken in.
                full = size >= BATCH or len(waiting) == _MOST_AT_ONCE
                if full or len(source.data) > _ALONE:
                    results |= taken.result()
                    taken = taker.submit(self._together, waiting)
                    waiting = {}
            results |= taken.result()
            results |= self._together(waiting)
        return [*(results[number] for number in sorted(results)), *mails.told()]

    def _together(self, waiting: dict[int, Arrival]) -> dict[int, ImportReport | OctavoError]:
        """Take in what waits; where that fails, it fails for all of them."""
        if not waiting:
            return {}
        try:
            self._taker.take_in(list(waiting.values()), _silent)
            return {number: self._taker.report(one) for number, one in waiting.items()}
        except OctavoError as error:
            for one in waiting.values():
                one.give_up()
            return {
                number: OctavoError(one.label, error.why, error.hint)
                for number, one in waiting.items()
            }

    def _receive(
        self, source: Source, path: str | None, name: str | None, writer: Executor
    ) -> Arrival | ImportReport:
        """Read ``source``, while its bytes are written down; what is known is done with at once."""
        label = path or source.name
        content = source_of(source.data)
        found = self._engine.read(lambda db: digests.of_source(db, content))
        if source.format is not None:
            self._reader.named(source.format)
            if found is not None and found.format != source.format:
                why = f"is in the library already, read as {found.format}"
                raise OctavoError(label, why, f"it is called {found.name}")
        if found is not None and found.quiet:
            with explained(label):
                archive = self._engine.archive
                archive.publish({content: archive.draft(content, source.data)}, {})
                redated = source.date is not None and self._taker.redate(content, source.date)
            return ImportReport(
                label, found.name, found.format, found.total, 0, True, (), redated=redated
            )
        try:
            form = self._reader.choose(source, label)
        except NotADigestError as error:
            raise NotADigestError(label, error.why, error.hint) from None
        draft = writer.submit(self._engine.archive.draft, content, source.data)
        try:
            parsed = self._reader.parse(form, source, label)
        except OctavoError as error:
            discard_later(draft)
            if isinstance(error, NotADigestError):
                raise NotADigestError(label, error.why, error.hint) from None
            raise
        if not 0 < len(parsed.papers) <= MOST_PAPERS:
            discard_later(draft)
            if parsed.papers:
                raise OctavoError(label, f"holds more than {MOST_PAPERS:,} papers", "split it")
            told = parsed.warnings or (ParseWarning(0, NO_PAPERS),)
            return ImportReport(label, None, form.name, 0, 0, False, told)
        if source.origin is not None:
            if parsed.date is None:
                parsed = replace(parsed, date=self._clock().date())
            if self._brings_nothing(source.origin, parsed):
                discard_later(draft)
                return ImportReport(label, None, form.name, len(parsed.papers), 0, True, ())
        if name == WELCOME:
            parsed = replace(parsed, date=None, date_inferred=False)
        record = Record(
            seq=0,
            name=name or base_name(form.name, parsed.date, parsed.slug),
            file=source.name,
            path=path,
            format=form.name,
            imported=self._clock(),
            modified=source.modified,
            date=parsed.date,
            date_inferred=parsed.date_inferred,
            origin=source.origin,
        )
        return Arrival(label, content, source, parsed, record, draft)

    def bring_parsed(
        self, parsed: ParsedDigest, *, name: str, format_name: str, progress: Progress
    ) -> ImportReport:
        """Take in a digest that is not archived."""
        self._engine.require_writable()

        def settle(db: sqlite3.Connection) -> int:
            seq = digests.next_number(db)
            now = self._clock()
            record = Record(
                seq, name, name, None, format_name, now, now, parsed.date, parsed.date_inferred
            )
            badge = self._engine.reader.badge(format_name)
            return digests.register(db, f"{name}#{seq}", record, badge)

        number = self._engine.write(settle)
        self._taker.finish(number, parsed, progress)
        return self._taker.told(name, format_name, parsed, number, known=False, gains=True)

    def register_all(self) -> None:
        """See `Taker.register_all`."""
        self._taker.register_all()

    def finish_all(self, progress: Progress, cancelled: Callable[[], bool]) -> None:
        """See `Taker.finish_all`."""
        with _taking_turns():
            self._taker.finish_all(progress, cancelled)

    @contextmanager
    def _importing(self) -> Iterator[Executor]:
        """Be known to be importing, and have a thread that writes bytes down meanwhile."""
        from concurrent.futures import ThreadPoolExecutor

        self._engine.require_writable()
        with (
            explained("the library"),
            locked(self._engine.locks / "import", shared=True),
            ThreadPoolExecutor(1, "octavo-archive") as writer,
        ):
            yield writer

    def _brings_nothing(self, origin: str, parsed: ParsedDigest) -> bool:
        """Whether other days' digests of ``origin`` list all that ``parsed`` does already.

        One of the same day is not asked: its votes and comments are of an earlier hour.
        """
        date = parsed.date.isoformat() if parsed.date else None
        entries = [IncomingPaper.of(told) for told in parsed.papers]
        return self._engine.read(lambda db: listed.has_all(db, origin, date, entries))


@contextmanager
def _taking_turns() -> Iterator[None]:
    """Let the threads of the process take turns ten times as often as they would.

    Whoever takes papers in lets go of the interpreter at each statement, and has it back when the
    thread that reads the next digest has had its turn; meanwhile it holds the library's lock, and
    a star in another process waits for both.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _TURN))
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _silent(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


class _Mails:
    """Mailboxes hold much that is no digest: that is counted, not reported mail by mail."""

    def __init__(self) -> None:
        self._all: dict[str, int] = {}
        self._others: dict[str, int] = {}

    def come(self, box: str | None) -> None:
        """Count a mail of ``box``."""
        if box is not None:
            self._all[box] = self._all.get(box, 0) + 1

    def pass_by(self, box: str | None) -> None:
        """Count a mail of ``box`` that is no digest."""
        if box is not None:
            self._others[box] = self._others.get(box, 0) + 1

    def told(self) -> list[OctavoError]:
        """The mailboxes without any digest."""
        return [
            NotADigestError(box, f"none of its {number} mails holds a digest")
            for box, number in self._all.items()
            if self._others.get(box) == number
        ]
