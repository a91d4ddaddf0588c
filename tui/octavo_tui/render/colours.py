"""The roles of colours: what a text or a ground means, and how each terminal shows it.

Widgets name roles, e.g. ``$role-star`` on ``$ground-cursor``, and never mix colours: only so can
a test compute every contrast. `themes` makes the themes from these tables, `terminal_colours`
uses them on terminals with fewer colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Shade(NamedTuple):
    """A colour, and its number on a terminal with 256 colours."""

    rgb: str
    number: int


class Role(NamedTuple):
    """A role in each of our themes, with 16 colours, and without colours.

    ``hue`` is the one of the 16 colours; empty for the default. ``marks`` are the attributes that
    a terminal with 16 colours or none adds; on others hue and weight say enough.
    """

    dark: Shade
    light: Shade
    contrast: Shade
    hue: str = ""
    marks: str = ""


TEXTS = {
    "text": Role(Shade("#d8d5cd", 252), Shade("#2b2a27", 235), Shade("#f5f5f5", 255)),
    "strong": Role(
        Shade("#f2efe8", 255), Shade("#151412", 233), Shade("#ffffff", 231), marks="bold"
    ),
    "muted": Role(Shade("#a8a59c", 248), Shade("#5f5c55", 240), Shade("#d6d6d6", 252)),
    "heading": Role(
        Shade("#8fb4e3", 110), Shade("#275280", 24), Shade("#b0d4ff", 153), "blue", "bold"
    ),
    "link": Role(Shade("#8fbcbb", 109), Shade("#1a615d", 23), Shade("#9fe8e4", 159), "cyan"),
    "key": Role(
        Shade("#e0a458", 179), Shade("#8a430f", 88), Shade("#ffc27a", 222), "yellow", "bold"
    ),
    "star": Role(Shade("#f2c14e", 221), Shade("#7a4f00", 58), Shade("#ffdd66", 227), "yellow"),
    "later": Role(Shade("#8fbcbb", 109), Shade("#1a615d", 23), Shade("#9fe8e4", 159), "cyan"),
    "score": Role(Shade("#b9a2da", 146), Shade("#6a3f94", 54), Shade("#dcc8ff", 189), "magenta"),
    "match": Role(
        Shade("#9ad79a", 114), Shade("#225a28", 22), Shade("#a6f0a6", 157), "green", "bold"
    ),
    "error": Role(
        Shade("#f08d95", 210), Shade("#9a2a32", 88), Shade("#ffb3ba", 217), "red", "bold"
    ),
}
"""What texts mean.

``text``; ``strong``: unread titles; ``muted``: read titles, dates, counts, hints; ``heading``: the
title of a paper, headings, the border with the focus; ``link``; ``key``: keys, the sign of unread
papers, votes; ``star``, also warnings; ``later``, also updated papers; ``score``, also the reason
of a suggestion; ``match`` of a filter, also added text; ``error``, also removed text.
"""

RULE = Role(Shade("#6f7682", 243), Shade("#827c70", 244), Shade("#9a9a9a", 247))
"""Rules, borders and dividers, which say nothing that a text does not say too."""

GROUNDS = {
    "page": Role(Shade("#16181c", 234), Shade("#faf7f0", 255), Shade("#000000", 16)),
    "drawer": Role(Shade("#1b1e23", 235), Shade("#f3efe5", 254), Shade("#0d0d0d", 233)),
    "bar": Role(
        Shade("#23272e", 236), Shade("#e8e2d4", 253), Shade("#1c1c1c", 234), marks="reverse"
    ),
    "cursor": Role(
        Shade("#26364a", 237), Shade("#cfdcea", 189), Shade("#00325f", 17), marks="reverse"
    ),
    "cursor-idle": Role(Shade("#22272f", 236), Shade("#e4e6e6", 253), Shade("#1c2733", 235)),
    "selection": Role(
        Shade("#33304a", 237), Shade("#e3d9ee", 225), Shade("#3a2a5c", 53), marks="underline"
    ),
}
"""What is behind texts; ``cursor-idle`` is the cursor of a list without the focus."""


def luminance(rgb: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 defines it."""
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (int(rgb[at : at + 2], 16) / 255 for at in (1, 3, 5))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, as WCAG 2 defines it: from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def legible(rgb: str, grounds: Iterable[str], least: float = 4.5) -> str:
    """Return ``rgb``, blended with black or white until it has the contrast on all ``grounds``.

    >>> legible("#ba3c5b", ["#121212"])
    '#c1506c'
    """
    grounds = list(grounds)
    is_dark = max(map(luminance, grounds)) < 0.18  # where black and white have the same contrast
    end = 255 if is_dark else 0
    parts = [int(rgb[at : at + 2], 16) for at in (1, 3, 5)]
    for step in range(21):
        blended = "#" + "".join(f"{round(part + (end - part) * step / 20):02x}" for part in parts)
        if min(contrast(blended, ground) for ground in grounds) >= least:
            return blended
    return "#ffffff" if is_dark else "#000000"
