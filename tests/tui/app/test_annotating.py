"""Tags and notes in the reader."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pytest
from tests.tui.driver import Reader, reading
from tests.tui.virtual_terminal import Terminal, environment_in, paths_in
from textual.widgets import Input

from octavo_model import Library, OctavoError, Paths, View
from octavo_tui.dialogs.annotating.note import NoteDialog
from octavo_tui.dialogs.annotating.tags import ChooseTag, TagDialog
from octavo_tui.dialogs.confirm import ConfirmDialog
from octavo_tui.terminal import editor

TIDAL = "Tidal Attention: Letting Context Windows Breathe"


def tags(library: Library) -> dict[str, int]:
    return dict(library.tags.all())


def dialog_text(reader: Reader) -> str:
    (line,) = reader.pilot.app.screen.query(Input)
    return line.value


async def in_drawer(reader: Reader, tag: str) -> None:
    if reader.focus != "drawer":
        await reader.press("d")
    reader.screen.drawer.go_to(view=View.of_tag(tag))


# ---- tags


async def test_a_paper_gets_several_tags_in_one_step_of_undo(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("t")
        assert isinstance(reader.pilot.app.screen, TagDialog)
        await reader.type("State-Space agents")
        await reader.press("enter")
        assert reader.said == f"Tagged “state-space”, “agents”: {TIDAL}"
        assert "#agents #state-space" in reader.page
        assert tags(library) == {"agents": 1, "state-space": 1}
        await reader.press("u")
        assert tags(library) == {}
        assert "#agents" not in reader.page


async def test_what_is_deleted_from_the_line_is_removed(library: Library, paths: Paths) -> None:
    ids = library.catalog.ids(View.all())
    library.tags.change(ids[:1], add=["agents", "owls"])
    async with reading(library, paths) as reader:
        await reader.press("t")
        assert dialog_text(reader) == "agents owls "
        await reader.press(*["backspace"] * 5, "enter")
        assert library.tags.of(ids[:1]) == {ids[0]: ("agents",)}
        assert reader.said == f"Untagged “owls”: {TIDAL}"


async def test_tab_completes_with_the_tag_that_most_papers_have(
    library: Library, paths: Paths
) -> None:
    ids = library.catalog.ids(View.all())
    library.tags.change(ids[5:8], add=["attention"])
    library.tags.change(ids[5:6], add=["attack"])
    async with reading(library, paths) as reader:
        await reader.press("t")
        await reader.type("att")
        await reader.press("tab")
        assert dialog_text(reader) == "attention "
        await reader.type("att")
        await reader.press("tab", "enter")
        assert library.tags.of(ids[:1]) == {ids[0]: ("attack", "attention")}


async def test_an_invalid_name_keeps_the_dialog_open(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("t")
        await reader.type("r&d")
        await reader.press("enter")
        assert isinstance(reader.pilot.app.screen, TagDialog)
        await reader.press("escape")
        assert tags(library) == {}


async def test_tags_of_a_selection_keep_what_only_some_papers_have(
    library: Library, paths: Paths
) -> None:
    ids = list(library.catalog.ids(View.all()))[:3]
    library.tags.change(ids[:1], add=["owls"])
    library.tags.change(ids, add=["night"])
    async with reading(library, paths) as reader:
        await reader.press("V", "j", "j", "t")
        assert dialog_text(reader) == "night "
        await reader.type("to-read")
        await reader.press("enter")
        assert reader.said == "Tagged 3 papers “to-read”"
        assert library.tags.of(ids) == {
            ids[0]: ("night", "owls", "to-read"),
            ids[1]: ("night", "to-read"),
            ids[2]: ("night", "to-read"),
        }
        assert not reader.screen.papers.selected


async def test_a_tag_is_opened_from_the_drawer_and_by_its_name(
    library: Library, paths: Paths
) -> None:
    ids = library.catalog.ids(View.all())
    library.tags.change(ids[:3], add=["owls"])
    library.tags.change(ids[3:4], add=["night"])
    async with reading(library, paths) as reader:
        await in_drawer(reader, "owls")
        await reader.press("enter")
        assert reader.controllers.paper_list.view == View.of_tag("owls")
        assert len(reader.titles) == 3
        assert "#owls" in reader.status
        await reader.press("g", "t")
        assert isinstance(reader.pilot.app.screen, ChooseTag)
        await reader.type("nig")
        await reader.press("enter")
        assert reader.controllers.paper_list.view == View.of_tag("night")
    async with reading(library, paths) as reader:
        assert reader.controllers.paper_list.view == View.of_tag("night")


async def test_the_list_of_a_tag_follows_marks_and_what_others_tag(
    library: Library, paths: Paths
) -> None:
    ids = library.catalog.ids(View.all())
    library.tags.change(ids[:3], add=["owls"])
    async with reading(library, paths, start=View.of_tag("owls")) as reader:
        with Library.open(paths, instance="cli") as tool:
            tool.tags.change(ids[1:2], remove=["owls"])
            tool.tags.change(ids[8:9], add=["owls"])
        await reader.screen.poll()
        await reader.settle()
        assert list(reader.screen.papers.ids) == [ids[0], ids[2], ids[8]]
        await reader.press("s")
        assert " 2 left " in reader.status
        # What loses the tag here stays as long as the cursor may be on it.
        await reader.press("t", *["backspace"] * 5, "enter", "s")
        assert list(reader.screen.papers.ids) == [ids[0], ids[2], ids[8]]
        assert "#owls  1 left " in reader.status
        assert reader.controllers.paper_list.agrees


async def test_a_look_at_changes_that_fails_is_said_and_made_again(
    library: Library, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first, *_) = library.catalog.ids(View.all())
    async with reading(library, paths) as reader:
        with Library.open(paths, instance="cli") as tool:
            tool.notes.set(first, "from the shell")
        with monkeypatch.context() as patched:
            patched.setattr(library.noticing, "prepare", refuse)
            await reader.screen.poll()
            assert reader.said == "the disk: is full"
        await reader.screen.poll()
        await reader.settle()
        assert "✎ from the shell" in reader.page


async def test_without_tags_the_choice_says_how_to_make_one(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("g", "t")
        assert reader.said == "No tags yet"
        assert "t tags a paper" in reader.status


async def test_a_tag_is_renamed_in_the_drawer_into_another_one(
    library: Library, paths: Paths
) -> None:
    ids = library.catalog.ids(View.all())
    library.tags.change(ids[:2], add=["owl"])
    library.tags.change(ids[2:4], add=["owls"])
    async with reading(library, paths) as reader:
        await in_drawer(reader, "owl")
        await reader.press("E")
        assert dialog_text(reader) == "owl"
        await reader.type("s")
        await reader.press("enter")
        assert tags(library) == {"owls": 4}
        await reader.press("escape", "u")
        assert tags(library) == {"owl": 2, "owls": 2}


async def test_a_tag_is_removed_in_the_drawer_after_a_question(
    library: Library, paths: Paths
) -> None:
    library.tags.change(library.catalog.ids(View.all())[:2], add=["owls"])
    async with reading(library, paths) as reader:
        await in_drawer(reader, "owls")
        await reader.press("enter", "d")
        await in_drawer(reader, "owls")
        await reader.press("D")
        assert isinstance(reader.pilot.app.screen, ConfirmDialog)
        await reader.press("enter")
        assert tags(library) == {"owls": 2}
        await reader.press("D", "y")
        assert tags(library) == {}
        assert reader.controllers.paper_list.view == View.inbox()


# ---- notes


async def test_a_note_is_written_changed_and_taken_back(library: Library, paths: Paths) -> None:
    (first, *_) = library.catalog.ids(View.all())
    async with reading(library, paths) as reader:
        await reader.press("c")
        assert isinstance(reader.pilot.app.screen, NoteDialog)
        await reader.type("compare *this* with owls")
        await reader.press("enter")
        assert reader.said == f"Noted “{TIDAL}”"
        assert "✎ compare *this* with owls" in reader.page
        await reader.press("c")
        assert dialog_text(reader) == "compare *this* with owls"
        await reader.type("!")
        await reader.press("enter")
        assert library.notes.of(first) == "compare *this* with owls!"
        await reader.press("2", "u")
        assert library.notes.of(first) == ""
        assert "✎" not in reader.page


async def test_an_empty_line_removes_the_note(library: Library, paths: Paths) -> None:
    (first, *_) = library.catalog.ids(View.all())
    library.notes.set(first, "a")
    async with reading(library, paths) as reader:
        await reader.press("c", "backspace", "enter")
        assert library.notes.of(first) == ""
        assert reader.said == f"Removed the note of “{TIDAL}”"


async def test_a_note_of_another_process_is_shown(library: Library, paths: Paths) -> None:
    (first, *_) = library.catalog.ids(View.all())
    async with reading(library, paths) as reader:
        with Library.open(paths, instance="cli") as tool:
            tool.notes.set(first, "from the shell")
        await reader.screen.poll()
        await reader.settle()
        assert "✎ from the shell" in reader.page


async def test_a_note_that_could_not_be_saved_is_not_lost(
    library: Library, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    (first, *_) = library.catalog.ids(View.all())
    async with reading(library, paths) as reader:
        with monkeypatch.context() as patched:
            patched.setattr(library.notes, "set", refuse)
            await reader.press("c", "a", "enter")
            assert reader.said == "Could not save: is full (the disk)"
            assert "c goes on with it" in reader.status
        await reader.press("c")
        assert dialog_text(reader) == "a"
        await reader.press("b", "enter")
        assert library.notes.of(first) == "ab"


async def test_a_note_that_another_reader_changed_meanwhile_is_not_replaced_unseen(
    library: Library, paths: Paths
) -> None:
    (first, *_) = library.catalog.ids(View.all())
    async with reading(library, paths) as reader:
        await reader.press("c", "a")
        with Library.open(paths, instance="cli") as tool:
            tool.notes.set(first, "theirs")
        await reader.press("enter")
        assert reader.said == "Could not save: was changed by another reader meanwhile (the note)"
        assert library.notes.of(first) == "theirs"
        await reader.screen.poll()
        await reader.settle()
        assert "✎ theirs" in reader.page
        await reader.press("c", "enter")
        assert library.notes.of(first) == "a"


def refuse(*_: object) -> None:
    raise OctavoError("the disk", "is full")


@pytest.mark.parametrize(
    ("keys", "part", "method"),
    [
        ("t", "tags", "of"),
        ("gt", "tags", "all"),
        ("c", "notes", "of"),
        ("F", "interests", "followed"),
        ("i", "history", "statistics"),
        ("gu", "marks", "log"),
        ("A", "catalog", "tally"),
    ],
)
async def test_what_cannot_be_read_is_said(
    library: Library,
    paths: Paths,
    monkeypatch: pytest.MonkeyPatch,
    keys: str,
    part: str,
    method: str,
) -> None:
    async with reading(library, paths) as reader:
        with monkeypatch.context() as patched:
            patched.setattr(getattr(library, part), method, refuse)
            await reader.press(*keys)
            assert reader.said == "the disk: is full"
            assert reader.screen.is_active
        await reader.press("j", "s")
        assert reader.marks()[1] == 1


# ---- the editor

_EDITOR = f"{sys.executable} -c \"import sys; open(sys.argv[1], 'a').write('- and more\\n')\""


def test_the_editor_gets_the_note_as_markdown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "")
    monkeypatch.setenv("EDITOR", _EDITOR)

    assert editor.edit("a line") == "a line\n- and more\n"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("octavo-no-such-editor", "could not be run"),
        (f"{sys.executable} -c 1/0", "ended with status 1"),
        ("'vim", "No closing quotation"),
    ],
)
def test_an_editor_that_fails_leaves_the_note(
    monkeypatch: pytest.MonkeyPatch, line: str, why: str
) -> None:
    monkeypatch.setenv("VISUAL", line)

    with pytest.raises(OctavoError, match=why):
        editor.edit("a line")


def test_a_folder_for_the_editor_that_cannot_be_written_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VISUAL", "true")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))

    with pytest.raises(OctavoError, match="none"):
        editor.edit("a line")


def test_a_file_that_the_editor_removed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "rm")

    with pytest.raises(OctavoError, match=r"note\.md"):
        editor.edit("a line")


@pytest.mark.slow
def test_a_note_of_several_lines_is_written_in_the_editor(tmp_path: Path) -> None:
    with Library.open(paths_in(tmp_path)) as library:
        (first,) = [
            library.imports.import_bytes(b"Daily Papers\n\nMar 12, 2025\n\nOwls\n\nSee.\n")
        ][:1]
        assert first.papers == 1
    environment = {**environment_in(tmp_path), "VISUAL": _EDITOR}
    with Terminal(environment) as terminal:
        terminal.wait_for("Owls")
        terminal.type("c")
        terminal.wait_for("enter saves")
        terminal.type("a line\x0f")
        terminal.wait_for("- and more")
        terminal.type("Q")
        assert terminal.wait_for_end() == 0
    with Library.open(paths_in(tmp_path)) as library:
        (paper,) = library.catalog.ids(View.all())
        assert library.notes.of(paper) == "a line\n- and more"
