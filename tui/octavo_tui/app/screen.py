"""The screen on which papers are read: what every command does."""

from __future__ import annotations

import asyncio
import gc
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, ClassVar

from textual import on

from octavo_model import OctavoError
from octavo_model.core.views import ViewKind
from octavo_tui.commands import bindings
from octavo_tui.controllers.marks import Changes, Marking
from octavo_tui.controllers.sharing import TakingScreen
from octavo_tui.widgets.paper_list import PaperList
from octavo_tui.widgets.paper_view import PaperView

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Coroutine

    from textual.binding import BindingType
    from textual.timer import Timer
    from textual.worker import Worker

    from octavo_model import Library
    from octavo_model.core.views import MarkChange
    from octavo_model.settings.settings import Settings
    from octavo_tui.controllers.fetch import Sources
    from octavo_tui.controllers.session import Keeper, Opening

_POLL = 1.0
"""Seconds between two looks at what other instances changed."""


_REST = 5.0
"""Seconds after the first paint before the library is looked after, and not before."""

_DAILY = 3_600.0
"""Seconds between two looks whether a new day has come, for which marks are to be copied."""

_IDLE = 0.5
"""Seconds after the first paint in which the reader does nothing of its own accord."""


class ReadingScreen(TakingScreen):
    """List, detail, drawer, filter and status at work."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings({})]

    def __init__(
        self,
        library: Library,
        settings: Settings,
        keys: dict[str, str],
        keeper: Keeper,
        today: Callable[[], dt.date],
        opening: Opening,
        sources: Sources | None = None,
    ) -> None:
        super().__init__(library, settings, keys, keeper, today, opening)
        self._opening = opening
        self.sources = sources
        self._leaving = Event()
        self.ready = Event()
        """Set once the screen is laid out and its list is read."""
        self._followed = self.papers.current
        self._dwell: Timer | None = None
        self.changes = Changes(self._not_kept, self.count, self.show_counts)
        self.browsing.kept = self.changes.join
        self.marking = Marking(library, self.papers, self.changes, self.status.say, self._kept)
        if not library.read_only:  # else it has been told that nothing is kept
            keeper.failed = partial(self.status.say, trouble=True)

    async def on_mount(self) -> None:
        """Go on where the reader was left, or open what was asked for."""
        if not self.is_there:
            return
        self._work(self.changes.run, "changes")
        self._work(self.browsing.ranker.run, "ranker")
        self.set_interval(_POLL, self.look_at_others)
        self.show_drawer(self.keeper.session.drawer and self.is_roomy)
        self._remember()
        self._begin_dwell()
        if self._opening.view.is_suggested:
            self.suggest(self._opening.view, key=self._opening.key)
            self.call_after_refresh(self.ready.set)  # finding them may take long
        else:
            self._work(self._complete_opening, "the rest of the list")
        self.call_after_refresh(self._started)

    def _work(self, work: Callable[[], Coroutine[None, None, None]], name: str) -> Worker[None]:
        # A function, as who leaves at once would leave a coroutine that was never awaited.
        return self.run_worker(work, name=name)

    async def _complete_opening(self) -> None:
        try:
            await self.browsing.complete(self._opening)
            if self.browsing.view.kind is ViewKind.QUERY:
                await self.look()  # it was not counted for the first paint
        finally:
            self.call_after_refresh(self.ready.set)

    def _started(self) -> None:
        """The first paint is out: what could wait is done, and garbage collected again."""
        self.fill_drawer()
        gc.freeze()
        gc.enable()
        self.set_timer(_IDLE, self._prepare_filter)
        self.set_timer(_IDLE, self._finish_imports)
        self.set_timer(_REST, self._begin_care)
        self.set_interval(_DAILY, self._begin_care)

    def _prepare_filter(self) -> None:
        self.count_views()
        # A function, not a coroutine: nothing is left unawaited where the reader is closing.
        self.run_worker(
            self.library.prepare_search, name="filter", thread=True, exit_on_error=False
        )

    def _finish_imports(self) -> None:
        self.finishing = self._work(
            partial(self.finish_imports, self._leaving), "unfinished imports"
        )

    def _begin_care(self) -> None:
        self.run_worker(self.care(), name="care", exit_on_error=False)

    async def care(self) -> None:
        """Look after the library: copy marks, look for damage, tell what was found."""
        told = await asyncio.to_thread(self._cared)
        for one in told:
            self.app.notify(one, title="Library", severity="warning", markup=False, timeout=12)
        if told:
            await self.look_at_others()

    def _cared(self) -> list[str]:
        told: list[str] = []
        before = len(self.library.repairs)
        try:
            self.library.copy_daily()
        except OctavoError as error:
            told.append(f"the marks were not copied today: {error}")
        try:
            self.library.check(cancelled=self._leaving.is_set)
        except OctavoError as error:
            told.append(str(error))
        return [*told, *self.library.repairs[before:]]

    async def on_unmount(self) -> None:
        """Leave nothing undone."""
        self._leaving.set()
        await self.changes.finish()

    # ---- reading

    @on(PaperList.Highlighted)
    def _highlighted(self, event: PaperList.Highlighted) -> None:
        event.stop()
        self.follow()

    def follow(self) -> None:
        """Show the paper under the cursor, and count the time it is looked at."""
        paper_id = self.papers.current
        if paper_id != self._followed:
            self._followed = paper_id
            if paper_id != self.marking.kept_unread:
                self.marking.kept_unread = None
            self.show_paper(top=0)
            self._begin_dwell()
        self.show_status()
        self._remember()

    def _begin_dwell(self) -> None:
        if self._dwell is not None:
            self._dwell.stop()
        if self.papers.current is not None and self.settings.read_after and self.abstract_in_sight:
            dwelt = partial(self._dwelt, self.papers.current)
            self._dwell = self.set_timer(self.settings.read_after, dwelt)

    def _dwelt(self, paper_id: int) -> None:
        # While a filter is typed the best match is on screen, not necessarily read.
        if paper_id == self.papers.current and self.focused is not self.line:
            self.marking.read_automatically(paper_id)

    def _looked_at(self) -> None:
        if self.settings.read_on_open and self.papers.current is not None:
            self.marking.read_automatically(self.papers.current)

    async def action_read_on(self) -> None:
        """Page through the abstract; at its end go to the next unread paper."""
        await self.settled()
        if not self.abstract_in_sight:
            await self.action_open()
        elif self.view.at_end:
            self._looked_at()
            await self.action_next_unread(1)
        else:
            self._looked_at()
            self.view.page(1)

    async def action_open(self) -> None:
        """Open the paper under the cursor, or the drawer's entry."""
        await self.settled()
        if self.pane is self.drawer:
            self.drawer.chosen()
        elif self.papers.current is not None:
            self.go_to(self.view)
            self._looked_at()
            self._begin_dwell()

    @on(PaperView.Scrolled)
    def _scrolled(self, event: PaperView.Scrolled) -> None:
        event.stop()
        self.keeper.change(scroll=self.view.top)

    @on(PaperList.Opened)
    async def _opened(self, event: PaperList.Opened) -> None:
        event.stop()
        await self.action_open()

    async def action_back(self) -> None:
        """From the drawer or the paper to the list; out of its filter; from related papers back."""
        if self.pane is self.drawer:
            self.action_drawer()
        elif self.pane is self.view:
            self.go_to(self.papers)
        elif self.line.display:
            self._clear_filter()
        else:
            await self.leave_related()

    def _remember(self) -> None:
        view = self.browsing.view
        paper = self.view.paper
        self.keeper.change(
            kind=view.kind.value,
            digest=view.digest,
            query=view.query,
            paper=view.paper,
            key=paper.key if paper else "",
            offset=self.papers.cursor - self.papers.top,
            filter=self.browsing.query,
            scroll=self.view.top,
        )
        if self.settings.early_paint and self.focused is self.papers:
            self.keeper.paint({**self.papers.paint(), "without": self.library.without})

    # ---- marks

    async def action_star(self) -> None:
        """Star the paper, or take its star away."""
        await self.settled()
        await self.marking.star()

    async def action_toggle_read(self) -> None:
        """Mark the paper read, or unread."""
        await self.settled()
        await self.marking.toggle_read()

    async def action_read_all(self) -> None:
        """Mark the whole list read."""
        await self.settled()
        await self.marking.read_all()

    def action_undo(self) -> None:
        """Undo the last mark."""
        self.marking.undo()

    def action_redo(self) -> None:
        """Redo the mark undone last."""
        self.marking.redo()

    def _kept(self, batch: MarkChange) -> None:
        self.browsing.marked(batch)
        if self.papers.current in batch.papers:
            self.show_paper(top=None)

    def _not_kept(self, error: OctavoError) -> None:
        self.papers.forget()
        self.status.say(f"not kept: {error.why} ({error.what})", trouble=True)

    async def action_quit(self) -> None:
        """Leave."""
        self.app.exit()
