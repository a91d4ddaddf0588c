"""The frame of the reading screen: its panes, their share of the room, and moving in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual import on
from textual.screen import Screen
from textual.widget import Widget

from octavo_tui.render.geometry import ABOVE_FROM, BESIDE_FROM, ROOMY_FROM, list_place
from octavo_tui.widgets.base import Divider
from octavo_tui.widgets.completions import Completions
from octavo_tui.widgets.drawer import Drawer
from octavo_tui.widgets.filter_input import HINTS, FilterInput
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
    from octavo_tui.controllers.session import Keeper

_STEP = 0.05
"""How much of the screen one key gives to the list."""
_LEAST_SHARE = 0.15
"""How much of the screen the list and the detail have at least."""


class Room(Widget):
    """Holds other widgets side by side or one above the other, and covers nothing itself.

    Textual asks it for its lines at every change of what stands in it, as it does with all that
    is below: such a widget's are made at once, from one blank.
    """

    BLANK = True
    DEFAULT_CSS = "Room { width: 1fr; height: 1fr; overflow: hidden hidden; }"


class PanesScreen(Screen[None]):
    """Everything in sight at once, or one pane at a time, as the terminal has room.

    From 110 columns the list stands beside the detail, from 80 above it; below that one of the
    two is shown. The drawer covers them, but from 140 columns on it stands beside them.
    """

    BLANK = True
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it for instances
        (0, "-narrow"),
        (ABOVE_FROM, "-above"),
        (BESIDE_FROM, "-beside"),
        (ROOMY_FROM, "-roomy"),
    ]
    DEFAULT_CSS = """
    PanesScreen {
        layout: vertical;
        layers: default above;

        #body { height: 1fr; layout: horizontal; layers: default above; }
        #panes { height: 1fr; width: 1fr; }
        #list-pane {
            layout: vertical; layers: default above; height: 100%; width: 100%;
        }
        #paper { width: 1fr; height: 1fr; }
        #divider { width: 1; height: 100%; }

        &.-beside, &.-roomy {
            #panes { layout: horizontal; }
        }
        &.-above {
            #panes { layout: vertical; }
            #divider { width: 100%; height: 1; }
        }
        &.-narrow {
            #panes { layout: vertical; }
        }
        &.-beside, &.-above, &.-narrow {
            #drawer { layer: above; dock: left; height: 100%; }
        }
    }
    """
    AUTO_FOCUS = "PaperList"

    def __init__(
        self,
        library: Library,
        settings: Settings,
        keys: dict[str, str],
        keeper: Keeper,
        today: Callable[[], dt.date],
    ) -> None:
        super().__init__()
        self.library = library
        self.settings = settings
        self.keys = keys
        self.keeper = keeper
        self.papers = PaperList(library.catalog.rows, today, id="papers")
        self.completions = Completions(id="completions")
        self.line = FilterInput(self.completions, id="filter")
        self.view = PaperView(settings.measure, id="paper")
        self.drawer = Drawer(id="drawer")
        self.status = StatusLine(id="status")
        self.hints = KeyHints(keys, id="hints")
        self._reading = False
        self._was_shown = False
        self.faults: tuple[str, ...] = ()
        """What is wrong in the user's settings, for the help to tell."""

    def compose(self) -> ComposeResult:
        """Drawer, list with its filter, divider, detail; status and keys below."""
        self._begin_as_wide_as_it_is()
        with Room(id="body"):
            yield self.drawer
            with Room(id="panes"):
                with Room(id="list-pane"):
                    yield self.papers
                    yield self.line
                    yield self.completions
                yield Divider(id="divider")
                yield self.view
        yield self.status
        yield self.hints

    def _begin_as_wide_as_it_is(self) -> None:
        """Know the width before anything is styled: Textual would tell it after a first frame."""
        for least, name in reversed(self.HORIZONTAL_BREAKPOINTS):
            if self.app.size.width >= least:
                self.add_class(name, update=False)
                break

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Show the screen the first time without styling all of it again: nothing has changed."""
        if not self._was_shown:
            event.refresh_styles = False
        self._was_shown = True
        self.show_hints()

    def on_screen_suspend(self) -> None:
        """Tell no keys while those of another screen count."""
        self.hints.show(())

    def on_descendant_focus(self) -> None:
        """Tell the keys of what has the keyboard."""
        self.show_hints()

    def show_hints(self) -> None:
        """Tell the keys of the filter while one is typed, else those of the commands."""
        self.hints.show(HINTS if self.focused is self.line else None)

    @property
    def is_wide(self) -> bool:
        """Whether the list stands beside the detail."""
        return self.size.width >= BESIDE_FROM

    @property
    def is_roomy(self) -> bool:
        """Whether the drawer has a place of its own and need not cover the list."""
        return self.size.width >= ROOMY_FROM

    @property
    def is_narrow(self) -> bool:
        """Whether only one of the two is shown."""
        return self.size.width < ABOVE_FROM

    @property
    def abstract_in_sight(self) -> bool:
        """Whether the detail pane can be seen."""
        return not self.is_narrow or self._reading

    @property
    def is_there(self) -> bool:
        """Whether the panes are: where the reader is left before them, Textual mounts none."""
        return self.papers.is_attached

    def action_help(self) -> None:
        """Show all keys."""
        from octavo_tui.dialogs.help import HelpDialog

        self.app.push_screen(HelpDialog(self.keys, self.faults))

    # ---- room

    def on_resize(self) -> None:
        """Share the room anew."""
        if not self.is_there:
            return
        self._reading = self.focused is self.view
        is_left = self.focused is not self.drawer
        self.show_drawer(self.drawer.display and (self.is_roomy or not is_left))

    def show_drawer(self, shown: bool) -> None:
        """Show the drawer, or hide it; the panes make room."""
        self.drawer.display = shown
        self.share_room()

    def share_room(self) -> None:
        """Give list and detail their shares; where there is room for one, show one.

        What is shown is set here and not by a style sheet, since a pane that a style sheet
        shows cannot have the focus before the next paint, and the next key would go astray.
        """
        session, pane = self.keeper.session, self.query_one("#list-pane")
        _, width, height = list_place(
            *self.size,
            width=session.width,
            height=session.height,
            drawer=self.drawer.display,
            filter_line=False,
        )
        pane.styles.width, pane.styles.height = width, height
        pane.display = not (self.is_narrow and self._reading)
        self.view.display = self.abstract_in_sight
        self.query_one(Divider).display = not self.is_narrow

    def go_to(self, pane: PaperList | PaperView | Drawer) -> None:
        """Give ``pane`` the focus, and show it where only one pane is shown."""
        self._reading = pane is self.view
        covers = self.drawer.display and not self.is_roomy and pane is not self.drawer
        if covers:
            self.drawer.display = False
        if self.is_narrow or covers:
            self.share_room()
        self.set_focus(pane)

    @on(Divider.Dragged)
    def _drag(self, event: Divider.Dragged) -> None:
        region = self.query_one("#panes").region
        if self.is_wide:
            self._resize(width=(event.x - region.x) / max(1, region.width))
        else:
            self._resize(height=(event.y - region.y) / max(1, region.height))

    def action_resize(self, direction: int) -> None:
        """Give the list more room (1) or less (-1)."""
        name = "width" if self.is_wide else "height"
        self._resize(**{name: getattr(self.keeper.session, name) + direction * _STEP})

    def _resize(self, **share: float) -> None:
        least, most = _LEAST_SHARE, 1 - _LEAST_SHARE
        bounded: dict[str, Any] = {
            name: max(least, min(most, value)) for name, value in share.items()
        }
        self.keeper.change(**bounded)
        self.share_room()

    # ---- moving

    @property
    def pane(self) -> PaperList | PaperView | Drawer:
        """The pane that moving keys move in: the one with the focus; the filter's is the list."""
        focused = self.focused
        return focused if isinstance(focused, PaperView | Drawer) else self.papers

    def action_move(self, by: int) -> None:
        """Move in the pane that has the focus."""
        self.pane.move(by)
        self.follow()

    def action_move_to_end(self, direction: int) -> None:
        """Go to the first (-1) or the last (1) line of the pane."""
        self.pane.move_to_end(direction)
        self.follow()

    def action_page(self, pages: float) -> None:
        """Move by pages."""
        self.pane.page(pages)
        self.follow()

    def follow(self) -> None:
        """Show what the cursor stands on.

        Called at once and not by a message, so that list and detail change in one frame.
        """

    def action_pane(self) -> None:
        """Go to the next pane in sight."""
        panes: list[PaperList | PaperView | Drawer] = [self.papers, self.view]
        if self.drawer.display:
            panes.append(self.drawer)
        self.go_to(panes[(panes.index(self.pane) + 1) % len(panes)])
