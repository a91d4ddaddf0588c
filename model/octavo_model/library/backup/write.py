"""Write a backup: one file with digests, marks, merges, settings and sources.

A backup is a ZIP file. Its first member is ``octavo-backup``, with the content of a ``layout``
(`octavo_model.storage.data_folder`); then come the files of the data folder and of the settings
folder, by the names they have there. The index is not in it, as it can be rebuilt.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from contextlib import nullcontext
from functools import partial
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import Progress, no_progress
from octavo_model.storage import data_folder
from octavo_model.storage.archive import Archive
from octavo_model.storage.failures import explained, of_system
from octavo_model.storage.files import (
    create_private,
    draft_of,
    make_folder,
    open_to_read,
    sync,
    sync_folder,
)
from octavo_model.storage.journal import Journal
from octavo_model.storage.journal_loss import MEMBER, size_in_backup
from octavo_model.storage.locks import turn
from octavo_model.storage.versions import LAYOUT

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from octavo_model.storage.data_folder import Paths

FIRST = "octavo-backup"
"""Name of the first member, which identifies a backup."""

_PIECE = 1 << 20
_YEARS = 1980, 2107
"""The years that a ZIP file can store; the nearest one is used for others."""
_BEGINNING = 30 + len(FIRST)
"""Bytes of a ZIP file up to the end of the name of its first member."""
_COPIES = 7
"""Daily backups that are kept."""
_DAYS = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].zip"


class BackupReport(NamedTuple):
    """What is in a backup.

    Attributes:
        digests: How many digests.
        marks: How many lines of the journal of marks.
        size: Bytes of the file.
        problems: A message for all that is damaged in the library, and was copied as it is.
        older: The backup that was there, if it has something that this one lacks; else None.
    """

    digests: int
    marks: int
    size: int
    problems: tuple[str, ...]
    older: Path | None = None


def single_files(paths: Paths) -> dict[str, Path]:
    """Return the other files of a backup, besides digests and marks, by their names there."""
    files = (paths.merge_log, paths.source_state, paths.settings, paths.sources)
    return {path.name: path for path in files}


def is_backup(path: Path) -> bool:
    """Return whether ``path`` is a backup."""
    try:
        with open_to_read(path) as file:
            beginning = file.read(_BEGINNING)
    except OSError:
        return False
    return beginning.startswith(b"PK\x03\x04") and beginning.endswith(FIRST.encode())


def write(
    paths: Paths,
    path: Path,
    now: dt.datetime,
    *,
    with_digests: bool = True,
    locks: Path | None = None,
    progress: Progress = no_progress,
) -> BackupReport:
    """Write a backup of the library below ``paths`` to ``path``.

    Others may mark and import meanwhile: the marks are those at the start. A backup at ``path`` is
    replaced, or renamed if it has something that this one lacks: a lost digest, or lost marks.

    Args:
        paths: Where the library is.
        path: The file.
        now: The time.
        with_digests: Whether it has digests.
        locks: The library's folder of locks; None if nothing can be locked.
        progress: Called with digests written and all digests.

    Raises:
        OctavoError: Another file is at ``path``, it cannot be written, or the archive cannot be
            listed.
    """
    archive, journal = Archive(paths.digests), Journal(paths.journal)
    with explained(path):
        if (path.exists() or path.is_symlink()) and not is_backup(path):
            why = "is there already, and is no backup of Octavo's"
            raise OctavoError(str(path), why, "name another file")
        if not path.parent.is_dir():
            there = path.parent.exists()
            why = "a part of the path is not a folder" if there else "no such file or folder"
            raise OctavoError(str(path), why)
        with nullcontext() if locks is None else turn(locks):
            marked = journal.size()
            sources = archive.sources() if with_digests else []
        draft, older = draft_of(path), None
        try:
            with _created(draft, path) as file:
                with zipfile.ZipFile(file, "w") as packed:
                    report, damaged = _fill(packed, now, paths, archive, sources, marked, progress)
                file.flush()
                sync(file.fileno())
            if path.exists() and _has_more(path, packed.infolist(), damaged, paths):
                older = _free(path)
                path.replace(older)
            draft.replace(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync_folder(path.absolute().parent)
        return report._replace(size=path.stat().st_size, older=older)


def _created(draft: Path, path: Path) -> BinaryIO:
    try:
        return create_private(draft)
    except OSError as error:
        # The name of the draft means nothing to the user.
        raise of_system(str(path), error) from error


def _has_more(
    path: Path, mine: Iterable[zipfile.ZipInfo], damaged: Collection[str], paths: Paths
) -> bool:
    """Return whether the backup at ``path`` has something that the new one, ``mine``, lacks."""
    checks = {info.filename: info.CRC for info in mine}
    try:
        with zipfile.ZipFile(path) as older:
            theirs = older.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return True  # another program may be able to read it
    for info in theirs:
        name = info.filename
        source = name.removeprefix("digests/").partition(".")[0]
        if name.startswith("digests/"):
            if name not in checks or (source in damaged and checks[name] != info.CRC):
                return True
        # Both files only grow: an older one is a prefix of a newer one.
        elif name == MEMBER:
            if not _begins_with(Journal(paths.journal).chunks(), info):
                return True
        elif name == paths.merge_log.name:
            try:
                with paths.merge_log.open("rb") as file:
                    if not _begins_with(_pieces(file), info):
                        return True
            except FileNotFoundError:
                return info.file_size > 0
    return False


def _begins_with(pieces: Iterable[bytes], member: zipfile.ZipInfo) -> bool:
    """Return whether ``pieces`` start with the content of a member."""
    check, left = 0, member.file_size
    for piece in pieces:
        check = zlib.crc32(piece[:left], check)
        left -= min(left, len(piece))
        if not left:
            break
    return not left and check == member.CRC


def _free(path: Path) -> Path:
    """Return a free name for the backup that is at ``path``."""
    older, number = path.with_name(f"{path.stem}.older{path.suffix}"), 1
    while os.path.lexists(older):
        number += 1
        older = path.with_name(f"{path.stem}.older-{number}{path.suffix}")
    return older


def _add(
    packed: zipfile.ZipFile, now: dt.datetime, name: str, pieces: Iterator[bytes], *, squeeze: bool
) -> None:
    """Add a member with this name; ``squeeze`` it unless it is compressed already."""
    year = min(max(now.year, _YEARS[0]), _YEARS[1])
    info = zipfile.ZipInfo(name, (year, *now.timetuple()[1:6]))
    info.compress_type = zipfile.ZIP_DEFLATED if squeeze else zipfile.ZIP_STORED
    info.external_attr = 0o600 << 16
    # A fifth larger than with the default level, in a third of the time.
    info._compresslevel = 1  # type: ignore[attr-defined]  # noqa: SLF001 - public from 3.13 on
    with packed.open(info, "w", force_zip64=True) as member:
        for piece in pieces:
            member.write(piece)


def _fill(
    packed: zipfile.ZipFile,
    now: dt.datetime,
    paths: Paths,
    archive: Archive,
    sources: list[str],
    marked: int,
    progress: Progress,
) -> tuple[BackupReport, Collection[str]]:
    """Write all members; return a report, and the digests that are damaged."""
    add = partial(_add, packed, now)
    layout, _ = data_folder.read_versions(paths.data) or (LAYOUT, 0)
    add(FIRST, iter([data_folder.our_versions(layout)]), squeeze=False)
    lines = 0

    def counted(pieces: Iterable[bytes]) -> Iterator[bytes]:
        nonlocal lines
        for piece in pieces:
            lines += piece.count(b"\n")
            yield piece

    if marked:
        add(MEMBER, counted(Journal(paths.journal).chunks(marked)), squeeze=True)
    for name, file in single_files(paths).items():
        try:
            opened = open_to_read(file)
        except FileNotFoundError:
            continue
        with opened:
            add(name, _pieces(opened), squeeze=True)
    problems: dict[str, str] = {}
    for number, source in enumerate(sources):
        progress(number, len(sources))
        try:
            archive.record(source)
            archive.verify(source)
        except OctavoError as error:
            problems[source] = str(error)
        for ending in (".gz", ".json"):
            try:
                opened = open_to_read(paths.digests / f"{source}{ending}")
            except FileNotFoundError:
                continue  # reported above, or replaced by another process meanwhile
            with opened:
                add(f"digests/{source}{ending}", _pieces(opened), squeeze=False)
    progress(len(sources), len(sources))
    return BackupReport(len(sources), lines, 0, tuple(problems.values())), problems


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    return iter(lambda: file.read(_PIECE), b"")


def is_due(paths: Paths, now: dt.datetime) -> bool:
    """Return whether there is something to back up, and no daily backup of this day."""
    files = (paths.journal, *single_files(paths).values())
    return not _path(paths, now).exists() and any(path.exists() for path in files)


def make(paths: Paths, now: dt.datetime, locks: Path | None) -> Path:
    """Write the daily backup, and remove the oldest ones.

    The one with the longest journal is never removed, as a journal that lost lines is backed up
    day after day as well. Those with a date in the future, from a wrong clock, go first.

    Raises:
        OctavoError: It cannot be written.
    """
    path = _path(paths, now)
    with explained(paths.copies):
        make_folder(paths.copies)
    write(paths, path, now, with_digests=False, locks=locks)
    copies = sorted(paths.copies.glob(_DAYS), reverse=True)
    stay = {path, max(copies, key=size_in_backup)}
    others = sorted((copy for copy in copies if copy not in stay), key=lambda copy: copy > path)
    for copy in others[_COPIES - len(stay) :]:
        copy.unlink(missing_ok=True)
    return path


def _path(paths: Paths, now: dt.datetime) -> Path:
    return paths.copies / f"{now.date().isoformat()}.zip"
