"""What a key in a long full text costs in processor time: the limits that were set for it.

Other work on the machine adds to a time, so the best of a few counts.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from tests.tui import owls
from tests.tui.app.test_full_text import DAY, DOCUMENT, paragraph
from tests.tui.driver import Reader, reading

from octavo_model import Library, Paths
from octavo_model.fulltext.document import Block, BlockKind, Run, RunKind

pytestmark = pytest.mark.clock

TIMES = 5
FIRST_SCREEN, PAGE, RESIZE = 0.150, 0.016, 0.050


def long_text() -> tuple[Block, ...]:
    """As much text as a paper of some 30 pages has, with a formula in every paragraph."""
    words = "Owls wait on a branch until the grass moves, and then they wait longer. " * 5
    blocks = []
    for number in range(150):
        formula = rf"\frac{{d_{{{number}}}}}{{c^{{{number}}}}}"
        blocks += [
            paragraph(f"p{number}", words, Run(RunKind.MATH, formula), words),
            Block(BlockKind.EQUATION, (Run(RunKind.MATH, f"{formula} + x"),), f"e{number}"),
        ]
    return tuple(blocks)


async def least(
    work: Callable[[], Awaitable[object]], after: Callable[[], Awaitable[object]]
) -> float:
    """Seconds of processor time that ``work`` takes at best; ``after`` each it is undone."""
    found = []
    for _ in range(TIMES):
        began = time.process_time()
        await work()
        found.append(time.process_time() - began)
        await after()
    return min(found)


async def test_the_limits_hold_in_a_long_text(library: Library, paths: Paths) -> None:
    owls.add_digest(library, "arxiv-mail", DAY, owls.MAILED, owls.BATS)
    library.full_texts.store.put(owls.ID, replace(DOCUMENT, blocks=long_text()))
    async with reading(library, paths) as reader:
        await reader.press("g", "a")
        ids = list(reader.screen.papers.ids)
        found = library.catalog.resolve(f"arxiv:{owls.ID}")
        reader.screen.papers.go_to(ids.index(found))
        await reader.settle()

        async def forget() -> None:
            await reader.press("q")
            reader.controllers.text.current = None

        assert await least(lambda: reader.press("f"), forget) <= FIRST_SCREEN

        await reader.press("f")
        assert reader.focus == "text"
        assert await least(lambda: reader.press("space"), reader.settle) <= PAGE
        assert await least(lambda: size(reader, 80), lambda: size(reader, 120)) <= RESIZE


async def size(reader: Reader, columns: int) -> None:
    await reader.pilot.resize_terminal(columns, 40)
    await reader.settle()
