"""Ranked lists, in the reader."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from contextlib import asynccontextmanager
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from tests.model.search.similar.papers import invented
from tests.tui.conftest import NOW
from tests.tui.driver import Reader, reading

from octavo_model import Library, View
from octavo_model.core.marks import Decision, MarkField
from octavo_model.core.parsed import ImportOptions
from octavo_tui.dialogs.confirm import ConfirmDialog

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from octavo_model import PaperRow, Paths
    from octavo_model.core.changes import MarkChange
    from octavo_model.core.parsed import Progress
    from octavo_model.search.ranking.ranking import Ranking

PAPERS = invented(120)
SUBJECT = {paper["title"]: subject for subject, paper in PAPERS}
KEPT = invented(30, seed=8)
"""Papers of an earlier day, those about owls with a star."""
TODAY = View.of_digest("today")
WIDE = (140, 45)


def page(papers: Sequence[dict[str, Any]]) -> bytes:
    return "".join(json.dumps(one) + "\n" for one in papers).encode()


@pytest.fixture
def library(paths: Paths) -> Iterator[Library]:
    """120 papers about six subjects; of an earlier day, those about owls have a star."""
    with Library.open(paths, clock=lambda: NOW, machine="desk") as library:
        earlier = [{**paper, "title": f"Earlier: {paper['title']}"} for _, paper in KEPT]
        library.imports.import_bytes(page(earlier), ImportOptions(name="earlier.jsonl"))
        library.imports.import_bytes(
            page([one for _, one in PAPERS]), ImportOptions(name="today.jsonl")
        )
        owls = [f"title:Earlier: {paper['title']}" for subject, paper in KEPT if subject == "owls"]
        library.marks.mark(list(map(library.catalog.resolve, owls)), MarkField.STARRED, True)
        yield library


@asynccontextmanager
async def ranked(
    library: Library, paths: Paths, size: tuple[int, int] = WIDE
) -> AsyncIterator[Reader]:
    """The reader on the ranked papers of today."""
    async with reading(library, paths, size, start=TODAY) as reader:
        await reader.press("comma", "f")
        yield reader


def subject(reader: Reader) -> str:
    return SUBJECT[reader.title]


def above(reader: Reader) -> list[str]:
    """The papers above the cursor."""
    return reader.titles[: reader.screen.papers.index]


async def test_a_list_is_sorted_for_the_user_and_back(library: Library, paths: Paths) -> None:
    async with reading(library, paths, WIDE, start=TODAY) as reader:
        own = reader.titles
        await reader.press("j", "comma", "f")
        owls = sum(subject == "owls" for subject in SUBJECT.values())
        best = [SUBJECT[title] for title in reader.titles[:owls]]
        assert best.count("owls") > 0.9 * owls
        assert sorted(reader.titles) == sorted(own)
        assert reader.place == "1/120"
        assert reader.screen.line.text == "sort:score"

        await reader.press("j", "j")
        third = reader.title
        assert "For you" in reader.page
        await reader.press("comma", "f")
        assert (reader.titles, reader.title) == (own, third)
        assert not reader.screen.line.display
        assert "For you" not in reader.page


async def test_rows_and_page_say_the_score_and_why(library: Library, paths: Paths) -> None:
    async with ranked(library, paths) as reader:
        first = reader.shown[0]
        score = first[4:6]
        assert score.isdigit()
        assert first[:4] == "▌●  "
        assert f"For you {score}: " in reader.text
        reasons = reader.text.partition(f"For you {score}: ")[2]
        assert any(word in reasons[:60] for word in ("owl", "plumage", "nocturnal", "roost"))
        assert reasons[:12] in first


async def test_a_narrow_list_has_the_score_alone(library: Library, paths: Paths) -> None:
    async with ranked(library, paths, (72, 24)) as reader:
        assert reader.shown[0][4:6].isdigit()
        assert "owl plumage" not in reader.shown[0].lower()


@pytest.mark.slow
async def test_a_hundred_papers_are_decided_by_a_hundred_keys(
    library: Library, paths: Paths
) -> None:
    async with ranked(library, paths) as reader:
        decided: list[str] = []
        for _ in range(100):
            title, is_owl = reader.title, subject(reader) == "owls"
            assert title not in decided
            await reader.press("s" if is_owl else "x")
            decided.append(title)
            assert above(reader) == decided  # nothing above the cursor moved
        assert reader.marks(TODAY) == (20, sum(one == "owls" for one in SUBJECT.values()))
        last = max(at for at, title in enumerate(decided) if SUBJECT[title] == "owls")
        assert last < 40


async def test_a_mark_moves_what_is_below_the_cursor(library: Library, paths: Paths) -> None:
    async with ranked(library, paths) as reader:
        before = reader.titles
        await reader.press("G")
        last = subject(reader)
        await reader.press("g", "g")
        for _ in range(3):
            while subject(reader) != last:
                await reader.press("j")
            upper = reader.titles[: reader.screen.papers.index + 1]
            await reader.press("s")
            assert reader.titles[: len(upper)] == upper
        assert sorted(reader.titles) == sorted(before)
        below = [SUBJECT[title] for title in reader.titles[len(upper) :]]
        assert below[:5].count(last) >= 4


async def test_the_cursor_stays_on_its_paper_whatever_happens(
    library: Library, paths: Paths
) -> None:
    new = [{**paper, "title": f"New: {paper['title']}"} for _, paper in invented(8, seed=3)]
    with Library.open(paths, machine="desk") as other:
        async with ranked(library, paths) as reader:
            papers = reader.screen.papers
            await reader.press("5", "j", "s", "x")
            at, row, fixed = reader.title, papers.cursor - papers.top, above(reader)
            order = reader.titles

            other.marks.decide([library.catalog.resolve(f"title:{order[-1]}")], Decision.STAR)
            await reader.screen.poll()
            await reader.settle()
            assert reader.titles != order
            assert (reader.title, papers.cursor - papers.top, above(reader)) == (at, row, fixed)

            other.imports.import_bytes(page(new), ImportOptions(name="new.jsonl"))
            other.edits.merge_digests("today", ["new"])
            await reader.screen.poll()
            await reader.settle()
            assert len(reader.titles) == 128
            assert (reader.title, papers.cursor - papers.top, above(reader)) == (at, row, fixed)
            assert all(line[4:6].strip().isdigit() for line in reader.shown)

            for size in ((100, 30), (80, 24), WIDE):
                await reader.pilot.resize_terminal(*size)
                await reader.settle()
                assert (reader.title, above(reader)) == (at, fixed)

            # To the paper of what is undone, with the same papers above.
            await reader.press("u")
            assert (reader.title, above(reader)) == (fixed[-1], fixed[:-1])
            await reader.press("U")
            assert (reader.title, above(reader)) == (fixed[-1], fixed[:-1])


async def test_the_list_is_ranked_again_at_the_next_start(library: Library, paths: Paths) -> None:
    async with ranked(library, paths) as reader:
        await reader.press("4", "j")
        left = reader.titles, reader.title
    async with reading(library, paths, WIDE) as reader:
        assert (reader.titles, reader.title) == left
        assert reader.shown[0][4:6].isdigit()


async def test_what_a_filter_finds_is_ranked(library: Library, paths: Paths) -> None:
    async with ranked(library, paths) as reader:
        order = reader.titles
        await reader.press("/")
        await reader.type(" plumage")
        found = reader.titles
        assert 0 < len(found) < 120
        assert found == [title for title in order if title in found]
        await reader.press("tab")
        assert len(reader.titles) > len(found)
        assert reader.shown[0][4:6].isdigit()
        await reader.press("escape")
        assert len(reader.titles) == 120
        assert not reader.screen.line.display


async def test_a_view_that_sorts_by_score_is_a_ranked_list(library: Library, paths: Paths) -> None:
    library.views.save("best", "is:unread sort:score")
    async with reading(library, paths, WIDE, start=View.of_query("is:unread sort:score")) as reader:
        stars = library.catalog.counts(View.starred()).total
        assert all(title.startswith("Earlier: ") for title in reader.titles[:stars])
        assert SUBJECT[reader.titles[stars]] == "owls"
        assert reader.shown[0][4:6].isdigit()
        await reader.press("n")
        before, first = above(reader), reader.title
        await reader.press("x")
        second = reader.title
        await reader.press("x")
        assert above(reader) == [*before, first, second]


async def test_another_order_of_the_filter_comes_before_that_of_the_view(
    library: Library, paths: Paths
) -> None:
    async with reading(library, paths, WIDE, start=View.of_query("is:unread sort:score")) as reader:
        await reader.press("comma", "t")
        assert reader.titles == sorted(reader.titles)
        assert not reader.shown[0][4:6].strip().isdigit()
        await reader.press("escape")
        assert reader.shown[0][4:6].isdigit()


async def test_a_ranking_that_comes_while_a_filter_is_searched_for_shows_nothing(
    library: Library, paths: Paths
) -> None:
    async with ranked(library, paths) as reader:
        await reader.press("3", "j")
        listed, at = reader.controllers.paper_list, reader.title
        for query in ("owl", "owl sort:score"):
            listed.query = query  # as a letter does before its search is over
            listed.order.refresh()
            await reader.settle()
            assert (reader.title, len(reader.titles)) == (at, 120)


async def test_a_list_that_is_left_while_its_papers_are_read_says_nothing_of_it(
    library: Library, paths: Paths
) -> None:
    entered, go_on, open_ = Event(), Event(), library.rankings.open

    def slow(ids: Sequence[int], progress: Progress) -> Ranking:
        progress(1, 120)
        entered.set()
        assert go_on.wait(10)
        return open_(ids, progress)

    library.rankings.open = slow  # type: ignore[method-assign, assignment]
    async with reading(library, paths, WIDE, start=TODAY) as reader:
        await reader.pilot.press("comma", "f")
        await asyncio.to_thread(entered.wait)
        await reader.pilot.press("comma", "f")
        go_on.set()
        await reader.settle()
        assert reader.screen.status.progress == ""


async def test_selected_papers_stay_where_they_are(library: Library, paths: Paths) -> None:
    async with ranked(library, paths) as reader:
        await reader.press("9", "j", "V", "4", "k")
        selected, before = reader.screen.papers.selected, reader.titles
        assert len(selected) == 5
        other = library.catalog.resolve("title:" + reader.titles[-1])
        library.marks.mark([other], MarkField.STARRED, True)
        await reader.screen.poll()
        await reader.settle()
        assert reader.titles[:10] == before[:10]
        assert reader.titles != before
        await reader.press("x")
        assert reader.said == "× Not for you: 5 papers"


async def test_n_and_counts_and_read_to_here_follow_the_order_on_screen(
    library: Library, paths: Paths
) -> None:
    async with ranked(library, paths) as reader:
        titles = reader.titles
        await reader.press("3", "s")
        assert reader.title == titles[3]
        assert library.catalog.counts(TODAY).starred == 3
        await reader.press("j", "j", ".")
        assert reader.titles[:4] == titles[:4]
        assert library.catalog.counts(TODAY).undecided == 114
        await reader.press("g", "g", "n")
        assert reader.screen.papers.index == 6


async def test_without_a_line_there_is_no_rest_to_refuse(library: Library, paths: Paths) -> None:
    async with reading(library, paths, WIDE, start=TODAY) as reader:
        await reader.press("B")
        assert reader.said == "This list has no line yet"
        await reader.press("comma", "f", "B")
        assert reader.said == "This list has no line yet"
        assert reader.marks(TODAY) == (120, 0)


@asynccontextmanager
async def read_until_the_line(
    library: Library, paths: Paths, size: tuple[int, int] = WIDE
) -> AsyncIterator[Reader]:
    """The reader on a ranked list, read until it says how many papers may be left."""
    async with ranked(library, paths, size) as reader:
        for _ in range(60):
            if "about" in reader.status:
                break
            await reader.press("s" if subject(reader) == "owls" else "x")
        yield reader


async def test_a_line_says_how_many_papers_may_be_left(library: Library, paths: Paths) -> None:
    async with read_until_the_line(library, paths) as reader:
        papers = reader.screen.papers
        (at,) = papers.listed.heads
        papers.go_to(at)
        await reader.settle()
        (line,) = (text for text in reader.shown if "─" in text)
        said = re.fullmatch(r"    (about \d+ left, at most \d+) ─+", line)
        assert said
        assert f" · {said[1]} " in reader.status
        assert papers.line_count == len(papers.ids) + 1

        # The cursor skips it, and a filter hides it: it is about the whole list.
        assert papers.cursor == papers.top + reader.shown.index(line) + 1
        await reader.press("k")
        assert papers.cursor == papers.top + reader.shown.index(line) - 1
        await reader.press("/")
        await reader.type(" plumage")
        assert not any("─" in text for text in reader.shown)
        assert "about" not in reader.status


async def test_one_key_says_no_to_the_rest_below_the_line(library: Library, paths: Paths) -> None:
    async with read_until_the_line(library, paths) as reader:
        (at,) = reader.screen.papers.listed.heads
        before, stars = reader.marks(TODAY), reader.marks()[1]
        below = reader.titles[at:]
        await reader.press("B")
        assert isinstance(reader.pilot.app.screen, ConfirmDialog)
        await reader.press("y")
        dismissed = [one.title for one in decided(library, below) if one.verdict is not None]
        assert sorted(dismissed) == sorted(below)
        assert reader.marks()[1] == stars
        await reader.press("u")
        assert reader.marks(TODAY) == before


@pytest.mark.slow
async def test_no_to_the_rest_leaves_what_was_decided_just_before_it_or_meanwhile(
    library: Library, paths: Paths
) -> None:
    go_on, decide = Event(), library.marks.decide

    def slow(*wanted: Any) -> MarkChange:
        assert go_on.wait(10)
        return decide(*wanted)

    async with read_until_the_line(library, paths) as reader:
        (at,) = reader.screen.papers.listed.heads
        reader.screen.papers.go_to(at + 1)
        mine, other = reader.title, reader.titles[-1]
        library.marks.decide = slow  # type: ignore[method-assign, assignment]
        await reader.pilot.press("s")  # the disk is slow
        asyncio.get_running_loop().call_later(0.05, go_on.set)
        await reader.press("B")
        with Library.open(paths, machine="desk") as tool:
            tool.marks.decide([library.catalog.resolve(f"title:{other}")], Decision.STAR)
        await reader.press("y")
        assert [one.starred for one in decided(library, [mine, other])] == [True, True]


def decided(library: Library, titles: Sequence[str]) -> list[PaperRow]:
    """The rows of papers."""
    ids = [library.catalog.resolve(f"title:{title}") for title in titles]
    return [row for row in library.catalog.rows(ids) if row is not None]


async def test_without_a_star_nothing_is_claimed(library: Library, paths: Paths) -> None:
    library.marks.decide(library.catalog.ids(View.starred()), Decision.UNSTAR)
    async with ranked(library, paths) as reader:
        assert "No stars yet: each one sorts the rest" in reader.status
        assert reader.shown[0][4:6] == "  "
        assert "For you" not in reader.text
        await reader.press("s")
        assert reader.shown[1][4:6].strip().isdigit()


async def test_of_a_very_long_list_the_newest_are_ranked(library: Library, paths: Paths) -> None:
    library.rankings.most = 50
    async with ranked(library, paths) as reader:
        assert len(reader.titles) == 50
        assert "newest 50 of 120 ranked" in reader.status
