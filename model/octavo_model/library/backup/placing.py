"""Settings and sources of a backup on their way into a folder of settings.

What stands there stays. Sources that run a program are left out: whoever made the backup chose the
program, and the next fetch would run it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.storage.files import LARGEST_SETTINGS, read_at_most, write_atomically
from octavo_model.text.clean import visible

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_LINE = 2_500
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
    if any(len(line) > LONGEST_LINE for line in data.splitlines()):
        why = f"has a line of more than {LONGEST_LINE:,} bytes"
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
