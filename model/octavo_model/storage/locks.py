"""Locks between processes and threads, gone with whoever held them.

All are ``flock`` locks on small files: the system frees them when a process dies, however it
dies. Each taking opens its file anew, so threads of one process exclude each other too.
A file of the user's, which others edit as well, is its own lock: see `changing`.
"""

from __future__ import annotations

import errno
import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from octavo_model.core.errors import OctavoError
from octavo_model.storage.files import PRIVATE_FILE, make_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows: SQLite's own lock is what remains
    fcntl = None  # type: ignore[assignment, unused-ignore]

# What a file system says that has none: NFS without its lock daemon, Lustre without ``flock``.
_NONE = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}
_PATIENCE = 30.0
_STEP = 0.001
_LONGEST_STEP = 0.005
_LONGEST_STINT = 0.1


class NoLocksError(OctavoError):
    """The file system knows no locks: two that write there would spoil each other's work."""

    def __init__(
        self, what: Path, hint: str = "keep the library on a local disk: see XDG_DATA_HOME"
    ) -> None:
        super().__init__(str(what), "this file system has no locks", hint)


class Held:
    """A lock that is held until `release`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Let go. Letting go twice is harmless."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def is_of(self, path: Path) -> bool:
        """Whether the file that lies at ``path`` now is the one that is locked."""
        try:
            return os.path.samestat(os.fstat(self._descriptor), path.stat())
        except FileNotFoundError:
            return False


def try_lock(path: Path, *, shared: bool = False) -> Held | None:
    """The lock at ``path``, or None where someone else has it.

    Raises:
        NoLocksError: The file system has none.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    if fcntl is None:  # pragma: no cover
        return Held(descriptor)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return None
        if error.errno in _NONE:
            raise NoLocksError(path.parent) from error
        raise
    except BaseException:
        os.close(descriptor)
        raise
    return Held(descriptor)


def lock(
    path: Path,
    *,
    shared: bool = False,
    patience: float | None = _PATIENCE,
    what: str = "the library",
) -> Held:
    """The lock at ``path``, waited for up to ``patience`` seconds (None: for ever).

    Raises:
        OctavoError: Someone else held it all the time, a stopped process for instance.
    """
    end = None if patience is None else time.monotonic() + patience
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
def locked(
    path: Path, *, shared: bool = False, patience: float | None = _PATIENCE
) -> Iterator[None]:
    """Hold the lock at ``path`` for a while; see `lock`."""
    held = lock(path, shared=shared, patience=patience)
    try:
        yield
    finally:
        held.release()


@contextmanager
def changing(
    path: Path, *, patience: float | None = _PATIENCE, insist: bool = True
) -> Iterator[None]:
    """Be the one who reads the small file at ``path`` and puts another in its place.

    Who only reads needs no lock: such a file is replaced whole. One that is not there lies empty
    at ``path`` meanwhile, and is gone afterwards if nothing was put there.

    Args:
        path: The file; it may be a link into a folder of dotfiles, and is to stay one.
        patience: Seconds to wait for it; None: for ever.
        insist: Whether to refuse where the file system has no locks.

    Raises:
        NoLocksError: It has none.
        OctavoError: Someone else held it all the time.
        OSError: It cannot be made or written.
    """
    target = path.resolve()
    make_folder(target.parent)
    is_new = not target.exists()
    try:
        held = _lock_of(target, patience)
    except NoLocksError:
        if insist:
            raise
        held = None
    try:
        yield
    finally:
        if held is not None:
            # Nobody else writes now, and who waits will look whether it is still there.
            if is_new and held.is_of(target) and not target.stat().st_size:
                target.unlink()
            held.release()


def _lock_of(path: Path, patience: float | None) -> Held:
    """The lock on the file at ``path``; on the new one where it is replaced while we wait."""
    while True:
        try:
            held = lock(path, patience=patience, what="it")
        except NoLocksError as error:
            hint = "keep it on a local disk, or edit it by hand: see XDG_CONFIG_HOME"
            raise NoLocksError(path, hint) from error
        if held.is_of(path):
            return held
        held.release()


@contextmanager
def turn(folder: Path, *, patience: float | None = _PATIENCE) -> Iterator[None]:
    """Be the one who writes, and let those who came first go first.

    A plain lock would starve: an importer that lets go between two batches has it back before
    anybody who waits wakes up. So who waits stands in a door that the importer must pass.
    """
    door = lock(folder / "door", patience=patience)
    try:
        held = lock(folder / "write", patience=patience)
    finally:
        door.release()
    try:
        yield
    finally:
        held.release()


class Stint:
    """How long one who writes much goes on inside `turn`: till somebody waits, or time is up.

    Args:
        folder: As for `turn`.
        longest: Seconds from the first time that it is asked.
    """

    def __init__(self, folder: Path, longest: float = _LONGEST_STINT) -> None:
        self._door = folder / "door"
        self._longest = longest
        self._end: float | None = None

    def goes_on(self) -> bool:
        """Whether to go on."""
        now = time.monotonic()
        if self._end is None:
            self._end = now + self._longest
        if now >= self._end:
            return False
        # Who waits stands in the door.
        door = try_lock(self._door)
        if door is None:
            return False
        door.release()
        return True


def claim_slot(folder: Path) -> tuple[int, Held]:
    """The lowest number from 0 that no living process has claimed in ``folder``."""
    slot = 0
    while (held := try_lock(folder / f"instance-{slot}")) is None:
        slot += 1
    return slot, held
