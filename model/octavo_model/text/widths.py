"""How many cells of a terminal a text takes: none for combining marks, two for wide characters.

As Rich measures it, or one cell more where Python's tables are older.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate

_EMOJI_SIGN = "\ufe0f"
# Anything but what surely takes one cell: Latin, Greek, Cyrillic, dashes and quotes, indices,
# letters of formulas, arrows, operators, lines and blocks.
_UNCOMMON = re.compile(
    "[^ -~\xa0-\xac\xae-\u02ff\u0370-\u0482\u2010-\u2027\u2030-\u205e\u2070-\u209c\u2100-\u2319"
    "\u2500-\u25fc\U0001d400-\U0001d7ff]"
)
# Signs of the I Ching and counting rods, wide since Unicode 16, which Python does not know yet.
_WIDE_NOW = re.compile("[\u2630-\u2637\u268a-\u268f\u4dc0-\u4dff\U0001d300-\U0001d376]")


def is_narrow(text: str) -> bool:
    """Return whether each character of ``text`` takes one cell, as in most texts."""
    return text.isascii() or _UNCOMMON.search(text) is None


def width(text: str) -> int:
    """Return how many cells ``text`` takes.

    >>> width("owl"), width("鳥類"), width("e\u0301")
    (3, 4, 1)
    """
    return len(text) if is_narrow(text) else sum(_cells(text))


def columns(text: str) -> list[int]:
    """Return at which column each character of ``text`` starts, and last where it ends.

    >>> columns("a鳥b")
    [0, 1, 3, 4]
    """
    if is_narrow(text):
        return list(range(len(text) + 1))
    return list(accumulate(_cells(text), initial=0))


def _cells(text: str) -> list[int]:
    cells = list(map(cells_of, text))
    if _EMOJI_SIGN in text:
        for at, char in enumerate(text):
            # It makes an emoji, and that is wide, of a narrow sign.
            if char == _EMOJI_SIGN:
                cells[at] = int(at > 0 and cells[at - 1] == 1)
    return cells


@lru_cache(maxsize=4096)
def cells_of(char: str) -> int:
    """Return how many cells the one character ``char`` takes."""
    category = unicodedata.category(char)
    if category[0] == "M" or "\u1160" <= char <= "\u11ff":  # marks, vowels in syllables of Hangul
        return 0
    is_wide = category == "Cn" or unicodedata.east_asian_width(char) in "WF"
    return 2 if is_wide or _WIDE_NOW.match(char) else 1
