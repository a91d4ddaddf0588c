"""The formats that papers are exported to, and files written completely or not at all.

These files belong to the user and get the usual permissions; Octavo's own files are private.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.storage.failures import of_system
from octavo_model.storage.files import draft_of, sync, sync_folder
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from octavo_model.core.paper import Paper

_UNFIT = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 60
_RIGHTS = 0o666  # to which the user's umask applies


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format that papers are written in; ``module`` in this folder has its ``pieces``."""

    name: str
    title: str
    suffix: str
    module: str

    def pieces(self, papers: Iterable[Paper]) -> Iterator[str]:
        """Yield the text for ``papers`` in chunks."""
        # Only this format is imported.
        chunks: Iterator[str] = import_module(f"octavo_model.export.{self.module}").pieces(papers)
        return chunks


FORMATS = (
    ExportFormat("bibtex", "BibTeX", ".bib", "bibtex"),
    ExportFormat("markdown", "Markdown", ".md", "markdown"),
    ExportFormat("csv", "CSV table", ".csv", "csv"),
    ExportFormat("json", "JSON", ".json", "json"),
    ExportFormat("ris", "RIS", ".ris", "ris"),
)

BY_NAME = {form.name: form for form in FORMATS}


def by_file_name(name: str) -> ExportFormat | None:
    """Return the format of a file called ``name``, by its suffix; None if that is unknown."""
    return next((form for form in FORMATS if name.lower().endswith(form.suffix)), None)


class AlreadyThereError(OctavoError):
    """A file of that name exists; it was not changed."""


def save(path: Path, pieces: Iterable[str], *, replace: bool = False) -> None:
    """Write ``pieces`` to a file at ``path``, in UTF-8; without ``replace`` it must not exist yet.

    Other programs see no file (or the old one), or all of it; after an error the old one. A link
    is followed. Devices, e.g. ``/dev/stdout``, are written to directly.
    """
    save_bytes(path, (piece.encode("utf-8", "replace") for piece in pieces), replace=replace)


def save_bytes(path: Path, pieces: Iterable[bytes], *, replace: bool = False) -> None:
    """Write ``pieces`` to a file at ``path`` as `save` does, as they are."""
    try:
        # Not Path.resolve(), which raises an error of its own for circular links.
        path = Path(os.path.realpath(path))
        if path.exists() and not path.is_file() and not path.is_dir():
            with path.open("wb") as device:
                device.writelines(pieces)
            return
        if not replace and path.exists():
            raise AlreadyThereError(str(path), "is already there")
        draft = draft_of(path)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _RIGHTS)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(pieces)
                file.flush()
                sync(file.fileno())
            _put(draft, path, replace=replace)
        finally:
            draft.unlink(missing_ok=True)
        # The file is written; not every file system can sync folders.
        with suppress(OSError):
            sync_folder(path.parent)
    except OSError as error:
        # Not the draft's name, which the user does not know.
        raise of_system(str(path), error) from error


def _put(draft: Path, path: Path, *, replace: bool) -> None:
    """Rename ``draft`` to ``path``, without losing a file created there meanwhile."""
    if not replace:
        # On a file system without links, another program could still create the file.
        with suppress(OSError):
            os.link(draft, path)
            return
        if os.path.lexists(path):
            raise AlreadyThereError(str(path), "is already there")
    draft.replace(path)


def file_name(label: str, suffix: str) -> str:
    """Return a file name for ``label``: letters, digits and dashes, never a hidden file.

    >>> file_name("28 Oct 2025 · Daily Papers", ".bib"), file_name("../../etc/passwd", ".md")
    ('28-oct-2025-daily-papers.bib', 'etc-passwd.md')
    >>> file_name("…", ".csv")
    'papers.csv'
    """
    return (_UNFIT.sub("-", fold(label))[:_LONGEST_NAME].strip("-") or "papers") + suffix


def free_name(folder: Path, label: str, suffix: str) -> str:
    """Return `file_name`, with a number if ``folder`` has such a file."""
    names = (file_name(label, f"-{number}{suffix}") for number in count(2))
    name = file_name(label, suffix)
    while (folder / name).exists():
        name = next(names)
    return name
