"""Papers that match in part, below the full matches, and why each paper is listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.tui.conftest import NOW
from tests.tui.driver import Reader, reading
from tests.tui.near_owls import AT_NIGHT, BY_EAR, FLIGHTS, VOLES, add_owls
from textual.strip import Strip
from textual.widgets import Input

from octavo_model import Library, Paths, View
from octavo_model.search.results import SearchResult
from octavo_tui.dialogs.export import ExportDialog

pytestmark = pytest.mark.parametrize(
    "size", [(80, 24), pytest.param((140, 45), marks=pytest.mark.slow)]
)
ONE_FULL = "owls hunt mice night"
NONE_FULL = "owls hunt mice zebra"


@pytest.fixture
def library(paths: Paths) -> Iterator[Library]:
    """Six papers about birds."""
    with Library.open(paths, clock=lambda: NOW, machine="desk") as library:
        add_owls(library)
        yield library


async def search(reader: Reader, text: str) -> None:
    await reader.press("/")
    reader.screen.line.text += text
    await reader.settle()


def lit(strip: Strip) -> list[str]:
    """The parts of a line that are bold and underlined, and not only coloured."""
    return [one.text for one in strip if one.style and one.style.bold and one.style.underline]


def row_of(reader: Reader, title: str) -> Strip:
    papers = reader.screen.papers
    (strip,) = (
        line for y in range(papers.size.height) if title in (line := papers.render_line(y)).text
    )
    return strip


async def test_near_matches_are_below_a_line(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        await search(reader, ONE_FULL)

        assert reader.titles == [AT_NIGHT]
        lines = [line[4:].split("  ")[0] for line in reader.shown[:6]]
        assert lines[0] == AT_NIGHT
        assert lines[1].startswith("1 of 6 · near: ───")
        assert lines[2:5] == [BY_EAR, VOLES, FLIGHTS]
        assert lines[5] == ""
        assert reader.screen.line.render_line(0).text.endswith(" this digest 1 · library 1 ")
        assert "filter: 1 of 6" in reader.status


async def test_the_cursor_skips_the_line(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        await search(reader, ONE_FULL)
        await reader.press("down")
        assert reader.title == BY_EAR
        assert "near 1/3" in reader.status
        await reader.press("up")
        assert reader.title == AT_NIGHT

        await reader.press("enter", "G")
        assert reader.title == FLIGHTS
        await reader.press("k", "k", "k")
        assert reader.title == AT_NIGHT


async def test_a_click_on_the_line_does_nothing(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        await search(reader, ONE_FULL)
        await reader.press("enter")
        await reader.pilot.click("#papers", offset=(8, 2))
        await reader.settle()
        assert reader.title == BY_EAR

        await reader.pilot.click("#papers", offset=(8, 1), times=2)
        await reader.settle()
        assert (reader.title, reader.focus) == (BY_EAR, "papers")


async def test_without_full_matches_the_line_is_first_and_stays_in_sight(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        await search(reader, NONE_FULL)
        assert [line.strip() for line in reader.shown[:3]] == [
            f"No title or author in this digest matches “{NONE_FULL}”.",
            "0 in the whole library",
            "0 in this digest if abstracts count",
        ]
        assert reader.shown[3].strip().startswith("near: ──")
        assert (reader.title, reader.titles) == (AT_NIGHT, [])
        assert "near 1/2" in reader.status

        await reader.press("enter", "G", "home", "k")
        assert reader.title == AT_NIGHT
        assert reader.screen.papers.top == 0


async def test_all_are_marked_but_those_near(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        await search(reader, ONE_FULL)
        await reader.press("enter", "A")
        assert reader.marks() == (5, 0)

        await reader.press("/", "ctrl+u")
        await reader.type(NONE_FULL)
        await reader.press("enter", "A")
        assert reader.marks() == (5, 0)
        assert reader.said == "No paper matches in full"
        assert "r marks the one under the cursor" in reader.status


async def test_a_near_match_is_marked_like_any_paper(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        await search(reader, ONE_FULL)
        await reader.press("enter", "j", "s")

        assert reader.marks() == (5, 1)
        assert reader.shown[2].startswith("  ★ Owls Hunt Mice by Ear")


async def test_the_next_unread_paper_may_be_a_near_match(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        await search(reader, ONE_FULL)
        await reader.press("enter", "r")
        assert reader.title == BY_EAR
        await reader.press("r", "r", "r")
        assert reader.said == "Nothing undecided matches"
        await reader.press("n")
        assert reader.said.startswith("Nothing else unread here")


async def test_what_is_exported_are_full_matches(
    library: Library, paths: Paths, size: tuple[int, int], tmp_path: Path
) -> None:
    file = tmp_path / "found.bib"
    async with reading(library, paths, size) as reader:
        await search(reader, ONE_FULL)
        await reader.press("enter", "G", "e")
        dialog = reader.pilot.app.screen
        assert isinstance(dialog, ExportDialog)
        assert "the list: 1 paper," in str(dialog.query_one("#what").render())
        name = dialog.query_one(Input).focus()
        name.value = str(file)
        await reader.pilot.press("enter")
        await reader.settle()

        assert AT_NIGHT in file.read_text()
        assert FLIGHTS not in file.read_text()


async def test_without_full_matches_the_paper_is_exported(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        await search(reader, NONE_FULL)
        await reader.press("enter", "e")
        assert "(•) the paper: Owls" in str(reader.pilot.app.screen.query_one("#what").render())
        await reader.pilot.press("p", "y")
        await reader.settle()
        assert reader.said == "Nothing to export: no paper matches in full"


async def test_a_filter_with_near_matches_comes_back(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        await search(reader, ONE_FULL)
        await reader.press("enter", "j", "j")
        assert reader.title == VOLES
        shown = reader.shown
    async with reading(library, paths, size) as reader:
        assert (reader.title, reader.shown) == (VOLES, shown)


async def test_what_a_query_was_read_as_is_shown(
    library: Library, paths: Paths, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    find = library.search.find

    def read_as_words(query: str, among: Sequence[int], *, near: bool, wait: bool) -> SearchResult:
        return replace(find(query, among, near=near, wait=wait), read_as="owls hunt mice")

    monkeypatch.setattr(library.search, "find", read_as_words)
    monkeypatch.setattr(library.search, "find_within", lambda *_, **__: None)
    async with reading(library, paths, size) as reader:
        await search(reader, NONE_FULL)
        shown = reader.screen.line.render_line(0).text
        assert shown.startswith(f" / {NONE_FULL} ")
        assert shown.endswith(" read as: owls hunt mice · 0 of 6 ")

        reader.screen.line.text += " and many other words that need room"
        await reader.settle()
        shown = reader.screen.line.render_line(0).text
        assert " read as: ow" in shown
        assert shown.endswith("· 0 of 6 ")
        # Mistakes are more important.
        await reader.type(" up:x")
        assert "read as" not in reader.screen.line.render_line(0).text


# ---- while typing


async def test_the_cursor_is_on_the_best_match_until_it_is_moved(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        await reader.press("j", "j")
        for letter in "night":
            await search(reader, letter)
            assert reader.screen.papers.index == 0


@pytest.mark.slow
async def test_a_cursor_that_was_moved_stays_on_its_paper_while_that_matches(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        await search(reader, "owls hunt")
        assert reader.title != VOLES
        while reader.title != VOLES:
            await reader.press("down")
        await reader.type(" mice night")
        assert reader.title == VOLES  # now a near match
        assert reader.status.split("near ")[1][0] == "2"
        await reader.press(*["backspace"] * len(" mice night"))
        assert reader.title == VOLES
        assert reader.screen.papers.index == 2

        await reader.press("ctrl+u")
        await reader.type("herons")
        assert reader.screen.papers.index == 0
        await reader.press("ctrl+u")
        await reader.type("owls hunt")
        assert reader.screen.papers.index == 0


# ---- why


async def test_an_author_that_matches_is_named_in_the_row(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        await search(reader, "quill owls")

        assert "Nora Quill" in reader.shown[0]
        assert "Strix" not in reader.shown[0]
        assert lit(row_of(reader, AT_NIGHT)) == ["Owls", "Quill"]


async def test_a_part_of_the_abstract_is_shown_if_the_title_lacks_a_word(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        await search(reader, "owls hunt mice dark")
        assert lit(row_of(reader, BY_EAR)) == ["Owls", "Hunt", "Mice", "dark"]
        assert "dark" not in row_of(reader, AT_NIGHT).text

        await reader.press("ctrl+u")
        await reader.type("~winter")
        assert lit(row_of(reader, BY_EAR)) == ["winter"]


async def test_the_page_shows_what_matches_in_authors_and_abstract(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size) as reader:
        view = reader.screen.view

        def on_page() -> set[str]:
            lines = (view.render_row(index, view.row_width) for index in range(view.line_count))
            return {
                one.text
                for line in lines
                for one in line
                if one.style and one.style.underline and one.style.bold
            }

        await search(reader, "quill owls")
        assert on_page() == {"Owls", "owls", "Quill"}
        await reader.type(" mouse")
        assert reader.title == AT_NIGHT
        assert on_page() == {"Owls", "owls", "Quill", "mouse"}
        await reader.press("escape")
        assert on_page() == set()


async def test_marks_of_a_page_stay_when_the_query_changes(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(library, paths, size, start=View.all()) as reader:
        await search(reader, "quill owls")
        await reader.press("enter", "s", "/")
        await reader.type(" ")
        await reader.type("night")
        assert reader.title == AT_NIGHT
        assert "★ starred" in reader.text
