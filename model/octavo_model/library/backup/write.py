"""Write a backup: one file with digests, marks, merges, settings and sources.

A backup is a ZIP file. Its first member is ``octavo-backup``, with the content of a ``layout``
(`octavo_model.storage.data_folder`); then come the files of the data folder and of the settings
folder, by the names they have there. The index is not in it, as it can be rebuilt.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from contextlib import nullcontext, suppress
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from octavo_model.core.errors import OctavoError
from octavo_model.core.parsed import Progress, no_progress
from octavo_model.settings.user_commands import without_commands
from octavo_model.storage import data_folder
from octavo_model.storage.archive import Archive
from octavo_model.storage.archive_record import LESSONS
from octavo_model.storage.failures import explained, of_system
from octavo_model.storage.files import (
    LARGEST_SETTINGS,
    create_private,
    draft_of,
    make_folder,
    open_to_read,
    pieces,
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

_YEARS = 1980, 2107
"""The years that a ZIP file can store; the nearest one is used for others."""
_BEGINNING = 30 + len(FIRST)
"""Bytes of a ZIP file up to the end of the name of its first member."""
_COPIES = 7
"""Daily backups that are kept."""
_DAYS = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].zip"


class BackupReport(NamedTuple):
    """What is in a backup."""

    digests: int
    marks: int
    """How many lines of the journal of marks."""
    size: int
    """Bytes of the file."""
    problems: tuple[str, ...]
    """A message for all that is damaged in the library, and was copied as it is."""
    older: Path | None = None
    """The backup that was there, if it has something that this one lacks."""


def single_files(paths: Paths) -> dict[str, Path]:
    """Return the other files of a backup, besides digests and marks, by their names there."""
    files = (paths.merge_log, paths.source_state, paths.settings, paths.sources)
    return {path.name: path for path in files}


def settings_to_share(path: Path) -> bytes:
    """Return the settings in ``path`` without the user's commands, as these run programs.

    A file that is not valid is returned as it is, as Octavo reads no command in it.
    """
    with open_to_read(path) as file:
        data = file.read()
    if len(data) <= LARGEST_SETTINGS:
        with suppress(ValueError):
            return without_commands(data)[0]
    return data


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
    ``locks`` is the library's folder of locks, None if nothing can be locked.
    """
    archive, journal = Archive(paths.digests), Journal(paths.journal)
    with explained(path):
        if (path.exists() or path.is_symlink()) and not is_backup(path):
            why = "is there already, and is not a backup of Octavo"
            raise OctavoError(str(path), why, "name another file")
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
                older = free_path(path.with_name(f"{path.stem}.older"), path.suffix)
                path.replace(older)
            draft.replace(path)
        except BaseException:
            with suppress(OSError):  # there may be no folder that it could be in
                draft.unlink()
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
        if name.startswith("digests/") and source not in LESSONS:
            if name not in checks or (source in damaged and checks[name] != info.CRC):
                return True
        # Both files only grow: an older one is a prefix of a newer one.
        elif name == MEMBER:
            if not _begins_with(Journal(paths.journal).chunks(), info):
                return True
        elif name == paths.merge_log.name:
            log = paths.merge_log.read_bytes() if paths.merge_log.exists() else b""
            if not _begins_with([log], info):
                return True
    return False


def free_path(base: Path, suffix: str = "") -> Path:
    """Return a path that is not used: ``base`` with ``suffix``, else with a number between."""
    free, number = base.with_name(f"{base.name}{suffix}"), 1
    while os.path.lexists(free):
        number += 1
        free = base.with_name(f"{base.name}-{number}{suffix}")
    return free


def _begins_with(pieces: Iterable[bytes], member: zipfile.ZipInfo) -> bool:
    """Return whether ``pieces`` start with the content of a member."""
    check, left = 0, member.file_size
    for piece in pieces:
        check = zlib.crc32(piece[:left], check)
        left -= min(left, len(piece))
        if not left:
            break
    return not left and check == member.CRC


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

    def add_file(name: str, path: Path, *, squeeze: bool) -> None:
        with suppress(FileNotFoundError), open_to_read(path) as file:
            add(name, pieces(file), squeeze=squeeze)

    if marked:
        add(MEMBER, counted(Journal(paths.journal).chunks(marked)), squeeze=True)
    for name, path in single_files(paths).items():
        if path == paths.settings:
            with suppress(FileNotFoundError):
                add(name, iter([settings_to_share(path)]), squeeze=True)
        else:
            add_file(name, path, squeeze=True)
    problems: dict[str, str] = {}
    for number, source in enumerate(sources):
        progress(number, len(sources))
        try:
            archive.record(source)
            archive.verify(source)
        except OctavoError as error:
            problems[source] = str(error)
        for ending in (".gz", ".json"):
            # If it is not there: reported above, or replaced by another process meanwhile.
            path = paths.digests / f"{source}{ending}"
            add_file(f"digests/{source}{ending}", path, squeeze=False)
    progress(len(sources), len(sources))
    return BackupReport(len(sources), lines, 0, tuple(problems.values())), problems


def is_due(paths: Paths, now: dt.datetime) -> bool:
    """Return whether there is something to back up, and no daily backup of this day."""
    files = (paths.journal, *single_files(paths).values())
    return not _path(paths, now).exists() and any(path.exists() for path in files)


def make(paths: Paths, now: dt.datetime, locks: Path | None) -> Path:
    """Write the daily backup, and remove the oldest ones.

    The one with the longest journal is never removed, as a journal that lost lines is backed up
    day after day as well. Those with a date in the future, from a wrong clock, go first.
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
