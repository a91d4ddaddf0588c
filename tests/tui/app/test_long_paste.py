"""A page pasted into the filter: a key later the reader is still there."""

from __future__ import annotations

from tests.tui.driver import reading
from textual.events import Paste

from octavo_model import Library, Paths


async def test_a_paste_of_100_kilobytes_is_cut(library: Library, paths: Paths) -> None:
    async with reading(library, paths) as reader:
        await reader.press("/")
        reader.screen.line.post_message(Paste("tidal is:x \n" * 9_000))
        await reader.type("a")

        text = reader.screen.line.text
        assert text.startswith("tidal is:x tidal is:x")
        assert 900 < len(text) <= 1_001
        assert text.endswith("a")
