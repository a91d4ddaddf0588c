"""What Textual writes to the terminal, in fewer bytes.

Textual ends every piece of text with a reset and begins the next with all its colours, even
where they are the same: that is a quarter of what a move of the cursor writes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.driver import Driver

_COLOURS = re.compile(r"\x1b\[([0-9;]*)m")
_PLACES = re.compile(r"(?:\n|\x1b\[[0-9]+;[0-9]+H)*")
"""Where to go on writing: all that colours cannot be seen in, where nothing scrolls."""


def shortened(text: str) -> str:
    r"""``text`` without the resets after which the same colours begin again.

    Of what was written before nothing is taken for granted, and what comes after finds the
    terminal as it would have been.

    >>> shortened("\x1b[0;1mone\x1b[0m\x1b[2;1H\x1b[0m\x1b[31mtwo\x1b[0m\x1b[31mthree\x1b[0m")
    '\x1b[0;1mone\x1b[2;1H\x1b[0;31mtwothree\x1b[0m'
    """
    first, *rest = _COLOURS.split(text)
    out = [first]
    shown: str | None = None  # the colours since the last reset; None where they are not known
    is_due = False  # whether there was a reset that has not been written yet
    for colours, piece in zip(rest[::2], rest[1::2], strict=True):
        if not colours.strip("0"):
            is_due = True
            if not _PLACES.fullmatch(piece):
                out.append("\x1b[0m")
                shown, is_due = "", False
        elif not is_due:
            out.append(f"\x1b[{colours}m")
            shown = colours if shown == "" else None
        else:
            is_due = False
            if colours != shown:
                out.append(f"\x1b[0;{colours}m")
                shown = colours
        out.append(piece)
    if is_due:
        out.append("\x1b[0m")
    return "".join(out)


def lean(driver: type[Driver]) -> type[Driver]:
    """A driver like ``driver`` that writes less and shows the same."""

    class LeanDriver(driver):  # type: ignore[misc, valid-type]  # which one, the platform decides
        def write(self, data: str) -> None:
            super().write(shortened(data))

    return LeanDriver
