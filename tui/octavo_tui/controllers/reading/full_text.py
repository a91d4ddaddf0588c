"""The full text of the paper under the cursor: found, laid out, shown, and left at its place."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from octavo_model import OctavoError
from octavo_model.library.fulltext.full_texts import is_outdated
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.fetch_status import no_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from octavo_model import Paper
    from octavo_model.fulltext.document import Document, Reference
    from octavo_model.fulltext.layout.layout import Layout
    from octavo_model.fulltext.layout.position import Position
    from octavo_tui.controllers.outside.one_fetch import OneFetch
    from octavo_tui.controllers.panes import PaneController
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.widgets.text_view import TextView

    Place = Position | tuple[str, float, float]

_MARGINS = 4
"""The columns beside the text."""
_LEAST = 20
"""The least columns of a text."""
_START = ("", 0.0, 0.0)
_UNLISTED = frozenset(
    {"marks.star", "marks.dismiss", "marks.later", "marks.toggle_read", "pdf.open", "text.open"}
)
"""What can be done with an open paper that is not in the list."""


class OpenText(NamedTuple):
    """The paper whose text is open, and the text."""

    paper: Paper
    document: Document


class _Wanted(NamedTuple):
    """What a layout is made from; ``number`` is that of the text."""

    number: int
    width: int
    tex: bool
    signs: Mapping[str, str]


@dataclass(eq=False, repr=False)
class FullTextController(Controller):
    """Shows the full text of the paper under the cursor.

    A text is parsed and laid out in a thread; of two that are under way the later one is shown.
    ``followers`` are called after another text or layout is shown, ``opened`` with the id of a
    paper whose text is.
    """

    _listed: PaperListController
    _panes: PaneController
    fetch: OneFetch
    opened: Callable[[int], None]
    view: TextView | None = field(default=None, init=False)
    current: OpenText | None = field(default=None, init=False)
    followers: list[Callable[[], None]] = field(default_factory=list, init=False)
    moved: Callable[[], None] = field(default=lambda: None, init=False)
    """Called after the window moved."""
    before: list[tuple[OpenText, Place]] = field(default_factory=list, init=False)
    """The texts that were open before the current one, for going back."""
    refusal: str = field(default="", init=False)
    """Why the last text that was asked for is not to be had."""
    _signs: Mapping[str, str] = field(default_factory=dict, init=False)
    """By the ids of references, the states of their papers in the library."""
    _number: int = field(default=0, init=False)
    """How many texts were asked for, or closed; a job of an earlier one shows nothing."""
    _sought: int = field(default=0, init=False)
    """The paper whose text was asked for last."""
    _shown: int = field(default=0, init=False)
    _tex: bool = field(default=False, init=False)
    _asked: _Wanted | None = field(default=None, init=False)
    """What the last layout that was asked for is made from."""
    _place: Place = field(default=_START, init=False)
    _top: int | None = field(default=None, init=False)
    """The line at the top while the window shows ``_place``; None if that is not laid out yet."""

    # ---- opening and closing

    async def open(self) -> None:
        """Show the full text of the paper under the cursor; it is fetched if it is not kept."""
        paper = self._listed.paper()
        if self._panes.is_in_text and self.current is not None and self._is_outdated:
            self.open_paper(self.current.paper, again=True)
        elif self._panes.is_in_text:
            self._status.say("This is the full text", keys=self._keymap.hint("back", "closes it"))
        elif paper is not None and not (self.fetch.is_running and self._sought == paper.id):
            self.before.clear()
            if self.current is not None and self.current.paper.id == paper.id and self.view:
                self._number += 1
                self._show_view(self.view)
            else:
                self.open_paper(paper)

    def open_paper(self, paper: Paper, *, goes_back: bool = False, again: bool = False) -> None:
        """Show the full text of a paper; ``goes_back`` is for `open_before`."""
        self._number, self._sought = self._number + 1, paper.id
        work = partial(self._open, paper, self._number, goes_back=goes_back, again=again)
        self._work.start(work, "full text")

    @property
    def _is_outdated(self) -> bool:
        """Whether a later version of the open paper is known than that of its text."""
        return self.current is not None and is_outdated(self.current.document, self.current.paper)

    async def _open(self, paper: Paper, number: int, *, goes_back: bool, again: bool) -> None:
        texts = self._library.full_texts
        document = None if again else await asyncio.to_thread(texts.get, paper.key)
        if document is None and number == self._number:
            try:
                document = await self.fetch.run(partial(texts.fetch, paper.key, again=again))
            except OctavoError as error:
                self.refusal = no_text(paper.shown, error)
                hints = ("fetch_details", "says why"), ("open_pdf", "saves the PDF")
                why = error.why[:1].upper() + error.why[1:]
                self._status.say(why, keys=self._keymap.hints(*hints), error=True)
                return
        if document is None:
            return
        place = await asyncio.to_thread(texts.places.of, paper.id)
        if number == self._number:
            if goes_back and self.current is not None:
                self.before.append((self.current, self.place() or _START))
            await self._show_text(OpenText(paper, document), place or _START)

    async def open_before(self) -> None:
        """Show the text again that was open before the current one."""
        if self.before:
            self._number += 1
            await self._show_text(*self.before.pop())

    async def _show_text(self, text: OpenText, place: Place) -> None:
        if self.view is None:
            from octavo_tui.widgets.text_view import TextView

            self.view = view = TextView()
            view.scrolled, view.resized = self.moved, self._update
            await self._screen.query_one("#panes").mount(view)
        self.remember()
        self.fetch.leave()
        self.current, self._signs = text, {}
        self._shown += 1
        self._place, self._top = place, None
        self.view.show_marks(link=-1)
        self._show_view(self.view)
        self.opened(text.paper.id)
        if self._is_outdated:
            fetches = self._keymap.hint("full_text", "fetches it")
            self._status.say(f"Version {text.paper.version} is out", keys=fetches)
        await self.view.sized.wait()

    def _show_view(self, view: TextView) -> None:
        self._panes.show_text(view)
        self.moved()
        self._update()

    def close(self) -> None:
        """Go from the text to the list beside it, or close it; it opens at the same place."""
        if self._panes.is_text_beside:
            self._panes.go_to_list()
            self._status.say("In the list", keys=self._keymap.hint("back", "closes the text"))
        else:
            self._panes.hide_text()

    def hidden(self) -> None:
        """Keep the place in a text that was left, and show the list again in the status line."""
        self._number += 1
        self.fetch.leave()
        self.remember()
        self._status.show_text()
        if self.view is not None:
            self.view.sized.set()  # nobody waits for it any more

    def remember(self) -> None:
        """Keep the place in the text that is open."""
        place = self.place()
        if self.current is None or place is None or self._library.read_only:
            return
        save = partial(self._library.full_texts.places.set, self.current.paper.id, place)
        self._work.change(save, lambda _: None, lambda _: None)

    def leave(self) -> None:
        """Stop what is under way: the reader is left."""
        self.fetch.leave()
        self.remember()

    # ---- layout

    @property
    def layout(self) -> Layout | None:
        """The lines on screen; None while another text is laid out."""
        return None if self.view is None or self._top is None else self.view.laid_out

    def place(self) -> Place | None:
        """Return the place at the top of the window.

        While nothing moves it is the same one at every width: it does not drift with the ends of
        lines.
        """
        if self.view is None or self.current is None:
            return None
        if self.layout is None or self._top == self.view.top:
            return self._place
        return self.layout.position(self.view.top)

    def _update(self) -> None:
        """Lay the text out again if it or the window changed; a hidden one waits for its window."""
        view = self.view
        if view is None or self.current is None or not view.size.width:
            return
        width = max(_LEAST, min(self._settings.measure, view.row_width - _MARGINS))
        wanted = _Wanted(self._shown, width, self._tex, self._signs)
        if wanted != self._asked:
            self._asked = wanted
            self._work.start(partial(self._lay_out, self.current.document, wanted), "layout")

    async def _lay_out(self, document: Document, wanted: _Wanted) -> None:
        layout = await asyncio.to_thread(_laid_out, document, wanted)
        view, place = self.view, self.place()
        if wanted is not self._asked or view is None or place is None:
            return
        from octavo_model.fulltext.layout.position import Position

        view.show(layout, layout.line_of(Position(*place)), is_same=self._top is not None)
        self._place, self._top = place, view.top
        for follow in (self.moved, *self.followers):
            follow()

    def show_signs(self, signs: Mapping[str, str]) -> None:
        """Show the states of cited papers beside their citations."""
        self._signs = signs
        self._update()

    def number(self, reference: Reference) -> str:
        """Return the number of a reference, with the state of its paper if the library has it."""
        number = "" if self.current is None else self.current.document.number(reference.id)
        return f"{number}{self._signs.get(reference.id, '')}"

    def toggle_tex(self) -> None:
        """Show formulas as TeX, or in Unicode."""
        self._tex = not self._tex
        self._update()
        self._status.say("Formulas as TeX" if self._tex else "Formulas in Unicode")

    # ---- beside the list

    @property
    def open_id(self) -> int | None:
        """The paper whose text has the focus."""
        return self.current.paper.id if self.current and self._panes.is_in_text else None

    def paper(self) -> Paper | None:
        """Return the paper whose text has the focus, else the one under the cursor."""
        if self._panes.is_in_text and self.current is not None:
            return self.current.paper
        return self._listed.paper()

    def go_to_paper(self, target: str) -> bool:
        """Go in the list to the paper whose text is read; return whether ``target`` can run."""
        if not self._panes.is_in_text or self.current is None:
            return True
        papers, paper = self._listed.papers, self.current.paper.id
        if papers.current == paper:
            return True
        index = self._library.search.position(paper, papers.listed.papers)
        if index is not None:
            papers.go_to(index)
        elif target not in _UNLISTED:
            lists = self._keymap.hint("all", "lists all papers")
            self._status.say("This paper is not in the list", keys=lists)
            return False
        return True

    def toggle_beside(self) -> None:
        """Show the text beside the list, or alone."""
        if not self._panes.toggle_text_beside():
            self._status.say("Needs a terminal of 160 columns or more")


def _laid_out(document: Document, wanted: _Wanted) -> Layout:
    """Return the layout; the modules for it are imported here, in a thread."""
    from octavo_model.fulltext.layout.lay_out import lay_out

    return lay_out(document, wanted.width, tex=wanted.tex, signs=wanted.signs)
