"""The scope of the filter: the open list or the whole library."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from tests.tui.conftest import NOW
from tests.tui.driver import Reader, reading
from tests.tui.near_owls import AT_NIGHT, BY_EAR, HERONS, add_owls

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_tui.dialogs.saved_view import SavedViewDialog

SPACES, TIDES, DESERTS = "State Space Owls", "State Space Tides", "Deserts at Dusk"


@pytest.fixture
def library(paths: Paths) -> Iterator[Library]:
    """Six papers about birds in the newest digest, and three others in an older one."""
    older = "".join(
        json.dumps({"title": title, "authors": ["Ann Gale"], "abstract": abstract}) + "\n"
        for title, abstract in ((SPACES, ""), (TIDES, ""), (DESERTS, "Shallow seas of sand."))
    )
    with Library.open(paths, clock=lambda: NOW, machine="desk") as library:
        library.imports.import_bytes(older.encode(), ImportOptions(name="deserts.jsonl"))
        add_owls(library)
        starred = library.search.find(SPACES, View.all()).ids
        library.marks.mark(starred[:1], MarkField.STARRED, value=True)
        yield library


async def search(reader: Reader, text: str) -> None:
    await reader.press("/")
    reader.screen.line.text = text
    await reader.settle()


def line(reader: Reader) -> str:
    return reader.screen.line.render_line(0).text.rstrip()


async def test_the_line_says_what_lies_outside_and_tab_goes_there(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, (100, 30), start=View.of_digest("owls")) as reader:
        await search(reader, "owls")
        assert line(reader).endswith("this digest 4 · library 5 — Tab to widen")

        reader.screen.line.text = "state space"
        await reader.settle()
        assert line(reader).endswith("this digest 0 · library 2 — Tab to widen")
        assert "filter: 0 of 6" in reader.status

        await reader.press("tab")
        assert line(reader) == " / state space".ljust(68) + "whole library 2 — Tab to narrow"
        assert sorted(reader.titles) == [SPACES, TIDES]
        assert (reader.focus, reader.screen.status.status.title) == ("filter", "All papers")

        await reader.press("tab")
        assert line(reader).endswith("this digest 0 · library 2 — Tab to widen")
        assert reader.titles == []


async def test_where_all_matches_are_in_the_list_no_key_is_named(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, (100, 30), start=View.of_digest("owls")) as reader:
        await search(reader, "herons")
        assert line(reader).endswith("  this digest 2 · library 2")


async def test_a_list_of_all_papers_has_no_wider_scope(library: Library, paths: Paths) -> None:
    async with reading(library, paths, (100, 30), start=View.all()) as reader:
        await search(reader, "owls")
        assert line(reader).endswith("  5 of 9")
        await reader.press("tab")
        assert reader.said == "This list is the whole library"
        assert line(reader).endswith("  5 of 9")


async def test_the_counts_of_wider_scopes_come_first(library: Library, paths: Paths) -> None:
    async with reading(library, paths, (100, 30), start=View.of_digest("owls")) as reader:
        await search(reader, "shallow water")
        head = [
            "    No title or author in this digest matches “shallow water”.",
            "    0 in the whole library",
            "    1 in this digest if abstracts count  ~      search abstracts",
            "                                         Esc    clear the filter",
        ]
        assert reader.shown[1:5] == head

        await reader.press("~")
        assert reader.screen.line.text == "~shallow water"
        assert reader.titles == [HERONS]
        await reader.press("~")
        assert reader.screen.line.text == "shallow water"

        # A sign in another place is typed.
        await reader.press("space", "~", "a")
        assert reader.screen.line.text == "shallow water ~a"


@pytest.mark.parametrize("size", [(50, 15), (80, 24)])
async def test_near_papers_are_below_the_counts(
    size: tuple[int, int], library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size, start=View.of_digest("owls")) as reader:
        await search(reader, "owls hunt mice dusk")
        shown = [" ".join(text.split()) for text in reader.shown[:4]]
        assert shown[0].startswith("No title or author in this digest matches “")
        assert shown[1:3] == ["0 in the whole library", "0 in this digest if abstracts count"]
        assert shown[3].startswith("near: ──")
        assert (reader.titles, reader.title) == ([], AT_NIGHT)
        assert reader.shown[4].startswith("▌")

        await reader.press("up", "pageup")
        assert reader.title == AT_NIGHT
        await reader.press("down", "up", "down")
        assert reader.title == BY_EAR
        await reader.pilot.click("#papers", offset=(8, 1))
        await reader.settle()
        assert reader.title == BY_EAR
        assert reader.screen.papers.top == 0


async def test_keys_are_named_as_they_are_pressed_from_the_list(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, (100, 30), start=View.of_digest("owls")) as reader:
        await search(reader, "state space")
        assert "2 in the whole library, 1 starred  Tab    search the library" in reader.shown[2]
        await reader.press("enter")
        assert "2 in the whole library, 1 starred  / Tab  search the library" in reader.shown[2]
        await reader.press("/")
        assert "2 in the whole library, 1 starred  Tab    search the library" in reader.shown[2]


@pytest.mark.slow
async def test_a_search_of_the_library_returns_to_the_place_it_was_opened_from(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, (80, 24), start=View.of_digest("owls")) as reader:
        await reader.press("j", "j", "j", "j")
        place = reader.title, reader.controllers.paper_list.offset, reader.shown
        for keys in (("escape",), ("enter", "j", "escape")):
            await reader.press("/", "/")
            assert (reader.screen.line.text, len(reader.titles)) == ("", 9)
            await reader.type("space")
            assert sorted(reader.titles) == [SPACES, TIDES]
            await reader.press(*keys)
            assert (
                reader.title,
                reader.controllers.paper_list.offset,
                reader.shown,
            ) == place
            assert not reader.screen.line.display
            assert (reader.focus, "owls" in reader.status.lower()) == ("papers", True)


@pytest.mark.parametrize("size", [(220, 45), (100, 30)], ids=["headings", "a column"])
async def test_digests_are_named_in_the_library_and_in_the_list_again(
    size: tuple[int, int], library: Library, paths: Paths
) -> None:
    def listed() -> list[str]:
        return [line.lstrip("▌ ") for line in reader.shown if line.strip("▐│ ")]

    async with reading(library, paths, size, start=View.all()) as reader:
        everything = listed()
        assert ("Owls" in everything) is (size == (220, 45))
        await reader.press("g", "s")
        starred = listed()
        assert any("Deserts" in line for line in starred)
        await reader.press("/", "/")
        assert listed() == everything
        await reader.press("escape")
        assert listed() == starred


async def test_widening_a_typed_filter_keeps_the_place(library: Library, paths: Paths) -> None:
    async with reading(library, paths, (80, 24), start=View.of_digest("owls")) as reader:
        await reader.press("j", "j", "j", "j")
        place = reader.title, reader.controllers.paper_list.offset
        await search(reader, "owls")
        await reader.press("tab", "down", "enter", "escape")
        assert (reader.title, reader.controllers.paper_list.offset) == place
        assert len(reader.titles) == 6


async def test_slashes_are_typed_once_a_key_was_pressed(library: Library, paths: Paths) -> None:
    async with reading(library, paths, start=View.of_digest("owls")) as reader:
        await reader.press("/")
        await reader.type("a//")
        assert reader.screen.line.text == "a//"
        assert reader.controllers.paper_list.left is None


async def test_marks_made_in_the_library_are_seen_in_the_list(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, (100, 30), start=View.of_digest("owls")) as reader:
        await search(reader, "mice ear")
        await reader.press("tab", "enter", "s", "r", "escape")
        assert "5 left" in reader.status
        (row,) = (text for text in reader.shown if BY_EAR in text)
        assert "★" in row


async def test_another_list_forgets_the_one_that_was_left(library: Library, paths: Paths) -> None:
    async with reading(library, paths, start=View.of_digest("owls")) as reader:
        await reader.press("/", "/")
        await reader.controllers.lists.open(View.all())
        await reader.settle()
        assert reader.controllers.paper_list.left is None
        await search(reader, "owls")
        await reader.press("escape")
        assert len(reader.titles) == 9


async def test_the_scope_comes_back_at_the_next_start(library: Library, paths: Paths) -> None:
    async with reading(library, paths, (100, 30), start=View.of_digest("owls")) as reader:
        await reader.press("j", "j")
        place = reader.title
        await search(reader, "space")
        await reader.press("tab", "enter")
    async with reading(library, paths, (100, 30)) as reader:
        assert sorted(reader.titles) == [SPACES, TIDES]
        assert line(reader).endswith("whole library 2 — Tab to narrow")
        await reader.press("/", "s", "backspace")
        assert reader.screen.line.text == "space"
        await reader.press("escape")
        assert (reader.title, len(reader.titles)) == (place, 6)


async def test_only_the_counts_of_the_last_text_are_shown(library: Library, paths: Paths) -> None:
    async with reading(library, paths, (100, 30), start=View.of_digest("owls")) as reader:
        await reader.press("/")
        for text in ("state", "owls", "herons", "space"):
            reader.screen.line.text = text
            reader.controllers.filter.scope.count_now()
        assert "library …" in line(reader)
        await reader.settle()
        assert line(reader).endswith("this digest 0 · library 2 — Tab to widen")


async def test_ctrl_s_saves_the_query_as_a_view(library: Library, paths: Paths) -> None:
    async with reading(library, paths, start=View.of_digest("owls")) as reader:
        await search(reader, "space")
        await reader.press("tab", "ctrl+s")
        dialog = reader.pilot.app.screen
        assert isinstance(dialog, SavedViewDialog)
        await reader.pilot.press("s", "enter")
        await reader.settle()
        assert dict(library.views.all()) == {"s": "space"}


async def test_a_filter_that_comes_back_is_typed_on_at_its_end(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, start=View.of_digest("owls")) as reader:
        await search(reader, "her")
        await reader.press("enter")
    async with reading(library, paths) as reader:
        await reader.press("/", "o")
        assert reader.screen.line.text == "hero"


async def test_the_library_is_searched_from_the_paper_too(library: Library, paths: Paths) -> None:
    async with reading(library, paths, start=View.of_digest("owls")) as reader:
        await reader.press("j", "enter")
        place = reader.title
        await reader.screen.action_do("filter.open_library")
        await reader.type("dusk")
        assert (reader.titles, reader.focus) == ([DESERTS], "filter")
        await reader.press("escape")
        assert (reader.title, len(reader.titles)) == (place, 6)


async def test_suggestions_are_listed_again_as_they_were(library: Library, paths: Paths) -> None:
    async with reading(library, paths, start=View.of_digest("owls")) as reader:
        await reader.press("m")
        before = reader.titles, reader.screen.status.status.title
        assert before[1].startswith("Related to")
        await search(reader, "dusk")
        await reader.press("tab")
        assert reader.titles == [DESERTS]
        await reader.press("escape")
        assert (reader.titles, reader.screen.status.status.title) == before
