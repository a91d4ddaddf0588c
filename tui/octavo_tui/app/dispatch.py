"""From keys to commands: sequences, numbers before a command, and an answer to every key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from octavo_tui.keys import show_sequence

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen

    from octavo_tui.commands import Command
    from octavo_tui.keys import Keymap
    from octavo_tui.widgets.footer import KeyHints
    from octavo_tui.widgets.status_line import StatusLine

_DIGITS = 4
"""The most digits of a number; further ones are ignored."""


class Dispatcher:
    """Runs what keys mean, one after the other.

    The app awaits `press` before it looks at the next key, so that each of several keys that arrive
    together sees what the one before it did. The first keys of a sequence, and a number, wait
    without a time limit; meanwhile the footer shows what may follow. ``pane`` returns the name of
    the pane with the focus. ``commands`` counts what keys ran, and keys that mean nothing.
    """

    def __init__(
        self,
        screen: Screen[None],
        pane: Callable[[], str],
        keymap: Keymap,
        status: StatusLine,
        hints: KeyHints,
    ) -> None:
        self._screen = screen
        self._pane = pane
        self._keymap = keymap
        self._status = status
        self._hints = hints
        self._pressed: tuple[str, ...] = ()
        self._number = ""
        self.commands = 0

    async def press(self, key: str) -> bool:
        """Run what ``key`` means, or wait for the next one; return whether it means something."""
        is_waiting = bool(self._pressed or self._number)
        if is_waiting and key == "escape":
            self.leave()
            return True
        pane = self._pane()
        pressed = (*self._pressed, key)
        command = self._keymap.command(pressed, pane)
        if command is not None:
            number = int(self._number) if self._number else None
            self.leave()
            await self._run(command, pressed, number)
        elif self._keymap.is_start(pressed, pane):
            self._pressed = pressed
            self._hints.show_following(self._keymap.following(pressed, pane))
        elif not self._pressed and _continues(self._number, key):
            self._number = f"{self._number}{key}"[:_DIGITS]
            self._hints.show_following(self._keymap.counted(), self._number)
        elif is_waiting:
            self.leave()
            self.refuse(pressed)
        else:
            return False
        return True

    async def _run(self, command: Command, pressed: tuple[str, ...], number: int | None) -> None:
        self.commands += 1
        if number is None:
            await self._screen.run_action(command.action)
        elif command.counted:
            await self._screen.run_action(command.times(number))
        else:
            self._status.say(f"{show_sequence(pressed)} takes no number")

    def refuse(self, pressed: tuple[str, ...]) -> None:
        """Say that these keys mean nothing."""
        self.commands += 1
        text = f"{show_sequence(pressed)} does nothing here"
        self._status.say(self._keymap.hints(("help", "keys"), text=text))

    def leave(self) -> None:
        """Forget the first keys of a sequence, and a number."""
        if self._pressed or self._number:
            self._pressed, self._number = (), ""
            self._hints.show(None)


def _continues(number: str, key: str) -> bool:
    """Return whether ``key`` is a digit of a number, which does not start with 0."""
    return len(key) == 1 and key.isascii() and key.isdigit() and (key != "0" or bool(number))
