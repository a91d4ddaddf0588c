"""One file with all that cannot be made anew: digests, marks, decisions, settings, sources.

A backup is a ZIP file. First in it stands ``octavo-backup``, with what a ``layout`` holds
(`octavo_model.storage.data_folder`), then what the data folder and the settings folder hold, under
the names it has there. The index is left out: it is made from the rest.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from contextlib import nullcontext
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple

from octavo_model.core.errors import OctavoError
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

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterable, Iterator
    from pathlib import Path

    from octavo_model.storage.data_folder import Paths

FIRST = "octavo-backup"
"""Name of the first member, by which a backup is known."""

_PIECE = 1 << 20
_YEARS = 1980, 2107
_BEGINNING = 30 + len(FIRST)
"""Bytes of a ZIP file up to the end of the name of its first member."""


class BackupReport(NamedTuple):
    """What a backup holds.

    Attributes:
        digests: How many digests.
        marks: How many lines of the journal of marks.
        size: Bytes of the file.
        problems: What of the library is damaged, and was put in as it is, in words.
        older: The backup that was there, where this one has not all that it has; else None.
    """

    digests: int
    marks: int
    size: int
    problems: tuple[str, ...]
    older: Path | None = None


def single_files(paths: Paths) -> dict[str, Path]:
    """What a backup holds besides digests and marks, by its name there."""
    files = (
        paths.merge_log,
        paths.source_state,
        paths.settings,
        paths.sources,
    )
    return {path.name: path for path in files}


def is_backup(path: Path) -> bool:
    """Whether there is a backup at ``path``."""
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
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> BackupReport:
    """Put all of the library below ``paths`` that cannot be made anew into ``path``.

    Others may mark and import meanwhile: the marks are those at the beginning.

    A backup that is there is replaced once this one is whole, unless it has what this one has not:
    a digest that the library has lost, or marks that its journal does not begin with. Then it is
    kept beside it, by another name.

    Args:
        paths: Where the library lies.
        path: The file.
        now: The time.
        with_digests: Whether digests are to be in it.
        locks: The library's folder of locks; None where nothing can be locked.
        progress: Called with digests put in and all digests.

    Raises:
        OctavoError: There is something else at ``path``, it cannot be written, or it cannot be
            told which digests there are.
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
                    filling = _Packing(packed, now)
                    report = _fill(filling, paths, archive, sources, marked, progress)
                file.flush()
                sync(file.fileno())
            if path.exists() and _has_more(path, packed.infolist(), filling.unsound, paths):
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
        # Not by the draft's name: nobody knows it.
        raise of_system(str(path), error) from error


def _has_more(
    path: Path, mine: Iterable[zipfile.ZipInfo], unsound: Collection[str], paths: Paths
) -> bool:
    """Whether the backup at ``path`` has what a new one has not.

    Args:
        path: The one that is there.
        mine: What the new one holds.
        unsound: Digests of the new one that are damaged.
        paths: What it was made of.
    """
    checks = {one.filename: one.CRC for one in mine}
    try:
        with zipfile.ZipFile(path) as older:
            theirs = older.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return True  # perhaps somebody else can make something of it
    for one in theirs:
        name = one.filename
        source = name.removeprefix("digests/").partition(".")[0]
        if name.startswith("digests/"):
            if name not in checks or (source in unsound and checks[name] != one.CRC):
                return True
        # Both only grow: what was there once is what they begin with.
        elif name == MEMBER:
            if not _begins_with(Journal(paths.journal).chunks(), one):
                return True
        elif name == paths.merge_log.name:
            try:
                with paths.merge_log.open("rb") as file:
                    if not _begins_with(_pieces(file), one):
                        return True
            except FileNotFoundError:
                return one.file_size > 0
    return False


def _begins_with(pieces: Iterable[bytes], member: zipfile.ZipInfo) -> bool:
    """Whether ``pieces`` begin with what a member of a backup holds."""
    check, left = 0, member.file_size
    for piece in pieces:
        check = zlib.crc32(piece[:left], check)
        left -= min(left, len(piece))
        if not left:
            break
    return not left and check == member.CRC


def _free(path: Path) -> Path:
    """A name beside ``path`` for the backup that was there."""
    older, number = path.with_name(f"{path.stem}.older{path.suffix}"), 1
    while os.path.lexists(older):
        number += 1
        older = path.with_name(f"{path.stem}.older-{number}{path.suffix}")
    return older


class _Packing:
    """A ZIP file that is being filled.

    A ZIP file knows no time before 1980 or after 2107: the nearest one is written instead.

    Attributes:
        unsound: The digests in it that are damaged, by their names in the archive.
    """

    def __init__(self, packed: zipfile.ZipFile, now: dt.datetime) -> None:
        self.unsound: set[str] = set()
        self._packed = packed
        year = min(max(now.year, _YEARS[0]), _YEARS[1])
        self._time = (year, *now.timetuple()[1:6])

    def add(self, name: str, pieces: Iterator[bytes], *, squeeze: bool) -> None:
        """Add a member of that ``name``; ``squeeze`` it unless it is compressed already."""
        info = zipfile.ZipInfo(name, self._time)
        info.compress_type = zipfile.ZIP_DEFLATED if squeeze else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        # A fifth larger than by the usual level, in a third of the time.
        info._compresslevel = 1  # type: ignore[attr-defined]  # noqa: SLF001 - public from 3.13 on
        with self._packed.open(info, "w", force_zip64=True) as member:
            for piece in pieces:
                member.write(piece)


def _fill(
    packing: _Packing,
    paths: Paths,
    archive: Archive,
    sources: list[str],
    marked: int,
    progress: Callable[[int, int], None],
) -> BackupReport:
    packing.add(FIRST, iter([data_folder.our_versions()]), squeeze=False)
    lines = 0

    def counted(pieces: Iterable[bytes]) -> Iterator[bytes]:
        nonlocal lines
        for piece in pieces:
            lines += piece.count(b"\n")
            yield piece

    if marked:
        packing.add(MEMBER, counted(Journal(paths.journal).chunks(marked)), squeeze=True)
    for name, file in single_files(paths).items():
        try:
            opened = open_to_read(file)
        except FileNotFoundError:
            continue
        with opened:
            packing.add(name, _pieces(opened), squeeze=True)
    problems: list[str] = []
    for number, source in enumerate(sources):
        progress(number, len(sources))
        try:
            archive.record(source)
            archive.verify(source)
        except OctavoError as error:
            problems.append(str(error))
            packing.unsound.add(source)
        for ending in (".gz", ".json"):
            try:
                opened = open_to_read(paths.digests / f"{source}{ending}")
            except FileNotFoundError:
                continue  # told above, or another one took its place meanwhile
            with opened:
                packing.add(f"digests/{source}{ending}", _pieces(opened), squeeze=False)
    progress(len(sources), len(sources))
    return BackupReport(len(sources), lines, 0, tuple(problems))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """What ``file`` holds."""
    return iter(lambda: file.read(_PIECE), b"")


MOST = 7
"""Copies that are kept."""

_DAYS = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].zip"


def is_due(paths: Paths, now: dt.datetime) -> bool:
    """Whether there is something to copy, and no copy of this day."""
    kept = (paths.journal, *single_files(paths).values())
    return not _path(paths, now).exists() and any(path.exists() for path in kept)


def make(paths: Paths, now: dt.datetime, locks: Path | None) -> Path:
    """Make the copy of this day, and remove those that are too many.

    It stays, and so does the one with the longest journal, be it the oldest: a journal that lost
    its beginning is copied day after day as well. Of the others, those of days that are still to
    come, as a wrong clock leaves them, go first, then the oldest.

    Raises:
        OctavoError: It cannot be written.
    """
    path = _path(paths, now)
    with explained(paths.copies):
        make_folder(paths.copies)
    write(paths, path, now, with_digests=False, locks=locks)
    kept = sorted(paths.copies.glob(_DAYS), reverse=True)
    stay = {path, max(kept, key=size_in_backup)}
    others = sorted((one for one in kept if one not in stay), key=lambda one: one > path)
    for one in others[MOST - len(stay) :]:
        one.unlink(missing_ok=True)
    return path


def _path(paths: Paths, now: dt.datetime) -> Path:
    return paths.copies / f"{now.date().isoformat()}.zip"
