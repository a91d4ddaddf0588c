"""Digests that are fetched again and again from one source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from octavo_model import View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library
    from octavo_model.core.parsed import ImportReport

TODAY = "2025-06-01"


def fetch(
    desk: Desk, library: Library, *papers: str | dict[str, Any], date: str | None = TODAY
) -> ImportReport:
    data = desk.page(*papers, date=date)
    return library.imports.import_bytes(data, ImportOptions(name="page.json", origin="owls"))


def names(library: Library) -> list[str]:
    return [one.name for one in library.catalog.digests()]


def test_a_page_that_grew_takes_the_place_of_the_earlier_one(desk: Desk, library: Library) -> None:
    fetch(desk, library, "A", "B")
    library.marks.mark([library.catalog.resolve("a")], MarkField.STARRED, True)
    report = fetch(desk, library, "C", "A", "B")
    assert (report.digest, report.new) == (f"invented-{TODAY}", 1)
    assert names(library) == [f"invented-{TODAY}"]
    assert desk.titles(library) == ["C", "A", "B"]
    assert library.catalog.counts(View.starred()).total == 1
    assert len(list(desk.paths.digests.glob("*.gz"))) == 1
    desk.check()
    library.rebuild()
    assert names(library) == [f"invented-{TODAY}"]
    assert desk.titles(library) == ["C", "A", "B"]
    assert library.catalog.counts(View.starred()).total == 1


def test_a_page_whose_votes_changed_takes_the_place_of_the_earlier_one(
    desk: Desk, library: Library
) -> None:
    fetch(desk, library, {"title": "A", "upvotes": 1})
    report = fetch(desk, library, {"title": "A", "upvotes": 9})
    assert (report.new, report.papers) == (0, 1)
    assert names(library) == [f"invented-{TODAY}"]
    assert library.catalog.paper(library.catalog.resolve("a")).upvotes == 9


def test_a_page_that_lost_papers_leaves_the_earlier_one(desk: Desk, library: Library) -> None:
    fetch(desk, library, "A", "B")
    fetch(desk, library, "B", "C")
    assert names(library) == [f"invented-{TODAY}-2", f"invented-{TODAY}"]
    assert library.catalog.counts(View.all()).total == 3
    desk.check()


def test_a_feed_that_lists_nothing_new_on_another_day_is_passed_over(
    desk: Desk, library: Library
) -> None:
    fetch(desk, library, "A", "B", date="2025-05-30")
    fetch(desk, library, "B", "C", date="2025-05-31")
    report = fetch(desk, library, "A", "C")
    assert (report.digest, report.known, report.new, report.warnings) == (None, True, 0, ())
    assert len(names(library)) == 2
    assert len(list(desk.paths.digests.glob("*"))) == 4
    assert fetch(desk, library, "C", "D").new == 1


def test_a_revision_is_news(desk: Desk, library: Library) -> None:
    listed = {"title": "A", "arxiv_id": "2401.00001", "version": 1}
    fetch(desk, library, listed, date="2025-05-30")
    assert fetch(desk, library, listed).digest is None
    assert fetch(desk, library, {**listed, "version": 2}).digest is not None


def test_what_others_brought_is_listed_all_the_same(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "A", date="2025-05-30")
    assert fetch(desk, library, "A").digest == f"invented-{TODAY}"


def test_what_the_user_brought_is_never_replaced(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "A", date=TODAY)
    desk.add_digest(library, "A", "B", date=TODAY)
    fetch(desk, library, "A", "B", "C")
    assert len(names(library)) == 3


def test_a_feed_without_a_day_is_of_the_day_it_was_fetched(desk: Desk, library: Library) -> None:
    assert fetch(desk, library, "A", date=None).digest == f"invented-{TODAY}"
