"""Files with digests in them: compressed ones, archives, mailboxes. What is in them, as sources.

Limits: `LARGEST` bytes out of one compressed file, `LARGEST_TOGETHER` out of all that an archive
holds, `MOST_MEMBERS` files out of one archive, and what is packed inside a packed file is unpacked
once more, not further. Nothing is ever written to where a member's name leads.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

from octavo_model.errors import OctavoError
from octavo_model.mailboxes import LARGEST_MAIL, Skipped, is_mbox, mails_in_mbox

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

    from octavo_model.digests.protocol import Source
    from octavo_model.large_files import LargeFile

LARGEST = 256 << 20
"""Bytes that a compressed file may hold."""
LARGEST_TOGETHER = 1 << 30
"""Bytes that all files of an archive may hold together, those in archives in it too."""
MOST_MEMBERS = 10_000
"""Files that an archive may hold."""

_DEEPEST = 2
_FIRST = 1 << 12
_PIECE = 1 << 20
_GZIP, _XZ, _BZIP2, _ZIP = b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"BZh", b"PK\x03\x04"
_LISTED = b"PK\x01\x02"
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


class _Room:
    """How many more bytes may come out of an archive."""

    def __init__(self) -> None:
        self.left = LARGEST_TOGETHER


def contents(
    source: Source, label: str, depth: int = 0, room: _Room | None = None
) -> Iterator[Found]:
    """What ``source`` holds, which is itself where it holds no others.

    Args:
        source: The bytes.
        label: What the user calls them.
        depth: In how many packed files they stand.
        room: How much may still be unpacked of the archive they stand in; None for all.
    """
    data, room = source.data, room or _Room()
    if depth >= _DEEPEST and is_packed(data):
        yield Found(label, OctavoError(label, "is packed several times", "unpack it first"))
    elif data.startswith(_ZIP):
        yield from _members(source, label, depth, room)
    elif is_packed(data):
        try:
            inner = replace(source, data=_unpacked(data, room), name=_name_inside(source))
        except (OSError, EOFError, ValueError) as error:
            why = str(error) if isinstance(error, _TooLargeError) else "is damaged: cannot unpack"
            yield Found(label, OctavoError(label, why))
        else:
            yield from contents(inner, label, depth + 1, room)
    elif is_mbox(data[:_FIRST]):
        yield from mails_in(io.BytesIO(data), source, label)
    else:
        yield Found(label, source)


def mails_in(file: BinaryIO, source: Source, label: str) -> Iterator[Found]:
    """The mails in an mbox.

    Args:
        file: The mailbox, open.
        source: What is known of it; its ``data`` is not looked at.
        label: What the user calls it.
    """
    skipped: list[OctavoError] = []

    def skip(one: Skipped) -> None:
        name = f"{label}: mail {one.number}"
        skipped.append(OctavoError(name, f"larger than {LARGEST_MAIL >> 20} MB", "left out"))

    mails = mails_in_mbox(file, on_skipped=skip)
    for number, mail in enumerate(mails, 1):
        name = f"mail-{number}.eml"
        yield Found(f"{label}: mail {number}", replace(source, data=mail, name=name), label)
    for error in skipped:
        yield Found(error.what, error, label)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes."""


class _TooLargeError(ValueError):
    """What was unpacked exceeds a limit.

    Attributes:
        together: Whether it is that of all files together.
    """

    def __init__(self, *, together: bool) -> None:
        limit = LARGEST_TOGETHER if together else LARGEST
        super().__init__(f"holds more than {limit >> 20:,} MB{' together' if together else ''}")
        self.together = together


def _unpacked(data: bytes, room: _Room) -> bytes:
    import bz2
    import gzip
    import lzma
    import zlib

    packed = io.BytesIO(data)
    try:
        if data.startswith(_GZIP):
            with gzip.GzipFile(fileobj=packed) as opened:
                return _read(opened, room)
        if data.startswith(_BZIP2):
            with bz2.BZ2File(packed) as opened_bz2:
                return _read(opened_bz2, room)
        with lzma.LZMAFile(packed) as opened_xz:
            return _read(opened_xz, room)
    except (zlib.error, lzma.LZMAError) as error:
        raise EOFError from error


def _read(opened: _Readable, room: _Room) -> bytes:
    together = room.left < LARGEST
    most = room.left if together else LARGEST
    # In pieces: what is asked for all at once is made room for all at once.
    held = bytearray()
    while len(held) <= most and (piece := opened.read(_PIECE)):
        held += piece
    room.left -= len(held)
    if len(held) > most:
        raise _TooLargeError(together=together)
    return bytes(held)


def _name_inside(source: Source) -> str:
    for magic, ending in _ENDINGS.items():
        if source.data.startswith(magic):
            return source.name.removesuffix(ending)
    return source.name


def _members(source: Source, label: str, depth: int, room: _Room) -> Iterator[Found]:
    import lzma
    import zipfile
    import zlib

    too_many = OctavoError(label, f"holds more than {MOST_MEMBERS:,} files", "unpack it first")
    # Before they are looked at: one takes some forty bytes there, and a kilobyte here.
    if source.data.count(_LISTED) > 10 * MOST_MEMBERS:
        yield Found(label, too_many)
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        yield Found(label, OctavoError(label, "is damaged: cannot unpack"))
        return
    # RuntimeError: a password is wanted, or a way of packing is unknown.
    broken = (zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError)
    with archive:
        infos = sorted(
            (info for info in archive.infolist() if _is_wanted(info)), key=lambda one: one.filename
        )
        if len(infos) > MOST_MEMBERS:
            yield Found(label, too_many)
            return
        for info in infos:
            name = f"{label}: {info.filename}"
            try:
                with archive.open(info) as member:
                    data = _read(member, room)
            except (*broken, zlib.error, lzma.LZMAError) as error:
                if isinstance(error, _TooLargeError) and error.together:
                    hint = f"the rest from {info.filename} on is left out; unpack it first"
                    yield Found(label, OctavoError(label, str(error), hint))
                    return
                why = str(error) if isinstance(error, _TooLargeError) else "cannot be unpacked"
                yield Found(name, OctavoError(name, why))
                continue
            inner = replace(
                source,
                data=data,
                name=info.filename.rpartition("/")[2],
                modified=_moment(info) or source.modified,
            )
            yield from contents(inner, name, depth + 1, room)


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    """Whether a member is a file that a person put there; systems add some of their own."""
    parts = info.filename.split("/")
    return bool(parts[-1]) and not any(
        (part.startswith(".") and part != "..") or part == "__MACOSX" for part in parts
    )


def _moment(info: zipfile.ZipInfo) -> dt.datetime | None:
    try:
        return dt.datetime(*info.date_time, tzinfo=dt.UTC)
    except ValueError:
        return None
