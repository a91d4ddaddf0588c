"""What the filter's line offers: ways to go on, and what was asked before."""

from __future__ import annotations

import re

import pytest
from tests.tui.driver import Reader, reading

from octavo_model import Library, Paths, View
from octavo_model.core.parsed import ImportOptions
from octavo_model.search.similar import store
from octavo_model.settings import session


def offered(reader: Reader) -> list[str]:
    """What is offered, without the help beside it."""
    return [line.split("  ")[0] for line in offered_lines(reader)]


def offered_lines(reader: Reader) -> list[str]:
    """The lines of what is offered."""
    shown = reader.screen.completions
    if not shown.display:
        return []
    return [shown.render_line(y).text.strip("▌ ") for y in range(shown.size.height)]


async def asked(reader: Reader, text: str) -> None:
    await reader.press("/")
    await reader.settle()
    await reader.type(text)


async def authors_found(reader: Reader, text: str) -> None:
    """Type ``text`` in the filter, and wait until the authors with this beginning are known."""
    if reader.focus != "filter":
        await asked(reader, "")
    await reader.type(text)
    await reader.settle()
    await reader.settle()


async def test_values_of_a_field_are_offered_as_one_types(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "tidal is:")
        assert offered(reader) == [
            "undecided", "unread", "read", "starred", "no", "later", "updated", "withdrawn"
        ]  # fmt: skip

        await reader.type("u")
        assert offered(reader) == ["undecided", "unread", "updated"]

        await reader.press("tab")
        assert reader.screen.line.text == "tidal is:undecided "
        assert offered(reader) == []
        assert reader.focus == "filter"


@pytest.mark.slow
async def test_values_have_the_number_of_their_papers(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("s")
        await asked(reader, "tidal !is:")
        assert offered_lines(reader)[:4] == [
            "undecided  11 papers", "unread     11 papers", "read       1 paper",
            "starred    1 paper",
        ]  # fmt: skip

        await reader.press("shift+tab", "tab", "space")
        await reader.type("sort:u")
        assert offered_lines(reader) == ["up"]
        assert reader.screen.line.text == "tidal !is:unread  sort:u"


async def test_another_one_is_marked_by_shift_tab(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "is:u")
        await reader.press("shift+tab", "tab")

        assert reader.screen.line.text == "is:unread "


async def test_shift_tab_asks_for_the_names_of_fields(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "ha")
        assert offered(reader) == []

        await reader.press("shift+tab")
        assert reader.screen.line.text == "has:"
        assert offered(reader) == ["code", "project", "comments", "abstract", "tag", "note"]


async def test_of_several_fields_one_is_chosen(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "so")
        await reader.press("shift+tab")
        assert [line.split()[0] for line in offered(reader)] == ["source:", "sort:"]

        await reader.press("shift+tab", "tab")
        assert reader.screen.line.text == "sort:"


@pytest.mark.slow
async def test_the_marked_field_is_in_sight_where_the_list_is_low(
    library: Library, paths: Paths
) -> None:
    for size in ((80, 24), (60, 15), (40, 12)):
        async with reading(library, paths, size=size) as reader:
            await asked(reader, "")
            await reader.press("shift+tab")
            shown = reader.screen.completions
            for name in ("is:", "has:", "tag:", "note:", "digest:"):
                (line,) = [one for one in offered(reader) if one.startswith(name)]
                y = offered(reader).index(line)
                assert shown.region.y + y >= reader.screen.papers.region.y
                assert shown.region.bottom <= reader.screen.line.region.y
                await reader.press("shift+tab")


async def test_digests_are_offered_by_name(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "digest:")
        assert offered(reader) == ["daily-papers-2025-11-05", "daily-papers-2025-10-28"]

        await reader.press("tab")
        assert reader.screen.line.text == "digest:daily-papers-2025-11-05 "
        assert len(reader.titles) == 12


async def test_a_click_chooses(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "is:")
        await reader.pilot.click("#completions", offset=(2, 2))
        await reader.settle()

        assert reader.screen.line.text == "is:read "
        assert reader.focus == "filter"


async def test_escape_puts_the_offer_away_before_the_filter(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "is:")
        await reader.press("escape")
        assert offered(reader) == []
        assert reader.focus == "filter"

        await reader.press("escape")
        assert reader.focus == "papers"


async def test_where_nothing_can_be_completed_shift_tab_lists_the_fields(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "tidal zzz")
        await reader.press("shift+tab")
        assert [line.split()[0] for line in offered(reader)][:3] == ["is:", "has:", "tag:"]

        await reader.press("shift+tab", "tab")
        assert reader.screen.line.text == "tidal zzz has:"
        assert reader.focus == "filter"


@pytest.mark.slow
async def test_tab_never_leaves_the_line(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        before = reader.marks()
        for typed in ("au:zzz", "tidal", '"tidal', "is:unraed", "up:many", "au:zzz up:"):
            await asked(reader, typed)
            for key in ("tab", "shift+tab", "shift+tab"):
                await reader.press(key)
                assert reader.focus == "filter"
            text = reader.screen.line.text
            # What follows is typed, and runs no command.
            await reader.type(" dsrAe")
            assert reader.screen.line.text == f"{text} dsrAe"
            assert reader.focus == "filter"
            await reader.press("escape", "escape")
        assert reader.marks() == before
        assert reader.pilot.app.screen is reader.screen


async def test_where_nothing_is_offered_the_line_says_why(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(80, 24)) as reader:
        await asked(reader, "up:many")
        await reader.press("shift+tab")
        assert "up: e.g. >20, >=3, 5..10 or 7 ·" in reader.screen.line.render_line(0).text

        await reader.type(" ")
        assert "up: e.g." not in reader.screen.line.render_line(0).text

        await reader.press("ctrl+u")
        await authors_found(reader, "au:zzz")
        await reader.press("shift+tab")
        assert "au: no matching value" in reader.screen.line.render_line(0).text


async def test_authors_are_offered_as_they_are_typed(library: Library, paths: Paths) -> None:
    library.imports.import_bytes(
        b'{"title": "Owls", "authors": ["Nora Quill", "Quentin Nora"], "date": "2025-11-01"}\n'
        b'{"title": "Tides", "authors": ["Nora Quill", "Ada Strix"], "date": "2025-11-01"}\n',
        ImportOptions(name="owls.jsonl"),
    )
    async with reading(library, paths) as reader:
        await reader.press("g", "a")
        await authors_found(reader, "au:")
        assert offered(reader)[0] == "Nora Quill"
        assert "Ada Strix" in offered(reader)

        await authors_found(reader, "qu")
        assert offered(reader) == ["Nora Quill", "Quentin Nora"]

        await authors_found(reader, "e")
        assert offered(reader) == ["Quentin Nora"]

        await reader.press("backspace")
        await reader.press("tab")
        assert reader.screen.line.text == 'au:"Nora Quill" '
        assert sorted(reader.titles) == ["Owls", "Tides"]
        assert reader.focus == "filter"


async def test_arrows_and_ctrl_n_move_in_the_list(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "t")
        await reader.press("ctrl+n", "down", "ctrl+n", "up")
        assert reader.screen.papers.cursor == 2
        assert (reader.focus, reader.screen.line.text) == ("filter", "t")


@pytest.mark.slow
async def test_earlier_queries_come_back(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        for query in ("tidal", "is:unread"):
            await asked(reader, query)
            await reader.press("escape", "escape")
        await asked(reader, "att")
        await reader.press("alt+up")
        assert reader.screen.line.text == "is:unread"
        await reader.press("alt+up", "alt+up")
        assert reader.screen.line.text == "tidal"
        await reader.press("alt+down", "alt+down")
        assert reader.screen.line.text == "att"

    assert session.load_queries(paths.history) == ["tidal", "is:unread"]
    async with reading(library, paths) as reader:
        await asked(reader, "")
        await reader.press("alt+up")
        assert reader.screen.line.text == "is:unread"


async def test_a_history_that_cannot_be_read_is_told(library: Library, paths: Paths) -> None:
    paths.history.mkdir(parents=True)
    async with reading(library, paths) as reader:
        await asked(reader, "tidal")
        assert "Could not read earlier queries" in reader.said
        assert reader.titles[0].startswith("Tidal")


async def test_abstracts_are_searched_again_by_their_index(
    library: Library, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_AT_ONCE", 0)
    async with reading(library, paths) as reader:
        (paper, *_) = library.catalog.papers(library.catalog.ids(View.all()))
        word = max(re.findall("[a-z]+", paper.abstract), key=len)
        # Full text finds no word with a typing error.
        await asked(reader, f"~{word[:-2]}{word[-1]}{word[-2]}")

        assert paper.shown in reader.titles
        assert not library.search.needs_abstracts
