"""Editing one line of text: pure values, so that every key's effect can be told and tested."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Line:
    """A line being edited.

    Attributes:
        text: What stands in it.
        cursor: Index before which the cursor stands, 0 to ``len(text)``.
        anchor: The other end of the selection; equal to ``cursor`` where nothing is selected.
    """

    text: str = ""
    cursor: int = 0
    anchor: int = 0

    @classmethod
    def of(cls, text: str) -> Line:
        """``text`` with the cursor at its end."""
        return cls(text, len(text), len(text))

    @property
    def selection(self) -> tuple[int, int]:
        """Start and end of what is selected."""
        return min(self.cursor, self.anchor), max(self.cursor, self.anchor)

    @property
    def selected(self) -> str:
        """The selected text."""
        start, end = self.selection
        return self.text[start:end]

    def insert(self, text: str) -> Line:
        """Put ``text`` in place of the selection."""
        start, end = self.selection
        cursor = start + len(text)
        return Line(self.text[:start] + text + self.text[end:], cursor, cursor)

    def move(self, to: int, *, select: bool = False) -> Line:
        """Put the cursor before index ``to``; with ``select`` the selection grows."""
        cursor = max(0, min(to, len(self.text)))
        return replace(self, cursor=cursor, anchor=self.anchor if select else cursor)

    def move_by(self, step: int, *, select: bool = False) -> Line:
        """Move by characters; without ``select`` a selection first collapses to that side."""
        start, end = self.selection
        if start != end and not select:
            return self.move(end if step > 0 else start)
        return self.move(self.cursor + step, select=select)

    def move_word(self, step: int, *, select: bool = False) -> Line:
        """Move to the next end, or the previous start, of a word."""
        return self.move(self._word(step), select=select)

    def delete(self, step: int) -> Line:
        """Delete the selection, or the character before (-1) or after (1) the cursor."""
        return self._cut_to(self.cursor + step)

    def delete_word(self, step: int) -> Line:
        """Delete the selection, or to the start (-1) or the end (1) of a word."""
        return self._cut_to(self._word(step))

    def delete_to_start(self) -> Line:
        """Delete all before the cursor."""
        return Line(self.text[self.cursor :])

    def delete_to_end(self) -> Line:
        """Delete all after the cursor."""
        return Line.of(self.text[: self.cursor])

    def select_all(self) -> Line:
        """Select the whole line."""
        return Line(self.text, len(self.text), 0)

    def _cut_to(self, to: int) -> Line:
        line = self.move(to, select=True) if self.cursor == self.anchor else self
        return line.insert("")

    def _word(self, step: int) -> int:
        if step > 0:
            rest = re.compile(r"\W*\w*").match(self.text, self.cursor)
            return rest.end() if rest else len(self.text)
        before = re.search(r"\w*\W*$", self.text[: self.cursor])
        return before.start() if before else 0


_KEYS: dict[str, Callable[[Line], Line]] = {
    "left": lambda line: line.move_by(-1),
    "right": lambda line: line.move_by(1),
    "shift+left": lambda line: line.move_by(-1, select=True),
    "shift+right": lambda line: line.move_by(1, select=True),
    "ctrl+left": lambda line: line.move_word(-1),
    "ctrl+right": lambda line: line.move_word(1),
    "alt+b": lambda line: line.move_word(-1),
    "alt+f": lambda line: line.move_word(1),
    "ctrl+shift+left": lambda line: line.move_word(-1, select=True),
    "ctrl+shift+right": lambda line: line.move_word(1, select=True),
    "home": lambda line: line.move(0),
    "end": lambda line: line.move(len(line.text)),
    "shift+home": lambda line: line.move(0, select=True),
    "shift+end": lambda line: line.move(len(line.text), select=True),
    "ctrl+a": lambda line: line.move(0),
    "ctrl+e": lambda line: line.move(len(line.text)),
    "backspace": lambda line: line.delete(-1),
    "ctrl+h": lambda line: line.delete(-1),
    "delete": lambda line: line.delete(1),
    "ctrl+w": lambda line: line.delete_word(-1),
    "alt+backspace": lambda line: line.delete_word(-1),
    "ctrl+backspace": lambda line: line.delete_word(-1),
    "ctrl+delete": lambda line: line.delete_word(1),
    "alt+d": lambda line: line.delete_word(1),
    "ctrl+u": lambda line: line.delete_to_start(),
    "ctrl+k": lambda line: line.delete_to_end(),
    "ctrl+shift+a": lambda line: line.select_all(),
}


def press(line: Line, key: str, character: str | None) -> Line | None:
    """What ``line`` becomes by a key press; None where the key is not one of editing."""
    if key in _KEYS:
        return _KEYS[key](line)
    if character and character.isprintable():
        return line.insert(character)
    return None
