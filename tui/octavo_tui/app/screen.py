"""The screen on which papers are read: its widgets, and a controller for each part of its work."""

from __future__ import annotations

from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from textual import on
from textual.screen import Screen

from octavo_model import OctavoError
from octavo_tui.app.controllers import Controllers, Widgets
from octavo_tui.app.dispatch import Dispatcher
from octavo_tui.app.layout import BREAKPOINTS, CSS, body, set_class_of_width
from octavo_tui.commands import PAPER_TARGETS
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
    from octavo_model.settings.settings import Settings
    from octavo_tui.controllers.fetching.sources import Sources
    from octavo_tui.controllers.session import InitialState, SessionSaver
    from octavo_tui.keys import Keymap
    from octavo_tui.widgets.text_view import TextView


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
        self.drawer = Drawer()
        self.status = status = StatusLine(id="status")
        self.hints = KeyHints(keymap, self._pane)
        self.keys = keys = Dispatcher(self, self._pane, keymap, status, self.hints)
        self.work = WorkQueue(self, self._failed)
        shared = Shared(self, library, settings, session, status, self.work, keymap)
        widgets = Widgets(papers, self.line, view, self.drawer)
        self.controllers = Controllers(
            shared, widgets, initial, sources, today, keys=lambda: keys.commands
        )
        self.completions.toggled = self._show_hints
        papers.raw = view.raw = session.session.raw
        view.restore(initial.paper, initial.place.scroll)
        status.say(initial.problem, error=True)
        self.controllers.paper_list.show_status()
        if not library.read_only:  # else it was said that nothing is saved
            session.failed = partial(status.say, error=True)

    def compose(self) -> ComposeResult:
        """Drawer, list with its filter, divider, paper; status and keys below."""
        set_class_of_width(self)
        list_pane = self.papers, self.line, self.completions
        yield from body(self.drawer, list_pane, Divider(self.controllers.panes.drag), self.view)
        yield self.status
        yield self.hints

    def on_mount(self) -> None:
        """Go on where the reader was left, or open what was asked for."""
        if self.papers.is_attached:  # else the reader was left before its panes were mounted
            self.controllers.upkeep.start()

    async def on_unmount(self) -> None:
        """Keep the place in a full text, and make the changes that are waiting."""
        self.controllers.text.leave()
        self.controllers.pdf.fetch.leave()
        await self.work.finish()

    async def poll(self) -> None:
        """Show what other processes changed."""
        await self.controllers.upkeep.poll()

    async def idle(self) -> None:
        """Wait until nothing is under way and everything is painted."""
        await self.work.idle()
        while self.controllers.filter.scope.timer is not None:
            self.controllers.filter.scope.count_now()
            await self.work.idle()

    async def action_do(self, target: str, *arguments: Any) -> None:
        """Run the method of a controller: ``marks.star``."""
        if target in PAPER_TARGETS and self.line.display:
            await self.controllers.filter.settled()
            if self.controllers.paper_list.refuses(target):  # what was typed found nothing
                return
        if target in PAPER_TARGETS and not self.controllers.text.go_to_paper(target):
            return
        controller, _, method = target.partition(".")
        try:
            result = getattr(getattr(self.controllers, controller), method)(*arguments)
            if isawaitable(result):
                await result
        except OctavoError as error:
            self._failed(error)

    def _failed(self, error: OctavoError) -> None:
        self.status.say(str(error), error=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the drawer no paper is marked, nor in an empty list."""
        if action != "do" or parameters[0] not in PAPER_TARGETS:
            return True
        if self.focused is self.drawer:
            key = self._keymap.hint("back", "goes to the list")
            self.status.say("This key works on papers", keys=key)
            return False
        papers = self.controllers.paper_list
        if self.controllers.panes.is_in_text:
            return True
        return bool(self.line.display) or not papers.refuses(str(parameters[0]))

    async def action_press(self, key: str) -> None:
        """Press a key that was clicked."""
        await self.keys.press(key)

    async def action_quit(self) -> None:
        """Go back, and leave from the top list."""
        if not await self.controllers.paper.back():
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
        self.controllers.panes.focus_changed()

    def _pane(self) -> str:
        return self.controllers.panes.name

    def _show_hints(self) -> None:
        self.hints.show(self.completions.hints if self.focused is self.line else None)

    def on_resize(self) -> None:
        """Share the screen among the panes again."""
        if self.papers.is_attached:
            self.controllers.panes.resized()

    @on(PaperList.Opened)
    async def _paper_opened(self) -> None:
        await self.controllers.paper.open()

    @on(PaperView.LinkClicked)
    async def _link_clicked(self, event: PaperView.LinkClicked) -> None:
        await self.controllers.sharing.open_url(event.url)

    async def on_text_view_link_clicked(self, event: TextView.LinkClicked) -> None:
        """Follow a link of the full text that was clicked."""
        self.controllers.links.select(event.link)
        await self.controllers.links.follow()

    @on(Drawer.Chosen)
    async def _list_chosen(self, event: Drawer.Chosen) -> None:
        await self.controllers.entries.choose(event.item)
