"""A short run of what `make fuzz` does at length; the same inputs every time."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from itertools import islice

import pytest
from tests.fuzz.mutating import inputs
from tests.fuzz.safety import dangers
from tests.fuzz.targets import MOST_DIGITS, TARGETS, Target
from tests.fuzz.watching import Watched

from octavo_model.formats.registry import FORMATS

RUNS = int(os.environ.get("FUZZ_RUNS") or 120)
SEED = 1


@pytest.fixture
def short_numbers() -> Iterator[None]:
    """Python refuses numbers of as few digits as it can be set to."""
    most = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(MOST_DIGITS)
    yield
    sys.set_int_max_str_digits(most)


@pytest.mark.usefixtures("short_numbers")
@pytest.mark.parametrize("name", TARGETS)
def test_no_input_breaks_a_promise(name: str) -> None:
    watched = Watched(TARGETS[name])
    runs = max(len(TARGETS[name].beginnings), RUNS // TARGETS[name].cost)

    for data in islice(inputs(TARGETS[name], SEED), runs):
        watched(data)

    assert watched.executions == runs
    assert watched.faults == {}


def test_numbers_too_long_are_among_the_inputs_of_every_digest() -> None:
    for form in FORMATS:
        held = [one for one in TARGETS[form.name].beginnings if b"9" * MOST_DIGITS in one]
        assert len(held) > 3


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
