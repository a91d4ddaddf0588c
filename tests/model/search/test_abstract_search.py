from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pytest

from octavo_model import View
from octavo_model.core.marks import MarkField
from octavo_model.search.abstract_search import AbstractSearch
from octavo_model.search.similar import store

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library

PAPERS = [
    {"title": "Owls", "abstract": "Barn owls hear a mouse under deep snow, at night."},
    {"title": "Mice", "abstract": "Deep water and, under snow, a mouse. Barns for owls."},
    {"title": "Tides", "abstract": "A regression of tidal basins."},
    {"title": "Snow", "abstract": "Snow is deep. The barn is red."},
]


@pytest.fixture
def shelf(desk: Desk, library: Library) -> Library:
    desk.add_digest(library, *PAPERS)
    return library


def found(library: Library, query: str, *, wait: bool = True) -> tuple[list[str], list[str]]:
    """The titles of full matches and of near ones, in order."""
    result = library.search.find(query, View.all(), near=True, wait=wait)
    full, near = (
        [library.catalog.paper(one).title for one in ids] for ids in (result.ids, result.near)
    )
    return full, near


def test_full_matches_have_all_words_and_near_ones_a_good_part(shelf: Library) -> None:
    assert found(shelf, "in:abstract mouse deep snow") == (["Owls", "Mice"], ["Snow"])
    assert found(shelf, "in:abstract a regression of the walrus basin") == ([], ["Tides"])
    # Half of two words is one word.
    assert found(shelf, "in:abstract regression walrus") == ([], [])


def test_only_quoted_words_must_be_there(shelf: Library) -> None:
    assert found(shelf, 'abs:"deep snow" ~owls ~walrus') == ([], ["Owls"])
    assert found(shelf, 'abs:"under deep snow" ~mouse') == (["Owls"], [])


def test_words_that_are_neighbours_in_the_abstract_come_first(shelf: Library) -> None:
    assert found(shelf, "in:abstract barn owls hear") == (["Owls"], ["Mice"])
    assert found(shelf, "in:abstract under deep snow")[0] == ["Owls", "Snow", "Mice"]
    assert found(shelf, "in:abstract under snow a mouse")[0] == ["Mice", "Owls"]


def test_near_matches_are_of_the_list_and_match_the_other_conditions(shelf: Library) -> None:
    snow = shelf.catalog.resolve("title:snow")
    shelf.marks.mark([snow], MarkField.STARRED, True)

    assert found(shelf, "in:abstract mouse deep snow is:starred") == ([], ["Snow"])
    assert found(shelf, "in:abstract mouse deep snow !is:starred")[1] == []
    result = shelf.search.find("in:abstract mouse deep snow", [snow], near=True)
    assert (list(result.ids), list(result.near)) == ([], [snow])


def test_small_words_alone_are_still_found(shelf: Library) -> None:
    assert found(shelf, "in:abstract the")[0] == ["Snow"]


def test_alternatives_and_negations_take_words_as_they_are(shelf: Library) -> None:
    assert set(found(shelf, "~regressoin | ~owls")[0]) == {"Owls", "Mice"}
    assert set(found(shelf, "!~owl")[0]) == {"Tides", "Snow"}


def test_without_an_index_full_text_finds_whole_words(
    shelf: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_AT_ONCE", 0)

    assert found(shelf, "in:abstract regressoin tidal basins", wait=False) == ([], [])
    assert found(shelf, "in:abstract mouse snow", wait=False)[0] == ["Owls", "Mice"]
    assert shelf.search.needs_abstracts

    # A search that may wait builds it.
    assert found(shelf, "in:abstract regressoin tidal basins") == (["Tides"], [])
    shelf.search.prepare_abstracts()

    assert not shelf.search.needs_abstracts
    assert found(shelf, "in:abstract regressoin tidal basins", wait=False) == (["Tides"], [])


def test_while_the_index_is_built_nothing_waits_for_it(desk: Desk, shelf: Library) -> None:
    terms = shelf.catalog.texts.terms
    meanwhile = []

    def progress(_done: int, _all: int) -> None:
        meanwhile.append(terms.at_hand())

    desk.add_digest(shelf, *(f"Paper {number}" for number in range(1000)), date="2025-02-02")
    terms.prepare(progress)

    assert meanwhile == [None]
    assert terms.at_hand() is terms.prepare(progress)


def test_required_words_and_titles(shelf: Library) -> None:
    search = AbstractSearch(shelf.catalog.texts.terms)
    newest = shelf.catalog.texts.newest()

    free = search.find("mouse deep walrus", newest)
    bound = search.find("mouse deep walrus", newest, required=["night"])
    titles = search.find("tides regression", newest, titles=True)

    assert free is not None
    assert bound is not None
    assert titles is not None
    assert np.count_nonzero(free.near) == 2
    assert np.count_nonzero(bound.near) == 1
    assert np.count_nonzero(titles.full) == 1
    assert search.frequency("snow") == 3


def test_words_anywhere_are_of_title_or_abstract(shelf: Library) -> None:
    filters = shelf.search._query_finder()._filters
    state = filters.state(dt.date(2025, 1, 1))

    texts = filters.anywhere("tides regression", (), state)
    bound = filters.anywhere("mouse deep walrus", ("night",), state)

    assert np.count_nonzero(texts.mask) == 1
    assert len(filters.full_text.near(bound, shelf.catalog.ids(View.all()), 5)) == 1
    assert filters.anywhere("tides regression", (), state) is texts


def test_new_papers_are_found_at_once(desk: Desk, shelf: Library) -> None:
    assert found(shelf, "~walrus") == ([], [])
    desk.add_digest(shelf, {"title": "Walrus", "abstract": "The walrus."}, date="2025-02-02")

    assert found(shelf, "~walrus") == (["Walrus"], [])
