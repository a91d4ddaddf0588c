"""What is imported: items, and how they are read, for the first time and again."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.storage.crash_reports import CrashGuard
from octavo_model.storage.failures import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from octavo_model.core.parsed import ParsedDigest, ParsedPaper, ParseWarning
    from octavo_model.formats import Format, LineFormat, Source
    from octavo_model.storage.archive import Archive, Readable
    from octavo_model.storage.archive_record import LargeDraft, Record

LARGEST = 256 << 20
"""Bytes of a file that must be read as a whole. This takes up to fifteen times as much memory."""
LARGEST_STREAMED = 64 << 20
"""The same for what comes from a pipe or a packed file, whose size is known only at its end."""
GZIP, XZ, BZIP2, ZIP = b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"BZh", b"PK\x03\x04"
PACKED = (GZIP, XZ, BZIP2, ZIP)
"""First bytes of files that contain others; a tar archive has its mark elsewhere, see `is_tar`."""
TAR_HEADER = 512
"""Bytes at the beginning of a file that say whether it is a tar archive."""
_TAR_MARKS = (b"ustar\0", b"ustar ")
_CHECKSUM = re.compile(rb" *[0-7]{1,7}[\0 ]{0,7}")
_OF_SYSTEMS = frozenset({"__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin"})
"""Files and folders that macOS and Windows add, in lower case."""
_MANY_LINES = 20_000
_SHORTEST_LINE = 12


def is_tar(beginning: bytes) -> bool:
    """Return whether a file with this ``beginning`` is a tar archive, also one of before POSIX."""
    header = beginning[:TAR_HEADER]
    if len(header) < TAR_HEADER or b"\0" not in header:
        return False
    if header[257:263] in _TAR_MARKS:
        return True
    written = header[148:156]
    if not header[0] or not _CHECKSUM.fullmatch(written):
        return False
    return sum(header) - sum(written) + 8 * ord(" ") == int(written.strip(b" \0"), 8)


def is_packed(beginning: bytes) -> bool:
    """Return whether a file with this ``beginning`` contains others."""
    return beginning.startswith(PACKED) or is_tar(beginning)


def is_wanted(parts: Iterable[str]) -> bool:
    """Return whether a person put a file there whose path has these ``parts``.

    Systems add some of their own, and hide others.

    >>> is_wanted([".", "refs", "a.bib"]), is_wanted(["__MACOSX", "refs", "a.bib"])
    (True, False)
    """
    return not any(
        (part.startswith(".") and part not in {".", ".."}) or part.lower() in _OF_SYSTEMS
        for part in parts
    )


class TooMuchError(OctavoError):
    """More comes out of a packed file than may."""


@dataclass(slots=True)
class LargeFile:
    """A file that is read line by line, from a draft in the archive that it is copied to.

    ``source`` is what is known of it, and its first bytes; ``file`` is all of it, to be read once.
    """

    source: Source
    form: LineFormat
    file: Readable
    draft: LargeDraft | None = None

    def copy_to(self, archive: Archive, label: str) -> LargeDraft:
        """Copy it into a draft of ``archive``, unless that is done; errors name it ``label``."""
        if self.draft is not None:
            return self.draft
        with explained(label):
            draft = archive.draft_from(self.file, label)
            try:
                refuse_short_lines(label, draft.lines, draft.size)
            except OctavoError:
                draft.path.unlink(missing_ok=True)
                raise
            self.draft = draft
        return draft


class Item(NamedTuple):
    """Something that may be a digest, or why it cannot be read."""

    label: str
    """Its name for the user: ``mails.zip: monday.eml``."""
    source: Source | LargeFile | OctavoError
    """What it is. A large file must be copied before the next item is requested."""
    mailbox: str | None = None
    """The mailbox of a mail, where most are not digests; else None."""


class Rejoined:
    """A ``file`` whose ``beginning`` was already read."""

    def __init__(self, beginning: bytes, file: Readable) -> None:
        self.file = file
        self._beginning = beginning
        self._position = 0

    def read(self, size: int, /) -> bytes:
        """Return the next ``size`` bytes; fewer only at the end."""
        if self._position >= len(self._beginning):
            self._beginning = b""
            return self.file.read(size)
        part = self._beginning[self._position : self._position + size]
        self._position += len(part)
        return part if len(part) == size else part + self.file.read(size - len(part))


def refuse_short_lines(label: str, lines: int, size: int) -> None:
    """Refuse a digest whose lines are too short to be papers: each would take its time."""
    if lines > _MANY_LINES and size < lines * _SHORTEST_LINE:
        why = f"has {lines:,} lines of fewer than {_SHORTEST_LINE} bytes"
        raise OctavoError(label, why, "remove the empty ones")


class DigestReader:
    """Reads digests; an unexpected failure of a parser affects one digest only.

    Errors name a digest by its label. A `ParserCrashedError` is an unexpected one of a format.

    Args:
        formats: The formats to choose from; by default all formats of Octavo.
        guard: What handles unexpected errors.
    """

    def __init__(
        self, formats: Sequence[Format] | None = None, guard: CrashGuard | None = None
    ) -> None:
        self.formats = formats
        self._guard = guard or CrashGuard()

    def choose(self, source: Source, label: str) -> Format:
        """Return the format of ``source``: the one that the user names, or the one it looks like.

        It is a `NotADigestError` if it looks like none of them.
        """
        if source.format is not None:
            return self.named(source.format)
        from octavo_model.formats.registry import choose

        with self._guard.watch(label, "finding out its format"):
            return choose(source, self.known_formats())

    def parse(self, form: Format, source: Source, label: str) -> ParsedDigest:
        """Return what is in ``source``; it is a `NotADigestError` if that is something else."""
        with self._guard.watch(label, f"reading it as {form.name}"):
            return form.parse(source)

    def stream(
        self, lines: Iterable[bytes], record: Record, label: str = ""
    ) -> Iterator[ParsedPaper | ParseWarning]:
        """Yield what is in the lines of an archived digest."""
        from octavo_model.formats import LineFormat, Source

        form = self.known(record)
        assert isinstance(form, LineFormat)  # noqa: S101 - no other digest is streamed
        source = Source(b"", record.file, record.modified, record.date)
        # Errors of the system, and of compressed files, come from where the lines are read.
        expected = (OSError, EOFError, zlib.error)
        with self._guard.watch(label or record.name, f"reading it as {form.name}", *expected):
            yield from form.stream(lines, source)

    def guarded(self, items: Iterator[Item], label: str) -> Iterator[Item]:
        """Yield ``items`` of the file ``label``; an unexpected error becomes the last one."""
        try:
            with self._guard.watch(label, "unpacking it"):
                yield from items
        except OctavoError as error:
            yield Item(label, error)

    def named(self, name: str) -> Format:
        """Return the format with this name; the error lists those that exist."""
        if form := self._find(name):
            return form
        known = ", ".join(form.name for form in self.known_formats())
        raise OctavoError(name, "unknown format", f"known formats: {known}")

    def known(self, record: Record) -> Format:
        """Return the format that a digest was read by."""
        if form := self._find(record.format):
            return form
        why = f"is in the format {record.format}, which this version cannot read"
        raise OctavoError(record.name, why, "update Octavo")

    def is_by_line(self, name: str) -> bool:
        """Return whether the format with this name reads digests of any size."""
        from octavo_model.formats import LineFormat

        return isinstance(self._find(name), LineFormat)

    def origin_label(self, name: str) -> str:
        """Return the origin label of the format with this name; empty if it does not exist."""
        form = self._find(name)
        return form.origin_label if form else ""

    def read_again(self, archive: Archive, source: str, record: Record) -> ParsedDigest:
        """Return what is in an archived digest, with the date in its record."""
        from octavo_model.formats import Source

        form = self.known(record)
        stored = Source(archive.data(source), record.file, record.modified, record.date)
        parsed = self.parse(form, stored, record.name)
        return replace(parsed, date=record.date, date_inferred=record.date_inferred)

    def stream_again(
        self, archive: Archive, source: str, record: Record
    ) -> Callable[[Iterable[bytes]], Iterator[ParsedPaper | ParseWarning]] | None:
        """Return what reads the lines of an archived digest; None if it is read as a whole."""
        if not self.is_by_line(record.format) or not archive.is_large(source):
            return None
        return lambda lines: self.stream(lines, record)

    def _find(self, name: str) -> Format | None:
        return next((form for form in self.known_formats() if form.name == name), None)

    def known_formats(self) -> Sequence[Format]:
        """Return the formats to choose from."""
        if self.formats is not None:
            return self.formats
        from octavo_model.formats.registry import FORMATS

        return FORMATS
