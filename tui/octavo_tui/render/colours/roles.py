"""The roles of colours: what a text or a ground means, and how each terminal shows it.

Widgets name roles, e.g. ``$role-star`` on ``$ground-cursor``, and never mix colours: only so can
a test compute every contrast. `themes` makes the themes from these tables, `terminals`
uses them on terminals with fewer colours.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class Shade(NamedTuple):
    """A colour, and its number on a terminal with 256 colours."""

    rgb: str
    number: int


class ColourRole(NamedTuple):
    """A role in each of our themes, with 16 colours, and without colours.

    ``hue`` is the one of the 16 colours; empty for the default. ``marks`` are the attributes that
    a terminal with 16 colours or none adds; on others hue and weight say enough.
    """

    dark: Shade
    light: Shade
    contrast: Shade
    hue: str = ""
    marks: str = ""


def _role(*shades: str | int, hue: str = "", marks: str = "") -> ColourRole:
    """Return a role from pairs of a colour and its number."""
    pairs = zip(shades[::2], shades[1::2], strict=True)
    dark, light, contrasting = (Shade(str(rgb), int(number)) for rgb, number in pairs)
    return ColourRole(dark, light, contrasting, hue, marks)


TEXTS = {
    "text": _role("#d8d5cd", 252, "#2b2a27", 235, "#f5f5f5", 255),
    "strong": _role("#f2efe8", 255, "#151412", 233, "#ffffff", 231, marks="bold"),
    "muted": _role("#a8a59c", 248, "#5f5c55", 240, "#d6d6d6", 252),
    "heading": _role("#8fb4e3", 110, "#275280", 24, "#b0d4ff", 153, hue="blue", marks="bold"),
    "link": _role("#8fbcbb", 109, "#1a615d", 23, "#9fe8e4", 159, hue="cyan"),
    "key": _role("#e0a458", 179, "#8a430f", 88, "#ffc27a", 222, hue="yellow", marks="bold"),
    "star": _role("#f2c14e", 221, "#7a4f00", 58, "#ffdd66", 227, hue="yellow"),
    "later": _role("#8fbcbb", 109, "#1a615d", 23, "#9fe8e4", 159, hue="cyan"),
    "score": _role("#b9a2da", 146, "#6a3f94", 54, "#dcc8ff", 189, hue="magenta"),
    "match": _role("#9ad79a", 114, "#225a28", 22, "#a6f0a6", 157, hue="green", marks="bold"),
    "error": _role("#f08d95", 210, "#9a2a32", 88, "#ffb3ba", 217, hue="red", marks="bold"),
}  # fmt: skip
"""What texts mean.

``text``; ``strong``: unread titles; ``muted``: read titles, dates, counts, hints; ``heading``: the
title of a paper, headings, the border with the focus; ``link``; ``key``: keys, the sign of unread
papers, votes; ``star``, also warnings; ``later``, also updated papers; ``score`` in a
ranked list, also the reasons for it; ``match`` of a filter, also added text; ``error``, also
removed text.
"""

RULE = _role("#6f7682", 243, "#827c70", 244, "#9a9a9a", 247)
"""Rules, borders and dividers, which say nothing that a text does not say too."""

GROUNDS = {
    "page": _role("#16181c", 234, "#faf7f0", 255, "#000000", 16),
    "drawer": _role("#1b1e23", 235, "#f3efe5", 254, "#0d0d0d", 233),
    "bar": _role("#23272e", 236, "#e8e2d4", 253, "#1c1c1c", 234, marks="reverse"),
    "cursor": _role("#26364a", 237, "#cfdcea", 189, "#00325f", 17, marks="reverse"),
    "cursor-idle": _role("#22272f", 236, "#e4e6e6", 253, "#1c2733", 235),
    "selection": _role("#33304a", 237, "#e3d9ee", 225, "#3a2a5c", 53, marks="underline"),
}  # fmt: skip
"""What is behind texts; ``cursor-idle`` is the cursor of a list without the focus."""


@lru_cache
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
    '#c8637c'
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
