"""Minutes to the end of a document."""

from __future__ import annotations

from tests.model.fulltext.layout.documents import PAPER, math, paragraph, table

from octavo_model.fulltext.document import Document, Reference
from octavo_model.fulltext.layout.lay_out import lay_out
from octavo_model.fulltext.layout.reading_time import ReadingTime, block_seconds


def test_words_and_formulas_take_time() -> None:
    assert block_seconds(paragraph("owl " * 23)) == 6
    assert block_seconds(paragraph(math("x"), math("y + 1"))) == 8
    assert block_seconds(table(("one two", math("x")), ("three",))) == 4 + 3 * 60 / 230


def test_minutes_are_those_to_the_end() -> None:
    document = Document(blocks=(paragraph("owl " * 460), paragraph("owl " * 230)))
    layout = lay_out(document, 40)
    time = ReadingTime(layout)
    assert time.minutes(0) == 3
    assert time.minutes(layout.starts[1]) == 1
    assert time.minutes(layout.starts[1] // 2 + 1) == 2
    minutes = [time.minutes(line) for line in range(len(layout.lines))]
    assert minutes == sorted(minutes, reverse=True)


def test_the_references_take_no_time() -> None:
    document = Document(references=(Reference("b1", "", "owl " * 1000),))
    assert ReadingTime(lay_out(document, 40)).minutes(0) == 0


def test_an_empty_document_takes_none() -> None:
    assert ReadingTime(lay_out(Document(), 40)).minutes(0) == 0
    assert ReadingTime(lay_out(PAPER, 40)).minutes(10_000) <= 1
