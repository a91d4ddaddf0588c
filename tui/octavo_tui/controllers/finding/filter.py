"""The filter: searches the list at each letter, in it or in the whole library."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from octavo_tui.controllers.listing.list_order import is_ranked
from octavo_tui.controllers.work_queue import Controller, ReaderLeftError
from octavo_tui.widgets.listed_papers import ListedPapers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_tui.controllers.finding.completion import CompletionController
    from octavo_tui.controllers.finding.scope import ScopeController
    from octavo_tui.controllers.panes import PaneController
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.controllers.work_queue import Shared
    from octavo_tui.widgets.filter_input import FilterInput

_FRAME = 0.01
"""Seconds that a search may keep the event loop: its result is then painted with the letter."""


@dataclass(eq=False, repr=False)
class FilterController(Controller):
    """Lists what the filter's text finds.

    A search that takes longer than a frame goes on in a thread, one at a time: of the texts typed
    meanwhile only the newest is searched for, and the result of an older one is never shown.
    """

    _line: FilterInput
    _papers: PaperListController
    _panes: PaneController
    scope: ScopeController
    _completion: CompletionController
    # What a search in the background is for; the result of an older generation is dropped.
    _generation = 0
    _is_wanted = False
    _is_searching = False
    _is_preparing = False
    _searched: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    # The list as it was before the filter was typed.
    _paper_before: int | None = field(default=None, init=False)
    _offset_before = 0
    _papers_before: Sequence[int] = field(default=(), init=False)

    def __post_init__(self, shared: Shared) -> None:
        super().__post_init__(shared)
        line = self._line
        self.list_opened()  # before `edited`: the line cleans a query, and nothing is listed yet
        line.edited, line.left, line.moved = self.set, self._leave, self._move
        line.commands |= {"tab": self._switch, "//": self._widen}

    def prepare(self) -> None:
        """Build what is searched, in the background."""
        build = partial(asyncio.to_thread, self._library.search.prepare)
        self._work.start(build, "titles", exit_on_error=False)

    @property
    def is_open(self) -> bool:
        """Whether its line is shown."""
        return self._line.display

    @property
    def is_typed(self) -> bool:
        """Whether keys go to its line."""
        return self._screen.focused is self._line

    def open(self) -> None:
        """Open the filter, or go to it."""
        self._panes.go_to_list()
        self._line.display = True
        self._screen.set_focus(self._line)
        self._line.is_fresh = True
        self._papers.show_head()
        self._work.start(self._completion.read_names, "completions")

    async def open_library(self) -> None:
        """Open the filter, or go to it, and search the whole library."""
        self.open()
        await self._widen()

    async def restore_library(self, query: str) -> None:
        """Search the whole library for ``query``, as when the reader was left."""
        await self._widen()
        self._line.text = query
        self._line.display = True

    async def _switch(self) -> None:
        """Search the whole library, or the list that was left for it."""
        if not self._narrow():
            await self._widen()

    async def _widen(self) -> None:
        papers = self._papers
        is_typed = bool(papers.query.strip())
        at = self._paper_before if is_typed else papers.current
        offset = self._offset_before if is_typed else papers.offset
        if await self.scope.widen(at, offset):
            self._list(at=None if is_typed else papers.current)
        elif self._papers.left is None:
            self._status.say("This list is the whole library")

    def _narrow(self) -> bool:
        left = self.scope.narrow()
        if left is not None:
            self._paper_before, self._offset_before = left.at, left.offset
            self._list(at=left.at, offset=left.offset)
        return left is not None

    def open_with(self, query: str) -> None:
        """Open the filter with ``query`` in it, to be changed or kept."""
        self.open()
        self._line.text = query

    def sort(self, order: str) -> None:
        """Sort the list by a value of the field ``sort``; the same order again is reversed.

        The score, again, is removed. The order is in the filter's text: it is visible, and esc
        removes it.
        """
        from octavo_model.search.query.parser import parse

        text, wanted = self._line.text, f"sort:{order}"
        before = parse(text).sort
        if before is not None:
            if before == parse(wanted).sort:
                wanted = "" if is_ranked(wanted) else f"-{wanted}"
            text = text[: before.start] + text[before.end :]
        self._line.text = " ".join(filter(None, [*text.split(), wanted]))
        self._line.display = bool(self._line.text)

    def _leave(self, keep: bool) -> None:
        """Go to the list, filtered or, without ``keep``, not."""
        self._session.remember_query(self._line.text)
        if keep and self._line.text.strip():
            self._panes.go_to_list()
            self._papers.show_head()
            self._panes.move(0)
        else:
            self.clear()

    def _move(self, lines: int, pages: float) -> None:
        self._panes.move(lines) if lines else self._panes.page(pages)

    def clear(self) -> None:
        """Close the filter and list all papers of the list that it was opened in."""
        if self._papers.left is not None:
            self._papers.query = ""
            self._narrow()
        self._line.text = ""
        self.set("")
        self._line.display = False
        self._panes.go_to_list()

    def set(self, text: str) -> None:
        """List the papers that match ``text``; all of them where it is empty."""
        papers = self._papers
        if text == papers.query:
            return
        if not papers.query.strip():
            self._paper_before, self._papers_before = papers.current, papers.papers.in_sight
            self._offset_before = papers.offset
            papers.papers.has_moved = False
        papers.query = text
        # To the paper that was found; if not found, to the one before the filter.
        self._list(at=papers.current or self._paper_before)

    def _list(self, *, at: int | None, offset: int | None = None) -> None:
        """List the papers that match the text; without any, all, with the cursor on ``at``."""
        papers, text = self._papers, self._papers.sought
        self.cancel()
        if not text.strip():
            papers.result = None
            papers.show(at=at, offset=offset)
            return
        # Most searches are over before the next frame: then there is only one to paint.
        result = self._library.search.find_within(text, papers.base, _FRAME, near=True)
        if result is not None:
            papers.show_result(result)
            self._prepare_abstracts()
            return
        if not self._library.search.is_ready and papers.result is None:
            papers.show_only(ListedPapers(self._plain_matches(text)))
        self.search()

    def _plain_matches(self, text: str) -> list[int]:
        """Return the papers that were in sight and have every word of ``text`` in their title.

        Shown while the index of titles is being built.
        """
        # Imported here, as everything that the first paint does not need.
        from octavo_model.search.query.parser import parse
        from octavo_model.text.fold import fold

        words = fold(parse(text).words).split()
        return [
            row.id
            for row in self._papers.papers.rows(self._papers_before)
            if all(word in fold(row.shown) for word in words)
        ]

    def search(self) -> None:
        """Search the list for the filter's text in the background."""
        self._generation += 1
        self._is_wanted = True
        if not self._is_searching:
            self._is_searching = True
            self._searched.clear()
            self._work.start(self._search, "filter")

    async def _search(self) -> None:
        papers = self._papers
        try:
            while self._is_wanted:
                self._is_wanted = False
                generation = self._generation
                find = self._library.search.find
                result = await asyncio.to_thread(
                    find, papers.sought, papers.base, near=True, wait=False
                )
                if generation == self._generation:
                    papers.show_result(result)
        finally:
            self._is_searching = False
            self._searched.set()
        self._prepare_abstracts()

    def _prepare_abstracts(self) -> None:
        """Build in the background what the last search lacked, if anything."""
        if self._library.search.needs_abstracts and not self._is_preparing:
            self._is_preparing = True
            self._work.start(self._search_again_by_abstracts, "abstracts", exit_on_error=False)

    async def _search_again_by_abstracts(self) -> None:
        """Build the index of abstracts, and search again by it."""
        progress = self._counting("Preparing the search of abstracts")
        with suppress(ReaderLeftError):
            try:
                await asyncio.to_thread(self._library.search.prepare_abstracts, progress)
            finally:
                self._status.show_progress("")
            self._is_preparing = False
            if self._papers.query:
                self.search()

    def cancel(self) -> None:
        """Show no result of the search that is under way."""
        self._generation += 1
        self._is_wanted = False

    async def settled(self) -> None:
        """Wait until the list shows what was typed: a mark has to meet the paper that was meant."""
        self.set(self._line.text)
        if self._is_searching:
            await self._searched.wait()

    def list_opened(self) -> None:
        """Show the query of a list that was opened with one; else close the filter."""
        self._line.text = self._papers.query
        self._line.display = bool(self._papers.query)

    def list_shown(self) -> None:
        """Show how many papers match, and what is wrong with the query."""
        line, result = self._line, self._papers.result
        self.scope.show()
        line.read_as = "" if result is None else result.read_as
        # About the word being typed nothing is said as long as it finds something.
        line.problems = (
            ()
            if result is None
            else [one for one in result.problems if not (one.typing and result.ids)]
        )
