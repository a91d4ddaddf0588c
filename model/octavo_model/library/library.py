"""A library that is open: how it is opened, closed and looked after."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from octavo_model.core.dates import Clock, utc_now
from octavo_model.core.errors import OctavoError
from octavo_model.index.repository import Engine
from octavo_model.index.write import digests
from octavo_model.library.importing.items import Reader
from octavo_model.storage.crash_reports import Net
from octavo_model.storage.failures import explained, is_unwritable
from octavo_model.storage.locks import Held, claim_slot, try_lock

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

    from octavo_model.formats import Format
    from octavo_model.library.backup.write import BackupReport
    from octavo_model.library.importing.importer import Importer
    from octavo_model.storage.data_folder import Paths

Progress = Callable[[int, int], None]
"""Called with how much is done and how much there is; the latter 0 where that is unknown."""


def silent(_done: int, _total: int) -> None:
    """Tell nobody how far it is."""


class OpenLibrary:
    """What all parts of a library share. Made by `open`."""

    _without = ""
    """Listings whose papers are left out of lists and counts."""

    def __init__(
        self,
        paths: Paths,
        engine: Engine,
        clock: Clock,
        machine: str | None,
        instance: str | None,
    ) -> None:
        self._paths = paths
        self._engine = engine
        self._clock = clock
        self._machine = machine
        self._instance = instance
        self._slot: Held | None = None

    @classmethod
    def open(
        cls,
        paths: Paths,
        *,
        clock: Clock = utc_now,
        machine: str | None = None,
        instance: str | None = None,
        progress: Progress | None = None,
        formats: Sequence[Format] | None = None,
        finish: bool = True,
    ) -> Self:
        """Open the library below ``paths``; the first time, create it.

        Args:
            paths: Where it lies.
            clock: Tells the time, in UTC.
            machine: Name of this computer in the journal, and what tells it from others; by
                default its host name, and its id.
            instance: Whose undo this is; by default a number that no other open library has,
                the lowest, so that the next session carries on.
            progress: Called when the index has to be made anew, with bytes read and bytes kept.
            formats: What digests are read by; by default all formats Octavo knows.
            finish: Whether to finish imports that were cut off. Without, papers of these are
                missing until `finish` is called: see `unfinished`.

        Where nothing can be written, it is open for reading only: see `read_only`.

        Raises:
            NewerOctavoError: It was written by a newer Octavo.
            OctavoError: The folders cannot be written, and there is nothing to read.
        """
        reader = Reader(formats, Net(paths.state, clock))
        library = cls(paths, Engine(paths, reader), clock, machine, instance)
        tell = progress or silent
        try:
            try:
                library._begin(tell, finish=finish)
            except OctavoError as error:
                if not is_unwritable(error):
                    raise
                library._begin_to_read(error, tell, finish=finish)
        except BaseException:
            library.close()
            raise
        return library

    def _begin(self, tell: Progress, *, finish: bool) -> None:
        with explained(self._engine.folder):
            self._engine.make_folders()
            if self._instance is None:
                slot, self._slot = claim_slot(self._engine.locks)
                self._instance = str(slot)
            self._engine.prepare(tell)
            self._take_in_all(tell, finish=finish)

    def _begin_to_read(self, why: OctavoError, tell: Progress, *, finish: bool) -> None:
        self._instance = self._instance or "0"  # the session to go on with
        self._engine.only_read(why, tell)
        if self._engine.is_aside:
            self._take_in_all(tell, finish=finish)

    def _take_in_all(self, tell: Progress, *, finish: bool) -> None:
        if self._engine.has_all():
            return
        if finish:
            self.finish(tell)
        else:
            self._importer.register_all()

    def unfinished(self) -> int:
        """How many digests are not fully in the index; some of their papers are missing.

        Their import was cut off, or `is_importing`.
        """
        return len(self._engine.read(digests.unfinished))

    def is_importing(self) -> bool:
        """Whether an import is running, or being finished, in this or another process."""
        if self._engine.read_only is not None:
            return False
        for name in ("import", "finish"):
            held = try_lock(self._engine.locks / name)
            if held is None:
                return True
            held.release()
        return False

    def finish(
        self,
        progress: Progress | None = None,
        *,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Finish imports that were cut off; a failure is one of the `problems`.

        Args:
            progress: Called with papers taken in and all papers of a digest, 0 if unknown.
            cancelled: Asked now and then, in the same thread, whether to stop; what is done by
                then is kept.
        """
        if self._engine.read_only is None or self._engine.is_aside:
            self._importer.finish_all(progress or silent, cancelled)

    def close(self) -> None:
        """Close it. No thread may use it any more."""
        self._engine.close()
        if self._slot is not None:
            self._slot.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def rebuilt(self) -> bool:
        """Whether the index was missing or unusable and has been made anew."""
        return self._engine.rebuilt

    @property
    def repairs(self) -> tuple[str, ...]:
        """What was done about an index that was missing or damaged, in words."""
        return tuple(self._engine.repairs)

    @property
    def problems(self) -> tuple[str, ...]:
        """What of the kept files could not be read, each named; met since it was opened."""
        return self._engine.problems

    @property
    def read_only(self) -> str:
        """Why nothing can be kept, and what to do, in words; empty where all is well.

        So it is on a full or read-only disk, without permission, and on file systems without
        locks. Everything can be looked at, and whatever is to be changed raises `OctavoError`.
        """
        return "" if self._engine.read_only is None else str(self._engine.read_only)

    @property
    def instance(self) -> str:
        """What tells this open library from others on the same folder: ``0``, ``1``, ``cli``."""
        return self._instance or ""

    def check(
        self, patience: float = 5.0, *, cancelled: Callable[[], bool] = lambda: False
    ) -> bool:
        """Look for damage in the index that nobody has met yet; it is repaired: see `repairs`.

        Args:
            patience: Seconds it may take.
            cancelled: Asked now and then, in the same thread, whether to give up.

        Returns:
            Whether there was time to look at everything.
        """
        return self._engine.check(patience, cancelled)

    def rebuild(self, progress: Progress | None = None) -> None:
        """Make the index anew from the kept digests and the journal.

        Ids of papers and digests may be others afterwards; keys and names are not.
        """
        self._engine.rebuild(progress)
        self.finish(progress)

    def backup(self, path: Path, progress: Progress | None = None) -> BackupReport:
        """Write all that cannot be rebuilt into the file ``path``.

        Args:
            path: The file; a backup that is there is replaced, or kept beside it where it has more.
            progress: Called with digests put in and all digests.

        Raises:
            OctavoError: There is something else at ``path``, it cannot be written, or it cannot be
                told which digests there are.
        """
        from octavo_model.library.backup import write as backup

        locks = self._engine.lockable
        return backup.write(
            self._paths, path, self._clock(), locks=locks, progress=progress or silent
        )

    def copy_daily(self) -> bool:
        """Copy marks and settings, once a day.

        Returns:
            Whether it was done now.

        Raises:
            OctavoError: The copy cannot be written.
        """
        from octavo_model.library.backup import write

        now = self._clock()
        with explained(self._paths.copies):
            if self._engine.read_only is not None or not write.is_due(self._paths, now):
                return False
            write.make(self._paths, now, self._engine.locks)
        return True

    def version(self) -> int:
        """A number that is another one after any change by anyone; compare it in one thread."""
        return self._engine.version()

    @property
    def _importer(self) -> Importer:
        from octavo_model.library.importing.importer import Importer

        return Importer(self._engine, self._clock)
