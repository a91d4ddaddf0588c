"""Ranking in a thread: the newest result counts, and the event loop never waits."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Awaitable, Callable, Mapping, Sequence
from threading import Event
from typing import cast

import pytest

from octavo_model import Library, OctavoError
from octavo_model.core.marks import MarkState
from octavo_model.core.parsed import Progress
from octavo_model.core.suggestions import Why
from octavo_tui.controllers.listing.background_ranking import BackgroundRanking, OnScreen
from octavo_tui.controllers.work_queue import WorkQueue

STAR, NO = MarkState(read=True, starred=True), MarkState(read=True)
PAPERS = (1, 2, 3, 4)


class Scores:
    """A ranking in which a star counts 50 and what is read 0; others their number.

    Marks wait for ``gate``, and ``entered`` says that they do.
    """

    left_out = kept = 0

    def __init__(self, ids: Sequence[int]) -> None:
        self.ids = array("q", ids)
        self.gate, self.entered = Event(), Event()
        self.gate.set()
        self.states: dict[int, MarkState] = {}
        self.refreshed = 0
        self.fails = False
        self.applied: list[Mapping[int, MarkState]] = []

    def apply(self, states: Mapping[int, MarkState]) -> None:
        self.applied.append(dict(states))
        self.entered.set()
        assert self.gate.wait(10)
        if self.fails:
            raise OctavoError("ranking", "the disk is full")
        self.states.update(states)

    def refresh(self) -> None:
        self.refreshed += 1

    def shown_score(self, paper: int) -> int:
        state = self.states.get(paper)
        return paper if state is None else 50 if state.starred else 0

    def order(self) -> array[int]:
        return array("q", sorted(self.ids, key=self.shown_score, reverse=True))

    def shown_scores(self) -> list[int]:
        return list(map(self.shown_score, self.ids))

    def whys(self, papers: Sequence[int]) -> dict[int, Why]:
        return {paper: Why((f"number {paper}",)) for paper in papers}

    def remaining(self) -> None:
        return None


class Shelf:
    """A library with nothing but rankings. To read papers it waits for ``gate``."""

    def __init__(self, opened: list[Scores], *, fails: bool) -> None:
        self.rankings = self
        self.opened, self.fails = opened, fails
        self.gate, self.entered = Event(), Event()
        self.gate.set()

    def open(self, ids: Sequence[int], progress: Progress) -> Scores:
        if self.fails:
            raise OctavoError("ranking", "the disk is full")
        progress(1, len(ids))
        self.entered.set()
        assert self.gate.wait(10)
        progress(len(ids), len(ids))
        self.opened.append(Scores(ids))
        return self.opened[-1]


class Desk:
    """A ranking at work, and what it reported."""

    def __init__(self, *, fails: bool = False, screen: OnScreen | None = None) -> None:
        self.opened: list[Scores] = []
        self.shelf = Shelf(self.opened, fails=fails)
        self.jobs: list[asyncio.Task[None]] = []
        self.orders: list[list[int]] = []
        self.failures: list[str] = []
        self.progress: list[str] = []
        self.explained = asyncio.Event()
        self.ranking = BackgroundRanking(
            cast(Library, self.shelf),
            cast(WorkQueue, self),
            lambda: screen or OnScreen(height=2),
            lambda: lambda done, total: self.progress.append(f"{done} of {total}"),
            self.progress.clear,
            self._changed,
            self.explained.set,
        )

    def start(self, job: Callable[[], Awaitable[None]], _name: str) -> None:
        async def run() -> None:
            await job()

        self.jobs.append(asyncio.create_task(run()))

    def _changed(self, failure: str) -> None:
        if failure:
            self.failures.append(failure)
        elif self.ranking.result is not None:
            self.orders.append(list(self.ranking.result.order))

    def why(self, paper: int) -> Why | None:
        assert self.ranking.result is not None
        return self.ranking.why(self.ranking.result, paper)

    async def settled(self) -> None:
        await asyncio.gather(*self.jobs)

    async def opened_on(self, papers: Sequence[int]) -> Scores:
        self.ranking.rank(papers, is_same=False)
        await self.settled()
        return self.opened[-1]


async def entered(one: Scores | Shelf) -> None:
    assert await asyncio.to_thread(one.entered.wait, 10)
    one.entered.clear()


async def test_marks_made_while_a_thread_ranks_are_taken_in_together() -> None:
    desk = Desk()
    scores = await desk.opened_on(PAPERS)
    scores.gate.clear()
    desk.ranking.apply({1: STAR})
    await entered(scores)
    desk.ranking.apply({2: STAR})
    desk.ranking.apply({2: NO, 4: NO})
    scores.gate.set()
    await desk.settled()

    assert scores.applied == [{1: STAR}, {2: NO, 4: NO}]
    assert desk.orders == [[4, 3, 2, 1], [1, 3, 2, 4]]  # nothing of the older one


async def test_another_list_replaces_the_one_that_is_being_ranked() -> None:
    desk = Desk()
    scores = await desk.opened_on(PAPERS)
    scores.gate.clear()
    desk.ranking.apply({1: STAR})
    await entered(scores)
    desk.ranking.rank((7, 8), is_same=False)
    assert desk.ranking.result is None
    scores.gate.set()
    await desk.settled()

    assert desk.orders == [[4, 3, 2, 1], [8, 7]]
    desk.ranking.apply({7: STAR})
    await desk.settled()
    assert desk.orders[-1] == [7, 8]


async def test_a_list_that_is_closed_while_it_is_ranked_shows_nothing() -> None:
    desk = Desk()
    scores = await desk.opened_on(PAPERS)
    scores.gate.clear()
    desk.ranking.apply({1: STAR})
    await entered(scores)
    desk.ranking.close()
    scores.gate.set()
    await desk.settled()

    assert (len(desk.orders), desk.ranking.result) == (1, None)


@pytest.mark.parametrize("wanted", [(), (7, 8)])
async def test_papers_of_a_list_that_was_left_are_not_read_to_the_end(
    wanted: tuple[int, ...],
) -> None:
    desk = Desk()
    desk.shelf.gate.clear()
    desk.ranking.rank(PAPERS, is_same=False)
    await entered(desk.shelf)
    if wanted:
        desk.ranking.rank(wanted, is_same=False)
    else:
        desk.ranking.close()
    desk.shelf.gate.set()
    await desk.settled()

    assert [list(one.ids) for one in desk.opened] == [list(wanted)] * bool(wanted)
    assert desk.orders == [[8, 7]] * bool(wanted)
    assert desk.progress == []


async def test_no_mark_is_lost_that_could_not_be_used() -> None:
    desk = Desk()
    scores = await desk.opened_on(PAPERS)
    scores.gate.clear()
    scores.fails = True
    desk.ranking.apply({1: STAR})
    await entered(scores)
    desk.ranking.apply({2: STAR})  # the result of the first is not awaited any more
    scores.gate.set()
    await desk.settled()

    assert len(desk.opened) == 2  # it reads all marks
    assert desk.failures == []


async def test_the_same_list_with_other_papers_keeps_its_order_until_they_are_ranked() -> None:
    desk = Desk()
    await desk.opened_on(PAPERS)
    desk.ranking.rank((*PAPERS, 9), is_same=True)
    result = desk.ranking.result
    assert result is not None
    assert list(result.order) == [4, 3, 2, 1]
    await desk.settled()
    assert desk.orders[-1] == [9, 4, 3, 2, 1]


async def test_what_others_changed_is_read() -> None:
    desk = Desk()
    scores = await desk.opened_on(PAPERS)
    desk.ranking.refresh()
    await desk.settled()
    assert (scores.refreshed, scores.applied) == (1, [])


async def test_the_reasons_of_what_will_be_on_screen_are_ready() -> None:
    desk = Desk(screen=OnScreen(shown=[2, 1, 4, 3], kept=1, top=0, height=2))
    await desk.opened_on(PAPERS)
    assert desk.ranking.result is not None
    assert set(desk.ranking.result.whys) == {2, 4}
    assert desk.ranking.result.scores == {1: 1, 2: 2, 3: 3, 4: 4}


async def test_other_reasons_are_read_in_a_thread_and_then_reported() -> None:
    desk = Desk(screen=OnScreen(height=1))
    await desk.opened_on(PAPERS)
    assert (desk.why(2), desk.why(3)) == (None, None)
    await desk.settled()

    assert desk.explained.is_set()
    assert desk.why(2) == Why(("number 2",))
    assert desk.why(3) == Why(("number 3",))
    assert desk.why(5) is None


async def test_no_reason_of_an_older_result_is_shown() -> None:
    desk = Desk(screen=OnScreen(height=1))
    scores = await desk.opened_on(PAPERS)
    scores.gate.clear()
    desk.ranking.apply({1: STAR})
    await entered(scores)
    assert desk.why(2) is None
    scores.gate.set()
    await desk.settled()

    result = desk.ranking.result
    assert result is not None
    assert set(result.whys) <= {1, 2}
    assert desk.why(1) == Why(("number 1",))


async def test_a_failure_is_reported_once_and_the_list_stays_as_it_is() -> None:
    desk = Desk(fails=True)
    desk.ranking.rank(PAPERS, is_same=False)
    await desk.settled()
    assert (len(desk.failures), desk.ranking.result) == (1, None)
    desk.ranking.apply({1: STAR})
    await desk.settled()
    assert len(desk.failures) == 1
