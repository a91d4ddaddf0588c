from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from tests.model.search.similar.papers import SUBJECTS

from octavo_model import View
from octavo_model.core.marks import MarkField
from octavo_model.library.recommendations import MIN_STARS

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library

SHOWN = 20


def hits(ids: list[int], subjects: dict[int, str], wanted: str) -> int:
    return sum(subjects[one] == wanted for one in ids[:SHOWN])


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_is_for_you_beats_chance_and_the_order_of_dates(
    library: Library, subjects: dict[int, str], subject: str
) -> None:
    about = [one for one, its in subjects.items() if its == subject]
    library.marks.mark(about[::2], MarkField.STARRED, True)
    unread = [
        one for one in library.catalog.ids(View.of_query("is:unread")) if one not in set(about[::2])
    ]

    ranked = [one.id for one in library.recommendations.for_you().suggestions]
    by_chance = random.Random(1).sample(unread, SHOWN)

    mine = hits(ranked, subjects, subject)
    assert mine >= 18
    assert mine > 3 * hits(by_chance, subjects, subject)
    assert mine > 3 * hits(unread, subjects, subject)


def test_the_same_marks_give_the_same_list(
    desk: Desk, library: Library, subjects: dict[int, str]
) -> None:
    owls = [one for one, its in subjects.items() if its == "owls"]
    library.marks.mark(owls[:8], MarkField.STARRED, True)
    before = library.recommendations.for_you()

    assert desk.reopen(library).recommendations.for_you() == before


def test_starred_and_read_papers_are_not_suggested(
    library: Library, subjects: dict[int, str]
) -> None:
    owls = [one for one, its in subjects.items() if its == "owls"]
    library.marks.mark(owls[:8], MarkField.STARRED, True)
    library.marks.mark(owls[8:12], MarkField.READ, True)

    found = {one.id for one in library.recommendations.for_you().suggestions}

    assert found.isdisjoint(owls[:12])
    assert found.issuperset(owls[12:])


def test_it_follows_the_stars(library: Library, subjects: dict[int, str]) -> None:
    owls, bells = (
        [one for one, its in subjects.items() if its == subject] for subject in ("owls", "bells")
    )
    library.marks.mark(owls[:8], MarkField.STARRED, True)
    assert (
        hits([one.id for one in library.recommendations.for_you().suggestions], subjects, "owls")
        >= 18
    )

    library.marks.mark(owls[:8], MarkField.STARRED, False)
    library.marks.mark(bells[:8], MarkField.STARRED, True)
    assert (
        hits([one.id for one in library.recommendations.for_you().suggestions], subjects, "bells")
        >= 18
    )


def test_papers_that_were_only_read_are_not_taken_for_liked(
    library: Library, subjects: dict[int, str]
) -> None:
    owls, bells = (
        [one for one, its in subjects.items() if its == subject] for subject in ("owls", "bells")
    )
    library.marks.mark(owls[:8], MarkField.STARRED, True)
    library.marks.mark(bells[:20], MarkField.READ, True)

    assert (
        hits([one.id for one in library.recommendations.for_you().suggestions], subjects, "bells")
        == 0
    )


def test_each_says_why(library: Library, subjects: dict[int, str]) -> None:
    owls = [one for one, its in subjects.items() if its == "owls"]
    library.marks.mark(owls[:8], MarkField.STARRED, True)

    best = library.recommendations.for_you().suggestions[0]

    assert 1 <= len(best.terms) <= 3
    words = {word for term in best.terms for word in term.lower().split()}
    assert words & set(SUBJECTS["owls"].split())
    assert best.nearest in owls[:8]
    assert best.nearest_title == library.catalog.paper(best.nearest or 0).title


@pytest.mark.parametrize("stars", range(MIN_STARS))
def test_with_too_few_stars_it_shows_how_many_are_missing(
    library: Library, subjects: dict[int, str], stars: int
) -> None:
    if stars:
        library.marks.mark(list(subjects)[:stars], MarkField.STARRED, True)

    assert library.recommendations.for_you().missing == MIN_STARS - stars
    assert library.recommendations.for_you().suggestions == ()


def test_among_some_papers_only_these_are_ranked(
    library: Library, subjects: dict[int, str]
) -> None:
    owls = [one for one, its in subjects.items() if its == "owls"]
    library.marks.mark(owls[:8], MarkField.STARRED, True)

    found = library.recommendations.for_you(among=owls[8:12]).suggestions

    assert {one.id for one in found} == set(owls[8:12])


def test_with_an_interest_no_star_is_needed(library: Library, subjects: dict[int, str]) -> None:
    owls = [one for one, its in subjects.items() if its == "owls"]
    library.rankings.interests = lambda: {"birds": owls[:6]}

    result = library.recommendations.for_you()

    assert result.missing == 0
    assert hits([one.id for one in result.suggestions], subjects, "owls") >= 18
    assert result.suggestions[0].nearest is None
