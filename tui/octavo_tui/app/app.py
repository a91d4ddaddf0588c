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
from octavo_tui.app.theme_choice import ThemeChoice
from octavo_tui.commands import COMMANDS
from octavo_tui.controllers.session import SessionSaver, initial_state
from octavo_tui.keys import Keymap, check_keys, own_commands
from octavo_tui.render.colours.terminals import TerminalKind, line_filters
from octavo_tui.render.colours.themes import TEXTUAL_CSS, css_variables
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
    from octavo_tui.controllers.fetching.sources import Sources
    from octavo_tui.terminal.background import BackgroundReported


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
    ``is_tour`` says that the library is that of the tour, whose marks are not saved.
    """

    TITLE = "Octavo"
    ENABLE_COMMAND_PALETTE = True
    CSS = TEXTUAL_CSS

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
        self.session = SessionSaver(session_path, settings_path, history_path)
        self.terminal = TerminalKind(ascii=settings.ascii)
        self._lines_of, self._lines = "", (*super().get_line_filters(), _SAFE_LINES)
        self.themes = ThemeChoice(self, self.session, settings.theme, self._ask_background)
        if self.themes.fault:
            faults.append(self.themes.fault)
        keys, key_faults = check_keys(settings.keys)
        own, own_faults = own_commands(settings.commands, keys)
        faults += key_faults + own_faults
        self._key_table = Keymap(keys, (*COMMANDS, *own))
        initial = initial_state(library, self.session.session, start)
        self.reading = ReadingScreen(
            library, settings, self._key_table, self.session, today, initial, sources
        )
        self._offer = offer
        self.wants_tour = False
        self._is_tour = is_tour
        if is_tour:
            text = "Tour: your marks here are not saved"
            self.reading.status.show_notice(self._key_table.hints(("quit", "quits"), text=text))
        self.reading.faults = tuple(map(visible, faults))
        if said:
            self.reading.status.say(said)

    def get_css_variables(self) -> dict[str, str]:
        """Return the variables of CSS: those of Textual, with solid colours, and the roles."""
        return {**super().get_css_variables(), **css_variables(self.current_theme.name)}

    def get_driver_class(self) -> type[Driver]:
        """Return the driver for this platform, changed to write less."""
        return short_output(super().get_driver_class())

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What every line passes before it is drawn; the last step makes it safe."""
        if self._lines_of != self.theme:
            textuals = super().get_line_filters()
            self._lines = (*line_filters(self.theme, self.terminal, textuals), _SAFE_LINES)
            self._lines_of = self.theme
        return self._lines

    def get_default_screen(self) -> ReadingScreen:
        """Return the reading screen; a second one below it would be laid out for nothing."""
        return self.reading

    async def on_mount(self) -> None:
        """Handle signals and the choice of a theme, and show what is wrong."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, partial(self.exit, return_code=128 + number))
        self.theme_changed_signal.subscribe(self, self._note_theme)
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())
        self._show_problems("Library", self._problems)
        self._show_problems("Import", self._notices)
        self._show_problems("Settings", self.reading.faults)
        self.call_after_refresh(share_heaps)
        self.call_after_refresh(self.themes.ask)
        if self._offer:
            self.call_after_refresh(self._offer_sources)

    async def _offer_sources(self) -> None:
        # Not if the reader was left meanwhile.
        if self.is_running and not self.return_code:
            await self.reading.controllers.adding.choose_sources()

    def _show_problems(self, title: str, faults: Sequence[str]) -> None:
        """Show ``faults`` in one message that does not cover the screen."""
        if not faults:
            return
        lines = [visible(fault) for fault in faults[:_MOST_SHOWN]]
        if len(faults) > _MOST_SHOWN:
            lines.append(f"and {len(faults) - _MOST_SHOWN} more")
        if title == "Settings" and (key := self._key_table.hint("help", "shows all")):
            lines.append(key)
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
        return self.reading.controllers.lists.ready

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
        keys = self._key_table
        self.reading.status.say(keys.hint("quit", "quits") or keys.hint("quit_now", "quits"))

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

    def action_command_palette(self, text: str = "") -> None:
        """Offer commands, themes and examples of queries by their names."""
        if self.reading.is_active:
            # Imported when needed: imports at the top delay the first paint.
            from octavo_tui.app.palette import open_palette

            open_palette(self.reading, self._key_table, self.session, self.themes, text)

    def action_keys(self) -> None:
        """Show all keys."""
        if self.reading.is_active:
            from octavo_tui.app.palette import open_help

            open_help(self.reading, self._key_table)

    def _note_theme(self, theme: Theme) -> None:
        self.themes.note(theme)
        self.reading.controllers.paper.remember()  # how rows look now

    def _ask_background(self) -> None:
        driver: Any = self._driver
        if self.terminal.is_deep and not self.is_headless:
            driver.ask_background()

    def on_background_reported(self, message: BackgroundReported) -> None:
        """Show the theme for the background of the terminal."""
        self.themes.answered(message)
