"""How long it takes to read a document from a line to its end, without the references."""

from __future__ import annotations

from itertools import accumulate
from math import ceil
from typing import TYPE_CHECKING

from octavo_model.fulltext.document import Block, RunKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model.fulltext.document import Run
    from octavo_model.fulltext.layout.layout import Layout

WORDS_A_MINUTE = 230
SECONDS_A_FORMULA = 4


class ReadingTime:
    """The time that each block of a layout takes, counted once."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        seconds = [
            block_seconds(block) if isinstance(block, Block) else 0.0 for block in layout.blocks
        ]
        self._left = [*accumulate(reversed(seconds), initial=0.0)][::-1]

    def minutes(self, line: int) -> int:
        """Return the minutes from ``line`` to the end, rounded up."""
        at = self._layout.block_at(line)
        if at < 0:
            return 0
        read = self._layout.position(line).share
        seconds = self._left[at] * (1 - read) + self._left[at + 1] * read
        return ceil(seconds / 60 - 1e-9)


def block_seconds(block: Block) -> float:
    """Return how long it takes to read a block: its words and formulas."""
    words = formulas = 0
    for run in _runs(block):
        if run.kind is RunKind.MATH:
            formulas += 1
        else:
            words += len(run.text.split())
    return words * 60 / WORDS_A_MINUTE + formulas * SECONDS_A_FORMULA


def _runs(block: Block) -> Iterator[Run]:
    yield from block.runs
    for row in block.rows:
        for cell in row:
            yield from cell
