"""Bringing a backup back, into a library that may have gone its own way since.

Nothing that is there is lost. Where there is no library, all of the backup is put in place as it
was. Where there is one, it gains: the digests it has not, in their order after its own; the marks,
each as it was made last, here or there; the decisions it has not. Of settings and sources its own
stay, and those of the backup are put beside them.

A backup is a file like any other, so it is not believed. It is looked through before anything is
written: names but those that Octavo gives are refused, so that none leads elsewhere; what a member
holds, and all together, is bounded; digests are what they are called, or they are left out.
"""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from octavo_model import backup, layout
from octavo_model.archive import Archive, verify
from octavo_model.clock import Clock, stamp, utc_now
from octavo_model.decisions import Decisions
from octavo_model.errors import OctavoError
from octavo_model.faults import explained
from octavo_model.files import make_folder, write_atomically
from octavo_model.journal import Journal
from octavo_model.locks import locked, turn
from octavo_model.merging_journals import merge
from octavo_model.reader import Reader
from octavo_model.record import Record, read_record, write_record
from octavo_model.text import clean_line
from octavo_model.unpacking import LARGEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from octavo_model.paths import Paths

MOST_MEMBERS = 1 << 20
"""Files that a backup may hold."""
MOST_TIMES = 200
"""How many times its own size a backup may hold, beyond `MOST_BYTES`."""
MOST_BYTES = 64 << 20
LARGEST_DIGEST = 8 << 30
"""Bytes of a digest that is read line by line; of others, as many as an import takes."""
LARGEST_RECORD = 1 << 20
"""Bytes of what is settled about a digest, and of settings and sources."""

_DIGEST = re.compile(r"digests/([0-9a-f]{16})\.(gz|json)")
_PIECE = 1 << 20
_BROKEN = (
    zipfile.BadZipFile,
    RuntimeError,  # a password is wanted, or a way of packing is unknown
    UnicodeDecodeError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
)
"""What `zipfile` raises for what is no archive, or a damaged one."""


class RestoreReport(NamedTuple):
    """What became of a backup.

    Attributes:
        digests: How many digests the library gained.
        known: How many of the backup's it had.
        marks: How many lines the journal of marks gained.
        problems: What of the backup could not be used, in words.
        notes: What was put elsewhere than where it was, in words.
    """

    digests: int
    known: int
    marks: int
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def restore(
    paths: Paths,
    path: Path,
    *,
    clock: Clock = utc_now,
    machine: str = "",
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> RestoreReport:
    """Bring the backup at ``path`` into the library below ``paths``.

    The index knows nothing of it afterwards: open the library and have it made anew.

    Args:
        paths: Where the library lies, or is to.
        path: A backup, or one of the daily copies.
        clock: Tells the time, in UTC.
        machine: Name of this computer in the journal.
        progress: Called with digests looked at and all digests.

    Raises:
        NewerOctavoError: The backup or the library was written by a newer Octavo.
        OctavoError: It is no backup, is damaged or too large, or nothing can be written. Then
            the library is what it was, or has whole digests of the backup.
    """
    with explained(path), ExitStack() as stack:
        layout.refuse_newer(paths.data, paths.index)
        try:
            packed = stack.enter_context(zipfile.ZipFile(path))
            members = _looked_through(packed, path)
        except _BROKEN as error:
            raise _no_backup(path, str(error)) from error
        locks = paths.data / "locks"
        for folder in (paths.data, paths.digests, locks, paths.config):
            make_folder(folder)
        layout.write(paths.data)
        # No import may be under way: what it settles would be unknown here.
        stack.enter_context(locked(locks / "import"))
        stack.enter_context(turn(locks))
        try:
            return _Restoring(paths, packed, members, stamp(clock()), machine).run(progress)
        except _BROKEN as error:
            raise OctavoError(
                str(path), f"the backup is damaged: {clean_line(str(error))}"
            ) from error


def _no_backup(path: Path, why: str) -> OctavoError:
    told = f"is no backup of Octavo's{': ' if why else ''}{clean_line(why)}"
    return OctavoError(str(path), told, "octavo backup FILE makes one")


def _looked_through(packed: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """The members of a backup by name, of which nothing but the names and sizes is to be feared."""
    infos = packed.infolist()
    if not infos or infos[0].filename != backup.FIRST or infos[0].file_size > LARGEST_RECORD:
        raise _no_backup(path, "")
    found = layout.parse(packed.read(infos[0]))
    if found is None:
        raise _no_backup(path, "")
    if found[0] > layout.LAYOUT:
        raise layout.NewerOctavoError(path)
    size = path.stat().st_size
    most = MOST_TIMES * size + MOST_BYTES
    if len(infos) > MOST_MEMBERS or sum(one.file_size for one in infos) > most:
        why = f"unpacks to more than {MOST_TIMES} times its size"
        raise OctavoError(str(path), why, "no backup of Octavo's does")
    if sum(one.compress_size for one in infos) > size:
        raise _no_backup(path, "its members overlap")
    singles = {"marks.jsonl", "same.jsonl", "sources.json", "settings.toml", "sources.toml"}
    members: dict[str, zipfile.ZipInfo] = {}
    for info in infos[1:]:
        name = info.filename
        if not (name in singles or _DIGEST.fullmatch(name)) or name in members:
            raise _no_backup(path, f"it holds {name!r}")
        if info.flag_bits & 1 or info.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):
            raise _no_backup(path, f"{name} is packed in another way")
        if name.endswith((".toml", ".json")) and info.file_size > LARGEST_RECORD * (
            64 if name == "sources.json" else 1
        ):
            raise OctavoError(str(path), f"{name} in it is too large")
        members[name] = info
    return members


class _Restoring:
    """One backup on its way into one library, whose locks are held."""

    def __init__(
        self,
        paths: Paths,
        packed: zipfile.ZipFile,
        members: dict[str, zipfile.ZipInfo],
        now: str,
        machine: str,
    ) -> None:
        self._paths = paths
        self._packed = packed
        self._members = members
        self._now = now
        self._machine = machine
        self._archive = Archive(paths.digests)
        self._reader = Reader()
        self._problems: list[str] = []
        self._notes: list[str] = []

    def run(self, progress: Callable[[int, int], None]) -> RestoreReport:
        """Do it, digests first: marks of papers that are missing are of no use."""
        gained, known = self._digests(progress)
        marks = self._marks()
        self._decisions()
        for name, path in backup.single_files(self._paths).items():
            if name.endswith((".toml", ".json")) and name in self._members:
                self._place(name, path)
        return RestoreReport(gained, known, marks, tuple(self._problems), tuple(self._notes))

    def _digests(self, progress: Callable[[int, int], None]) -> tuple[int, int]:
        sources = {found[1] for name in self._members if (found := _DIGEST.fullmatch(name))}
        mine = set(self._archive.sources())
        records: dict[str, Record] = {}
        for source in sources:
            try:
                records[source] = self._record(source)
            except (OctavoError, ValueError, KeyError):
                self._problems.append(f"digests/{source}: its record is damaged; it is left out")
        taken = _Taken(self._archive, mine)
        gained = known = 0
        ordered = sorted(records.items(), key=lambda item: (item[1].seq, item[0]))
        for number, (source, record) in enumerate(ordered):
            progress(number, len(ordered))
            if source in mine and self._is_sound(source):
                known += 1
                continue
            try:
                data = self._bytes(source, record)
            except (OctavoError, KeyError) as error:
                self._problems.append(f"digests/{source}: {error}; it is left out")
                continue
            # The bytes first: without its record a digest is none of the archive's.
            write_atomically(self._paths.digests / f"{source}.gz", data)
            if source not in mine:
                placed = write_record(taken.place(record))
                write_atomically(self._paths.digests / f"{source}.json", placed)
                gained += 1
        progress(len(ordered), len(ordered))
        return gained, known

    def _record(self, source: str) -> Record:
        record = read_record(self._packed.read(f"digests/{source}.json"))
        # It is shown, so it is cleaned, as what a digest says is.
        return record._replace(
            name=clean_line(record.name) or source,
            file=clean_line(record.file),
            path=None if record.path is None else clean_line(record.path),
            format=clean_line(record.format),
            origin=None if record.origin is None else clean_line(record.origin),
        )

    def _is_sound(self, source: str) -> bool:
        """Whether the library has this digest undamaged; else the backup's puts it right."""
        try:
            self._archive.record(source)
            self._archive.verify(source)
        except OctavoError:
            return False
        return True

    def _bytes(self, source: str, record: Record) -> bytes:
        """What the archive keeps of ``source``, once it has been seen to be that."""
        most = LARGEST_DIGEST if self._reader.is_by_line(record.format) else LARGEST
        name = f"digests/{source}.gz"
        with self._packed.open(name) as member:
            verify(source, member, name, most)
        return self._packed.read(name)

    def _marks(self) -> int:
        if "marks.jsonl" not in self._members:
            return 0
        journal = Journal(self._paths.journal)
        with self._packed.open("marks.jsonl") as theirs:
            merged = merge(journal, theirs, self._now, self._machine)
        if merged.damaged:
            told = f"{merged.damaged} of its lines are damaged and were left out"
            self._problems.append(f"marks.jsonl: {told}")
        return merged.gained

    def _decisions(self) -> None:
        if "same.jsonl" not in self._members:
            return
        decisions = Decisions(self._paths.decisions)
        known = set(decisions.read()[0])
        data = self._packed.read("same.jsonl")
        told, problems = Decisions.understood(data, "same.jsonl")
        self._problems += problems
        if not problems and not self._paths.decisions.exists():
            write_atomically(self._paths.decisions, data)
            return
        for one in told:
            if one not in known:
                decisions.add(one, self._now)
                known.add(one)

    def _place(self, name: str, path: Path) -> None:
        """Put a file in its place, or beside the one that stands there and says otherwise."""
        data = self._packed.read(name)
        if not path.exists():
            write_atomically(path, data)
        elif path != self._paths.source_state and path.read_bytes() != data:
            beside = path.with_name(f"{path.stem}.restored{path.suffix}")
            write_atomically(beside, data)
            self._notes.append(f"{path} stays as it is; what the backup holds is {beside}")


class _Taken:
    """Numbers and names of the digests of a library, for more to come after them."""

    def __init__(self, archive: Archive, sources: set[str]) -> None:
        self._numbers: set[int] = set()
        self._names: set[str] = set()
        for source in sources:
            try:
                record = archive.record(source)
            except OctavoError:
                continue  # told when the library is opened
            self._numbers.add(record.seq)
            self._names.add(record.name)
        self._is_empty = not sources

    def place(self, record: Record) -> Record:
        """``record`` with a number after all others and a name that is free.

        In an empty library it keeps its own.
        """
        seq, name, number = record.seq, record.name, 1
        if not self._is_empty or seq in self._numbers:
            seq = max(self._numbers, default=0) + 1
        while name in self._names:
            number += 1
            name = f"{record.name}-{number}"
        self._numbers.add(seq)
        self._names.add(name)
        return record._replace(seq=seq, name=name)
