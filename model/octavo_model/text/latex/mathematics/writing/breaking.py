"""Lines of a formula that is wider than the room for it."""

from __future__ import annotations

from octavo_model.text.latex.mathematics.parsing.characters import kind_of_character
from octavo_model.text.latex.mathematics.tree import AtomKind
from octavo_model.text.widths import columns

INDENT = 2
"""Cells before every line but the first."""
_OPEN, _CLOSE = frozenset("([{⟨⌈⌊⟦"), frozenset(")]}⟩⌉⌋⟧")


def broken(text: str, width: int) -> tuple[str, ...]:
    """Return a formula in lines, broken before relations if possible, else before operators.

    >>> broken("a = b + c + d = e", 14)
    ('a = b + c + d', '  = e')
    """
    at = columns(text)
    costs = _costs(text)
    lines: list[str] = []
    start, place, indent = 0, 0, 0
    while at[-1] - at[start] > width - indent:
        room = at[start] + max(width - indent, 1)
        best, least = -1, 0.0
        while place < len(costs):
            space, cost = costs[place]
            if at[space] > room and best >= 0:
                break
            # A line that is almost full is worth a worse break.
            cost += 6 * (room - at[space]) / max(room - at[start], 1)
            if best < 0 or cost <= least:
                best, least = place, cost
            place += 1
            if at[space] > room:
                break
        if best < 0:
            break
        space = costs[best][0]
        lines.append(" " * indent + text[start:space])
        start, place, indent = space + 1, best + 1, min(INDENT, width // 4)
    lines.append(" " * indent + text[start:])
    return tuple(lines)


def _costs(text: str) -> list[tuple[int, float]]:
    """Return the spaces of ``text``, each with how bad a break is there."""
    found: list[tuple[int, float]] = []
    depth = bars = 0
    for place, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
            bars = min(bars, depth)
        elif char == "|" and _begins(text, place):
            depth, bars = depth + 1, bars + 1
        elif char == "|" and bars and text[place - 1] != " ":
            depth, bars = depth - 1, bars - 1
        elif char == " " and place and place + 1 < len(text):
            kind = kind_of_character(text[place + 1])
            before = kind_of_character(text[place - 1])
            if kind is AtomKind.RELATION:
                cost = 0.0
            elif kind is AtomKind.BINARY and text[place + 2 : place + 3] == " ":
                cost = 2.0
            elif before is AtomKind.COMMA:
                cost = -2.0 if text[place - 1] == ";" else 1.0
            else:
                cost = 20.0 if before in {AtomKind.RELATION, AtomKind.BINARY} else 8.0
            found.append((place, cost + 4 * depth))
    return found


def _begins(text: str, place: int) -> bool:
    """Return whether something in bars begins at ``place``, as in ``a |b + c|``."""
    is_after = not place or text[place - 1] == " " or text[place - 1] in _OPEN
    return is_after and text[place + 1 : place + 2] not in {"", " "}
