"""Interests, what is followed and what is muted: kept, undone and restored as views are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.model.conftest import Desk

from octavo_model import OctavoError, Paths, View
from octavo_model.core.changes import Property, PropertyChange
from octavo_model.library.backup.restore import restore
from octavo_model.library.interests.interests import Interest

if TYPE_CHECKING:
    from pathlib import Path

    from octavo_model import Library
    from octavo_model.search.query.nodes import Query
    from octavo_model.search.results import SearchResult

OWLS = {"title": "Owls of the tidal basin", "authors": ["Nora Quill"]}
LARKS = {"title": "Larks", "authors": ["André Kelp"], "abstract": "They sing over tidal basins."}
MINE = Interest("mine", "au:quill")


@pytest.fixture
def library(desk: Desk) -> Library:
    library = desk.open()
    desk.add_digest(library, OWLS, LARKS, "Rails")
    return library


def fill(library: Library) -> None:
    library.interests.add(*MINE)
    library.interests.follow("au:quill", "tidal basin")
    library.interests.mute("larks")


def kept(library: Library) -> tuple[list[Interest], list[str], list[str]]:
    interests = library.interests
    return interests.all(), interests.followed(), interests.muted()


FILLED = ([MINE], ["au:quill", "tidal basin"], ["larks"])


def test_each_change_is_a_batch_of_lines_in_the_journal(desk: Desk, library: Library) -> None:
    fill(library)
    library.interests.rename("MI", "ours")
    library.interests.unmute("Larks")
    assert [
        (line["field"], line["key"], line["before"], line["after"]) for line in desk.journal()
    ] == [
        ("interest", "mine", None, "au:quill"),
        ("follow", "au:quill", None, True),
        ("follow", "tidal basin", None, True),
        ("mute", "larks", None, True),
        ("interest", "mine", "au:quill", None),
        ("interest", "ours", None, "au:quill"),
        ("mute", "larks", True, None),
    ]
    assert len({line["batch"] for line in desk.journal()}) == 5


def test_every_change_is_undone_and_redone(library: Library) -> None:
    fill(library)
    library.interests.rename("mine", "ours")
    library.interests.unfollow("tidal", "au")
    library.interests.remove("ours")
    library.interests.unmute("larks")
    assert kept(library) == ([], [], [])
    for _ in range(3):
        library.marks.undo()
    assert kept(library) == ([Interest("ours", "au:quill")], *FILLED[1:])
    library.marks.undo()
    assert kept(library) == FILLED
    undone = [library.marks.undo() for _ in range(3)]
    assert [one.property for one in undone if isinstance(one, PropertyChange)] == [
        Property.MUTE,
        Property.FOLLOW,
        Property.INTEREST,
    ]
    assert kept(library) == ([], [], [])
    for _ in range(4):
        library.marks.redo()
    assert kept(library) == ([Interest("ours", "au:quill")], *FILLED[1:])


def test_half_of_a_renaming_is_not_undone(desk: Desk, library: Library) -> None:
    library.interests.add(*MINE)
    library.interests.rename("mine", "ours")
    desk.open(instance="other").interests.add("ours", "au:kelp")
    library.marks.undo()
    assert library.interests.all() == [Interest("ours", "au:kelp")]


def test_they_survive_rebuild_backup_and_restore(
    desk: Desk, library: Library, tmp_path: Path
) -> None:
    fill(library)
    library.rebuild()
    assert kept(library) == FILLED
    library.backup(tmp_path / "b.zip")
    there = Desk(Paths.under(tmp_path / "there"))
    restore(there.paths, tmp_path / "b.zip")
    other = there.open()
    assert kept(other) == FILLED
    assert other.catalog.rows(other.catalog.ids(View.all()))[0].followed == "au:quill"  # type: ignore[union-attr]
    there.close()


def test_two_instances_see_each_others(desk: Desk, library: Library) -> None:
    other = desk.open(instance="other")
    fill(library)
    assert kept(other) == FILLED
    other.interests.unfollow("au:quill")
    assert library.interests.followed() == ["tidal basin"]
    assert library.marks.undo() is not None  # of its own last change, which was to mute
    assert kept(other) == ([MINE], ["tidal basin"], [])


def test_what_is_there_already_is_left_as_it_is(desk: Desk, library: Library) -> None:
    fill(library)
    before = desk.journal()
    assert library.interests.follow("Tidal  Basin", "AU:quill").values == {}
    assert library.interests.add(*MINE).values == {}
    assert desk.journal() == before


@pytest.mark.parametrize("text", ["", "  ", "?!", '""'])
def test_what_has_no_word_is_refused(library: Library, text: str) -> None:
    for change in (library.interests.follow, library.interests.mute):
        with pytest.raises(OctavoError):
            change("owls", text)
    assert kept(library) == ([], [], [])


def test_what_is_unknown_is_refused_with_a_hint(library: Library) -> None:
    fill(library)
    with pytest.raises(OctavoError, match="did you mean mine"):
        library.interests.remove("mien")
    with pytest.raises(OctavoError, match="no followed query with that name"):
        library.interests.unfollow("tidal basen")
    with pytest.raises(OctavoError, match="octavo mute lists them"):
        library.interests.unmute("xyz")
    library.interests.add("ours", "au:kelp")
    with pytest.raises(OctavoError, match="another interest has that name"):
        library.interests.rename("mine", "ours")
    for name, query in (("", "owls"), ("mine", " ")):
        with pytest.raises(OctavoError, match="interest"):
            library.interests.add(name, query)


def test_an_interest_has_the_papers_of_its_query(desk: Desk, library: Library) -> None:
    owls, larks = (library.catalog.resolve(one) for one in ("Owls", "Larks"))
    library.interests.add("a", "au:quill")
    library.interests.add("b", "sort:title owls | larks")
    library.interests.add("c", "au:quill digest:gone")
    found = {name: list(ids) for name, ids in library.interests.papers().items()}
    assert found == {"a": [owls], "b": [larks, owls], "c": []}


def test_what_is_unknown_is_left_out_and_named(desk: Desk, library: Library) -> None:
    desk.add_digest(library, "Coots", date="2025-01-02")
    first, second = sorted(one.name for one in library.catalog.digests())
    library.interests.add("both", f"digest:{first} | digest:{second}")
    library.interests.add("others", f"au:quill -digest:{first}")
    library.interests.add("of one", f"au:quill digest:{first}")
    whole = library.interests.groups()
    assert {name: len(one.papers) for name, one in whole.items()} == {
        "both": 4,
        "of one": 1,
        "others": 0,
    }
    assert not any(one.unknown for one in whole.values())
    library.edits.remove_digest(first)
    desk.add_digest(library, {"title": "Rails", "authors": ["Nora Quill"]}, date="2025-02-01")
    left = library.interests.groups()
    assert {name: len(one.papers) for name, one in left.items()} == {
        "both": 1,
        "of one": 0,
        "others": 1,
    }
    for one in left.values():
        assert [part.lstrip("-") for part in one.unknown] == [f"digest:{first}"]
    library.edits.remove_digest(second)
    assert not library.interests.groups()["both"].papers
    assert len(library.interests.groups()["both"].unknown) == 2


def test_an_interest_of_the_same_name_stays_if_it_is_not_to_be_replaced(library: Library) -> None:
    library.interests.add(*MINE)
    for _ in range(2):
        library.interests.add("mine", "au:kelp", replace=False)
    library.interests.add(*MINE, replace=False)
    library.interests.add("mine", "tidal", replace=False)
    assert dict(library.interests.all()) == {
        "mine": "au:quill",
        "mine-2": "au:kelp",
        "mine-3": "tidal",
    }


def test_each_state_of_the_library_is_searched_once(
    desk: Desk, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.interests.add(*MINE)
    library.interests.add("b", "owls")
    searched: list[str] = []
    find = library.search.find

    def counted(query: Query, *arguments: Any, **options: Any) -> SearchResult:
        searched.append(query.text)
        return find(query, *arguments, **options)

    monkeypatch.setattr(library.search, "find", counted)
    library.recommendations.for_you()
    assert sorted(searched) == ["au:quill", "owls"]
    library.rankings.open(library.catalog.ids(View.all()))
    assert len(searched) == 2
    desk.add_digest(library, {"title": "Coots", "authors": ["Nora Quill"]})
    assert len(library.interests.papers()["mine"]) == 2
    library.interests.rename("b", "c")
    assert len(library.interests.papers()) == 2
    assert len(searched) == 6


def test_an_interest_keeps_its_digest_when_that_is_renamed(library: Library) -> None:
    (name,) = (one.name for one in library.catalog.digests())
    library.interests.add("mine", f"digest:{name}")
    library.edits.rename_digest(name, "Birds")
    assert len(library.interests.papers()["mine"]) == 3
    library.edits.remove_digest("Birds")
    assert len(library.interests.papers()["mine"]) == 0
    library.marks.undo()
    library.marks.undo()
    assert len(library.interests.papers()["mine"]) == 3


def test_only_papers_of_files_are_owned(library: Library) -> None:
    (digest,) = (one.name for one in library.catalog.digests())
    library.interests.add("a", f"digest:{digest} au:quill")
    assert library.interests.owned() == set()
    library.interests.add("b", f"digest:{digest} | from:{digest}")
    assert library.interests.owned() == set(library.catalog.ids(View.all()))
