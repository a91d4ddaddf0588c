"""What the reading screen does to take papers along: links, copies, exports."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on

from octavo_model import OctavoError
from octavo_tui.controllers.paper import AskingScreen
from octavo_tui.widgets.paper_view import PaperView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.worker import Worker

    from octavo_model import Link
    from octavo_model.export.writing import ExportFormat
    from octavo_tui.dialogs.export import ExportChoice

_LONGEST_COPY = 200_000
"""Characters; terminals and tmux drop what is longer, or stop for it."""


class TakingScreen(AskingScreen):
    """The lists, with links to open, texts to copy and files to write.

    Attributes:
        export: The export that was begun last.
    """

    export: Worker[None] | None = None

    # ---- links

    async def action_open_link(self) -> None:
        """Open the paper's address; where no browser can be, copy it."""
        await self.settled()
        paper = self.current_paper()
        if paper is not None:
            # Imported when wanted: what stands at the top delays the first paint.
            from octavo_model.core.links import best_link

            await self._open(best_link(paper))

    async def action_open_pdf(self) -> None:
        """Open the paper's PDF, where one is known."""
        await self.settled()
        paper = self.current_paper()
        if paper is None:
            return
        from octavo_model.core.links import pdf

        link = pdf(paper)
        if link is None:
            self.status.say("no PDF of this paper is known; O shows its links")
        else:
            await self._open(link)

    async def action_choose_link(self) -> None:
        """Ask which of the paper's links to open."""
        await self.settled()
        paper = self.current_paper()
        if paper is not None:
            from octavo_model.core.links import links_of_paper
            from octavo_tui.dialogs.paper import LinkDialog

            self.app.push_screen(LinkDialog(links_of_paper(paper)), self._take_link)

    async def _take_link(self, taken: tuple[str, Link] | None) -> None:
        if taken is None:
            return
        how, link = taken
        if how == "copy":
            await self._copy(("link", link.url))
        else:
            await self._open(link)

    @on(PaperView.LinkClicked)
    async def _link_clicked(self, event: PaperView.LinkClicked) -> None:
        event.stop()
        from octavo_model.core.links import link_to

        link = link_to(event.url)
        if link is not None:
            await self._open(link)

    async def _open(self, link: Link) -> None:
        from octavo_tui.terminal.desktop import can_open, copy, open_address

        if not can_open():
            said = await copy(self.app, link.url)
            self.status.say(f"no browser; {said}: {link.url}")
            return
        try:
            await asyncio.to_thread(open_address, link.url)
        except (OSError, ValueError) as error:
            self.status.say(f"not opened: {error}", error=True)
        else:
            self.status.say("asked the browser to open", link.label)

    # ---- copies

    async def action_copy(self) -> None:
        """Ask what to copy, and copy it."""
        await self.settled()
        paper = self.current_paper()
        if paper is not None:
            from octavo_tui.dialogs.paper import CopyDialog

            self.app.push_screen(CopyDialog(paper), self._copy)

    async def _copy(self, taken: tuple[str, str] | None) -> None:
        if taken is not None:
            from octavo_tui.terminal.desktop import copy

            name, text = taken
            said = await copy(self.app, text)
            if name in {"title", "citation"}:
                self.status.say(said, text)
            else:
                self.status.say(f"{said}: {text if name == 'link' else name}")

    # ---- exports

    async def action_export(self) -> None:
        """Ask how to export what is listed, or the paper; the paper where that has the focus."""
        await self.settled()
        paper, ids = self.current_paper(), self.papers.ids
        if paper is None or not ids:
            self.status.say("nothing is listed that could be exported")
            return
        from octavo_tui.dialogs.export import ExportDialog
        from octavo_tui.render.labels import plural

        title = self.browsing.title(self._digests)
        query = self.browsing.query.strip()
        label = f"{title} {query}".strip()
        names = await asyncio.to_thread(_names, label, paper.title)
        filtered = f", filtered by “{query}”" if query else ""
        whats = (f"{plural(len(ids), 'paper')}, {title}{filtered}", paper.title)
        screen = ExportDialog(whats, names, only_paper=self.pane is self.view)
        self.app.push_screen(screen, partial(self._begin_export, ids, paper.id))

    def _begin_export(self, ids: Sequence[int], paper_id: int, wish: ExportChoice | None) -> None:
        if wish is not None:
            wanted = [paper_id] if wish.only_paper else ids
            work = (
                self._copy_export(wanted, wish.format)
                if wish.file is None
                else self._write_export(wanted, wish.format, wish.file)
            )
            self.export = self.run_worker(work, name="export")

    async def _write_export(self, ids: Sequence[int], how: ExportFormat, name: str) -> None:
        from octavo_model.export.writing import save
        from octavo_tui.render.labels import plural

        def write() -> Path:
            # The name is the user's own: it may lead anywhere they can write.
            path = Path(name).expanduser()
            save(path, how.pieces(self.library.catalog.papers(ids)))
            return path.absolute()

        self.status.show_progress("exporting")
        try:
            path = await asyncio.to_thread(write)
        except (OctavoError, OSError, RuntimeError) as error:
            self.status.say(f"not exported: {error}", error=True)
        else:
            told = f"{plural(len(ids), 'paper')} as {how.title}:\n{path}"
            self.app.notify(told, title="Exported", markup=False)
        finally:
            self.status.show_progress("")

    async def _copy_export(self, ids: Sequence[int], how: ExportFormat) -> None:
        from octavo_tui.render.labels import plural
        from octavo_tui.terminal.desktop import copy

        def text() -> str | None:
            parts, length = [], 0
            for piece in how.pieces(self.library.catalog.papers(ids)):
                parts.append(piece)
                length += len(piece)
                if length > _LONGEST_COPY:
                    return None
            return "".join(parts)

        try:
            found = await asyncio.to_thread(text)
        except OctavoError as error:
            self.status.say(f"not exported: {error}", error=True)
            return
        if found is None:
            self.status.say("too much for a clipboard; write a file", error=True)
        else:
            said = await copy(self.app, found)
            self.status.say(f"{said}: {plural(len(ids), 'paper')} as {how.title}")


def _names(listed: str, title: str) -> dict[tuple[bool, str], str]:
    """Free names for files in the current folder, as `ExportDialog` takes them."""
    from octavo_model.export.writing import FORMATS, free_name

    return {
        (only_paper, one.name): free_name(Path(), label, one.suffix)
        for only_paper, label in ((False, listed), (True, title))
        for one in FORMATS
    }
