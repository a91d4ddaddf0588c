"""Names, dates and removal of digests; removal of papers. Each change can be undone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from octavo_model import OctavoError, View
from octavo_model.core.changes import Property, PropertyChange
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions

if TYPE_CHECKING:
    from tests.model.conftest import Desk

    from octavo_model import Library

OWLS = {"title": "Owls", "arxiv_id": "2401.00001"}
LARKS = {"title": "Larks", "doi": "10.1000/larks", "arxiv_id": "2401.00002"}
WRENS = "Wrens"


@pytest.fixture
def two(desk: Desk, library: Library) -> tuple[str, str]:
    """Two digests that share one paper."""
    first = desk.add_digest(library, OWLS, LARKS, date="2025-01-01").digest
    second = desk.add_digest(library, LARKS, WRENS, date="2025-01-02").digest
    assert first is not None
    assert second is not None
    return first, second


def star(library: Library, title: str) -> None:
    library.marks.mark([library.catalog.resolve(title)], MarkField.STARRED, True)


def rebuilt(desk: Desk, library: Library) -> None:
    """The index has what a rebuild gives, but for numbers of papers."""
    desk.check()
    before = [desk.titles(library, View.of_digest(one.name)) for one in library.catalog.digests()]
    names = [(one.name, one.date) for one in library.catalog.digests()]
    library.rebuild()
    desk.check()
    assert [(one.name, one.date) for one in library.catalog.digests()] == names
    after = [desk.titles(library, View.of_digest(one.name)) for one in library.catalog.digests()]
    assert after == before


def undone(library: Library) -> PropertyChange:
    change = library.marks.undo()
    assert isinstance(change, PropertyChange)
    return change


def test_a_renamed_digest_keeps_its_name_for_good(
    desk: Desk, library: Library, two: tuple[str, str]
) -> None:
    assert library.edits.rename_digest(two[0], " Old  owls ") == "Old owls"
    assert [one.name for one in library.catalog.digests()] == [two[1], "Old owls"]
    assert library.catalog.paper(library.catalog.resolve("Owls")).digests == ("Old owls",)
    rebuilt(desk, library)
    assert undone(library).property is Property.DIGEST_NAME
    assert library.catalog.digest(two[0]).total == 2
    library.marks.redo()
    assert library.catalog.digest("Old owls").total == 2
    rebuilt(desk, library)


def test_a_name_that_is_taken_or_odd_is_refused(library: Library, two: tuple[str, str]) -> None:
    with pytest.raises(OctavoError, match="another digest has that name"):
        library.edits.rename_digest(*two)
    for name in ("", "  ", "a\x1bb", "x" * 500):
        with pytest.raises(OctavoError, match="not a name for a digest"):
            library.edits.rename_digest(two[0], name)
    with pytest.raises(OctavoError, match="no digest with that name"):
        library.edits.rename_digest("none", "some")


def test_a_new_day_moves_the_digest_and_the_days_of_its_papers(
    desk: Desk, library: Library
) -> None:
    name = desk.add_digest(library, {"title": "Owls", "day": "05-06"}, date="2024-06-01").digest
    desk.add_digest(library, WRENS, date="2025-01-01")
    assert name is not None
    library.edits.date_digest(name, dt.date(2025, 6, 1))
    assert [one.date for one in library.catalog.digests()] == [
        dt.date(2025, 6, 1),
        dt.date(2025, 1, 1),
    ]
    assert library.catalog.paper(library.catalog.resolve("Owls")).date == dt.date(2025, 5, 6)
    assert desk.titles(library) == ["Owls", "Wrens"]
    rebuilt(desk, library)
    undone(library)
    assert library.catalog.paper(library.catalog.resolve("Owls")).date == dt.date(2024, 5, 6)
    assert desk.titles(library) == ["Wrens", "Owls"]
    rebuilt(desk, library)


def test_a_removed_digest_takes_only_its_own_papers_with_it(
    desk: Desk, library: Library, two: tuple[str, str]
) -> None:
    star(library, "Owls")
    star(library, "Larks")
    library.edits.remove_digest(two[0])
    assert desk.titles(library) == ["Larks", "Wrens"]
    assert desk.titles(library, View.starred()) == ["Larks"]
    assert [one.name for one in library.catalog.digests()] == [two[1]]
    assert [one.name for one in library.edits.removed_digests()] == [two[0]]
    rebuilt(desk, library)
    undone(library)
    assert desk.titles(library, View.of_digest(two[0])) == ["Owls", "Larks"]
    assert desk.titles(library, View.starred()) == ["Larks", "Owls"]
    rebuilt(desk, library)
    library.marks.redo()
    library.edits.restore_digest(two[0])
    assert desk.titles(library, View.starred()) == ["Larks", "Owls"]
    assert library.edits.removed_digests() == []
    with pytest.raises(OctavoError, match="no digest with that name was removed"):
        library.edits.restore_digest(two[0])


def test_importing_the_file_of_a_removed_digest_brings_it_back_but_fetching_does_not(
    desk: Desk, library: Library
) -> None:
    page = desk.page(OWLS, LARKS)
    fetched = ImportOptions("page.json", origin="source")
    name = library.imports.import_bytes(page, fetched).digest
    assert name is not None
    library.edits.remove_digest(name)
    assert library.imports.import_bytes(page, fetched).digest is None
    later = library.imports.import_bytes(desk.page(OWLS, LARKS, WRENS), fetched)
    assert (later.digest, later.known) == (None, True)  # another state of the removed day
    assert library.catalog.counts(View.all()).total == 0
    assert library.imports.import_bytes(page, ImportOptions("page.json")).digest == name
    assert desk.titles(library) == ["Owls", "Larks"]
    rebuilt(desk, library)


def test_a_removed_paper_stays_removed_whatever_is_imported(
    desk: Desk, library: Library, two: tuple[str, str]
) -> None:
    star(library, "Larks")
    library.edits.remove_papers([library.catalog.resolve("Larks")])
    assert desk.titles(library) == ["Wrens", "Owls"]
    report = desk.add_digest(
        library, {"title": "Larks, revised", "doi": "10.1000/larks"}, "Terns", date="2025-01-03"
    )
    assert (report.papers, report.warnings) == (1, ())
    assert desk.titles(library) == ["Terns", "Wrens", "Owls"]
    rebuilt(desk, library)
    paper = library.edits.restore_paper("arXiv:2401.00002")
    assert library.catalog.paper(paper).starred
    assert len(library.catalog.paper(paper).digests) == 3
    rebuilt(desk, library)


def test_undoing_a_removal_brings_the_paper_back_everywhere(
    desk: Desk, library: Library, two: tuple[str, str]
) -> None:
    star(library, "Larks")
    before = [desk.titles(library, View.of_digest(name)) for name in two]
    library.edits.remove_papers([library.catalog.resolve(title) for title in ("Larks", "Wrens")])
    assert desk.titles(library) == ["Owls"]
    assert undone(library).property is Property.PAPER_REMOVED
    assert [desk.titles(library, View.of_digest(name)) for name in two] == before
    assert desk.titles(library, View.starred()) == ["Larks"]
    rebuilt(desk, library)


@pytest.fixture
def three(desk: Desk, library: Library, two: tuple[str, str]) -> tuple[str, str, str]:
    third = desk.add_digest(library, "Terns", OWLS, date="2025-01-03").digest
    assert third is not None
    return (*two, third)


def contents(desk: Desk, library: Library) -> dict[str, list[str]]:
    return {
        one.name: desk.titles(library, View.of_digest(one.name))
        for one in library.catalog.digests()
    }


def test_merged_digests_are_one_with_the_papers_of_both(
    desk: Desk, library: Library, three: tuple[str, str, str]
) -> None:
    star(library, "Wrens")
    first, second, third = three
    before = contents(desk, library)
    library.edits.merge_digests(first, [second, third])
    assert contents(desk, library) == {first: ["Owls", "Larks", "Wrens", "Terns"]}
    rebuilt(desk, library)
    undone(library)
    assert contents(desk, library) == before
    assert desk.titles(library, View.starred()) == ["Wrens"]
    rebuilt(desk, library)
    library.marks.redo()
    assert contents(desk, library) == {first: ["Owls", "Larks", "Wrens", "Terns"]}
    rebuilt(desk, library)


def test_what_was_merged_into_a_digest_goes_and_comes_back_with_it(
    desk: Desk, library: Library, three: tuple[str, str, str]
) -> None:
    first, second, third = three
    library.edits.merge_digests(first, [second])
    library.edits.merge_digests(third, [first])
    everything = {third: ["Terns", "Owls", "Larks", "Wrens"]}
    assert contents(desk, library) == everything
    library.edits.remove_digest(third)
    assert contents(desk, library) == {}
    rebuilt(desk, library)
    library.edits.restore_digest(third)
    assert contents(desk, library) == everything
    rebuilt(desk, library)
    with pytest.raises(OctavoError, match="is already part of"):
        library.edits.merge_digests(third, [third])


def test_a_file_that_changed_a_little_updates_its_digest(desk: Desk, library: Library) -> None:
    def imported(*papers: str, path: str = "refs.bib") -> str | None:
        options = ImportOptions("refs.bib", path)
        return library.imports.import_bytes(desk.page(*papers, date=None), options).digest

    birds = ["Owls", "Larks", "Wrens", "Terns", "Rooks"]
    name = imported(*birds)
    star(library, "Owls")
    assert imported(*birds, "Crows") == name  # it has all and more
    assert contents(desk, library) == {name: [*birds, "Crows"]}
    assert imported(*birds[1:], "Crows", "Swifts") == name  # it lacks one
    assert contents(desk, library) == {name: [*birds[1:], "Crows", "Swifts", "Owls"]}
    assert desk.titles(library, View.starred()) == ["Owls"]
    rebuilt(desk, library)
    other = imported(*birds[1:], path="elsewhere.bib")
    assert other != name  # another file
    third = imported("Owls", "Larks", "Gulls", "Ducks")
    assert third not in {name, other}  # another content
    assert len(contents(desk, library)) == 3
    rebuilt(desk, library)


def test_another_process_sees_what_was_changed(
    desk: Desk, library: Library, two: tuple[str, str]
) -> None:
    other = desk.open()
    other.edits.rename_digest(two[0], "birds")
    other.edits.remove_digest(two[1])
    assert [one.name for one in library.catalog.digests()] == ["birds"]
    assert desk.titles(library) == ["Owls", "Larks"]
    # Each instance undoes its own changes only.
    assert library.marks.undo() is None
    undone(other)
    assert desk.titles(library) == ["Larks", "Wrens", "Owls"]
    desk.check()


def test_a_journal_without_the_changes_takes_them_back(
    desk: Desk, library: Library, two: tuple[str, str]
) -> None:
    star(library, "Owls")
    library.close()
    kept = desk.paths.journal.read_bytes()
    with desk.open() as library:
        library.edits.rename_digest(two[0], "birds")
        library.edits.remove_digest(two[1])
        library.edits.remove_papers([library.catalog.resolve("Owls")])
    desk.paths.journal.write_bytes(kept)
    desk.forget_journal()
    desk.paths.index.unlink()
    library = desk.open()
    assert [one.name for one in library.catalog.digests()] == [two[1], two[0]]
    assert desk.titles(library, View.starred()) == ["Owls"]
    desk.check()


def test_of_guessed_days_the_first_digest_counts_also_after_a_new_date(
    desk: Desk, library: Library
) -> None:
    desk.add_digest(library, "Owls")
    second = desk.add_digest(library, {"title": "Owls", "day": "02-03"}, "Larks").digest
    desk.add_digest(library, {"title": "Owls", "day": "02-03"}, "Terns")
    assert second is not None
    library.edits.date_digest(second, dt.date(2023, 3, 3))
    assert library.catalog.paper(library.catalog.resolve("Owls")).date == dt.date(2023, 2, 3)
    rebuilt(desk, library)
