from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from tests.model.conftest import NOW

from octavo_model import View
from octavo_model.core.changes import MarkChange
from octavo_model.core.marks import Decision, MarkField

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library


def test_a_mark_is_in_the_journal_when_it_returns(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls at Noon", "Larks")
    owls, _ = library.catalog.ids(View.all())
    batch = library.marks.mark([owls], MarkField.STARRED, True)
    assert (batch.papers, batch.decision, batch.title) == ((owls,), Decision.STAR, "Owls at Noon")
    instance = json.loads(desk.paths.instance_id.read_bytes())["id"] + ":0"
    assert batch.name == f"{instance}/1748781000000000"
    assert desk.journal() == [
        {
            "time": "2025-06-01T12:30:00.000000Z",
            "machine": "desk",
            "instance": instance,
            "batch": batch.name,
            "key": "title:owls-at-noon",
            "title": "Owls at Noon",
            "field": "starred",
            "before": False,
            "after": True,
        }
    ]
    (row,) = library.catalog.rows([owls])
    assert row is not None
    assert (row.starred, row.read) == (True, False)


def test_a_mark_that_changes_nothing_writes_nothing(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls")
    ids = library.catalog.ids(View.all())
    library.marks.mark(ids, MarkField.READ, True)
    batch = library.marks.mark([*ids, 999], MarkField.READ, True)
    assert (batch.name, batch.papers, batch.decision) == ("", (), Decision.READ)
    assert library.marks.mark([], MarkField.STARRED, True).papers == ()
    assert len(desk.journal()) == 1


def test_only_papers_that_change_are_in_the_batch_in_the_order_given(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, "A", "B", "C", "D")
    a, b, c, d = library.catalog.ids(View.all())
    library.marks.mark([b], MarkField.READ, True)
    batch = library.marks.mark([d, b, a, d], MarkField.READ, True)
    assert (batch.papers, batch.title) == ((d, a), "D")
    assert [line["title"] for line in desk.journal()] == ["B", "D", "A"]
    assert list(library.catalog.ids(View.of_query("is:unread"))) == [c]
    desk.check()


def test_a_mark_holds_in_every_digest_of_the_paper(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls", "Larks", date="2025-01-01")
    desk.add_digest(library, "Owls", date="2025-02-02")
    library.marks.mark([library.catalog.resolve("owls")], MarkField.READ, True)
    assert [(one.name, one.undecided, one.total) for one in library.catalog.digests()] == [
        ("invented-2025-02-02", 0, 1),
        ("invented-2025-01-01", 1, 2),
    ]
    assert desk.add_digest(library, "Owls", "Finches", date="2025-03-03").new == 1
    assert library.catalog.digest("invented-2025-03-03").undecided == 1
    desk.check()


def test_marks_wait_for_their_paper(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls", {"title": "Larks", "arxiv_id": "2401.00001"})
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    library.marks.mark(library.catalog.ids(View.all())[:1], MarkField.READ, True)
    library.close()
    for path in [*desk.paths.digests.iterdir(), desk.paths.index]:
        path.unlink()
    library = desk.open()
    assert list(library.catalog.ids(View.all())) == []
    desk.add_digest(library, "Finches", "owls", {"title": "Larks", "arxiv_id": "2401.00001v2"})
    assert desk.titles(library, View.starred()) == ["owls", "Larks"]
    assert desk.titles(library, View.of_query("is:unread")) == ["Finches", "Larks"]
    desk.check()


def test_a_mark_of_an_old_key_holds_and_can_be_taken_away(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls")
    library.marks.mark([library.catalog.resolve("owls")], MarkField.STARRED, True)
    desk.add_digest(library, {"title": "Owls", "arxiv_id": "2401.00001"})
    paper = library.catalog.resolve("owls")
    assert library.catalog.paper(paper).starred
    library.marks.mark([paper], MarkField.STARRED, False)
    assert desk.journal()[-1]["key"] == "title:owls"
    assert not library.catalog.paper(paper).starred
    library.marks.mark([paper], MarkField.STARRED, True)
    assert desk.journal()[-1]["key"] == "arxiv:2401.00001"
    desk.check()


def test_a_mark_of_two_keys_is_taken_away_from_both(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "New Name", {"title": "Old Name", "arxiv_id": "2401.00001"})
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    desk.add_digest(library, {"title": "New Name", "arxiv_id": "2401.00001"})
    (paper,) = library.catalog.ids(View.all())
    library.marks.mark([paper], MarkField.STARRED, False)
    assert {line["key"] for line in desk.journal()[-2:]} == {"arxiv:2401.00001", "title:new-name"}
    assert not library.catalog.paper(paper).starred
    assert library.marks.undo() is not None
    assert library.catalog.paper(paper).starred
    assert desk.state(desk.reopen(library))["starred"] == desk.state(desk.open())["starred"]
    desk.check()


def test_an_automatic_mark_says_so(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Owls")
    library.marks.mark(library.catalog.ids(View.all()), MarkField.READ, True, auto=True)
    assert desk.journal()[-1]["auto"] is True


def test_many_papers_are_one_batch(desk: Desk, library: Library) -> None:
    desk.add_digest(library, *(f"Paper {number}" for number in range(3_000)))
    batch = library.marks.mark(library.catalog.ids(View.all()), MarkField.READ, True)
    assert len(batch.papers) == 3_000
    assert {line["batch"] for line in desk.journal()} == {batch.name}
    assert library.catalog.counts(View.of_query("is:unread")).total == 0
    undone = library.marks.undo()
    assert isinstance(undone, MarkChange)
    assert len(undone.papers) == 3_000
    assert library.catalog.counts(View.of_query("is:unread")).total == 3_000
    desk.check()


def test_a_mark_is_never_older_than_one_that_was_there(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "A")
    paper = library.catalog.resolve("A")
    library.marks.mark([paper], MarkField.STARRED, True)
    library = desk.reopen(library, clock=lambda: NOW - dt.timedelta(days=400))
    library.marks.mark([paper], MarkField.STARRED, False)
    library.marks.mark([paper], MarkField.STARRED, True)
    assert [line["time"][19:] for line in desk.journal()] == [".000000Z", ".000001Z", ".000002Z"]
    for _ in range(2):
        library.rebuild()
        assert library.catalog.paper(paper).starred


@pytest.mark.parametrize("year", [1, 1969, 9998, 9999])
def test_a_clock_that_is_far_off_costs_no_mark(desk: Desk, library: Library, year: int) -> None:
    desk.add_digest(library, "A")
    paper = library.catalog.resolve("A")
    far = dt.datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC)
    moment = far
    library = desk.reopen(library, clock=lambda: moment)
    library.marks.mark([paper], MarkField.STARRED, True)
    library.rebuild()
    assert library.catalog.paper(paper).starred
    moment = NOW
    library.marks.mark([paper], MarkField.READ, True)
    library.rebuild()
    assert (library.catalog.paper(paper).starred, library.catalog.paper(paper).read) == (True, True)


def test_an_older_change_that_comes_late_does_not_count(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "A", "B")
    library.marks.mark(library.catalog.ids(View.all()), MarkField.STARRED, True)
    library.marks.mark([library.catalog.resolve("A")], MarkField.STARRED, False)
    library.close()
    lines = desk.paths.journal.read_bytes().splitlines(keepends=True)
    other = [line.replace(b"desk", b"other").replace(b":0/", b":1/") for line in lines]
    with desk.paths.journal.open("ab") as file:
        file.write(
            other[0].replace(b'"after": true', b'"after": false').replace(b"30:00", b"29:00")
        )
        file.write(
            other[2].replace(b'"after": false', b'"after": true').replace(b"30:00", b"29:00")
        )
    library = desk.open()
    state = desk.state(library)
    assert desk.titles(library, View.starred()) == ["B"]
    library.rebuild()
    assert desk.state(library) == state
    desk.check()
