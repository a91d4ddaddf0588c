"""How the reader looks. After an intended change, `make snapshots` renders these again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from tests.tui.driver import Reader, make_app, reading
from tests.tui.mathematics import add_mathematics

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.settings.settings import Settings
from octavo_tui.app.app import OctavoApp

if TYPE_CHECKING:
    from textual.pilot import Pilot

Compare = Callable[..., bool]
WIDE, USUAL, SMALL = (140, 45), (80, 24), (50, 15)


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
    """The library in the middle of a morning."""
    ids = library.catalog.ids(View.of_digest("daily-papers-2025-10-28"))
    library.marks.mark(ids[:9], MarkField.READ, True)
    library.marks.mark([ids[1], ids[4], ids[14]], MarkField.STARRED, True)
    return library


SCENES = {
    "beside": (WIDE, ["]", "j"]),
    "above": (USUAL, ["]", "j"]),
    "narrow_list": (SMALL, ["]", "j"]),
    "narrow_paper": (SMALL, ["]", "j", "enter"]),
    "drawer_over": (USUAL, ["d", "j"]),
    "filter": (WIDE, ["]", "/", *"sparse lerned retrieval"]),
    "filter_without_result": (USUAL, ["/", *"qqqxz"]),
    "for_you": (WIDE, ["2", "G", "s", "k", "s", "4"]),
    "help": (USUAL, ["?"]),
    "copy": (USUAL, ["y"]),
    "export": (USUAL, ["e"]),
    "completion": (WIDE, ["/", *"tidal is:"]),
}


@pytest.mark.parametrize("scene", SCENES)
def test_the_reader_looks_as_it_should(
    scene: str, marked: Library, paths: Paths, snap_compare: Compare
) -> None:
    size, keys = SCENES[scene]

    assert snap_compare(
        make_app(marked, paths),
        terminal_size=size,
        run_before=after(marked, *("space" if key == " " else key for key in keys)),
    )


@pytest.mark.parametrize(
    ("size", "keys"),
    [
        (USUAL, ["d", *"gjjjjj"]),
        (USUAL, ["d", *"gjjjj", "E"]),
    ],
    ids=["drawer_over", "edit"],
)
def test_saved_views_look_as_they_should(
    size: tuple[int, int], keys: list[str], marked: Library, paths: Paths, snap_compare: Compare
) -> None:
    for name, query in {
        "Tides to read": "'tidal is:unread",
        "This week": "is:unread date:<7d",
        "with code": "has:cod",
    }.items():
        marked.views.save(name, query)

    assert snap_compare(
        make_app(marked, paths), terminal_size=size, run_before=after(marked, *keys)
    )


def test_mathematics_looks_as_it_should(
    library: Library, paths: Paths, snap_compare: Compare
) -> None:
    add_mathematics(library)

    assert snap_compare(make_app(library, paths), terminal_size=WIDE, run_before=after(library))


def test_the_reader_looks_right_in_the_light_theme(
    marked: Library, paths: Paths, snap_compare: Compare
) -> None:
    settings = Settings(theme="octavo-light", read_after=0, read_on_open=False)

    assert snap_compare(
        make_app(marked, paths, settings=settings),
        terminal_size=USUAL,
        run_before=after(marked, "]", "j"),
    )


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
        assert lines[1].startswith("▌")
        assert "5 Nov 2025" in lines[-2]
        assert "? help" in lines[-1]
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
