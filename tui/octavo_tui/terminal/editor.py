"""The user's editor, run in the terminal of the reader, which is suspended meanwhile."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from octavo_model import OctavoError

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAME = "note.md"
"""The name of the file: editors see that it is Markdown."""


def command(environment: Mapping[str, str]) -> list[str]:
    """Return the editor with its arguments: ``$VISUAL``, else ``$EDITOR``, else vi.

    >>> command({"EDITOR": "code --wait", "VISUAL": ""}), command({})
    (['code', '--wait'], ['vi'])

    Raises:
        OctavoError: A variable cannot be read.
    """
    line = next(filter(None, map(environment.get, ("VISUAL", "EDITOR"))), "vi")
    try:
        return shlex.split(line) or ["vi"]
    except ValueError as error:
        raise OctavoError("$EDITOR", str(error), "close its quotation marks") from None


def edit(text: str) -> str:
    """Return ``text`` as the user saved it in the editor, and wait for that.

    Raises:
        OctavoError: The editor could not be run, or ended with an error.
    """
    words = command(os.environ)
    with TemporaryDirectory(prefix="octavo-") as folder:
        file = Path(folder) / _NAME
        file.write_text(f"{text}\n" if text else "", "utf-8")
        try:
            status = subprocess.run([*words, str(file)], check=False).returncode  # noqa: S603
            written = file.read_text("utf-8", "replace")
        except OSError as error:
            why = f"could not be run: {error.strerror}"
            raise OctavoError(words[0], why, "set $EDITOR to your editor") from None
    if status:
        raise OctavoError(words[0], f"ended with status {status}; the note is as before", "")
    return written
