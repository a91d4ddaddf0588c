"""A folder that others put digests into: files, or mails in a Maildir."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import NotADigestError, OctavoError
from octavo_model.storage.failures import of_system
from octavo_model.storage.files import read_at_most

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.sources.job import Visit

LARGEST = 64 << 20
"""Bytes of a file that is still read; nobody has named it."""
_SAVE_AFTER = 50


class _Found(NamedTuple):
    """A file: where it is, how it is remembered, and what tells whether it has changed."""

    path: Path
    key: str
    standing: tuple[int, int]


def fetch(visit: Visit) -> None:
    """Bring the files that are new, or other than they were.

    Those that are no digests are passed over, once; those that cannot be read are tried again.

    Raises:
        OctavoError: The folder or a file of it cannot be read.
        StoppedError: It is not wanted any more.
    """
    folder = Path(visit.spec.target)
    known = visit.memory.files
    found = list(_files(folder))
    new = [one for one in found if known.get(one.key) != one.standing]
    trouble: OctavoError | None = None
    for done, one in enumerate(new):
        visit.advance(done, len(new))
        visit.check()
        try:
            _bring(visit, one)
        except OctavoError as error:
            trouble = trouble or error
        if done % _SAVE_AFTER == _SAVE_AFTER - 1:
            visit.save()
    there = {one.key for one in found}
    visit.memory.files = {key: standing for key, standing in known.items() if key in there}
    if trouble is not None:
        raise trouble
    visit.advance(len(new), len(new))


def _bring(visit: Visit, one: _Found) -> None:
    if one.standing[0] > LARGEST:
        visit.ignored += 1
    else:
        try:
            data = read_at_most(one.path, LARGEST)
        except FileNotFoundError:
            return  # taken away again, or moved within a Maildir: the next fetch finds it
        except OSError as error:
            raise of_system(str(one.path), error) from error
        try:
            visit.take(data, name=one.path.name, path=str(one.path))
        except NotADigestError:
            visit.ignored += 1
    visit.memory.files[one.key] = one.standing


def _files(folder: Path) -> Iterator[_Found]:
    """The files in ``folder`` and below it in the order of their names, but hidden ones."""
    if not folder.is_dir():
        raise OctavoError(str(folder), "no such folder")

    def fail(error: OSError) -> None:
        raise of_system(str(error.filename or folder), error) from error

    for place, folders, names in os.walk(folder, onerror=fail):
        is_maildir = {"cur", "new"} <= set(folders)
        folders[:] = sorted(
            one for one in folders if not one.startswith(".") and not (is_maildir and one == "tmp")
        )
        for name in sorted(names):
            path = Path(place, name)
            try:
                status = path.stat()
            except OSError:
                continue  # gone meanwhile, or a link to nowhere
            if name.startswith(".") or not stat.S_ISREG(status.st_mode):
                continue
            key = _key(path.relative_to(folder), is_mail=path.parent.name in {"cur", "new"})
            yield _Found(path, key, (status.st_size, status.st_mtime_ns))


def _key(path: Path, *, is_mail: bool) -> str:
    """How ``path`` is remembered.

    A mail that is read moves from ``new`` to ``cur``, and its marks stand behind a colon in its
    name: it is the same mail.
    """
    text = str(path.parent.parent / path.name.partition(":")[0]) if is_mail else str(path)
    return text.encode("utf-8", "backslashreplace").decode()
