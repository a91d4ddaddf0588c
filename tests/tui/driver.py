"""Driving the reader in tests: the app on a library, seen from the chair."""

from __future__ import annotations

import datetime as dt
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from tests.tui.quick import handled, key_event
from textual.widgets import Input

from octavo_model import Library, Paths, View
from octavo_model.settings.session import Session, save
from octavo_model.settings.settings import Settings
from octavo_tui.app.app import OctavoApp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from textual.pilot import Pilot

    from octavo_model import PaperRow
    from octavo_tui.app.controllers import Controllers
    from octavo_tui.app.screen import ReadingScreen

TODAY = dt.date(2025, 11, 23)


def make_app(library: Library, paths: Paths, **options: Any) -> OctavoApp:
    """The app on ``library``; nothing becomes read or is fetched by itself unless asked for.

    A new one opens on the newest digest, unless it ``has_news`` in the Inbox.
    """
    if not options.pop("has_news", False):
        see_all(library, paths)
    quiet = Settings(read_after=0, read_on_open=False, fetch_automatically=False)
    options.setdefault("settings", quiet)
    return OctavoApp(
        library,
        options.pop("settings"),
        settings_path=paths.settings,
        session_path=paths.sessions / "0.json",
        history_path=paths.history,
        today=lambda: TODAY,
        **options,
    )


def see_all(library: Library, paths: Paths) -> None:
    """Note in the first session that the Inbox was seen: the reader opens on the newest digest."""
    path, digests = paths.sessions / "0.json", library.catalog.digests()
    if digests and not path.exists():
        save(path, Session(seen=max(one.id for one in digests), day=TODAY.toordinal()))


class Reader:
    """A reader at work, seen from the chair."""

    def __init__(self, pilot: Pilot[None], library: Library) -> None:
        self.pilot = pilot
        self.library = library

    @property
    def screen(self) -> ReadingScreen:
        assert isinstance(self.pilot.app, OctavoApp)
        return self.pilot.app.reading

    @property
    def controllers(self) -> Controllers:
        return self.screen.controllers

    async def settle(self) -> None:
        """Wait until everything asked for is done and painted."""
        await self.screen.idle()

    async def press(self, *keys: str) -> None:
        """Press keys one after another, each when the one before has done its work."""
        for key in keys:
            await self._send(key)
            await self.settle()

    async def type(self, text: str) -> None:
        for char in text:
            await self._send("space" if char == " " else char)
        await self.settle()

    async def _send(self, key: str) -> None:
        """Press a key, and wait for the messages that follow, not for the clock.

        A dialog and the filter do work that the reader does not count.
        """
        app = self.pilot.app
        if app.screen is not self.screen or self.screen.line.display:
            await self.pilot.press(key)
            return
        app.post_message(key_event(app, key))
        await handled(app)
        if app.is_running and (app.screen is not self.screen or self.screen.line.display):
            await self.pilot.pause()

    async def fill(self, field: str, text: str) -> None:
        """Put ``text`` into a field of the open dialog: faster than key by key."""
        found = self.pilot.app.screen.query_one(f"#{field}", Input)
        found.focus()
        found.value = text
        await self.pilot.pause()

    @property
    def row(self) -> PaperRow:
        current = self.screen.papers.current
        assert current is not None
        (row,) = self.library.catalog.rows([current])
        assert row is not None
        return row

    @property
    def focus(self) -> str | None:
        """Id of the widget that has the focus."""
        focused = self.screen.focused
        return None if focused is None else focused.id

    @property
    def title(self) -> str:
        return self.row.title

    @property
    def titles(self) -> list[str]:
        return [
            row.title
            for row in self.library.catalog.rows(self.screen.papers.ids)
            if row is not None
        ]

    @property
    def frame_titles(self) -> tuple[str, str]:
        """What the frame of the open dialog says above, and below."""
        frame = self.pilot.app.screen.query_one(".frame")
        return str(frame.border_title), str(frame.border_subtitle)

    @property
    def shown(self) -> list[str]:
        """The lines of the list as they are on screen."""
        papers = self.screen.papers
        return [papers.render_line(y).text.rstrip(" ▐") for y in range(papers.size.height)]

    @property
    def page(self) -> str:
        """The detail pane's text, in sight or not."""
        view = self.screen.view
        return "\n".join(
            view.render_row(index, view.row_width).text.strip() for index in range(view.line_count)
        ).replace("\u00a0", " ")

    @property
    def text(self) -> str:
        """The detail pane's words, however they are wrapped."""
        return " ".join(self.page.split())

    @property
    def said(self) -> str:
        return self.screen.status.message

    @property
    def status(self) -> str:
        return self.screen.status.render_line(0).text

    @property
    def place(self) -> str:
        """Where the cursor is in the list, as the status line says: ``2/12``."""
        return f"{self.screen.status.status.position}/{self.screen.status.status.shown}"

    def marks(self, view: View | None = None) -> tuple[int, int]:
        """How many papers are unread and how many starred, in the library itself."""
        counts = self.library.catalog.counts(view or View.all())
        return counts.undecided, counts.starred


@asynccontextmanager
async def reading(
    library: Library, paths: Paths, size: tuple[int, int] = (120, 40), **options: Any
) -> AsyncIterator[Reader]:
    """Run the reader without a terminal."""
    app = make_app(library, paths, **options)
    async with app.run_test(size=size) as pilot:
        reader = Reader(pilot, library)
        await reader.settle()
        yield reader
