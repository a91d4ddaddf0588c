"""Every imported digest as it came, so that the user's file can go and a better parser come.

A digest is two files named by its content: ``<16 hex digits of SHA-256>.gz``, the bytes, and
``<same>.json``, what was settled about them at the first import and holds for ever: name,
date, place in the order of imports. A digest counts once its ``.json`` is there.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from octavo_model.clock import stamp
from octavo_model.errors import OctavoError
from octavo_model.files import (
    create_private,
    draft_of,
    make_folder,
    sync,
    sync_folder,
    write_synced,
)
from octavo_model.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

WELCOME = "welcome"
# A twentieth larger than by zlib's usual level, in a third of the time.
_LEVEL = 4
LARGE = 32 << 20
"""Bytes of a digest that is read line by line, where its format allows that."""
_PIECE = 1 << 20
_NAME_LENGTH = 16
_CONTAINERS = {"text", "json", "html", "mail", "feed"}


class Record(NamedTuple):
    """What is settled about an archived digest.

    Attributes:
        seq: Its number in the order of imports, from 1.
        name: Its name in the library.
        file: Name of the file it came from; ``-`` for standard input.
        path: Where that file lay, or None.
        format: Name of the format it was read by.
        imported: When it first came in.
        modified: When the file had last been modified; a date may have been concluded from it.
        date: The day of the digest, or None.
        date_inferred: Whether a part of ``date`` was concluded.
        origin: Name of the source it was fetched from, or None.
    """

    seq: int
    name: str
    file: str
    path: str | None
    format: str
    imported: dt.datetime
    modified: dt.datetime
    date: dt.date | None
    date_inferred: bool
    origin: str | None = None


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

    >>> base_name("daily-papers-text", dt.date(2025, 10, 28)), base_name("arxiv-mail", None)
    ('daily-papers-2025-10-28', 'arxiv-undated')
    """
    family, _, container = format_name.rpartition("-")
    if slug and date is None:
        return slug
    stem = slug or (family if family and container in _CONTAINERS else format_name)
    return f"{stem}-{date.isoformat() if date else 'undated'}"


class Archive:
    """The folder of imported digests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Beside it, for `stamp` is to change only when a digest is published.
        self._drafts = folder.with_name("incoming")

    def stamp(self) -> int:
        """A number that changes when a digest was added; 0 where there is no folder yet."""
        try:
            return self._folder.stat().st_mtime_ns
        except FileNotFoundError:
            return 0

    def sources(self) -> list[str]:
        """The names of all digests in it, in no order that means anything."""
        return sorted(
            path.stem for path in self._folder.glob("*.json") if not path.name.startswith(".")
        )

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

    def draft_from(self, file: IO[bytes]) -> tuple[str, Path]:
        """Write down what ``file`` holds, as `draft` does, without holding it.

        Returns:
            Its name in the archive, and what `publish` takes.
        """
        import gzip
        import hashlib

        make_folder(self._drafts)
        path = draft_of(self._drafts / "large.gz")
        digest = hashlib.sha256()
        try:
            with (
                create_private(path) as raw,
                gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as packed,
            ):
                while data := file.read(_PIECE):
                    digest.update(data)
                    packed.write(data)
                packed.close()
                raw.flush()
                sync(raw.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return digest.hexdigest()[:_NAME_LENGTH], path

    def publish(self, drafts: Mapping[str, Path | None], records: Mapping[str, Record]) -> None:
        """Store drafted bytes, and write down what holds for their sources from now on.

        All of it is durable when this returns, and no record comes before its bytes.
        """
        moves = [
            (draft, self._folder / f"{source}.gz")
            for source, draft in drafts.items()
            if draft is not None and draft.exists()  # else an attempt before this one moved it
        ]
        for source, record in records.items():
            name = f"{source}.json"
            moves.append((self._write_draft(name, _write_record(record)), self._folder / name))
        for draft, path in moves:
            draft.replace(path)
        if moves:
            sync_folder(self._folder)

    def settle(self, source: str, record: Record) -> None:
        """Write down what holds for ``source`` from now on."""
        self.publish({}, {source: record})

    def remove(self, sources: Iterable[str]) -> None:
        """Remove digests all of which stands in others."""
        for source in sources:
            # The record first: without it the bytes are none of the archive's.
            for ending in (".json", ".gz"):
                (self._folder / f"{source}{ending}").unlink(missing_ok=True)
        sync_folder(self._folder)

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
            OctavoError: Its file cannot be read or understood.
        """
        path = self._folder / f"{source}.json"
        try:
            return _read_record(json.loads(path.read_bytes()))
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise OctavoError(str(path), "an archived digest's record is damaged") from error

    def data(self, source: str) -> bytes:
        """The bytes of ``source`` as they came.

        Raises:
            OctavoError: They cannot be read, or are not what they were.
        """
        import gzip

        path = self._folder / f"{source}.gz"
        hint = "import its file again"
        try:
            data = gzip.decompress(path.read_bytes())
        except (OSError, EOFError, zlib.error) as error:
            raise OctavoError(str(path), "an archived digest cannot be read", hint) from error
        if source_of(data) != source:
            raise OctavoError(str(path), "an archived digest is damaged", hint)
        return data

    def is_large(self, source: str) -> bool:
        """Whether ``source`` has so many bytes that it should not be read as a whole."""
        try:
            with (self._folder / f"{source}.gz").open("rb") as file:
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

        from octavo_model.digests.decoded_lines import bounded_lines

        path = self._folder / f"{source}.gz"
        try:
            with gzip.open(path) as file:
                yield bounded_lines(file)
        except (OSError, EOFError, zlib.error) as error:
            raise OctavoError(
                str(path), "an archived digest cannot be read", "import its file again"
            ) from error

    def size(self, source: str) -> int:
        """How many bytes ``source`` takes, compressed; 0 where they are gone."""
        try:
            return (self._folder / f"{source}.gz").stat().st_size
        except FileNotFoundError:
            return 0


def _write_record(record: Record) -> bytes:
    fields = record._asdict()
    fields["imported"] = stamp(record.imported)
    fields["modified"] = stamp(record.modified)
    fields["date"] = record.date.isoformat() if record.date else None
    if record.origin is None:
        del fields["origin"]
    return json.dumps(fields, ensure_ascii=False, indent=1).encode() + b"\n"


def _read_record(fields: dict[str, Any]) -> Record:
    date = fields["date"]
    return Record(
        seq=int(fields["seq"]),
        name=visible(str(fields["name"])),
        file=str(fields["file"]),
        path=fields["path"],
        format=str(fields["format"]),
        imported=dt.datetime.fromisoformat(fields["imported"]),
        modified=dt.datetime.fromisoformat(fields["modified"]),
        date=None if date is None else dt.date.fromisoformat(date),
        date_inferred=fields["date_inferred"] is True,
        origin=fields.get("origin"),
    )
