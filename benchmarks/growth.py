"""Plots of cost against the size of the library, as one SVG of many small ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from measuring import in_words, short

if TYPE_CHECKING:
    from collections.abc import Mapping

    Lines = Mapping[str, Mapping[int, float]]

_COLUMNS = 3
_WIDTH, _HEIGHT = 370, 230
"""Of one plot with everything around it."""
_LEFT, _TOP, _PLOT_WIDTH, _PLOT_HEIGHT = 48, 40, 180, 150
_LINE_HEIGHT = 12
_COLOURS = ("#1f5fbf", "#c2571a", "#3d8c40", "#8a4fb0", "#b8860b", "#666666")


def svg(plots: Mapping[tuple[str, str], Lines]) -> str:
    """All plots; both axes of each are logarithmic.

    Args:
        plots: By name and unit, the lines in it; a line has a value for each number of papers.
    """
    rows = math.ceil(len(plots) / _COLUMNS)
    width, height = _COLUMNS * _WIDTH, rows * _HEIGHT
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="10">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
    ]
    for number, ((name, unit), lines) in enumerate(plots.items()):
        x, y = number % _COLUMNS * _WIDTH, number // _COLUMNS * _HEIGHT
        parts += [f'<g transform="translate({x} {y})">', *_plot(name, unit, lines), "</g>"]
    return "\n".join([*parts, "</svg>", ""])


def _plot(name: str, unit: str, lines: Lines) -> list[str]:
    sizes = sorted({count for line in lines.values() for count in line})
    values = [max(value, 1e-6) for line in lines.values() for value in line.values()]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def across(count: int) -> float:
        return _LEFT + _PLOT_WIDTH * (math.log10(count) - first) / max(last - first, 1e-9)

    def down(value: float) -> float:
        return _TOP + _PLOT_HEIGHT * (high - math.log10(max(value, 1e-6))) / (high - low)

    bottom, right = _TOP + _PLOT_HEIGHT, _LEFT + _PLOT_WIDTH
    title = escape(f"{name}, {unit}" if unit else name)
    parts = [f'<text x="{_LEFT}" y="18" font-weight="bold">{title}</text>']
    for power in range(low, high + 1):
        y = down(10.0**power)
        parts.append(_line([(_LEFT, y), (right, y)], "#dddddd", 1))
        parts.append(_text(_LEFT - 5, y + 3, short(10.0**power), "end"))
    for count in sizes:
        parts.append(_line([(across(count), _TOP), (across(count), bottom)], "#eeeeee", 1))
        parts.append(_text(across(count), bottom + 14, in_words(count), "middle"))
    ends: list[tuple[float, str, str]] = []
    for number, (label, line) in enumerate(lines.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        points = [(across(count), down(value)) for count, value in sorted(line.items())]
        parts.append(_line(points, colour, 2.2 if number == 0 else 1.4))
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.4" fill="{colour}"/>' for x, y in points]
        ends.append((points[-1][1], label, colour))
    return parts + _labels(ends, right + 8)


def _labels(ends: list[tuple[float, str, str]], x: float) -> list[str]:
    """The names of the lines, each beside its end, moved so that none lies on another."""
    parts: list[str] = []
    room = _TOP + _PLOT_HEIGHT - _LINE_HEIGHT * (len(ends) - 1)
    lowest = -math.inf
    for number, (y, label, colour) in enumerate(sorted(ends)):
        lowest = max(lowest + _LINE_HEIGHT, min(y + 3, room + _LINE_HEIGHT * number))
        parts.append(_text(x, lowest, label, "start", colour))
    return parts


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#444444") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}">{escape(text)}</text>'


def _line(points: list[tuple[float, float]], colour: str, width: float) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
