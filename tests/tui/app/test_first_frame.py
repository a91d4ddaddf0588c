"""The first frame is laid out as all later ones are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.tui.driver import make_app
from textual._context import active_message_pump
from textual.events import Resize

from octavo_tui.widgets.paper_view import PaperView

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.message import Message

    from octavo_model import Library, Paths


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (120, 40), (140, 45)])
async def test_the_abstract_is_never_laid_out_for_another_width(
    library: Library, paths: Paths, size: tuple[int, int]
) -> None:
    sizes: list[Size] = []

    def watch(message: Message) -> None:
        if isinstance(message, Resize) and isinstance(active_message_pump.get(), PaperView):
            sizes.append(message.size)

    app = make_app(library, paths)
    async with app.run_test(size=size, message_hook=watch) as pilot:
        await pilot.pause()
        now = app.reading.view.size
    assert set(sizes) <= {now}
