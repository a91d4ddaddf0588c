"""The full text among lists and windows: which paper keys are about, and where it stays."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from tests.tui import owls
from tests.tui.app.test_full_text import (
    BATS,
    DAY,
    DOCUMENT,
    ID,
    lines,
    opened,
    pointed,
    view,
)
from tests.tui.driver import Reader, reading
from textual.widgets import Static

from octavo_model import Library, Paths, View
from octavo_model.core.errors import OctavoError
from octavo_model.fulltext.document import Block, Document

WIDE = (200, 45)


@pytest.fixture
def read(library: Library) -> Library:
    """A library with a paper whose text is kept, one that it cites, and another with a text."""
    cited = owls.BATS._replace(authors=("Ira Vesper",))
    mice = owls.BATS._replace(title="On the Noise of Mice", arxiv_id="2401.00077")
    owls.add_digest(library, "arxiv-mail", DAY, owls.MAILED, cited, mice)
    library.full_texts.store.put(ID, DOCUMENT)
    return library


def paper_id(library: Library, key: str = f"arxiv:{ID}") -> int:
    return library.catalog.resolve(key)


def starred(library: Library) -> list[str]:
    ids = library.catalog.ids(View.all())
    return [row.title for row in library.catalog.rows(ids) if row is not None and row.starred]


# ---- what is opened above it, and beside it


async def test_esc_in_the_lists_returns_to_the_text(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "]", "d") as reader:
        assert reader.focus == "drawer"
        await reader.press("escape")
        assert reader.focus == "text"
        assert lines(reader)[0].strip() == "Abstract"


async def test_another_list_closes_the_text_at_its_place(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "]", "]", "]", "g", "s") as reader:
        assert reader.focus == "papers"
        assert "min left" not in reader.status
        assert "Starred" in reader.status
        place = read.full_texts.places.of(paper_id(read))
        assert place is not None
        assert place[0].startswith("S2#")


async def test_beside_the_list_esc_goes_to_the_list_and_then_closes_the_text(
    read: Library, paths: Paths
) -> None:
    async with opened(read, paths, "z", size=WIDE) as reader:
        await reader.press("escape")
        assert reader.focus == "papers"
        assert view(reader).display
        top = view(reader).top
        await reader.press("j", "k", "J")
        assert view(reader).top == top + 1
        await reader.press("tab")
        assert reader.focus == "text"
        await reader.press("escape", "escape")
        assert not view(reader).display
        assert reader.focus == "papers"


async def test_enter_in_the_list_beside_the_text_opens_the_paper(
    read: Library, paths: Paths
) -> None:
    async with opened(read, paths, "z", "escape", "enter", size=WIDE) as reader:
        assert reader.focus == "paper"
        assert reader.screen.view.region.width
        assert not view(reader).display


async def test_in_a_window_too_narrow_for_both_the_text_has_the_focus(
    read: Library, paths: Paths
) -> None:
    async with opened(read, paths, "z", "escape", size=WIDE) as reader:
        await reader.pilot.resize_terminal(100, 30)
        await reader.settle()
        assert reader.focus == "text"
        await reader.press("]")
        assert lines(reader)[0].strip() == "Abstract"


# ---- which paper keys are about


async def beside_another(reader: Reader) -> None:
    """Go to another paper in the list, and back to the text beside it."""
    await reader.press("z", "escape", "g", "g")
    if reader.row.title == owls.OWLS:
        await reader.press("j")
    assert reader.row.title != owls.OWLS
    await reader.press("tab")
    assert reader.focus == "text"


@pytest.mark.parametrize("key", ["o", "y", "e"])
async def test_keys_take_out_the_paper_that_is_open(
    read: Library, paths: Paths, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("octavo_tui.terminal.desktop.can_open", lambda: False)
    async with opened(read, paths, size=WIDE) as reader:
        await beside_another(reader)
        await reader.press(key)
        if key == "o":
            assert ID in reader.said
            return
        if key == "e":
            what = reader.pilot.app.screen.query_one("#what", Static)
            assert owls.OWLS in str(what.render())
            return
        await reader.press("enter")
        assert ID in reader.pilot.app.clipboard


async def test_a_decision_is_about_the_open_paper_and_not_the_selection(
    read: Library, paths: Paths
) -> None:
    async with opened(read, paths, "z", "escape", "g", "g", "V", "j", "j", size=WIDE) as reader:
        selected = reader.screen.papers.selected
        assert len(selected) == 3
        await reader.press("tab", "s")
        assert starred(read) == [owls.OWLS]


async def test_a_paper_outside_the_list_is_decided_on(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "z", "escape", "/", size=WIDE) as reader:
        await reader.type("bats are not")
        await reader.press("enter", "tab")
        assert reader.focus == "text"
        await reader.press("x")
        (row,) = read.catalog.rows([paper_id(read)])
        assert row is not None
        assert row.verdict is not None
        assert reader.said.endswith(owls.OWLS)
        await reader.press("m")
        assert reader.said == "This paper is not in the list"


async def test_each_number_of_a_citation_is_a_link(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "tab", "tab") as reader:
        assert "M. Grass" in reader.said
        await reader.press("enter")
        assert "Grass" in pointed(reader)


# ---- windows


async def test_a_place_does_not_drift_when_the_window_changes_often(
    read: Library, paths: Paths
) -> None:
    async with opened(read, paths, "]", "]", "]", "j", "j", "j", "j", "j") as reader:
        before = lines(reader)
        for width, height in ((50, 15), (140, 45), (61, 20), (200, 60), (43, 12), (80, 24)):
            await reader.pilot.resize_terminal(width, height)
            await reader.settle()
        assert lines(reader) == before


async def test_a_selection_stays_when_the_window_changes(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "]", "]", "]", "j", "j", "v") as reader:
        await reader.pilot.resize_terminal(60, 20)
        await reader.settle()
        await reader.press("y")
        assert reader.pilot.app.clipboard.startswith("The delay is d/c seconds.")


async def test_the_outline_goes_to_a_section_after_the_window_changed(
    read: Library, paths: Paths
) -> None:
    async with opened(read, paths, "O", "j", "j") as reader:
        await reader.pilot.resize_terminal(60, 20)
        await reader.settle()
        await reader.press("enter")
        assert lines(reader)[0].strip() == "2  Two Microphones"


class Slow(Document):
    """A document whose first layout waits for ``go``."""

    go = threading.Event()
    laid_out = 0

    def walk(self) -> Iterator[Block]:
        Slow.laid_out += 1
        if Slow.laid_out == 1:
            self.go.wait(20)
        return super().walk()


async def test_of_two_layouts_the_later_one_is_shown(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "]", "]", "]") as reader:
        text = reader.controllers.text
        assert text.current is not None
        Slow.laid_out = 0
        slow = Slow(blocks=DOCUMENT.blocks)
        text.current = text.current._replace(document=slow)
        await reader.pilot.press("backslash")  # waits
        await reader.pilot.press("backslash")
        slow.go.set()
        await reader.settle()
        assert any("d/c" in line for line in lines(reader))


async def test_a_hidden_text_is_not_laid_out(read: Library, paths: Paths) -> None:
    async with opened(read, paths, "escape") as reader:
        layout = view(reader).laid_out
        assert layout is not None
        assert layout.width == 75
        reader.screen.papers.go_to(list(reader.screen.papers.ids).index(paper_id(read, BATS)))
        await reader.settle()
        await reader.press("s")
        assert view(reader).laid_out is layout


# ---- looking for a text


class Waiting:
    """Looks for a text, as `FullTexts.fetch` does, until it is stopped."""

    def __init__(self) -> None:
        self.is_asked = threading.Event()
        self.is_over = threading.Event()

    def __call__(self, _key: str, _report: Any, is_stopped: Any, *, again: bool) -> None:
        self.is_asked.set()
        while not is_stopped():
            self.is_over.wait(0.01)
        self.is_over.set()


async def look_for_mice(reader: Reader, waiting: Waiting) -> None:
    """Start to look for the text of a cited paper."""
    reader.library.full_texts.fetch = waiting  # type: ignore[method-assign, assignment]
    await reader.press("G", "tab")
    while "[2" not in reader.said:
        await reader.press("tab")
    await reader.pilot.press("enter")
    while not waiting.is_asked.is_set():
        await reader.pilot.pause()


async def test_a_window_that_changes_stops_no_search_for_a_text(
    read: Library, paths: Paths
) -> None:
    waiting = Waiting()
    async with opened(read, paths) as reader:
        await look_for_mice(reader, waiting)
        await reader.pilot.resize_terminal(60, 20)
        await reader.pilot.pause()
        assert reader.screen.status.progress == "Looking for the full text"
        assert not waiting.is_over.is_set()
        await reader.press("escape")
        assert reader.said == "Stopped looking for the full text"
        assert not reader.screen.status.progress
        assert reader.focus == "text"
        await reader.press("backspace")
        assert reader.said == "No earlier place"


async def test_the_same_text_is_looked_for_once(read: Library, paths: Paths) -> None:
    waiting = Waiting()
    async with reading(read, paths) as reader:
        read.full_texts.fetch = waiting  # type: ignore[method-assign, assignment]
        await reader.press("g", "a")
        await reader.pilot.press("f", "f")
        while not waiting.is_asked.is_set():
            await reader.pilot.pause()
        await reader.pilot.press("f")
        assert reader.screen.status.progress == "Looking for the full text"
        assert not waiting.is_over.is_set()
        await reader.press("escape")
        assert reader.said == "Stopped looking for the full text"


async def test_leaving_the_reader_stops_the_search_for_a_text(read: Library, paths: Paths) -> None:
    waiting = Waiting()
    async with opened(read, paths) as reader:
        await look_for_mice(reader, waiting)
        await reader.pilot.press("Q")
    assert waiting.is_over.wait(5)


async def test_why_there_is_no_text_is_shown_whole(read: Library, paths: Paths) -> None:
    def fetch(key: str, *_: Any, again: bool) -> None:
        raise OctavoError(key, "no full text: arxiv.org: it has none", "PDF: https://a.example/1")

    read.full_texts.fetch = fetch  # type: ignore[method-assign, assignment]
    async with reading(read, paths) as reader:
        await reader.press("g", "a", "f")
        assert reader.said == "No full text: arxiv.org: it has none"
        assert "! says why" in reader.status


class Large:
    """A value that notes when it is written out."""

    written = 0

    def __repr__(self) -> str:
        self.written += 1
        return "large"


async def test_starting_a_job_does_not_write_out_its_arguments(read: Library, paths: Paths) -> None:
    async def job(_: Large) -> None:
        pass

    large = Large()
    async with reading(read, paths) as reader:
        reader.screen.work.start(partial(job, large), "a job")
        await reader.settle()
    assert not large.written
