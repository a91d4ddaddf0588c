"""Every cell that the reader draws can be read, so that no widget mixes colours of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tests.tui.driver import Reader, make_app
from tests.tui.render.test_colours import LEAST, contrast

from octavo_model import Library, Paths, View
from octavo_model.core.marks import MarkField
from octavo_model.settings.settings import Settings

if TYPE_CHECKING:
    from rich.segment import Segment

NAMES = {" ": "space", ":": "colon"}
SIZE = (120, 30)
SCENES = {
    "list": ["j"],
    "paper": ["enter"],
    "drawer": ["escape", "d", "j"],
    "ranked": ["escape", "comma", "f", "j"],
    "filter": ["escape", "escape", "/", *"tidal is:", "shift+home"],
    "faulty": ["ctrl+u", *"owls is:", "star"],
    "help": ["escape", "escape", "?"],
    "copy": ["escape", "y"],
    "export": ["escape", "e"],
    "palette": ["escape", "ctrl+p", *"sta"],
}


def text_cells(reader: Reader) -> Iterator[tuple[str, str, str]]:
    """The texts on the screen with their colours, and those behind them."""
    app = reader.pilot.app
    for strip in app.screen._compositor.render_strips(app.size):
        for segment in strip:
            if segment.style is not None and not is_drawing(segment):
                ink, ground = segment.style.color, segment.style.bgcolor
                assert ink is not None, segment
                assert ground is not None, segment
                if segment.style.reverse:
                    ink, ground = ground, ink
                yield segment.text, ink.get_truecolor().hex, ground.get_truecolor().hex


def is_drawing(segment: Segment) -> bool:
    """Whether it has only blanks, lines and blocks."""
    return all(char.isspace() or "\u2500" <= char <= "\u259f" for char in segment.text)


@pytest.mark.parametrize(
    "theme",
    [
        "octavo",
        pytest.param("octavo-light", marks=pytest.mark.slow),
        pytest.param("octavo-contrast", marks=pytest.mark.slow),
        pytest.param("dracula", marks=pytest.mark.slow),
    ],
)
async def test_everything_on_the_screen_can_be_read(
    theme: str, library: Library, paths: Paths
) -> None:
    ids = library.catalog.ids(View.of_digest("daily-papers-2025-11-05"))
    library.marks.mark(ids[1:6], MarkField.READ, True)
    library.marks.mark([ids[0], ids[2]], MarkField.STARRED, True)
    settings = Settings(theme=theme, read_after=0, read_on_open=False, fetch_automatically=False)
    wrong: set[tuple[str, str, str, float]] = set()
    app = make_app(library, paths, settings=settings, problems=["nothing"], faults=["no: x"])
    async with app.run_test(size=SIZE) as pilot:
        reader = Reader(pilot, library)
        await reader.settle()
        for scene, keys in SCENES.items():
            for key in keys:
                await pilot.press(NAMES.get(key, key))
            await pilot.pause()
            cells = list(text_cells(reader))
            assert len(cells) > 20
            wrong |= {
                (scene, text.strip(), f"{ink} on {ground}", round(ratio, 1))
                for text, ink, ground in cells
                if (ratio := contrast(ink, ground)) < LEAST.get(theme, 4.5)
            }
    assert wrong == set()
