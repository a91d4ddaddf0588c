"""What a library says of the papers that are left in a ranked list."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.model.search.similar.papers import invented

from octavo_model import View
from octavo_model.core.marks import Decision

if TYPE_CHECKING:
    from tests.model.conftest import Desk

_DAY = dt.date(2025, 7, 1)


def test_what_is_left_is_the_same_when_the_list_is_opened_again(desk: Desk) -> None:
    library = desk.open()
    papers = [paper for _, paper in invented(200)]
    papers[-3:] = [paper | {"abstract": ""} for paper in papers[-3:]]
    desk.add_digest(library, *papers)
    ids = library.catalog.ids(View.all())
    # From the end of the list: what counts is when they were decided.
    read = list(reversed(ids))[10:90]
    ranking = library.rankings.open(ids)
    for number, paper in enumerate(read):
        kept = number < 30 and number % 2 == 0
        change = library.marks.decide(
            [paper], Decision.STAR if kept else Decision.DISMISS, until=_DAY
        )
        ranking.apply(change.states)

    said = ranking.remaining()

    assert said is not None
    assert 0 <= said.about <= said.most <= len(ids) - len(read)
    assert said.without_abstract == 3
    assert library.rankings.open(ids).remaining() == said
    library.marks.undo()
    ranking.refresh()
    assert ranking.remaining() == library.rankings.open(ids).remaining()
