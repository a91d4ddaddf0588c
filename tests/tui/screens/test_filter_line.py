"""What the filter's line offers: ways to go on, and what was asked before."""

from __future__ import annotations

from tests.tui.driver import Reader, reading

from octavo_model import Library, Paths, history


def offered(reader: Reader) -> list[str]:
    """The lines of what is offered."""
    shown = reader.screen.completions
    if not shown.display:
        return []
    return [shown.render_line(y).text.strip("▌ ") for y in range(shown.size.height)]


async def asked(reader: Reader, text: str) -> None:
    await reader.press("/")
    lookup = reader.screen.lookup
    assert lookup is not None
    await lookup.wait()
    await reader.type(text)


async def test_values_of_a_field_are_offered_as_one_types(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "tidal is:")
        assert offered(reader) == ["unread", "read", "starred", "updated"]

        await reader.type("u")
        assert offered(reader) == ["unread", "updated"]

        await reader.press("tab")
        assert reader.screen.line.text == "tidal is:unread "
        assert offered(reader) == []
        assert reader.focus == "filter"


async def test_another_one_is_marked_by_shift_tab(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "is:u")
        await reader.press("shift+tab", "tab")

        assert reader.screen.line.text == "is:updated "


async def test_tab_asks_for_the_names_of_fields(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "ha")
        assert offered(reader) == []

        await reader.press("tab")
        assert reader.screen.line.text == "has:"
        assert offered(reader) == ["code", "project", "comments", "abstract"]


async def test_of_several_fields_one_is_chosen(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "so")
        await reader.press("tab")
        assert [line.split()[0] for line in offered(reader)] == ["source:", "sort:"]

        await reader.press("shift+tab", "tab")
        assert reader.screen.line.text == "sort:"


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

        assert reader.screen.line.text == "is:starred "
        assert reader.focus == "filter"


async def test_escape_puts_the_offer_away_before_the_filter(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "is:")
        await reader.press("escape")
        assert offered(reader) == []
        assert reader.focus == "filter"

        await reader.press("escape")
        assert reader.focus == "papers"


async def test_where_nothing_can_be_completed_tab_goes_on(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await asked(reader, "tidal zzz")
        await reader.press("tab")

        assert reader.focus == "papers"
        assert reader.screen.line.text == "tidal zzz"


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

    assert history.load(paths.history) == ["tidal", "is:unread"]
    async with reading(library, paths) as reader:
        await asked(reader, "")
        await reader.press("alt+up")
        assert reader.screen.line.text == "is:unread"


async def test_a_history_that_cannot_be_read_is_told(library: Library, paths: Paths) -> None:
    paths.history.mkdir(parents=True)
    async with reading(library, paths) as reader:
        await asked(reader, "tidal")
        assert "earlier queries cannot be read" in reader.said
        assert reader.titles[0].startswith("Tidal")
