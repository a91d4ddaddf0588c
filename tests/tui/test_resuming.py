from __future__ import annotations

import datetime as dt

from tests.tui.driver import reading

from octavo_model import Library, Paths, View
from octavo_model import settings as settings_file

OLDER = View.of_digest("daily-papers-2025-10-28")


async def test_the_reader_goes_on_where_it_was_left(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(140, 20)) as reader:
        await reader.press("]", *"jjjjjjjjjjjjjjjjjjjjjj", ">", "d", "tab")
        left = (reader.title, reader.screen.papers.top, reader.screen.papers.size.width)

    async with reading(library, paths, size=(140, 20)) as reader:
        papers = reader.screen.papers
        assert reader.screen.browsing.view == OLDER
        assert (reader.title, papers.top, papers.size.width) == left
        assert reader.screen.drawer.display


async def test_the_filter_is_there_again(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("le")
        await reader.press("enter", "j")
        left = (reader.titles, reader.title)

    async with reading(library, paths) as reader:
        assert (reader.titles, reader.title) == left
        assert reader.screen.line.text == "le"
        assert reader.screen.line.display
        assert reader.focus == "papers"

        await reader.press("escape")
        assert len(reader.titles) == 12


async def test_what_was_asked_for_comes_before_where_it_was_left(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("3")

    async with reading(library, paths, start=OLDER) as reader:
        assert reader.screen.browsing.view == OLDER


async def test_a_digest_that_is_gone_is_told_and_the_newest_opened(
    library: Library, paths: Paths
) -> None:
    paths.sessions.mkdir(parents=True)
    (paths.sessions / "0.json").write_text('{"kind": "digest", "digest": "gone-2020-01-01"}')

    async with reading(library, paths) as reader:
        assert reader.title.startswith("Tidal")
        assert "gone-2020-01-01" in reader.said


async def test_the_place_is_on_disk_before_the_reader_is_left(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await reader.press("j", "j")
        file = paths.sessions / "0.json"
        while not file.exists() or "sp-in-2" not in file.read_text():
            await reader.settle()


async def test_undo_reaches_over_a_restart(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("s")
    async with reading(library, paths) as reader:
        await reader.press("u")
        assert reader.marks() == (34, 0)


async def test_a_theme_chosen_in_the_reader_is_kept(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        reader.pilot.app.theme = "nord"
        while settings_file.load(paths.settings)[0].theme != "nord":
            await reader.settle()


async def test_a_theme_that_cannot_be_kept_is_told_with_its_reason(
    library: Library, paths: Paths
) -> None:
    paths.config.write_text("in the way")
    async with reading(library, paths) as reader:
        reader.pilot.app.theme = "nord"
        while "not kept" not in reader.said:
            await reader.settle()

        assert reader.said.startswith(f"the theme is not kept: {paths.config}")
        assert "no folder" in reader.said


async def test_a_star_of_another_reader_shows(library: Library, paths: Paths) -> None:
    with Library.open(paths, machine="desk") as other:
        async with reading(library, paths) as reader:
            other.mark([library.ids(View.all())[0]], starred=True)

            await reader.screen.look_at_others()
            await reader.settle()
            assert reader.shown[0].startswith("▌●★ Tidal")
            assert "★ starred" in reader.page

            await reader.press("u")
            assert reader.said == "nothing to undo"
            assert reader.marks() == (34, 1)


async def test_a_digest_imported_by_another_shows_in_the_drawer_and_moves_nothing(
    library: Library, paths: Paths
) -> None:
    page = b"Daily Papers\n\nNov 20, 2025\n\nA New Title\n\nAn abstract in a sentence or two.\n"
    with Library.open(paths, machine="desk") as other:
        async with reading(library, paths) as reader:
            await reader.press("j")
            before = (reader.title, list(reader.titles))
            other.import_bytes(page, name="new.txt", modified=dt.datetime.now(dt.UTC))

            await reader.screen.look_at_others()
            await reader.settle()
            assert (reader.title, reader.titles) == before
            assert reader.screen.drawer.line_count == 7
