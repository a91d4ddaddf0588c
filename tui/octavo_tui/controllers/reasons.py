"""What a search says about the papers that it found: why each is listed, and how many are left."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from octavo_tui.controllers.work_queue import Repeated

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from octavo_model import Library
    from octavo_model.core.views import Counts
    from octavo_model.search.query.nodes import Highlights
    from octavo_model.search.results import SearchResult
    from octavo_tui.controllers.work_queue import WorkQueue
    from octavo_tui.render.reasons import PageHighlights, Reason, Texts

_PAUSE = 0.15
"""Seconds between two counts of what a query found: a key that is held counts once."""


class Reasons:
    """Why the papers of a list match what was searched for."""

    # Imports are in the methods: they import numpy, which the first paint does without.

    def __init__(
        self, found: Callable[[], SearchResult | None], is_near: Callable[[int], bool]
    ) -> None:
        self._found = found
        self._is_near = is_near

    def of_row(self, paper_id: int, title: str, texts: Texts) -> Reason:
        """Return what to highlight in a row, and what to show beside its title."""
        from octavo_tui.render.reasons import row_reason

        return row_reason(self._highlights(paper_id), title, texts)

    def on_page(self, paper_id: int) -> PageHighlights | None:
        """Return what to highlight on the page of a listed paper; None without a query."""
        if self._found() is None:
            return None
        from octavo_tui.render.reasons import PageHighlights

        return PageHighlights(self._highlights(paper_id))

    def _highlights(self, paper_id: int) -> Highlights:
        from octavo_model.search.query.nodes import Highlights
        from octavo_tui.render.reasons import of_near

        found = self._found()
        if found is None:
            return Highlights()
        return of_near(found) if self._is_near(paper_id) else found.highlights


class BackgroundCount:
    """Counts what a query found in the background; marks that come fast are counted once."""

    def __init__(
        self,
        library: Library,
        work: WorkQueue,
        counted: Callable[[Sequence[int], Counts], None],
    ) -> None:
        self._library = library
        self._counted = counted
        self._papers: Sequence[int] = ()
        self._counter = Repeated(work, self._count, "counts")

    def count(self, papers: Sequence[int]) -> None:
        """Count ``papers``, and report them with their counts."""
        self._papers = papers
        self._counter.start()

    async def _count(self) -> None:
        papers = self._papers
        counts = await asyncio.to_thread(self._library.catalog.tally, papers)
        self._counted(papers, counts)
        await asyncio.sleep(_PAUSE)
