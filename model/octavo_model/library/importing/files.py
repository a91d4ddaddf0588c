"""Files that are imported: which of them may be digests, and the limits of what is read."""

from __future__ import annotations

import stat
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.dates import from_seconds
from octavo_model.core.errors import OctavoError
from octavo_model.formats import LineFormat, Source
from octavo_model.library.importing.items import (
    LARGEST,
    LARGEST_STREAMED,
    TAR_HEADER,
    Item,
    LargeFile,
    Rejoined,
    TooMuchError,
    is_packed,
    is_wanted,
    refuse_short_lines,
)
from octavo_model.storage.archive import LARGE
from octavo_model.storage.failures import explained, of_system

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from octavo_model.core.parsed import ImportOptions, Progress
    from octavo_model.formats import Format
    from octavo_model.library.importing.containers import SizeLimit
    from octavo_model.library.importing.items import DigestReader
    from octavo_model.storage.archive import Readable

    Choose = Callable[[Source, str], Format]
    """Returns the format of a source with a label; see `DigestReader.choose`."""

LARGEST_IN_FOLDER = 64 << 20
"""Bytes of a packed file that is read although the user named only the folder it is in."""
MOST_LINES = 100_000
"""Lines of a digest that is read as a whole although it can be read line by line."""

_BEGINNING = 1 << 20
_FIRST = 1 << 12
_SHORTEST = {b"\n": 8, b"<": 16, b"{": 16, b"[": 16, b"@": 64, b"&": 8}
"""Bytes a part (line, tag, object, list, entry, entity) must have on average, from `_MANY` on.

Each part takes hundreds of bytes of memory, so a file of tiny parts would take too much.
"""
_MANY = 50_000


def items_at(
    path: Path, options: ImportOptions, reader: DigestReader, progress: Progress
) -> Iterator[Item]:
    """Yield all that may be a digest at ``path``, a file or folder.

    Hidden files, and very large packed files in a folder, are skipped. ``progress`` is called with
    files read and all files.
    """
    is_folder = path.is_dir()
    with explained(path):
        files = _files_in(path) if is_folder else [path]
    for number, file in enumerate(files):
        progress(number, len(files))
        mailbox = _maildir_of(file) if is_folder else None
        inside = _items_in(file, options, reader.choose, is_named=not is_folder)
        for item in reader.guarded(inside, str(file)):
            yield item._replace(mailbox=mailbox) if item.mailbox is None else item
    progress(len(files), len(files))


def contents(
    choose: Choose,
    file: Readable,
    known: Source,
    label: str,
    depth: int = 0,
    limit: SizeLimit | None = None,
) -> Iterator[Item]:
    """Yield what is in ``file``: itself, or the files packed in it, or the mails of a mailbox.

    It is read once, from its current position, and ``choose`` finds out its format if it is large.
    ``depth`` is how many packed files it is in, and ``limit`` how much more may be unpacked.
    """
    try:
        beginning = file.read(_BEGINNING)
        whole = Rejoined(beginning, file)
        if is_packed(beginning):
            from octavo_model.library.importing.containers import SizeLimit, unpack

            room, inner = limit or SizeLimit(label), partial(contents, choose)
            yield from unpack(whole, beginning, known, label, depth, room, inner)
            return
        if beginning.startswith(b"From "):
            from octavo_model.library.importing.mailboxes import is_mbox, items_in_mbox

            if is_mbox(beginning[:_FIRST]):
                yield from items_in_mbox(whole, known, label)
                return
        is_file = depth == 0 and getattr(file, "seekable", bool)()
        largest = LARGEST if is_file else LARGEST_STREAMED
        yield Item(label, _digest(beginning, whole, known, label, choose, largest))
    except TooMuchError as error:
        if depth:
            raise  # no more may be read from the file that this one is in
        yield Item(label, error)
    except OctavoError as error:
        yield Item(label, error)
    except OSError as error:
        yield Item(label, of_system(label, error))


def _files_in(folder: Path) -> list[Path]:
    """Return the mails of a Maildir, oldest first, or the files of another folder, by name."""
    if is_maildir(folder):
        from octavo_model.library.importing.mailboxes import maildir_files

        return maildir_files(folder)
    return sorted(
        path
        for path in folder.rglob("*")
        if is_wanted(path.relative_to(folder).parts) and path.is_file()
    )


def _maildir_of(file: Path) -> str | None:
    """Return the Maildir that ``file`` is a mail of, if it is one."""
    folder = file.parent
    is_mail = folder.name in {"cur", "new"} and is_maildir(folder.parent)
    return str(folder.parent) if is_mail else None


def is_maildir(folder: Path) -> bool:
    """Return whether ``folder`` is a Maildir."""
    return (folder / "cur").is_dir() and (folder / "new").is_dir()


def _items_in(
    path: Path, options: ImportOptions, choose: Choose, *, is_named: bool
) -> Iterator[Item]:
    """Yield what is in the file or pipe at ``path``; one in a folder is not ``is_named``."""
    try:
        status = path.stat()
        if not _has_end(path, status.st_mode):
            raise OctavoError(str(path), "is a device or a socket, not a file")
        modified = from_seconds(status.st_mtime)
        known = Source(b"", path.name, modified, options.date, options.format, options.origin)
        with path.open("rb") as file:
            is_large = status.st_size > LARGEST_IN_FOLDER
            if not is_named and is_large and is_packed(file.peek(TAR_HEADER)):
                why = f"larger than {LARGEST_IN_FOLDER >> 20} MB"
                raise OctavoError(str(path), why, "skipped; name the file to import it")
            yield from contents(choose, file, known, str(path))
    except OSError as error:
        raise of_system(str(path), error) from error


def _has_end(path: Path, mode: int) -> bool:
    """Return whether reading ``path`` ends: a device may be endless."""
    if stat.S_ISCHR(mode):
        with path.open("rb", buffering=0) as device:
            return device.isatty()  # what a person types does end
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode)


def _digest(
    beginning: bytes, whole: Rejoined, known: Source, label: str, choose: Choose, largest: int
) -> Source | LargeFile:
    """Return the digest with this ``beginning``, or the file that it is read from line by line."""
    source = replace(known, data=beginning)
    if len(beginning) < _BEGINNING and beginning.count(b"\n") <= MOST_LINES // 5:
        return source
    # Before more of it is read: it may be endless.
    form = choose(source, label)
    by_line = isinstance(form, LineFormat)
    data = whole.read((LARGE if by_line else largest) + 1)
    if isinstance(form, LineFormat):
        if len(data) > LARGE or data.count(b"\n") > MOST_LINES:
            return LargeFile(source, form, Rejoined(data, whole))
        refuse_short_lines(label, data.count(b"\n"), len(data))
    else:
        if len(data) > largest:
            hint = "split it" if largest == LARGEST else "unpack it first, or split it"
            raise OctavoError(label, f"larger than {largest >> 20} MB", hint)
        for sign, shortest in _SHORTEST.items():
            if (count := data.count(sign)) > _MANY and len(data) < count * shortest:
                raise OctavoError(label, f"has too many parts: {count:,} times {sign.decode()!r}")
    return replace(known, data=data)
