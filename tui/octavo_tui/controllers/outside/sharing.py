"""Takes papers out of the reader: links, copies, exports."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from octavo_model import OctavoError
from octavo_tui.controllers.work_queue import Controller
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from octavo_model import Link, Paper
    from octavo_model.export.writing import ExportFormat
    from octavo_tui.controllers.deciding.selection import SelectionController
    from octavo_tui.controllers.panes import PaneController
    from octavo_tui.controllers.paper_list import PaperListController
    from octavo_tui.dialogs.export import ExportChoice

_LONGEST_COPY = 200_000
"""Characters; terminals and tmux drop what is longer, or stop for it."""
_MOST_COPIED = 2_000
"""Papers whose texts are made for a choice of what to copy."""
_TOO_LONG = "Too long to copy; export to a file instead"


@dataclass(eq=False, repr=False)
class SharingController(Controller):
    """Opens links, copies texts and writes files.

    ``settled`` waits until the list shows what the filter finds; ``paper`` returns the paper that
    keys are about.
    """

    _papers: PaperListController
    _selection: SelectionController
    _panes: PaneController
    _settled: Callable[[], Awaitable[None]]
    _paper: Callable[[], Paper | None]

    async def open_link(self) -> None:
        """Open the paper's address; without a browser, copy it."""
        paper = self._paper()
        if paper is not None:
            # Imported when wanted: what is imported at the top delays the first paint.
            from octavo_model.core.links import best_link

            await self._open(best_link(paper))

    def choose_link(self) -> None:
        """Ask which of the paper's links to open."""
        paper = self._paper()
        if paper is not None:
            from octavo_model.core.links import links_of_paper
            from octavo_tui.dialogs.paper import LinkDialog

            self._screen.app.push_screen(LinkDialog(links_of_paper(paper)), self._take_link)

    async def _take_link(self, taken: tuple[str, Link] | None) -> None:
        if taken is not None:
            how, link = taken
            await (self._copy(("link", link.url)) if how == "copy" else self._open(link))

    async def open_url(self, url: str) -> None:
        """Open a link of the paper that was clicked."""
        from octavo_model.core.links import link_to

        link = link_to(url)
        if link is not None:
            await self._open(link)

    async def _open(self, link: Link) -> None:
        from octavo_tui.terminal.desktop import can_open, copy, open_address

        if not can_open():
            result = await copy(self._screen.app, link.url)
            self._status.say(f"No browser; {result}: {link.url}")
            return
        try:
            await asyncio.to_thread(open_address, link.url)
        except (OSError, ValueError) as error:
            self._status.say(f"Could not open: {error}", error=True)
        else:
            self._status.say("Opened in the browser", link.label)

    async def copy(self) -> None:
        """Ask what to copy of the selected papers, or that under the cursor, and copy it."""
        ids, paper = self._selected(), self._paper()
        if len(ids) > _MOST_COPIED:
            self._status.say(_TOO_LONG, error=True)
        elif paper is not None:
            from octavo_tui.dialogs.paper import CopyDialog

            catalog = self._library.catalog
            papers = await asyncio.to_thread(lambda: list(catalog.papers(ids))) if ids else [paper]
            self._screen.app.push_screen(CopyDialog(*papers), self._copy)

    def _selected(self) -> list[int]:
        """Return the selected papers: none while the full text of one is read."""
        return [] if self._panes.is_in_text else self._selection.papers()

    async def _copy(self, taken: tuple[str, str] | None) -> None:
        if taken is not None:
            await self.copy_text(*taken)

    async def copy_text(self, name: str, text: str) -> None:
        """Copy a text, and say what it is."""
        from octavo_tui.terminal.desktop import copy

        if len(text) > _LONGEST_COPY:
            self._status.say(_TOO_LONG, error=True)
            return
        result = await copy(self._screen.app, text)
        if name in {"title", "citation"}:
            self._status.say(result, text)
        else:
            self._status.say(f"{result}: {text if name == 'link' else name}")

    async def export(self) -> None:
        """Ask how to export what is selected, else listed, or the paper if that has the focus."""
        await self._settled()
        papers, paper, selected = self._papers, self._paper(), self._selected()
        ids = selected or papers.papers.ids
        if paper is None:
            self._status.say("Nothing to export")
            return
        from octavo_tui.dialogs.export import ExportDialog

        query = papers.query.strip()
        label = f"{papers.view.digest or papers.title} {query}".strip()
        names = await asyncio.to_thread(_names, label, paper.title)
        filtered = f", filtered by “{query}”" if query else ""
        what = "selected" if selected else f"{papers.title}{filtered}"
        choices = (f"{plural(len(ids), 'paper')}, {what}", paper.title)
        # Near matches are looked at, and taken one by one.
        only_paper = not selected and (self._panes.is_reading or not ids)
        screen = ExportDialog(choices, names, only_paper=only_paper)
        self._screen.app.push_screen(screen, partial(self._start_export, ids, paper.id))

    def _start_export(self, ids: Sequence[int], paper_id: int, wish: ExportChoice | None) -> None:
        if wish is not None:
            wanted = [paper_id] if wish.only_paper else ids
            if not wanted:
                self._status.say("Nothing to export: no paper matches in full")
                return
            work = (
                partial(self._copy_export, wanted, wish.format)
                if wish.file is None
                else partial(self._write_export, wanted, wish.format, wish.file)
            )
            self._work.start(work, "export")

    async def _write_export(self, ids: Sequence[int], how: ExportFormat, name: str) -> None:
        from octavo_model.export.writing import save

        def write() -> Path:
            # The name is the user's own: it may lead anywhere they can write.
            path = Path(name).expanduser()
            save(path, how.pieces(self._library.catalog.papers(ids)))
            return path.absolute()

        self._status.show_progress("exporting")
        try:
            path = await asyncio.to_thread(write)
        except (OctavoError, OSError, RuntimeError) as error:
            self._status.say(f"Could not export: {error}", error=True)
        else:
            text = f"{plural(len(ids), 'paper')} as {how.title}:\n{path}"
            self._screen.app.notify(text, title="Exported", markup=False)
        finally:
            self._status.show_progress("")

    async def _copy_export(self, ids: Sequence[int], how: ExportFormat) -> None:
        from octavo_tui.terminal.desktop import copy

        def text() -> str | None:
            parts, length = [], 0
            for part in how.pieces(self._library.catalog.papers(ids)):
                parts.append(part)
                length += len(part)
                if length > _LONGEST_COPY:
                    return None
            return "".join(parts)

        try:
            exported = await asyncio.to_thread(text)
        except OctavoError as error:
            self._status.say(f"Could not export: {error}", error=True)
            return
        if exported is None:
            self._status.say(_TOO_LONG, error=True)
        else:
            result = await copy(self._screen.app, exported)
            self._status.say(f"{result}: {plural(len(ids), 'paper')} as {how.title}")


def _names(listed: str, title: str) -> dict[tuple[bool, str], str]:
    """Free names for files in the current folder, as `ExportDialog` takes them."""
    from octavo_model.export.writing import FORMATS, free_name

    return {
        (only_paper, one.name): free_name(Path(), label, one.suffix)
        for only_paper, label in ((False, listed), (True, title))
        for one in FORMATS
    }
