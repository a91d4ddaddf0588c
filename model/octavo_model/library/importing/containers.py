"""Files with digests in them: compressed ones, archives, mailboxes. What is in them, as sources.

All is read as it comes, and no more is held than what is at hand. Limits: `LARGEST` bytes of a
digest that must be read whole (`LARGEST_STREAMED` out of a pipe or a packed file, whose size is not
known before), `LARGEST_TOGETHER` bytes out of one packed file and all that is
packed in it, `MOST_MEMBERS` files likewise, `DEEPEST` packed files one in another. Nothing is ever
written to where a member's name leads.
"""

from __future__ import annotations

import datetime as dt
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import NotADigestError, OctavoError
from octavo_model.formats import LineFormat
from octavo_model.library.importing.decompression import (
    BROKEN,
    LargeListError,
    Listed,
    Rejoined,
    is_packed,
    is_zip,
    name_inside,
    opened,
)
from octavo_model.library.importing.mailboxes import LARGEST_MAIL, Skipped, is_mbox, mails_in_mbox
from octavo_model.library.importing.streaming import LargeFile, refuse_short_lines
from octavo_model.storage.archive import LARGE
from octavo_model.storage.failures import of_system

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from octavo_model.formats import Format, Source
    from octavo_model.library.importing.decompression import Readable

    Choose = Callable[[Source, str], Format]
    """Finds out the format of a digest with a label; see `Reader.choose`."""

LARGEST = 256 << 20
"""Bytes of a file that must be read as a whole. This takes up to fifteen times as much memory."""
LARGEST_STREAMED = 64 << 20
"""The same for what comes out of a pipe or a packed file: its size is known only at its end."""
LARGEST_TOGETHER = 4 << 30
"""Bytes that may come out of a packed file, with all that is packed in it."""
LARGEST_COPY = 256 << 20
"""Bytes of an archive that comes out of a pipe or of another archive, and is copied to disk."""
MOST_MEMBERS = 10_000
"""Files that an archive may hold, with those in archives in it."""
DEEPEST = 3
"""Packed files one in another."""
MOST_LINES = 100_000
"""Lines of a digest that is read as a whole, where it can be read line by line as well."""

_SHORTEST = {b"\n": 8, b"<": 16, b"{": 16, b"[": 16, b"@": 64, b"&": 8}
"""Least bytes a part (line, tag, object, list, entry, entity) takes on average, from `_MANY` on.

Each part takes some hundred bytes of memory, so a file of nothing but parts would take too much.
"""
_MANY = 50_000
_BEGINNING = 1 << 20
_FIRST = 1 << 12
_PIECE = 1 << 20


class Found(NamedTuple):
    """Something that may be a digest, or the reason why it cannot be read.

    Attributes:
        label: What the user calls it: ``mails.zip: monday.eml``.
        source: What it is. A large file that is read line by line must be read before the next
            one is asked for.
        box: The mailbox it is a mail of, where most are no digests; else None.
    """

    label: str
    source: Source | LargeFile | OctavoError
    box: str | None = None


class _TooMuchError(OctavoError):
    """More comes out of a packed file than may."""


class _Room:
    """How much more may come out of the packed file ``label``."""

    def __init__(self, label: str) -> None:
        self._label = label
        self._bytes = LARGEST_TOGETHER
        self._files = MOST_MEMBERS

    def take(self, size: int, label: str) -> None:
        self._bytes -= size
        if self._bytes < 0:
            why = f"holds more than {LARGEST_TOGETHER >> 20:,} MB together"
            hint = f"the rest from {label} on is left out; unpack it first"
            raise _TooMuchError(self._label, why, hint)

    def take_files(self, number: int) -> None:
        self._files -= number
        if self._files < 0:
            why = f"holds more than {MOST_MEMBERS:,} files"
            raise _TooMuchError(self._label, why, "unpack it first")


def contents(
    file: Readable,
    known: Source,
    label: str,
    choose: Choose,
    depth: int = 0,
    room: _Room | None = None,
) -> Iterator[Found]:
    """What ``file`` holds, which is itself if it holds no others.

    Args:
        file: Read once, from where it stands.
        known: What is known of it; its ``data`` is not looked at.
        label: What the user calls it.
        choose: Finds out the format, of what has more than a megabyte.
        depth: In how many packed files it stands.
        room: How much may still be unpacked of the file it stands in; None for all.
    """
    try:
        yield from _contents(file, known, label, choose, depth, room or _Room(label))
    except _TooMuchError as error:
        if depth:
            raise
        yield Found(label, error)
    except NotADigestError as error:
        yield Found(label, NotADigestError(label, error.why, error.hint))
    except OctavoError as error:
        yield Found(label, error)
    except OSError as error:
        yield Found(label, of_system(label, error))


def _contents(
    file: Readable, known: Source, label: str, choose: Choose, depth: int, room: _Room
) -> Iterator[Found]:
    beginning = file.read(_BEGINNING)
    whole = Rejoined(beginning, file)
    if not is_packed(beginning):
        if is_mbox(beginning[:_FIRST]):
            yield from _mails_in(whole, known, label)
        else:
            is_file = depth == 0 and getattr(file, "seekable", bool)()
            largest = LARGEST if is_file else LARGEST_STREAMED
            yield Found(label, _digest(beginning, whole, known, label, choose, largest))
    elif depth >= DEEPEST:
        raise OctavoError(label, f"is packed more than {DEEPEST} times", "unpack it first")
    elif is_zip(beginning):
        with _seekable(file, whole, label) as seekable:
            yield from _members(seekable, known, label, choose, depth, room)
    else:
        inner = _Unpacked(opened(beginning, whole), label, room)
        known = replace(known, name=name_inside(known.name, beginning))
        yield from contents(inner, known, label, choose, depth + 1, room)


def _digest(
    beginning: bytes, whole: Rejoined, known: Source, label: str, choose: Choose, largest: int
) -> Source | LargeFile:
    """The digest that begins so, or the file that it is read from line by line."""
    source = replace(known, data=beginning)
    if len(beginning) < _BEGINNING and beginning.count(b"\n") <= MOST_LINES // 5:
        return source
    # Before more of it is read: it may have no end.
    form = choose(source, label)
    by_line = isinstance(form, LineFormat)
    data = whole.read((LARGE if by_line else largest) + 1)
    if isinstance(form, LineFormat):
        if len(data) > LARGE or data.count(b"\n") > MOST_LINES:
            return LargeFile(label, source, form, Rejoined(data, whole))
        refuse_short_lines(label, data.count(b"\n"), len(data))
    else:
        if len(data) > largest:
            hint = "split it" if largest == LARGEST else "unpack it first, or split it"
            raise OctavoError(label, f"larger than {largest >> 20} MB", hint)
        for sign, shortest in _SHORTEST.items():
            if (count := data.count(sign)) > _MANY and len(data) < count * shortest:
                raise OctavoError(
                    label, f"has {count:,} “{sign.decode().strip() or '↵'}”, too many"
                )
    return replace(known, data=data)


def _mails_in(file: Readable, known: Source, label: str) -> Iterator[Found]:
    """The mails in the mbox ``file``."""
    skipped: list[OctavoError] = []

    def skip(one: Skipped) -> None:
        name = f"{label}: mail {one.number}"
        skipped.append(OctavoError(name, f"larger than {LARGEST_MAIL >> 20} MB", "left out"))

    mails = mails_in_mbox(file, on_skipped=skip)
    for number, mail in enumerate(mails, 1):
        name = f"mail-{number}.eml"
        yield Found(f"{label}: mail {number}", replace(known, data=mail, name=name), label)
    for error in skipped:
        yield Found(error.what, error, label)


class _Unpacked:
    """What comes out of a packed file: counted, and damage told as the user's error."""

    def __init__(self, file: Readable, label: str, room: _Room) -> None:
        self._file = file
        self._label = label
        self._room = room

    def read(self, size: int, /) -> bytes:
        """The next ``size`` bytes; fewer only at the end."""
        pieces: list[bytes] = []
        while size and (piece := self._read(min(size, _PIECE))):
            self._room.take(len(piece), self._label)
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def _read(self, size: int) -> bytes:
        try:
            return self._file.read(size)
        except BROKEN as error:
            if isinstance(error, OSError) and error.errno is not None:
                raise of_system(self._label, error) from error
            raise OctavoError(self._label, "is damaged: cannot unpack") from error


@contextmanager
def _seekable(file: Readable, whole: Rejoined, label: str) -> Iterator[BinaryIO]:
    """``file``, or a copy of the ``whole`` where one cannot go back in it."""
    from tempfile import SpooledTemporaryFile

    if getattr(file, "seekable", bool)():
        yield file  # type: ignore[misc]
        return
    with SpooledTemporaryFile(_PIECE) as copy:
        left = LARGEST_COPY
        while piece := whole.read(_PIECE):
            left -= len(piece)
            if left < 0:
                why = f"is an archive of more than {LARGEST_COPY >> 20} MB in a pipe or an archive"
                raise OctavoError(label, why, "save it as a file first")
            copy.write(piece)
        yield copy  # type: ignore[misc]


def _members(
    file: BinaryIO, known: Source, label: str, choose: Choose, depth: int, room: _Room
) -> Iterator[Found]:
    import zipfile

    try:
        archive = zipfile.ZipFile(Listed(file))
    except LargeListError:
        room.take_files(MOST_MEMBERS + 1)
        return
    except BROKEN as error:
        raise OctavoError(label, "is damaged: cannot unpack") from error
    with archive:
        infos = sorted(
            (info for info in archive.infolist() if _is_wanted(info)), key=lambda one: one.filename
        )
        room.take_files(len(infos))
        for info in infos:
            name = f"{label}: {info.filename}"
            if info.compress_type == zipfile.ZIP_LZMA and info.file_size > LARGEST_STREAMED:
                # It may ask for as much memory as it holds bytes.
                yield Found(name, OctavoError(name, f"larger than {LARGEST_STREAMED >> 20} MB"))
                continue
            try:
                member = archive.open(info)
            except BROKEN:
                yield Found(name, OctavoError(name, "cannot be unpacked"))
                continue
            inner = replace(
                known,
                name=info.filename.rpartition("/")[2],
                modified=_moment(info) or known.modified,
            )
            with member:
                unpacked = _Unpacked(member, name, room)
                yield from contents(unpacked, inner, name, choose, depth + 1, room)


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
