"""Tables between lines, or one record a row where the columns would be too narrow to read.

Cells that another one spans are empty in a document. A head above another row of heads spans the
empty cells behind it; so does the only text of a row.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.fulltext.layout.flow import Flow, Span, plain_flow
from octavo_model.fulltext.layout.layout import Role
from octavo_model.fulltext.layout.layout_builder import pieces_of
from octavo_model.text.clean import cut
from octavo_model.text.widths import width as width_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from octavo_model.fulltext.layout.layout_builder import LayoutBuilder

    Row = Sequence[Flow]

_FRAME = 3
"""The cells that a column takes besides its text; the grid takes one more."""
_SEEN = 12
"""How many rows show whether the first one is a head."""
MOST_HEADS = 9
"""The most rows at the top of a table that are its head; more of them are rows like others."""
_WORD = 14
"""The longest word that is never broken in a grid."""
_TALLEST = 12
"""The most lines of a row of a grid."""
_FEW_TALL = 3
"""Lines between rows begin when more than one of so many rows has several lines."""
_HEAD = 40
"""The most characters of a head in records."""
_LONGEST_NUMBER = 24
_NUMBER = re.compile(r"[^\w\s]*\s?\d[^a-zA-Z]*[a-zA-Z%]?[*†‡]*")
_DECIMAL = re.compile(r"([^\w\s]*\d[\d,]*)(?:\.\d+)?[%*†‡]{0,2}")
_BLANKS = frozenset(("", "-", "–", "—", "−", "n/a", "N/A"))
_NOTHING = plain_flow("")


class Cell(NamedTuple):
    """A text over one or several columns.

    Attributes:
        start: Its first column.
        end: The one behind its last.
    """

    flow: Flow
    start: int
    end: int


class _Columns(NamedTuple):
    """How the columns of a grid are set.

    Attributes:
        widths: Their cells.
        tails: Of columns of numbers, how many cells are behind the whole part; else None.
    """

    widths: list[int]
    tails: list[int | None]


def put_table(page: LayoutBuilder, rows: Sequence[Row], heads: int, indent: int) -> None:
    """Add a table at ``indent``, under what was added before."""
    kept = [any(flow.text for flow in row) for row in rows]
    heads = sum(kept[: max(0, heads)])
    rows = [row for row, has_text in zip(rows, kept, strict=True) if has_text]
    heads = count_heads([[flow.text for flow in row] for row in rows[:_SEEN]], heads)
    rows = [*([_bold(flow) for flow in row] for row in rows[:heads]), *rows[heads:]]
    count = max(map(len, rows), default=0)
    room = page.width - indent - 1 - _FRAME * count
    if 0 < count <= room:
        merged = [_merged(row, count, at < heads - 1) for at, row in enumerate(rows)]
        columns = _columns(merged, heads, count, room)
        if columns:
            _put_grid(page, merged, heads, columns, indent)
            return
    _put_records(page, rows, heads, indent)


def count_heads(rows: Sequence[Sequence[str]], heads: int) -> int:
    """Return how many rows are the head of a table, where ``heads`` are marked in the page.

    Many pages mark none, or one of two. A first row without numbers above rows with numbers is a
    head, and so is a second one that has no numbers and nothing at its start.

    >>> count_heads([["Owl", "Size", ""], ["", "male", "female"], ["Barn owl", "33", "36"]], 0)
    2
    """
    if heads > MOST_HEADS or len(rows) < 3:
        return min(heads, MOST_HEADS)
    numbers = [any(char.isdecimal() for cell in row for char in cell) for row in rows[:_SEEN]]
    if heads == 0 and not numbers[0] and any(numbers):
        heads = 1
    if heads == 1 and not rows[1][0] and not numbers[1]:
        heads = 2
    return heads


def _bold(flow: Flow) -> Flow:
    return flow if flow.spans else plain_flow(flow.text, Role.BOLD)


def _merged(row: Row, count: int, is_above_heads: bool) -> list[Cell]:
    """Return the cells of a row, those that span others as one."""
    filled = [at for at, flow in enumerate(row) if flow.text]
    if not is_above_heads and filled != [0]:
        flows = [*row, *[_NOTHING] * (count - len(row))]
        return [Cell(flow, at, at + 1) for at, flow in enumerate(flows)]
    empty = [Cell(_NOTHING, at, at + 1) for at in range(filled[0] if filled else count)]
    ends = [*filled[1:], count]
    return empty + [Cell(row[at], at, end) for at, end in zip(filled, ends, strict=False)]


def _columns(rows: Sequence[Sequence[Cell]], heads: int, count: int, room: int) -> _Columns | None:
    """Return how the columns are set; None if a grid would be hard to read."""
    natural, least, numbers = [1] * count, [1] * count, [1] * count
    tails = _tails(rows[heads:], count)
    for number, row in enumerate(rows):
        for flow, start, end in row:
            if flow.text and end == start + 1:
                size = width_of(flow.text)
                tail = tails[start]
                if tail is not None and number >= heads:
                    size += tail - min(tail, _tail(flow.text))
                    numbers[start] = max(numbers[start], size)
                natural[start] = max(natural[start], size)
                longest = max(map(width_of, flow.guide.split(" ")))
                least[start] = max(least[start], min(_WORD, size, longest))
    spare = room - sum(least)
    if spare < 0:
        return None
    more = _shared([most - few for most, few in zip(natural, least, strict=True)], spare)
    widths = [few + some for few, some in zip(least, more, strict=True)]
    if any(most > size * _TALLEST for most, size in zip(natural, widths, strict=True)):
        return None
    _widen(widths, rows, room)
    fits = [size <= most for size, most in zip(numbers, widths, strict=True)]
    return _Columns(widths, [tail if fit else None for tail, fit in zip(tails, fits, strict=True)])


def _widen(widths: list[int], rows: Sequence[Sequence[Cell]], room: int) -> None:
    """Make columns wider for texts that span several of them, while there is room."""
    for row in rows:
        for flow, start, end in row:
            if end > start + 1:
                span = sum(widths[start:end]) + _FRAME * (end - start - 1)
                lack = min(width_of(flow.text) - span, room - sum(widths))
                for at in range(lack):
                    widths[start + at % (end - start)] += 1


def _shared(wishes: list[int], room: int) -> list[int]:
    """Return how much of ``room`` each gets: what it wishes, or as much as others that get less.

    >>> _shared([1, 9, 5], 9)
    [1, 4, 4]
    """
    given = [0] * len(wishes)
    left = len(wishes)
    for at in sorted(range(len(wishes)), key=wishes.__getitem__):
        given[at] = min(wishes[at], room // left)
        room -= given[at]
        left -= 1
    return given


def _tails(rows: Sequence[Sequence[Cell]], count: int) -> list[int | None]:
    """Return for each column of numbers how many cells are behind their whole part."""
    tails: list[int | None] = [None] * count
    words, others = set[int](), set[int]()
    for row in rows:
        for flow, start, end in row:
            text = flow.text
            if end > start + 1 or text in _BLANKS:
                continue
            if len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text):
                tails[start] = max(tails[start] or 0, _tail(text))
                if not _DECIMAL.fullmatch(text):
                    others.add(start)
            else:
                words.add(start)
    return [None if at in words else 0 if at in others else tail for at, tail in enumerate(tails)]


def _tail(text: str) -> int:
    """Return how many cells are behind the whole part of a number."""
    number = _DECIMAL.fullmatch(text)
    return width_of(text[number.end(1) :]) if number else 0


def _put_grid(
    page: LayoutBuilder, rows: Sequence[Sequence[Cell]], heads: int, columns: _Columns, indent: int
) -> None:
    shown = [_lines(row, columns, is_head=at < heads) for at, row in enumerate(rows)]
    bars = [{cell.start for cell in row} for row in rows]
    tall = sum(len(lines) > 1 for lines in shown[heads:])
    is_tall = tall * _FEW_TALL > len(shown) - heads
    _put_rule(page, "┌┐", set(), bars[0], columns.widths, indent)
    for at, lines in enumerate(shown):
        if at and (at == heads or (is_tall and at > heads)):
            _put_rule(page, "├┤", bars[at - 1], bars[at], columns.widths, indent)
        for text, spans in lines:
            moved = [one._replace(start=one.start + indent, end=one.end + indent) for one in spans]
            page.put(" " * indent + text, moved)
    _put_rule(page, "└┘", bars[-1], set(), columns.widths, indent)


def _put_rule(
    page: LayoutBuilder, ends: str, above: set[int], below: set[int], widths: list[int], indent: int
) -> None:
    text = ends[0]
    for at, size in enumerate(widths):
        if at:
            text += "─┴┬┼"[(at in above) + 2 * (at in below)]
        text += "─" * (size + 2)
    text += ends[1]
    page.put(" " * indent + text, (Span(indent, indent + len(text), Role.RULE),))


def _lines(
    row: Sequence[Cell], columns: _Columns, *, is_head: bool
) -> list[tuple[str, list[Span]]]:
    """Return the lines of a row of a grid, with their spans."""
    sizes = [
        sum(columns.widths[one.start : one.end]) + _FRAME * (one.end - one.start - 1) for one in row
    ]
    cells = [
        [(flow.text[start:end], spans) for (start, end, _), spans in pieces_of(flow, size, size)]
        for (flow, _, _), size in zip(row, sizes, strict=True)
    ]
    lines = []
    for number in range(max(1, *map(len, cells))):
        text, spans = "", []
        for cell, size, made in zip(row, sizes, cells, strict=True):
            words, inner = made[number] if number < len(made) else ("", [])
            spans.append(Span(len(text), len(text) + 1, Role.RULE))
            space = size - width_of(words)
            left = _space_before(cell, words, space, columns, is_head=is_head)
            start = len(text) + 2 + left
            spans += [one._replace(start=one.start + start, end=one.end + start) for one in inner]
            text += f"│ {' ' * left}{words}{' ' * (space - left)} "
        spans.append(Span(len(text), len(text) + 1, Role.RULE))
        lines.append((f"{text}│", spans))
    return lines


def _space_before(cell: Cell, words: str, space: int, columns: _Columns, *, is_head: bool) -> int:
    """Return the cells before a text: numbers are aligned at their points, heads as they are."""
    if cell.end > cell.start + 1:
        return space // 2 if is_head else 0
    tail = columns.tails[cell.start]
    if tail is None:
        return 0
    if is_head or words in _BLANKS:
        return space
    return max(0, space - tail + min(tail, _tail(words)))


def _put_records(page: LayoutBuilder, rows: Sequence[Row], heads: int, indent: int) -> None:
    """Add a line ``head: value`` for each cell, and an empty one before each row."""
    if heads == len(rows):
        heads = 0
    names = column_names([[cut(flow.text, _HEAD) for flow in row] for row in rows[:heads]])
    for row in rows[heads:]:
        if page.lines and page.lines[-1].text:
            page.put()
        left = indent
        for at, flow in enumerate(row):
            if flow.text:
                name = names[at] if at < len(names) else ""
                label = plain_flow(f"{name.rstrip(':')}:", Role.LABEL) if name else _NOTHING
                page.labelled(label, flow, left, indent + 2)
                left = indent + 2


def column_names(heads: Sequence[Sequence[str]]) -> list[str]:
    """Return what each column is called on one line; upper heads span those behind them.

    >>> column_names([["Owl", "Size", ""], ["", "male", "female"]])
    ['Owl', 'Size male', 'Size female']
    """
    count = max(map(len, heads), default=0)
    names: list[list[str]] = [[] for _ in range(count)]
    for number, row in enumerate(heads):
        name = ""
        for at in range(count):
            text = row[at] if at < len(row) else ""
            name = text or (name if number < len(heads) - 1 else "")
            if name and names[at][-1:] != [name]:
                names[at].append(name)
    return [" ".join(parts) for parts in names]
