"""A formula on several lines, each as wide as there is room."""

from __future__ import annotations

from octavo_model.text.latex.mathematics.tree import Grid, Node, Row, joined
from octavo_model.text.latex.mathematics.writing import line
from octavo_model.text.latex.mathematics.writing.boxes import (
    Box,
    TooLargeError,
    beside,
    box,
    stacked,
)
from octavo_model.text.latex.mathematics.writing.breaking import INDENT, broken
from octavo_model.text.latex.mathematics.writing.display import DisplayWriter

WIDEST = 400
"""The widest box; wider formulas are written on lines."""


def lines_of(tree: Row, width: int) -> list[str]:
    """Return the lines of a formula: as it is displayed, or else broken before operators."""
    most = min(width, WIDEST)
    try:
        return list(DisplayWriter(most).row(tree.items).lines)
    except TooLargeError:
        pass
    only = tree.items[0] if len(tree.items) == 1 else None
    if isinstance(only, Grid) and only.layout == "lines" and not only.left:
        parts = [_row(cells, only.rows[0], width) for cells in only.rows]
        gap = [""] if any(len(part) > 1 for part in parts) else []
        return [text for number, part in enumerate(parts) for text in (gap * bool(number) + part)]
    boxes = _packed(tree.items, most)
    if boxes is None:
        return list(broken(line.whole(tree), width))
    return list(stacked(boxes, 0, align="l", gap=1).lines)


def _row(cells: tuple[Row, ...], first: tuple[Row, ...], width: int) -> list[str]:
    """Return the lines of a row; one without the left side that the first one has is indented."""
    indent = INDENT if first[0].items and not cells[0].items and width > 4 * INDENT else 0
    row = Row(joined(cells))
    room = width - indent
    is_short = len(row.items) <= 1
    found = broken(line.row(row.items), room) if is_short else lines_of(row, room)
    return [" " * indent + text if text else text for text in found]


def _packed(items: tuple[Node, ...], most: int) -> list[Box] | None:
    """Return lines of boxes, broken before operators; None if text on lines is better."""
    try:
        pieces = [beside(piece, most) for piece in DisplayWriter(most).pieces(items) if piece]
        if all(one.height == 1 for one in pieces) or not pieces:
            return None
        rows: list[list[Box]] = [[]]
        used = 0
        for one in pieces:
            piece = one
            if used + one.width > most and rows[-1]:
                rows.append([box(" " * INDENT)])
                used = INDENT
                piece = _without_space(one)
            rows[-1].append(piece)
            used += piece.width
        return [beside(row, most) for row in rows]
    except TooLargeError:
        return None


def _without_space(piece: Box) -> Box:
    if all(text[:1] == " " for text in piece.lines):
        return piece._replace(lines=tuple(text[1:] for text in piece.lines), width=piece.width - 1)
    return piece
