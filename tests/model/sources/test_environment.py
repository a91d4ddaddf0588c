"""Seconds between two requests to a host, over all processes."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import FakeClock, World
from tests.model.sources.server import Reply

from octavo_model.sources.environment import Endpoints, Gap, RateLimiter
from octavo_model.sources.spec import make


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


ARXIV, OTHER = Gap("arxiv.org", 3.0), Gap("other", 9.0)


def limiter(folder: Path, clock: FakeClock) -> RateLimiter:
    return RateLimiter({"arxiv.org": ARXIV, "example.com": OTHER}, folder, lambda: clock.moment)


def test_the_gaps_of_arxiv(tmp_path: Path, clock: FakeClock) -> None:
    real = RateLimiter(Endpoints().gaps, tmp_path, lambda: clock.moment)
    services = {real.gap(f"{name}.arxiv.org") for name in ("rss", "export", "oaipmh")}

    assert services == {Gap("arxiv-services", 3.0)}
    assert real.gap("arxiv.org") == Gap("arxiv.org", 15.0)
    assert real.gap("ar5iv.labs.arxiv.org") == Gap("ar5iv", 15.0)


def test_servers_that_state_no_limit_are_asked_once_a_second(
    tmp_path: Path, clock: FakeClock
) -> None:
    real, endpoints = RateLimiter(Endpoints().gaps, tmp_path, lambda: clock.moment), Endpoints()
    addresses = (endpoints.biorxiv, endpoints.openreview, endpoints.openreview_1, endpoints.acl)
    gaps = [real.gap(urlsplit(address).hostname or "") for address in addresses]

    assert [gap and gap.seconds for gap in gaps] == [1.0, 1.0, 1.0, 1.0]
    assert gaps[1] == gaps[2]  # both are OpenReview


def test_requests_are_three_seconds_apart_over_all_hosts_and_processes(
    tmp_path: Path, clock: FakeClock
) -> None:
    one, other = limiter(tmp_path, clock), limiter(tmp_path, clock)
    hosts = ("rss.arxiv.org", "export.arxiv.org", "arxiv.org")

    assert {one.gap(host) for host in hosts} == {ARXIV}
    delays = [limit.reserve(ARXIV) for limit in (one, other, one)]
    assert delays == pytest.approx([0.0, 3.0, 6.0], abs=0.01)
    clock.advance(7.5)
    assert other.reserve(ARXIV) == pytest.approx(1.5, abs=0.01)
    clock.advance(60)
    assert one.reserve(ARXIV) == 0.0


def test_the_gap_counts_from_a_request_that_starts_late(tmp_path: Path, clock: FakeClock) -> None:
    limited = limiter(tmp_path, clock)
    limited.reserve(ARXIV)
    limited.reserve(ARXIV)
    clock.advance(3_600)  # the computer was suspended while the request waited
    limited.start(ARXIV)
    assert limited.reserve(ARXIV) == pytest.approx(3.0, abs=0.05)


async def test_a_caller_that_is_stopped_gives_its_slot_back(
    tmp_path: Path, clock: FakeClock
) -> None:
    limited, is_waiting = limiter(tmp_path, clock), asyncio.Event()

    async def pause(seconds: float, _why: str) -> None:
        if seconds:
            is_waiting.set()
            await asyncio.Event().wait()

    await limited.wait("arxiv.org", pause)
    for _ in range(3):
        stopped = asyncio.create_task(limited.wait("arxiv.org", pause))
        await is_waiting.wait()
        stopped.cancel()
        with pytest.raises(asyncio.CancelledError):
            await stopped
        is_waiting.clear()
    assert limited.reserve(ARXIV) == pytest.approx(3.0, abs=0.05)


def test_a_slot_before_others_is_not_given_back(tmp_path: Path, clock: FakeClock) -> None:
    limited, now = limiter(tmp_path, clock), clock.moment.timestamp()
    delays = [limited.reserve(ARXIV) for _ in range(3)]
    limited.release(ARXIV, now + delays[1])
    assert limited.reserve(ARXIV) == pytest.approx(9.0, abs=0.01)


def test_each_host_has_its_own_gap(tmp_path: Path, clock: FakeClock) -> None:
    limited = limiter(tmp_path, clock)
    keys = [ARXIV, OTHER]
    assert [limited.reserve(key) for key in keys] == [0.0, 0.0]
    assert [limited.reserve(key) for key in keys] == pytest.approx([3.0, 9.0], abs=0.01)


@pytest.mark.parametrize("host", ["huggingface.co", "notarxiv.org", "arxiv.org.example.net", ""])
def test_other_hosts_are_not_limited(tmp_path: Path, clock: FakeClock, host: str) -> None:
    assert limiter(tmp_path, clock).gap(host) is None


@pytest.mark.parametrize("content", [b"", b"soon", b"inf", b"nan", b"-1", b"99999999999", b"\xff"])
def test_an_invalid_file_delays_nothing(tmp_path: Path, clock: FakeClock, content: bytes) -> None:
    (tmp_path / "pace-arxiv.org").write_bytes(content)
    limited = limiter(tmp_path, clock)
    assert limited.reserve(ARXIV) == 0.0
    assert limited.reserve(ARXIV) == pytest.approx(3.0, abs=0.01)


def test_a_clock_that_was_set_back_delays_nothing(tmp_path: Path, clock: FakeClock) -> None:
    limiter(tmp_path, clock).reserve(ARXIV)
    clock.advance(-86_400)
    assert limiter(tmp_path, clock).reserve(ARXIV) == 0.0


def test_sources_of_one_host_are_fetched_slowly_one_by_one(world: World) -> None:
    world.gaps = {"127.0.0.1": Gap("arxiv.org", 3.0)}
    names = ("one", "two", "three")
    for name in names:
        world.server.serve(f"/{name}", Reply(Desk.page(f"In {name}")))
    reports = world.fetch(*(make(name, f"{world.server.url}/{name}") for name in names))

    assert [one.new for one in reports] == [1, 1, 1]
    assert world.clock.waits == pytest.approx([3.0, 3.0], abs=0.01)
