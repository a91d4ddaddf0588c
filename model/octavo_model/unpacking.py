"""Files with digests in them: compressed ones, archives, mailboxes. What is in them, as sources.

Limits: `LARGEST` bytes out of one compressed file, `MOST_MEMBERS` files out of one archive, and
what is packed inside a packed file is unpacked once more, not further.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from octavo_model.errors import OctavoError

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

    from octavo_model.digests.protocol import Source
    from octavo_model.large_files import LargeFile

LARGEST = 256 << 20
"""Bytes that a compressed file may hold."""
MOST_MEMBERS = 10_000
"""Files that an archive may hold."""

_DEEPEST = 2
_GZIP, _XZ, _BZIP2, _ZIP = b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"BZh", b"PK\x03\x04"
_ENDINGS = {_GZIP: ".gz", _XZ: ".xz", _BZIP2: ".bz2"}


class Found(NamedTuple):
    """Something that may be a digest, or the reason why it cannot be read.

    Attributes:
        label: What the user calls it: ``mails.zip: monday.eml``.
        source: What it is; of a large file that is read line by line, where it lies.
        box: The mailbox it is a mail of, where most are no digests; else None.
    """

    label: str
    source: Source | LargeFile | OctavoError
    box: str | None = None


def is_packed(beginning: bytes) -> bool:
    """Whether a file that begins so holds others."""
    return beginning.startswith((_GZIP, _XZ, _BZIP2, _ZIP))


def contents(source: Source, label: str, depth: int = 0) -> Iterator[Found]:
    """What ``source`` holds, which is itself where it holds no others.

    Args:
        source: The bytes.
        label: What the user calls them.
        depth: In how many packed files they stand.
    """
    data = source.data
    if depth >= _DEEPEST and is_packed(data):
        yield Found(label, OctavoError(label, "is packed several times", "unpack it first"))
    elif data.startswith(_ZIP):
        yield from _members(source, label, depth)
    elif is_packed(data):
        try:
            inner = replace(source, data=_unpacked(data), name=_name_inside(source))
        except (OSError, EOFError, ValueError) as error:
            why = str(error) if isinstance(error, _TooLargeError) else "is damaged: cannot unpack"
            yield Found(label, OctavoError(label, why))
        else:
            yield from contents(inner, label, depth + 1)
    else:
        yield Found(label, source)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes."""


class _TooLargeError(ValueError):
    """What was unpacked exceeds the limit."""

    def __init__(self) -> None:
        super().__init__(f"holds more than {LARGEST >> 20} MB")


def _unpacked(data: bytes) -> bytes:
    import bz2
    import gzip
    import lzma

    packed = io.BytesIO(data)
    if data.startswith(_GZIP):
        with gzip.GzipFile(fileobj=packed) as opened:
            return _read(opened)
    if data.startswith(_BZIP2):
        with bz2.BZ2File(packed) as opened_bz2:
            return _read(opened_bz2)
    try:
        with lzma.LZMAFile(packed) as opened_xz:
            return _read(opened_xz)
    except lzma.LZMAError as error:
        raise EOFError from error


def _read(opened: _Readable) -> bytes:
    found = opened.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise _TooLargeError
    return found


def _name_inside(source: Source) -> str:
    for magic, ending in _ENDINGS.items():
        if source.data.startswith(magic):
            return source.name.removesuffix(ending)
    return source.name


def _members(source: Source, label: str, depth: int) -> Iterator[Found]:
    import zipfile

    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        yield Found(label, OctavoError(label, "is damaged: cannot unpack"))
        return
    with archive:
        infos = sorted(
            (info for info in archive.infolist() if _is_wanted(info)), key=lambda one: one.filename
        )
        if len(infos) > MOST_MEMBERS:
            why = f"holds more than {MOST_MEMBERS:,} files"
            yield Found(label, OctavoError(label, why, "unpack it first"))
            return
        for info in infos:
            name = f"{label}: {info.filename}"
            try:
                with archive.open(info) as member:
                    data = _read(member)
            except (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError) as error:
                # RuntimeError: a password is wanted, or a way of packing is unknown.
                why = str(error) if isinstance(error, _TooLargeError) else "cannot be unpacked"
                yield Found(name, OctavoError(name, why))
                continue
            inner = replace(
                source,
                data=data,
                name=info.filename.rpartition("/")[2],
                modified=_moment(info) or source.modified,
            )
            yield from contents(inner, name, depth + 1)


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a file that a person put there; systems add some of their own."""
    parts = info.filename.split("/")
    return not info.is_dir() and not any(
        part.startswith(".") or part == "__MACOSX" for part in parts
    )


def _moment(info: zipfile.ZipInfo) -> dt.datetime | None:
    try:
        return dt.datetime(*info.date_time, tzinfo=dt.UTC)
    except ValueError:
        return None
