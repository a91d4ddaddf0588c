"""The panes of the reading screen: their shares of it, the focus, and moving in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.geometry import (
    ABOVE_FROM,
    BESIDE_FROM,
    RELATED_FROM,
    ROOMY_FROM,
    list_beside_text,
    list_place,
)
from octavo_tui.widgets.base import Divider
from octavo_tui.widgets.drawer import Drawer
from octavo_tui.widgets.paper_view import PaperView

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_tui.widgets.paper_list import PaperList
    from octavo_tui.widgets.text_view import TextView

    Pane = PaperList | PaperView | Drawer | TextView

_STEP = 0.05
"""The share of the screen that one key adds to the list."""
_MIN_SHARE = 0.15
"""The least share of the screen for the list, and for the paper."""


@dataclass(eq=False, repr=False)
class PaneController(Controller):
    """Shows the panes there is room for, and moves the focus among them.

    From 110 columns on the list is beside the paper, from 80 on above it; on a narrower screen,
    or if the user wants that, one of the two is shown. The drawer covers them, but from 160 columns
    on it is beside them.
    """

    _papers: PaperList
    _view: PaperView
    _drawer: Drawer
    drawer_opened: Callable[[], None]
    text_hidden: Callable[[], object] = int
    _is_reading = False
    _text: TextView | None = None
    """The full text that is shown instead of the paper."""

    @property
    def is_wide(self) -> bool:
        """Whether the list is beside the paper."""
        return self._screen.size.width >= BESIDE_FROM

    @property
    def is_roomy(self) -> bool:
        """Whether there is room for the drawer beside the list."""
        return self._screen.size.width >= ROOMY_FROM

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for only one of list and paper."""
        return self._screen.size.width < ABOVE_FROM

    @property
    def is_single(self) -> bool:
        """Whether only one of list and paper is shown."""
        return self.is_narrow or self._session.session.single

    @property
    def abstract_in_sight(self) -> bool:
        """Whether the paper is shown."""
        return self._text is None and (not self.is_single or self._is_reading)

    @property
    def is_text_beside(self) -> bool:
        """Whether the full text is beside the list, and not alone."""
        return self._session.session.text_beside and self.is_roomy

    @property
    def has_related(self) -> bool:
        """Whether there is room for related papers below the abstract."""
        return self._screen.size.width >= RELATED_FROM and self.abstract_in_sight

    @property
    def current(self) -> Pane:
        """The pane that moving keys move in: the one with the focus; for the filter, the list."""
        focused = self._screen.focused
        if self._text is not None and focused is self._text:
            return self._text
        return focused if isinstance(focused, PaperView | Drawer) else self._papers

    @property
    def has_drawer(self) -> bool:
        """Whether the drawer is shown."""
        return bool(self._drawer.display)

    @property
    def name(self) -> str:
        """The name of the pane that has the focus, in the table of commands."""
        if self.is_in_drawer:
            return "drawer"
        return "text" if self.is_in_text else "paper" if self.is_in_paper else "list"

    @property
    def is_in_paper(self) -> bool:
        """Whether the paper has the focus."""
        return self._screen.focused is self._view

    @property
    def is_in_text(self) -> bool:
        """Whether the full text has the focus."""
        return self._text is not None and self._screen.focused is self._text

    @property
    def has_text(self) -> bool:
        """Whether a full text is shown."""
        return self._text is not None

    @property
    def is_reading(self) -> bool:
        """Whether the paper or its full text has the focus."""
        return self.is_in_paper or self.is_in_text

    @property
    def is_in_drawer(self) -> bool:
        """Whether the drawer has the focus."""
        return self._screen.focused is self._drawer

    def start(self) -> None:
        """Show the panes that were shown when the reader was left."""
        self.show_drawer(self._session.session.drawer and self.is_roomy)

    def resized(self) -> None:
        """Share the screen again."""
        if self._text is None:
            self._is_reading = self.is_in_paper
        self.show_drawer(self._drawer.display and (self.is_roomy or self.is_in_drawer))
        self._leave_hidden_list()

    def show_drawer(self, shown: bool) -> None:
        """Show or hide the drawer; the other panes make room."""
        self._drawer.display = shown
        self._share()

    def _share(self) -> None:
        """Give list and paper their shares; where there is room for one, show one.

        `display` is set here and not by a style sheet: a pane that a style sheet shows cannot have
        the focus before the next paint, and the next key would be lost.
        """
        session, pane = self._session.session, self._screen.query_one("#list-pane")
        _, width, height = list_place(
            *self._screen.size,
            width=session.width,
            height=session.height,
            drawer=self._drawer.display,
            single=self.is_single,
        )
        pane.styles.width, pane.styles.height = width, height
        if self._text is None:
            pane.display = not (self.is_single and self._is_reading)
            self._screen.query_one(Divider).display = not self.is_single
        else:
            pane.display = self._screen.query_one(Divider).display = self.is_text_beside
            pane.styles.width = list_beside_text(self._screen.query_one("#panes").size.width)
        self._view.display = self.abstract_in_sight

    def drag(self, x: int, y: int) -> None:
        """Put the divider where it was dragged."""
        region = self._screen.query_one("#panes").region
        if self.is_wide:
            self._set_share((x - region.x) / max(1, region.width))
        else:
            self._set_share((y - region.y) / max(1, region.height))

    def resize(self, direction: int) -> None:
        """Make the list larger (1) or smaller (-1)."""
        body = self._screen.query_one("#panes").size
        pane = self._screen.query_one("#list-pane").size
        share = pane.width / body.width if self.is_wide else pane.height / body.height
        self._set_share(share + direction * _STEP)

    def cycle(self) -> None:
        """Show list and paper, then the list alone, then the paper alone."""
        if self._text is not None:
            self.toggle_text_beside()
            return
        is_single, is_reading = self.is_single, self._is_reading
        if not self.is_narrow:
            self._session.change(single=not (is_single and is_reading))
        self.go_to(self._view if is_single and not is_reading else self._papers)
        self._share()

    def show_text(self, text: TextView) -> None:
        """Show the full text instead of the paper, and go there."""
        self._text = text
        text.display = True
        self._share()
        self.go_to(text)

    def hide_text(self) -> None:
        """Show list and paper in place of the full text, and go to where it was opened."""
        self._drop_text()
        self.go_to(self._view if self._is_reading else self._papers)

    def _drop_text(self) -> None:
        if self._text is not None:
            self.text_hidden()
            self._text.display, self._text = False, None
            self._share()

    def _leave_hidden_list(self) -> None:
        """Go to the full text if that hides what has the focus."""
        if self._text and not self.is_text_beside and not self.is_in_drawer:
            self._screen.set_focus(self._text)

    def toggle_text_beside(self) -> bool:
        """Show the full text beside the list, or alone; return whether there is room for that."""
        if self.is_roomy:
            self._session.change(text_beside=not self._session.session.text_beside)
            self._share()
            self._leave_hidden_list()
        return self.is_roomy

    def _set_share(self, share: float) -> None:
        share = max(_MIN_SHARE, min(1 - _MIN_SHARE, share))
        self._session.change(**{"width" if self.is_wide else "height": share})
        self._share()

    def go_to(self, pane: Pane) -> None:
        """Give ``pane`` the focus, and show it where only one pane is shown."""
        if pane is self._view or (pane is self._papers and not self.is_text_beside):
            self._drop_text()
        if self._text is None:
            self._is_reading = pane is self._view
        covers = self._drawer.display and not self.is_roomy and pane is not self._drawer
        if covers:
            self._drawer.display = False
        if self.is_single or covers:
            self._share()
        self._screen.set_focus(pane)

    def go_to_list(self) -> None:
        """Give the list the focus."""
        self.go_to(self._papers)

    def focus_changed(self) -> None:
        """Mark the paper if it has the focus; hide a drawer that covers the list and lost it."""
        self._screen.query_one(Divider).is_heavy = self.is_in_paper
        if self._drawer.display and not self.is_roomy and not self.is_in_drawer:
            self.show_drawer(shown=False)

    def next_pane(self) -> None:
        """Go to the next pane that is shown."""
        is_alone = self._text is not None and not self.is_text_beside
        panes: list[Pane] = [*([] if is_alone else [self._papers]), self._text or self._view]
        if self._drawer.display:
            panes.append(self._drawer)
        self.go_to(panes[(panes.index(self.current) + 1) % len(panes)])

    def toggle_drawer(self) -> None:
        """Open the drawer and go there, or close it."""
        is_open = not (self._drawer.display and self.is_in_drawer)
        self.show_drawer(is_open)
        self.go_to(self._drawer if is_open else self._text or self._papers)
        if self.is_roomy:
            self._session.change(drawer=is_open)
        if is_open:
            self.drawer_opened()

    def leave_drawer(self) -> None:
        """Go from the drawer to the list; it stays where there is room for it."""
        self.show_drawer(self.is_roomy)
        self.go_to_list()

    def move(self, by: int) -> None:
        """Move by lines in the pane that has the focus."""
        self.current.move(by)

    def scroll_paper(self, by: int) -> None:
        """Scroll the paper by lines, wherever the focus is."""
        if self._text is not None:
            self._text.move(by)
        elif self.abstract_in_sight:
            self._view.move(by)
        else:
            opens = self._keymap.hint("open", "opens it")
            self._status.say("The paper is not on screen", keys=opens)

    def move_to_end(self, direction: int) -> None:
        """Go to the first (-1) or the last (1) line of the pane."""
        self.current.move_to_end(direction)

    def page(self, pages: float) -> None:
        """Move by pages."""
        self.current.page(pages)
