"""What the reading screen asks of the user on screens of their own, and what it fetches."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_tui.controllers.saved_views import ViewsScreen

if TYPE_CHECKING:
    from threading import Event

    from textual.worker import Worker

    from octavo_model import Paper
    from octavo_tui.controllers.fetch import Fetching, Sources


class AskingScreen(ViewsScreen):
    """The lists, with sources, revisions and papers that may be the same.

    Attributes:
        sources: What can be fetched from; None for nothing.
        fetch: The fetch that was begun last.
        finishing: What finishes imports that were cut off.
    """

    sources: Sources | None = None
    fetch: Worker[None] | None = None
    finishing: Worker[None] | None = None
    _fetching: Fetching | None = None

    async def action_revision(self) -> None:
        """Show what an abstract said before it was revised."""
        await self.settled()
        paper = self.current_paper()
        if paper is None:
            return
        earlier = [
            one
            for one in (self.library.catalog.editions(paper.id) if paper.earlier else ())
            if one.version < (paper.version or 0)
        ]
        if not earlier:
            self.status.say("no earlier version is known to read differently")
            return
        from octavo_tui.dialogs.paper import RevisionDialog

        self.app.push_screen(RevisionDialog(paper, earlier[0]))

    async def action_merge(self) -> None:
        """Ask whether another paper, of this title or with this abstract, is the same one."""
        await self.settled()
        paper = self.current_paper()
        if paper is None:
            return
        if paper.same_title:
            self._ask_to_merge(paper, list(self.library.catalog.papers(paper.same_title)))
            return
        self.status.say("looking for this work under other titles ...")
        self.suggested = self.run_worker(self._look_for(paper), name="the same work")

    async def _look_for(self, paper: Paper) -> None:
        """Ask about papers of other titles that say the same."""
        progress = self.counting()

        def find() -> list[Paper]:
            return list(
                self.library.catalog.papers(
                    self.library.recommendations.possible_duplicates(paper.id, progress)
                )
            )

        others = await asyncio.to_thread(find)
        if self.app.screen is not self or self.papers.current != paper.id:
            return
        if others:
            self.status.say("")
            self._ask_to_merge(paper, others)
        else:
            self.status.say("no other paper has this title or abstract")

    def _ask_to_merge(self, paper: Paper, others: list[Paper]) -> None:
        from octavo_tui.dialogs.paper import MergeDialog

        self.app.push_screen(MergeDialog(paper, others), partial(self._merge, paper.id))

    async def _merge(self, paper_id: int, other: int | None) -> None:
        if other is None:
            return
        try:
            left = await asyncio.to_thread(self.library.marks.merge, paper_id, other)
        except OctavoError as error:
            self.status.say(str(error), error=True)
            return
        (key,) = self.library.catalog.keys([left])
        offset = self.papers.cursor - self.papers.top
        browsing = self.browsing
        await self.open_view(browsing.view, key=key or "", offset=offset, query=browsing.query)
        self.show_paper(top=0)
        self.status.say("one paper now, with all that both had")

    # ---- unfinished imports

    async def finish_imports(self, left: Event) -> None:
        """Finish imports that were cut off, in the background, until the reader is ``left``."""
        library, loop = self.library, asyncio.get_running_loop()
        if not await asyncio.to_thread(library.unfinished):
            return
        known = library.problems

        def progress(done: int, total: int) -> None:
            of = f" of {total:,}" if total else ""
            loop.call_soon_threadsafe(self.status.show_progress, f"indexing papers: {done:,}{of}")

        self.status.show_progress("indexing papers")
        try:
            await asyncio.to_thread(library.finish, progress, cancelled=left.is_set)
        except OctavoError as error:
            self.status.say(str(error), error=True)
        finally:
            self.status.show_progress("")
        for one in library.problems:
            if one not in known:
                self.app.notify(one, title="Library", severity="warning", markup=False, timeout=12)
        await self.look_at_others()

    # ---- fetching

    async def action_fetch(self) -> None:
        """Fetch from all sources in the background; while one is under way, stop it."""
        if self.sources is None:
            self.status.say("this reader has no sources")
        elif self._fetching is not None and self._fetching.is_running:
            self._fetching.stop()
            self.status.say("stopping")
        elif await asyncio.to_thread(self.sources.all):
            self.fetch = self.run_worker(self._fetch(self.sources), name="fetch")
        else:
            self.action_sources()

    def action_sources(self) -> None:
        """Ask what to fetch from."""
        if self.sources is None:
            self.status.say("this reader has no sources")
            return
        from octavo_tui.dialogs.source_picker import SourcePicker

        self.app.push_screen(SourcePicker(self.action_help), self._add_sources)

    async def _add_sources(self, targets: list[str] | None) -> None:
        if targets and self.sources is not None:
            try:
                await asyncio.to_thread(self.sources.add, targets)
            except OctavoError as error:
                self.status.say(str(error), error=True)
            else:
                await self.action_fetch()

    async def _fetch(self, sources: Sources) -> None:
        from octavo_tui.controllers.fetch import Fetching

        self._fetching = Fetching(self.library, sources, self.status.show_progress)
        try:
            told = await self._fetching.run()
        except OctavoError as error:
            self.status.say(str(error), error=True)
        else:
            await self.look_at_others()
            self.status.say(told)
