"""Which papers are listed: the view that is open, and the filter over it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from octavo_model import OctavoError, View
from octavo_model.core.views import ViewKind
from octavo_tui.controllers import list_state
from octavo_tui.controllers.filter import Ranker
from octavo_tui.controllers.list_state import Listed
from octavo_tui.render.labels import view_label

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from octavo_model import Digest, Library
    from octavo_model.core.views import MarkChange
    from octavo_model.search.results import SearchResult
    from octavo_tui.controllers.session import Opening
    from octavo_tui.widgets.filter_input import FilterInput
    from octavo_tui.widgets.paper_list import PaperList


_LOOKING = "nothing in sight fits; still looking"
_PATIENCE = 0.01
"""Seconds for which a filter may keep the event loop."""


class Browsing:
    """Fills the list of papers.

    Attributes:
        view: The view that is open.
        base: Its papers in order, before the filter.
        query: The filter's text.
        found: What it found, as it is shown; None where there is no filter, or no answer yet.
        said: What an empty list of suggestions says.
        called: What the list is called, if not as its view.
        name_of: Tells what a saved view with a query is called.
        kept: Waits until the marks made here are kept, and heard of by `marked`.
        of_view: What the query of the view found, where it is one's.
        left: Papers that this reader took out of the view, by reading or unstarring them: they
            stay in the list until it is left.
    """

    def __init__(
        self,
        library: Library,
        papers: PaperList,
        line: FilterInput,
        shown: Callable[[], None],
    ) -> None:
        self._library = library
        self._papers = papers
        self._line = line
        self._shown = shown
        self._left: int | None = None
        self._in_sight: Sequence[int] = ()
        self.view = View.all()
        self.base: Sequence[int] = ()
        self.query = ""
        self.found: SearchResult | None = None
        self.said = ""
        self.called = ""
        self.name_of: Callable[[str | None], str] = lambda _query: ""
        self.kept: Callable[[], Awaitable[None]] = _nothing
        self.of_view: SearchResult | None = None
        self.left: frozenset[int] = frozenset()
        self._is_part = False
        self.ranker = Ranker(self._answered)

    def begin(self, opening: Opening) -> None:
        """List what was read before the app ran."""
        self.view, self.base, self.query = opening.view, opening.ids, opening.query
        self._is_part = not opening.whole or bool(opening.query)
        self._line.text = opening.query
        self._line.display = bool(opening.query)
        empty = "" if opening.query else self._empty()
        offset = opening.offset if opening.cursor else 0
        self._papers.fill(opening.ids, cursor=opening.cursor, offset=offset, empty=empty)

    async def complete(self, opening: Opening) -> None:
        """Read what the opening left out: the rest of a long view, or what its filter finds."""
        if opening.query or opening.view.kind is ViewKind.QUERY:
            await self.open(
                opening.view, key=opening.key, offset=opening.offset, query=opening.query
            )
        elif not opening.whole:
            base = await asyncio.to_thread(self._library.catalog.ids, opening.view)
            if self.base is not opening.ids:
                return  # another view was opened meanwhile
            self.base, self._is_part = base, False
            if self.query.strip():
                self.ranker.ask(self.query, self._search)
            else:
                offset = self._papers.cursor - self._papers.top
                self._show(base, cursor=self._place(self._papers.current, base), offset=offset)

    async def open(
        self, view: View, *, key: str = "", offset: int | None = None, query: str = ""
    ) -> None:
        """List the papers of ``view``, with the cursor on the paper called ``key``.

        Where the view has no such paper the cursor stands on its first.

        Raises:
            OctavoError: The library has no such view, as its digest is gone.
        """
        self.ranker.cancel()
        base, at, of_view = await asyncio.to_thread(self._read, view, key)
        self.view, self.base, self.called, self.of_view = view, base, "", of_view
        self.left, self._is_part = frozenset(), False
        self.query = query
        self._line.text = query
        shown = base
        self.found = None
        if query.strip():
            self.found = found = await asyncio.to_thread(self._search, query)
            shown = found.ids
        position = self._place(at, shown)
        self._show(shown, cursor=position, offset=offset if position else 0)

    def show_given(
        self,
        view: View,
        ids: Sequence[int],
        *,
        empty: str,
        at: int | None = None,
        called: str = "",
    ) -> None:
        """List papers of ``view`` that somebody else found, under the present filter.

        Args:
            view: The view.
            ids: Its papers.
            empty: What to say where there are none.
            at: The paper for the cursor; where it is not among them, the first.
            called: What they are called, if not as the view.
        """
        self.ranker.cancel()
        self.view, self.base, self.said, self.called = view, ids, empty, called
        self.of_view = None
        self.left, self._is_part = frozenset(), False
        if self.query.strip() and ids:
            self.ranker.ask(self.query, self._search)
        else:
            self._show(ids, cursor=self._place(at, ids), offset=None if at in ids else 0)

    # ---- what changes while it is open

    def marked(self, batch: MarkChange) -> None:
        """Hear of a mark of this reader: what it takes out of the view stays in the list."""
        self.left = list_state.after(batch, self.view, self.left)

    def agrees(self, total: int) -> bool:
        """Whether the list is what the view holds, of ``total`` papers, and what left it here."""
        if self._is_part or not list_state.is_looked_up(self.view):
            return True
        return len(self.base) == total + len(self.left)

    async def take_in(self) -> None:
        """List what the view holds by now.

        What another process added is taken in and what it took out goes; the paper under the
        cursor stays, on its line of the screen, and so does what left the view here.
        """
        while list_state.is_looked_up(self.view) and not self._is_part:
            listed = Listed(self.view, self.base, self.left, self.query, self._papers.current)
            try:
                fresh = await asyncio.to_thread(list_state.fresh, self._library, listed)
            except OctavoError:
                return  # its digest is gone, which whoever counts it tells
            await self.kept()  # a mark of one's own that was just read is to be known as such
            now = Listed(self.view, self.base, self.left, self.query, self._papers.current)
            if now != listed:
                continue  # the user was faster
            if fresh is not None:
                self.base, self.left, self.found = fresh
                shown = self.base if self.found is None else self.found.ids
                offset = self._papers.cursor - self._papers.top
                self._show(shown, cursor=self._place(listed.at, shown), offset=offset)
            return

    def filter(self, query: str) -> None:
        """List only what ``query`` means; all of the view where it is empty."""
        if query == self.query:
            return
        if not self.query.strip():
            self._left = self._papers.current
            self._in_sight = self._papers.in_sight
        self.query = query
        self.ranker.cancel()
        if query.strip():
            # Most answers come before the next frame is due; then there is but one to paint.
            # Those that would keep the loop waiting are found in a thread.
            found = self._library.search.find_within(query, self.base, _PATIENCE)
            if found is not None:
                self._answered(found)
                return
            if not self._library.search.is_ready and self.found is None:
                self._show(self._plainly(query), offset=0)
            self.ranker.ask(query, self._search)
        else:
            self.found = None
            # To the paper that was found; where nothing was, to the one that was left.
            current = self._papers.current
            self._show(self.base, cursor=self._place(current or self._left, self.base))

    def _plainly(self, query: str) -> list[int]:
        """Of the papers that were in sight those whose titles hold every word of ``query``.

        For the moment in which the index of titles is still being made.
        """
        # Imported here, as all that the first paint does without.
        from octavo_model.search.query import parse
        from octavo_model.text.fold import fold

        words = fold(parse(query).words).split()
        rows = (self._papers.row(paper_id) for paper_id in self._in_sight)
        return [row.id for row in rows if row and all(word in fold(row.shown) for word in words)]

    async def find_unread(self, step: int) -> int | None:
        """Where the next (1) or previous (-1) unread paper stands; the search wraps around."""
        ids, start = self._papers.ids, self._papers.cursor
        return await asyncio.to_thread(self._library.catalog.next_unread, ids, start, step)

    def neighbour(self, digests: Sequence[Digest], step: int) -> View | None:
        """The digest older (1) or newer (-1) than the open one, as the drawer lists them."""
        names = [one.name for one in digests]
        if self.view.kind is not ViewKind.DIGEST or self.view.digest not in names:
            return View.of_digest(names[0]) if names else None
        place = names.index(self.view.digest) + step
        return View.of_digest(names[place]) if 0 <= place < len(names) else None

    def title(self, digests: Sequence[Digest]) -> str:
        """What is shown, in words."""
        return self.called or view_label(self.view, digests, self.name_of(self.view.query))

    def _read(self, view: View, key: str) -> tuple[Sequence[int], int | None, SearchResult | None]:
        found = None
        if view.kind is ViewKind.QUERY:
            found = self._library.search.find(view.query or "", View.all())
        base = self._library.catalog.ids(view) if found is None else found.ids
        if not key:
            return base, None, found
        try:
            return base, self._library.catalog.resolve(key), found
        except OctavoError:
            return base, None, found

    def _search(self, query: str) -> SearchResult:
        return self._library.search.find(query, self.base)

    def _answered(self, found: SearchResult) -> None:
        self.found = found
        self._show(found.ids, offset=0)

    def _show(self, ids: Sequence[int], *, cursor: int = 0, offset: int | None = None) -> None:
        found = self.found
        matches = None if (found or self.of_view) is None else self._matches
        self._line.note = f"{len(ids)} of {len(self.base)}" if self.query.strip() else ""
        # Of what is being typed nothing is said as long as it finds something.
        self._line.problems = (
            ()
            if found is None
            else [one for one in found.problems if not (one.typing and found.ids)]
        )
        self._papers.show(ids, cursor=cursor, offset=offset, matches=matches, empty=self._empty())
        self._shown()

    def _matches(self, title: str) -> Sequence[tuple[int, int]]:
        # Imported here: it brings numpy, which the first paint must not wait for.
        from octavo_model.search.titles import highlight_ranges

        # A filter inside what a query found lights what it is looking for itself.
        found = self.found or self.of_view
        return highlight_ranges(found.highlights, title) if found is not None else ()

    def _place(self, paper_id: int | None, among: Sequence[int]) -> int:
        """Where a paper stands; the first place where there is none."""
        place = None if paper_id is None else self._library.search.position(paper_id, among)
        return place or 0

    def _empty(self) -> str:
        if self.query.strip():
            found = self.found
            why = found.why if found is not None and found.why else _LOOKING
            return "\n".join([*_told(found, why), "Esc clears the filter."])
        if self.view.kind is ViewKind.QUERY:
            found = self.of_view
            return "\n".join(_told(found, found.why if found is not None else _LOOKING))
        if self.view.is_suggested:
            return self.said
        if self.view.kind is ViewKind.STARRED:
            return "No stars yet: s stars a paper."
        if self.view.kind is ViewKind.UNREAD:
            return "Nothing unread. 1 lists all papers, d the digests."
        return "Nothing here. Import a digest: octavo page.txt"


async def _nothing() -> None:
    pass


def _told(found: SearchResult | None, why: str) -> list[str]:
    """Why a list is empty, and what of its query does nothing, as sentences."""
    said = [why, *(map(str, found.problems) if found is not None else ())]
    return [f"{one[:1].upper()}{one[1:].rstrip('?.')}{_end_of(one)}" for one in said if one]


def _end_of(sentence: str) -> str:
    return "?" if sentence.endswith("?") else "."
