"""The full text of the paper under the cursor: found, laid out, shown, and left at its place."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from octavo_model import OctavoError
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.fetch_status import text_step

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model import Paper
    from octavo_model.fulltext.document import Document
    from octavo_model.fulltext.fetch import TextEvent
    from octavo_model.fulltext.layout.layout import Layout
    from octavo_model.fulltext.layout.position import Position
    from octavo_tui.controllers.panes import PaneController
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.widgets.text_view import TextView

    Place = Position | tuple[str, float, float]

_MARGINS = 4
"""The columns beside the text."""
_LEAST = 20
"""The least columns of a text."""


class OpenText(NamedTuple):
    """The paper whose text is open, and the text."""

    paper: Paper
    document: Document


@dataclass(eq=False, repr=False)
class FullTextController(Controller):
    """Shows the full text of the paper under the cursor.

    A text is parsed and laid out in a thread; of two that are under way the later one is shown.
    ``followers`` are called after another text or layout is shown.
    """

    _listed: PaperListController
    _panes: PaneController
    view: TextView | None = field(default=None, init=False)
    current: OpenText | None = field(default=None, init=False)
    followers: list[Callable[[], None]] = field(default_factory=list, init=False)
    moved: Callable[[], None] = field(default=lambda: None, init=False)
    """Called after the window moved."""
    before: list[tuple[OpenText, Place]] = field(default_factory=list, init=False)
    """The texts that were open before the current one, for going back."""
    signs: dict[str, str] = field(default_factory=dict, init=False)
    """By the ids of references, the states of their papers in the library."""
    _generation: int = field(default=0, init=False)
    _tex: bool = field(default=False, init=False)
    _is_fetching: bool = field(default=False, init=False)

    # ---- opening and closing

    async def open(self) -> None:
        """Show the full text of the paper under the cursor; it is fetched if it is not kept."""
        paper = self._listed.paper()
        if paper is None:
            return
        self.before.clear()
        if self.current is not None and self.current.paper.id == paper.id and self.view:
            self._panes.show_text(self.view)
            self.moved()
            self._resized()
        else:
            self.open_paper(paper)

    def open_paper(self, paper: Paper) -> None:
        """Show the full text of a paper."""
        self._generation += 1
        self._is_fetching = False
        self._work.start(partial(self._open, paper, self._generation), "full text")

    def stop(self) -> bool:
        """Stop looking for a text; return whether one was looked for."""
        if not self._is_fetching:
            return False
        self._generation += 1
        self._is_fetching = False
        self._status.show_progress("")
        self._status.say("Stopped looking for the full text")
        return True

    async def _open(self, paper: Paper, generation: int) -> None:
        texts, loop = self._library.full_texts, asyncio.get_running_loop()

        def report(event: TextEvent) -> None:
            if generation == self._generation:
                loop.call_soon_threadsafe(self._show_event, event)

        try:
            document = await asyncio.to_thread(texts.get, paper.key)
            if document is None:
                if generation != self._generation:
                    return
                self._is_fetching = True
                self._status.show_progress("Looking for the full text", self._stops)
                cancelled = partial(self._is_outdated, generation)
                document = await asyncio.to_thread(texts.fetch, paper.key, report, cancelled)
        except OctavoError as error:
            if generation == self._generation:
                pdf = self._keymap.hint("open_pdf", "saves the PDF")
                self._status.say(f"No full text: {error.why}", keys=pdf, error=True)
            return
        finally:
            if generation == self._generation and self._is_fetching:
                self._is_fetching = False
                self._status.show_progress("")
        if generation != self._generation or document is None:
            return
        place = await asyncio.to_thread(self._library.full_texts.places.of, paper.id)
        await self._show_document(OpenText(paper, document), place)

    async def open_before(self) -> None:
        """Show the text again that was open before the current one."""
        if self.before:
            text, place = self.before.pop()
            await self._show_document(text, place)

    def _is_outdated(self, generation: int) -> bool:
        return generation != self._generation

    @property
    def _stops(self) -> str:
        return self._keymap.hint("back", "stops")

    def _show_event(self, event: TextEvent) -> None:
        if self._is_fetching:
            self._status.show_progress(text_step(event), self._stops)

    async def _show_document(self, text: OpenText, place: Place | None) -> None:
        view = await self._mounted()
        self._panes.show_text(view)
        self.remember()
        self.current, self.signs = text, {}
        view.show_marks(link=-1)
        await self._lay_out(place)

    async def _mounted(self) -> TextView:
        if self.view is None:
            from octavo_tui.widgets.text_view import TextView

            self.view = TextView()
            self.view.moved, self.view.resized = self.moved, self._resized
            await self._screen.query_one("#panes").mount(self.view)
        return self.view

    def close(self) -> None:
        """Leave the text; it is open at the same place next time."""
        self._generation += 1
        self.remember()
        self._status.show_text()
        self._panes.hide_text()

    def remember(self) -> None:
        """Keep the place in the text that is open."""
        place = self.place()
        if self.current is None or place is None or self._library.read_only:
            return
        save = partial(self._library.full_texts.places.set, self.current.paper.id, place)
        self._work.change(save, lambda _: None, lambda _: None)

    # ---- layout

    @property
    def layout(self) -> Layout | None:
        """The lines on screen."""
        return None if self.view is None else self.view.layout_

    def place(self) -> Position | None:
        """Return the place at the top of the window."""
        if self.view is None or self.view.layout_ is None:
            return None
        return self.view.layout_.position(self.view.top)

    def _resized(self) -> None:
        if self.view is not None and self.view.display and self.current is not None:
            layout = self.layout
            if layout is None or layout.width != self._width:
                self._generation += 1
                self._work.start(partial(self._lay_out, self.place()), "layout")

    @property
    def _width(self) -> int:
        view = self.view
        room = 0 if view is None else view.row_width - _MARGINS
        return max(_LEAST, min(self._settings.measure, room))

    async def _lay_out(self, place: Place | None) -> None:
        """Lay the current text out for the window, and show it from ``place`` on."""
        from octavo_model.fulltext.layout.lay_out import lay_out
        from octavo_model.fulltext.layout.position import Position

        view, current = self.view, self.current
        if view is None or current is None:
            return
        width = self._width
        layout = await asyncio.to_thread(
            lay_out, current.document, width, tex=self._tex, signs=self.signs
        )
        if self.current is not current or view is not self.view:
            return
        view.show(layout, 0 if place is None else layout.line_of(Position(*place)))
        for follow in self.followers:
            follow()
        if width != self._width:  # the window changed meanwhile
            await self._lay_out(place)

    def show_signs(self, signs: dict[str, str]) -> None:
        """Show the states of cited papers beside their citations."""
        if signs != self.signs:
            self.signs = signs
            self._work.start(partial(self._lay_out, self.place()), "layout")

    def toggle_tex(self) -> None:
        """Show formulas as TeX, or in Unicode."""
        self._tex = not self._tex
        self._work.start(partial(self._lay_out, self.place()), "layout")
        self._status.say("Formulas as TeX" if self._tex else "Formulas in Unicode")

    # ---- moving

    def go_to_paper(self) -> bool:
        """Go in the list to the paper whose text has the focus; return whether it is listed."""
        if not self._panes.is_in_text or self.current is None:
            return True
        papers, paper = self._listed.papers, self.current.paper.id
        if papers.current == paper:
            return True
        index = self._library.search.position(paper, papers.listed.papers)
        if index is None:
            lists = self._keymap.hint("all", "lists all papers")
            self._status.say("This paper is not in the list", keys=lists)
            return False
        papers.go_to(index)
        return True

    def toggle_beside(self) -> None:
        """Show the text beside the list, or alone."""
        if not self._panes.toggle_text_beside():
            self._status.say("Needs a terminal of 160 columns or more")
