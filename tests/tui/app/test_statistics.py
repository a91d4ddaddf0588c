"""The dialog with statistics: ``i``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.driver import reading
from textual.widgets import Static

from octavo_model import ImportOptions
from octavo_model.core.marks import Decision
from octavo_model.settings.settings import Settings
from octavo_tui.dialogs.reports.statistics import StatisticsDialog

if TYPE_CHECKING:
    from tests.tui.driver import Reader

    from octavo_model import Library, Paths


def shown(reader: Reader) -> list[str]:
    dialog = reader.pilot.app.screen
    assert isinstance(dialog, StatisticsDialog)
    return str(dialog.query_one(Static).visual).splitlines()


async def test_i_shows_what_the_keys_before_it_decided(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.pilot.press("s", "x", "i")
        await reader.settle()
        lines = shown(reader)
        assert "Today                 2        1        1        0" in lines
        await reader.press("escape")
        assert reader.pilot.app.screen is reader.screen


async def test_the_heat_map_has_the_weeks_that_fit(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await reader.press("s", "i")
        wide = shown(reader)
        await reader.pilot.resize_terminal(60, 24)
        await reader.pilot.pause()
        narrow = shown(reader)
        assert len(wide[1]) > len(narrow[1])
        dialog = reader.pilot.app.screen
        assert max(map(len, narrow[:9])) <= dialog.query_one(Static).size.width


async def test_the_ranks_of_stars_follow(library: Library, paths: Paths) -> None:
    papers = "\n".join(
        f'{{"title": "Owls in forest {number}", "abstract": "On owls and mice."}}'
        for number in range(31)
    )
    library.imports.import_bytes(papers.encode(), ImportOptions(name="owls.jsonl"))
    for number in range(6):
        paper = library.catalog.resolve(f"Owls in forest {number}")
        library.marks.decide([paper], Decision.STAR)
    async with reading(library, paths) as reader:
        await reader.press("i")
        # The first star of all was ranked by nothing.
        assert "5 of the last 5 stars were in the top 30 of their digests" in shown(reader)
        await reader.press("escape", "i")
        assert "5 of the last 5 stars were in the top 30 of their digests" in shown(reader)


async def test_the_dialog_may_be_closed_before_stars_are_ranked(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.pilot.press("i", "escape")
        await reader.settle()
        assert not isinstance(reader.pilot.app.screen, StatisticsDialog)


async def test_i_in_the_drawer_keeps_its_meaning_there(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("d", "i")
        assert reader.pilot.app.screen is reader.screen


async def test_without_a_decision_the_keys_of_the_user_are_named(
    library: Library, paths: Paths
) -> None:
    settings = Settings(read_after=0, read_on_open=False, keys={"star": "f1", "read": ""})
    async with reading(library, paths, settings=settings) as reader:
        await reader.press("i")
        assert shown(reader)[-2:] == [
            "Nothing was decided in these days.",
            "f1 stars a paper · x is no",
        ]
