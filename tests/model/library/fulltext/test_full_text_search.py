"""``full:`` finds papers by the words of the full texts that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from octavo_model import Library, Paper, View
from octavo_model.core.parsed import ImportOptions
from octavo_model.fulltext.document import Block, BlockKind, Document, Run, RunKind

if TYPE_CHECKING:
    from tests.model.conftest import Desk

IDS = ("2401.00001", "2401.00002", "hep-th/9901001")


def document(*texts: str) -> Document:
    blocks = tuple(Block(BlockKind.PARAGRAPH, (Run(RunKind.TEXT, one),)) for one in texts)
    return Document("A Paper", blocks=blocks)


@pytest.fixture
def library(desk: Desk) -> Library:
    library = desk.open(formats=None)
    lines = "\n".join(f"https://arxiv.org/abs/{one}" for one in IDS)
    library.imports.import_bytes(lines.encode(), ImportOptions("ids.txt"))
    for one, text in zip(
        IDS, ("the tide is high", "no tides, tidal pools", "strings"), strict=True
    ):
        library.full_texts.keep(paper(library, one), document(text))
    return library


def paper(library: Library, arxiv_id: str) -> Paper:
    return library.catalog.paper(library.catalog.resolve(f"arxiv:{arxiv_id}"))


def found(library: Library, query: str) -> set[str]:
    result = library.search.find(query, library.catalog.ids(View.all()))
    return {one.arxiv_id or "" for one in library.catalog.papers(result.ids)}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("full:tide", {"2401.00001", "2401.00002"}),
        ('full:"tide is"', {"2401.00001"}),
        ("full:strings", {"hep-th/9901001"}),
        ("full:gulls", set()),
        ("!full:tid", {"hep-th/9901001"}),
        ("full:tidal full:pool", {"2401.00002"}),
    ],
)
def test_words_of_full_texts_find_papers(library: Library, query: str, ids: set[str]) -> None:
    assert found(library, query) == ids


def test_a_text_that_comes_later_is_found_at_once(library: Library) -> None:
    assert found(library, "full:gulls") == set()
    library.full_texts.keep(paper(library, IDS[0]), document("gulls"))
    assert found(library, "full:gulls") == {IDS[0]}
    assert found(library, "full:high") == set()


def test_a_text_that_was_removed_is_not_found(library: Library) -> None:
    (library.full_texts.paths.full_texts / f"{IDS[0]}.json.gz").unlink()
    library.full_texts.evict()
    assert found(library, "full:tide") == {IDS[1]}


def test_words_that_were_lost_are_read_again(library: Library) -> None:
    library.full_texts.paths.full_text_words.unlink()
    assert found(library, "full:tide") == set()
    library.full_texts.evict()
    assert found(library, "full:tide") == {IDS[0], IDS[1]}


def test_a_rebuild_of_the_index_keeps_them(library: Library) -> None:
    library.rebuild()
    assert found(library, "full:tide") == {IDS[0], IDS[1]}
