"""Papers the user says are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from octavo_model import OctavoError, View
from octavo_model.core.changes import Property, PropertyChange
from octavo_model.core.errors import UnknownPaperError
from octavo_model.core.marks import MarkField
from octavo_model.storage.merge_log import MergeLog, PaperMerge

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library

FIRST = {"title": "Owls", "arxiv_id": "2401.00001"}
SECOND = {"title": "Owls", "arxiv_id": "2401.00002"}


def ambiguous(desk: Desk, library: Library) -> tuple[int, int, int]:
    """Two papers with ids, and a third that is known by their title alone."""
    desk.add_digest(library, FIRST, SECOND)
    report = desk.add_digest(library, {"title": "Owls", "abstract": "See."}, date="2025-01-02")
    (third,) = library.catalog.ids(View.of_digest(report.digest or ""))
    return library.catalog.resolve("2401.00001"), library.catalog.resolve("2401.00002"), third


def test_a_title_that_fits_two_ids_stays_apart_and_both_are_offered(
    desk: Desk, library: Library
) -> None:
    one, two, third = ambiguous(desk, library)
    assert library.catalog.paper(third).same_title == (one, two)
    assert library.catalog.paper(one).same_title == (third,)  # its arXiv id differs


def test_merging_loses_nothing_and_lasts(desk: Desk, library: Library) -> None:
    one, _two, third = ambiguous(desk, library)
    library.marks.mark([third], MarkField.STARRED, True)
    library.marks.mark([one], MarkField.READ, True)
    assert library.edits.merge(third, one) == one
    paper = library.catalog.paper(one)
    assert (paper.key, paper.abstract, paper.starred, paper.read) == (
        "arxiv:2401.00001",
        "See.",
        True,
        True,
    )
    assert len(paper.digests) == 2
    assert library.catalog.counts(View.all()).total == 2
    assert library.catalog.paper(one).same_title == ()
    desk.check()
    before = desk.state(library)
    library.rebuild()
    assert desk.state(library) == before
    desk.check()


def test_a_merge_can_be_undone_and_redone(desk: Desk, library: Library) -> None:
    one, _two, third = ambiguous(desk, library)
    library.marks.mark([third], MarkField.STARRED, True)
    before = desk.state(library)
    merged = library.edits.merge(third, one)
    assert (library.catalog.paper(merged).starred, library.catalog.counts(View.all()).total) == (
        True,
        2,
    )
    change = library.marks.undo()
    assert isinstance(change, PropertyChange)
    assert change.property is Property.SAME
    desk.check()
    assert desk.titles(library) == ["Owls", "Owls", "Owls"]
    (alone,) = library.catalog.ids(View.starred())
    assert library.catalog.paper(alone).abstract == "See."
    library.marks.redo()
    assert library.catalog.counts(View.all()).total == 2
    library.marks.undo()
    desk.check()
    library.rebuild()
    after = desk.state(library)
    assert [one.key for one in after["papers"]] == [one.key for one in before["papers"]]
    assert [one.starred for one in after["papers"]] == [one.starred for one in before["papers"]]


def test_a_title_once_decided_goes_the_same_way_again(desk: Desk, library: Library) -> None:
    one, _two, third = ambiguous(desk, library)
    library.edits.merge(one, third)
    desk.add_digest(library, "Owls", date="2025-01-03")
    assert library.catalog.counts(View.all()).total == 2
    assert len(library.catalog.paper(one).digests) == 3


def test_a_doi_is_a_surer_name_than_a_title_and_arxiv_surer_still(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, FIRST, {"title": "Owls", "doi": "10.1000/owls"})
    arxiv, doi = library.catalog.resolve("2401.00001"), library.catalog.resolve("10.1000/owls")
    assert library.catalog.paper(doi).same_title == (arxiv,)
    assert library.edits.merge(doi, arxiv) == arxiv
    assert library.catalog.resolve("10.1000/owls") == arxiv
    desk.check()


def test_different_arxiv_ids_are_not_merged(desk: Desk, library: Library) -> None:
    one, two, third = ambiguous(desk, library)
    with pytest.raises(OctavoError, match="their arXiv ids differ"):
        library.edits.merge(one, two)
    with pytest.raises(OctavoError, match="already"):
        library.edits.merge(one, one)
    with pytest.raises(UnknownPaperError):
        library.edits.merge(third, 999)
    assert not desk.paths.merge_log.exists()


def test_a_damaged_line_costs_itself_alone_and_is_named(desk: Desk, library: Library) -> None:
    one, _two, third = ambiguous(desk, library)
    desk.paths.merge_log.write_bytes(
        b'{"keep": 3}\n{"keep": "\\ud800", "same": "b"}\n{"keep": "arxi'
    )
    keep, same = library.catalog.keys([one, third])
    assert keep is not None
    assert same is not None
    MergeLog(desk.paths.merge_log).add(PaperMerge(keep, same), "2025-06-01T12:30:00.000Z")
    decided, problems = MergeLog(desk.paths.merge_log).read_merges()
    assert decided == [PaperMerge("arxiv:2401.00001", "title:owls")]
    assert [problem.rpartition(": ")[2] for problem in problems] == [
        f"line {number} is damaged and was left out" for number in (1, 2, 3)
    ]
    library.rebuild()
    assert library.catalog.counts(View.all()).total == 2
    assert len(library.problems) == 3


def test_a_decision_about_papers_that_are_gone_does_nothing(desk: Desk, library: Library) -> None:
    MergeLog(desk.paths.merge_log).add(PaperMerge("arxiv:1", "title:none"), "2025")
    desk.add_digest(library, FIRST)
    library.rebuild()
    assert library.catalog.counts(View.all()).total == 1


def test_a_decision_whose_maker_died_is_followed_at_the_next_opening(
    desk: Desk, library: Library
) -> None:
    one, _two, third = ambiguous(desk, library)
    decision = PaperMerge("arxiv:2401.00001", library.catalog.paper(third).key)
    library.close()
    MergeLog(desk.paths.merge_log).add(decision, "2025-06-01T12:30:00.000Z")
    library = desk.open()
    assert library.catalog.counts(View.all()).total == 2
    assert library.catalog.resolve(decision.same) == one
    desk.check()
    before = desk.state(library)
    library.rebuild()
    assert desk.state(library) == before


PREPRINT = {"title": "Waves", "authors": ["Dora Kelp"], "arxiv_id": "2303.04401"}
PUBLISHED = {"title": "Waves", "authors": ["D. Kelp"], "doi": "10.5555/sl"}
BARE = {"title": "Waves", "authors": ["Dora Kelp"]}


def keys(library: Library) -> list[str]:
    return sorted(filter(None, library.catalog.keys(library.catalog.ids(View.all()))))


def test_it_is_said_why_keys_are_of_one_paper(desk: Desk, library: Library) -> None:
    desk.add_digest(library, PREPRINT, {"title": "Tides", "doi": "10.5555/t", "arxiv_id": "1"})
    desk.add_digest(library, PUBLISHED, date="2025-01-02")
    waves = library.catalog.resolve("Waves")
    assert [(one.key, one.why) for one in library.catalog.keys_of(waves)] == [
        ("arxiv:2303.04401", ""),
        ("doi:10.5555/sl", "title"),
    ]
    before = library.catalog.keys_of(waves)
    library.rebuild()
    assert library.catalog.keys_of(library.catalog.resolve("Waves")) == before


def test_a_wrong_merge_is_split_for_good(desk: Desk, library: Library) -> None:
    desk.add_digest(library, PREPRINT)
    desk.add_digest(library, PUBLISHED, date="2025-01-02")
    desk.add_digest(library, BARE, date="2025-01-03")
    (paper,) = library.catalog.ids(View.all())
    library.marks.mark([paper], MarkField.STARRED, True)
    parts = library.edits.split(paper)
    assert keys(library) == ["arxiv:2303.04401", "doi:10.5555/sl", "title:waves"]
    assert len(parts) == 3
    assert library.catalog.keys(library.catalog.ids(View.starred())) == ["arxiv:2303.04401"]
    desk.check()
    desk.add_digest(library, PUBLISHED, PREPRINT, BARE, date="2025-01-04")
    assert len(keys(library)) == 3
    library.rebuild()
    assert len(keys(library)) == 3
    desk.check()
    change = library.marks.undo()
    assert isinstance(change, PropertyChange)
    assert change.property is Property.APART
    assert keys(library) == ["arxiv:2303.04401"]
    desk.check()
    library.marks.redo()
    assert len(keys(library)) == 3


def test_one_key_is_split_off_and_may_be_merged_again(desk: Desk, library: Library) -> None:
    desk.add_digest(library, {**PREPRINT, "doi": "10.5555/wrong"})
    desk.add_digest(library, BARE, date="2025-01-03")
    paper = library.catalog.resolve("2303.04401")
    library.edits.split(paper, ["title:waves"])
    assert keys(library) == ["arxiv:2303.04401", "title:waves"]
    assert library.catalog.resolve("10.5555/wrong") == library.catalog.resolve("2303.04401")
    one, two = library.catalog.ids(View.all())
    library.edits.merge(one, two)
    assert keys(library) == ["arxiv:2303.04401"]
    library.rebuild()
    assert keys(library) == ["arxiv:2303.04401"]
    desk.check()
    with pytest.raises(OctavoError, match="is not a key of this paper"):
        library.edits.split(library.catalog.resolve("2303.04401"), ["doi:10.1/none"])


def test_a_merge_by_the_user_is_split_again(desk: Desk, library: Library) -> None:
    one, _two, third = ambiguous(desk, library)
    merged = library.edits.merge(one, third)
    library.edits.split(merged)
    assert len(keys(library)) == 3
    library.rebuild()
    assert len(keys(library)) == 3
    desk.check()


def test_what_was_merged_and_split_may_be_merged_again(desk: Desk, library: Library) -> None:
    one, _two, third = ambiguous(desk, library)
    names = library.catalog.keys([one, third])
    library.edits.split(library.edits.merge(one, third))
    assert len(keys(library)) == 3
    again = [library.catalog.resolve(name) for name in names if name is not None]
    library.edits.merge(*again)
    assert len(keys(library)) == 2
    library.rebuild()
    assert len(keys(library)) == 2
    desk.check()
