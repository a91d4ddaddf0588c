"""Lists ranked by interests, and by what is followed and muted."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from octavo_model import View
from octavo_model.core.parsed import ImportOptions
from octavo_model.core.suggestions import Why

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library
    from octavo_model.search.ranking.ranking import Ranking

BIRDS = [
    "owl",
    "nest",
    "flight",
    "feather",
    "beak",
    "talon",
    "hoot",
    "roost",
    "migration",
    "plumage",
]
SHIPS = [
    "hull",
    "keel",
    "mast",
    "rudder",
    "anchor",
    "sail",
    "harbour",
    "cargo",
    "tonnage",
    "voyage",
]
COMMON = [
    "results",
    "of",
    "methods",
    "we",
    "show",
    "new",
    "and",
    "a",
    "study",
    "with",
    "the",
    "for",
    "data",
]


def text(words: list[str], seed: int, length: int = 40) -> str:
    """A text of common words and of these."""
    chance = random.Random(seed)
    return " ".join(
        chance.choice(words if chance.random() < 0.4 else COMMON) for _ in range(length)
    )


def bibliography(count: int = 50) -> bytes:
    entries = (
        f"@article{{k{n}, title = {{Notes {n} on {text(BIRDS, n, 6)}}},"
        f" abstract = {{{text(BIRDS, 1_000 + n)}}}}}"
        for n in range(count)
    )
    return "\n".join(entries).encode()


@pytest.fixture
def library(desk: Desk) -> Library:
    """A day of 60 papers, of which every sixth is about birds; the user has no star."""
    library = desk.open(formats=None)
    day = "\n".join(
        f"@article{{d{n}, title = {{Paper {n} on {text(SHIPS if n % 6 else BIRDS, 90 + n, 6)}}},"
        f" author = {{{'Quill, Nora' if n == 7 else 'Kelp, Dora'}}},"
        f" abstract = {{{text(SHIPS if n % 6 else BIRDS, 2_000 + n)}}}}}"
        for n in range(60)
    )
    library.imports.import_bytes(day.encode(), ImportOptions("day.bib"))
    library.edits.show_in_inbox("day", True)
    return library


def first_day(library: Library) -> list[int]:
    return list(library.catalog.ids(View.inbox()))


def add_refs(library: Library, name: str = "mine") -> None:
    report = library.imports.import_bytes(bibliography(), ImportOptions("refs.bib"))
    library.interests.add_imported(name, [report])


def open_ranking(library: Library) -> Ranking:
    return library.rankings.open(first_day(library))


def numbers(library: Library, ids: list[int]) -> list[int]:
    """The numbers in the titles of papers."""
    rows = library.catalog.rows(ids)
    return [int(row.title.split()[1]) for row in rows if row is not None]


def test_the_first_day_is_ranked_by_a_file_and_no_star(library: Library) -> None:
    add_refs(library)
    day = first_day(library)
    assert len(day) == 60  # without those of the file
    ranking = open_ranking(library)
    best = numbers(library, list(ranking.order())[:10])
    assert {number % 6 for number in best} == {0}
    first, last = ranking.order()[0], ranking.order()[-1]
    shown = dict(zip(ranking.ids, ranking.shown_scores(), strict=True))
    assert shown[first] > shown[last]
    assert ranking.why(first).interest == "mine"
    assert set(BIRDS) & set(" ".join(ranking.why(first).reasons).split())
    # For you ranks the day too, and offers nothing that the user has in the file.
    suggested = [one.id for one in library.recommendations.for_you(10).suggestions]
    assert {number % 6 for number in numbers(library, suggested)} == {0}
    assert set(suggested) <= set(day)


def test_a_digest_that_was_there_before_stays_in_the_inbox(library: Library) -> None:
    library.imports.import_bytes(bibliography(), ImportOptions("refs.bib"))
    library.edits.show_in_inbox("refs", True)
    add_refs(library)
    assert library.catalog.digest("refs").in_inbox
    assert len(library.interests.papers()["mine"]) == 50


def test_the_best_interest_counts_and_is_named(library: Library) -> None:
    add_refs(library, "birds")
    kept = library.catalog.resolve("Paper 1 on")
    library.interests.add("ships", f'"{library.catalog.paper(kept).title}"')
    ranking = open_ranking(library)
    by_number = dict(zip(numbers(library, first_day(library)), first_day(library), strict=True))
    named = {number: ranking.why(paper).interest for number, paper in by_number.items()}
    assert (named[6], named[1]) == ("birds", "ships")
    library.interests.remove("birds")
    ranking.refresh()
    assert ranking.why(by_number[6]).interest != "birds"


def test_what_is_followed_is_first_and_what_is_muted_last(library: Library) -> None:
    add_refs(library)
    plain = list(open_ranking(library).order())
    library.interests.follow("au:quill")
    library.interests.mute(BIRDS[0])
    ranking = open_ranking(library)
    order = list(ranking.order())
    (followed,) = (one for one in plain if library.catalog.paper(one).followed)
    muted = [one for one in plain if library.catalog.paper(one).muted and one != followed]
    assert order[0] == followed
    assert muted
    assert order[-len(muted) :] == muted  # by score, as all others
    others = [one for one in plain if one not in (followed, *muted)]
    assert order == [followed, *others, *muted]
    assert ranking.why(followed).followed == "au:quill"
    assert ranking.why(muted[0]).muted == BIRDS[0]
    assert sorted(order) == sorted(plain)
    library.interests.unfollow("au:quill")
    library.interests.unmute(BIRDS[0])
    ranking.refresh()
    assert list(ranking.order()) == plain


def test_an_interest_may_ask_for_an_order_that_needs_a_ranking(library: Library) -> None:
    library.interests.add("mine", "au:quill sort:score")
    library.interests.follow("au:quill sort:score")
    ranking = open_ranking(library)
    (paper,) = library.interests.papers()["mine"]
    assert ranking.order()[0] == paper
    assert ranking.why(paper) != Why()
