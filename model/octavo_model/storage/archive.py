"""Every imported digest as it came, so that the user's file can go and a better parser come.

A digest is two files named by its content: ``<16 hex digits of SHA-256>.gz``, the bytes, and
``<same>.json``, what was settled about them at the first import and holds for ever: name,
date, place in the order of imports. A digest counts once its ``.json`` is there.
"""

from __future__ import annotations

import os
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Protocol

from octavo_model.core.errors import OctavoError
from octavo_model.storage.archive_record import Record, read_record, write_record
from octavo_model.storage.failures import UnreadableError, of_system, trouble
from octavo_model.storage.files import (
    LARGEST_RECORD,
    create_private,
    draft_of,
    make_folder,
    open_to_read,
    read_at_most,
    sync,
    sync_folder,
    write_synced,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


WELCOME = "welcome"
# A twentieth larger than by zlib's usual level, in a third of the time.
_LEVEL = 4
LARGE = 4 << 20
"""Bytes of a digest that is read line by line, where its format allows that."""
LARGEST_BY_LINE = 8 << 30
"""Bytes of a digest that is read line by line: a stream may have no end."""
LARGEST_KEPT = 256 << 20
"""Bytes of a kept digest that is read as a whole: as many as any version of Octavo imported."""
_PIECE = 1 << 20
_NAME_LENGTH = 16
_HEX = frozenset("0123456789abcdef")
_MOVE_AWAY = "move away what stands there"
_AGAIN = "import its file again"
_CONTAINERS = {"text", "json", "html", "mail", "feed"}


class Readable(Protocol):
    """What can be read once."""

    def read(self, size: int, /) -> bytes:
        """Return the next ``size`` bytes; fewer only at the end."""


def _is_source(name: str) -> bool:
    """Whether a digest can have this name."""
    return len(name) == _NAME_LENGTH and set(name) <= _HEX


def source_of(data: bytes) -> str:
    """The name that these bytes have in the archive.

    >>> source_of(b"a digest")
    '1b02ea4166dab052'
    """
    import hashlib  # here, and gzip below: a start that imports nothing does without them

    return hashlib.sha256(data).hexdigest()[:_NAME_LENGTH]


def base_name(format_name: str, date: dt.date | None, slug: str = "") -> str:
    """What a digest is called where nothing else is called so.

    By ``slug``, where it is given, and its day, where it has one.

    >>> import datetime as dt
    >>> base_name("daily-papers-text", dt.date(2025, 10, 28)), base_name("arxiv-mail", None)
    ('daily-papers-2025-10-28', 'arxiv-undated')
    """
    family, _, container = format_name.rpartition("-")
    if slug and date is None:
        return slug
    stem = slug or (family if family and container in _CONTAINERS else format_name)
    return f"{stem}-{date.isoformat() if date else 'undated'}"


class Archive:
    """The folder of imported digests.

    Attributes:
        folder: Where it is; before the first import it may not be there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Beside it, for `stamp` is to change only when a digest is published.
        self._drafts = folder.with_name("incoming")

    def stamp(self) -> int:
        """A number that changes when a digest was added; 0 where there is no folder yet."""
        try:
            # As a number of 64 bits, which those of the far future are not.
            return (self.folder.stat().st_mtime_ns + (1 << 63)) % (1 << 64) - (1 << 63)
        except FileNotFoundError:
            return 0

    def sources(self) -> list[str]:
        """The names of all digests in it, in no order that means anything.

        Raises:
            UnreadableError: The folder cannot be listed, which does not mean that it is empty.
        """
        return sorted(self._listed(".json"))

    def has(self, source: str) -> bool:
        """Whether there is a digest called so; told of one that cannot be looked at as well."""
        try:
            (self.folder / f"{source}.json").lstat()
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return True

    def orphans(self) -> list[Path]:
        """Bytes without a record: of an import that was cut off, or of a digest that lost it.

        Raises:
            UnreadableError: The folder cannot be listed.
        """
        lost = self._listed(".gz") - self._listed(".json")
        return [self.folder / f"{source}.gz" for source in sorted(lost)]

    def others(self) -> list[str]:
        """Names of files that are not the archive's, such as conflict copies of its own.

        Raises:
            UnreadableError: The folder cannot be listed.
        """
        return sorted(
            name
            for name in self._names()
            if not (
                name.startswith(".") or _is_source(name.removesuffix(".gz").removesuffix(".json"))
            )
        )

    def _listed(self, ending: str) -> set[str]:
        """The digests of which there is a file with this ``ending``."""
        stems = (name.removesuffix(ending) for name in self._names() if name.endswith(ending))
        return {stem for stem in stems if _is_source(stem)}

    def _names(self) -> list[str]:
        # Not Path.glob(), to which a folder that it may not look into is an empty one.
        try:
            with os.scandir(self.folder) as found:
                return [one.name for one in found]
        except FileNotFoundError as error:
            if self.folder.is_symlink():
                why = "is a link that leads nowhere"
                raise UnreadableError(str(self.folder), why, "is its disk there?") from error
            return []  # there has never been a digest
        except OSError as error:
            told = of_system(str(self.folder), error)
            if self.folder.is_file():
                told = OctavoError(told.what, "is no folder, though digests are kept there")
            raise UnreadableError(told.what, told.why, told.hint or _MOVE_AWAY) from error

    def keep(self, source: str, data: bytes) -> None:
        """Store the bytes of ``source``. The digest counts only once it has a `Record`."""
        self.publish({source: self.draft(source, data)}, {})

    def draft(self, source: str, data: bytes) -> Path | None:
        """Write the bytes of ``source``, durably, to where nobody looks for digests yet.

        Drafts lie apart: writing them leaves the `stamp` as it was.

        Returns:
            What `publish` takes; None where the bytes are there and sound.
        """
        import gzip

        try:
            self.data(source)
        except OctavoError:
            # Not there, or damaged: this is the moment to put it right.
            return self._write_draft(f"{source}.gz", gzip.compress(data, _LEVEL, mtime=0))
        return None

    def draft_from(self, file: Readable, label: str) -> tuple[str, Path, int, int]:
        """Write down what ``file`` holds, as `draft` does, without holding it.

        Returns:
            Its name in the archive, what `publish` takes, and how many bytes and lines it has.

        Raises:
            OctavoError: It holds more than `LARGEST_BY_LINE` bytes. It is called ``label``.
        """
        import gzip
        import hashlib

        make_folder(self._drafts)
        path = draft_of(self._drafts / "large.gz")
        digest = hashlib.sha256()
        size = lines = 0
        try:
            with (
                create_private(path) as raw,
                gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed,
            ):
                while data := file.read(_PIECE):
                    digest.update(data)
                    size += len(data)
                    _refuse_endless(size, label)
                    lines += data.count(b"\n")
                    packed.write(data)
                packed.close()
                raw.flush()
                sync(raw.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return digest.hexdigest()[:_NAME_LENGTH], path, size, lines

    def publish(self, drafts: Mapping[str, Path | None], records: Mapping[str, Record]) -> None:
        """Store drafted bytes, and write down what holds for their sources from now on.

        All of it is durable when this returns, and no record comes before its bytes.
        """
        moves = [
            (draft, self.folder / f"{source}.gz")
            for source, draft in drafts.items()
            if draft is not None and draft.exists()  # else an attempt before this one moved it
        ]
        for source, record in records.items():
            name = f"{source}.json"
            moves.append((self._write_draft(name, write_record(record)), self.folder / name))
        for draft, path in moves:
            draft.replace(path)
        if moves:
            sync_folder(self.folder)

    def settle(self, source: str, record: Record) -> None:
        """Write down what holds for ``source`` from now on."""
        self.publish({}, {source: record})

    def remove(self, sources: Iterable[str]) -> None:
        """Remove digests all of which stands in others."""
        for source in sources:
            # The record first: without it the bytes are none of the archive's.
            for ending in (".json", ".gz"):
                (self.folder / f"{source}{ending}").unlink(missing_ok=True)
        sync_folder(self.folder)

    def clear_drafts(self) -> None:
        """Remove what imports that were cut off have left. Nobody may be importing."""
        for path in self._drafts.glob("*"):
            path.unlink(missing_ok=True)

    def _write_draft(self, name: str, data: bytes) -> Path:
        make_folder(self._drafts)
        path = draft_of(self._drafts / name)
        write_synced(path, data)
        return path

    def record(self, source: str) -> Record:
        """What is settled about ``source``.

        Raises:
            UnreadableError: Its file cannot be read.
            OctavoError: It cannot be understood, or is gone.
        """
        path = self.folder / f"{source}.json"
        try:
            return read_record(read_at_most(path, LARGEST_RECORD))
        except (OSError, ValueError) as error:
            raise trouble(path, "record is damaged", "", error) from error

    def data(self, source: str) -> bytes:
        """The bytes of ``source`` as they came.

        Raises:
            UnreadableError: They cannot be read.
            OctavoError: They are not what they were, or are gone.
        """
        import gzip

        path = self.folder / f"{source}.gz"
        try:
            with open_to_read(path) as packed, gzip.GzipFile(fileobj=packed) as file:
                data = file.read(LARGE)
                if len(data) == LARGE:
                    # Before more of it is held: somebody else may have put it there.
                    self.verify(source, LARGEST_KEPT)
                    data += file.read()
        except (OSError, EOFError, zlib.error) as error:
            raise trouble(path, "bytes cannot be read", _AGAIN, error) from error
        if source_of(data) != source:
            raise OctavoError(str(path), "an archived digest is damaged", _AGAIN)
        return data

    def verify(self, source: str, most: int | None = None) -> int:
        """See that the bytes of ``source`` are what they were, without holding them.

        Args:
            source: Its name.
            most: How many bytes it may hold; None for any number.

        Returns:
            How many it holds.

        Raises:
            OctavoError: They cannot be read, are damaged, or too many.
        """
        path = self.folder / f"{source}.gz"
        try:
            with open_to_read(path) as file:
                return verify(source, file, str(path), most)
        except OSError as error:
            raise trouble(path, "bytes cannot be read", _AGAIN, error) from error

    def is_large(self, source: str) -> bool:
        """Whether ``source`` has so many bytes that it should not be read as a whole."""
        try:
            with open_to_read(self.folder / f"{source}.gz") as file:
                packed = file.seek(0, 2)
                file.seek(max(0, packed - 4))
                # What gzip keeps there: the number of bytes in it, in 32 bits.
                return packed > LARGE or int.from_bytes(file.read(4), "little") > LARGE
        except OSError:
            return False

    @contextmanager
    def lines(self, source: str) -> Iterator[Iterator[bytes]]:
        """The lines of ``source``, without holding them; see `bounded_lines`.

        Raises:
            OctavoError: They cannot be read, or are damaged.
        """
        import gzip

        from octavo_model.formats.common.encoding import bounded_lines

        path = self.folder / f"{source}.gz"
        try:
            with open_to_read(path) as packed, gzip.GzipFile(fileobj=packed) as file:
                yield bounded_lines(file)
        except (OSError, EOFError, zlib.error) as error:
            raise trouble(path, "bytes cannot be read", _AGAIN, error) from error

    def size(self, source: str) -> int:
        """How many bytes ``source`` takes, compressed; 0 where they are gone."""
        try:
            return (self.folder / f"{source}.gz").stat().st_size
        except FileNotFoundError:
            return 0


def _refuse_endless(size: int, label: str) -> None:
    if size > LARGEST_BY_LINE:
        raise OctavoError(label, f"larger than {LARGEST_BY_LINE >> 20:,} MB", "split it")


def verify(source: str, file: IO[bytes], label: str, most: int | None = None) -> int:
    """See that what is packed in ``file`` is ``source``, without holding it.

    Args:
        source: Name in the archive.
        file: As `Archive` keeps it.
        label: What to call it in an error.
        most: How many bytes it may hold; None for any number.

    Returns:
        How many it holds.

    Raises:
        OctavoError: It cannot be read, is something else, or too large.
    """
    import gzip
    import hashlib

    digest, size = hashlib.sha256(), 0
    try:
        with gzip.GzipFile(fileobj=file) as unpacked:
            while data := unpacked.read(_PIECE):
                digest.update(data)
                size += len(data)
                if most is not None and size > most:
                    raise OctavoError(label, f"a digest holds more than {most:,} bytes")
    except (OSError, EOFError, zlib.error) as error:
        raise trouble(label, "bytes cannot be read", _AGAIN, error) from error
    if digest.hexdigest()[:_NAME_LENGTH] != source:
        raise OctavoError(label, "an archived digest is damaged", _AGAIN)
    return size
