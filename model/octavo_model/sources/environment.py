"""What fetching depends on outside itself: limits, clocks, addresses, spacing of requests."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from secrets import SystemRandom
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.core.dates import utc_now
from octavo_model.sources.threads import run_to_end
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

    url: str  # after redirects
    body: bytes  # decoded; empty if not modified
    validators: Validators
    type: str = ""  # the media type, in lower case
    not_modified: bool = False
    moved: str = ""  # where redirects lead that are permanent, as far as all before them are


@dataclass(frozen=True, slots=True)
class Timing:
    """Clock, waiting, and a number from 0 up to 1 to spread retries."""

    now: Clock = utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    random: Callable[[], float] = SystemRandom().random


class Gap(NamedTuple):
    """The least ``seconds`` between the starts of requests that share the same ``slots``."""

    slots: str
    seconds: float


_GAPS = {
    # API, OAI-PMH and feeds together: https://info.arxiv.org/help/api/tou.html
    **dict.fromkeys(
        ("rss.arxiv.org", "export.arxiv.org", "oaipmh.arxiv.org"), Gap("arxiv-services", 3.0)
    ),
    # A site of its own, with the crawl delay of arxiv.org; before that, as the first match counts.
    "ar5iv.labs.arxiv.org": Gap("ar5iv", 15.0),
    # The crawl delay of https://arxiv.org/robots.txt
    "arxiv.org": Gap("arxiv.org", 15.0),
    # These state no limit; one request a second is polite.
    "api.biorxiv.org": Gap("biorxiv", 1.0),
    **dict.fromkeys(("api2.openreview.net", "api.openreview.net"), Gap("openreview", 1.0)),
    "raw.githubusercontent.com": Gap("github-raw", 1.0),
    # At most one request at a time for lists:
    # https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/
    "api.crossref.org": Gap("crossref", 1.0),
    "api.datacite.org": Gap("datacite", 1.0),
}


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Base addresses of services, without a slash at the end."""

    daily_papers: str = "https://huggingface.co"
    arxiv: str = "https://rss.arxiv.org"
    arxiv_pages: str = "https://arxiv.org"
    gaps: Mapping[str, Gap] = field(default_factory=lambda: dict(_GAPS))
    """How requests to a host and all its subdomains are spaced; the first match counts."""
    biorxiv: str = "https://api.biorxiv.org"
    openreview: str = "https://api2.openreview.net"
    openreview_1: str = "https://api.openreview.net"
    """The older API: venues until 2023 are only there."""
    acl: str = "https://raw.githubusercontent.com/acl-org/acl-anthology/master/data/xml"
    arxiv_api: str = "https://export.arxiv.org"
    crossref: str = "https://api.crossref.org"
    datacite: str = "https://api.datacite.org"
    ar5iv: str = "https://ar5iv.labs.arxiv.org"


@dataclass(frozen=True, slots=True)
class Environment:
    """All of the outside world that a fetch uses, so that a test can replace it."""

    timing: Timing = field(default_factory=Timing)
    endpoints: Endpoints = field(default_factory=Endpoints)
    limits: Limits = field(default_factory=Limits)
    transport: httpx.AsyncBaseTransport | None = None  # None for the network


_LONGEST_QUEUE = 20
"""Requests that wait at once: a slot further away was written by a clock that was set back."""
_SLACK = 0.02
"""Seconds by which a request may be late unnoticed."""


class RateLimiter:
    """Spaces requests to some hosts, over all processes.

    A file for each name of slots holds the time of the last reserved request. Each caller reserves
    the next slot, then waits for it without holding a lock. A caller that is stopped meanwhile
    gives its slot back, if it is still the last one.
    """

    def __init__(self, gaps: Mapping[str, Gap], folder: Path, clock: Clock) -> None:
        self._gaps = gaps
        self._folder = folder
        self._clock = clock

    def gap(self, host: str) -> Gap | None:
        """Return how requests to ``host`` are spaced; None if they are not."""
        found = (gap for key, gap in self._gaps.items() if f".{host}".endswith(f".{key}"))
        return next(found, None)

    async def wait(self, host: str, pause: Callable[[float, str], Awaitable[None]]) -> None:
        """Wait for the next slot of ``host`` by ``pause``, which takes seconds and the reason."""
        gap = self.gap(host)
        if gap is None:
            return
        delay = await asyncio.to_thread(self.reserve, gap)
        slot = self._now() + delay
        try:
            await pause(delay, f"one request every {gap.seconds:g} seconds")
        except asyncio.CancelledError:
            await run_to_end(self.release, gap, slot)
            raise
        await asyncio.to_thread(self.start, gap)

    def reserve(self, gap: Gap) -> float:
        """Reserve the next request; return the seconds until its slot."""
        slot = self._change(gap, self._next_slot)
        return max(0.0, slot - self._now())

    def release(self, gap: Gap, slot: float) -> None:
        """Give back the slot at the time ``slot``, unless a later one is taken."""

        def earlier(last: float | None, gap: Gap) -> float:
            # Slots are at least a gap apart: one that is nearer is the same.
            is_last = last is not None and abs(last - slot) < gap.seconds / 2
            return slot - gap.seconds if last is None or is_last else last

        self._change(gap, earlier)

    def start(self, gap: Gap) -> None:
        """Note that a request starts now, if that is late, e.g. as the computer was suspended."""
        self._change(gap, lambda slot, _: max(slot or 0.0, self._now() - _SLACK))

    def _now(self) -> float:
        return self._clock().timestamp()

    def _next_slot(self, last: float | None, gap: Gap) -> float:
        now = self._now()
        slot = now if last is None else max(now, last + gap.seconds)
        return now if slot > now + _LONGEST_QUEUE * gap.seconds else slot

    def _change(self, gap: Gap, change: Callable[[float | None, Gap], float]) -> float:
        """Replace the time of the last slot, if there is one; return it."""
        with explained(self._folder):
            make_folder(self._folder)
            with locked(self._folder / "pace.lock"):
                path = self._folder / f"pace-{gap.slots}"
                last = None
                with suppress(FileNotFoundError, ValueError):
                    last = float(read_at_most(path, 1_000))
                slot = change(last, gap)
                if slot != last:
                    write_atomically(path, f"{slot:.3f}".encode(), alone=True)
                return slot
