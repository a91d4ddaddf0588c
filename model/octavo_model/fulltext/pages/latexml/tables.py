"""Tables and displayed formulas as rows of cells. Pure, in linear time."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.fulltext.document import Run, RunKind, Runs
from octavo_model.fulltext.pages.runs import tidy
from octavo_model.text.clean import clean_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from octavo_model.fulltext.pages.latexml.tree import Kid, Node

_WIDEST, _HIGHEST = 60, 200
_MOST_COLUMNS = 300
_MOST_CELLS = 20_000
_FILLED_PER_CELL, _FILLED = 20, 2_000
_NUMBER = re.compile(r"\(?[\w.*′'-]{1,12}\)?")


class Table(NamedTuple):
    """The rows of a table, and how many of them are its head."""

    rows: tuple[tuple[Runs, ...], ...]
    heads: int


class _TableRow(NamedTuple):
    cells: list[Node]
    is_head: bool


def read_table(node: Node, read: Callable[[Sequence[Kid]], Runs]) -> Table:
    """Return the rows of the table ``node``, its cells read by ``read``.

    Cells that another one spans are empty.
    """
    rows: list[tuple[Runs, ...]] = []
    heads, is_above = 0, True
    carried: dict[int, int] = {}
    cells = filled = 0
    for row in _rows_of(node):
        if cells > _MOST_CELLS:
            break
        made: list[Runs] = []
        for cell in row.cells:
            _fill(made, carried)
            wide, high = _span(cell, "colspan", _WIDEST), _span(cell, "rowspan", _HIGHEST)
            cells += 1
            budget = _FILLED + _FILLED_PER_CELL * cells
            if len(made) > _MOST_COLUMNS or filled + wide * high > budget:
                wide = high = 1
            filled += wide * high - 1
            for column in range(len(made), len(made) + wide):
                if high > 1:
                    carried[column] = high - 1
            made += [read(cell.kids), *((),) * (wide - 1)]
        _fill(made, carried)
        is_above = is_above and row.is_head
        heads += is_above
        if any(made):
            rows.append(tuple(made))
        else:
            heads -= is_above
    return Table(tuple(rows), heads if heads < len(rows) else 0)


def _fill(made: list[Runs], carried: dict[int, int]) -> None:
    """Add empty cells to a row where cells above reach down into it."""
    while (left := carried.get(len(made), 0)) > 0:
        if left == 1:
            del carried[len(made)]
        else:
            carried[len(made)] = left - 1
        made.append(())


def _span(cell: Node, name: str, most: int) -> int:
    text = cell.attributes.get(name, "")
    return max(1, min(int(text), most)) if text.isdecimal() and len(text) < 6 else 1


def is_cell(node: Node) -> bool:
    """Return whether ``node`` is a cell of a table."""
    return node.tag in ("td", "th") or node.has("ltx_td", "ltx_th")


def _rows_of(table: Node) -> Iterator[_TableRow]:
    """Yield the rows of ``table``, not those of tables in its cells."""
    waiting: list[tuple[Iterator[Node], bool]] = [(table.elements(), False)]
    while waiting:
        inside, is_head = waiting[-1]
        node = next(inside, None)
        if node is None:
            waiting.pop()
        elif node.tag == "tr" or node.has("ltx_tr"):
            cells = [one for one in node.elements() if is_cell(one)]
            is_labels = all(one.tag == "th" or one.has("ltx_th_column") for one in cells)
            yield _TableRow(cells, is_head or (bool(cells) and is_labels))
        elif not is_cell(node):
            is_in_head = is_head or node.tag == "thead" or node.has("ltx_thead")
            waiting.append((node.elements(), is_in_head))


class Formula(NamedTuple):
    """A displayed formula with one number: its lines, and the elements that have its ids.

    It has no lines where the converter lost them.
    """

    label: str
    rows: tuple[tuple[Runs, ...], ...]
    nodes: tuple[Node, ...]


def read_formulas(node: Node, read: Callable[[Sequence[Kid]], Runs]) -> Iterator[Formula]:
    """Yield the formulas of the element ``node``: one for each number, and what has none."""
    lines: list[tuple[Runs, ...]] = []
    nodes: list[Node] = []
    label, left = "", 0
    for row, parts in _lines_of(node):
        tag = row.find("ltx_tag_equation", "ltx_tag_equationgroup", "ltx_eqn_eqno")
        found = clean_line(tag.text()) if tag else ""
        if found and label:
            yield Formula(label, _whole(lines), tuple(nodes))
            lines, nodes, left = [], [], 0
        nodes += parts
        if found:
            label = found
            left = max((_span(one, "rowspan", _HIGHEST) for one in row.elements()), default=1)
        cells = tuple(_formula(read(kids), found) for kids in _cells_of(row))
        if any(cells):
            lines.append(cells)
        left -= 1
        if label and left <= 0 and lines:
            yield Formula(label, _whole(lines), tuple(nodes))
            lines, nodes, label = [], [], ""
    if lines or label:
        yield Formula(label, _whole(lines), tuple(nodes))


def _cells_of(row: Node) -> list[list[Kid]]:
    """Return what is in each cell of a row of aligned cells, else all of the row as one cell.

    Cells that only make room at an edge, or have the number, are none.
    """
    cells: list[list[Kid]] = []
    for one in row.elements():
        if one.has("ltx_eqn_cell") and not one.has(*_NO_CELL):
            cells += [one.kids, *([] for _ in range(_span(one, "colspan", _WIDEST) - 1))]
    return cells if len(cells) > 1 else [row.kids]


_NO_CELL = ("ltx_eqn_eqno", "ltx_eqn_center_padleft", "ltx_eqn_center_padright",
            "ltx_eqn_left_padleft", "ltx_eqn_left_padright")  # fmt: skip


def _whole(lines: list[tuple[Runs, ...]]) -> tuple[tuple[Runs, ...], ...]:
    """Return lines with their cells; one line alone is one cell."""
    if len(lines) == 1:
        return ((tidy([run for cell in lines[0] for run in cell]),),)
    return tuple(lines)


def _lines_of(node: Node) -> Iterator[tuple[Node, list[Node]]]:
    """Yield each row, with the elements around it that begin with it."""
    waiting = [node.elements()]
    around = [node]
    is_empty = True
    while waiting:
        one = next(waiting[-1], None)
        if one is None:
            waiting.pop()
        elif one.tag == "tr" or one.has("ltx_eqn_row"):
            is_empty = False
            yield one, [*around, one]
            around = []
        elif one.tag != "math":
            around.append(one)
            waiting.append(one.elements())
    if is_empty:
        yield node, [node, *around]


def _formula(runs: Runs, number: str) -> Runs:
    """``runs`` of one line without its number, its formulas joined to one."""
    kept: list[Run] = []
    for run in runs:
        text = run.text.strip()
        if run.kind is RunKind.MATH or (
            text and text != number and not (number and _NUMBER.fullmatch(text) and text in number)
        ):
            kept.append(run)
    return tidy(kept)
