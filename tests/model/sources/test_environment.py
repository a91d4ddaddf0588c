"""Three seconds between two requests to arXiv, whoever makes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.model.conftest import Desk
from tests.model.sources.conftest import Time, World
from tests.model.sources.server import Reply

from octavo_model.sources.environment import Pacer
from octavo_model.sources.spec import make


@pytest.fixture
def time() -> Time:
    return Time()


def pacer(folder: Path, time: Time) -> Pacer:
    return Pacer(("arxiv.org",), folder, lambda: time.moment)


def test_turns_are_three_seconds_apart_over_all_hosts_and_processes(
    tmp_path: Path, time: Time
) -> None:
    one, other = pacer(tmp_path, time), pacer(tmp_path, time)

    delays = [
        one.delay("rss.arxiv.org"),
        other.delay("export.arxiv.org"),
        one.delay("arxiv.org"),
    ]
    assert delays == pytest.approx([0.0, 3.0, 6.0], abs=0.01)
    time.pass_by(7.5)
    assert other.delay("rss.arxiv.org") == pytest.approx(1.5, abs=0.01)
    time.pass_by(60)
    assert one.delay("rss.arxiv.org") == 0.0


@pytest.mark.parametrize("host", ["huggingface.co", "notarxiv.org", "arxiv.org.example.com", ""])
def test_others_are_not_waited_for(tmp_path: Path, time: Time, host: str) -> None:
    paced = pacer(tmp_path, time)
    assert [paced.delay(host) for _ in range(3)] == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("content", [b"", b"soon", b"inf", b"nan", b"-1", b"99999999999", b"\xff"])
def test_a_file_that_makes_no_sense_holds_nobody_up(
    tmp_path: Path, time: Time, content: bytes
) -> None:
    (tmp_path / "pace").write_bytes(content)
    paced = pacer(tmp_path, time)
    assert paced.delay("arxiv.org") == 0.0
    assert paced.delay("arxiv.org") == pytest.approx(3.0, abs=0.01)


def test_a_clock_that_was_set_back_holds_nobody_up(tmp_path: Path, time: Time) -> None:
    pacer(tmp_path, time).delay("arxiv.org")
    time.pass_by(-86_400)
    assert pacer(tmp_path, time).delay("arxiv.org") == 0.0


def test_sources_of_arxiv_are_asked_slowly_one_after_the_other(world: World) -> None:
    world.paced = ("127.0.0.1",)
    for name in ("cs.LG", "cs.CL", "stat.ML"):
        world.server.serve(f"/atom/{name}", Reply(Desk.page(f"In {name}")))
    specs = [make(name.lower().replace(".", "-"), name) for name in ("cs.LG", "cs.CL", "stat.ML")]
    reports = world.fetch(*specs)

    assert [one.new for one in reports] == [1, 1, 1]
    assert world.time.waits == pytest.approx([3.0, 3.0], abs=0.01)
