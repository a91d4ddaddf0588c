"""The members of a backup, looked through before anything of them is believed."""

from __future__ import annotations

import io
import lzma
import re
import sys
import zipfile
import zlib
from typing import IO, TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.library.backup import write
from octavo_model.storage import data_folder
from octavo_model.storage.files import (
    LARGEST_MERGE_LOG,
    LARGEST_RECORD,
    LARGEST_SETTINGS,
    LARGEST_STATE,
    read_at_most,
    write_atomically,
)
from octavo_model.storage.versions import LAYOUT
from octavo_model.text.clean import clean_line, visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_MEMBERS = 1 << 20
"""Files that a backup may hold."""
MOST_TIMES = 200
"""How many times its own size a backup may hold, beyond `MOST_BYTES`."""
MOST_BYTES = 64 << 20
LONGEST_LINE = 1 << 20
"""Bytes of a line of the journal, or of the decisions; a longer one is damaged."""

DIGEST = re.compile(r"digests/([0-9a-f]{16})\.(gz|json)")
"""Name of a file of a digest."""
_SINGLES = {
    "marks.jsonl": sys.maxsize,
    "same.jsonl": LARGEST_MERGE_LOG,
    "sources.json": LARGEST_STATE,
    "settings.toml": LARGEST_SETTINGS,
    "sources.toml": LARGEST_SETTINGS,
}
"""What a backup holds besides digests, and how many bytes of it; of marks, any number."""
BROKEN = (
    zipfile.BadZipFile,
    RuntimeError,  # a password is wanted, or a way of packing is unknown
    UnicodeDecodeError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
)
"""What `zipfile` raises for what is no archive, or a damaged one."""


def no_backup(path: Path, why: str) -> OctavoError:
    """The error that tells that there is no backup at ``path``."""
    told = f"is no backup of Octavo's{': ' if why else ''}{clean_line(why)}"
    return OctavoError(str(path), told, "octavo backup FILE makes one")


def looked_through(
    packed: zipfile.ZipFile, path: Path
) -> tuple[dict[str, zipfile.ZipInfo], list[str]]:
    """The members of a backup, of which names and sizes are not to be feared any more.

    Returns:
        The members by name, and what is too large to be one of them, in words.

    Raises:
        NewerOctavoError: A newer Octavo has written it.
        OctavoError: It is no backup, or too large.
    """
    infos = packed.infolist()
    if not infos or infos[0].filename != write.FIRST or infos[0].file_size > LARGEST_RECORD:
        raise no_backup(path, "")
    found = data_folder.parse_versions(packed.read(infos[0]))
    if found is None:
        raise no_backup(path, "")
    if found[0] > LAYOUT:
        raise data_folder.NewerOctavoError(path)
    size = path.stat().st_size
    most = MOST_TIMES * size + MOST_BYTES
    if len(infos) > MOST_MEMBERS or sum(one.file_size for one in infos) > most:
        why = f"unpacks to more than {MOST_TIMES} times its size"
        raise OctavoError(str(path), why, "no backup of Octavo's does")
    if sum(one.compress_size for one in infos) > size:
        raise no_backup(path, "its members overlap")
    members: dict[str, zipfile.ZipInfo] = {}
    problems: list[str] = []
    for info in infos[1:]:
        name = info.filename
        if not (name in _SINGLES or DIGEST.fullmatch(name)) or name in members:
            raise no_backup(path, f"it holds {name!r}")
        if info.flag_bits & 1 or info.compress_type not in (
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        ):
            raise no_backup(path, f"{name} is packed in another way")
        if info.file_size > _SINGLES.get(name, most):
            problems.append(f"{name}: holds more than {_SINGLES[name]:,} bytes; it is left out")
        else:
            members[name] = info
    return members, problems


def lines_of(member: IO[bytes]) -> Iterator[bytes]:
    """The lines of a ``member``; in place of one that is too long, a damaged one."""
    # A member by itself looks for the end of a line byte by byte. One that is damaged somewhere
    # tells so in place of its last piece, so that is a small one.
    lines = io.BufferedReader(member, 1 << 10)  # type: ignore[type-var]
    try:
        while line := lines.readline(LONGEST_LINE):
            if len(line) < LONGEST_LINE or line.endswith(b"\n"):
                yield line
                continue
            while (rest := lines.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
            yield b"too long\n"
    finally:
        lines.detach()


LONGEST_SETTINGS_LINE = 2_500
"""Bytes of a line in settings or sources; to read TOML may take the square of that."""
_MOST_NAMED = 20


def place(name: str, data: bytes, path: Path) -> list[str]:
    """Put ``data`` at ``path``, or beside the file that stands there and says otherwise.

    Args:
        name: What it is called in the backup: ``settings.toml`` or ``sources.toml``.
        data: What the backup holds.
        path: Where it belongs.

    Returns:
        What was put elsewhere or left out, and what to do about it, in words.

    Raises:
        OSError: It cannot be written.
    """
    if path.exists() or path.is_symlink():
        if path.is_file() and read_at_most(path, LARGEST_SETTINGS) == data:
            return []
        return [f"{path} stays as it is; what the backup holds is {_beside(data, path)}"]
    if any(len(line) > LONGEST_SETTINGS_LINE for line in data.splitlines()):
        why = f"has a line of more than {LONGEST_SETTINGS_LINE:,} bytes"
        return [f"{name} of the backup {why}, so it is put beside: {_beside(data, path)}"]
    if name == "sources.toml":
        return _place_sources(data, path)
    write_atomically(path, data)
    return []


def _place_sources(data: bytes, path: Path) -> list[str]:
    from octavo_model.sources.source_list import without_programs

    try:
        kept, programs = without_programs(data)
    except OctavoError as error:
        why = f"{error.why}, so it is put beside"
        return [f"sources.toml of the backup {why}: {_beside(data, path)}"]
    write_atomically(path, kept)
    if not programs:
        return []
    notes = [
        f"source {visible(name)} runs a program and was left out: {visible(told)}"
        for name, told in programs[:_MOST_NAMED]
    ]
    if len(programs) > _MOST_NAMED:
        notes.append(f"and so do {len(programs) - _MOST_NAMED:,} more")
    return [*notes, f"all sources of the backup are in {_beside(data, path)}, to look at"]


def _beside(data: bytes, path: Path) -> Path:
    beside = path.with_name(f"{path.stem}.restored{path.suffix}")
    write_atomically(beside, data)
    return beside
