"""Making one paper of two in the reader."""

from __future__ import annotations

import json
from threading import Event
from typing import TYPE_CHECKING

import pytest
from tests.tui.driver import reading

from octavo_model import Library, View
from octavo_model.core.parsed import ImportOptions
from octavo_tui.dialogs.paper import MergeDialog

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
        library.imports.import_bytes(
            page(
                {"title": TITLE, "id": "2401.00001"},
                {"title": TITLE, "id": "2401.00002"},
                {"title": "Bats at dusk in the wood"},
            ),
            ImportOptions(name="2025-01-01.jsonl"),
        )
        library.imports.import_bytes(page({"title": TITLE}), ImportOptions(name="2025-01-02.jsonl"))
        yield library


async def test_a_title_that_several_papers_have_says_so_and_can_be_settled(
    shared: Library, paths: Paths
) -> None:
    async with reading(shared, paths, start=View.all()) as reader:
        assert reader.title == TITLE
        assert "2 other papers have this title" in reader.text
        await reader.press("s", "g", "g", "M")
        assert isinstance(reader.pilot.app.screen, MergeDialog)
        await reader.press("j", "enter")
        assert reader.said == "Merged: one paper with the digests and marks of both"
        assert "u undo" in reader.status
        assert shared.catalog.counts(View.all()).total == 3
        assert shared.catalog.paper(reader.row.id).key == "arxiv:2401.00002"
        assert reader.row.starred
        assert "this title" not in reader.text

        await reader.press("u")
        assert shared.catalog.counts(View.all()).total == 4


async def test_a_merge_waits_for_the_change_before_it(shared: Library, paths: Paths) -> None:
    go_on, seen = Event(), list[int]()

    def slow() -> None:
        go_on.wait(30)
        seen.append(shared.catalog.counts(View.all()).total)

    async with reading(shared, paths, start=View.all()) as reader:
        await reader.press("M")
        reader.screen.work.change(slow, lambda _: None, lambda _: None)
        await reader.pilot.press("enter")
        await reader.pilot.pause()
        assert not isinstance(reader.pilot.app.screen, MergeDialog)
        go_on.set()
        await reader.settle()
        assert (seen, shared.catalog.counts(View.all()).total) == ([4], 3)
        assert reader.said.startswith("Merged: ")


async def test_esc_leaves_papers_apart(shared: Library, paths: Paths) -> None:
    async with reading(shared, paths, start=View.all()) as reader:
        await reader.press("M", "escape")
        assert shared.catalog.counts(View.all()).total == 4
        await reader.press("G", "M")
        assert reader.said == "No duplicate found"
