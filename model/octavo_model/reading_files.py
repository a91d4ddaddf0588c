"""Files as sources of digests: which there are, and what is read of them."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from octavo_model.archive import LARGE
from octavo_model.clock import from_seconds
from octavo_model.digests.protocol import LineFormat, Source
from octavo_model.errors import NotADigestError, OctavoError
from octavo_model.faults import explained, of_system
from octavo_model.large_files import LargeFile
from octavo_model.mailboxes import is_maildir, is_mbox, maildir_files
from octavo_model.unpacking import Found, contents, is_packed, mails_in

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from octavo_model.reader import Reader

LARGEST = 256 << 20
"""Bytes of a digest that has to be read as a whole."""
LARGEST_IN_FOLDER = 64 << 20
"""Bytes of a file that is still read where nobody named it, but a folder it is in."""
NAME_IT = "left out; to import it all the same, name it"
_BEGINNING = 1 << 20
_FIRST = 1 << 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user says of files: see `Source`."""

    date: dt.date | None = None
    format: str | None = None
    origin: str | None = None


def found_at(
    path: Path, asked: Asked, reader: Reader, progress: Callable[[int, int], None]
) -> Iterator[Found]:
    """All that may be a digest at ``path`` and below, hidden and very large files left out.

    Args:
        path: A file or folder.
        asked: What the user says of them.
        reader: Knows a digest by its beginning.
        progress: Called with files read and all files.

    Raises:
        OctavoError: The folder cannot be read.
    """
    is_folder = path.is_dir()
    with explained(path):
        if is_folder:
            files = maildir_files(path) if is_maildir(path) else files_below(path)
        else:
            files = [path]
    for number, file in enumerate(files):
        progress(number, len(files))
        if _is_mailbox(file):
            yield from reader.unpacked(mails_of(file, asked), str(file))
            continue
        box = _maildir_of(file) if is_folder else None
        largest = LARGEST_IN_FOLDER if is_folder else LARGEST
        try:
            source = source_at(file, asked, reader, largest=largest)
        except OctavoError as error:
            yield Found(str(file), error, box)
        else:
            if isinstance(source, LargeFile):
                yield Found(str(file), source)
            else:
                held = reader.unpacked(contents(source, str(file)), str(file))
                yield from (one._replace(box=box) for one in held)
    progress(len(files), len(files))


def mails_of(path: Path, asked: Asked) -> Iterator[Found]:
    """The mails in the mailbox at ``path``, one after the other.

    Raises:
        OctavoError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            modified = from_seconds(os.fstat(file.fileno()).st_mtime)
            whole = Source(b"", path.name, modified, asked.date, asked.format, asked.origin)
            yield from mails_in(file, whole, str(path))
    except OSError as error:
        raise of_system(str(path), error) from error


def _is_mailbox(path: Path) -> bool:
    """Whether the file at ``path`` is an mbox; what cannot be looked at twice is none."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        with path.open("rb") as file:
            return is_mbox(file.read(_FIRST))
    except OSError:
        return False


def _maildir_of(path: Path) -> str | None:
    """The Maildir that the file at ``path`` is a mail of, if it is one."""
    folder = path.parent
    inside = folder.name in {"cur", "new"} and is_maildir(folder.parent)
    return str(folder.parent) if inside else None


def files_below(folder: Path) -> list[Path]:
    """The files in ``folder`` and below in the order of their names; hidden ones left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )


def source_at(
    path: Path, asked: Asked, reader: Reader, *, largest: int = LARGEST
) -> Source | LargeFile:
    """What is to be read at ``path``: a file, or a pipe.

    Of a large file no more than its beginning is read where that shows that it is no digest, or
    one that is read line by line.

    Args:
        path: Where.
        asked: What the user says of it.
        reader: Knows a digest by its beginning.
        largest: How many bytes it may have, if it is not one that is read line by line.

    Raises:
        NotADigestError: It is large, and does not begin like a digest.
        OctavoError: It cannot be read, is no file, or has more than ``largest`` bytes.
    """
    try:
        status = path.stat()
        if not _can_end(path, status.st_mode):
            raise OctavoError(str(path), "is a device or a socket, not a file")
        modified = from_seconds(status.st_mtime)

        def told(data: bytes) -> Source:
            return Source(data, path.name, modified, asked.date, asked.format, asked.origin)

        with path.open("rb") as file:
            data = file.read(_BEGINNING)
            if len(data) == _BEGINNING:
                if not is_packed(data):
                    form = reader.choose(told(data), str(path))
                    is_file = stat.S_ISREG(status.st_mode)
                    if is_file and status.st_size > LARGE and isinstance(form, LineFormat):
                        return LargeFile(path, told(data), form)
                data += file.read(largest - len(data) + 1)
                if len(data) > largest:
                    hint = NAME_IT if largest < LARGEST else "split it"
                    raise OctavoError(str(path), f"larger than {largest >> 20} MB", hint)
    except NotADigestError as error:
        raise NotADigestError(str(path), error.why, error.hint) from None
    except OSError as error:
        raise of_system(str(path), error) from error
    return told(data)


def _can_end(path: Path, mode: int) -> bool:
    """Whether what is read there comes to an end: a device may go on for ever."""
    if stat.S_ISCHR(mode):
        with path.open("rb", buffering=0) as device:
            return device.isatty()  # what a person types does end
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode)
