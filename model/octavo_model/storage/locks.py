"""Locks between processes and threads, released by the system when their holder dies.

All are ``flock`` locks on small files. Each lock opens its file again, so threads of one process
exclude each other too. A file that the user edits as well is its own lock: see `changing`.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.storage.failures import UnwritableError
from octavo_model.storage.files import PRIVATE_FILE, make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What a file system without locks answers: NFS without its lock daemon, Lustre without ``flock``.
_NO_LOCKS = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}
_TIMEOUT = 30.0
_STEP = 0.001
_LONGEST_STEP = 0.005
_LONGEST_WRITE = 0.1


class NoLocksError(UnwritableError):
    """The file system has no locks, so two writers would destroy each other's work."""

    def __init__(
        self, what: Path, hint: str = "keep the library on a local disk: see XDG_DATA_HOME"
    ) -> None:
        super().__init__(str(what), "this file system has no locks", hint)


class Held:
    """A lock that is held until `release`, or to the end of a ``with``."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_error: object) -> None:
        self.release()

    def release(self) -> None:
        """Release the lock; a second time is harmless."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def is_of(self, path: Path) -> bool:
        """Return whether the file now at ``path`` is the locked one."""
        try:
            return os.path.samestat(os.fstat(self._descriptor), path.stat())
        except FileNotFoundError:
            return False


def try_lock(path: Path, *, shared: bool = False) -> Held | None:
    """Return the lock at ``path``, or None if another holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return None
        if error.errno in _NO_LOCKS:
            raise NoLocksError(path.parent) from error
        raise
    except BaseException:
        os.close(descriptor)
        raise
    return Held(descriptor)


def locked(
    path: Path,
    *,
    shared: bool = False,
    timeout: float | None = _TIMEOUT,
    what: str = "the library",
) -> Held:
    """Return the lock at ``path``, once it is free; others may share it if it is ``shared``.

    If another process, a stopped one for instance, holds ``what`` it protects for ``timeout``
    seconds, this raises `OctavoError`; None waits without limit.
    """
    end = None if timeout is None else time.monotonic() + timeout
    step = _STEP
    while (held := try_lock(path, shared=shared)) is None:
        if end is not None and time.monotonic() > end:
            raise OctavoError(
                str(path), f"another Octavo is holding {what}", "see whether one is stopped"
            )
        time.sleep(step)
        step = min(step * 1.5, _LONGEST_STEP)
    return held


@contextmanager
def changing(
    path: Path, *, timeout: float | None = _TIMEOUT, insist: bool = True
) -> Iterator[None]:
    """Lock the small file at ``path`` while it is read and replaced.

    Readers need no lock, as such a file is replaced whole. A missing file exists, empty, inside;
    it is removed afterwards if nothing was written. A link to a file stays a link. A file system
    without locks raises `NoLocksError`, unless ``insist`` is False.
    """
    target = path.resolve()
    make_folder(target.parent)
    is_new = not target.exists()
    try:
        held = _lock_of(target, timeout)
    except NoLocksError as error:
        if insist:
            hint = "keep it on a local disk, or edit it by hand: see XDG_CONFIG_HOME"
            raise NoLocksError(path, hint) from error
        yield
        return
    with held:
        try:
            yield
        finally:
            # A process that waits for this lock will notice that the file was removed.
            if is_new and held.is_of(target) and not target.stat().st_size:
                target.unlink()


def _lock_of(path: Path, timeout: float | None) -> Held:
    """Return the lock on the file at ``path``, even if that is replaced meanwhile."""
    while not (held := locked(path, timeout=timeout, what="it")).is_of(path):
        held.release()
    return held


def turn(folder: Path, *, timeout: float | None = _TIMEOUT) -> Held:
    """Return the write lock of the library, in the order of arrival.

    With one lock, an importer would get it back between two batches before a waiting process wakes
    up. So a writer holds a second lock while it waits, which the importer must get as well.
    """
    with locked(_queue(folder), timeout=timeout):
        return locked(folder / "write", timeout=timeout)


def _queue(folder: Path) -> Path:
    return folder / "queue"


class Yielding:
    """Ends a long write inside `turn` when another process waits, or after ``longest`` seconds."""

    def __init__(self, folder: Path, longest: float = _LONGEST_WRITE) -> None:
        self._queue = _queue(folder)
        self._longest = longest
        self._end: float | None = None

    def may_continue(self) -> bool:
        """Return whether the write may continue."""
        now = time.monotonic()
        if self._end is None:
            self._end = now + self._longest
        if now >= self._end:
            return False
        queue = try_lock(self._queue)
        if queue is None:
            return False
        queue.release()
        return True


def claim_slot(folder: Path) -> tuple[int, Held]:
    """Claim the lowest number from 0 that no living process holds in ``folder``."""
    slot = 0
    while (held := try_lock(folder / f"instance-{slot}")) is None:
        slot += 1
    return slot, held
