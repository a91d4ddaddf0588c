"""Every imported digest as it came, so that the user's file may go and a better parser may come.

A digest is two files named by its content: ``<16 hex digits of SHA-256>.gz``, the bytes, and
``<same>.json``, what was decided about it at the first import and never changes: name, date, place
in the order of imports. A digest counts once its ``.json`` exists.
"""

from __future__ import annotations

import os
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, BinaryIO, Protocol

from octavo_model.core.errors import OctavoError
from octavo_model.storage.archive_record import (
    LESSONS,
    NAME_LENGTH,
    LargeDraft,
    Record,
    is_source,
    read_record,
    source_of,
    write_record,
)
from octavo_model.storage.failures import UnreadableError, archive_error, of_system
from octavo_model.storage.files import (
    LARGEST_RECORD,
    PIECE,
    bounded_lines,
    create_private,
    draft_of,
    make_folder,
    open_to_read,
    pieces,
    read_at_most,
    sync,
    sync_folder,
    write_synced,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

# A fifth larger than by zlib's usual level, in a quarter of the time.
_LEVEL = 1
LARGE = 4 << 20
"""Bytes from which a digest is read line by line, if its format allows that."""
LARGEST_BY_LINE = 8 << 30
"""Most bytes of a digest that is read line by line, as a stream may have no end."""
LARGEST_KEPT = 256 << 20
"""Most bytes of an archived digest that is read as a whole: all that any Octavo has imported."""
_HELD = 32 << 20
_MOVE_AWAY = "move away what is there"
_AGAIN = "import its file again"


class Readable(Protocol):
    """A stream that is read once."""

    def read(self, size: int, /) -> bytes:
        """Return the next ``size`` bytes; fewer only at the end."""


class Archive:
    """The folder of imported digests; before the first import it may not exist."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Beside it, as `stamp` changes only when a digest is published.
        self._drafts = folder.with_name("incoming")

    def stamp(self) -> int:
        """Return a number that changes when a digest was added; 0 before the first."""
        try:
            # As a number of 64 bits, which a time in the far future exceeds.
            return (self.folder.stat().st_mtime_ns + (1 << 63)) % (1 << 64) - (1 << 63)
        except FileNotFoundError:
            return 0

    def sources(self) -> list[str]:
        """Return the names of all digests, in no meaningful order."""
        return sorted(self._listed(".json"))

    def has(self, source: str) -> bool:
        """Return whether a digest exists; true for one that cannot be read as well."""
        try:
            (self.folder / f"{source}.json").lstat()
        except OSError as error:
            return not isinstance(error, FileNotFoundError)
        return True

    def orphans(self) -> list[Path]:
        """Return bytes without a record, of an interrupted import or a digest that lost it."""
        lost = self._listed(".gz") - self._listed(".json")
        return [self._bytes(source) for source in sorted(lost)]

    def others(self) -> list[str]:
        """Return names of files that do not belong to the archive, e.g. conflict copies."""
        names = (name for name in self._names() if not name.startswith("."))
        stems = ((name, name.removesuffix(".gz").removesuffix(".json")) for name in names)
        return sorted(name for name, stem in stems if not is_source(stem))

    def _listed(self, ending: str) -> set[str]:
        """Return the digests that have a file with this ``ending``."""
        stems = (name.removesuffix(ending) for name in self._names() if name.endswith(ending))
        return {stem for stem in stems if is_source(stem)} - LESSONS

    def _names(self) -> list[str]:
        # Not Path.glob(): it takes a folder without permission for an empty one.
        try:
            with os.scandir(self.folder) as entries:
                return [entry.name for entry in entries]
        except FileNotFoundError as error:
            if self.folder.is_symlink():
                why = "is a link to nowhere"
                raise UnreadableError(str(self.folder), why, "is its disk there?") from error
            return []  # before the first import
        except OSError as error:
            refused = of_system(str(self.folder), error)
            not_a_folder = "is not a folder, though the digests are there"
            why = not_a_folder if self.folder.is_file() else refused.why
            raise UnreadableError(refused.what, why, refused.hint or _MOVE_AWAY) from error

    def draft(self, source: str, data: bytes) -> Path | None:
        """Write the bytes of ``source`` durably to a draft; None if they exist undamaged."""
        import gzip

        try:
            self.data(source)
        except OctavoError:
            # Missing or damaged, which this repairs.
            return self._write_draft(f"{source}.gz", gzip.compress(data, _LEVEL, mtime=0))
        return None

    def draft_from(self, file: Readable, label: str) -> LargeDraft:
        """Write what ``file`` holds to a draft, with bounded memory.

        More than `LARGEST_BY_LINE` bytes raise `OctavoError` about ``label``.
        """
        import gzip
        import hashlib

        make_folder(self._drafts)
        path = draft_of(self._drafts / "large.gz")
        digest = hashlib.sha256()
        size, lines, held = 0, 0, list[bytes]()
        try:
            with (
                create_private(path) as raw,
                gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed,
            ):
                while data := file.read(PIECE):
                    digest.update(data)
                    size += len(data)
                    _refuse_endless(size, label)
                    lines += data.count(b"\n")
                    packed.write(data)
                    held = [*held, data] if size <= _HELD else []
                packed.close()
                raw.flush()
                sync(raw.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return LargeDraft(digest.hexdigest()[:NAME_LENGTH], path, size, lines, held)

    def publish(self, drafts: Mapping[str, Path | None], records: Mapping[str, Record]) -> None:
        """Store drafts and records durably; no record comes before its bytes."""
        moves = [
            (draft, self._bytes(source))
            for source, draft in drafts.items()
            if draft is not None and draft.exists()  # else an earlier attempt moved it
        ]
        for source, record in records.items():
            name = f"{source}.json"
            moves.append((self._write_draft(name, write_record(record)), self.folder / name))
        for draft, path in moves:
            draft.replace(path)
        if moves:
            sync_folder(self.folder)

    def remove(self, sources: Iterable[str]) -> None:
        """Remove digests whose papers are all in others."""
        for source in sources:
            # The record first: without it the bytes do not count.
            for ending in (".json", ".gz"):
                (self.folder / f"{source}{ending}").unlink(missing_ok=True)
        sync_folder(self.folder)

    def clear_drafts(self) -> None:
        """Remove the drafts of interrupted imports; no import may be running."""
        for path in self._drafts.glob("*"):
            path.unlink(missing_ok=True)

    def _write_draft(self, name: str, data: bytes) -> Path:
        make_folder(self._drafts)
        path = draft_of(self._drafts / name)
        write_synced(path, (data,))
        return path

    def record(self, source: str) -> Record:
        """Return the record of ``source``; raise `OctavoError` if it is damaged or gone."""
        path = self.folder / f"{source}.json"
        try:
            return read_record(read_at_most(path, LARGEST_RECORD))
        except (OSError, ValueError) as error:
            raise archive_error(path, "record is damaged", "", error) from error

    def data(self, source: str) -> bytes:
        """Return the bytes of ``source``; raise `OctavoError` if they are damaged or gone."""
        import gzip

        with self._open(source) as packed, gzip.GzipFile(fileobj=packed) as file:
            data = file.read(LARGE)
            if len(data) == LARGE:
                # Before more memory is used, as another program may have written it.
                self.verify(source, LARGEST_KEPT)
                data += file.read()
        if source_of(data) != source:
            raise _damaged(str(self._bytes(source)))
        return data

    def verify(self, source: str, most: int | None = None) -> int:
        """Return the size of ``source``; raise `OctavoError` if it is damaged or too large."""
        with self._open(source) as file:
            return verify(source, file, str(self._bytes(source)), most)

    def is_large(self, source: str) -> bool:
        """Return whether ``source`` is too large to be read as a whole."""
        try:
            with open_to_read(self._bytes(source)) as file:
                packed = file.seek(0, 2)
                file.seek(max(0, packed - 4))
                # There gzip stores the number of bytes in it, in 32 bits.
                return packed > LARGE or int.from_bytes(file.read(4), "little") > LARGE
        except OSError:
            return False

    @contextmanager
    def lines(self, source: str) -> Iterator[Iterator[bytes]]:
        """Yield an iterator over the lines of ``source``; see `bounded_lines`."""
        import gzip

        with self._open(source) as packed, gzip.GzipFile(fileobj=packed) as file:
            yield bounded_lines(file)

    @contextmanager
    def _open(self, source: str) -> Iterator[BinaryIO]:
        """Open the compressed bytes of ``source``; what fails inside is said of its file."""
        path = self._bytes(source)
        with _readable(str(path)), open_to_read(path) as file:
            yield file

    def _bytes(self, source: str) -> Path:
        return self.folder / f"{source}.gz"

    def size(self, source: str) -> int:
        """Return the compressed size of ``source``; 0 if it is gone."""
        try:
            return self._bytes(source).stat().st_size
        except FileNotFoundError:
            return 0


def _refuse_endless(size: int, label: str) -> None:
    if size > LARGEST_BY_LINE:
        raise OctavoError(label, f"larger than {LARGEST_BY_LINE >> 20:,} MB", "split it")


def verify(source: str, file: IO[bytes], label: str, most: int | None = None) -> int:
    """Return the size of what is in ``file``; raise `OctavoError` if that is not ``source``."""
    import gzip
    import hashlib

    digest, size = hashlib.sha256(), 0
    with _readable(label), gzip.GzipFile(fileobj=file) as unpacked:
        for data in pieces(unpacked):
            digest.update(data)
            size += len(data)
            if most is not None and size > most:
                raise OctavoError(label, f"a digest holds more than {most:,} bytes")
    if digest.hexdigest()[:NAME_LENGTH] != source:
        raise _damaged(label)
    return size


@contextmanager
def _readable(label: str) -> Iterator[None]:
    """Turn errors of the system and of compressed bytes into `OctavoError` about ``label``."""
    try:
        yield
    except (OSError, EOFError, zlib.error) as error:
        raise archive_error(label, "bytes cannot be read", _AGAIN, error) from error


def _damaged(label: str) -> OctavoError:
    return OctavoError(label, "an archived digest is damaged", _AGAIN)
