"""A short run of what `make fuzz` does at length; the same inputs every time."""

from __future__ import annotations

import os
from itertools import islice

import pytest
from tests.fuzz.mutating import inputs
from tests.fuzz.safety import dangers
from tests.fuzz.targets import TARGETS, Target
from tests.fuzz.watching import Watched

from octavo_model.digests.registry import FORMATS

RUNS = int(os.environ.get("FUZZ_RUNS") or 250)
SEED = 1


@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_promise(name: str) -> None:
    watched = Watched(TARGETS[name])

    for data in islice(inputs(TARGETS[name], SEED), RUNS):
        watched(data)

    assert watched.executions == RUNS
    assert watched.faults == {}


def test_every_format_is_fuzzed() -> None:
    assert {one.name for one in FORMATS} <= TARGETS.keys()


def test_the_watch_sees_what_is_wrong() -> None:
    def run(data: bytes) -> None:
        assert data != b"bad"

    watched = Watched(Target("a", run))
    for data in (b"good", b"bad", b"bad"):
        watched(data)

    assert watched.executions == 3
    assert list(watched.faults.values()) == [b"bad"]


@pytest.mark.parametrize(
    "text",
    ["\x1b", "\x9b", "\u202e", "\u2066", "\U000e0041", "\u200b", "\u0301" * 5, "\n", "\u034f"],
)
def test_the_judge_knows_an_attack(text: str) -> None:
    assert dangers(f"a{text}b")


@pytest.mark.parametrize("text", ["plain", "naïve", "深度学习", "ß → ∞", "é" * 9, "عربى", "ไทย"])
def test_the_judge_lets_writing_pass(text: str) -> None:
    assert dangers(text) == []
