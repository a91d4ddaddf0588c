"""Decisions: one key a paper, on a selection, and what a finished list says."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from tests.tui.driver import TODAY, reading
from textual.widgets import Static

from octavo_model import Library, Paths, View
from octavo_model.core.marks import NO, Decision, MarkState, Verdict
from octavo_model.core.parsed import ImportOptions
from octavo_model.settings.settings import Settings
from octavo_tui.dialogs.confirm import ConfirmDialog
from octavo_tui.dialogs.export import ExportDialog

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


NOW = dt.datetime(2025, 11, 23, 12, tzinfo=dt.UTC)
MONDAY = dt.date(2025, 11, 24)
KEYS = "sxbr"
DONE = {
    "s": MarkState(True, True),
    "x": MarkState(True, False, NO),
    "b": MarkState(True, False, Verdict(MONDAY)),
    "r": MarkState(True),
}


def digest(library: Library, first: int, count: int) -> None:
    """Import papers with these numbers, of today; each has an abstract of a few lines."""
    records = [
        f"@misc{{p{number}, title = {{Paper {number:03}}}, year = {{2025}},"
        f" abstract = {{Abstract {number:03}. {'Owls fly at night. ' * 20}}}}}"
        for number in range(first, first + count)
    ]
    options = ImportOptions(name=f"digest{first}.bib", date=TODAY)
    library.imports.import_bytes("\n".join(records).encode(), options)


@pytest.fixture
def shelf(paths: Paths) -> Iterator[Library]:
    """One digest of 40 papers."""
    with Library.open(paths, clock=lambda: NOW, machine="desk") as library:
        digest(library, 0, 40)
        yield library


def states(library: Library, papers: Sequence[int]) -> list[MarkState]:
    rows = library.catalog.rows(papers)
    return [row.marks for row in rows if row]


def of_digest(library: Library) -> View:
    return View.of_digest(library.catalog.digests()[0].name)


SIZES = [
    (80, 24),
    pytest.param((100, 30), marks=pytest.mark.slow),
    pytest.param((140, 45), marks=pytest.mark.slow),
]


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_forty_papers_take_forty_presses(
    shelf: Library, paths: Paths, size: tuple[int, int]
) -> None:
    async with reading(shelf, paths, size, start=of_digest(shelf)) as reader:
        papers, seen = list(reader.screen.papers.ids), []
        assert "40 left" in reader.status
        for number in range(40):
            seen.append(reader.screen.papers.current or 0)
            shown = [
                reader.screen.view.render_line(y).text
                for y in range(reader.screen.view.size.height)
            ]
            assert reader.screen.view.display
            assert f"Abstract {papers.index(seen[-1]):03}." in " ".join(shown)
            await reader.press(KEYS[number % 4])
        assert seen == papers
        assert states(shelf, papers) == [DONE[KEYS[number % 4]] for number in range(40)]
        assert reader.said == "✓ 40 papers · < 1 min · 10 ★"
        assert "u undo" in reader.status
        # Rows stay, and the cursor too.
        assert list(reader.screen.papers.ids) == papers
        assert reader.screen.papers.current == papers[-1]
        await reader.press("u")
        assert states(shelf, papers[-1:]) == [MarkState()]


@pytest.mark.parametrize("key", "xbr")
async def test_a_paper_that_is_back_is_decided_on_like_a_new_one(
    shelf: Library, paths: Paths, key: str
) -> None:
    first, second, *_ = shelf.catalog.ids(of_digest(shelf))
    shelf.marks.decide([first], Decision.STAR)
    shelf.marks.decide([first], Decision.LATER, MONDAY)
    monday = NOW + dt.timedelta(1)
    with Library.open(paths, clock=lambda: monday, machine="desk", instance="back") as library:
        async with reading(library, paths, (100, 30), start=View.inbox()) as reader:
            assert reader.screen.papers.current == first
            assert "40 left" in reader.status
            await reader.press(key)
            assert reader.screen.papers.current == second
            assert "39 left" in reader.status
            await reader.press("u")
            assert "40 left" in reader.status


async def test_rows_stay_and_new_papers_do_not_move_the_cursor(
    shelf: Library, paths: Paths
) -> None:
    async with reading(shelf, paths, (100, 30), start=View.inbox()) as reader:
        screen = reader.screen
        papers = list(screen.papers.ids)
        await reader.press("x", "s", "b")
        assert list(screen.papers.ids) == papers
        assert "37 left" in reader.status
        current, row = screen.papers.current, screen.papers.cursor - screen.papers.top
        assert current == papers[3]
        # Another process fetches; its papers are newer, and are listed above.
        with Library.open(paths, clock=lambda: NOW, machine="desk", instance="cli") as other:
            digest(other, 100, 5)
        await screen.poll()
        await reader.settle()
        assert len(screen.papers.ids) == 45
        assert screen.papers.current == current
        assert screen.papers.cursor - screen.papers.top == row
        assert "42 left" in reader.status
        await reader.press("x")
        assert screen.papers.current == papers[4]
        assert papers[0] in screen.papers.ids
        # When the list is opened again, what was decided is not in it any more.
        await screen.controllers.lists.open(View.inbox())
        assert len(screen.papers.ids) == 41


BOTH = MarkState(True, True, Verdict(MONDAY))
UNREAD_STAR = MarkState(starred=True)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # What s, x, b and r make of a paper.
        (MarkState(), [DONE["s"], DONE["x"], DONE["b"], DONE["r"]]),
        (DONE["r"], [DONE["s"], DONE["x"], DONE["b"], MarkState()]),
        (DONE["s"], [DONE["r"], DONE["x"], BOTH, UNREAD_STAR]),
        (DONE["x"], [DONE["s"], MarkState(), DONE["b"], MarkState()]),
        (DONE["b"], [BOTH, DONE["x"], MarkState(), MarkState()]),
        (BOTH, [DONE["b"], DONE["x"], UNREAD_STAR, UNREAD_STAR]),
        (UNREAD_STAR, [MarkState(), DONE["x"], BOTH, DONE["s"]]),
    ],
    ids=str,
)
async def test_what_each_key_makes_of_each_state(
    shelf: Library, paths: Paths, before: MarkState, after: list[MarkState]
) -> None:
    papers = list(shelf.catalog.ids(of_digest(shelf)))[:4]
    if before.starred:
        shelf.marks.decide(papers, Decision.STAR)
    if before.verdict:
        kind = Decision.LATER if before.verdict.until else Decision.DISMISS
        shelf.marks.decide(papers, kind, before.verdict.until)
    elif before.read != before.starred:
        shelf.marks.decide(papers, Decision.READ if before.read else Decision.UNREAD)
    assert states(shelf, papers) == [before] * 4
    async with reading(shelf, paths, start=of_digest(shelf)) as reader:
        for index, key in enumerate(KEYS):
            reader.screen.papers.go_to(index)
            await reader.press(key)
            # Only a decision on an undecided paper goes on.
            assert reader.screen.papers.index == (index + before.undecided)
    assert states(shelf, papers) == after


async def test_in_the_open_paper_and_without_advance_a_decision_stays(
    shelf: Library, paths: Paths
) -> None:
    async with reading(shelf, paths, start=of_digest(shelf)) as reader:
        await reader.press("enter", "x")
        assert reader.screen.papers.index == 0
        assert (reader.said, reader.row.verdict) == ("× Not for you: Paper 000", NO)
    settings = Settings(advance=False, fetch_automatically=False)
    async with reading(shelf, paths, start=of_digest(shelf), settings=settings) as reader:
        await reader.press("s")
        assert reader.screen.papers.index == 0
        assert reader.row.starred


async def test_looking_marks_nothing_and_space_at_the_end_is_a_step_of_undo(
    shelf: Library, paths: Paths
) -> None:
    settings = Settings(fetch_automatically=False)
    async with reading(shelf, paths, (80, 24), start=of_digest(shelf), settings=settings) as reader:
        await reader.press("enter")
        for _ in range(10):
            assert reader.marks()[0] == 40
            if reader.screen.view.at_end:
                break
            await reader.press("space")
        await reader.press("space")
        assert (reader.marks()[0], reader.screen.papers.index) == (39, 1)
        assert reader.said == "Marked read: Paper 000"
        await reader.press("escape", "u")
        assert (reader.marks()[0], reader.screen.papers.index) == (40, 0)


async def test_read_to_here(shelf: Library, paths: Paths) -> None:
    async with reading(shelf, paths, start=of_digest(shelf)) as reader:
        await reader.press("j", "j", ".")
        assert (reader.said, reader.screen.papers.index) == ("Marked 3 papers read", 3)
        await reader.press("u")
        assert (reader.said, reader.marks()[0]) == ("↶ 3 papers unread again", 40)


async def test_decisions_on_a_range_are_one_step(shelf: Library, paths: Paths) -> None:
    async with reading(shelf, paths, start=of_digest(shelf)) as reader:
        papers = list(reader.screen.papers.ids)
        await reader.press("j", "V", "j", "j")
        assert reader.screen.papers.selected == frozenset(papers[1:4])
        assert "3 selected " in reader.status
        assert "verdicts act on the selection · esc drops it" in reader.status
        await reader.press("s")
        assert reader.said == "★ Starred 3 papers"
        assert states(shelf, papers[:5]) == [MarkState(), *[DONE["s"]] * 3, MarkState()]
        assert not reader.screen.papers.selected
        assert reader.screen.papers.index == 4
        await reader.press("u")
        assert reader.said == "↶ 3 papers unstarred again"
        assert reader.marks() == (40, 0)


async def test_a_range_follows_every_move_and_single_papers_are_added(
    shelf: Library, paths: Paths
) -> None:
    async with reading(shelf, paths, start=of_digest(shelf)) as reader:
        screen = reader.screen
        papers = list(screen.papers.ids)
        await reader.press("V", "G")
        assert len(screen.papers.selected) == 40
        await reader.press("home", "n", "V")
        # The range is kept, and a paper elsewhere is picked.
        screen.papers.go_to(9)
        await reader.press("v")
        assert screen.papers.selected == frozenset((*papers[:2], papers[9]))
        assert screen.papers.index == 10
        screen.papers.go_to(9)
        await reader.press("v", "b")
        assert [bool(one.verdict) for one in states(shelf, papers[:3])] == [True, True, False]
        await reader.press("V", "escape")
        assert not screen.papers.selected
        await reader.press("v", "]")
        await screen.controllers.lists.open(View.all())
        await reader.settle()
        assert not screen.papers.selected
        await reader.press("s")
        assert shelf.catalog.counts(View.starred()).total == 1


async def test_a_selection_that_is_decided_is_undecided_again(shelf: Library, paths: Paths) -> None:
    async with reading(shelf, paths, start=of_digest(shelf)) as reader:
        await reader.press("s")
        # One of the two has a star: both get one; then both lose it.
        for starred in (2, 0):
            await reader.press("home", "V", "j", "s")
            assert reader.marks()[1] == starred


async def test_all_of_a_long_list_is_marked_only_after_a_question(
    shelf: Library, paths: Paths
) -> None:
    digest(shelf, 100, 20)
    async with reading(shelf, paths, start=View.all()) as reader:
        await reader.press("A")
        dialog = reader.pilot.app.screen
        assert isinstance(dialog, ConfirmDialog)
        assert dialog.title == "Mark 60 papers read?"
        await reader.press("n")
        assert reader.marks()[0] == 60
        await reader.press("A", "y")
        assert reader.marks()[0] == 0
        assert reader.said.startswith("✓ 60 papers")
        await reader.press("u")
        assert (reader.said, reader.marks()[0]) == ("↶ 60 papers unread again", 60)
        # A selection, and up to fifty papers, need no question.
        await reader.press("V", "j", "A")
        assert reader.marks()[0] == 58


async def test_copy_and_export_take_the_selection(shelf: Library, paths: Paths) -> None:
    async with reading(shelf, paths, start=of_digest(shelf)) as reader:
        await reader.press("V", "j", "y", "t")
        assert reader.pilot.app.clipboard == "Paper 000\nPaper 001"
        assert len(reader.screen.papers.selected) == 2
        await reader.press("e")
        dialog = reader.pilot.app.screen
        assert isinstance(dialog, ExportDialog)
        assert "2 papers, selected" in str(dialog.query_one("#what", Static).content)


async def test_a_finished_digest_says_how_complete_its_day_is(paths: Paths) -> None:
    with Library.open(paths, clock=lambda: NOW, machine="desk") as library:
        options = ImportOptions(name="day.bib", date=TODAY, origin="cl")
        library.imports.import_bytes(
            b"@misc{a, title = {Owls}}\n@misc{b, title = {Larks}}", options
        )
        async with reading(library, paths, start=of_digest(library)) as reader:
            asked: list[tuple[str, dt.date]] = []

            async def counts_on(source: str, day: dt.date) -> str:
                asked.append((source, day))
                return "cs.CL 108/108"

            reader.controllers.advance.counts_on = counts_on
            await reader.press("s", "x")
            assert reader.said == "✓ 2 papers · < 1 min · 1 ★ · cs.CL 108/108"
            assert asked == [("cl", TODAY)]


@pytest.mark.parametrize("key", KEYS)
async def test_the_key_that_finished_a_list_takes_nothing_back_when_pressed_again(
    paths: Paths, key: str
) -> None:
    with Library.open(paths, clock=lambda: NOW, machine="desk") as library:
        digest(library, 0, 3)
        async with reading(library, paths, start=of_digest(library)) as reader:
            papers = list(reader.screen.papers.ids)
            await reader.press(*key * 5)
            assert states(library, papers) == [DONE[key]] * 3
            assert "Finished · u undo" in reader.status
            # Another key came between, or the cursor moved: it takes the decision back.
            await reader.press("k", "j", key)
            assert states(library, papers)[2] != DONE[key]
            await reader.press(key, "w", key)
            assert states(library, papers)[2] != DONE[key]


async def test_another_verdict_after_the_last_one_counts(paths: Paths) -> None:
    with Library.open(paths, clock=lambda: NOW, machine="desk") as library:
        digest(library, 0, 2)
        async with reading(library, paths, start=of_digest(library)) as reader:
            papers = list(reader.screen.papers.ids)
            await reader.press("A", "r")
            assert states(library, papers) == [MarkState(), MarkState(True)]


async def test_a_number_decides_on_that_many_papers_in_one_step(
    shelf: Library, paths: Paths
) -> None:
    async with reading(shelf, paths, start=of_digest(shelf)) as reader:
        papers = list(reader.screen.papers.ids)
        for index, key in enumerate("sxr"):
            await reader.press("3", key)
            assert states(shelf, papers[3 * index : 3 * index + 4]) == [
                *[DONE[key]] * 3,
                MarkState(),
            ]
            assert reader.screen.papers.index == 3 * index + 3
        assert reader.said == "Marked 3 papers read"
        await reader.press("u")
        assert reader.marks()[0] == 34
        reader.screen.papers.go_to(38)
        await reader.press("9", "x")
        assert reader.marks()[0] == 32


async def test_an_empty_inbox_says_that_older_digests_have_undecided_papers(paths: Paths) -> None:
    with Library.open(paths, clock=lambda: NOW, machine="desk") as library:
        digest(library, 0, 3)
        old = ImportOptions(name="old.bib", date=TODAY - dt.timedelta(60))
        library.imports.import_bytes(b"@misc{a, title = {Owls}}\n@misc{b, title = {Larks}}", old)
        async with reading(library, paths, (80, 24), start=View.inbox()) as reader:
            await reader.press("x", "s", "r")
            # The message names the digest that has something left.
            assert "✓ 3 papers" in reader.status
            assert "1 ★" in reader.status
            assert "u undo" in reader.status
            await reader.controllers.lists.open(View.inbox())
            await reader.settle()
            shown = " / ".join(line.strip() for line in reader.shown if line.strip())
            assert "Inbox zero. 3 decided, 1 starred today." in shown
            assert "2 undecided in older digests · ] opens one" in shown
            await reader.press("]")
            assert reader.titles == ["Owls", "Larks"]
            await reader.press("x", "x")
            assert "] opens" not in reader.status
            assert "0 ★" not in reader.status
