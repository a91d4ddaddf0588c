"""Where the lines of a text end: at spaces, between Chinese or Japanese characters, or anywhere.

Breaks are found from the end of each line backwards, so the time is linear in the text, also if
it is one word.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.text.widths import cells_of, columns, is_narrow

if TYPE_CHECKING:
    from collections.abc import Iterator

# Characters behind which a long word is broken: addresses, paths, numbers, compounds.
_JOINTS = "/?&=#-_.,;:–—"
_NEVER_FIRST = frozenset(
    ",.;:!?)]}’”»…、。，．：；？！）］｝」』】〉》ー々〻ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)
_NEVER_LAST = frozenset("([{‘“«（［｛「『【〈《")


class Stretch(NamedTuple):
    """The characters of a text on one line.

    Attributes:
        inside: Whether the line ends inside a word.
    """

    start: int
    end: int
    inside: bool


def wrap(text: str, guide: str, first: int, rest: int) -> Iterator[Stretch]:
    """Return the lines of ``text``; spaces at which it is broken are on none.

    Args:
        text: One line.
        guide: As long as ``text``: a line ends at a space of the guide where that is possible,
            otherwise at any space of ``text``, otherwise inside a word.
        first: The most cells of the first line, at least 2.
        rest: The most cells of each other line, at least 2.
    """
    size = len(text)
    starts = None if is_narrow(text) else columns(text)
    at, room = _behind_spaces(text, 0), first
    while at < size:
        if starts is None:
            limit = at + room
        else:
            limit = max(at + 1, bisect_right(starts, starts[at] + room) - 1)
        if limit >= size:
            end = len(text.rstrip(" "))
            if end > at:
                yield Stretch(at, end, inside=False)
            return
        end, inside = _break(text, guide, at, limit, is_wide=starts is not None)
        yield Stretch(at, end, inside)
        at, room = end if inside else _behind_spaces(text, end), rest


def _break(text: str, guide: str, at: int, limit: int, *, is_wide: bool) -> tuple[int, bool]:
    """Return where the line from ``at`` ends, ``limit`` at most, and whether inside a word."""
    space = guide.rfind(" ", at + 1, limit + 1)
    between = _between_wide(text, max(at, space), limit) if is_wide else -1
    if between > space:
        return between, True
    if space <= at:
        space = text.rfind(" ", at + 1, limit + 1)
    if space > at:
        end = space
        while end > at and text[end - 1] == " ":
            end -= 1
        if end > at:
            return end, False
    half = at + (limit - at) // 2
    end = max(text.rfind(joint, half, limit) for joint in _JOINTS) + 1
    if end <= half:
        end = limit
    if end - 1 > half and text[end] in _NEVER_FIRST:
        end -= 1
    while end - 1 > at and is_wide and cells_of(text[end]) == 0:
        end -= 1  # a mark stays on its letter
    return end, True


def _between_wide(text: str, start: int, limit: int) -> int:
    """Return the last place behind ``start`` where a line may end beside a wide character."""
    for at in range(limit, start, -1):
        left, right = text[at - 1], text[at]
        if left in _NEVER_LAST or right in _NEVER_FIRST or cells_of(right) == 0:
            continue
        if (cells_of(left) == 2 or cells_of(right) == 2) and " " not in (left, right):
            return at
    return -1


def _behind_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at
