"""The background of the terminal, which it reports when asked.

The answer comes between keys, maybe in parts and maybe late, and never becomes a key.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

QUESTION = "\x1b]11;?\x1b\\"
"""OSC 11, the background. tmux answers it too, from what it knows of the terminal outside."""

_ANSWER = re.compile(r"11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})")
_PART = re.compile(r"\d+(;[ -~]*)?(\x07|\x1b\\?)?")
_START = "\x1b]"
_PASTE_START, _PASTE_END = "\x1b[200~", "\x1b[201~"
_ENDS = ("\x07", "\x1b\\")
_LONGEST = 64
_PATIENCE = 20
"""Ticks, a tenth of a second each, after which the rest of an answer is given up."""


class BackgroundReported(Message):
    """The terminal reported its background, as ``#rrggbb``."""

    def __init__(self, rgb: str) -> None:
        super().__init__()
        self.rgb = rgb


class Answers:
    """Finds answers in the characters from a terminal, of which `take` gets one at a time."""

    def __init__(self) -> None:
        self._recent = ""
        self._answer: str | None = None
        self._ticks = 0
        self._is_pasting = False

    def take(self, char: str) -> bool:
        """Return whether ``char`` belongs to an answer; the first is a digit, after `_START`."""
        if self._answer is None:
            if self._recent.endswith(_START) and char.isdecimal() and not self._is_pasting:
                self._answer, self._ticks, self._recent = char, 0, ""
                return True
            self._recent = (self._recent + char)[-len(_PASTE_START) :]
            if self._recent in (_PASTE_START, _PASTE_END):
                self._is_pasting = self._recent == _PASTE_START
            return False
        answer = self._answer + char
        is_part = len(answer) <= _LONGEST and _PART.fullmatch(answer) is not None
        self._answer = answer if is_part else None
        return is_part

    @property
    def is_first(self) -> bool:
        """Whether the last character was the first of an answer, so that `_START` was no key."""
        return self._answer is not None and len(self._answer) == 1

    def finished(self) -> Iterator[Message]:
        """Yield the message of an answer that is complete."""
        if self._answer is not None and self._answer.endswith(_ENDS):
            found, self._answer = _ANSWER.match(self._answer), None
            if found is not None:
                yield BackgroundReported(_colour(found.groups()))

    def tick(self) -> None:
        """Give up an answer whose end does not come; forget a start that was a key."""
        self._ticks += 1
        if self._answer is None:
            if not self._is_pasting:
                self._recent = ""
        elif self._ticks > _PATIENCE:
            self._answer = None


def _colour(parts: tuple[str, ...]) -> str:
    """Return a colour of which each part has one to four hexadecimal digits.

    >>> _colour(("ffff", "80", "0"))
    '#ff8000'
    """
    values = (int(part, 16) * 255 // (16 ** len(part) - 1) for part in parts)
    return "#" + "".join(f"{value:02x}" for value in values)
