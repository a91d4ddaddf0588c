"""The papers that a full text cites: in the library or not, starred, added, as BibTeX."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from octavo_model.core.marks import Decision
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.geometry import NO, STAR, UNREAD

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from octavo_model import Paper
    from octavo_model.core.changes import MarkChange
    from octavo_model.fulltext.document import Reference
    from octavo_tui.controllers.deciding.marks import MarkController
    from octavo_tui.controllers.reading.full_text import FullTextController, OpenText


@dataclass(eq=False, repr=False)
class CitedController(Controller):
    """Knows which papers of the library the references of the open text are.

    They are looked up once for each text. ``add`` adds a paper by its arXiv id or DOI.
    """

    _text: FullTextController
    _marks: MarkController
    _add: Callable[[str], Awaitable[Paper | None]]
    _of: OpenText | None = field(default=None, init=False)
    _papers: Mapping[str, int] = field(default_factory=dict, init=False)
    """The papers of the library by the ids of references."""

    def text_changed(self) -> None:
        """Look up the references of another text."""
        text = self._text.current
        if text is None or text is self._of:
            return
        self._of, self._papers = text, {}
        if text.document.references:
            self._work.start(partial(self._match, text), "references")

    async def _match(self, text: OpenText) -> None:
        find = self._library.full_texts.cited.find
        found = await asyncio.to_thread(find, text.document.references)
        if self._of is text:
            self._papers = found
            await self._show_signs()

    def marked(self, change: MarkChange) -> None:
        """Show the new states of cited papers."""
        if not change.states.keys().isdisjoint(self._papers.values()):
            self._work.start(self._show_signs, "references")

    async def _show_signs(self) -> None:
        text, ids = self._of, list(self._papers.values())
        rows = await asyncio.to_thread(self._library.catalog.rows, ids)
        if self._of is not text:
            return  # other references have the same ids in another text
        by_paper = {row.id: row for row in rows if row is not None}
        signs = {}
        for name, paper in self._papers.items():
            row = by_paper.get(paper)
            if row is not None:
                said_no = row.verdict is not None and row.verdict.until is None
                signs[name] = STAR if row.starred else NO if said_no else UNREAD
        self._text.show_signs(signs)

    async def star(self, reference: Reference) -> None:
        """Star the paper of a reference; if the library lacks it, add it first."""
        paper = self._papers.get(reference.id)
        if paper is not None:
            await self.star_paper(paper)
            return
        text = reference.arxiv or reference.doi
        if text:
            self._work.start(partial(self._add_cited, reference, text), "add a cited paper")
        else:
            self._status.say("Not in your library, and its entry has no arXiv id or DOI to add")

    async def star_paper(self, paper_id: int) -> None:
        """Star a paper that need not be listed; if it is starred, unstar it."""
        (row,) = await asyncio.to_thread(self._library.catalog.rows, [paper_id])
        if row is not None:
            decision = Decision.UNSTAR if row.starred else Decision.STAR
            await self._marks.change([row.id], decision)

    async def _add_cited(self, reference: Reference, text: str) -> None:
        text_of = self._of
        added = await self._add(text)
        if added is None:
            return
        if self._of is text_of:
            self._papers = {**self._papers, reference.id: added.id}
        if not added.starred:
            await self.star_paper(added.id)
        await self._show_signs()

    async def bibtex(self, reference: Reference) -> str:
        """Return the BibTeX of a reference, of the library if that has the paper."""
        from octavo_model.export import bibtex
        from octavo_model.fulltext import references

        paper = await self.paper(reference)
        return references.bibtex(reference) if paper is None else bibtex.entry(paper)

    async def paper(self, reference: Reference) -> Paper | None:
        """Return the paper of the library that a reference is."""
        paper_id = self._papers.get(reference.id)
        if paper_id is None:
            return None
        papers = await asyncio.to_thread(lambda: list(self._library.catalog.papers([paper_id])))
        return papers[0] if papers else None
