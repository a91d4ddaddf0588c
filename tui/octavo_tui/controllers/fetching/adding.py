"""Choosing sources, and adding papers and files by hand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from octavo_model import OctavoError, View
from octavo_model.text.clean import visible
from octavo_tui.controllers.work_queue import Controller, ReaderLeftError
from octavo_tui.render.labels import plural

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from octavo_model import Paper
    from octavo_model.core.parsed import ImportReport
    from octavo_tui.controllers.fetching.fetch import FetchController
    from octavo_tui.controllers.fetching.sources import Sources
    from octavo_tui.dialogs.source_picker import Picked, Schedule

_FIRST = ("daily-papers",)
"""What is picked where no source exists."""
_IS_TOUR = "The tour has its own library: quit it first"


class _Prompt(NamedTuple):
    """The title of a dialog, what can be typed, and what enter does."""

    title: str
    note: str
    verb: str


_PROMPTS = {
    "": _Prompt("Add papers", "An arXiv id, DOI, address or title; or a file or folder", "adds"),
    "paper": _Prompt("Add a paper", "Its arXiv id, DOI, address or title", "adds it"),
    "file": _Prompt("Import", "A file or folder, e.g. ~/Downloads/library.bib", "imports it"),
    "feed": _Prompt("Add a feed", "Its address: RSS, Atom or JSON", "adds it and fetches"),
    "liked": _Prompt(
        "Papers you like",
        "A .bib, .ris or .csv file, e.g. a Zotero export: recommendations start from it",
        "imports it",
    ),
}


def _fine(_text: str) -> str:
    return ""


def _file_problem(text: str) -> str:
    try:
        is_there = Path(text).expanduser().exists()
    except (OSError, RuntimeError, ValueError):  # too long, no such home
        is_there = False
    return "" if is_there else f"No such file or folder: {visible(text)}"


def _feed_problem(text: str) -> str:
    from octavo_model.sources.urls import check_url

    try:
        check_url(text)
    except OctavoError as error:
        return str(error)
    return ""


_CHECKS = {"file": _file_problem, "liked": _file_problem, "feed": _feed_problem}
"""What keeps the dialog open."""


@dataclass(eq=False, repr=False)
class AddController(Controller):
    """Asks what to fetch from, and adds what the user names.

    ``open`` lists a view.
    """

    _sources: Sources | None
    _fetch: FetchController
    _open: Callable[[View], Awaitable[None]]

    async def choose_sources(self) -> None:
        """Ask what to fetch from."""
        if self._sources is None:
            self._status.say(_IS_TOUR)
            return
        known = [one.target for one in await asyncio.to_thread(self._sources.all)]
        targets = [part for target in known for part in target.split("+")]
        self._pick(self._sources, () if known else _FIRST, targets)

    def _pick(self, sources: Sources, picked: tuple[str, ...], known: list[str]) -> None:
        from octavo_tui.dialogs.source_picker import ScheduleDialog, SourcePicker

        app = self._screen.app

        async def chosen(choice: Picked | None) -> None:
            if choice is None:
                return
            if choice.other == "tour":
                await app.run_action("tour")
            elif choice.other:
                self.ask(choice.other, partial(self._pick, sources, choice.targets, known))
            else:
                app.push_screen(ScheduleDialog(), partial(scheduled, choice))

        def scheduled(choice: Picked, schedule: Schedule | None) -> None:
            if schedule is None:
                self._pick(sources, choice.targets, known)
            else:
                job = partial(self._add_sources, sources, choice.targets, schedule)
                self._work.start(job, "new sources")

        app.push_screen(SourcePicker(picked, known), chosen)

    async def _add_sources(
        self, sources: Sources, targets: tuple[str, ...], schedule: Schedule
    ) -> None:
        every, is_automatic = schedule.every, schedule.is_automatic
        try:
            await asyncio.to_thread(sources.add, targets, every, is_automatic=is_automatic)
        except OctavoError as error:
            self._status.say(str(error), error=True)
            return
        self._fetch.is_automatic = is_automatic
        await self._fetch.fetch_added()

    def ask(self, kind: str = "", back: Callable[[], None] = lambda: None) -> None:
        """Ask for a paper, file or feed, and add it; without an answer, go ``back``."""
        sources = self._sources
        if sources is None:
            self._status.say(_IS_TOUR)
            return
        from octavo_tui.dialogs.ask import AskDialog

        def add(text: str | None) -> None:
            if text:
                self._work.start(partial(self._add, sources, kind, text), "add")
            else:
                back()

        self._screen.app.push_screen(AskDialog(*_PROMPTS[kind], _CHECKS.get(kind, _fine)), add)

    async def _add(self, sources: Sources, kind: str, text: str) -> None:
        path = Path(text).expanduser()
        try:
            if kind == "feed":
                await asyncio.to_thread(sources.add_feed, text)
                await self._fetch.fetch_added()
            elif kind in {"file", "liked"} or (not kind and await asyncio.to_thread(path.exists)):
                await self._import(path, is_liked=kind == "liked")
            else:
                await self._add_paper(sources, text)
        except OctavoError as error:
            self._status.say(str(error), error=True)
        except ReaderLeftError:
            return  # the next start finishes the import
        finally:
            self._status.show_progress("")

    async def _import(self, path: Path, *, is_liked: bool) -> None:
        what = f"Importing {path.name}"
        self._status.show_progress(what)
        progress = self._counting(what)
        run = partial(self._library.imports.import_path, path, progress=progress)
        results = await asyncio.to_thread(run)
        errors = [one for one in results if isinstance(one, OctavoError)]
        await self._show([one for one in results if not isinstance(one, OctavoError)])
        if errors:
            more = f"; {len(errors) - 1} more failed" if len(errors) > 1 else ""
            self._status.say(f"{errors[0]}{more}", error=True)
        elif is_liked:
            reports = [one for one in results if not isinstance(one, OctavoError)]
            # Another interest of this name stays.
            add = partial(self._library.interests.add_imported, path.stem, reports, replace=False)
            name = (await asyncio.to_thread(add)).name
            papers = plural(sum(one.papers for one in reports), "paper")
            said = f"{papers} imported; recommendations start from them"
            self._status.say(said if name == path.stem else f"{said}, as {visible(name)}")

    async def _add_paper(self, sources: Sources, text: str) -> None:
        self._status.show_progress(f"Looking for {visible(text)}")
        paper = await asyncio.to_thread(sources.add_paper, self._library, text)
        if isinstance(paper, OctavoError):
            raise paper
        from octavo_model.library.adding import AddedPaper

        if not isinstance(paper, AddedPaper):
            await self._show([paper])
            return
        if paper.digest is not None:
            await self._open(View.of_digest(paper.digest))
        said = "Already in the library" if paper.is_known else "Added"
        later = "no details yet: the next fetch asks" if paper.is_untitled else ""
        self._status.say(said, paper.paper.shown, keys=later)

    async def add_cited(self, text: str) -> Paper | None:
        """Add a paper by an arXiv id or DOI, without opening its list; None if that failed."""
        if self._sources is None:
            self._status.say(_IS_TOUR)
            return None
        self._status.show_progress(f"Looking for {visible(text)}")
        try:
            added = await asyncio.to_thread(self._sources.add_paper, self._library, text)
        except OctavoError as error:
            added = error
        finally:
            self._status.show_progress("")
        from octavo_model.library.adding import AddedPaper

        if isinstance(added, AddedPaper):
            return added.paper
        if isinstance(added, OctavoError):
            self._status.say(str(added), error=True)
        return None

    async def _show(self, reports: list[ImportReport]) -> None:
        """Open the first digest of an import, and say how much is new."""
        digests = [one for one in reports if one.digest is not None]
        if not digests or digests[0].digest is None:
            self._status.say("No papers in it; nothing imported")
            return
        await self._open(View.of_digest(digests[0].digest))
        new = sum(one.new for one in digests)
        papers = plural(sum(one.papers for one in digests), "paper")
        self._status.say(f"✓ {papers}, {new:,} new" if new else "Already imported")
