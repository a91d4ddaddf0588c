"""What to read next: papers related to one, and unread papers like those with a star.

Both are found in a thread, and the first time an index has to be built for them: the list says so
meanwhile, and is filled when they are found.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from octavo_model import OctavoError, View
from octavo_model.core.views import ViewKind
from octavo_tui.controllers.work_queue import Controller, ReaderLeftError
from octavo_tui.render.labels import plural, why
from octavo_tui.render.paper_page import Beside

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from octavo_model.core.suggestions import Suggestion
    from octavo_model.library import Progress
    from octavo_tui.controllers.finding.filter import FilterController
    from octavo_tui.controllers.lists import ListController
    from octavo_tui.controllers.panes import PaneController
    from octavo_tui.controllers.paper_list import PaperListController

_REST = 0.3
"""Seconds that the cursor rests on a paper before related ones are looked up for its page."""
_BESIDE = 5
"""How many of them are shown there."""
_SEARCHING = {
    ViewKind.FOR_YOU: "Comparing with your starred papers…",
    ViewKind.RELATED: "Comparing with all papers…",
}
_NOTHING_SIMILAR = "No unread papers like those you starred."
_NOTHING_RELATED = "No related papers found."
_BACK = ("back", "goes back")


class _Left(NamedTuple):
    """A list that was left for papers related to the one with ``key``.

    What it suggested stays: as papers were read meanwhile, it might find others.
    """

    view: View
    key: str
    offset: int = 0
    query: str = ""
    ids: Sequence[int] = ()
    suggestions: Mapping[int, Suggestion] | None = None
    label: str = ""


@dataclass(eq=False, repr=False)
class SuggestionController(Controller):
    """Lists suggested papers."""

    _papers: PaperListController
    _lists: ListController
    _filter: FilterController
    _panes: PaneController
    show_paper: Callable[[], None]
    show_beside: Callable[[Beside], None]
    _suggestions: Mapping[int, Suggestion] = field(default_factory=dict, init=False)
    _waiting_for: int | None = field(default=None, init=False)
    _left: tuple[_Left, ...] = field(default=(), init=False)
    _wanted: int | None = field(default=None, init=False)
    _is_looking: bool = field(default=False, init=False)

    def show(self, view: View, key: str = "", query: str = "") -> None:
        """List the papers of ``view`` when they are found, with the cursor on that with ``key``."""
        papers = self._papers
        self._suggestions, self._waiting_for = {}, self._lists.openings
        papers.query = query
        self._filter.list_opened()
        back = [_BACK] if view.kind is ViewKind.RELATED else []
        self._lists.show_given(view, (), self._with_keys(_SEARCHING[view.kind], *back))
        self._work.start(partial(self._suggest, view, key, self._lists.openings), "suggestions")

    async def for_you(self) -> None:
        """List unread papers that are like the starred ones."""
        await self._lists.open(View.for_you())
        self._panes.go_to_list()

    async def related(self) -> None:
        """List the papers most like the one under the cursor."""
        papers, paper = self._papers, self._papers.paper()
        if paper is None:
            return
        left = _Left(papers.view, paper.key, papers.offset, papers.query)
        if papers.view.is_suggested:
            left = left._replace(ids=papers.base, suggestions=self._suggestions, label=papers.label)
        before = self._left if papers.view.kind is ViewKind.RELATED else ()
        self._left = (*before, left)
        await self._lists.open(View.related(paper.key))
        self._panes.go_to_list()

    async def back(self) -> bool:
        """Go from a list of related papers back to the one before it; return whether it was one."""
        view = self._papers.view
        if view.kind is not ViewKind.RELATED:
            return False
        *before, left = self._left or (_Left(View.all(), view.paper or ""),)
        self._left = tuple(before)
        if left.suggestions:
            await self._restore(left)
        else:
            await self._lists.open(left.view, key=left.key, offset=left.offset, query=left.query)
        return True

    async def _restore(self, left: _Left) -> None:
        """List the suggestions that were left, as they were."""
        papers = self._papers
        self._lists.openings += 1
        self._suggestions = left.suggestions or {}
        papers.query = left.query
        self._filter.list_opened()
        ids, at = await asyncio.to_thread(self._present, left)
        await self._list(left.view, ids, "", at, left.label)

    def _present(self, left: _Left) -> tuple[list[int], int | None]:
        """Return which papers of a list are not gone, and that with its key. For a thread."""
        catalog = self._library.catalog
        ids = [row.id for row in catalog.rows(left.ids) if row is not None]
        try:
            return ids, catalog.resolve(left.key)
        except OctavoError:
            return ids, None

    async def _list(
        self, view: View, ids: Sequence[int], message: str, at: int | None, label: str
    ) -> None:
        self._waiting_for = None
        self._lists.show_given(view, ids, message, at=at, label=label)
        self.show_paper()
        await self._lists.count()

    async def _suggest(self, view: View, key: str, opening: int) -> None:
        try:
            found, message, at, label = await asyncio.to_thread(
                self._find, view, key, self.progress()
            )
        except OctavoError as error:
            found, message, at, label = (), str(error), None, ""
        if opening == self._lists.openings:
            self._suggestions = {one.id: one for one in found}
            await self._list(view, [one.id for one in found], message, at, label)

    def _find(
        self, view: View, key: str, progress: Progress
    ) -> tuple[Sequence[Suggestion], str, int | None, str]:
        """Return the papers of ``view``, what an empty list says, that with ``key``, and a name."""
        library, label = self._library, ""
        if view.kind is ViewKind.FOR_YOU:
            ranked = library.recommendations.for_you(progress=progress)
            found: Sequence[Suggestion] = ranked.suggestions
            message = _NOTHING_SIMILAR
            if ranked.missing:
                message = self._with_keys(
                    f"Star {plural(ranked.missing, 'more paper')} to start recommendations.",
                    ("star", "stars a paper"),
                    ("related", "lists papers like it"),
                )
        else:
            paper = library.catalog.resolve(view.paper or "")
            found = library.recommendations.related(paper, progress=progress)
            message = self._with_keys(_NOTHING_RELATED, _BACK)
            # The list is named after its paper.
            label = f"Related to {library.catalog.paper(paper).title}"
        keys = library.catalog.keys([one.id for one in found]) if key else ()
        wanted = (one.id for one, its_key in zip(found, keys, strict=False) if its_key == key)
        return found, message, next(wanted, None), label

    def _with_keys(self, text: str, *commands: tuple[str, str]) -> str:
        """Return ``text``, and on a line of its own what keys do."""
        return f"{text}\n{self._keymap.hints(*commands)}".rstrip()

    def progress(self) -> Progress:
        """Return what reports to the screen, from a thread, how much of the index is built."""
        loop = asyncio.get_running_loop()

        def show(text: str) -> None:
            if self._waiting_for == self._lists.openings:
                self._lists.show_given(self._papers.view, (), text)

        def progress(done: int, total: int) -> None:
            if not self._screen.is_running:
                raise ReaderLeftError
            loop.call_soon_threadsafe(show, f"Reading abstracts: {done:,} of {total:,}.")

        return progress

    def look_beside(self) -> None:
        """Look up what the page of the paper under the cursor shows where there is much room."""
        self._wanted = self._papers.current if self._panes.has_related else None
        if self._wanted is not None and not self._is_looking:
            self._is_looking = True
            self._work.start(self._look_beside, "related papers")

    async def _look_beside(self) -> None:
        try:
            while (paper := self._wanted) is not None:
                await asyncio.sleep(_REST)
                if paper != self._wanted:
                    continue  # the cursor moved
                with suppress(OctavoError):
                    beside = await asyncio.to_thread(self._beside, paper, self.progress())
                    self.show_beside(beside)
                if paper == self._wanted:
                    self._wanted = None
        finally:
            self._is_looking = False

    def _beside(self, paper_id: int, progress: Progress) -> Beside:
        library = self._library
        found = library.recommendations.related(paper_id, _BESIDE, progress)
        rows = library.catalog.rows([one.id for one in found])
        paper = library.catalog.paper(paper_id)
        versions = library.catalog.editions(paper_id) if paper.earlier else ()
        earlier = next((one.version for one in versions if one.version < (paper.version or 0)), 0)
        changed = f"v{paper.version} changed the abstract of v{earlier}" if earlier else ""
        return Beside(paper_id, [row for row in rows if row is not None], changed)

    def reason(self, paper_id: int) -> str:
        """Return why a paper is related; empty in other lists."""
        is_related = self._papers.view.kind is ViewKind.RELATED
        suggestion = self._suggestions.get(paper_id) if is_related else None
        return "" if suggestion is None else why(suggestion, self._keymap.hint("merge", "merges"))
