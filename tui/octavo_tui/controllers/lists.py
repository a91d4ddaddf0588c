"""The lists of papers: opens them, and follows what other processes change in the open one."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

from octavo_model import OctavoError, View
from octavo_model.core.views import ViewKind
from octavo_tui.controllers import list_state
from octavo_tui.controllers.empty_texts import InboxZero
from octavo_tui.controllers.list_state import ListState
from octavo_tui.controllers.work_queue import Controller, ReaderLeftError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from octavo_model.core.views import Counts
    from octavo_tui.controllers.finding.filter import FilterController
    from octavo_tui.controllers.panes import PaneController
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.controllers.session import InitialState
    from octavo_tui.controllers.work_queue import Shared

_INDEXING = "Indexing papers"


@dataclass(eq=False, repr=False)
class ListController(Controller):
    """Opens the lists of the library, and refreshes the open one.

    ``suggest`` lists suggested papers: of a view, with the cursor on the paper with a key, under a
    filter. ``changed`` is called when another process may have changed papers. Keys wait until the
    first list is ``ready``; by the number of ``openings`` a late answer is recognised.
    """

    _papers: PaperListController
    _filter: FilterController
    _panes: PaneController
    _initial: InitialState
    suggest: Callable[[View, str, str], None]
    changed: Callable[[], None]
    openings = 0
    ready: Event = field(default_factory=Event, init=False)

    def __post_init__(self, shared: Shared) -> None:
        super().__post_init__(shared)
        # Rows never wait for a search: `notice` makes it.
        shared.library.noticing.waits = False
        self._version = self._initial.version
        self._known_problems = self._problems()

    async def complete(self) -> None:
        """Read what the first paint left out: the rest of a long view, or what a query finds."""
        initial, papers, place = self._initial, self._papers, self._initial.place
        self._note_inbox()
        try:
            if place.filter or initial.view.kind is ViewKind.QUERY:
                query = "" if place.wide else place.filter
                await self._load(initial.view, place.key, place.offset, query)
                if place.wide:
                    await self._filter.restore_library(place.filter)
                if initial.view.kind is ViewKind.QUERY:
                    await self.count()
            elif initial.view.kind is ViewKind.INBOX and not initial.ids:
                await self.count()
            elif not initial.whole:
                base, _ = await asyncio.to_thread(list_state.read, self._library, initial.view, "")
                if papers.base is not initial.ids:
                    return  # another view was opened meanwhile
                papers.base, papers.starts, papers.is_part = base.ids, base.starts, False
                if papers.query.strip():
                    self._filter.search()
                else:
                    papers.show(at=papers.current, offset=papers.offset)
        finally:
            self._screen.call_after_refresh(self.ready.set)

    async def open(self, view: View, *, key: str = "", offset: int = 0, query: str = "") -> None:
        """List the papers of ``view``, with the cursor on the paper with ``key`` or the first."""
        self.openings += 1
        if view.is_suggested:
            self.suggest(view, key, query)
            return
        try:
            await self._load(view, key, offset, query)
            await self.count()
        except OctavoError as error:
            self._status.say(str(error), error=True)
            return
        result = self._papers.of_view
        if result is not None and result.problems:
            text = "; ".join(map(str, result.problems))
            keys = self._keymap.hint("edit_view", "in the drawer edits the view")
            self._status.say(text, keys=keys, error=True)

    async def open_list(self, kind: str) -> None:
        """Open one of the lists over all digests."""
        await self.open(View(ViewKind(kind)))
        self._panes.go_to_list()

    async def choose(self, view: View) -> None:
        """Open a list that was chosen in the drawer."""
        self._panes.leave_drawer()
        await self.open(view)

    async def open_neighbour(self, step: int) -> None:
        """Open the digest that is older (1) or newer (-1) than this one."""
        view = list_state.neighbour(self._papers.view, self._papers.digests, step)
        if view is None:
            self._status.say("No older digest" if step > 0 else "No newer digest")
        else:
            await self.open(view)

    async def _load(self, view: View, key: str, offset: int, query: str) -> None:
        papers = self._papers
        self._filter.cancel()
        base, at = await asyncio.to_thread(list_state.read, self._library, view, key)
        papers.set(view, base.ids, starts=base.starts, of_view=base.result)
        papers.query, papers.result = query, None
        self._filter.list_opened()
        if sought := papers.sought.strip():
            find = partial(self._library.search.find, sought, base.ids, near=True, wait=False)
            papers.result = await asyncio.to_thread(find)
        # A list that is not ranked yet has another order.
        papers.papers.has_moved = at is not None
        papers.show(at=at, offset=offset)
        # A filter that was saved with the cursor on another paper than the best keeps it there.
        papers.papers.has_moved = at is not None and (papers.is_ranked or papers.papers.index > 0)

    def show_given(
        self, view: View, ids: Sequence[int], message: str, at: int | None = None, label: str = ""
    ) -> None:
        """List suggestions under the present filter, or ``message`` if nothing was found."""
        self._filter.cancel()
        self._papers.set(view, ids, message=message, label=label)
        if self._papers.query.strip() and ids:
            self._filter.search()
        else:
            self._papers.result = None
            self._papers.show(at=at)
            self._papers.papers.has_moved = at is not None

    async def count(self) -> None:
        """Count the open list, the library and the digests."""
        papers, view, version = self._papers, self._papers.view, self._library.version()
        counts, papers.everything = await asyncio.to_thread(self._count, view, papers.base)
        papers.digests = await asyncio.to_thread(self._library.catalog.digests)
        papers.generation += version != self._version
        self._version = version
        await self.notice()
        if view == papers.view:
            papers.counts = counts
            self._note_inbox()
        if view.kind is ViewKind.INBOX and not papers.base and not counts.total:
            papers.show_empty(await asyncio.to_thread(self._zero))
        papers.counts_changed()

    def _zero(self) -> InboxZero:
        catalog = self._library.catalog
        later, undecided = catalog.counts(View.later()).total, catalog.counts(View.all()).undecided
        since = catalog.today - dt.timedelta(catalog.inbox_days)
        outside = [one for one in self._papers.digests if one.undecided]
        are_older = all(one.date is not None and one.date <= since for one in outside)
        return InboxZero(*catalog.decided_today(), later, undecided, are_older)

    def _count(self, view: View, base: Sequence[int]) -> tuple[Counts, Counts]:
        catalog = self._library.catalog
        # What was found is counted as it is listed: finding it again takes too long.
        counts = catalog.counts(view) if view.is_indexed else catalog.tally(base)
        return counts, catalog.counts(View.all())

    def _note_inbox(self) -> None:
        """Remember which digests were there when the Inbox was last open."""
        papers = self._papers
        if papers.view.kind is ViewKind.INBOX:
            seen = max((one.id for one in papers.digests), default=0)
            self._session.change(seen=seen, day=self._library.catalog.today.toordinal())

    async def poll(self) -> None:
        """Show what other processes changed since the last look, and what was repaired."""
        version = self._library.version()
        self._show_new_problems()
        if version == self._version:
            return
        self._version = version
        self._papers.generation += 1
        has_marked, self._papers.has_marked = self._papers.has_marked, False
        try:
            await self.notice()
            if not (has_marked and await self._is_current()):
                await self.refresh()
        except OctavoError:
            self._version = -1  # the next look tries again
            raise

    async def notice(self) -> None:
        """Find which papers are followed and muted, and show it in rows and in the paper."""
        if await asyncio.to_thread(self._library.noticing.prepare):
            self._papers.papers.forget()
            self.changed()

    async def _is_current(self) -> bool:
        """Return whether counts and rows on screen are right: then all changes were made here."""
        papers = self._papers
        ids = papers.papers.in_sight
        counts, rows = (papers.counts, papers.everything), papers.papers.rows(ids)
        try:
            if await asyncio.to_thread(self._count, papers.view, papers.base) != counts:
                return False
            now = await asyncio.to_thread(self._library.catalog.rows, ids)
        except OctavoError:
            return False
        return [row for row in now if row is not None] == rows

    async def refresh(self) -> None:
        """List what the open view holds by now, and count it.

        What another process added is listed and what it removed goes; the paper under the cursor
        keeps its line on the screen, and papers that left the view by marks made here stay.
        """
        papers = self._papers
        papers.papers.forget()
        await self._follow_name()
        while papers.view.is_indexed and not papers.is_part:
            state = self._state()
            try:
                update = await asyncio.to_thread(list_state.update, self._library, state)
            except OctavoError:
                break  # its digest is gone, as counting it reports
            await self._work.changed()  # a mark made here is in `retained` after this
            if self._state() != state:
                continue  # the user was faster
            if update is not None:
                (papers.base, papers.starts, _), papers.retained, papers.result = update
                papers.show(at=state.current, offset=papers.offset)
            break
        await self._work.attempt(self.count)
        papers.order.refresh()
        self.changed()

    async def _follow_name(self) -> None:
        """Let the digest that is open have its new name, if it was renamed."""
        papers, view = self._papers, self._papers.view
        number = next((one.id for one in papers.digests if one.name == view.digest), None)
        if number is not None:
            digests = await asyncio.to_thread(self._library.catalog.digests)
            name = next((one.name for one in digests if one.id == number), view.digest)
            if name != view.digest and papers.view is view:
                papers.view = View.of_digest(name or "")

    def _state(self) -> ListState:
        papers = self._papers
        return ListState(papers.view, papers.base, papers.retained, papers.sought, papers.current)

    async def finish_imports(self) -> None:
        """Finish imports that were cut off."""
        library = self._library
        if not await asyncio.to_thread(library.unfinished):
            return
        self._status.show_progress(_INDEXING)
        progress = self._counting(_INDEXING)
        try:
            await asyncio.to_thread(
                library.finish, progress, cancelled=lambda: not self._screen.is_running
            )
        except ReaderLeftError:
            return  # the next start goes on
        except OctavoError as error:
            self._status.say(str(error), error=True)
        finally:
            self._status.show_progress("")
        await self.poll()

    async def maintain(self) -> None:
        """Copy the marks, once a day."""
        try:
            await asyncio.to_thread(self._library.copy_daily)
        except OctavoError as error:
            self._notify(f"Daily backup of your marks failed: {error}")

    def _problems(self) -> list[str]:
        return [*self._library.problems, *self._library.repairs]

    def _show_new_problems(self) -> None:
        """Show, once, what could not be read and what was repaired since the start."""
        for problem in self._problems():
            if problem not in self._known_problems:
                self._known_problems.append(problem)
                self._notify(problem)

    def _notify(self, problem: str) -> None:
        self._screen.app.notify(
            problem, title="Library", severity="warning", markup=False, timeout=12
        )
