from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from octavo_model import Library, OctavoError, View
from octavo_model.core.changes import PropertyChange, changed_by
from octavo_model.core.views import Counts, TagCount

if TYPE_CHECKING:
    from tests.model.conftest import Desk


@pytest.fixture
def library(desk: Desk) -> Library:
    """Three papers without tags."""
    library = desk.open()
    desk.add_digest(library, "A", "B", "C")
    return library


def ids(library: Library, *titles: str) -> list[int]:
    return [library.catalog.resolve(title) for title in titles]


def tags(library: Library) -> dict[str, str]:
    """The tags of each paper that has any, by its title."""
    papers = library.catalog.papers(library.catalog.ids(View.all()))
    return {paper.title: " ".join(paper.tags) for paper in papers if paper.tags}


def test_tags_are_added_and_removed_in_one_step(library: Library) -> None:
    library.tags.change(ids(library, "A", "B"), add=["agents", "State Space"])
    change = library.tags.change(ids(library, "B", "C"), add=["owls"], remove=["AGENTS"])
    assert tags(library) == {"A": "agents state-space", "B": "owls state-space", "C": "owls"}
    assert len(changed_by(change)) == 2
    assert library.tags.of(ids(library, "C", "B")) == {
        ids(library, "B")[0]: ("owls", "state-space"),
        ids(library, "C")[0]: ("owls",),
    }
    library.marks.undo()
    assert tags(library) == {"A": "agents state-space", "B": "agents state-space"}
    library.marks.redo()
    library.marks.undo()
    library.marks.undo()
    assert tags(library) == {}
    assert library.tags.all() == []


def test_what_is_as_wanted_is_no_change(desk: Desk, library: Library) -> None:
    library.tags.change(ids(library, "A"), add=["owls"])
    change = library.tags.change(ids(library, "A", "A"), add=["Owls"], remove=["gulls"])
    assert not change.name
    assert len(desk.journal()) == 1


def test_undo_leaves_what_was_changed_since(library: Library) -> None:
    library.tags.change(ids(library, "A", "B"), add=["owls", "gulls"])
    first = library.marks.log(1)[0].name
    library.tags.change(ids(library, "A"), remove=["owls"])
    library.tags.change(ids(library, "A"), add=["owls"])
    library.tags.change(ids(library, "B"), remove=["gulls"])
    library.marks.undo(first)
    assert tags(library) == {}
    library.marks.redo(first)
    assert tags(library) == {"A": "gulls owls", "B": "owls"}


def test_tags_are_counted_and_list_their_papers(library: Library) -> None:
    library.tags.change(ids(library, "C", "A"), add=["owls"])
    library.tags.change(ids(library, "A"), add=["gulls"])
    a, _, c = ids(library, "A", "B", "C")
    assert library.tags.all() == [TagCount("gulls", 1), TagCount("owls", 2)]
    assert list(library.catalog.ids(View.of_tag("owls"))) == [a, c]
    assert list(library.catalog.ids(View.of_tag("owls"), 1)) == [a]
    assert library.catalog.counts(View.of_tag("owls")) == Counts(2, 2, 0)
    assert library.catalog.window(View.of_tag("owls"), "title:c", 5) == ([a, c], 1, True)
    assert list(library.catalog.ids(View.of_tag("unknown"))) == []


def test_a_tag_is_renamed_everywhere_and_merges_with_another(library: Library) -> None:
    library.tags.change(ids(library, "A", "B"), add=["agent"])
    library.tags.change(ids(library, "B", "C"), add=["agents"])
    library.tags.rename("Agent", "agents")
    assert library.tags.all() == [TagCount("agents", 3)]
    library.marks.undo()
    assert tags(library) == {"A": "agent", "B": "agent agents", "C": "agents"}
    library.tags.remove("agents")
    assert tags(library) == {"A": "agent", "B": "agent"}


@pytest.mark.parametrize("name", ["", " ", "#", "a,b", "c++", "x" * 51, "a:b", '"'])
def test_a_name_has_letters_digits_and_few_signs(library: Library, name: str) -> None:
    with pytest.raises(OctavoError, match="is not a name for a tag"):
        library.tags.change(ids(library, "A"), add=[name])


def test_an_unknown_tag_suggests_a_similar_one(library: Library) -> None:
    library.tags.change(ids(library, "A"), add=["agents"])
    with pytest.raises(OctavoError, match="did you mean agents"):
        library.tags.rename("agnets", "owls")
    with pytest.raises(OctavoError, match="octavo tag list"):
        library.tags.remove("zebra")


def test_a_paper_keeps_its_tags_when_it_gets_an_id(desk: Desk, library: Library) -> None:
    library.tags.change(ids(library, "A"), add=["owls"])
    desk.add_digest(library, {"title": "A", "arxiv_id": "2401.00001"}, date="2025-01-02")
    (paper,) = library.catalog.papers(ids(library, "2401.00001"))
    assert (paper.key, paper.tags) == ("arxiv:2401.00001", ("owls",))
    library.tags.change([paper.id], remove=["owls"])
    assert tags(library) == {}


def test_tags_follow_merges_and_splits(desk: Desk, library: Library) -> None:
    library.tags.change(ids(library, "A"), add=["owls", "both"])
    library.tags.change(ids(library, "B"), add=["gulls", "both"])
    merged = library.edits.merge(*ids(library, "A", "B"))
    assert library.catalog.paper(merged).tags == ("both", "gulls", "owls")
    assert library.tags.all()[0] == TagCount("both", 1)
    library.tags.change([merged], remove=["both"])
    library.marks.undo()
    library.edits.split(merged)
    assert tags(library) == {"A": "both owls", "B": "both gulls"}
    desk.check()


def test_a_removed_paper_comes_back_with_its_tags(library: Library) -> None:
    library.tags.change(ids(library, "A"), add=["owls"])
    library.edits.remove_papers(ids(library, "A"))
    assert library.tags.all() == []
    library.marks.undo()
    assert tags(library) == {"A": "owls"}
    (digest,) = library.catalog.digests()
    library.edits.remove_digest(digest.name)
    library.edits.restore_digest(digest.name)
    assert tags(library) == {"A": "owls"}


def test_renaming_reaches_removed_papers(library: Library) -> None:
    library.tags.change(ids(library, "A", "B"), add=["owl"])
    library.edits.remove_papers(ids(library, "A"))
    library.tags.rename("owl", "owls")
    library.edits.restore_paper("title:a")
    assert tags(library) == {"A": "owls", "B": "owls"}


def test_tags_survive_a_rebuild(desk: Desk, library: Library) -> None:
    library.tags.change(ids(library, "A", "B"), add=["owls", "naïve"])
    library.tags.change(ids(library, "A"), remove=["owls"])
    before = tags(library)
    library.rebuild()
    assert tags(library) == before == {"A": "naïve", "B": "naïve owls"}
    desk.check()


def test_the_log_counts_papers(library: Library) -> None:
    library.tags.change(ids(library, "A", "B"), add=["owls", "gulls"])
    (logged,) = library.marks.log(5)
    assert isinstance(logged.what, PropertyChange)
    assert (logged.number, logged.title) == (2, "A")


def test_tags_are_completed_the_most_frequent_first(library: Library) -> None:
    library.tags.change(ids(library, "A"), add=["gulls", "terns"])
    library.tags.change(ids(library, "A", "B"), add=["owls"])
    assert library.search.completion_names().by_field["tag"] == ["owls", "gulls", "terns"]
    library.edits.remove_papers(ids(library, "A"))
    assert library.search.completion_names().by_field["tag"] == ["owls"]
    library.tags.remove("owls")
    assert library.search.completion_names().by_field["tag"] == []


def test_a_query_follows_every_change_of_tags_and_notes(library: Library) -> None:
    def found(query: str) -> list[int]:
        return list(library.search.find(query, View.all()).ids)

    (a, b) = ids(library, "A", "B")
    assert (found("has:tag"), found("has:note"), found("note:x")) == ([], [], [])
    library.tags.change([a, b], add=["owls"])
    library.notes.set(b, "x y")
    assert (found("has:tag"), found("tag:owls"), found("note:x")) == ([a, b], [a, b], [b])
    library.tags.change([a], remove=["owls"])
    library.notes.set(b, "z")
    assert (found("has:tag"), found("tag:owls"), found("note:x")) == ([b], [b], [])
    library.marks.undo()
    library.marks.undo()
    assert (found("tag:owls"), found("note:x"), found("has:note")) == ([a, b], [b], [b])
