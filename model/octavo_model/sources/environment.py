"""What goes with a request, and what comes of it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from secrets import SystemRandom
from typing import TYPE_CHECKING

from octavo_model.core.dates import utc_now
from octavo_model.storage.files import make_folder, open_regular, write_all
from octavo_model.storage.locks import locked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from octavo_model.core.dates import Clock
    from octavo_model.sources.state import Validators


@dataclass(frozen=True, slots=True)
class Limits:
    """How much we put up with.

    Attributes:
        connect: Seconds to connect.
        read: Seconds without a byte.
        whole: Seconds that one answer may take, from the request to its last byte.
        size: Bytes of a body, once unpacked.
        redirects: How many in a row.
        tries: How often one address is asked, where it fails in a way that may pass.
        patience: Seconds that are waited for if a server asks to; if it asks for more, the
            source is put off.
    """

    connect: float = 10.0
    read: float = 30.0
    whole: float = 120.0
    size: int = 64 << 20
    redirects: int = 5
    tries: int = 3
    patience: float = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered.

    Attributes:
        url: What answered in the end, after redirects.
        body: Unpacked.
        validators: By what to ask whether it has changed.
        type: Media type, in small letters; empty where it was not told.
        not_modified: Whether it is the page that we have; then it has no body.
    """

    url: str
    body: bytes
    validators: Validators
    type: str = ""
    not_modified: bool = False


@dataclass(slots=True)
class Caller:
    """On whose behalf a request is made.

    Attributes:
        cancel: Set when it is wanted no more.
        waits: Told how many seconds are waited, and why.
        requests: How many were sent.
        bytes: How many came in bodies, as they came.
        not_modified: How many answers said that nothing has changed.
    """

    cancel: threading.Event
    waits: Callable[[float, str], None]
    requests: int = 0
    bytes: int = 0
    not_modified: int = 0


@dataclass(frozen=True, slots=True)
class Timing:
    """Clocks, waiting and chance.

    Attributes:
        now: The time of day, in UTC.
        monotonic: Seconds since some moment; never goes back.
        pause: Wait for an event, at most so many seconds; returns whether it is set.
        chance: A number from 0 up to 1, for waits that do not all end at once.
    """

    now: Clock = utc_now
    monotonic: Callable[[], float] = time.monotonic
    pause: Callable[[threading.Event, float], bool] = threading.Event.wait
    chance: Callable[[], float] = SystemRandom().random


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Base addresses, without a slash at the end.

    Attributes:
        daily_papers: Of the API of Daily Papers.
        arxiv: Of the feeds of arXiv.
        paced: Hosts (and all below them) that are asked once every three seconds at most, as
            https://info.arxiv.org/help/api/tou.html asks.
    """

    daily_papers: str = "https://huggingface.co"
    arxiv: str = "https://rss.arxiv.org"
    paced: tuple[str, ...] = ("arxiv.org",)


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
