"""References of a full text are matched with papers of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from octavo_model import Library, View
from octavo_model.core.parsed import ImportOptions
from octavo_model.fulltext.document import Reference

if TYPE_CHECKING:
    from tests.model.conftest import Desk

OWLS = "Owls, Tides, and Time: A Theory"
GULLS = "Do Gulls Count?"
BARE = "A Paper Without Authors"


@pytest.fixture
def library(desk: Desk) -> Library:
    library = desk.open(formats=None)
    text = """
        @article{a, title={Owls, Tides, and Time: A Theory}, author={Quill, Nora and Kelp, Dora},
         eprint={2401.00001}, archivePrefix={arXiv}, year={2024}}
        @article{b, title={Do Gulls Count?}, author={Émile Strix}, doi={10.1000/gulls}}
        @article{c, title={Preface}, author={Ira Tern}}
        @article{d, title={A Paper Without Authors}}
    """
    library.imports.import_bytes(text.encode(), ImportOptions("refs.bib"))
    return library


def found(library: Library, text: str, arxiv: str = "", doi: str = "") -> str | None:
    """Return the title of the paper that an entry is."""
    reference = Reference("r", "1", text, arxiv, doi)
    papers = library.full_texts.cited.find([reference])
    return next((one.title for one in library.catalog.papers(list(papers.values()))), None)


@pytest.mark.parametrize(
    "text",
    [
        "N. Quill and D. Kelp. Owls, tides, and time: a theory. Journal of Owls, 3:1-9, 2024.",
        "[1] Quill, N., Kelp, D.: Owls, Tides, and Time: A Theory. In: ICML (2024)",
        "Nora Quill et al. “Owls, Tides, and Time: A Theory,” 2024, arXiv preprint.",
        "Quill N, Kelp D. (2024). Owls, tides, and time: A theory. ArXiv, abs/2401.",
        "QUILL, N. Owls, Tides, and Time -- A Theory.",
    ],
)
def test_a_title_with_an_author_is_found_in_any_style(library: Library, text: str) -> None:
    assert found(library, text) == OWLS


def test_an_id_decides(library: Library) -> None:
    assert found(library, "anything it says", arxiv="2401.00001") == OWLS
    assert found(library, "E. Strix, 2020", doi="10.1000/gulls") == GULLS
    assert found(library, "E. Strix, Do Gulls Count? 2020", arxiv="2401.09999") == GULLS


@pytest.mark.parametrize(
    "text",
    [
        "A. Other. Owls, tides, and time: a theory. 2024.",
        "N. Quill. Owls, tides, and time. 2024.",
        "I. Tern wrote a preface to owls. 2024.",
        "",
        "Quill.",
    ],
)
def test_another_paper_is_not_found(library: Library, text: str) -> None:
    assert found(library, text) is None


def test_accents_and_a_question_mark_do_not_matter(library: Library) -> None:
    assert found(library, "Emile Strix. Do gulls count? Nature, 2020.") == GULLS


def test_without_authors_the_title_is_long_enough(library: Library) -> None:
    assert found(library, "Anonymous. A paper without authors. 1999.") == BARE


def test_many_references_at_once(library: Library) -> None:
    references = [
        Reference(f"r{n}", "", f"Quill. Owls number {n}, part, two; three. X.") for n in range(300)
    ]
    references.append(Reference("own", "", "E. Strix. Do gulls count?"))
    assert list(library.full_texts.cited.find(references)) == ["own"]
    assert len(library.catalog.ids(View.all())) == 4
