"""The import of digests into a library."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError, OctavoError
from octavo_model.core.parsed import ImportOptions, Progress, no_progress
from octavo_model.library.importing.importer import Importer as _Importer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from octavo_model.core.dates import Clock
    from octavo_model.core.parsed import ImportReport
    from octavo_model.formats import Source
    from octavo_model.index.repository import Engine
    from octavo_model.library.importing.containers import Found
    from octavo_model.library.importing.decompression import Readable

_NO_OPTIONS = ImportOptions()


class Importer:
    """The import of digests: `Library.imports`."""

    def __init__(self, repository: Engine, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock
        self._importer = _Importer(repository, clock)

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
        source = self._source(data, options)
        return self._importer.bring(source, path=options.path, progress=progress)

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
        from octavo_model.library.importing.containers import contents

        label, reader = options.path or options.name, self._repository.reader
        found = contents(file, self._source(b"", options), label, reader.choose)
        results = self._import_found(reader.unpacked(found, label), options.path, progress)
        if not results:
            raise NotADigestError(label, "nothing to import, there are no files in it")
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
        from octavo_model.library.importing.files import found_at

        reader = self._repository.reader
        if path.is_dir():
            return self._importer.bring_all(found_at(path, options, reader, progress))
        found = found_at(path, options, reader, no_progress)
        return self._import_found(found, str(path), progress)

    def import_welcome(self) -> ImportReport:
        """Import the digest whose papers introduce Octavo; it is last in every order."""
        from importlib.resources import files

        from octavo_model.storage.archive import WELCOME

        data = files("octavo_model.library").joinpath("welcome.txt").read_bytes()
        source = self._source(data, ImportOptions("welcome.txt"))
        return self._importer.bring(source, path=None, progress=no_progress, name=WELCOME)

    def register_all(self) -> None:
        """Register the digests that are in the archive and not in the index, without papers."""
        self._importer.register_all()

    def finish_all(self, progress: Progress, cancelled: Callable[[], bool]) -> None:
        """Register what the index lacks, and finish imports that were interrupted."""
        self._importer.finish_all(progress, cancelled)

    def _source(self, data: bytes, options: ImportOptions) -> Source:
        from octavo_model.formats import Source

        modified = options.modified or self._clock()
        return Source(data, options.name, modified, options.date, options.format, options.origin)

    def _import_found(
        self, found: Iterator[Found], path: str | None, progress: Progress
    ) -> list[ImportReport | OctavoError]:
        from octavo_model.library.importing.streaming import LargeFile

        first = next(found, None)
        if first is None:
            return []
        if isinstance(first.source, LargeFile):
            # It must be read before the next one is asked for.
            only: ImportReport | OctavoError
            try:
                only = self._importer.bring_found(first.source, path=path, progress=progress)
            except OctavoError as error:
                only = error
            second = next(found, None)
            if second is not None:
                return [only, *self._importer.bring_all(chain([second], found))]
            if isinstance(only, OctavoError):
                raise only
            return [only]
        second = next(found, None)
        if second is not None:
            return self._importer.bring_all(chain([first, second], found))
        return [self._importer.bring_found(first.source, path=path, progress=progress)]
