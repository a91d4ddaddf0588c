"""Files that papers are written to: whole or not there, and with the rights the user gives files.

What else Octavo writes is its own and private; these are the user's, as from any other program.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.storage.failures import of_system
from octavo_model.storage.files import draft_of, sync, sync_folder
from octavo_model.text.clean import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNFIT = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 60
_RIGHTS = 0o666
"""Less what the user's umask takes away."""


class AlreadyThereError(OctavoError):
    """A file is in the way, and was left as it is."""


def save(path: Path, pieces: Iterable[str], *, replace: bool = False) -> None:
    """Write ``pieces`` to a file at ``path``, in UTF-8.

    Whoever looks finds nothing (or what was there before), or all of it. A link is followed. What
    is no file, such as ``/dev/stdout``, is written to as it is.

    Args:
        path: Where.
        pieces: Text; asked for one by one and not kept.
        replace: Whether a file that is there goes.

    Raises:
        AlreadyThereError: There is one, and ``replace`` is not set.
        OctavoError: It cannot be written; what was there is untouched.
    """
    try:
        # Not Path.resolve(), which has an error of its own for links that go round.
        path = Path(os.path.realpath(path))
        if path.exists() and not path.is_file() and not path.is_dir():
            with path.open("w", encoding="utf-8", errors="replace", newline="") as device:
                device.writelines(pieces)
            return
        if not replace and path.exists():
            raise AlreadyThereError(str(path), "is already there")
        draft = draft_of(path)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _RIGHTS)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:
                file.writelines(pieces)
                file.flush()
                sync(file.fileno())
            _put(draft, path, replace=replace)
        finally:
            draft.unlink(missing_ok=True)
        # The file is there; not every file system lets its folder be synced.
        with suppress(OSError):
            sync_folder(path.parent)
    except OSError as error:
        # Not the draft's name: nobody knows it.
        raise of_system(str(path), error) from error


def _put(draft: Path, path: Path, *, replace: bool) -> None:
    """Give ``draft`` the name ``path``; one that came to be there meanwhile is not lost."""
    if replace:
        draft.replace(path)
        return
    try:
        os.link(draft, path)
    except FileExistsError:
        raise AlreadyThereError(str(path), "is already there") from None
    except OSError:
        # A file system without links: here another program could still come between.
        if path.exists():
            raise AlreadyThereError(str(path), "is already there") from None
        draft.replace(path)


def file_name(label: str, suffix: str) -> str:
    """A name for a file with what is called ``label``: letters, digits and dashes, never hidden.

    >>> file_name("28 Oct 2025 · Daily Papers", ".bib"), file_name("../../etc/passwd", ".md")
    ('28-oct-2025-daily-papers.bib', 'etc-passwd.md')
    >>> file_name("…", ".csv")
    'papers.csv'
    """
    return (_UNFIT.sub("-", fold(label))[:_LONGEST_NAME].strip("-") or "papers") + suffix


def free_name(folder: Path, label: str, suffix: str) -> str:
    """`file_name` where ``folder`` has no such file; else that name with a number."""
    name = file_name(label, suffix)
    number = 2
    while (folder / name).exists():
        name = file_name(label, f"-{number}{suffix}")
        number += 1
    return name
