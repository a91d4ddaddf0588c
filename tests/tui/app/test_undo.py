"""Undo in the reader: of everything, several steps at once, from a list, over restarts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from tests.tui.driver import reading

from octavo_model import Library, View
from octavo_model.core.marks import Decision
from octavo_tui.dialogs.confirm import UndoDialog

if TYPE_CHECKING:
    from tests.tui.driver import Reader

    from octavo_model import Paths

TIDAL = "Tidal Attention: Letting Context Windows Breathe"
NEWER = "daily-papers-2025-11-05"


async def test_a_number_undoes_and_redoes_several_steps(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("s", "x", "b", "r")
        assert reader.marks() == (30, 1)
        await reader.press("3", "u")
        assert (reader.marks(), reader.said) == ((33, 1), "↶ 3 changes undone")
        await reader.press("9", "u")
        assert (reader.marks(), reader.said) == ((34, 0), f"↶ Unstarred again: {TIDAL}")
        await reader.press("4", "U")
        assert (reader.marks(), reader.said) == ((30, 1), "↷ 4 changes redone")


def lines(dialog: UndoDialog) -> list[str]:
    options = (
        dialog.options.get_option_at_index(one) for one in range(dialog.options.option_count)
    )
    return [str(option.prompt)[16:] for option in options]


async def listed(reader: Reader) -> UndoDialog:
    await reader.press("g", "u")
    dialog = reader.pilot.app.screen
    assert isinstance(dialog, UndoDialog)
    return dialog


async def test_one_of_the_last_changes_is_undone_from_the_list(
    library: Library, paths: Paths
) -> None:
    with Library.open(paths, instance="cli", machine="desk") as tool:
        tool.marks.decide(list(tool.catalog.ids(View.all()))[20:23], Decision.DISMISS)
    async with reading(library, paths) as reader:
        await reader.press("s", "r")
        dialog = await listed(reader)
        assert lines(dialog) == [
            "Marked read: [Re] Counting Sheep with Contrastive Learning",
            f"★ Starred: {TIDAL}",
            "× Not for you: 3 papers (command line)",
        ]
        await reader.press("j", "enter")
        assert reader.said == f"↶ Unstarred again: {TIDAL}"
        assert reader.marks() == (30, 0)
        dialog = await listed(reader)
        assert str(dialog.options.get_option_at_index(1).prompt).startswith("↶")
        # What is undone is redone; what another program did is undone as well.
        await reader.press("j", "enter")
        assert reader.said == f"↷ ★ Starred: {TIDAL}"
        await reader.press("g", "u", "3", "enter")
        assert reader.said == "↶ 3 papers unread again"
        assert reader.marks() == (32, 1)


async def test_what_was_changed_since_is_left(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("s", "k", "x")
        await reader.press("g", "u", "j", "enter")
        assert reader.said == "Changed since: left as it is"
        assert reader.marks() == (33, 0)


async def test_changes_that_are_skipped_are_said(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("s", "t", "a", "enter", "k")
        with Library.open(paths, machine="desk", instance="cli") as other:
            other.tags.change(library.catalog.ids(View.of_tag("a")), remove=["a"])
        await reader.press("u")
        assert reader.said == f"↶ Unstarred again: {TIDAL}"
        assert "1 change skipped, changed since · U redo" in reader.status
        assert reader.marks()[1] == 0
        await reader.press("u")
        assert reader.said == "Nothing to undo"


async def test_without_changes_the_list_says_so(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("g", "u")
        assert reader.said == "No changes yet"


async def test_changes_of_digests_and_papers_are_undone(library: Library, paths: Paths) -> None:
    async with reading(library, paths, start=View.all()) as reader:
        edits = library.edits
        edits.rename_digest(NEWER, "Tides")
        edits.date_digest("Tides", dt.date(2025, 11, 6))
        edits.show_in_inbox("Tides", True)
        edits.remove_papers([library.catalog.resolve(TIDAL)])
        edits.remove_digest("Tides")
        await reader.screen.poll()
        await reader.settle()
        count = len(reader.titles)
        said = []
        for _ in range(5):
            await reader.press("u")
            said.append(reader.said)
        assert said == [
            "↶ Restored digest Tides",
            f"↶ Restored: {TIDAL}",
            "↶ Digest goes to the Inbox by its kind again: Tides",
            "↶ Dated digest as it was: Tides",
            "↶ Digest has its first name: Tides",
        ]
        assert (count, len(reader.titles)) == (29, 34)
        assert library.catalog.digests()[0].name == NEWER
        await reader.press("5", "U")
        assert len(reader.titles) == 29


async def test_undo_goes_on_after_a_restart(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("s", "x")
    library.close()
    with Library.open(paths, machine="desk") as again:
        async with reading(again, paths) as reader:
            await reader.press("2", "u")
            assert reader.marks() == (34, 0)
