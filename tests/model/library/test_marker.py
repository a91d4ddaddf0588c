from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from tests.model.conftest import NOW

from octavo_model import View

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library


def test_a_mark_is_in_the_journal_when_it_returns(desk: Desk, library: Library) -> None:
    desk.bring(library, "Owls at Noon", "Larks")
    owls, _ = library.ids(View.all())
    batch = library.mark([owls], starred=True)
    assert (batch.papers, batch.value, batch.title) == ((owls,), True, "Owls at Noon")
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
    (row,) = library.rows([owls])
    assert row is not None
    assert (row.starred, row.read) == (True, False)


def test_a_mark_that_changes_nothing_writes_nothing(desk: Desk, library: Library) -> None:
    desk.bring(library, "Owls")
    ids = library.ids(View.all())
    library.mark(ids, read=True)
    batch = library.mark([*ids, 999], read=True)
    assert (batch.name, batch.papers, batch.value) == ("", (), True)
    assert library.mark([], starred=True).papers == ()
    assert len(desk.journal()) == 1


def test_only_papers_that_change_are_in_the_batch_in_the_order_given(
    desk: Desk, library: Library
) -> None:
    desk.bring(library, "A", "B", "C", "D")
    a, b, c, d = library.ids(View.all())
    library.mark([b], read=True)
    batch = library.mark([d, b, a, d], read=True)
    assert (batch.papers, batch.title) == ((d, a), "D")
    assert [line["title"] for line in desk.journal()] == ["B", "D", "A"]
    assert list(library.ids(View.unread())) == [c]
    desk.check()


def test_a_mark_holds_in_every_digest_of_the_paper(desk: Desk, library: Library) -> None:
    desk.bring(library, "Owls", "Larks", date="2025-01-01")
    desk.bring(library, "Owls", date="2025-02-02")
    library.mark([library.resolve("owls")], read=True)
    assert [(one.name, one.unread, one.total) for one in library.digests()] == [
        ("invented-2025-02-02", 0, 1),
        ("invented-2025-01-01", 1, 2),
    ]
    assert desk.bring(library, "Owls", "Finches", date="2025-03-03").new == 1
    assert library.digest("invented-2025-03-03").unread == 1
    desk.check()


def test_marks_wait_for_their_paper(desk: Desk, library: Library) -> None:
    desk.bring(library, "Owls", {"title": "Larks", "arxiv_id": "2401.00001"})
    library.mark(library.ids(View.all()), starred=True)
    library.mark(library.ids(View.all())[:1], read=True)
    library.close()
    for path in [*desk.paths.digests.iterdir(), desk.paths.index]:
        path.unlink()
    library = desk.open()
    assert list(library.ids(View.all())) == []
    desk.bring(library, "Finches", "owls", {"title": "Larks", "arxiv_id": "2401.00001v2"})
    assert desk.titles(library, View.starred()) == ["owls", "Larks"]
    assert desk.titles(library, View.unread()) == ["Finches", "Larks"]
    desk.check()


def test_a_mark_of_an_old_key_holds_and_can_be_taken_away(desk: Desk, library: Library) -> None:
    desk.bring(library, "Owls")
    library.mark([library.resolve("owls")], starred=True)
    desk.bring(library, {"title": "Owls", "arxiv_id": "2401.00001"})
    paper = library.resolve("owls")
    assert library.paper(paper).starred
    library.mark([paper], starred=False)
    assert desk.journal()[-1]["key"] == "title:owls"
    assert not library.paper(paper).starred
    library.mark([paper], starred=True)
    assert desk.journal()[-1]["key"] == "arxiv:2401.00001"
    desk.check()


def test_a_mark_of_two_keys_is_taken_away_from_both(desk: Desk, library: Library) -> None:
    desk.bring(library, "New Name", {"title": "Old Name", "arxiv_id": "2401.00001"})
    library.mark(library.ids(View.all()), starred=True)
    desk.bring(library, {"title": "New Name", "arxiv_id": "2401.00001"})
    (paper,) = library.ids(View.all())
    library.mark([paper], starred=False)
    assert {line["key"] for line in desk.journal()[-2:]} == {"arxiv:2401.00001", "title:new-name"}
    assert not library.paper(paper).starred
    assert library.undo() is not None
    assert library.paper(paper).starred
    assert desk.state(desk.reopen(library))["starred"] == desk.state(desk.open())["starred"]
    desk.check()


def test_an_automatic_mark_says_so(desk: Desk, library: Library) -> None:
    desk.bring(library, "Owls")
    library.mark(library.ids(View.all()), read=True, auto=True)
    assert desk.journal()[-1]["auto"] is True


def test_many_papers_are_one_batch(desk: Desk, library: Library) -> None:
    desk.bring(library, *(f"Paper {number}" for number in range(3_000)))
    batch = library.mark(library.ids(View.all()), read=True)
    assert len(batch.papers) == 3_000
    assert {line["batch"] for line in desk.journal()} == {batch.name}
    assert library.counts(View.unread()).total == 0
    undone = library.undo()
    assert undone is not None
    assert len(undone.papers) == 3_000
    assert library.counts(View.unread()).total == 3_000
    desk.check()


def test_a_mark_is_never_older_than_one_that_was_there(desk: Desk, library: Library) -> None:
    desk.bring(library, "A")
    paper = library.resolve("A")
    library.mark([paper], starred=True)
    library = desk.reopen(library, clock=lambda: NOW - dt.timedelta(days=400))
    library.mark([paper], starred=False)
    library.mark([paper], starred=True)
    assert [line["time"][19:] for line in desk.journal()] == [".000000Z", ".000001Z", ".000002Z"]
    for _ in range(2):
        library.rebuild()
        assert library.paper(paper).starred


@pytest.mark.parametrize("year", [1, 1969, 9998, 9999])
def test_a_clock_that_is_far_off_costs_no_mark(desk: Desk, library: Library, year: int) -> None:
    desk.bring(library, "A")
    paper = library.resolve("A")
    far = dt.datetime(year, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC)
    moment = far
    library = desk.reopen(library, clock=lambda: moment)
    library.mark([paper], starred=True)
    library.rebuild()
    assert library.paper(paper).starred
    moment = NOW
    library.mark([paper], read=True)
    library.rebuild()
    assert (library.paper(paper).starred, library.paper(paper).read) == (True, True)


def test_an_older_change_that_comes_late_does_not_count(desk: Desk, library: Library) -> None:
    desk.bring(library, "A", "B")
    library.mark(library.ids(View.all()), starred=True)
    library.mark([library.resolve("A")], starred=False)
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
