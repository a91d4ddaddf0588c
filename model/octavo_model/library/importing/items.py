"""Reading digests: which format, and how an archived one is read again."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.storage.crash_reports import CrashGuard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
    from octavo_model.formats import Format, LineFormat, Source
    from octavo_model.library.importing.containers import Found
    from octavo_model.storage.archive import Archive
    from octavo_model.storage.archive_record import Record


class Reader:
    """Reads digests; what no format foresaw costs the digest at hand alone.

    Args:
        formats: What digests are read by; None for all that Octavo knows.
        net: What is done about errors that nobody foresaw.
    """

    def __init__(
        self, formats: Sequence[Format] | None = None, guard: CrashGuard | None = None
    ) -> None:
        self.formats = formats
        self._guard = guard or CrashGuard()

    def choose(self, source: Source, label: str = "") -> Format:
        """The format that ``source``, which the user calls ``label``, is in.

        Raises:
            NotADigestError: It is in none of the formats.
            ParserCrashedError: A format failed in a way that nobody foresaw.
            OctavoError: It is said to be in a format that there is not.
        """
        if source.format is not None:
            return self.named(source.format)
        from octavo_model.formats.registry import choose

        with self._guard.watch(label or source.name, "finding out its format"):
            return choose(source, self._known())

    def parse(self, form: Format, source: Source, label: str = "") -> ParsedDigest:
        """What ``form`` makes of ``source``, which the user calls ``label``.

        Raises:
            NotADigestError: It is plainly something else.
            ParserCrashedError: The format failed in a way that nobody foresaw.
        """
        with self._guard.watch(label or source.name, f"reading it as {form.name}"):
            return form.parse(source)

    def stream(
        self, form: LineFormat, lines: Iterable[bytes], source: Source, label: str = ""
    ) -> Iterator[ParsedPaper | ParseWarning]:
        """What ``form`` finds in ``lines`` of ``source``, one after the other.

        Raises:
            ParserCrashedError: The format failed in a way that nobody foresaw.
        """
        # What reads the lines meets errors of the system, and of what they are packed in.
        foreseen = (OSError, EOFError, zlib.error)
        with self._guard.watch(label or source.name, f"reading it as {form.name}", *foreseen):
            yield from form.stream(lines, source)

    def unpacked(self, found: Iterator[Found], label: str) -> Iterator[Found]:
        """``found`` in the file ``label``; an error ends it, and nothing else."""
        from octavo_model.library.importing.containers import Found

        try:
            with self._guard.watch(label, "unpacking it"):
                yield from found
        except OctavoError as error:
            yield Found(label, error)

    def named(self, name: str) -> Format:
        """The format called ``name``.

        Raises:
            OctavoError: There is none; those there are are told.
        """
        for one in self._known():
            if one.name == name:
                return one
        known = ", ".join(one.name for one in self._known())
        raise OctavoError(name, "is no format Octavo reads", f"those are {known}")

    def is_by_line(self, name: str) -> bool:
        """Whether the format called ``name`` reads digests of any size, line by line."""
        from octavo_model.formats import LineFormat

        return any(one.name == name and isinstance(one, LineFormat) for one in self._known())

    def badge(self, name: str) -> str:
        """Where papers read by the format called ``name`` come from; empty if there is none."""
        return next((one.badge for one in self._known() if one.name == name), "")

    def known(self, record: Record) -> Format:
        """The format that a digest was read by.

        Raises:
            OctavoError: It is no longer known, or not yet.
        """
        for one in self._known():
            if one.name == record.format:
                return one
        why = f"is in the format {record.format}, which this Octavo does not read"
        raise OctavoError(record.name, why, "use a newer one")

    def read_again(self, archive: Archive, source: str, record: Record) -> ParsedDigest:
        """What the archived ``source`` says, with the date that was settled for it.

        Raises:
            OctavoError: It is damaged, or in a format that is no longer known.
        """
        # Here, for a start that reads no digest does without them.
        from dataclasses import replace

        from octavo_model.formats import Source

        form = self.known(record)
        kept = Source(archive.data(source), record.file, record.modified, record.date)
        parsed = self.parse(form, kept, record.name)
        return replace(parsed, date=record.date, date_inferred=record.date_inferred)

    def stream_again(
        self, archive: Archive, source: str, record: Record
    ) -> Callable[[Iterable[bytes]], Iterator[ParsedPaper | ParseWarning]] | None:
        """What reads the lines of the archived ``source``; None where it is read as a whole."""
        from octavo_model.formats import LineFormat, Source

        form = next((one for one in self._known() if one.name == record.format), None)
        if not isinstance(form, LineFormat) or not archive.is_large(source):
            return None
        known = Source(b"", record.file, record.modified, record.date)
        return lambda lines: self.stream(form, lines, known, record.name)

    def _known(self) -> Sequence[Format]:
        if self.formats is not None:
            return self.formats
        from octavo_model.formats.registry import FORMATS

        return FORMATS
