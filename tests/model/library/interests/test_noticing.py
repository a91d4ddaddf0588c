"""Which rows and papers are found by what is followed and muted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from octavo_model import View
from octavo_model.core.marks import Decision
from octavo_model.core.suggestions import Notice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.model.conftest import Desk

    from octavo_model import Library

PAPERS = (
    {"title": "Owls of the tidal basin", "authors": ["Nora Quill", "Rust, Jan"]},
    {"title": "Larks", "authors": ["André Kelp"], "abstract": "They sing over Tidal Basins."},
    {"title": "Storage of rags in tidal pools", "authors": [r"Andr\'e Quillfeather"]},
    {"title": "The basin, tidal or not", "categories": ["cs.LG"]},
)


@pytest.fixture
def library(desk: Desk) -> Library:
    library = desk.open()
    desk.add_digest(library, *PAPERS)
    return library


def found(library: Library) -> Mapping[str, Notice]:
    """What finds each paper, by the first word of its title."""
    rows = library.catalog.rows(library.catalog.ids(View.all()))
    notices = {
        row.title.split()[0]: Notice(row.followed, row.muted) for row in rows if row is not None
    }
    papers = library.catalog.papers(library.catalog.ids(View.all()))
    of_papers = {one.title.split()[0]: Notice(one.followed, one.muted) for one in papers}
    assert notices == of_papers
    return {name: notice for name, notice in notices.items() if notice != Notice()}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # Words are in a row, in title or abstract, and the last one may go on.
        ("tidal basin", ["Owls", "Larks"]),
        ('"tidal basin"', ["Owls", "Larks"]),
        ("TIDAL", ["Owls", "Larks", "Storage", "The"]),
        # A short word is whole, and no other word is in a word.
        ("rag", []),
        ("rags", ["Storage"]),
        # Authors are found as in queries.
        ("au:quill", ["Owls", "Storage"]),
        ('au:"nora quill"', ["Owls"]),
        ("au:andre", ["Larks", "Storage"]),
        ("au:nobody", []),
        # Other queries too.
        ("cat:cs.LG", ["The"]),
        ("au:quill !ti:storage", ["Owls"]),
        ("au:kelp | au:rust", ["Owls", "Larks"]),
        # What is unknown finds nothing, rather than all else that is asked for.
        ("au:quill digest:gone", []),
    ],
)
def test_what_a_text_finds(library: Library, text: str, names: list[str]) -> None:
    library.interests.follow(text)
    assert found(library) == {name: Notice(followed=text) for name in names}
    library.marks.undo()
    library.interests.mute(text)
    assert found(library) == {name: Notice(muted=text) for name in names}


def test_a_paper_names_the_first_that_finds_it(library: Library) -> None:
    library.interests.follow("tidal", "au:quill")
    library.interests.mute("basin", "larks")
    assert found(library) == {
        "Owls": Notice("au:quill", "basin"),
        "Larks": Notice("tidal", "basin"),
        "Storage": Notice("au:quill"),
        "The": Notice("tidal", "basin"),
    }


def test_papers_that_come_later_are_found(desk: Desk, library: Library) -> None:
    library.interests.follow("tidal basin", "au:kelp", "cat:cs.LG")
    assert list(found(library)) == ["Owls", "Larks", "The"]
    new = {"title": "Later: tidal basins", "categories": ["cs.LG"]}
    desk.add_digest(library, new, {"title": "Kelps", "authors": ["A. Kelp"]})
    assert {*found(library)} == {"Owls", "Larks", "The", "Later:", "Kelps"}


def test_few_papers_and_many_are_found_alike(desk: Desk, library: Library) -> None:
    words = ["state", "space", "Model", "rag", "naïve", "ρ-mixing", "x_1", "C++", "GPT-4", "straße"]
    titles = [" ".join(words[(n // 10**at) % 10] for at in range(3)) for n in range(1_000)]
    desk.add_digest(library, *titles)
    ids = library.catalog.ids(View.all())
    texts = ["state space", "rag", "rag naive", "mixing", "space mode", "gpt 4", "c++ gpt", "naiv"]
    library.interests.follow(*texts)
    many = library.noticing.notices(ids)
    few = [library.noticing.notices(ids[at : at + 200]) for at in range(0, len(ids), 200)]
    assert many == {paper: notice for one in few for paper, notice in one.items()}
    assert {one.followed for one in many.values()} >= {"state space", "rag", "mixing", "gpt 4"}


def test_nothing_is_followed_at_first(library: Library) -> None:
    assert found(library) == {}
    assert library.noticing.notices(library.catalog.ids(View.all())) == {}


def test_a_mark_searches_again_only_for_queries_about_marks(desk: Desk, library: Library) -> None:
    library.interests.follow("cat:cs.LG", "is:starred")
    assert found(library) == {"The": Notice("cat:cs.LG")}
    library.marks.decide([library.catalog.resolve("Larks")], Decision.STAR)
    assert found(library) == {"The": Notice("cat:cs.LG"), "Larks": Notice("is:starred")}
    desk.add_digest(library, {"title": "Swifts", "categories": ["cs.LG"]})
    assert found(library)["Swifts"] == Notice("cat:cs.LG")
