"""The lines of the drawer: filled, counted, folded, and what is done with the one at the cursor."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from octavo_model import OctavoError, View
from octavo_model.core.views import ViewKind
from octavo_tui.commands import BY_NAME
from octavo_tui.controllers.drawer.items import ListCounts, drawer_items
from octavo_tui.controllers.work_queue import Controller, Repeated

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from octavo_model.core.views import TagCount
    from octavo_tui.controllers.annotating.tags import TagController
    from octavo_tui.controllers.drawer.digests import DigestController
    from octavo_tui.controllers.fetching.sources import Missing, Sources
    from octavo_tui.controllers.lists import ListController
    from octavo_tui.controllers.panes import PaneController
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.controllers.saved_views import SavedViewController
    from octavo_tui.controllers.work_queue import Shared
    from octavo_tui.widgets.drawer import Drawer, DrawerItem

_PAUSE = 0.15
"""Seconds between two counts: a key that is held counts once."""


@dataclass(eq=False, repr=False)
class DrawerController(Controller):
    """Fills the drawer, and passes on what is done with a line of it."""

    _drawer: Drawer
    _papers: PaperListController
    _lists: ListController
    _panes: PaneController
    _views: SavedViewController
    _digests: DigestController
    _tags: TagController
    _sources: Sources | None
    _today: Callable[[], dt.date]
    _waiting: ListCounts = field(default=ListCounts(), init=False)
    _tagged: Sequence[TagCount] = field(default=(), init=False)
    _counted: tuple[int, dt.date] | None = field(default=None, init=False)
    """The generation of the library, and the day, of these counts."""
    _missing: Sequence[Missing] = field(default=(), init=False)

    def __post_init__(self, shared: Shared) -> None:
        super().__post_init__(shared)
        self._counter = Repeated(self._work, self._count, "the Inbox")

    def open(self) -> None:
        """Fill the drawer as it is opened, and look what sources lack."""
        self.show()
        self._work.start(self.look, "sources")

    def refresh(self) -> None:
        """Show other counts, if the drawer is shown."""
        if self._drawer.display:
            self.show()

    def show(self) -> None:
        """Fill the drawer and count what it lists."""
        self.fill()
        self.count()

    def fill(self) -> None:
        """List in the drawer what there is."""
        papers = self._papers
        items = drawer_items(
            papers.everything,
            self._waiting,
            self._views.items(),
            self._tagged,
            self._missing,
            papers.digests,
            today=self._today(),
            folded=self._session.session.folded.split(),
            shown=papers.view,
        )
        self._drawer.show(items, papers.view)

    def count(self) -> None:
        """Count Inbox, papers put off, saved views and tags in a thread, if they can be seen.

        Not in the thread of a mark: the Inbox may have very many papers. What was counted is not
        counted again before something changes.
        """
        self._views.count()
        if not self._drawer.display or self._counted == self._at:
            return
        self._counter.start()

    async def _count(self) -> None:
        at, before = self._at, (self._waiting, self._tagged)
        try:
            self._waiting, self._tagged = await asyncio.to_thread(self._read)
        except OctavoError as error:
            self._status.say(str(error), error=True)
            return
        self._counted = at
        if (self._waiting, self._tagged) != before:
            self.fill()
        if self._counter.is_due:
            await asyncio.sleep(_PAUSE)

    @property
    def _at(self) -> tuple[int, dt.date]:
        return self._papers.generation, self._today()

    def _read(self) -> tuple[ListCounts, Sequence[TagCount]]:
        inbox, later = map(self._library.catalog.counts, (View.inbox(), View.later()))
        return ListCounts(inbox.total, later.total), self._library.tags.all()

    async def look(self) -> None:
        """Look what sources failed to deliver."""
        if self._sources is None or not self._drawer.display:
            return
        try:
            self._missing = await asyncio.to_thread(self._sources.missing)
        except OctavoError:
            return  # the next fetch reports it
        self.fill()

    async def choose(self, item: DrawerItem) -> None:
        """Open the list of a line, fold its group, or say more about it."""
        if item.view is not None:
            await self._lists.choose(item.view)
        elif item.group:
            folded = self._session.session.folded.split()
            is_folded = item.group in folded
            folded = [one for one in folded if one != item.group]
            self._session.change(folded=" ".join([*folded, *([] if is_folded else [item.group])]))
            self.fill()
            self._drawer.show_group()
        elif item.words:
            await self._screen.run_action(BY_NAME["fetch_details"].action)

    def edit(self) -> None:
        """Change the view, tag or digest at the cursor."""
        if self._tags.at_cursor:
            self._tags.rename()
        elif self._is_digest:
            self._digests.edit()
        else:
            self._views.edit()

    async def remove(self) -> None:
        """Ask whether to remove the view, tag or digest at the cursor."""
        if self._tags.at_cursor:
            self._tags.remove()
        elif self._is_digest:
            await self._digests.remove()
        else:
            self._views.delete()

    @property
    def _is_digest(self) -> bool:
        item = self._drawer.current if self._panes.is_in_drawer else None
        view = None if item is None or item.saved else item.view
        return view is not None and view.kind is ViewKind.DIGEST
