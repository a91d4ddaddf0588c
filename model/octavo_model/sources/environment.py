"""What fetching depends on outside itself: limits, clocks, addresses, spacing of requests."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import SystemRandom
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import utc_now
from octavo_model.storage.failures import explained
from octavo_model.storage.files import make_folder, read_at_most, write_atomically
from octavo_model.storage.locks import locked

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from pathlib import Path

    import httpx

    from octavo_model.core.dates import Clock
    from octavo_model.sources.state import Validators


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of a fetch; times are in seconds."""

    connect: float = 10.0
    read: float = 30.0  # without a byte
    total: float = 120.0  # for one answer, from the request to its last byte
    size: int = 64 << 20  # bytes of a decoded body, of a file, or of a program's output
    redirects: int = 5  # in a row
    tries: int = 3  # at one address that fails in a way that may pass
    wait: float = 60.0  # if a server asks for it; if it asks for more, the source is deferred
    program: float = 300.0


class Response(NamedTuple):
    """A server's answer."""

    body: bytes  # decoded; empty if not modified
    validators: Validators
    not_modified: bool = False


@dataclass(frozen=True, slots=True)
class Timing:
    """Clock, waiting, and a number from 0 up to 1 to spread retries."""

    now: Clock = utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    random: Callable[[], float] = SystemRandom().random


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Base addresses of services, without a slash at the end."""

    daily_papers: str = "https://huggingface.co"
    arxiv: str = "https://rss.arxiv.org"
    gaps: Mapping[str, float] = field(default_factory=lambda: {"arxiv.org": 3.0})
    """Seconds between two requests to a host and all its subdomains together.

    Those of arXiv are in https://info.arxiv.org/help/api/tou.html.
    """


@dataclass(frozen=True, slots=True)
class Environment:
    """All of the outside world that a fetch uses, so that a test can replace it."""

    timing: Timing = field(default_factory=Timing)
    endpoints: Endpoints = field(default_factory=Endpoints)
    limits: Limits = field(default_factory=Limits)
    transport: httpx.AsyncBaseTransport | None = None  # None for the network


_LONGEST_QUEUE = 60.0


class RateLimiter:
    """Spaces requests to some hosts, over all processes.

    A file for each host holds the time of the last reserved request. Each caller reserves the next
    slot, then waits for it without holding a lock.
    """

    def __init__(self, gaps: Mapping[str, float], folder: Path, clock: Clock) -> None:
        self.gaps = gaps
        self._folder = folder
        self._clock = clock

    def limited(self, host: str) -> str | None:
        """Return the key in the gaps that ``host`` shares its slots with; None if not limited."""
        return next((key for key in self.gaps if f".{host}".endswith(f".{key}")), None)

    def reserve(self, key: str) -> float:
        """Reserve the next request to a host with this key; return the seconds until its slot."""
        with explained(self._folder):
            make_folder(self._folder)
            with locked(self._folder / "pace.lock"):
                path = self._folder / f"pace-{key}"
                slot = now = self._clock().timestamp()
                with suppress(FileNotFoundError, ValueError):
                    slot = max(now, float(read_at_most(path, 1_000)) + self.gaps[key])
                if slot > now + _LONGEST_QUEUE:
                    slot = now  # the clock was set back, or another program wrote the file
                write_atomically(path, f"{slot:.3f}".encode())
            return slot - now
