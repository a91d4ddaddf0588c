"""What a command is: its keys, its words, and what it runs."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """What the user can ask the reader to do.

    Its name is in the settings. Its keys have commas between them, and a sequence of keys has
    spaces: ``g a``. It runs a method of a controller of the reading screen, ``panes.move(1)``, or
    an action of Textual, ``app.redraw`` or ``screen.quit``.

    Attributes:
        footer: A word for the footer. With a key of its own the command is always shown there, with
            a sequence while its first key waits for the next one.
        palette: Whether the palette offers it.
        needs_paper: Whether it waits for the filter, and does not run while the drawer has the
            focus.
        counted: What it runs after a number, with ``{}`` for that number; empty if it takes none.
        pane: ``drawer`` for a command whose keys mean it only there.
    """

    name: str
    keys: str
    title: str
    run: str
    group: str
    footer: str = ""
    palette: bool = True
    needs_paper: bool = False
    counted: str = ""
    pane: str = ""

    @property
    def target(self) -> str:
        """What it runs, without arguments: ``panes.move``."""
        return self.run.partition("(")[0]

    @property
    def action(self) -> str:
        """The Textual action that runs it."""
        return _action(self.run)

    def times(self, count: int) -> str:
        """Return the Textual action that runs it after the number ``count``."""
        return _action(self.counted.format(count))


def _action(run: str) -> str:
    target, bracket, arguments = run.partition("(")
    if target.startswith(("app.", "screen.")):
        return run.removeprefix("screen.")
    return f"do({target!r}, {arguments}" if bracket else f"do({target!r})"
