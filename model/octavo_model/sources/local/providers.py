"""Sources on this machine: folders that other programs fill, and programs that print digests."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.errors import NotADigestError, OctavoError
from octavo_model.sources.events import FetchError
from octavo_model.sources.local import programs
from octavo_model.sources.spec import argv
from octavo_model.storage.failures import of_system
from octavo_model.storage.files import read_at_most

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.sources.job import FetchJob

_SAVE_AFTER = 50


class _File(NamedTuple):
    """A file: its path, its key in the state, and what shows whether it has changed."""

    path: Path
    key: str
    version: tuple[int, int]


async def fetch_folder(job: FetchJob) -> None:
    """Import the files of a folder, or the mails of a Maildir, that are new or have changed.

    Files that are not digests are ignored once; those that cannot be read are tried again.
    """
    folder = Path(job.spec.target)
    known = job.state.files
    files = await asyncio.to_thread(lambda: list(_walk(folder)))
    new = [file for file in files if known.get(file.key) != file.version]
    first_error: OctavoError | None = None
    for done, file in enumerate(new):
        job.advance(done, len(new))
        try:
            await _import_file(job, file)
        except OctavoError as error:
            first_error = first_error or error
        if done % _SAVE_AFTER == _SAVE_AFTER - 1:
            await job.save()
    keys = {file.key for file in files}
    job.state.files = {key: version for key, version in known.items() if key in keys}
    if first_error is not None:
        raise first_error
    job.advance(len(new), len(new))


async def _import_file(job: FetchJob, file: _File) -> None:
    if file.version[0] > job.environment.limits.size:
        job.report.ignored += 1
    else:
        try:
            data = await asyncio.to_thread(read_at_most, file.path, job.environment.limits.size)
        except FileNotFoundError:
            return  # deleted, or moved within a Maildir: the next fetch finds it
        except OSError as error:
            raise of_system(str(file.path), error) from error
        try:
            await job.import_digest(data, name=file.path.name, path=str(file.path))
        except NotADigestError:
            job.report.ignored += 1
    job.state.files[file.key] = file.version


def _walk(folder: Path) -> Iterator[_File]:
    """Yield the files in and below ``folder`` by name, without hidden ones."""
    if not folder.is_dir():
        raise OctavoError(str(folder), "no such folder")

    def fail(error: OSError) -> None:
        raise of_system(str(error.filename or folder), error) from error

    for parent, folders, names in os.walk(folder, onerror=fail):
        is_maildir = {"cur", "new"} <= set(folders)
        folders[:] = sorted(
            name for name in folders if name[0] != "." and not (is_maildir and name == "tmp")
        )
        for name in sorted(names):
            path = Path(parent, name)
            try:
                status = path.stat()
            except OSError:
                continue  # deleted meanwhile, or a dangling link
            if name.startswith(".") or not stat.S_ISREG(status.st_mode):
                continue
            key = _key(path.relative_to(folder), is_mail=path.parent.name in {"cur", "new"})
            yield _File(path, key, (status.st_size, status.st_mtime_ns))


def _key(path: Path, *, is_mail: bool) -> str:
    """Return the key of ``path`` in the state.

    A mail that is read moves from ``new`` to ``cur``, and its flags follow a colon in its name:
    it is still the same mail.
    """
    text = str(path.parent.parent / path.name.partition(":")[0]) if is_mail else str(path)
    return text.encode("utf-8", "backslashreplace").decode()


async def fetch_program(job: FetchJob) -> None:
    """Run a program, without a shell, and import what it prints; it may print nothing."""
    words = argv(job.spec)
    seconds, limit = job.environment.limits.program, job.environment.limits.size
    try:
        async with asyncio.timeout(seconds):
            result = await programs.run(words, limit)
    except TimeoutError:
        raise FetchError(words[0], f"took longer than {seconds:g} seconds") from None
    if result.is_cut:
        raise FetchError(words[0], f"prints more than {limit >> 20} MB")
    if result.failure:
        raise FetchError(words[0], result.failure)
    if result.output.strip():
        await job.import_digest(result.output, name=f"{job.spec.name}.out", path=job.spec.target)
