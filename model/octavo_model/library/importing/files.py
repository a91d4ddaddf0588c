"""Files as sources of digests: which there are, and what is read of them."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from octavo_model.core.dates import from_seconds
from octavo_model.core.errors import OctavoError
from octavo_model.formats import Source
from octavo_model.library.importing.containers import contents
from octavo_model.library.importing.decompression import is_packed
from octavo_model.library.importing.mailboxes import is_maildir, maildir_files
from octavo_model.storage.failures import explained, of_system

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from octavo_model.core.parsed import ImportOptions
    from octavo_model.library.importing.containers import Choose, Found
    from octavo_model.library.importing.items import Reader

LARGEST_IN_FOLDER = 64 << 20
"""Bytes of a packed file that is still read where nobody named it, but a folder it is in."""
NAME_IT = "left out; to import it all the same, name it"


def found_at(
    path: Path, asked: ImportOptions, reader: Reader, progress: Callable[[int, int], None]
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
        box = _maildir_of(file) if is_folder else None
        held = _found_in(file, asked, reader.choose, is_named=not is_folder)
        for one in reader.unpacked(held, str(file)):
            yield one._replace(box=box) if one.box is None else one
    progress(len(files), len(files))


def _found_in(
    path: Path, asked: ImportOptions, choose: Choose, *, is_named: bool
) -> Iterator[Found]:
    """What the file at ``path`` holds: a file, or a pipe.

    Raises:
        OctavoError: It cannot be read, is no file, or a large packed file that nobody named.
    """
    try:
        status = path.stat()
        if not _can_end(path, status.st_mode):
            raise OctavoError(str(path), "is a device or a socket, not a file")
        modified = from_seconds(status.st_mtime)
        known = Source(b"", path.name, modified, asked.date, asked.format, asked.origin)
        with path.open("rb") as file:
            if not is_named and status.st_size > LARGEST_IN_FOLDER and is_packed(file.peek(8)):
                raise OctavoError(str(path), f"larger than {LARGEST_IN_FOLDER >> 20} MB", NAME_IT)
            yield from contents(file, known, str(path), choose)
    except OSError as error:
        raise of_system(str(path), error) from error


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


def _can_end(path: Path, mode: int) -> bool:
    """Whether what is read there comes to an end: a device may go on for ever."""
    if stat.S_ISCHR(mode):
        with path.open("rb", buffering=0) as device:
            return device.isatty()  # what a person types does end
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode)
