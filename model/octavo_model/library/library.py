"""The facade of a library: how it is opened, closed and maintained, and its parts."""

from __future__ import annotations

from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from octavo_model.core.dates import Clock, utc_now
from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import Progress, no_progress
from octavo_model.core.views import ViewKind
from octavo_model.index.repository import Repository
from octavo_model.index.store import check_integrity
from octavo_model.index.write import digests
from octavo_model.library.annotations.notes import Notes
from octavo_model.library.annotations.tags import TagList
from octavo_model.library.catalog import Catalog, ComputedList
from octavo_model.library.editor import Editor
from octavo_model.library.fulltext.full_texts import FullTexts
from octavo_model.library.importing.items import DigestReader
from octavo_model.library.interests.interests import Interests
from octavo_model.library.interests.noticing import Noticing
from octavo_model.library.marker import Marker
from octavo_model.library.outputs import Outputs
from octavo_model.library.rankings import Rankings
from octavo_model.library.recommendations import Recommendations
from octavo_model.library.searcher import Searcher
from octavo_model.library.views import ViewList
from octavo_model.storage.crash_reports import CrashGuard
from octavo_model.storage.failures import explained, is_unwritable
from octavo_model.storage.locks import claim_slot, is_free
from octavo_model.storage.versions import BY_AUTHORS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Self

    from octavo_model.formats import Format
    from octavo_model.library.backup.write import BackupReport
    from octavo_model.library.importing.importer import Importer
    from octavo_model.library.statistics.history import DecisionHistory
    from octavo_model.storage.data_folder import Paths


class Library:
    """Digests, papers and marks of one user. Use `open` to get one.

    Any thread may use it, and several processes may have it open: each sees the marks of the
    others when it reads again. Reads never wait for writes. A damaged index is rebuilt from what
    is stored when the damage is found. Failures raise `OctavoError` and leave the last good state.

    Attributes:
        catalog: Its lists, digests and papers.
        search: Search by titles and queries.
        rankings: Lists ranked by what was kept and refused.
        recommendations: What to read next.
        marks: Marks, and the undo of all changes.
        views: Saved views: queries with names.
        tags: Tags of papers.
        notes: Notes about papers.
        interests: Groups of kept papers; what is followed and muted.
        noticing: What finds papers that are followed and muted.
        edits: Names, dates and removal of digests; removal and merge of papers.
        outputs: What the user's own commands printed about papers.
        full_texts: Full texts and PDFs of papers, and where they were left.
    """

    def __init__(
        self,
        paths: Paths,
        repository: Repository,
        reader: DigestReader,
        clock: Clock,
        machine: str | None,
        instance: str,
    ) -> None:
        computed: dict[ViewKind, ComputedList] = {}
        self.catalog = Catalog(repository, computed, clock)
        self.rankings = Rankings(repository, self.catalog)
        self.search = Searcher(repository, self.catalog, self.rankings, clock)
        self.recommendations = Recommendations(self.catalog, self.rankings)
        self.marks = Marker(repository, self.catalog, clock, paths.instance_id, machine, instance)
        self.views = ViewList(repository, self.marks)
        self.tags = TagList(repository, self.marks)
        self.notes = Notes(repository, self.marks)
        self.edits = Editor(repository, self.catalog, self.marks)
        self.noticing = Noticing(repository, self.catalog, self.search)
        parts = self.catalog, self.search, self.marks, self.edits, self.noticing
        self.interests = Interests(repository, *parts)
        self.outputs = Outputs(paths.outputs, self.catalog)
        self.full_texts = FullTexts(paths, repository, self.catalog, self.marks, clock)
        self.marks.finish = self.finish
        self.catalog.noticed = self.noticing.noticed
        self.rankings.interests = self.interests.papers
        self.rankings.owned = self.interests.owned
        self.rankings.flags = self.noticing.flags
        computed[ViewKind.QUERY] = self.search
        computed[ViewKind.FOR_YOU] = computed[ViewKind.RELATED] = self.recommendations
        self._paths = paths
        self._repository = repository
        self._reader = reader
        self._clock = clock
        self._instance = instance
        self._resources = ExitStack()

    @cached_property
    def imports(self) -> Importer:
        """The import of digests."""
        from octavo_model.library.importing.importer import Importer

        return Importer(self._repository, self._reader, self._clock, self.marks)

    @cached_property
    def history(self) -> DecisionHistory:
        """What was decided when."""
        from octavo_model.library.statistics.history import DecisionHistory

        return DecisionHistory(self._repository, self.catalog, self.rankings)

    @classmethod
    def open(
        cls,
        paths: Paths,
        *,
        clock: Clock = utc_now,
        machine: str | None = None,
        instance: str | None = None,
        progress: Progress = no_progress,
        formats: Sequence[Format] | None = None,
        finish: bool = True,
    ) -> Self:
        """Open a library, or create it.

        Where nothing can be written it is open for reading only: see `read_only`.

        Args:
            paths: Where it is.
            clock: The time, in UTC.
            machine: Name of this computer in the journal; by default its host name.
            instance: What distinguishes this open library from others, each of which has its own
                undo; by default the lowest free number, so that the next session can continue.
            progress: Called with bytes read and all bytes while the index is rebuilt, and with
                papers while imports are finished.
            formats: How digests are read; by default all formats of Octavo.
            finish: Whether to finish imports that were interrupted. Otherwise their papers are
                missing until `finish` is called: see `unfinished`.

        Raises:
            NewerOctavoError: A newer Octavo wrote it.
            OctavoError: The folders cannot be written, and there is nothing to read.
        """
        reader = DigestReader(formats, CrashGuard(paths.state, clock))
        repository = Repository(paths, reader)
        with ExitStack() as resources:
            resources.callback(repository.close)
            try:
                with explained(repository.folder):
                    repository.make_folders()
                    if instance is None:
                        number, slot = claim_slot(repository.locks)
                        resources.callback(slot.release)
                        instance = str(number)
                    repository.prepare(progress)
                    library = cls(paths, repository, reader, clock, machine, instance)
                    if finish and not repository.has_all():
                        library.finish(progress)
                    elif not repository.has_all():
                        library.imports.register_all()
                    library.views.prepare(paths.settings)
                    if 0 < repository.former_schema < BY_AUTHORS:
                        library.marks.share_marks_of_titles()
            except OctavoError as error:
                if not is_unwritable(error):
                    raise
                repository.open_read_only(error)
                # Without a number of its own it continues the first session.
                library = cls(paths, repository, reader, clock, machine, instance or "0")
            library._resources = resources.pop_all()
        return library

    def close(self) -> None:
        """Close it; no thread may use it afterwards. After marks, they are copied once a day."""
        if self.marks.has_marked:
            try:
                self.copy_daily()
            except OctavoError as error:
                # The marks themselves are on disk.
                self._repository.report(f"Daily backup of your marks failed: {error}")
        self._resources.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def rebuilt(self) -> bool:
        """Whether the index was missing or unusable and is rebuilt."""
        return self._repository.rebuilt

    @property
    def repairs(self) -> tuple[str, ...]:
        """What was done about a missing or damaged index, as messages."""
        return tuple(self._repository.repairs)

    @property
    def problems(self) -> tuple[str, ...]:
        """Which stored files could not be read since it was opened, as messages."""
        return self._repository.problems

    @property
    def read_only(self) -> str:
        """Why nothing can be saved and what to do about it; empty if it can be.

        Nothing can be saved on a full or read-only disk, without permission, on file systems
        without locks, and after marks were lost. Then every change raises `OctavoError`.
        """
        return "" if self._repository.read_only is None else str(self._repository.read_only)

    def require_writable(self) -> None:
        """Raise `OctavoError` if nothing can be saved: see `read_only`."""
        self._repository.require_writable()

    @property
    def instance(self) -> str:
        """What distinguishes it from others that have the same folder open: ``0``, ``cli``."""
        return self._instance

    def version(self) -> int:
        """Return a number that changes with any change by anyone; compare it in one thread."""
        return self._repository.version()

    def unfinished(self) -> int:
        """Return how many digests lack papers, as their import was interrupted or is running."""
        return len(self._repository.read(digests.unfinished))

    def is_importing(self) -> bool:
        """Return whether this or another process imports, or finishes an import."""
        locks = (self._repository.locks / name for name in ("import", "finish"))
        return self._repository.read_only is None and not all(map(is_free, locks))

    def finish(
        self,
        progress: Progress = no_progress,
        *,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        """Finish imports that were interrupted; a failure is one of the `problems`.

        Args:
            progress: Called with papers imported and all papers of a digest, 0 if unknown.
            cancelled: Called regularly in the same thread; True stops, and what is done remains.
        """
        if self._repository.read_only is None:
            self.imports.finish_all(progress, cancelled)

    def check(self) -> None:
        """Look for damage in the index, and repair it: see `repairs`."""
        self._repository.read(check_integrity)

    def rebuild(self, progress: Progress = no_progress) -> None:
        """Rebuild the index from digests and marks.

        Ids of papers and digests may change; keys and names do not.
        """
        self._repository.rebuild(progress)
        self.finish(progress)

    def backup(self, path: Path, progress: Progress = no_progress) -> BackupReport:
        """Write all that cannot be rebuilt into a file.

        Args:
            path: The file. It replaces a backup there, or renames it if that has more.
            progress: Called with digests written and all digests.

        Raises:
            OctavoError: Another file is there, or a file cannot be read or written.
        """
        from octavo_model.library.backup import write

        locks = None if self._repository.read_only else self._repository.locks
        return write.write(self._paths, path, self._clock(), locks=locks, progress=progress)

    def copy_daily(self) -> bool:
        """Copy marks and settings, once a day; return whether a copy was due.

        Raises:
            OctavoError: It cannot be written.
        """
        from octavo_model.library.backup import write

        now = self._clock()
        with explained(self._paths.copies):
            if self._repository.read_only is not None or not write.is_due(self._paths, now):
                return False
            write.make(self._paths, now, self._repository.locks)
        return True
