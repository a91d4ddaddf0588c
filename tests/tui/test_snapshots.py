"""How the reader looks. After an intended change, `make snapshots` renders these again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from tests.tui.driver import Reader, make_app, reading
from tests.tui.mathematics import add_mathematics

from octavo_model import Library, Paths, View
from octavo_model.core.marks import Decision
from octavo_model.settings.settings import Settings
from octavo_tui.app.app import OctavoApp

if TYPE_CHECKING:
    from textual.pilot import Pilot

Compare = Callable[..., bool]
SMALL, USUAL, MIDDLE, WIDE, WIDEST = (50, 15), (80, 24), (100, 30), (140, 45), (200, 60)


def after(library: Library, *keys: str) -> Callable[[Pilot[None]], Awaitable[None]]:
    """Press keys, each when what the one before it asked for is done."""

    async def press(pilot: Pilot[None]) -> None:
        reader = Reader(pilot, library)
        await reader.settle()
        for key in keys:
            await pilot.press(key)
            if isinstance(pilot.app, OctavoApp) and pilot.app.screen is pilot.app.reading:
                await reader.settle()
        await pilot.pause()

    return press


@pytest.fixture
def marked(library: Library) -> Library:
    """The library in the middle of a morning, with a view."""
    ids = library.catalog.ids(View.of_digest("daily-papers-2025-10-28"))
    library.marks.decide(ids[:9], Decision.READ)
    library.marks.decide([ids[1], ids[4], ids[14]], Decision.STAR)
    library.marks.decide([ids[2], ids[6]], Decision.DISMISS)
    library.marks.decide([ids[4], ids[7]], Decision.LATER, library.catalog.today + dt.timedelta(3))
    library.views.save("Tides to read", "'tidal is:unread")
    return library


SCENES: dict[str, tuple[tuple[int, int], str, list[str]]] = {
    "above": (USUAL, "octavo", ["]", "j"]),
    "above_light": (USUAL, "octavo-light", ["]", "j"]),
    "drawer_over": (USUAL, "octavo", ["d", "j"]),
    "help": (USUAL, "octavo", ["?"]),
    "export": (USUAL, "octavo-light", ["e"]),
    "narrow_paper": (SMALL, "octavo", ["]", "j", "enter"]),
    "no_match": (MIDDLE, "octavo", ["/", *"naive click"]),
    "palette": (MIDDLE, "octavo", [":", *"sta"]),
    "remove": (MIDDLE, "octavo-light", ["d", "D"]),
    "prefix": (MIDDLE, "octavo-contrast", ["g"]),
    "beside": (WIDE, "octavo", ["]", "j"]),
    "filter": (WIDE, "octavo", ["]", "/", *"sparse lerned retrieval"]),
    "completion": (WIDE, "octavo-light", ["/", *"tidal is:"]),
    "selection": (WIDEST, "octavo", ["g", "a", "j", "V", "j", "j"]),
    "starred_light": (WIDEST, "octavo-light", ["g", "s"]),
}


@pytest.mark.parametrize("scene", SCENES)
def test_the_reader_looks_as_it_should(
    scene: str, marked: Library, paths: Paths, snap_compare: Compare
) -> None:
    size, theme, keys = SCENES[scene]
    settings = Settings(theme=theme, fetch_automatically=False)

    assert snap_compare(
        make_app(marked, paths, settings=settings),
        terminal_size=size,
        run_before=after(marked, *("space" if key == " " else key for key in keys)),
    )


def test_mathematics_looks_as_it_should(
    library: Library, paths: Paths, snap_compare: Compare
) -> None:
    add_mathematics(library)

    assert snap_compare(make_app(library, paths), terminal_size=WIDE, run_before=after(library))


# ---- sizes and texts for which a picture says no more than these


def strips(reader: Reader) -> list[str]:
    """The lines on the screen."""
    app = reader.pilot.app
    return [
        "".join(segment.text for segment in strip)
        for strip in app.screen._compositor.render_strips(app.size)
    ]


@pytest.mark.parametrize("size", [(40, 12), (300, 100)])
async def test_at_the_smallest_and_the_largest_size_all_is_in_its_place(
    size: tuple[int, int], marked: Library, paths: Paths
) -> None:
    async with reading(marked, paths, size=size) as reader:
        await reader.press("j")
        lines = strips(reader)

        assert [cell_len(line) for line in lines] == [size[0]] * size[1]
        assert any("▌●" in line for line in lines[:3])
        assert "5 Nov" in lines[-2]
        assert "? keys" in lines[-1]
        assert "q quit" in lines[-1]


async def test_wide_characters_take_two_columns(marked: Library, paths: Paths) -> None:
    async with reading(marked, paths, size=USUAL) as reader:
        await reader.press("/")
        await reader.type("古籍")
        lines = strips(reader)

        assert {cell_len(line) for line in lines} == {USUAL[0]}
        assert "古籍" in lines[0]
        (line,) = [line for line in lines if line.startswith(" / ")]
        assert line.startswith(" / 古籍 ")


async def test_with_too_few_stars_the_list_says_what_it_needs(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, size=USUAL) as reader:
        await reader.press("g", "f")

        assert "star" in strips(reader)[1]


@pytest.mark.parametrize("size", [SMALL, USUAL])
async def test_an_empty_library_names_the_next_steps(size: tuple[int, int], paths: Paths) -> None:
    with Library.open(paths) as library:
        async with reading(library, paths, size=size) as reader:
            text = " ".join(" ".join(strips(reader)).split())
            assert "Your library is empty" in text
            for step in ("R fetch papers", "g r choose sources", "octavo add FILE", "octavo tour"):
                assert step in text
