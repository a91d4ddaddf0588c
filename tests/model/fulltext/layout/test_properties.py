"""What is true of the layout of any document at any width."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from tests.model.fulltext.layout.documents import DOCUMENTS, PAPER

from octavo_model.fulltext.document import BlockKind, Document, RunKind
from octavo_model.fulltext.layout.lay_out import lay_out
from octavo_model.fulltext.layout.layout import Layout, LinkKind

WIDTHS = st.integers(20, 200)


@given(DOCUMENTS, WIDTHS, st.booleans())
def test_no_line_is_wider_than_the_width(document: Document, width: int, tex: bool) -> None:
    for line in lay_out(document, width, tex=tex).lines:
        assert cell_len(line.text) <= width
        assert line.text == line.text.rstrip(" ")
        assert "\n" not in line.text


@given(DOCUMENTS, WIDTHS, st.booleans())
def test_pieces_are_in_order_inside_their_line(document: Document, width: int, tex: bool) -> None:
    layout = lay_out(document, width, tex=tex)
    for line in layout.lines:
        ends = [0, *(piece.end for piece in line.pieces)]
        for before, piece in zip(ends, line.pieces, strict=False):
            assert before <= piece.start < piece.end <= len(line.text)
            assert -1 <= piece.link < len(layout.links)


def linked_texts(layout: Layout) -> dict[int, str]:
    """The text of each link as its pieces have it, without spaces."""
    texts: dict[int, str] = {}
    for line in layout.lines:
        for piece in line.pieces:
            if piece.link >= 0:
                texts[piece.link] = texts.get(piece.link, "") + line.text[piece.start : piece.end]
    return {link: text.replace(" ", "") for link, text in texts.items()}


@given(DOCUMENTS, WIDTHS)
def test_pieces_of_a_link_have_its_text(document: Document, width: int) -> None:
    layout = lay_out(document, width)
    assert linked_texts(layout) == {
        at: link.text.replace(" ", "") for at, link in enumerate(layout.links)
    }
    for at, link in enumerate(layout.links):
        assert any(piece.link == at for piece in layout.lines[link.line].pieces)
    assert [link.line for link in layout.links] == sorted(link.line for link in layout.links)


@given(DOCUMENTS, WIDTHS)
def test_blocks_begin_where_their_first_line_is(document: Document, width: int) -> None:
    layout = lay_out(document, width)
    assert [block for block in layout.blocks if block is not None] == [
        *document.walk(),
        *document.references,
    ]
    assert list(layout.starts) == sorted(layout.starts)
    for number, line in enumerate(layout.lines):
        if line.block >= 0:
            assert layout.block_at(number) >= line.block
            assert layout.starts[line.block] <= number
    last = max(0, len(layout.lines) - 1)
    assert all(0 <= line <= last for line in (*layout.starts, *layout.places.values()))
    assert all(0 <= section.line <= last for section in layout.sections)


@given(DOCUMENTS, WIDTHS)
def test_every_letter_of_plain_text_is_there(document: Document, width: int) -> None:
    shown = "".join(line.text for line in lay_out(document, width).lines).replace(" ", "")
    for block in document.walk():
        if block.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.NOTE, BlockKind.QUOTE):
            for run in block.runs:
                if run.kind is RunKind.TEXT:
                    assert run.text.replace(" ", "") in shown


def test_each_kind_of_link_is_in_the_layout() -> None:
    assert {link.kind for link in lay_out(PAPER, 72).links} == set(LinkKind)
    assert LinkKind.CITE == RunKind.CITE  # type: ignore[comparison-overlap]
