"""The application: theme, palette, signals. The rest is in the reading screen."""

from __future__ import annotations

import asyncio
import datetime as dt
import signal
import time
from functools import partial
from typing import TYPE_CHECKING, Any

from rich.console import Console
from textual.app import App
from textual.css.query import NoMatches
from textual.events import Key
from textual.worker import WorkerError

from octavo_model.text.clean import visible
from octavo_tui.app.screen import ReadingScreen
from octavo_tui.controllers.session import SessionSaver, initial_state
from octavo_tui.keys import Keymap, check_keys
from octavo_tui.render.themes import DARK, LIGHT, check_theme
from octavo_tui.terminal.driver import short_output
from octavo_tui.terminal.memory import share_heaps
from octavo_tui.widgets.base import SafeLines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path
    from threading import Event

    from rich.console import RenderableType
    from textual import events
    from textual.driver import Driver
    from textual.filter import LineFilter
    from textual.theme import Theme

    from octavo_model import Library, View
    from octavo_model.settings.settings import Settings
    from octavo_tui.controllers.fetch import Sources


_SAFE_LINES = SafeLines()
_MOST_SHOWN = 3
"""Faults shown in one message; the help shows all."""


def _today() -> dt.date:
    return dt.date(*time.localtime()[:3])  # called for every row: a date without a zone


def _cause(error: Exception) -> Exception:
    """Return the error itself, without the one that says that a worker met it."""
    return getattr(error, "error", error) if isinstance(error, WorkerError) else error


class OctavoApp(App[None]):
    """The reader of an open library, which the caller closes.

    Without ``start`` it goes on where it was left; queries are remembered in ``history_path``. The
    status line first shows ``said``. Messages over the screen show ``problems`` of the library,
    ``notices`` about imports, and ``faults`` in the settings, which the help shows too; a key
    removes them after ``readable`` seconds. ``offer`` starts with the choice of sources.
    ``is_tour`` says that the library is that of the tour, whose marks are not kept.
    """

    TITLE = "Octavo"
    ENABLE_COMMAND_PALETTE = True
    CSS = """
    ToastRack { margin-bottom: 2; }
    Toast { max-width: 80%; padding: 0 1; }
    """

    def __init__(
        self,
        library: Library,
        settings: Settings,
        *,
        settings_path: Path,
        session_path: Path,
        history_path: Path | None = None,
        start: View | None = None,
        said: str = "",
        notices: Iterable[str] = (),
        problems: Iterable[str] = (),
        faults: Iterable[str] = (),
        sources: Sources | None = None,
        offer: bool = False,
        is_tour: bool = False,
        today: Callable[[], dt.date] = _today,
        readable: float = 1.5,
    ) -> None:
        super().__init__()
        self._readable = readable
        self._notified = 0.0
        self._notices, self._problems, faults = list(notices), list(problems), list(faults)
        # A crash is reported on standard error, which is guarded, as plain text.
        self.error_console = Console(markup=False, highlight=False, stderr=True, color_system=None)
        self.register_theme(DARK)
        self.register_theme(LIGHT)
        self.session = SessionSaver(session_path, settings_path, history_path)
        fault = check_theme(settings.theme)
        if fault:
            faults.append(fault)
        chosen = self.session.session.theme
        if not chosen or check_theme(chosen):
            chosen = DARK.name if fault else settings.theme
        self._start_with(chosen)
        keys, key_faults = check_keys(settings.keys)
        faults += key_faults
        self._key_table = Keymap(keys)
        initial = initial_state(library, self.session.session, start)
        self.reading = ReadingScreen(
            library, settings, self._key_table, self.session, today, initial, sources
        )
        self._offer = offer
        self.wants_tour = False
        self._is_tour = is_tour
        if is_tour:
            self.reading.status.show_progress("Tour: your marks here are not saved · q quits")
        self.reading.faults = tuple(map(visible, faults))
        if said:
            self.reading.status.say(said)

    def _start_with(self, name: str) -> None:
        """Set the theme before anything is styled: the usual way would style all of it twice."""
        if name not in (DARK.name, LIGHT.name):
            self.theme = name  # a theme in the terminal's own colours sets more
            return
        self.set_reactive(App.theme, name)
        theme = self.current_theme
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(theme.dark, "-dark-mode", update=False)
        self.set_class(not theme.dark, "-light-mode", update=False)
        self.add_class(f"-theme-{name}", update=False)

    def get_driver_class(self) -> type[Driver]:
        """Return the driver for this platform, changed to write less."""
        return short_output(super().get_driver_class())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line passes before it is drawn; the last step makes it safe."""
        return (*super().get_line_filters(), _SAFE_LINES)

    def get_default_screen(self) -> ReadingScreen:
        """Return the reading screen; a second one below it would be laid out for nothing."""
        return self.reading

    async def on_mount(self) -> None:
        """Handle signals and the choice of a theme, and show what is wrong."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, partial(self.exit, return_code=128 + number))
        self.theme_changed_signal.subscribe(self, self._save_theme)
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())
        self._show_problems("Library", self._problems)
        self._show_problems("Import", self._notices)
        self._show_problems("Settings", self.reading.faults)
        self.call_after_refresh(share_heaps)
        if self._offer:
            self.call_after_refresh(self._offer_sources)

    def _offer_sources(self) -> None:
        # Not if the reader was left meanwhile.
        if self.is_running and not self.return_code:
            self.reading.fetch.choose_sources()

    def _show_problems(self, title: str, faults: Sequence[str]) -> None:
        """Show ``faults`` in one message that does not cover the screen."""
        if not faults:
            return
        lines = [visible(fault) for fault in faults[:_MOST_SHOWN]]
        if len(faults) > _MOST_SHOWN:
            lines.append(f"and {len(faults) - _MOST_SHOWN} more")
        key = self._key_table.shown("help")
        if title == "Settings" and key:
            lines.append(f"{key} shows all")
        self.notify("\n".join(lines), title=title, severity="warning", markup=False, timeout=8)

    def on_unmount(self) -> None:
        """Save the place."""
        self.session.close()

    @property
    def crash(self) -> Exception | None:
        """The unexpected error that ended the reader, if there was one."""
        error = self._exception
        return None if error is None else _cause(error)

    @property
    def ready_for_keys(self) -> Event:
        """Set once the reading screen is there and its list is read; keys wait until then."""
        return self.reading.lists.ready

    def fail(self, error: Exception) -> None:
        """End with ``error``, which another thread met."""
        self._handle_exception(error)

    def _handle_exception(self, error: Exception) -> None:
        """Ignore errors about missing widgets while the app exits: a screen may be half built."""
        if not (self._exit and isinstance(_cause(error), NoMatches)):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """End without Textual's own report: the caller reports `crash`."""
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """End without a report for errors that render themselves too, e.g. one in a style sheet."""
        if self.crash is None:
            super().panic(*renderables)
        else:
            self._close_messages_no_wait()

    def notify(self, *args: Any, **options: Any) -> None:
        """Show a message over the screen."""
        self._notified = time.monotonic()
        super().notify(*args, **options)

    async def on_event(self, event: events.Event) -> None:
        """Remove the message about the key before, unless letters of a filter are typed."""
        key = event.key if isinstance(event, Key) and not event.is_forwarded else ""
        is_typed = self.reading.focused is self.reading.line
        is_key = bool(key) and not (is_typed and isinstance(event, Key) and event.is_printable)
        if is_key:
            self.reading.status.age()
            if self._notified and time.monotonic() - self._notified >= self._readable:
                self._notified = 0.0
                self.clear_notifications()
        if not (key and await self._pressed(key)):
            await super().on_event(event)
        if is_key:
            self.reading.status.forget()

    async def _pressed(self, key: str) -> bool:
        """Run what a key means on the reading screen; return whether nothing else can run it."""
        reading = self.reading
        if not reading.is_active or reading.focused is reading.line:
            return False
        if await reading.keys.press(key):
            return True
        if key in self.active_bindings:
            return False
        reading.keys.refuse((key,))
        return True

    async def run_action(self, *args: Any, **options: Any) -> bool:
        """Run an action, and remove the message about the one before."""
        self.reading.status.age()
        done = await super().run_action(*args, **options)
        if done:
            self.reading.status.forget()
        return done

    def action_help_quit(self) -> None:
        """Say how to quit to users who press ctrl+c."""
        self.reading.status.say("q quits")

    def action_tour(self) -> None:
        """Leave for the tour; the caller, who sees ``wants_tour``, opens the reader again."""
        if self._is_tour:
            self.reading.status.say("This is the tour")
            return
        self.wants_tour = True
        self.exit()

    def action_redraw(self) -> None:
        """Redraw the screen, on which another program may have written."""
        self.refresh(layout=True)

    def action_command_palette(self) -> None:
        """Offer commands, themes and examples of queries by their names."""
        if self.reading.is_active:
            # Imported when needed: imports at the top delay the first paint.
            from octavo_tui.app.palette import open_palette

            open_palette(self, self._key_table, self.session, self.reading.filter.open_with)

    def _save_theme(self, theme: Theme) -> None:
        self.session.change(theme=theme.name)
