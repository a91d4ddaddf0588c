"""The ranking of a list, computed in the background and again after each mark."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

from octavo_model import OctavoError
from octavo_tui.controllers.listing.order import arranged
from octavo_tui.controllers.work_queue import ReaderLeftError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from octavo_model import Library
    from octavo_model.core.marks import MarkState
    from octavo_model.core.parsed import Progress
    from octavo_model.core.suggestions import Remaining, Why
    from octavo_model.search.ranking.ranking import Ranking
    from octavo_tui.controllers.work_queue import WorkQueue


class _ReplacedError(Exception):
    """Another list is wanted by now."""


class OnScreen(NamedTuple):
    """The papers of the list on screen, of which the first ``kept`` may not move.

    ``top`` is the first one in the window, which has a ``height``.
    """

    shown: Sequence[int] = ()
    kept: int = 0
    top: int = 0
    height: int = 0


class _Task(NamedTuple):
    """What a thread does: it opens a ranking, or applies what changed."""

    papers: Sequence[int]
    ranking: Ranking | None
    states: Mapping[int, MarkState]
    is_stale: bool
    screen: OnScreen
    progress: Progress


class RankedOrder(NamedTuple):
    """The papers of a list, best first, with their scores, 0 to 99, and how many may be left.

    The reasons of those are known that were on screen.
    """

    ranking: Ranking
    order: Sequence[int]
    scores: Mapping[int, int]
    whys: dict[int, Why]
    remaining: Remaining | None
    is_learned: bool  # from papers that were kept


class BackgroundRanking:
    """Ranks the papers of a list, in a thread, one after another; the newest result counts.

    Args:
        screen: Returns what is on screen.
        counting: Returns what shows how many papers were read.
        counted: Called when no more are read, if that was shown.
        changed: Called when there is another result, or with the reason that there cannot be one.
        explained: Called when more reasons are known.
    """

    def __init__(
        self,
        library: Library,
        work: WorkQueue,
        screen: Callable[[], OnScreen],
        counting: Callable[[], Progress],
        counted: Callable[[], None],
        changed: Callable[[str], None],
        explained: Callable[[], None],
    ) -> None:
        self._library, self._work = library, work
        self._screen, self._counting, self._counted = screen, counting, counted
        self._changed, self._explained = changed, explained
        self.result: RankedOrder | None = None
        self._papers: Sequence[int] | None = None
        self._opened: tuple[Sequence[int], Ranking] | None = None
        self._states: dict[int, MarkState] = {}
        self._generation = 0
        self._is_stale = self._is_due = self._is_running = False
        self._unexplained: set[int] = set()
        self._is_explaining = False
        self._lock = Lock()  # one thread at a time uses a ranking

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
        """Rank again, with all that changed in the library."""
        if self._papers is not None:
            self._is_stale = True
            self._start()

    def why(self, result: RankedOrder, paper: int) -> Why | None:
        """Return the reasons for a score; None if it has no score, or they are not known yet.

        They are then read in the background for the newest ``result``.
        """
        if paper not in result.whys and paper in result.scores and result is self.result:
            self._unexplained.add(paper)
            if not self._is_explaining:
                self._is_explaining = True
                self._work.start(self._explain, "reasons")
        return result.whys.get(paper)

    async def _explain(self) -> None:
        try:
            while self._unexplained and (result := self.result) is not None:
                papers, self._unexplained = self._unexplained, set()
                with suppress(OctavoError):  # the rows are then without
                    whys = await asyncio.to_thread(self._whys, result.ranking, papers)
                    if result is self.result:
                        result.whys.update(whys)
                        self._explained()
        finally:
            self._is_explaining = False

    def _whys(self, ranking: Ranking, papers: Iterable[int]) -> dict[int, Why]:
        with self._lock:
            return ranking.whys(list(papers))

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
        show, has_shown = self._counting(), False

        def progress(done: int, total: int) -> None:
            nonlocal has_shown
            if papers is not self._papers:
                raise _ReplacedError
            has_shown = True
            show(done, total)

        task = _Task(papers, ranking, states, is_stale, self._screen(), progress)
        try:
            result = await asyncio.to_thread(self._compute, task)
        except _ReplacedError:
            return
        except OctavoError as error:
            self._opened = None  # it may lack marks
            if generation == self._generation:
                self.close()
                self._changed(str(error))
            return
        finally:
            if has_shown:
                self._counted()
        if papers is self._papers:
            self._opened = papers, result.ranking
        if generation == self._generation:
            self.result = result
            self._changed("")

    def _compute(self, task: _Task) -> RankedOrder:
        """Return the order by now, with the reasons of what will be on screen. For a thread."""
        with self._lock:
            ranking = task.ranking
            if ranking is None:
                ranking = self._library.rankings.open(task.papers, task.progress)
            elif task.is_stale:
                ranking.refresh()
            if task.states:
                ranking.apply(task.states)
            order, screen = ranking.order(), task.screen
            shown = arranged(order, screen.shown, screen.kept, order)
            bottom = screen.top + screen.height
            whys = ranking.whys(shown[screen.top : bottom])
            scores = dict(zip(ranking.ids, ranking.shown_scores(), strict=True))
            remaining, is_learned = ranking.remaining(), ranking.kept > 0
            return RankedOrder(ranking, order, scores, whys, remaining, is_learned)
