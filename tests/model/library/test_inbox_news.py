"""What is new in the Inbox, what one digest alone lists, and what was decided today."""

from __future__ import annotations

import datetime as dt

from tests.model.conftest import Desk

from octavo_model import View
from octavo_model.core.marks import Decision

NOON = dt.datetime(2025, 1, 5, 12, tzinfo=dt.UTC)
DAY = NOON.date().toordinal()


def test_a_new_digest_is_news_until_its_papers_are_decided(desk: Desk) -> None:
    with desk.open(clock=lambda: NOON) as library:
        assert not library.catalog.has_news(0, 0)
        desk.add_digest(library, "One", "Two")
        (first,) = library.catalog.digests()
        assert library.catalog.has_news(0, DAY)
        assert not library.catalog.has_news(first.id, DAY)

        # The same papers in another digest are none.
        desk.add_digest(library, "Two", date="2025-01-02")
        assert not library.catalog.has_news(first.id, DAY)
        desk.add_digest(library, "Two", "Three", date="2025-01-03")
        assert library.catalog.has_news(first.id, DAY)
        library.marks.decide(library.catalog.ids(View.inbox()), Decision.READ)
        assert not library.catalog.has_news(0, DAY)


def test_old_digests_are_no_news(desk: Desk) -> None:
    with desk.open(clock=lambda: NOON) as library:
        desk.add_digest(library, "One", date="2024-01-01")
        assert not library.catalog.has_news(0, 0)
        (digest,) = library.catalog.digests()
        assert not digest.in_inbox
        library.edits.show_in_inbox(digest.name, True)
        assert library.catalog.digests()[0].in_inbox


def test_a_paper_whose_day_has_come_is_news(desk: Desk) -> None:
    now = [NOON]
    with desk.open(clock=lambda: now[0]) as library:
        desk.add_digest(library, "One")
        (digest,) = library.catalog.digests()
        (paper,) = library.catalog.ids(View.all())
        library.marks.decide([paper], Decision.LATER, dt.date(2025, 1, 7))
        assert not library.catalog.has_news(digest.id, DAY)
        now[0] += dt.timedelta(days=2)
        assert library.catalog.has_news(digest.id, DAY)
        assert not library.catalog.has_news(digest.id, DAY + 2)


def test_hidden_papers_are_no_news(desk: Desk) -> None:
    with desk.open(clock=lambda: NOON) as library:
        desk.add_digest(library, "One")
        library.catalog.hidden = "0"  # as if it were of a listing that is hidden
        assert not library.catalog.has_news(0, DAY)


def test_papers_that_one_digest_alone_lists(desk: Desk) -> None:
    with desk.open(clock=lambda: NOON) as library:
        desk.add_digest(library, "One", "Two", "Three")
        desk.add_digest(library, "Two", date="2025-01-02")
        by_name = {library.catalog.paper(one).title: one for one in library.catalog.ids(View.all())}
        library.marks.decide([by_name["One"], by_name["Two"]], Decision.STAR)
        newer, older = library.catalog.digests()
        assert library.catalog.only_in(older.name) == (2, 1, 1)
        assert library.catalog.only_in(newer.name) == (0, 0, 0)


def test_what_was_decided_today(desk: Desk) -> None:
    now = [NOON - dt.timedelta(days=1)]
    with desk.open(clock=lambda: now[0]) as library:
        desk.add_digest(library, "One", "Two", "Three")
        ids = library.catalog.ids(View.all())
        library.marks.decide(ids[:1], Decision.STAR)
        now[0] = NOON
        assert library.catalog.decided_today() == (0, 0)
        library.marks.decide(ids[1:2], Decision.STAR)
        library.marks.decide(ids[2:], Decision.READ)
        assert library.catalog.decided_today() == (2, 1)


def test_news_are_the_same_after_a_rebuild(desk: Desk) -> None:
    with desk.open(clock=lambda: NOON) as library:
        desk.add_digest(library, "One")
        seen = library.catalog.digests()[0].id
        desk.add_digest(library, "Two", date="2025-01-02")
        library.rebuild()
        assert library.catalog.has_news(seen, DAY)
        assert not library.catalog.has_news(seen + 1, DAY)
