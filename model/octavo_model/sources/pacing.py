"""Not asking a host more often than it wishes, all sources and all processes together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.storage.files import make_folder, open_regular, write_all
from octavo_model.storage.locks import locked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from octavo_model.core.dates import Clock

GAP = 3.0
"""Seconds between two requests."""
_LONGEST_QUEUE = 60.0


class Pacer:
    """Gives out turns to ask certain hosts.

    The last turn given out stands in a file: whoever wants one takes the next after it, writes
    that down, and waits for it with nothing held.

    Args:
        hosts: Which: each stands for those below it too. They share their turns.
        folder: Where the file lies.
        clock: Tells the time, in UTC.
    """

    def __init__(self, hosts: Sequence[str], folder: Path, clock: Clock) -> None:
        self._hosts = hosts
        self._folder = folder
        self._clock = clock

    def delay(self, host: str) -> float:
        """Take the next turn to ask ``host``; how many seconds off it is.

        Raises:
            OSError: The file cannot be written.
        """
        if not any(host == one or host.endswith(f".{one}") for one in self._hosts):
            return 0.0
        import os

        make_folder(self._folder)
        with locked(self._folder / "pace.lock"):
            now = self._clock().timestamp()
            descriptor = open_regular(self._folder / "pace", os.O_RDWR | os.O_CREAT)
            try:
                turn = max(now, _moment(os.read(descriptor, 64)) + GAP)
                if turn > now + _LONGEST_QUEUE:
                    turn = now  # the clock was set back, or the file is not what we wrote
                os.lseek(descriptor, 0, os.SEEK_SET)
                os.ftruncate(descriptor, 0)
                write_all(descriptor, f"{turn:.3f}".encode())
            finally:
                os.close(descriptor)
        return turn - now


def _moment(data: bytes) -> float:
    try:
        moment = float(data)
    except ValueError:
        return 0.0
    return moment if 0.0 <= moment < 1e12 else 0.0
