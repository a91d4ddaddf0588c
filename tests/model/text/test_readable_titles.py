"""Titles with LaTeX through the library: kept as they came, shown and found as they read."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.parsed import import_parsed
from tests.tui.mathematics import PERCH, SPARSE, SPARSE_RAW, add_mathematics

from octavo_model import Library, Paths, View
from octavo_model.core.identity import title_key
from octavo_model.core.parsed import ParsedDigest, ParsedPaper
from octavo_model.index.first_page import FirstPage
from octavo_model.text.fold import fold_title


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path)


def test_a_title_is_kept_as_it_came_and_shown_as_it_reads(paths: Paths) -> None:
    with Library.open(paths) as library:
        owls = add_mathematics(library)
        (row,) = library.catalog.rows([owls])
        paper = library.catalog.paper(owls)
        other = library.catalog.paper(library.catalog.resolve("2511.00322"))

    assert row is not None
    assert (row.title, row.shown) == (SPARSE_RAW, SPARSE)
    assert (paper.title, paper.readable, paper.shown) == (SPARSE_RAW, SPARSE, SPARSE)
    assert (other.title, other.readable, other.shown) == (PERCH, None, PERCH)


def test_a_rebuilt_index_has_the_same_titles(paths: Paths) -> None:
    with Library.open(paths) as library:
        add_mathematics(library)
        library.rebuild()

        assert [
            row.shown for row in library.catalog.rows(library.catalog.ids(View.all())) if row
        ] == [
            SPARSE,
            PERCH,
        ]


@pytest.mark.parametrize("query", ["l1", "ℓ₁ sparse", r"$\ell_1$", SPARSE, SPARSE_RAW, "n log n"])
def test_the_filter_finds_what_is_seen_and_what_was_written(query: str, paths: Paths) -> None:
    with Library.open(paths) as library:
        owls = add_mathematics(library)

        assert library.search.find_titles(query, library.catalog.ids(View.all())).ids[0] == owls


@pytest.mark.parametrize("title", [SPARSE, SPARSE.lower(), SPARSE_RAW])
def test_a_paper_can_be_called_by_either_title(title: str, paths: Paths) -> None:
    with Library.open(paths) as library:
        assert add_mathematics(library) == library.catalog.resolve(title)


def test_the_first_page_shows_what_the_library_shows(paths: Paths) -> None:
    with Library.open(paths) as library:
        add_mathematics(library)
    page = FirstPage(str(paths.data))
    listed = page.first(9)
    read, raw = (page.rows("all", None, "", 9, raw=raw) for raw in (False, True))
    page.close()

    assert [title for _, title in listed] == [SPARSE, PERCH]
    assert read is not None
    assert raw is not None
    assert [row["title"] for row in read[0]] == [SPARSE, PERCH]
    assert [row["title"] for row in raw[0]] == [SPARSE_RAW, PERCH]


def test_spellings_in_latex_are_one_paper_with_the_key_of_the_first(paths: Paths) -> None:
    titles = ("A $B^2$ of \\emph{Owls}", "A B2 of Owls", "A $B^2$ of Owls")
    with Library.open(paths) as library:
        for number, title in enumerate(titles):
            digest = ParsedDigest(None, False, (ParsedPaper(title),))
            import_parsed(library, digest, f"digest-{number}", "invented")
        keys = library.catalog.keys(library.catalog.ids(View.all()))

    assert keys == [title_key(fold_title(titles[0]))]
