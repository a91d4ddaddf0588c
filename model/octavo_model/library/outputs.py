"""What the user's own commands printed about papers, one file for each output.

The files are kept on this computer: no backup has them, and no search or ranking reads them. Each
names a key of its paper, so that they survive a rebuild, and a merged paper has those of both.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import stamp
from octavo_model.storage import files
from octavo_model.storage.failures import explained
from octavo_model.text.clean import clean_line, clean_output

if TYPE_CHECKING:
    from pathlib import Path

    from octavo_model.library.catalog import Catalog

LONGEST_OUTPUT = 64 << 10
"""Bytes of an output; what follows is left out."""
MOST_LINES = 2_000
"""Lines of an output, which are wrapped whenever its paper is shown."""
_LARGEST_FILE = 1 << 20


class Output(NamedTuple):
    """What a command printed about a paper.

    Attributes:
        title: The title of the command.
        time: When it ended.
        text: Clean lines.
        note: What is wrong with it, e.g. that it was cut; empty if nothing is.
        file: The name of its file; empty if it is not saved.
    """

    title: str
    time: dt.datetime
    text: str
    note: str = ""
    file: str = ""


class Outputs:
    """The outputs of the user's own commands: `Library.outputs`.

    Args:
        folder: Where they are; it need not exist.
        catalog: The papers and their keys.
    """

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self._folder = folder
        self._catalog = catalog

    def exist(self) -> bool:
        """Return whether any paper has an output."""
        return bool(self._names())

    def of(self, id: int) -> list[Output]:  # noqa: A002 - named as in Paper
        """Return the outputs of a paper, newest first; damaged files are left out."""
        names = self._names()
        if not names:
            return []
        keys = {_start(one.key): one.key for one in self._catalog.keys_of(id)}
        outputs: list[Output] = []
        for name in names:
            key = keys.get(name.partition("-")[0])
            if key is not None:
                with suppress(OSError, ValueError, TypeError, KeyError, OverflowError):
                    outputs.append(self._read(name, key))
        return sorted(outputs, key=lambda one: one.time, reverse=True)

    def add(self, key: str, output: Output) -> Output:
        """Save an output of the paper with this key, and return it with the name of its file.

        Raises:
            OctavoError: It cannot be written.
        """
        from secrets import token_hex

        fields = {**output._asdict(), "key": key, "time": stamp(output.time)}
        del fields["file"]
        name = f"{_start(key)}-{token_hex(8)}.json"
        with explained(self._folder):
            files.make_folder(self._folder)
            data = json.dumps(fields, ensure_ascii=False, indent=1).encode() + b"\n"
            files.write_atomically(self._folder / name, data)
        return output._replace(file=name)

    def remove(self, output: Output) -> None:
        """Remove a saved output.

        Raises:
            OctavoError: It cannot be removed.
        """
        path = self._folder / output.file
        with explained(path):
            path.unlink(missing_ok=True)

    def _names(self) -> list[str]:
        try:
            return [name for name in os.listdir(self._folder) if name[0] != "."]  # noqa: PTH208
        except OSError:
            return []

    def _read(self, name: str, key: str) -> Output:
        """Return an output of the paper with this key; raise an error for any other file."""
        fields = files.loads(files.read_at_most(self._folder / name, _LARGEST_FILE))
        time = dt.datetime.fromisoformat(fields["time"])
        title, text, note = texts = [fields[one] for one in ("title", "text", "note")]
        is_output = fields["key"] == key and all(isinstance(one, str) for one in texts)
        if not is_output or time.tzinfo is None or not 1970 <= time.year < 9999:
            raise ValueError("no output of this paper")
        # The file may have been changed: its text is cleaned like that of a program.
        time = time.astimezone(dt.UTC)
        return Output(clean_line(title), time, clean_output(text), clean_line(note), name)


def _start(key: str) -> str:
    """Return how the names of files for this key start."""
    from hashlib import sha256

    return sha256(key.encode()).hexdigest()[:32]
