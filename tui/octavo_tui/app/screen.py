"""The screen on which papers are read: its widgets, and a controller for each part of its work."""

# ruff: noqa: PLW0108 - lambdas call controllers that are made after them

from __future__ import annotations

from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from textual import on
from textual.screen import Screen

from octavo_model.core.changes import Property
from octavo_tui.app.dispatch import Dispatcher
from octavo_tui.app.layout import BREAKPOINTS, CSS, body, set_class_of_width
from octavo_tui.app.upkeep import Upkeep
from octavo_tui.commands import PAPER_TARGETS
from octavo_tui.controllers.annotating.notes import NoteController
from octavo_tui.controllers.annotating.tags import TagController
from octavo_tui.controllers.deciding.advance import AdvanceController
from octavo_tui.controllers.deciding.changes import ChangeController
from octavo_tui.controllers.deciding.following import FollowController
from octavo_tui.controllers.deciding.marks import MarkController
from octavo_tui.controllers.deciding.selection import SelectionController
from octavo_tui.controllers.deciding.statistics import StatisticsController
from octavo_tui.controllers.drawer.digests import DigestController
from octavo_tui.controllers.drawer.lines import DrawerController
from octavo_tui.controllers.fetching.adding import AddController
from octavo_tui.controllers.fetching.fetch import FetchController
from octavo_tui.controllers.finding.completion import CompletionController
from octavo_tui.controllers.finding.filter import FilterController
from octavo_tui.controllers.finding.scope import ScopeController
from octavo_tui.controllers.lists import ListController
from octavo_tui.controllers.outside.own_commands import OwnCommandController
from octavo_tui.controllers.outside.sharing import SharingController
from octavo_tui.controllers.panes import PaneController
from octavo_tui.controllers.paper import PaperController
from octavo_tui.controllers.paper_list import PaperListController
from octavo_tui.controllers.saved_views import SavedViewController
from octavo_tui.controllers.suggestions import SuggestionController
from octavo_tui.controllers.work_queue import Shared, WorkQueue
from octavo_tui.widgets.base import Divider
from octavo_tui.widgets.completions import Completions
from octavo_tui.widgets.drawer import Drawer
from octavo_tui.widgets.filter_input import FilterInput
from octavo_tui.widgets.footer import KeyHints
from octavo_tui.widgets.paper_list import PaperList
from octavo_tui.widgets.paper_view import PaperView
from octavo_tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from textual import events
    from textual.app import ComposeResult

    from octavo_model import Library
    from octavo_model.core.changes import PropertyChange
    from octavo_model.settings.settings import Settings
    from octavo_tui.controllers.fetching.sources import Sources
    from octavo_tui.controllers.session import InitialState, SessionSaver
    from octavo_tui.keys import Keymap


class ReadingScreen(Screen[None]):
    """List, filter, paper, drawer and status line.

    Keys and messages of widgets run methods of controllers, see `octavo_tui.commands`. ``faults``
    are those in the user's settings, for the help.
    """

    BLANK = True
    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    DEFAULT_CSS = CSS
    AUTO_FOCUS = "PaperList"

    def __init__(
        self,
        library: Library,
        settings: Settings,
        keymap: Keymap,
        session: SessionSaver,
        today: Callable[[], dt.date],
        initial: InitialState,
        sources: Sources | None = None,
    ) -> None:
        super().__init__()
        self.faults: tuple[str, ...] = ()
        self._was_shown = False
        self._keymap = keymap
        self.papers = papers = PaperList(library.catalog.rows, library.catalog.papers, today)
        self.completions = Completions()
        self.line = FilterInput(self.completions)
        self.view = view = PaperView(settings.measure)
        self.drawer = drawer = Drawer()
        self.status = status = StatusLine(id="status")
        self.hints = KeyHints(keymap, lambda: self.panes.name)
        self.keys = Dispatcher(self, lambda: self.panes.name, keymap, status, self.hints)
        self.work = WorkQueue(self)
        shared = Shared(self, library, settings, session, status, self.work, keymap)
        self.panes = panes = PaneController(
            shared, papers, view, drawer, drawer_opened=lambda: self.entries.open()
        )
        self.paper_list = listed = PaperListController(
            shared,
            papers,
            initial,
            shown=lambda: self.filter.list_shown(),
            ranked=view.show_why,
            counted=lambda: self.entries.refresh(),
            name_of=lambda query: self.saved_views.name_of(query),
            heading=lambda: self.filter.scope.heading(),
        )
        self.selection = selection = SelectionController(shared, listed)
        self.marks = marks = MarkController(
            shared,
            listed,
            selection,
            lambda change: self.paper.marked(change),
            lambda: self.advance.after_decision(),
            lambda: self.keys.commands,
        )
        self.advance = advance = AdvanceController(
            shared,
            listed,
            panes,
            marks.decided_here,
            counts_on=lambda source, day: self.fetch.counts_on(source, day),
        )
        self.statistics = StatisticsController(shared)
        self.changes = ChangeController(shared, listed, marks, panes, self._changed)
        self.following = FollowController(shared, listed, self._changed)
        scope = ScopeController(shared, self.line, listed, returned=lambda: self.lists.refresh())
        completion = CompletionController(shared, self.line, listed)
        self.filter = filter_ = FilterController(
            shared, self.line, listed, panes, scope, completion
        )
        self.lists = lists = ListController(
            shared,
            listed,
            filter_,
            panes,
            initial,
            suggest=lambda *where: self.suggestions.show(*where),
            changed=lambda: self.paper.show_again(),
        )
        self.suggestions = suggestions = SuggestionController(
            shared,
            listed,
            lists,
            filter_,
            panes,
            show_paper=lambda: self.paper.show(top=0),
            show_beside=view.show_beside,
        )
        self.saved_views = SavedViewController(
            shared, drawer, listed, lists, panes, today, lambda: self.entries.fill()
        )
        self.digests = DigestController(shared, drawer, listed, lists, panes)
        self.tags = TagController(shared, listed, selection, lists, drawer, self._changed)
        self.notes = NoteController(shared, listed, self._changed)
        self.entries = DrawerController(
            shared, drawer, listed, lists, panes, self.saved_views, self.digests, self.tags,
            sources, today,
        )  # fmt: skip
        self.completions.toggled = self._show_hints
        self.line.commands["ctrl+s"] = self.saved_views.save
        self.paper = PaperController(
            shared,
            view,
            drawer,
            listed,
            lists,
            filter_,
            marks,
            advance,
            selection,
            suggestions,
            panes,
        )
        self.sharing = SharingController(shared, listed, selection, panes, filter_.settled)
        self.own = OwnCommandController(shared, view, listed)
        self.fetch = FetchController(
            shared,
            sources,
            fetched=lambda: self.upkeep.fetched(),
            choose=lambda: self.adding.choose_sources(),
        )
        self.paper.stop_command, self.paper.hide_gaps = self.own.stop, self.fetch.hide_gaps
        self.adding = AddController(shared, sources, self.fetch, lists.open)
        self.upkeep = Upkeep(
            self, self.work, initial, panes, self.entries, lists, filter_, suggestions,
            self.paper, self.own, self.fetch, settings.fetch_automatically,
        )  # fmt: skip
        papers.moved, view.scrolled = self._moved, self.paper.scrolled
        papers.raw = view.raw = session.session.raw
        view.restore(initial.paper, initial.place.scroll)
        status.say(initial.problem, error=True)
        listed.show_status()
        if not library.read_only:  # else it was said that nothing is saved
            session.failed = partial(status.say, error=True)

    def compose(self) -> ComposeResult:
        """Drawer, list with its filter, divider, paper; status and keys below."""
        set_class_of_width(self)
        list_pane = self.papers, self.line, self.completions
        yield from body(self.drawer, list_pane, Divider(self.panes.drag), self.view)
        yield self.status
        yield self.hints

    def on_mount(self) -> None:
        """Go on where the reader was left, or open what was asked for."""
        if self.papers.is_attached:  # else the reader was left before its panes were mounted
            self.upkeep.start()

    async def on_unmount(self) -> None:
        """Make the changes that are waiting."""
        await self.work.finish()

    async def poll(self) -> None:
        """Show what other processes changed."""
        await self.upkeep.poll()

    async def idle(self) -> None:
        """Wait until nothing is under way and everything is painted."""
        await self.work.idle()
        while self.filter.scope.timer is not None:
            self.filter.scope.count_now()
            await self.work.idle()

    async def action_do(self, target: str, *arguments: Any) -> None:
        """Run the method of a controller: ``marks.star``."""
        if target in PAPER_TARGETS and self.line.display:
            await self.filter.settled()
            if self.paper_list.refuses(target):  # what was typed found nothing
                return
        controller, _, method = target.partition(".")
        result = getattr(getattr(self, controller), method)(*arguments)
        if isawaitable(result):
            await result

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the drawer no paper is marked, nor in an empty list."""
        if action != "do" or parameters[0] not in PAPER_TARGETS:
            return True
        if self.focused is self.drawer:
            key = self._keymap.hint("back", "goes to the list")
            self.status.say("This key works on papers", keys=key)
            return False
        return bool(self.line.display) or not self.paper_list.refuses(str(parameters[0]))

    async def action_press(self, key: str) -> None:
        """Press a key that was clicked."""
        await self.keys.press(key)

    async def action_quit(self) -> None:
        """Go back, and leave from the top list."""
        if not await self.paper.back():
            self.app.exit()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Show the screen the first time without styling it again: nothing has changed."""
        if not self._was_shown:
            event.refresh_styles = False
        self._was_shown = True
        self._show_hints()

    def on_screen_suspend(self) -> None:
        """Show no keys while those of another screen count."""
        self.keys.leave()
        self.hints.show(())

    def on_descendant_focus(self) -> None:
        """Show the keys of what has the focus."""
        self.keys.leave()
        self._show_hints()
        self.panes.focus_changed()

    def _show_hints(self) -> None:
        self.hints.show(self.completions.hints if self.focused is self.line else None)

    def on_resize(self) -> None:
        """Share the screen among the panes again."""
        if self.papers.is_attached:
            self.panes.resized()

    def _moved(self) -> None:
        self.selection.follow()
        self.paper.follow()

    def _changed(self, change: PropertyChange) -> None:
        """Show a change of anything but marks, its undo or redo."""
        if change.property is Property.VIEW:
            self.saved_views.follow(change)
        else:
            self.work.start(self.lists.refresh, "changes")

    @on(PaperList.Opened)
    async def _paper_opened(self) -> None:
        await self.paper.open()

    @on(PaperView.LinkClicked)
    async def _link_clicked(self, event: PaperView.LinkClicked) -> None:
        await self.sharing.open_url(event.url)

    @on(Drawer.Chosen)
    async def _list_chosen(self, event: Drawer.Chosen) -> None:
        await self.entries.choose(event.item)
