"""What of a paper is offered to be followed and muted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library


@pytest.fixture
def library(desk: Desk) -> Library:
    library = desk.open()
    desk.add_digest(
        library,
        {
            "title": "On the Tidal Basins: Selective State Spaces of Owls",
            "authors": ["Nora Quill", r"Andr\'e Kelp", "Strix"],
        },
        {"title": "Selective state spaces", "authors": ["Ann, Strix"]},
        {"title": "State spaces", "abstract": "Of the tidal basins."},
        *(f"Owls, volume {number}" for number in range(12)),
    )
    return library


def test_authors_are_offered_as_queries_that_find_them(library: Library) -> None:
    paper = library.catalog.paper(library.catalog.resolve("On the tidal"))
    authors, _ = library.interests.offers(paper)
    assert authors == ('au:"Nora Quill"', 'au:"André Kelp"', "au:Strix")
    library.interests.follow(*authors[1:2])
    assert library.catalog.paper(paper.id).followed == 'au:"André Kelp"'


def test_phrases_of_a_few_papers_are_offered_the_longest_of_those_alike(library: Library) -> None:
    paper = library.catalog.paper(library.catalog.resolve("On the tidal"))
    _, phrases = library.interests.offers(paper)
    # Not “owls”, which too many papers have, and not what one longer phrase says as well.
    assert phrases == (("state spaces", 3), ("selective state spaces", 2), ("tidal basins", 2))


def test_a_paper_that_is_like_no_other_offers_its_authors_alone(library: Library) -> None:
    paper = library.catalog.paper(library.catalog.resolve("Owls, volume 7"))
    assert library.interests.offers(paper) == ((), ())
