"""How the reader looks. After a change that is meant, `make snapshots` renders these anew."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import pytest
from tests.tui.driver import Reader, make_app
from tests.tui.mathematics import bring_mathematics

from octavo_model import Library, Paths, View
from octavo_model.core.views import MarkField
from octavo_model.settings import saved_views
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
    "smallest": ((40, 12), ["j"]),
    "largest": ((300, 100), ["]"]),
    "drawer_beside": (WIDE, ["d"]),
    "drawer_over": (USUAL, ["d", "j"]),
    "filter": (WIDE, ["]", "/", *"sparse lerned"]),
    "filter_without_result": (USUAL, ["/", *"qqqxz"]),
    "starred": (USUAL, ["3"]),
    "starred_said": (USUAL, ["s"]),
    "for_you": (WIDE, ["2", "G", "s", "k", "s", "4"]),
    "for_you_with_too_few_stars": (USUAL, ["4"]),
    "related": (USUAL, ["1", "j", "m", "j"]),
    "help": (USUAL, ["?"]),
    "copy": (USUAL, ["y"]),
    "links": (USUAL, ["O"]),
    "export": (USUAL, ["e"]),
    "export_paper": (WIDE, ["]", "j", "e", "p", "j"]),
    "completion": (WIDE, ["/", *"tidal is:"]),
    "completion_above": (USUAL, ["/", *"tidal is:", "shift+tab"]),
    "cjk": (USUAL, ["/", *"古籍"]),
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
        (WIDE, ["d", *"gjjjj"]),
        (USUAL, ["d", *"gjjjjj"]),
        (USUAL, ["d", *"gjjjj", "E"]),
        (USUAL, ["d", *"gjjjj", "D"]),
        (USUAL, ["/", *"is:unraed", "enter", "S", *"Odd"]),
    ],
    ids=["drawer_beside", "drawer_over", "edit", "delete", "save"],
)
def test_saved_views_look_as_they_should(
    size: tuple[int, int], keys: list[str], marked: Library, paths: Paths, snap_compare: Compare
) -> None:
    for name, query in {
        "Tides to read": "'tidal is:unread",
        "This week": "is:unread date:<7d",
        "with code": "has:cod",
    }.items():
        saved_views.add(paths.settings, name, query)

    assert snap_compare(
        make_app(marked, paths), terminal_size=size, run_before=after(marked, *keys)
    )


@pytest.mark.parametrize("keys", [(), ("backslash",)], ids=["read", "raw"])
def test_mathematics_looks_as_it_should(
    keys: tuple[str, ...], library: Library, paths: Paths, snap_compare: Compare
) -> None:
    bring_mathematics(library)

    assert snap_compare(
        make_app(library, paths), terminal_size=WIDE, run_before=after(library, *keys)
    )


@pytest.mark.parametrize("theme", ["octavo-paper", "ansi-dark"])
def test_the_reader_looks_right_in_other_themes(
    theme: str, marked: Library, paths: Paths, snap_compare: Compare
) -> None:
    settings = Settings(theme=theme, read_after=0, read_on_open=False)

    assert snap_compare(
        make_app(marked, paths, settings=settings),
        terminal_size=USUAL,
        run_before=after(marked, "]", "j"),
    )


def test_the_first_start_shows_the_lessons(paths: Paths, snap_compare: Compare) -> None:
    with Library.open(paths) as library:
        library.imports.import_welcome()

        assert snap_compare(
            make_app(library, paths), terminal_size=USUAL, run_before=after(library)
        )
