"""A place is found again at another width, with other formulas, in another version."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.fulltext.layout.documents import DOCUMENTS, PAPER, heading, paragraph

from octavo_model.fulltext.document import Document
from octavo_model.fulltext.layout.lay_out import lay_out
from octavo_model.fulltext.layout.layout import Layout
from octavo_model.fulltext.layout.position import Position

WIDTHS = st.integers(20, 200)


@given(DOCUMENTS, WIDTHS)
def test_every_line_is_found_again(document: Document, width: int) -> None:
    layout = lay_out(document, width)
    for line in range(0, len(layout.lines), 1 + len(layout.lines) // 100):
        assert layout.line_of(layout.position(line)) == line


@given(DOCUMENTS, WIDTHS, WIDTHS, st.booleans())
def test_a_place_holds_over_widths_and_formulas(
    document: Document, width: int, other: int, tex: bool
) -> None:
    before, after = lay_out(document, width), lay_out(document, other, tex=tex)
    for line in range(len(before.lines)):
        position = before.position(line)
        found = after.line_of(position)
        at = before.block_at(line)
        # Blocks without lines have the line of the one behind them.
        assert (
            after.starts[at] == after.starts[after.block_at(found)] or after.block_at(found) == at
        )


def first_words(layout: Layout, position: Position) -> str:
    return layout.lines[layout.line_of(position)].text


def test_a_place_holds_in_another_version() -> None:
    texts = [f"Owl {number} hears kelp {number * 7} below the sea." for number in range(20)]
    old = Document(
        blocks=tuple(replace(paragraph(one), id=f"p{at}") for at, one in enumerate(texts))
    )
    # A paragraph is new, one is gone, and all have other ids.
    changed = ["Something new.", *texts[:5], *texts[6:]]
    new = Document(
        blocks=tuple(replace(paragraph(one), id=f"p{at}") for at, one in enumerate(changed))
    )
    before, after = lay_out(old, 40), lay_out(new, 90)
    for number in (0, 4, 6, 19):
        assert first_words(after, before.position(before.places[f"p{number}"])).startswith(
            f"Owl {number} "
        )


def test_a_changed_block_is_found_by_its_id() -> None:
    old = Document(
        blocks=(heading("1", "Owls", name="S1"), replace(paragraph("They see."), id="p1"))
    )
    new = replace(old, blocks=(old.blocks[0], replace(paragraph("They hear."), id="p1")))
    before, after = lay_out(old, 40), lay_out(new, 40)
    assert first_words(after, before.position(before.places["p1"])) == "They hear."


def test_without_the_block_the_share_of_the_whole_is_taken() -> None:
    layout = lay_out(PAPER, 72)
    middle = len(layout.lines) // 2
    position = layout.position(middle)._replace(block="gone#0")
    assert layout.line_of(position) == middle


def test_equal_blocks_are_counted() -> None:
    document = Document(blocks=(paragraph("Hoot."),) * 5)
    layout = lay_out(document, 40)
    assert [layout.line_of(layout.position(line)) for line in layout.starts] == list(layout.starts)


@pytest.mark.parametrize(
    "document", [Document(), Document(title=" "), Document(blocks=(paragraph(" "),))]
)
def test_an_empty_document_has_a_place(document: Document) -> None:
    layout = lay_out(document, 40)
    assert layout.lines == ()
    assert layout.line_of(layout.position(0)) == 0
