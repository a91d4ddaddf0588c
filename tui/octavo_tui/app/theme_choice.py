"""The theme that was chosen, and the one that ``auto`` is on this terminal."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual.app import App

from octavo_tui.render.colours.roles import luminance
from octavo_tui.render.colours.themes import (
    AUTO,
    DARK,
    LIGHT,
    OTHERS,
    OURS,
    check_theme,
    current_name,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.theme import Theme

    from octavo_tui.controllers.session import SessionSaver
    from octavo_tui.terminal.background import BackgroundReported

_PATIENCE = 0.1
"""Seconds after which an answer changes only the next start: colours should not change late."""
_MIDDLE = 0.18
"""The luminance from which on a background is light: black and white contrast the same with it."""


class ThemeChoice:
    """Sets the theme of ``app``: the one of the session, else the ``setting``.

    ``fault`` is what is wrong with the setting. ``ask`` asks the terminal for its background.
    """

    def __init__(
        self, app: App[None], saver: SessionSaver, setting: str, ask: Callable[[], object]
    ) -> None:
        self._app, self._saver, self._ask = app, saver, ask
        self._asked = 0.0
        self.fault = check_theme(setting)
        chosen = saver.session.theme
        if not chosen or check_theme(chosen):
            chosen = AUTO if self.fault else setting
        self.chosen = current_name(chosen)
        for name in app.available_themes.keys() - OTHERS.keys():
            app.unregister_theme(name)
        for theme, _ in OURS.values():
            app.register_theme(theme)
        self._start()

    def _start(self) -> None:
        """Set the theme before anything is styled: the usual way would style all of it twice."""
        app, name = self._app, self.shown
        app.set_reactive(App.theme, name)
        is_dark = app.current_theme.dark
        app.stylesheet.set_variables(app.get_css_variables())
        app.set_class(is_dark, "-dark-mode", update=False)
        app.set_class(not is_dark, "-light-mode", update=False)
        app.add_class(f"-theme-{name}", update=False)

    @property
    def shown(self) -> str:
        """The name of the theme to show; for ``auto`` the one that fitted the terminal last."""
        if self.chosen != AUTO:
            return self.chosen
        return LIGHT.name if self._saver.session.background == "light" else DARK.name

    def choose(self, name: str) -> None:
        """Show a theme, and save the choice."""
        self.chosen = name
        self._saver.change(theme=name)
        self._app.theme = self.shown
        self.ask()

    def note(self, theme: Theme) -> None:
        """Save ``theme``, which is shown now, as the choice, unless ``auto`` made it."""
        if theme.name != self.shown:
            self.chosen = theme.name
            self._saver.change(theme=theme.name)

    def ask(self) -> None:
        """Ask the terminal for its background if the theme depends on it."""
        if self.chosen == AUTO:
            self._asked = time.monotonic()
            self._ask()

    def answered(self, message: BackgroundReported) -> None:
        """Save whether the terminal is light, and show the theme for it, unless it came late."""
        is_light = luminance(message.rgb) > _MIDDLE
        self._saver.change(background="light" if is_light else "dark")
        if self.chosen == AUTO and message.time - self._asked <= _PATIENCE:
            self._app.theme = self.shown
