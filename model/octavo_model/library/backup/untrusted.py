"""The content of a backup, which may be damaged or made to do harm: checked before it is used."""

from __future__ import annotations

import errno
import io
import re
import sys
import zipfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.library.backup.write import FIRST, settings_to_share
from octavo_model.library.importing.containers import BROKEN
from octavo_model.settings.user_commands import without_commands
from octavo_model.storage import data_folder
from octavo_model.storage.archive_record import LESSONS, Record, read_record
from octavo_model.storage.files import (
    LARGEST_MERGE_LOG,
    LARGEST_RECORD,
    LARGEST_SETTINGS,
    LARGEST_STATE,
    bounded_lines,
    open_to_read,
    read_at_most,
    write_atomically,
)
from octavo_model.storage.versions import LAYOUT
from octavo_model.text.clean import clean_line, visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_MEMBERS = 1 << 20
"""Files that a backup may have."""
MOST_TIMES = 200
"""How many times its own size a backup may unpack to, beyond `MOST_BYTES`."""
MOST_BYTES = 64 << 20
LONGEST_LINE = 1 << 20
"""Bytes of a line of the journal or the merge log; a longer one is damaged."""
LONGEST_SETTINGS_LINE = 2_500
"""Bytes of a line in settings or sources; the time to parse TOML may grow with its square."""
_MOST_NAMED = 20

_DIGEST = re.compile(r"digests/([0-9a-f]{16})\.(gz|json)")
_LARGEST = {
    "marks.jsonl": sys.maxsize,
    "same.jsonl": LARGEST_MERGE_LOG,
    "sources.json": LARGEST_STATE,
    "settings.toml": LARGEST_SETTINGS,
    "sources.toml": LARGEST_SETTINGS,
}
"""What a backup has besides digests, and the most bytes of each."""


def not_a_backup(path: Path, why: str = "") -> OctavoError:
    """Return the error that ``path`` is not a backup."""
    text = f"is not a backup of Octavo{': ' if why else ''}{clean_line(why)}"
    return OctavoError(str(path), text, "octavo backup FILE makes one")


class Backup(zipfile.ZipFile):
    """A backup whose names and sizes were checked.

    ``problems`` are messages about members that are damaged or too large, and are left out.
    """

    def __init__(self, file: IO[bytes], path: Path) -> None:
        super().__init__(file)
        self.problems: list[str] = []
        self._members = self._checked(path)

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def sources(self) -> set[str]:
        """Return the names of all digests."""
        digests = {match[1] for name in self._members if (match := _DIGEST.fullmatch(name))}
        return digests - LESSONS

    def record(self, source: str) -> Record:
        """Return the record of a digest, cleaned, as it is displayed.

        A `KeyError` means that it has none, and a `ValueError` that it is damaged.
        """
        info = self._members[f"digests/{source}.json"]
        if info.file_size > LARGEST_RECORD:
            raise ValueError("too large for a record")
        fields = read_record(self.read(info))._asdict()
        for name, value in fields.items():
            if isinstance(value, str):
                fields[name] = clean_line(value)
        return Record(**{**fields, "name": fields["name"] or source})

    def versions(self) -> tuple[int, int] | None:
        """Return the layout and the schema of the Octavo that wrote it."""
        return data_folder.parse_versions(self.read(FIRST))

    def lines(self, name: str) -> Iterator[bytes]:
        """Yield the lines of a member, as far as they can be read; none if it does not exist."""
        try:
            if name in self._members:
                with self.open(name) as member:
                    yield from lines_of(member)
        except BROKEN:
            self.problems.append(f"{name}: is damaged; only its first lines could be read")

    def _checked(self, path: Path) -> dict[str, zipfile.ZipInfo]:
        """Return the members by name."""
        infos = self.infolist()
        if not infos or infos[0].filename != FIRST or infos[0].file_size > LARGEST_RECORD:
            raise not_a_backup(path)
        versions = self.versions()
        if versions is None:
            raise not_a_backup(path)
        if versions[0] > LAYOUT:
            raise data_folder.NewerOctavoError(path)
        size = path.stat().st_size
        most = MOST_TIMES * size + MOST_BYTES
        if len(infos) > MOST_MEMBERS or sum(info.file_size for info in infos) > most:
            why = f"unpacks to more than {MOST_TIMES} times its size"
            raise OctavoError(str(path), why, "no backup of Octavo does that")
        if sum(info.compress_size for info in infos) > size:
            raise not_a_backup(path, "its members overlap")
        members: dict[str, zipfile.ZipInfo] = {}
        for info in infos[1:]:
            name = info.filename
            if not (name in _LARGEST or _DIGEST.fullmatch(name)) or name in members:
                raise not_a_backup(path, f"it holds {name!r}")
            is_plain = info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
            if info.flag_bits & 1 or not is_plain:
                raise not_a_backup(path, f"{name} is packed in another way")
            if info.file_size > _LARGEST.get(name, most):
                self.problems.append(f"{name}: larger than {_LARGEST[name]:,} bytes; skipped")
            else:
                members[name] = info
        return members


@contextmanager
def open_backup(path: Path) -> Iterator[Backup]:
    """Open the backup at ``path``, if it is one, and neither too large nor of a newer Octavo."""
    with open_to_read(path) as file:
        try:
            backup = Backup(file, path)
        except BROKEN as error:
            raise not_a_backup(path, str(error)) from error
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            # According to its list of files, something is before its start.
            raise not_a_backup(path, "its list of files is damaged") from error
        with backup:
            try:
                yield backup
            except BROKEN as error:
                why = f"the backup is damaged: {clean_line(str(error))}"
                raise OctavoError(str(path), why) from error


def lines_of(member: IO[bytes]) -> Iterator[bytes]:
    """Yield the lines of ``member``; one that is too long is cut, and so it is damaged."""
    # A member searches the end of a line byte by byte. It raises an error in place of the piece
    # that is damaged, so pieces are small.
    lines = io.BufferedReader(member, 1 << 10)  # type: ignore[type-var]
    try:
        yield from bounded_lines(lines, LONGEST_LINE)
    finally:
        lines.detach()


def restore_settings(data: bytes, path: Path) -> list[str]:
    """Write settings or sources of a backup to ``path``, or beside a file that differs.

    It returns a message for all that was written elsewhere or left out.
    """
    if path.exists() or path.is_symlink():
        if path.is_file() and data in (
            read_at_most(path, LARGEST_SETTINGS),
            settings_to_share(path) if path.name == "settings.toml" else b"",
        ):
            return []
        return [f"{path} stays as it is; what the backup holds is {_write_beside(data, path)}"]
    if any(len(line) > LONGEST_SETTINGS_LINE for line in data.splitlines()):
        why = f"has a line of more than {LONGEST_SETTINGS_LINE:,} bytes"
        return [
            f"{path.name} of the backup {why}, so it is put beside: {_write_beside(data, path)}"
        ]
    if path.name == "sources.toml":
        return _restore_sources(data, path)
    return _restore_settings(data, path)


def _restore_settings(data: bytes, path: Path) -> list[str]:
    try:
        rest, commands = without_commands(data)
    except ValueError as error:
        why = f"is not valid TOML: {clean_line(str(error))}, so it is put beside"
        return [f"settings.toml of the backup {why}: {_write_beside(data, path)}"]
    write_atomically(path, rest)
    if rest == data:
        return []
    names = ", ".join(map(visible, commands[:_MOST_NAMED]))
    why = f"the commands in settings.toml run programs and were left out: {names}"
    return [why, f"all settings of the backup are in {_write_beside(data, path)}, to look at"]


def _restore_sources(data: bytes, path: Path) -> list[str]:
    from octavo_model.sources.source_list import without_programs

    try:
        rest, programs = without_programs(data)
    except OctavoError as error:
        why = f"{error.why}, so it is put beside"
        return [f"sources.toml of the backup {why}: {_write_beside(data, path)}"]
    write_atomically(path, rest)
    if not programs:
        return []
    notes = [
        f"source {visible(name)} runs a program and was left out: {visible(program)}"
        for name, program in programs[:_MOST_NAMED]
    ]
    if len(programs) > _MOST_NAMED:
        notes.append(f"and so do {len(programs) - _MOST_NAMED:,} more")
    return [*notes, f"all sources of the backup are in {_write_beside(data, path)}, to look at"]


def _write_beside(data: bytes, path: Path) -> Path:
    beside = path.with_name(f"{path.stem}.restored{path.suffix}")
    write_atomically(beside, data)
    return beside
