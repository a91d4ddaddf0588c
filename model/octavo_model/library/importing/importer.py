"""The import of digests: they are read here, and stored by `commit`."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError, OctavoError
from octavo_model.core.identity import ARXIV
from octavo_model.core.parsed import (
    ANSWER,
    NO_PAPERS,
    ImportOptions,
    ImportReport,
    ParseWarning,
    Progress,
    no_progress,
)
from octavo_model.formats import Source
from octavo_model.formats.common import dates, digest
from octavo_model.index import keys, queries
from octavo_model.index.schema import MOST_PAPERS
from octavo_model.index.write import digests as index_digests
from octavo_model.library.importing.commit import Committer
from octavo_model.library.importing.earlier import EarlierDigests
from octavo_model.library.importing.files import contents, items_at
from octavo_model.library.importing.items import Item, LargeFile
from octavo_model.library.importing.streaming import (
    PendingDigest,
    discard,
    new_record,
)
from octavo_model.storage.archive_record import base_name, source_of
from octavo_model.storage.failures import explained
from octavo_model.storage.locks import locked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor
    from pathlib import Path

    from octavo_model.core.dates import Clock
    from octavo_model.core.ids import PaperIds
    from octavo_model.index.repository import Repository
    from octavo_model.library.importing.items import DigestReader
    from octavo_model.library.importing.pipeline import Result
    from octavo_model.library.marker import Marker
    from octavo_model.storage.archive import Readable

_NO_OPTIONS = ImportOptions()


class Importer:
    """The import of digests: `Library.imports`."""

    def __init__(
        self, repository: Repository, reader: DigestReader, clock: Clock, marker: Marker
    ) -> None:
        self._repository = repository
        self._reader = reader
        self._clock = clock
        self._earlier = EarlierDigests(repository, marker)
        self._committer = Committer(repository, reader, marker)

    def import_bytes(
        self, data: bytes, options: ImportOptions = _NO_OPTIONS, progress: Progress = no_progress
    ) -> ImportReport:
        """Import one digest.

        To import the same bytes again changes nothing, unless the options correct the date of the
        digest. A digest without papers is not stored: its report names none, and has a warning.

        Args:
            data: The digest.
            options: What is known of it.
            progress: Called with papers imported and all papers of the digest.

        Raises:
            NotADigestError: It is in none of the formats.
        """
        item = Item(options.path or options.name, self._source(data, options))
        with self._importing() as archiver:
            return self._import_one(item, options.path, progress, archiver)

    def import_stream(
        self,
        file: Readable,
        options: ImportOptions = _NO_OPTIONS,
        progress: Progress = no_progress,
    ) -> list[ImportReport | OctavoError]:
        """Import what a file contains: a digest, or a packed file or mailbox with several.

        It is read once, and not held in memory as a whole if its format allows that.

        Args:
            file: An open file, or a pipe.
            options: What is known of it.
            progress: As for `import_bytes`.

        Returns:
            A report for each digest, or the error if it could not be imported.

        Raises:
            OctavoError: There is only one, and it could not be imported.
        """
        label, reader = options.path or options.name, self._reader
        items = contents(reader.choose, file, self._source(b"", options), label)
        results = self._import_items(reader.guarded(items, label), options.path, progress)
        if not results:
            raise NotADigestError(label, "nothing to import, it has no files")
        return results

    def import_path(
        self,
        path: Path,
        options: ImportOptions = _NO_OPTIONS,
        progress: Progress = no_progress,
    ) -> list[ImportReport | OctavoError]:
        """Import a file, or all files of a folder and its subfolders.

        Hidden files, and very large packed files in a folder, are skipped.

        Args:
            path: The file or folder; a packed file or a mailbox may have several digests.
            options: Date, format and origin of all of them.
            progress: Called with papers of the file, or with files of the folder.

        Returns:
            A report for each digest in the order of file names, or the error if it could not be
            imported.

        Raises:
            OctavoError: A single file cannot be read, or is not a digest.
        """
        reader = self._reader
        if not path.is_dir():
            items = items_at(path, options, reader, no_progress)
            return self._import_items(items, str(path), progress)
        with self._importing() as archiver:
            return self._import_all(items_at(path, options, reader, progress), archiver)

    def untitled(self, digest: str | None = None) -> list[PaperIds]:
        """Return the papers that are known by an id alone, of one digest or of all."""
        return self._repository.read(lambda db: queries.untitled(db, digest))

    def missing_ids(self, arxiv_ids: Iterable[str]) -> list[str]:
        """Return those of ``arxiv_ids`` that no paper of the library has, in order."""
        wanted = {one: ARXIV + one for one in arxiv_ids}
        found = self._repository.read(lambda db: keys.by_keys(db, wanted.values()))
        return [one for one, key in wanted.items() if key not in found]

    def register_all(self) -> None:
        """Register the digests that are in the archive and not in the index, without papers."""
        self._committer.register_all()

    def finish_all(self, progress: Progress, cancelled: Callable[[], bool]) -> None:
        """Register what the index lacks, and finish imports that were interrupted."""
        from octavo_model.library.importing.pipeline import short_turns

        with short_turns():
            self._committer.finish_all(progress, cancelled)

    def _source(self, data: bytes, options: ImportOptions) -> Source:
        modified = options.modified or self._clock()
        return Source(data, options.name, modified, options.date, options.format, options.origin)

    def _import_items(
        self, items: Iterator[Item], path: str | None, progress: Progress
    ) -> list[Result]:
        """Import the items of one file; if there is only one, it has the name of that file."""
        first = next(items, None)
        if first is None:
            return []
        with self._importing() as archiver:
            # A large file must be read before the next item is requested.
            try:
                if isinstance(first.source, LargeFile):
                    first.source.copy_to(self._repository.archive, first.label)
            except OctavoError as error:
                first = first._replace(source=error)
            second = next(items, None)
            if second is not None:
                return self._import_all(chain([first, second], items), archiver)
            if not isinstance(first.source, OctavoError):
                large = first.source
                source = large.source if isinstance(large, LargeFile) else large
                first = first._replace(label=path or source.name)
            return [self._import_one(first, path, progress, archiver)]

    def _import_one(
        self, item: Item, path: str | None, progress: Progress, archiver: Executor
    ) -> ImportReport:
        received = self._receive(item, path, archiver)
        if isinstance(received, ImportReport):
            return received
        self._committer.commit([received], progress)
        return self._committer.report(received)

    def _import_all(self, items: Iterable[Item], archiver: Executor) -> list[Result]:
        from octavo_model.library.importing.pipeline import import_all

        return import_all(
            items, lambda item: self._receive(item, item.label, archiver), self._committer
        )

    def _receive(
        self, item: Item, path: str | None, archiver: Executor
    ) -> PendingDigest | ImportReport:
        """Read a digest while its bytes are written; return a report if nothing is left to do."""
        label, source = item.label, item.source
        if isinstance(source, OctavoError):
            raise source
        if isinstance(source, LargeFile):
            return self._receive_large(label, source, path, archiver)
        archive, reader, content = self._repository.archive, self._reader, source_of(source.data)
        found = self._repository.read(lambda db: index_digests.of_source(db, content))
        if source.format is not None:
            reader.named(source.format)
            if found is not None and found.format != source.format:
                why = f"is in the library already, read as {found.format}"
                raise OctavoError(label, why, f"its name is {found.name}")
        if found is not None and found.quiet:
            with explained(label):
                archive.publish({content: archive.draft(content, source.data)}, {})
                redated = self._committer.redate(content, source.date)
                if source.origin is not None:  # also if an import was killed before this
                    known = PendingDigest(label, content, archive.record(content), None)
                    known.number = found.number
                    self._committer.replace_earlier(known)
            return ImportReport(label, found.name, found.format, found.total, 0, True, (), redated)
        draft = None
        try:
            form = reader.choose(source, label)
            draft = archiver.submit(archive.draft, content, source.data)
            parsed = reader.parse(form, source, label)
        except OctavoError:
            discard(draft)
            raise
        if not 0 < len(parsed.papers) <= MOST_PAPERS:
            discard(draft)
            if parsed.papers:
                raise OctavoError(label, f"holds more than {MOST_PAPERS:,} papers", "split it")
            warnings = parsed.warnings or (ParseWarning(0, NO_PAPERS),)
            return ImportReport(label, None, form.name, 0, 0, False, warnings)
        if source.origin is not None:
            if parsed.date is None:
                parsed = replace(parsed, date=self._clock().date())
            if self._earlier.is_unwanted(content, source, parsed):
                discard(draft)
                return ImportReport(label, None, form.name, len(parsed.papers), 0, True, ())
        elif content in self._repository.read(index_digests.removed):
            self._earlier.restore_removed(content)
        slug = "answer" if source.origin == ANSWER else parsed.slug
        name = base_name(form.name, parsed.date, slug)
        record = new_record(source, path, form.name, name, self._clock(), parsed.date)
        record = record._replace(date_inferred=parsed.date_inferred)
        return PendingDigest(label, content, record, parsed, draft, source.date)

    def _receive_large(
        self, label: str, file: LargeFile, path: str | None, archiver: Executor
    ) -> PendingDigest:
        copied = file.copy_to(self._repository.archive, label)
        if copied.source in self._repository.read(index_digests.removed):
            self._earlier.restore_removed(copied.source)
        source, form = file.source, file.form.name
        date = source.date or dates.in_name(source.name)
        name = base_name(form, date, digest.of_file(source.name))
        record = new_record(source, path, form, name, self._clock(), date)
        draft = archiver.submit(lambda: copied.path)
        pending = PendingDigest(label, copied.source, record, None, draft, size=copied.size)
        pending.data = copied.data
        return pending

    @contextmanager
    def _importing(self) -> Iterator[Executor]:
        """Hold the lock of imports; yield a thread that writes bytes meanwhile."""
        from concurrent.futures import ThreadPoolExecutor

        from octavo_model.library.importing.pipeline import rare_collections

        self._repository.require_writable()
        with (
            rare_collections(),
            explained("the library"),
            locked(self._repository.locks / "import", shared=True),
            ThreadPoolExecutor(1, "octavo-archive") as archiver,
        ):
            yield archiver
