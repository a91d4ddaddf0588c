"""What to read next: papers related to one, and unread papers like those with a star.

Both are found in a thread, and the first time an index has to be made for them: the list says so
meanwhile, and fills itself in.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from octavo_model import OctavoError, View
from octavo_model.core.views import ViewKind
from octavo_tui.app.listing import ListingScreen

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from textual.worker import Worker

    from octavo_model.core.views import Suggestion
    from octavo_model.library import Progress


class _LeftError(Exception):
    """The reader was left while an index was being made."""


class _Left(NamedTuple):
    """A list that was left for papers related to one of it.

    Attributes:
        view: The list.
        key: The paper under the cursor.
        offset: How many rows below the window's top that stood.
        query: The filter.
        ids: What was suggested, where it was a list of suggestions: found again it might be
            another, as papers were read meanwhile.
        suggestions: The same with their reasons.
        called: What that list was called.
    """

    view: View
    key: str
    offset: int = 0
    query: str = ""
    ids: Sequence[int] = ()
    suggestions: Mapping[int, Suggestion] | None = None
    called: str = ""


class SuggestingScreen(ListingScreen):
    """The lists, with those of suggested papers.

    Attributes:
        suggested: The finding of suggestions that was begun last.
    """

    suggested: Worker[None] | None = None
    _suggestions: Mapping[int, Suggestion] = {}
    _asked = 0
    _waiting = False
    _left: tuple[_Left, ...] = ()

    async def open_view(
        self, view: View, *, key: str = "", offset: int = 0, query: str = ""
    ) -> bool:
        """Open a list; one of suggestions fills itself in when they are found."""
        if view.kind is not ViewKind.RELATED:
            self._left = ()
        self._asked += 1  # what is still being found is for another list
        self._suggestions = {}
        self._waiting = False
        if not view.is_suggested:
            return await super().open_view(view, key=key, offset=offset, query=query)
        self.suggest(view, key=key, query=query)
        return True

    def suggest(self, view: View, *, key: str = "", query: str = "") -> None:
        """Find the papers of ``view`` and list them, with the cursor on the one called ``key``."""
        self._asked += 1
        self._suggestions = {}
        self._waiting = True
        self.view.why = self._why
        self.browsing.query = self.line.text = query
        self.line.display = bool(query)
        self.browsing.show_given(view, (), empty=_looking(view))
        work = partial(self._suggest, view, key, self._asked)
        self.suggested = self.run_worker(work, name="suggestions")

    async def action_for_you(self) -> None:
        """List what is like the starred papers."""
        await self.open_view(View.for_you())
        self.go_to(self.papers)

    async def action_related(self) -> None:
        """List the papers nearest to the one under the cursor."""
        await self.settled()
        paper = self.current_paper()
        if paper is None:
            return
        browsing, offset = self.browsing, self.papers.cursor - self.papers.top
        left = _Left(browsing.view, paper.key, offset, browsing.query)
        if browsing.view.is_suggested:
            left = left._replace(
                ids=browsing.base, suggestions=self._suggestions, called=browsing.called
            )
        self._left = (*self._left, left)
        await self.open_view(View.related(paper.key))
        self.go_to(self.papers)

    async def leave_related(self) -> None:
        """From a list of related papers back to where it was asked for; else nothing."""
        view = self.browsing.view
        if view.kind is not ViewKind.RELATED:
            return
        *left, last = self._left or (_Left(View.all(), view.paper or ""),)
        if last.suggestions:
            await self._bring_back(last)
        else:
            await self.open_view(last.view, key=last.key, offset=last.offset, query=last.query)
        self._left = tuple(left)

    async def _bring_back(self, left: _Left) -> None:
        """List the suggestions that were left, as they were."""
        self._asked += 1
        self._waiting = False
        self._suggestions = left.suggestions or {}
        self.browsing.query = self.line.text = left.query
        self.line.display = bool(left.query)
        at = await asyncio.to_thread(self.library.catalog.resolve, left.key)
        self.browsing.show_given(left.view, left.ids, empty="", at=at, called=left.called)
        self.show_paper(top=0)
        await self.look()

    async def _suggest(self, view: View, key: str, asked: int) -> None:
        try:
            found, empty, at = await asyncio.to_thread(self._find, view, key, self.counting())
        except OctavoError as error:
            found, empty, at = (), str(error), None
        if asked != self._asked:
            return
        self._waiting = False
        self._suggestions = {one.id: one for one in found}
        called = await asyncio.to_thread(self._called, view)
        ids = [one.id for one in found]
        self.browsing.show_given(view, ids, empty=empty, at=at, called=called)
        self.show_paper(top=0)
        await self.look()

    def _find(
        self, view: View, key: str, progress: Progress
    ) -> tuple[Sequence[Suggestion], str, int | None]:
        """The papers of ``view``, what to say where there are none, and the one called ``key``."""
        library = self.library
        if view.kind is ViewKind.FOR_YOU:
            ranked = library.recommendations.for_you(progress=progress)
            found: Sequence[Suggestion] = ranked.suggestions
            empty = _too_few(ranked.missing) if ranked.missing else _NOTHING_LIKED
        else:
            paper = library.catalog.resolve(view.paper or "")
            found, empty = (
                library.recommendations.related(paper, progress=progress),
                _NOTHING_RELATED,
            )
        wanted = next(
            (
                one.id
                for one, its_key in zip(
                    found, library.catalog.keys([one.id for one in found]), strict=True
                )
                if key and its_key == key
            ),
            None,
        )
        return found, empty, wanted

    def counting(self) -> Progress:
        """What tells the screen, from a thread, how far the index is; it ends with the reader."""
        loop = asyncio.get_running_loop()

        def progress(done: int, total: int) -> None:
            if not self.is_running:
                raise _LeftError
            loop.call_soon_threadsafe(self._making, done, total)

        return progress

    def _making(self, done: int, total: int) -> None:
        told = f"Reading abstracts: {done:,} of {total:,}."
        if self._waiting:
            self.browsing.show_given(self.browsing.view, (), empty=told)

    def _called(self, view: View) -> str:
        """What a list of related papers is called: by its paper."""
        if view.kind is not ViewKind.RELATED:
            return ""
        try:
            catalog = self.library.catalog
            return f"Related to {catalog.paper(catalog.resolve(view.paper or '')).title}"
        except OctavoError:
            return ""

    def _why(self, paper_id: int) -> str:
        found = self._suggestions.get(paper_id)
        if found is None:
            return ""
        from octavo_tui.render.labels import why

        return why(found)


_NOTHING_LIKED = "Nothing unread is like what you starred."
_NOTHING_RELATED = "No other paper has its words.\nEsc goes back."


def _looking(view: View) -> str:
    if view.kind is ViewKind.FOR_YOU:
        return "Comparing with what you starred ..."
    return "Comparing with all papers ...\nEsc goes back."


def _too_few(missing: int) -> str:
    stars = "One more star is" if missing == 1 else f"{missing} more stars are"
    return f"{stars} needed to tell what you like.\ns stars a paper; m lists papers like it."
