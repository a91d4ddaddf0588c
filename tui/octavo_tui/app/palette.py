"""What the palette offers, and how it is run; and the help, which leads there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_model.search.query.operators import examples
from octavo_tui.commands import APP, FIND, SYNONYMS
from octavo_tui.dialogs.help import HelpDialog
from octavo_tui.dialogs.palette import Palette, PaletteEntry
from octavo_tui.render.colours.themes import NAMES

if TYPE_CHECKING:
    from octavo_tui.app.screen import ReadingScreen
    from octavo_tui.app.theme_choice import ThemeChoice
    from octavo_tui.controllers.session import SessionSaver
    from octavo_tui.keys import Keymap

_MOST_RECENT = 12
"""Choices that are listed first the next time."""
_THEME, _QUERY = "theme:", "query:"
"""The starts of names of choices that are no commands."""


def open_palette(
    screen: ReadingScreen,
    keymap: Keymap,
    session: SessionSaver,
    themes: ThemeChoice,
    text: str = "",
) -> None:
    """Offer everything by its name, run what is chosen, and remember it in the session.

    ``text`` was typed before.
    """

    async def run(name: str | None) -> None:
        if name is None:
            return
        if name.startswith(_QUERY):
            screen.controllers.filter.open_with(name.removeprefix(_QUERY))
            return
        others = [one for one in session.session.recent.split() if one != name]
        session.change(recent=" ".join([name, *others][:_MOST_RECENT]))
        if name.startswith(_THEME):
            theme = name.removeprefix(_THEME)
            themes.choose(theme)
            screen.status.say(f"Theme: {theme}")
        else:
            await screen.run_action(keymap.by_name[name].action)

    offered = {
        one.name: PaletteEntry(
            one.group,
            one.title,
            keymap.shown(one.name),
            words=SYNONYMS.get(one.name, ""),
        )
        for one in keymap.commands
        if one.palette and one.pane in {"", "drawer", screen.controllers.panes.name}
    }
    offered |= _themes()
    for one in examples():
        offered[f"{_QUERY}{one.query}"] = PaletteEntry(
            FIND, f"{one.query}  {one.finds}", is_sentence=True
        )
    screen.app.push_screen(Palette(offered, session.session.recent.split(), text), run)


def _themes() -> dict[str, PaletteEntry]:
    return {
        f"{_THEME}{name}": PaletteEntry(
            APP, f"Theme: {name}, {what}", name=name, words="mode colours colors"
        )
        for name, what in NAMES.items()
    }


def open_help(screen: ReadingScreen, keymap: Keymap) -> None:
    """Show all keys; from there the palette is opened with what was typed."""
    pane, themes = screen.controllers.panes.name, tuple(_themes().values())
    help_ = HelpDialog(keymap, pane, screen.faults, themes)

    async def closed(chosen: str | None) -> None:
        if chosen is not None:
            await screen.run_action(f"app.command_palette({help_.text!r})")

    screen.app.push_screen(help_, closed)
