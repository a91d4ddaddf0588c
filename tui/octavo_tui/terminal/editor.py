"""The user's editor, run in the terminal of the reader, which is suspended meanwhile."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_model.storage.failures import explained

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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
        OctavoError: The editor could not be run or ended with an error, or no file can be written.
    """
    words = command(os.environ)
    with explained("the note"), TemporaryDirectory(prefix="octavo-") as folder:
        file = Path(folder) / _NAME
        file.write_text(f"{text}\n" if text else "", "utf-8")
        _run([*words, str(file)])
        return file.read_text("utf-8", "replace")


def _run(words: Sequence[str]) -> None:
    try:
        status = subprocess.run(words, check=False).returncode  # noqa: S603
    except OSError as error:
        why = f"could not be run: {error.strerror}"
        raise OctavoError(words[0], why, "set $EDITOR to your editor") from None
    if status:
        raise OctavoError(words[0], f"ended with status {status}; the note is as before", "")
