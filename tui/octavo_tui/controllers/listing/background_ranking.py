"""The ranking of a list, computed in the background and again after each mark."""

from __future__ import annotations

import asyncio
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from octavo_model import OctavoError
from octavo_tui.controllers.listing.order import arranged
from octavo_tui.controllers.work_queue import ReaderLeftError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from octavo_model.library.rankings import Ranking, Remaining, Why

    from octavo_model import Library
    from octavo_model.core.marks import MarkState
    from octavo_model.core.parsed import Progress
    from octavo_tui.controllers.work_queue import WorkQueue

_PAGES = 3
"""So many pages from the top of the window on have their reasons ready."""


class OnScreen(NamedTuple):
    """The papers of the list on screen, of which the first ``kept`` may not move.

    ``top`` is the first one in the window, which has a ``height``.
    """

    shown: Sequence[int] = ()
    kept: int = 0
    top: int = 0
    height: int = 0


class Look(NamedTuple):
    """The score of a paper, 0 to 99, and the reasons for it."""

    score: int
    why: Why


class _Task(NamedTuple):
    """What a thread does: it opens a ranking, or takes in what changed."""

    papers: Sequence[int]
    ranking: Ranking | None
    states: Mapping[int, MarkState]
    is_stale: bool
    screen: OnScreen
    progress: Progress


class Ranked(NamedTuple):
    """The papers of a list, best first, and how many of them may be left."""

    ranking: Ranking
    order: Sequence[int]
    looks: dict[int, Look | None]
    remaining: Remaining | None


class BackgroundRanking:
    """Ranks the papers of a list, in a thread, one after another; the newest result counts.

    Args:
        screen: Returns what is on screen.
        counting: Returns what shows how many papers were read.
        changed: Called when there is another result, or with the reason why there is none.
    """

    def __init__(
        self,
        library: Library,
        work: WorkQueue,
        screen: Callable[[], OnScreen],
        counting: Callable[[], Progress],
        changed: Callable[[str], None],
    ) -> None:
        self._library, self._work = library, work
        self._screen, self._counting, self._changed = screen, counting, changed
        self.result: Ranked | None = None
        self._papers: Sequence[int] | None = None
        self._opened: tuple[Sequence[int], Ranking] | None = None
        self._states: dict[int, MarkState] = {}
        self._generation = 0
        self._is_stale = self._is_due = self._is_running = False
        # The event loop reads a reason only while no thread uses the ranking.
        self._lock = Lock()

    def rank(self, papers: Sequence[int], *, is_same: bool) -> None:
        """Rank ``papers``; if the list ``is_same``, its result counts meanwhile."""
        if papers is self._papers:
            return
        if not is_same:
            self.result = None
        self._papers, self._states = papers, {}
        self._start()

    def close(self) -> None:
        """Rank nothing any more."""
        if self._papers is not None:
            self._papers = self._opened = self.result = None
            self._states = {}
            self._generation += 1

    def apply(self, states: Mapping[int, MarkState]) -> None:
        """Rank again, with marks that changed."""
        if self._papers is not None:
            self._states.update(states)
            self._start()

    def refresh(self) -> None:
        """Rank again, with whatever changed in the library."""
        if self._papers is not None:
            self._is_stale = True
            self._start()

    def look(self, paper: int) -> Look | None:
        """Return score and reasons of a paper; None if it is not ranked, or not at once known.

        What is not known is when a thread is done, and then there is another result.
        """
        result = self.result
        if result is None:
            return None
        if paper not in result.looks and self._lock.acquire(blocking=False):
            try:
                result.looks[paper] = _look(result.ranking, paper)
            finally:
                self._lock.release()
        return result.looks.get(paper)

    def _start(self) -> None:
        self._generation += 1
        self._is_due = True
        if not self._is_running:
            self._is_running = True
            self._work.start(self._run, "ranking")

    async def _run(self) -> None:
        try:
            while self._is_due and self._papers is not None:
                self._is_due = False
                await self._rank_again(self._papers, self._generation)
        except ReaderLeftError:
            pass
        finally:
            self._is_running = False

    async def _rank_again(self, papers: Sequence[int], generation: int) -> None:
        opened, states, is_stale = self._opened, self._states, self._is_stale
        self._states, self._is_stale = {}, False
        ranking = opened[1] if opened is not None and opened[0] is papers else None
        task = _Task(papers, ranking, states, is_stale, self._screen(), self._counting())
        try:
            result = await asyncio.to_thread(self._compute, task)
        except OctavoError as error:
            if generation == self._generation:
                self.close()
                self._changed(str(error))
            return
        if papers is self._papers:
            self._opened = papers, result.ranking
        if generation == self._generation:
            self.result = result
            self._changed("")

    def _compute(self, task: _Task) -> Ranked:
        """Return the order by now, with the reasons for what will be on screen. For a thread."""
        with self._lock:
            ranking = task.ranking or self._library.rankings.open(task.papers, task.progress)
            if task.is_stale:
                ranking.refresh()
            if task.states:
                ranking.apply(task.states)
            order, screen = ranking.order(), task.screen
            shown = arranged(order, screen.shown, screen.kept, order)
            ahead = islice(shown, screen.top, screen.top + _PAGES * screen.height)
            looks = {paper: _look(ranking, paper) for paper in ahead}
            return Ranked(ranking, order, looks, ranking.remaining())


def _look(ranking: Ranking, paper: int) -> Look | None:
    if ranking.score_of(paper) is None:
        return None
    return Look(ranking.shown_score(paper), ranking.why(paper))
