"""Reading digests: which format, and how an archived one is read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.errors import OctavoError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from octavo_model.archive import Archive
    from octavo_model.digests.protocol import Format, Source
    from octavo_model.parsed import ParsedDigest, ParsedPaper, ParseWarning
    from octavo_model.record import Record


class Reader:
    """Reads digests in any of ``formats``; None for all that Octavo knows."""

    def __init__(self, formats: Sequence[Format] | None = None) -> None:
        self.formats = formats

    def choose(self, source: Source) -> Format:
        """The format that ``source`` is in.

        Raises:
            NotADigestError: It is in none of the formats.
            OctavoError: It is said to be in a format that there is not.
        """
        if source.format is not None:
            return self.named(source.format)
        from octavo_model.digests.registry import choose

        return choose(source, self._known())

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
        from octavo_model.digests.protocol import LineFormat

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

        from octavo_model.digests.protocol import Source

        form = self.known(record)
        parsed = form.parse(Source(archive.data(source), record.file, record.modified, record.date))
        return replace(parsed, date=record.date, date_inferred=record.date_inferred)

    def stream_again(
        self, archive: Archive, source: str, record: Record
    ) -> Callable[[Iterable[bytes]], Iterator[ParsedPaper | ParseWarning]] | None:
        """What reads the lines of the archived ``source``; None where it is read as a whole."""
        from octavo_model.digests.protocol import LineFormat, Source

        form = next((one for one in self._known() if one.name == record.format), None)
        if not isinstance(form, LineFormat) or not archive.is_large(source):
            return None
        known = Source(b"", record.file, record.modified, record.date)
        return lambda lines: form.stream(lines, known)

    def redated(
        self, archive: Archive, source: str, record: Record, date: dt.date
    ) -> tuple[Record, ParsedDigest]:
        """The record and the content of ``source`` had it been of the day ``date``."""
        moved = record._replace(date=date, date_inferred=False)
        return moved, self.read_again(archive, source, moved)

    def _known(self) -> Sequence[Format]:
        if self.formats is not None:
            return self.formats
        from octavo_model.digests.registry import FORMATS

        return FORMATS
