"""Matrices, cases and aligned rows as boxes."""

from __future__ import annotations

from octavo_model.text.latex.mathematics.tree import RULE, Grid
from octavo_model.text.latex.mathematics.writing.boxes import (
    EMPTY_BOX,
    SPACE_BOX,
    Box,
    beside,
    box,
    enclosed,
    padded,
    stacked,
)


def grid_box(node: Grid, table: list[list[Box]], most: int) -> Box:
    """Return the cells of ``node`` in rows and columns, between its brackets."""
    count = max(map(len, table))
    aligns = _columns(node, count)
    for cells in table:
        cells.extend([EMPTY_BOX] * (count - len(cells)))
    widths = [max(cells[at].width for cells in table) for at in range(count)]
    gaps = [
        gap if (widths[at] and any(widths[:at])) or "│" in gap else ""
        for at, gap in enumerate(_gaps_of(node, count))
    ]
    rule = "".join(_rule(gap) + "─" * width for gap, width in zip(gaps, widths, strict=True))
    is_tall = any(cell.height > 1 for cells in table for cell in cells)
    rows: list[Box] = []
    for number, cells in enumerate(table):
        if node.rows[number][0].items[:1] == (RULE,):
            rows.append(box(rule))
        elif number and is_tall:
            rows.append(box(""))
        placed: list[Box] = []
        for at, cell in enumerate(cells):
            placed.extend((box(gaps[at]), _aligned(cell, widths[at], aligns[at])))
        rows.append(beside(placed, most))
    if len(rows) == 1:
        inside = rows[0]
    else:
        inside = stacked(rows, 0, align="l")
        inside = inside._replace(base=(inside.height - 1) // 2)
    if node.layout == "cases":
        left, right = [SPACE_BOX] * bool(node.left), [SPACE_BOX] * bool(node.right)
        inside = beside([*left, inside, *right], most)
    return enclosed(node.left, inside, node.right, most)


def _rule(gap: str) -> str:
    return gap.replace(" ", "─").replace("│", "┼")


def _columns(node: Grid, count: int) -> str:
    plain = node.columns.replace("|", "")
    if node.layout == "cases":
        plain = plain or "l" * count
    if node.layout == "lines" and node.columns.startswith("rl") and count == 3:
        plain = "rcl"
    return (plain + ("c" if node.layout != "lines" else plain or "l") * count)[:count]


def _gaps_of(node: Grid, count: int) -> list[str]:
    """Return what is before each column."""
    if node.layout == "lines":
        gaps = [""] + [" " if at % 2 or count == 3 else "   " for at in range(1, count)]
    else:
        gaps = [""] + ["  "] * (count - 1)
    at = 0
    for char in node.columns if "|" in node.columns else "":
        if char == "|" and at < count:
            gaps[at] = " │ " if at else "│ "
        at += char != "|"
    return gaps


def _aligned(cell: Box, width: int, align: str) -> Box:
    return cell._replace(
        lines=tuple(padded(text, cell.width, width, align) for text in cell.lines), width=width
    )
