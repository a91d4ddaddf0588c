"""Documents that are made to be slow: four times the size takes about four times as long."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.model.fulltext.layout.documents import cite, equation, math, paragraph, table, text
from tests.timing import is_linear, took

from octavo_model.fulltext.document import Block, BlockKind, Document, Reference
from octavo_model.fulltext.layout.as_markdown import as_markdown
from octavo_model.fulltext.layout.lay_out import lay_out
from octavo_model.fulltext.layout.search import matches

pytestmark = pytest.mark.clock

SIZE = 1_000


def document(*blocks: Block) -> Document:
    return Document(blocks=blocks, references=(Reference("b", "1", "Owl."),))


MADE: dict[str, Callable[[int], Document]] = {
    "one word": lambda size: document(paragraph("x" * 20 * size)),
    "wide letters": lambda size: document(paragraph("鳥" * 5 * size)),
    "marks": lambda size: document(paragraph("e\u0301" * 5 * size)),
    "spaces": lambda size: document(paragraph(" " * 20 * size + "x")),
    "signs": lambda size: document(paragraph(" ." * 10 * size)),
    "runs": lambda size: document(paragraph(*["ab "] * 2 * size)),
    "citations": lambda size: document(paragraph(*[cite("[1]", "b")] * size)),
    "targets": lambda size: document(paragraph(cite("[1]", *["b"] * 10 * size))),
    "formulas": lambda size: document(paragraph(*[math("x_1")] * size)),
    "a long formula": lambda size: document(equation("x + " * size)),
    "rows": lambda size: document(table(*[("owl", "12.5")] * (size // 2))),
    "columns": lambda size: document(table(*[("owl",) * size] * 2)),
    "heads": lambda size: document(table(*[(str(at),) for at in range(size)], heads=size - 1)),
    "a long cell": lambda size: document(table(("owl " * 5 * size, "x"))),
    "ragged rows": lambda size: document(table(("x",) * size, *[("y",)] * size, heads=size - 1)),
    "items": lambda size: document(
        *(Block(BlockKind.ITEM, (text("owl"),), level=at) for at in range(size // 2))
    ),
    "code": lambda size: document(Block(BlockKind.CODE, (text("x" * 20 * size),))),
    "equal blocks": lambda size: document(*[paragraph("owl")] * (size // 2)),
}


def seconds(document: Document) -> float:
    """How long everything takes that is done with a document."""

    def work() -> None:
        layout = lay_out(document, 20)
        matches(layout, "owl x")
        layout.line_of(layout.position(len(layout.lines) // 2))
        as_markdown(document)

    return took(work)


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_the_time_is_linear(make: Callable[[int], Document]) -> None:
    seconds(make(10))  # imports what it needs
    assert is_linear(lambda size: seconds(make(size)), SIZE)
