from __future__ import annotations

import gc
from weakref import ref

import pytest
from rich.segment import Segment

from octavo_tui.widgets.base import DrawnLine


class _Watched(DrawnLine):
    """A line that has weak references."""


@pytest.mark.parametrize(
    ("cuts", "parts"), [([5], ["words"]), ([2, 5], ["wo", "rds"]), ([2], ["wo"]), ([9], [])]
)
def test_a_line_is_freed_when_it_is_dropped(cuts: list[int], parts: list[str]) -> None:
    line = _Watched([Segment("words")])
    watch = ref(line)
    gc.disable()
    try:
        assert [part.text for part in line.divide(cuts)] == parts

        del line
        assert watch() is None
    finally:
        gc.enable()
