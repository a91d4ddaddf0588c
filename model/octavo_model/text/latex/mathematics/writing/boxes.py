"""Boxes of characters with a baseline, and brackets as tall as a box."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from octavo_model.text.widths import width as width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_BAR = "─"
MOST_LINES = 60
"""The tallest box."""
_TALL = {
    "(": "⎛⎜⎜⎝", ")": "⎞⎟⎟⎠", "[": "⎡⎢⎢⎣", "]": "⎤⎥⎥⎦", "{": "⎧⎪⎨⎩", "}": "⎫⎪⎬⎭",
    "⌊": "⎢⎢⎢⎣", "⌋": "⎥⎥⎥⎦", "⌈": "⎡⎢⎢⎢", "⌉": "⎤⎥⎥⎥", "|": "││││", "‖": "║║║║",
    "⟦": "⟦║║⟦", "⟧": "⟧║║⟧", "⟨": "╱╱⟨╲", "⟩": "╲╲⟩╱", "/": "╱╱╱╱", "∖": "╲╲╲╲",
    "↑": "↑│││", "↓": "│││↓",
}  # fmt: skip
"""The top, the rest, the middle and the bottom of each bracket."""


class TooLargeError(Exception):
    """A box would be wider than there is room, or too tall."""


class Box(NamedTuple):
    """Lines of the same width; ``base`` is the index of the one that is beside others."""

    lines: tuple[str, ...]
    base: int
    width: int

    @property
    def height(self) -> int:
        """How many lines it has."""
        return len(self.lines)


def box(text: str) -> Box:
    """Return a box of one line."""
    return Box((text,), 0, width_of(text))


EMPTY_BOX = Box(("",), 0, 0)
SPACE_BOX = Box((" ",), 0, 1)


def padded(line: str, width: int, room: int, align: str = "c") -> str:
    """Return a line of ``width`` cells in ``room``."""
    left = {"l": 0, "r": room - width}.get(align, (room - width) // 2)
    return f"{' ' * left}{line}{' ' * (room - width - left)}"


def beside(boxes: Sequence[Box], most: int) -> Box:
    """Return boxes beside each other, on one baseline, in at most ``most`` cells."""
    if not boxes:
        return EMPTY_BOX
    width = sum(one.width for one in boxes)
    above = max(one.base for one in boxes)
    below = max(one.height - one.base for one in boxes)
    if width > most or above + below > MOST_LINES:
        raise TooLargeError
    if above + below == 1:
        return Box(("".join(one.lines[0] for one in boxes),), 0, width)
    lines = [
        "".join(
            one.lines[at]
            if 0 <= (at := number + one.base - above) < one.height
            else " " * one.width
            for one in boxes
        )
        for number in range(above + below)
    ]
    return Box(tuple(lines), above, width)


def stacked(boxes: Sequence[Box], base: int, *, align: str = "c", gap: int = 0) -> Box:
    """Return boxes below each other; ``base`` is the index of the one with the baseline."""
    width = max(one.width for one in boxes)
    lines: list[str] = []
    line = 0
    for number, one in enumerate(boxes):
        if number:
            lines.extend([" " * width] * gap)
        if number == base:
            line = len(lines) + one.base
        lines.extend(padded(text, one.width, width, align) for text in one.lines)
    if len(lines) > MOST_LINES:
        raise TooLargeError
    return Box(tuple(lines), line, width)


def bracket(char: str, height: int, base: int) -> Box:
    """Return a bracket of ``height`` lines; a curly one is pointed in the middle."""
    if not char:
        return EMPTY_BOX
    if height == 1 or char not in _TALL:
        width = width_of(char)
        blank = (" " * width,)
        return Box((*blank * base, char, *blank * (height - base - 1)), base, width)
    top, rest, middle, bottom = tuple(_TALL[char])
    if char in "⟨⟩":
        half = height // 2
        lines = [top] * half + [middle] * (height % 2) + [bottom] * half
    else:
        lines = [top, *[rest] * (height - 2), bottom]
        if height > 2:
            lines[height // 2] = middle
    return Box(tuple(lines), base, 1)


def enclosed(left: str, inside: Box, right: str, most: int) -> Box:
    """Return a box between brackets of its height; those of a curly one have room to point."""
    if inside.height == 2 and (left in _POINTED or right in _POINTED) and (left or right):
        inside = _with_middle(inside)
    around = [bracket(left, inside.height, inside.base)] if left else []
    after = [bracket(right, inside.height, inside.base)] if right else []
    return beside([*around, inside, *after], most)


_POINTED = frozenset("{}")


def _with_middle(inside: Box) -> Box:
    first, second = inside.lines
    return Box((first, " " * inside.width, second), 1, inside.width)


def rooted(inside: Box, sign: str) -> Box:
    """Return ``inside`` under the bar of a root, whose sign is before its last line."""
    width = width_of(sign)
    left = " " * width
    lines = [f"{left}┌{_BAR * (inside.width + 2)}"]
    lines.extend(f"{left}│ {text} " for text in inside.lines[:-1])
    lines.append(f"{sign}│ {inside.lines[-1]} ")
    return Box(tuple(lines), inside.base + 1, width + inside.width + 3)


def brace_of(width: int, *, is_below: bool) -> Box:
    """Return a brace above or below something of ``width`` cells."""
    left, middle, right = ("╰", "┬", "╯") if is_below else ("╭", "┴", "╮")
    rest = max(width - 3, 0)
    return box(f"{left}{_BAR * (rest // 2)}{middle}{_BAR * (rest - rest // 2)}{right}")
