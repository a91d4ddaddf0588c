"""What the palette offers, and how it is run: commands, themes and examples of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from octavo_model.search.query.operators import examples
from octavo_tui.commands import APP, FIND
from octavo_tui.dialogs.palette import Palette, PaletteEntry
from octavo_tui.render.colours.themes import NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App

    from octavo_tui.app.theme_choice import ThemeChoice
    from octavo_tui.controllers.session import SessionSaver
    from octavo_tui.keys import Keymap

_MOST_RECENT = 12
"""Choices that are listed first the next time."""
_THEME, _QUERY = "theme:", "query:"
"""The starts of names of choices that are no commands."""


def open_palette(
    app: App[Any],
    keymap: Keymap,
    session: SessionSaver,
    themes: ThemeChoice,
    open_filter: Callable[[str], None],
) -> None:
    """Offer everything by its name, run what is chosen, and remember it in the session."""

    async def run(name: str | None) -> None:
        if name is None:
            return
        if name.startswith(_QUERY):
            open_filter(name.removeprefix(_QUERY))
            return
        others = [one for one in session.session.recent.split() if one != name]
        session.change(recent=" ".join([name, *others][:_MOST_RECENT]))
        if name.startswith(_THEME):
            themes.choose(name.removeprefix(_THEME))
        else:
            await app.screen.run_action(keymap.by_name[name].action)

    offered = {
        one.name: PaletteEntry(one.group, one.title, keymap.shown(one.name))
        for one in keymap.commands
        if one.palette
    }
    for name, what in NAMES.items():
        offered[f"{_THEME}{name}"] = PaletteEntry(APP, f"Theme: {name}, {what}")
    for one in examples():
        offered[f"{_QUERY}{one.query}"] = PaletteEntry(
            FIND, f"{one.query}  {one.finds}", is_sentence=True
        )
    app.push_screen(Palette(offered, session.session.recent.split()), run)
