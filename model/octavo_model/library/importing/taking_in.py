"""How digests come into a library."""

from __future__ import annotations

import io
from itertools import chain
from typing import TYPE_CHECKING

from octavo_model.core.errors import NotADigestError, OctavoError
from octavo_model.library.library import OpenLibrary, silent

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path

    from octavo_model.core.parsed import ImportReport, ParsedDigest
    from octavo_model.library.importing.containers import Found
    from octavo_model.library.importing.decompression import Readable
    from octavo_model.library.library import Progress


class TakingIn(OpenLibrary):
    """A library that digests come into."""

    def import_bytes(
        self,
        data: bytes,
        *,
        name: str,
        path: str | None = None,
        modified: dt.datetime | None = None,
        date: dt.date | None = None,
        format: str | None = None,  # noqa: A002 - named as in Digest
        origin: str | None = None,
        progress: Progress | None = None,
    ) -> ImportReport:
        """Import a digest.

        The same bytes again change nothing, unless ``date`` corrects the day of the digest. A
        page without papers is not kept: its report has no digest, and a warning.

        Args:
            data: The digest as it came.
            name: Name of its file, ``-`` for standard input.
            path: Where that lies, as the user named it.
            modified: When it was last modified; by default now.
            date: The day of the digest, whatever it says itself.
            format: Name of the format it is in; by default that is found out.
            origin: Name of the source it was fetched from. Then a digest that lists nothing but
                what earlier ones of the source did is passed over, and one that lists all that an
                earlier one of its day did takes its place.
            progress: Called with papers taken in and all papers of the digest.

        Raises:
            NotADigestError: No format can read it.
        """
        from octavo_model.formats import Source

        source = Source(data, name, modified or self._clock(), date, format, origin)
        return self._importer.bring(source, path=path, progress=progress or silent)

    def import_many(
        self,
        data: bytes,
        *,
        name: str,
        path: str | None = None,
        modified: dt.datetime | None = None,
        date: dt.date | None = None,
        format: str | None = None,  # noqa: A002 - named as in Digest
        origin: str | None = None,
        progress: Progress | None = None,
    ) -> list[ImportReport | OctavoError]:
        """Import a digest, or a packed file, an archive or a mailbox with several of them.

        What it takes is what `import_bytes` takes.

        Returns:
            A report for each digest; for what could not be imported, the error.

        Raises:
            OctavoError: There is but one, and it cannot be imported.
        """
        file = io.BytesIO(data)
        return self.import_stream(
            file,
            name=name,
            path=path,
            modified=modified,
            date=date,
            format=format,
            origin=origin,
            progress=progress,
        )

    def import_stream(
        self,
        file: Readable,
        *,
        name: str,
        path: str | None = None,
        modified: dt.datetime | None = None,
        date: dt.date | None = None,
        format: str | None = None,  # noqa: A002 - named as in Digest
        origin: str | None = None,
        progress: Progress | None = None,
    ) -> list[ImportReport | OctavoError]:
        """Like `import_many`, for what is read as it comes and need not be held, nor ever end."""
        from octavo_model.formats import Source
        from octavo_model.library.importing.containers import contents

        label, reader = path or name, self._reader
        known = Source(b"", name, modified or self._clock(), date, format, origin)
        found = reader.unpacked(contents(file, known, label, reader.choose), label)
        results = self._import_found(found, path, progress or silent)
        if not results:
            raise NotADigestError(label, "nothing to import, there are no files in it")
        return results

    def _import_found(
        self, found: Iterator[Found], path: str | None, progress: Progress
    ) -> list[ImportReport | OctavoError]:
        """Import what was ``found``.

        Raises:
            OctavoError: There is but one, and it cannot be imported.
        """
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

    def import_path(
        self,
        path: Path,
        *,
        date: dt.date | None = None,
        format: str | None = None,  # noqa: A002 - named as in Digest
        origin: str | None = None,
        progress: Progress | None = None,
    ) -> list[ImportReport | OctavoError]:
        """Import a file, or all files in a folder and below it but hidden and very large ones.

        Args:
            path: The file or folder; a packed file or a mailbox may hold several digests.
            date: As for `import_bytes`.
            format: As for `import_bytes`.
            origin: As for `import_bytes`.
            progress: Called with papers of the file, or with files of the folder.

        Returns:
            A report for each digest, in the order of the files' names; for one that could not
            be imported, the error.

        Raises:
            OctavoError: A single file cannot be read, or is no digest.
        """
        from octavo_model.library.importing.files import Asked, found_at

        tell = progress or silent
        asked = Asked(date, format, origin)
        found = found_at(path, asked, self._reader, tell if path.is_dir() else silent)
        if path.is_dir():
            return self._importer.bring_all(found)
        return self._import_found(found, str(path), tell)

    def import_parsed(
        self,
        parsed: ParsedDigest,
        *,
        name: str,
        format: str,  # noqa: A002 - named as in Digest
        progress: Progress | None = None,
    ) -> ImportReport:
        """Take in a digest that never was bytes: it is not kept, and gone after a rebuild."""
        return self._importer.bring_parsed(
            parsed, name=name, format_name=format, progress=progress or silent
        )

    def import_welcome(self) -> ImportReport:
        """Import the digest whose papers are the lessons; it comes last in every order."""
        from importlib.resources import files

        from octavo_model.formats import Source
        from octavo_model.storage.archive import WELCOME

        data = files("octavo_model.library").joinpath("welcome.txt").read_bytes()
        source = Source(data, "welcome.txt", self._clock())
        return self._importer.bring(source, path=None, progress=silent, name=WELCOME)
