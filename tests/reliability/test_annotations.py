"""Tags and notes are there after a backup, a restore, a lost index, a lost journal, two instances.

OCTAVO_MARKS is how many tags each of four processes adds.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.conftest import Desk
from tests.reliability.conftest import number
from tests.reliability.victims import page

from octavo_model import Library, OctavoError, Paths, View
from octavo_model.core.parsed import ImportOptions
from octavo_model.core.views import TagCount
from octavo_model.library.backup import journal_repair
from octavo_model.library.backup.restore import restore

TAGS = number("OCTAVO_MARKS", 60)
PROCESSES = 4
NOTE = "# Why\n\n- for *owls*"

Found = dict[str, tuple[tuple[str, ...], str]]


def annotated(library: Library) -> Found:
    """The tags and the note of each paper that has any, by its title."""
    papers = library.catalog.papers(library.catalog.ids(View.all()))
    return {one.title: (one.tags, one.note) for one in papers if one.tags or one.note}


def tag(library: Library, title: str, *names: str) -> None:
    library.tags.change([library.catalog.resolve(title)], add=names)


def note(library: Library, title: str, text: str) -> None:
    library.notes.set(library.catalog.resolve(title), text)


ANNOTATED: Found = {"A": (("gulls", "owls"), NOTE), "B": (("owls",), "")}


@pytest.fixture
def desk(paths: Paths) -> Iterator[Desk]:
    desk = Desk(paths)
    yield desk
    desk.close()


@pytest.fixture
def library(desk: Desk) -> Library:
    """Three papers, two of them with tags, one with a note that was changed."""
    library = desk.open()
    desk.add_digest(library, "A", "B", "C")
    tag(library, "A", "owls", "gulls")
    tag(library, "B", "owls", "terns")
    note(library, "A", "first")
    note(library, "A", NOTE)
    library.tags.change([library.catalog.resolve("B")], remove=["terns"])
    return library


@pytest.fixture
def there(desk: Desk, tmp_path: Path) -> Desk:
    """Another home of the library, empty."""
    return Desk(Paths.under(tmp_path / "there"))


def test_a_backup_has_them(desk: Desk, library: Library, there: Desk, tmp_path: Path) -> None:
    library.backup(tmp_path / "b.zip")
    restore(there.paths, tmp_path / "b.zip")
    other = there.open()
    assert annotated(other) == ANNOTATED
    there.check()
    there.close()


def test_the_later_change_counts_in_whatever_order_homes_are_restored(
    desk: Desk, library: Library, there: Desk, tmp_path: Path
) -> None:
    library.backup(tmp_path / "first.zip")
    restore(there.paths, tmp_path / "first.zip")
    other = there.open(machine="lap")
    desk.now = there.now = desk.now.replace(hour=14)
    note(library, "A", "here")
    tag(library, "C", "here")
    there.now = desk.now.replace(hour=15)
    note(other, "A", "there")
    tag(other, "C", "there")
    other.tags.change([other.catalog.resolve("B")], remove=["owls"])
    library.backup(tmp_path / "here.zip")
    other.backup(tmp_path / "there.zip")
    library.close()
    other.close()
    restore(desk.paths, tmp_path / "there.zip")
    restore(there.paths, tmp_path / "here.zip")
    library, other = desk.open(), there.open(machine="lap")
    merged: Found = {"A": (("gulls", "owls"), "there"), "C": (("here", "there"), "")}
    assert annotated(library) == annotated(other) == merged
    there.close()


def test_a_lost_index_is_made_again_with_them(desk: Desk, library: Library) -> None:
    before = library.marks.log(20)
    library.close()
    desk.paths.index.unlink()
    library = desk.open()
    assert annotated(library) == ANNOTATED
    assert library.tags.all() == [TagCount("gulls", 1), TagCount("owls", 2)]
    assert library.marks.log(20) == before
    library.marks.undo()
    assert annotated(library)["B"] == (("owls", "terns"), "")
    desk.check()


def test_a_lost_journal_is_made_again_with_them(desk: Desk, library: Library) -> None:
    library.close()
    desk.paths.journal.unlink()
    library = desk.open()
    assert "has 3 tags and 1 note of the index" in library.read_only
    with pytest.raises(OctavoError):
        tag(library, "C", "owls")
    library.close()
    journal_repair.rebuild(desk.paths)
    library = desk.open()
    assert annotated(library) == ANNOTATED
    library.rebuild()
    assert annotated(library) == ANNOTATED


def test_two_instances_see_each_others_and_undo_their_own(desk: Desk, library: Library) -> None:
    other = desk.open()
    tag(other, "C", "others")
    note(other, "C", "theirs")
    tag(library, "C", "ours")
    assert annotated(library)["C"] == annotated(other)["C"] == (("others", "ours"), "theirs")
    other.marks.undo()
    other.marks.undo()
    assert annotated(library)["C"] == (("ours",), "")
    library.marks.undo()
    assert "C" not in annotated(other)
    assert other.marks.redo() is not None
    assert annotated(library)["C"] == (("others",), "")


def test_damaged_lines_mean_nothing(desk: Desk, library: Library) -> None:
    library.close()
    lines = desk.paths.journal.read_text().splitlines(keepends=True)
    (first, *_) = lines
    (of_note,) = [line for line in lines if '"before": null, "after": "first"' in line]
    with desk.paths.journal.open("a") as file:
        file.write(first.replace("title:a owls", "title:a Not A Tag!"))
        file.write(first.replace("title:a owls", "owls"))
        file.write(first.replace('"after": true', '"after": "owls"'))
        file.write(of_note.replace('"first"', r'"\u001b[31mred"'))
    library = desk.open()
    assert [problem.endswith("is damaged and was left out") for problem in library.problems] == [
        True,
        True,
    ]
    assert annotated(library) == ANNOTATED


TAG = """
import sys
from octavo_model import Library, Paths, View
folder, part, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with Library.open(Paths.under(folder), machine="lap") as library:
    every = list(library.catalog.ids(View.all()))
    for turn in range(count):
        library.tags.change(every[turn : turn + 2], add=[f"tag-{part}", f"turn-{part}-{turn}"])
        library.notes.set(every[part], f"note {turn}")
"""


@pytest.mark.slow
def test_several_instances_lose_no_tag_and_no_note(tmp_path: Path) -> None:
    paths = Paths.under(tmp_path)
    with Library.open(paths) as library:
        library.imports.import_bytes(page(0, 80), ImportOptions(name="page.txt"))
    count = min(TAGS, 60)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TAG, str(tmp_path), str(part), str(count)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for part in range(PROCESSES)
    ]
    said = [one.communicate()[0] for one in processes]
    assert said == [""] * PROCESSES
    with Library.open(paths) as library:
        for _ in range(2):
            counts = {one.name: one.papers for one in library.tags.all()}
            expected = {f"tag-{part}": count + 1 for part in range(PROCESSES)} | {
                f"turn-{part}-{turn}": 2 for part in range(PROCESSES) for turn in range(count)
            }
            assert counts == expected
            notes = [
                library.notes.of(one) for one in list(library.catalog.ids(View.all()))[:PROCESSES]
            ]
            assert notes == [f"note {count - 1}"] * PROCESSES
            library.rebuild()
    Desk(paths).check()


titles = st.sampled_from("ABC")
steps = st.lists(
    st.one_of(
        st.tuples(st.just("tag"), titles, st.sampled_from(["owls", "gulls"])),
        st.tuples(st.just("untag"), titles, st.sampled_from(["owls", "gulls"])),
        st.tuples(st.just("rename"), st.just("owls"), st.sampled_from(["gulls", "terns"])),
        st.tuples(st.just("note"), titles, st.sampled_from(["x", "y", ""])),
        st.tuples(st.sampled_from(["undo", "redo"]), titles, st.just("")),
        st.tuples(st.sampled_from(["merge", "split", "remove", "restore"]), titles, titles),
        st.tuples(st.just("adopt"), titles, st.just("")),
    ),
    max_size=8,
)


def apply(desk: Desk, library: Library, verb: str, title: str, other: str) -> None:
    """Do one step; what is not possible now raises an error, and changes nothing."""
    if verb in ("undo", "redo"):
        getattr(library.marks, verb)()
    elif verb == "rename":
        library.tags.rename(title, other)
    elif verb == "restore":
        library.edits.restore_paper(f"title:{title.lower()}")
    elif verb == "adopt":
        entry = {"title": title, "arxiv_id": f"2401.0000{ord(title)}"}
        desk.add_digest(library, entry, date="2025-02-01")
    else:
        paper = library.catalog.resolve(title)
        if verb == "tag":
            library.tags.change([paper], add=[other])
        elif verb == "untag":
            library.tags.change([paper], remove=[other])
        elif verb == "note":
            library.notes.set(paper, other)
        elif verb == "merge":
            library.edits.merge(paper, library.catalog.resolve(other))
        elif verb == "split":
            library.edits.split(paper)
        else:
            library.edits.remove_papers([paper])


@given(steps)
def test_after_whatever_was_done_a_rebuild_gives_the_same(
    script: list[tuple[str, str, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Paths.under(folder))
        try:
            library = desk.open()
            desk.add_digest(library, "A", "B", "C")
            for verb, title, other in script:
                try:
                    apply(desk, library, verb, title, other)
                except OctavoError:
                    continue
            before, counts = annotated(library), library.tags.all()
            listed = {one.name: desk.titles(library, View.of_tag(one.name)) for one in counts}
            assert {name: sorted(found) for name, found in listed.items()} == {
                one.name: sorted(title for title, (tags, _) in before.items() if one.name in tags)
                for one in counts
            }
            assert [len(found) for found in listed.values()] == [one.papers for one in counts]
            library.rebuild()
            assert annotated(library) == before
            assert library.tags.all() == counts
            desk.check()
        finally:
            desk.close()
