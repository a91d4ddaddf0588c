"""Saved views in the drawer: listed, opened, saved, edited, moved, removed."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.tui.driver import Reader, reading
from textual.widgets import Input, Static

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.settings import session
from octavo_model.settings.settings import Settings
from octavo_tui.controllers.list_state import SavedViews
from octavo_tui.dialogs.confirm import ConfirmDialog
from octavo_tui.dialogs.saved_view import SavedViewDialog

TIDAL = "Tidal Attention: Letting Context Windows Breathe"
LISTS = 5
"""The lines above the views on which the cursor can be."""
VIEWS = {"tides": "'tidal", "All unread": "is:unread", "odd": "'tidal is:unraed"}


def keep(library: Library, views: dict[str, str]) -> None:
    for name, query in views.items():
        library.views.save(name, query)


def drawer(reader: Reader) -> list[str]:
    """The drawer's lines, from the views to before the digests."""
    widget = reader.screen.drawer
    lines = [widget.render_line(y).text.strip(" │▌▸") for y in range(widget.line_count)]
    shown = [" ".join(line.split()) for line in lines]
    return shown[shown.index("VIEWS") + 1 : shown.index("DIGESTS")] if "VIEWS" in shown else []


def reported(reader: Reader) -> str:
    return str(reader.pilot.app.screen.query_one("#remarks").render())


async def on_view(reader: Reader, place: int) -> None:
    """Go to the drawer and there to the view at ``place``."""
    await reader.press("d", "home", *("j" for _ in range(LISTS + place)))


async def test_views_stand_in_the_drawer_with_their_counts(library: Library, paths: Paths) -> None:
    keep(library, VIEWS)
    total = library.catalog.counts(View.all()).total
    tides = len(library.search.find("'tidal", View.all()).ids)
    async with reading(library, paths) as reader:
        await reader.press("d")
        assert drawer(reader) == [
            f"/ tides {tides}/{tides}", f"/ All unread {total}/{total}", f"! odd {tides}/{tides}",
        ]  # fmt: skip


async def test_counts_follow_a_mark(library: Library, paths: Paths) -> None:
    keep(library, {"All unread": "is:unread"})
    total = library.catalog.counts(View.all()).total
    async with reading(library, paths, size=(160, 45)) as reader:
        await reader.press("d", "escape")
        reader.controllers.panes.show_drawer(shown=True)
        reader.controllers.panes.go_to(reader.screen.papers)
        await reader.press("r")
        assert drawer(reader) == [f"/ All unread {total - 1}/{total - 1}"]
        await reader.press("u")
        assert drawer(reader) == [f"/ All unread {total}/{total}"]


async def test_what_another_reader_changes_is_seen(library: Library, paths: Paths) -> None:
    async with reading(library, paths, size=(160, 45)) as reader:
        await reader.press("d")
        assert drawer(reader) == []
        with Library.open(paths) as other:
            keep(other, {"tides": "'tidal"})
            await reader.screen.poll()
            await reader.settle()
            assert drawer(reader)[0].startswith("/ tides")
            other.views.rename("tides", "waves")
            await reader.screen.poll()
            await reader.settle()
            assert drawer(reader)[0].startswith("/ waves")


async def test_a_view_is_opened_lit_and_filtered(library: Library, paths: Paths) -> None:
    keep(library, {"waves": "'attention is:unread"})
    found = len(library.search.find("'attention is:unread", View.all()).ids)
    async with reading(library, paths) as reader:
        await on_view(reader, 0)
        await reader.press("enter")
        assert reader.focus == "papers"
        assert TIDAL in reader.titles
        assert len(reader.titles) == found
        assert "waves" in reader.status
        papers = reader.screen.papers
        styles = {
            segment.style
            for segment in papers.render_line(reader.titles.index(TIDAL))
            if segment.text == "Attention"
        }
        plain = {
            segment.style
            for segment in papers.render_line(reader.titles.index(TIDAL))
            if "Tidal" in segment.text
        }
        assert styles
        assert not styles & plain

        await reader.press("/")
        await reader.type("tidal")
        assert reader.titles[0] == TIDAL
        await reader.press("escape")
        assert len(reader.titles) == found
        await reader.press("]")
        assert "waves" not in reader.status
        assert len(reader.titles) > found


async def test_a_broken_view_says_what_of_it_means_nothing(library: Library, paths: Paths) -> None:
    keep(library, {"odd": "'tidal is:unraed", "none": "'qqq is:unraed"})
    async with reading(library, paths) as reader:
        await on_view(reader, 0)
        await reader.press("enter")
        assert reader.titles == [TIDAL]
        assert "did you mean unread?" in reader.said

        await on_view(reader, 1)
        await reader.press("enter")
        assert reader.titles == []
        assert any("unraed" in line for line in reader.shown)


async def test_the_reader_comes_back_to_a_view(library: Library, paths: Paths) -> None:
    keep(library, {"tides": "'tidal"})
    settings = Settings(read_after=0, read_on_open=False)
    async with reading(library, paths, settings=settings) as reader:
        await on_view(reader, 0)
        await reader.press("enter")
    async with reading(library, paths, settings=settings) as reader:
        assert reader.titles == [TIDAL]
        assert "tides  1 left  1/1" in reader.status


async def test_a_filter_is_saved(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("g", "i", "/")
        await reader.type("'tidal")
        await reader.press("enter", "S")
        assert isinstance(reader.pilot.app.screen, SavedViewDialog)
        await reader.fill("view-name", "Tides to read")
        await reader.press("enter")
        assert library.views.all() == {"Tides to read": "is:undecided 'tidal"}
        assert "Saved as Tides to read" in reader.said

        await reader.press("d")
        assert drawer(reader) == ["/ Tides to read 1/1"]


@pytest.mark.slow
async def test_a_filter_of_a_digest_or_a_view_keeps_it(library: Library, paths: Paths) -> None:
    keep(library, {"deep": "in:abstract tidal basin"})
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("'tidal")
        await reader.press("enter", "S")
        field = reader.pilot.app.screen.query_one("#view-query", Input)
        assert field.value == "digest:daily-papers-2025-11-05 'tidal"
        await reader.press("escape")

        await on_view(reader, 0)
        await reader.press("enter", "/")
        await reader.type("owls")
        await reader.press("enter", "S")
        field = reader.pilot.app.screen.query_one("#view-query", Input)
        assert field.value == "abs:tidal abs:basin owls"


@pytest.mark.slow
async def test_what_is_wrong_is_told_as_it_is_typed(library: Library, paths: Paths) -> None:
    keep(library, {"tides": "'tidal"})
    async with reading(library, paths) as reader:
        await reader.press("/")
        await reader.type("is:unread")
        await reader.press("enter", "S")
        assert reported(reader) == ""
        await reader.fill("view-query", "is:unraed")
        assert "did you mean unread?" in reported(reader)
        await reader.fill("view-name", "tides")
        assert "Replaces the view of this name: 'tidal" in reported(reader)
        await reader.fill("view-query", "")
        assert "Type a query" in reported(reader)
        await reader.press("enter")
        assert isinstance(reader.pilot.app.screen, SavedViewDialog)
        await reader.press("escape")
    assert library.views.all() == {"tides": "'tidal"}


@pytest.mark.slow
async def test_without_a_filter_there_is_nothing_to_save(library: Library, paths: Paths) -> None:
    keep(library, {"tides": "'tidal"})
    async with reading(library, paths) as reader:
        await reader.press("S")
        assert reader.said == "No filter to save · / filters"
        await on_view(reader, 0)
        await reader.press("enter", "S")
        assert "This is the view tides" in reader.said
        await reader.press("g", "f", "/")
        await reader.type("is:unread")
        await reader.press("enter", "S")
        assert "Only the filter" in reported(reader)


async def test_a_view_is_edited(library: Library, paths: Paths) -> None:
    keep(library, VIEWS)
    async with reading(library, paths, size=(160, 45)) as reader:
        await on_view(reader, 0)
        await reader.press("enter")
        await on_view(reader, 0)
        await reader.press("E")
        await reader.fill("view-name", "odd")
        assert "That name is taken" in reported(reader)
        await reader.press("enter")
        assert isinstance(reader.pilot.app.screen, SavedViewDialog)
        await reader.fill("view-name", "Not tides")
        await reader.fill("view-query", "!'tidal")
        await reader.press("enter")

        assert library.views.all() == {
            "Not tides": "!'tidal", "All unread": "is:unread", "odd": "'tidal is:unraed",
        }  # fmt: skip
        assert next(iter(library.views.all())) == "Not tides"
        assert TIDAL not in reader.titles
        assert "Not tides" in reader.status
        entry = reader.screen.drawer.current
        assert entry is not None
        assert entry.saved == "Not tides"


async def test_views_are_moved(library: Library, paths: Paths) -> None:
    keep(library, VIEWS)
    async with reading(library, paths) as reader:
        await on_view(reader, 0)
        await reader.press("K")
        assert "the first view" in reader.said
        await reader.press("J", "J")
        assert list(library.views.all()) == ["All unread", "odd", "tides"]
        entry = reader.screen.drawer.current
        assert entry is not None
        assert entry.saved == "tides"
        await reader.press("J")
        assert "the last view" in reader.said
        await reader.press("K")
        assert list(library.views.all()) == ["All unread", "tides", "odd"]


async def test_moves_in_a_hurry_follow_one_another(library: Library, paths: Paths) -> None:
    keep(library, VIEWS)
    async with reading(library, paths) as reader:
        await on_view(reader, 0)
        await reader.pilot.press("J", "J")
        await reader.settle()
        assert list(library.views.all()) == ["All unread", "odd", "tides"]


async def test_a_view_is_removed_after_a_question(library: Library, paths: Paths) -> None:
    keep(library, VIEWS)
    async with reading(library, paths) as reader:
        await on_view(reader, 1)
        await reader.press("D")
        dialog = reader.pilot.app.screen
        assert isinstance(dialog, ConfirmDialog)
        assert dialog.title == "Remove this view?"
        assert str(dialog.query_one(Static).visual).splitlines() == [
            "All unread", "is:unread", "", "Its papers and their marks stay.",
        ]  # fmt: skip
        await reader.press("escape")
        await reader.press("D", "enter")
        assert len(library.views.all()) == 3

        await reader.press("D", "y")
        assert list(library.views.all()) == ["tides", "odd"]
        assert reader.said == "Removed; alt+↑ in the filter has its query: All unread"
        assert len(drawer(reader)) == 2
    assert session.load_queries(paths.history) == ["is:unread"]


async def test_keys_for_views_say_where_they_are_for(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        for key in "ED":
            await reader.press(key)
            assert reader.said == "Not a saved view"
            assert "d lists them · S makes one" in reader.status


async def test_what_cannot_be_written_is_reported(library: Library, paths: Paths) -> None:
    keep(library, VIEWS)
    async with reading(library, paths) as reader:
        await on_view(reader, 0)
        paths.journal.unlink()
        await reader.press("J")
        assert "is missing" in reader.said
        assert drawer(reader)[0].startswith("/ tides")
    assert not paths.journal.exists()


@pytest.mark.slow
async def test_views_are_undone_and_redone(library: Library, paths: Paths) -> None:
    keep(library, VIEWS)
    async with reading(library, paths) as reader:
        await on_view(reader, 0)
        await reader.press("J")
        await reader.press("D", "y")
        assert len(drawer(reader)) == 2
        await reader.press("u")
        assert reader.said == "↶ Saved view tides"
        assert len(drawer(reader)) == 3
        await reader.press("u")
        assert reader.said == "↶ Moved view tides"
        assert drawer(reader)[0].startswith("/ tides")
        await reader.press("home", *"j" * LISTS, "E")
        await reader.fill("view-name", "waves")
        await reader.press("enter")
        await reader.press("u")
        assert reader.said == "↶ Renamed view waves to tides"
        assert library.views.all() == VIEWS
        await reader.press("ctrl+r")
        assert reader.said == "↷ Renamed view tides to waves"
        await reader.press("E")
        await reader.fill("view-query", "owls")
        await reader.press("enter")
        await reader.press("u")
        assert reader.said == "↶ View waves has the query 'tidal"
        await reader.press("u", "u")
        assert reader.said == "↶ Removed view odd"


async def test_without_the_drawer_nothing_is_counted(library: Library, paths: Paths) -> None:
    keep(library, VIEWS)
    async with reading(library, paths) as reader:
        await reader.press("r", "s", "u")
        assert reader.controllers.saved_views._saved.at is None


def test_what_was_counted_is_counted_again_only_after_a_change(library: Library) -> None:
    at = library.version(), dt.date(2025, 11, 23)
    first = SavedViews(VIEWS).recount(library, at)
    assert first.recount(library, at).counted == first.counted
    added = first._replace(views={**VIEWS, "new": "is:starred"}).recount(library, at)
    # The others are the very same: they were not asked for again.
    assert all(added.counted[query] is first.counted[query] for query in VIEWS.values())

    library.marks.mark([library.catalog.ids(View.all())[0]], MarkField.READ, True)
    later = added.recount(library, (library.version(), at[1]))
    assert later.counted["is:unread"].counts.total == first.counted["is:unread"].counts.total - 1
