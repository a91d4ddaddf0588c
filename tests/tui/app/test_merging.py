"""Making one paper of two in the reader."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.tui.driver import reading

from octavo_model import Library, View
from octavo_tui.dialogs.merge import MergeScreen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from octavo_model import Paths

TITLE = "Owls at noon over the sea"


def page(*papers: dict[str, str]) -> bytes:
    return "".join(json.dumps({"abstract": "See.", **one}) + "\n" for one in papers).encode()


@pytest.fixture
def shared(paths: Paths) -> Iterator[Library]:
    """Two papers with ids and one title, and a third known by it alone; one paper more."""
    with Library.open(paths, machine="desk") as library:
        library.import_bytes(
            page(
                {"title": TITLE, "id": "2401.00001"},
                {"title": TITLE, "id": "2401.00002"},
                {"title": "Bats at dusk in the wood"},
            ),
            name="2025-01-01.jsonl",
        )
        library.import_bytes(page({"title": TITLE}), name="2025-01-02.jsonl")
        yield library


async def test_a_title_that_several_papers_have_says_so_and_can_be_settled(
    shared: Library, paths: Paths
) -> None:
    async with reading(shared, paths, start=View.all()) as reader:
        assert reader.title == TITLE
        assert "2 other papers have this title" in reader.text
        await reader.press("s", "M")
        assert isinstance(reader.pilot.app.screen, MergeScreen)
        await reader.press("j", "enter")
        assert reader.said == "Merged: one paper with the digests and marks of both"
        assert shared.counts(View.all()).total == 3
        assert shared.paper(reader.row.id).key == "arxiv:2401.00002"
        assert reader.row.starred
        assert "this title" not in reader.text


async def test_esc_leaves_papers_apart(shared: Library, paths: Paths) -> None:
    async with reading(shared, paths, start=View.all()) as reader:
        await reader.press("M", "escape")
        assert shared.counts(View.all()).total == 4
        await reader.press("G", "M")
        assert reader.said == "No duplicate found"
