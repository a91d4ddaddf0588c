"""Papers that were revised since they were read: how they look, and what marks them read."""

from __future__ import annotations

from tests.tui.driver import reading
from tests.tui.owls import BATS, OWLS, add_owls
from textual.widgets import Static

from octavo_model import Library, Paths
from octavo_model.core.marks import MarkState
from octavo_model.settings.settings import Settings
from octavo_tui.dialogs.paper import RevisionDialog

AUTOMATIC = Settings(read_after=0, read_on_open=True)
"""What is opened becomes read, and only that."""


async def test_a_paper_revised_since_it_was_read_shows_it_by_a_sign(
    library: Library, paths: Paths
) -> None:
    add_owls(library)
    async with reading(library, paths) as reader:
        owls, bats = reader.shown[:2]
        assert owls.startswith(f"▌↻  {OWLS}")
        assert bats.startswith(f" ●  {BATS.title}")


async def test_r_reads_the_revision_and_then_marks_unread(library: Library, paths: Paths) -> None:
    owls = add_owls(library)
    async with reading(library, paths) as reader:
        await reader.press("r")
        assert reader.shown[0].startswith(f"▌   {OWLS}")
        assert reader.said == f"Marked read: {OWLS}"
        assert (library.catalog.paper(owls).read, library.catalog.paper(owls).updated) == (
            True,
            False,
        )

        await reader.press("r")
        assert reader.shown[0].startswith(f"▌●  {OWLS}")
        assert not library.catalog.paper(owls).read


async def test_undo_brings_the_sign_back_and_says_so(library: Library, paths: Paths) -> None:
    owls = add_owls(library)
    async with reading(library, paths) as reader:
        await reader.press("r", "u")
        assert reader.shown[0].startswith(f"▌↻  {OWLS}")
        assert reader.said == f"↶ Updated again: {OWLS}"
        assert (library.catalog.paper(owls).read, library.catalog.paper(owls).updated) == (
            True,
            True,
        )

        await reader.press("ctrl+r")
        assert reader.shown[0].startswith(f"▌   {OWLS}")


async def test_to_open_a_revised_paper_is_to_read_the_revision(
    library: Library, paths: Paths
) -> None:
    owls = add_owls(library)
    async with reading(library, paths, settings=AUTOMATIC) as reader:
        await reader.press("enter")
        assert reader.shown[0].startswith(f"▌   {OWLS}")
        assert not library.catalog.paper(owls).updated

        await reader.press("u")
        assert reader.said == "Nothing to undo · r marks it unread"


async def test_a_revised_paper_looked_at_for_a_while_is_read(
    library: Library, paths: Paths
) -> None:
    owls = add_owls(library)
    async with reading(library, paths, settings=Settings(read_after=0.01)) as reader:
        while library.catalog.paper(owls).updated:
            await reader.settle()
        assert reader.shown[0].startswith(f"▌   {OWLS}")


async def test_a_revision_brought_back_by_undo_stays_so_until_the_cursor_leaves_it(
    library: Library, paths: Paths
) -> None:
    owls = add_owls(library)
    async with reading(library, paths, settings=AUTOMATIC) as reader:
        await reader.press("r", "u", "enter", "escape")
        assert library.catalog.paper(owls).updated

        await reader.press("j", "k", "enter")
        assert not library.catalog.paper(owls).updated


async def test_the_mark_is_on_screen_before_it_is_kept(library: Library, paths: Paths) -> None:
    owls = add_owls(library)
    async with reading(library, paths) as reader:
        reader.screen.papers.mark({owls: MarkState(read=True)})
        assert reader.shown[0].startswith(f"▌   {OWLS}")


async def test_v_shows_what_changed_by_signs_and_not_by_colour_alone(
    library: Library, paths: Paths
) -> None:
    add_owls(library)
    async with reading(library, paths) as reader:
        await reader.press("=")
        screen = reader.pilot.app.screen
        assert isinstance(screen, RevisionDialog)
        reported = str(screen.query_one(Static).render())
        assert "[-slow-] {+fast+} microphones" in reported
        assert "[-three-] {+two+} milliseconds" in reported
        await reader.press("=")
        assert len(reader.pilot.app.screen_stack) == 1

        await reader.press("j", "=")
        assert reader.said == "No earlier version with another abstract"
