"""The lists of the reading screen: which view is open, the drawer, and the filter."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import on

from octavo_model import OctavoError, View
from octavo_model.core.views import ViewKind
from octavo_tui.controllers.filter import Offering
from octavo_tui.controllers.panes import PanesScreen
from octavo_tui.controllers.paper_list import Browsing
from octavo_tui.render.labels import digest_label
from octavo_tui.widgets.completions import Completions, QueryHistory
from octavo_tui.widgets.drawer import Drawer, DrawerItem, drawer_items
from octavo_tui.widgets.filter_input import FilterInput
from octavo_tui.widgets.status_line import Status

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Coroutine, Sequence

    from textual.worker import Worker

    from octavo_model import Digest, Library, Paper
    from octavo_model.core.views import Counts
    from octavo_model.settings.settings import Settings
    from octavo_tui.controllers.session import Keeper, Opening

    Counted = tuple[View, Counts, Counts, Sequence[Digest]]


_OF_A_PAPER = {
    "star", "toggle_read", "read_all", "next_unread", "read_on", "open_link",
    "choose_link", "open_pdf", "copy", "merge", "revision", "related",
}  # fmt: skip
"""Actions that need the list or the detail in sight."""


class ListingScreen(PanesScreen):
    """The frame with its lists filled.

    Attributes:
        lookup: What reads, since the filter was last opened, what its line may offer.
    """

    lookup: Worker[None] | None = None

    def __init__(
        self,
        library: Library,
        settings: Settings,
        keys: dict[str, str],
        keeper: Keeper,
        today: Callable[[], dt.date],
        opening: Opening,
    ) -> None:
        super().__init__(library, settings, keys, keeper, today)
        self.browsing = Browsing(library, self.papers, self.line, self.follow)
        self.view.digest_label = self._digest_label
        self._digests: Sequence[Digest] = opening.digests
        self._counts: Counts = opening.counts
        self._version = opening.version
        self._disagreed: int | None = None
        self.papers.raw = self.view.raw = self.keeper.session.raw
        self.browsing.begin(opening)
        self.line.edited = self.browsing.filter
        self._offering = Offering(library, self.line, self._look)
        self.view.restore(opening.paper, opening.scroll)
        self._everything = opening.everything
        if keeper.session.drawer:
            self.fill_drawer()
        self.status.say(opening.trouble, error=True)
        self.show_status()

    def fill_drawer(self) -> None:
        """List in the drawer what there is: of years of digests, not before it may be seen."""
        entries = drawer_items(self._everything, self._digests, self.saved_entries())
        self.drawer.show(entries, self.browsing.view)

    def saved_entries(self) -> Sequence[DrawerItem]:
        """The drawer's entries for saved views."""
        return ()

    async def open_view(
        self, view: View, *, key: str = "", offset: int = 0, query: str = ""
    ) -> bool:
        """Open a list; where the library no longer has it, say so and tell it."""
        try:
            await self.browsing.open(view, key=key, offset=offset, query=query)
        except OctavoError as error:
            self.status.say(str(error), error=True)
            return False
        self.line.display = bool(query)
        await self.look()
        return True

    async def look(self) -> None:
        """Count anew and show it."""
        self.show_counts(await asyncio.to_thread(self.count))

    def count(self) -> Counted:
        """What status and drawer tell. For a thread."""
        view, library = self.browsing.view, self.library
        # What was found is counted as it is listed: to find it again would take its time.
        found = view.is_suggested or view.kind is ViewKind.QUERY
        counts = (
            library.catalog.tally(self.browsing.base) if found else library.catalog.counts(view)
        )
        return view, counts, library.catalog.counts(View.all()), library.catalog.digests()

    def show_counts(self, counted: Counted) -> None:
        """Show in status and drawer what was counted."""
        # A version is compared in one thread; to ask for it touches no disk.
        self._version = self.library.version()
        view, counts, self._everything, self._digests = counted
        if view == self.browsing.view:
            self._counts = counts
            if not self.browsing.agrees(counts.total) and self._disagreed != self._version:
                # Another process changed the view just before this reader did.
                self._disagreed = self._version
                self.run_worker(self.take_in(), name="changes by others")
        self.fill_drawer()
        self.show_status()

    def _digest_label(self, name: str) -> str:
        return digest_label(name, next((one for one in self._digests if one.name == name), None))

    async def look_at_others(self) -> None:
        """Show what other instances changed: nothing jumps, for the paper read stays in place."""
        if self.library.version() != self._version:
            self.papers.forget()
            await self.take_in()
            self.show_paper(top=None)

    async def take_in(self) -> None:
        """List and count what the open view holds by now."""
        await self.browsing.take_in()
        await self.look()

    async def action_view(self, kind: str) -> None:
        """Open one of the lists over all digests."""
        await self.open_view(View(ViewKind(kind)))
        self.go_to(self.papers)

    async def action_digest(self, step: int) -> None:
        """Open the digest that is older (1) or newer (-1) than this one."""
        view = self.browsing.neighbour(self._digests, step)
        if view is None:
            self.status.say("no older digest" if step > 0 else "no newer digest")
        else:
            await self.open_view(view)

    async def action_welcome(self) -> None:
        """Open the welcome digest, importing it where the library does not have it."""
        report = await asyncio.to_thread(self.library.imports.import_welcome)
        if report.digest is not None:
            await self.look()
            await self.open_view(View.of_digest(report.digest))

    def action_drawer(self) -> None:
        """Open the drawer and go there, or close it."""
        is_open = not (self.drawer.display and self.focused is self.drawer)
        if is_open:
            self.fill_drawer()  # a key may come before it is filled
        self.show_drawer(is_open)
        self.go_to(self.drawer if is_open else self.papers)
        self.keeper.change(drawer=is_open and self.is_roomy)

    @on(Drawer.Chosen)
    async def _entry_chosen(self, event: Drawer.Chosen) -> None:
        event.stop()
        self.show_drawer(self.is_roomy)
        self.go_to(self.papers)
        await self.open_view(event.view)

    def action_raw(self) -> None:
        """Show LaTeX as it came, or as a person would write it."""
        raw = not self.papers.raw
        self.papers.raw = self.view.raw = raw
        self.keeper.change(raw=raw)
        self.show_paper(top=None)
        self.status.say("LaTeX as it came" if raw else "LaTeX as it reads")

    # ---- filter

    def action_filter(self) -> None:
        """Open the filter, or go to it."""
        self.go_to(self.papers)
        self.line.display = True
        self.set_focus(self.line)
        self._look(self._look_up())

    def _look(self, work: Coroutine[None, None, None]) -> None:
        self.lookup = self.run_worker(work)

    async def _look_up(self) -> None:
        """Read what the filter's line may offer: names of the library, and earlier queries."""
        await self._offering.read()
        await self.keeper.remembered()
        self.line.history = QueryHistory(await asyncio.to_thread(self.keeper.queries))

    @on(Completions.Chosen)
    def _completion_chosen(self, event: Completions.Chosen) -> None:
        event.stop()
        self.set_focus(self.line)
        self.line.accept(event.completion)

    def filter_by(self, query: str) -> None:
        """Open the filter with ``query`` in it, to be changed or kept."""
        self.action_filter()
        self.line.text = query

    @on(FilterInput.Moved)
    def _filter_moved(self, event: FilterInput.Moved) -> None:
        event.stop()
        if event.lines:
            self.papers.move(event.lines)
        else:
            self.papers.page(event.pages)
        self.follow()

    @on(FilterInput.Left)
    def _filter_left(self, event: FilterInput.Left) -> None:
        event.stop()
        self.keeper.asked(self.line.text)
        if event.keep and self.line.text.strip():
            self.go_to(self.papers)
            self.follow()
        else:
            self._clear_filter()

    async def settled(self) -> None:
        """Wait until the list shows what was typed: a mark must meet the paper that was meant."""
        self.browsing.filter(self.line.text)
        await self.browsing.ranker.join()

    def on_descendant_focus(self) -> None:
        """A drawer that covers the list goes when it loses the focus."""
        super().on_descendant_focus()
        if self.drawer.display and not self.is_roomy and self.focused is not self.drawer:
            self.show_drawer(shown=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a filter is typed, keys are text; in the drawer there is nothing to mark."""
        if self.focused is self.drawer and action in _OF_A_PAPER:
            self.status.say("this key is for a paper: esc leaves the drawer")
            return False
        return self.focused is not self.line

    def _clear_filter(self) -> None:
        self.line.text = ""
        self.browsing.filter("")
        self.line.display = False
        self.go_to(self.papers)

    async def action_next_unread(self, step: int) -> None:
        """Go to the next (1) or previous (-1) unread paper."""
        place = await self.browsing.find_unread(step)
        if place is None:
            self.status.say(f"nothing else unread here{self._way_on()}")
            return
        if (place - self.papers.cursor) * step < 0:
            self.status.say("from the top" if step > 0 else "from the bottom")
        self.papers.move_to(place)
        self.follow()

    def _way_on(self) -> str:
        if self.browsing.query.strip():
            return "; esc clears the filter"
        if self.browsing.neighbour(self._digests, 1) is not None:
            return "; ] opens an older digest"
        return ""

    def show_status(self) -> None:
        """Show what is listed, and how far it is read."""
        counts, count = self._counts, self.papers.line_count
        # What left the view since it was opened stays in the list, and is counted in it.
        left = self.browsing.left
        unread = counts.unread
        if self.browsing.view.kind is ViewKind.STARRED:
            unread += sum(not row.read for row in self.papers.rows(tuple(left)))
        self.status.status = Status(
            title=self.browsing.title(self._digests),
            position=self.papers.cursor + 1 if count else 0,
            shown=count,
            unread=unread,
            total=counts.total + len(left),
            filtered=bool(self.browsing.query.strip()),
        )

    def show_paper(self, top: int | None) -> None:
        """Show the paper under the cursor from line ``top`` on; None keeps the place."""
        paper = self.current_paper()
        self.view.show(paper, top=top)

    def current_paper(self) -> Paper | None:
        """The paper under the cursor; None in an empty list."""
        paper_id = self.papers.current
        try:
            return None if paper_id is None else self.library.catalog.paper(paper_id)
        except OctavoError as error:
            self.status.say(str(error), error=True)
            return None
