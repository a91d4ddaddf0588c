"""A formula as a tree of values: what the parser makes and the writers read."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple, TypeAlias


class AtomKind(IntEnum):
    """What a part of a formula is to its neighbours, as TeX's classes of atoms."""

    ORDINARY = 0
    WORD = 1  # a name of several letters
    TEXT = 2
    FUNCTION = 3  # log, lim
    LARGE = 4  # a sum, an integral
    BINARY = 5
    RELATION = 6
    OPEN = 7
    CLOSE = 8
    COMMA = 9
    SPACE = 10  # within a product
    GAP = 11  # between formulas
    FRACTION = 12
    FENCED = 13  # something in brackets of its own
    PREFIX = 14  # a sign without a left side


class Atom(NamedTuple):
    """A character, a number or a name."""

    text: str
    kind: AtomKind = AtomKind.ORDINARY


class Row(NamedTuple):
    """Parts beside each other."""

    items: tuple[Node, ...]


class Fraction(NamedTuple):
    """A fraction, ``tall`` unless its author wants it small."""

    above: Row
    below: Row
    tall: bool = True


class Binomial(NamedTuple):
    """A binomial coefficient."""

    above: Row
    below: Row


class Root(NamedTuple):
    """A root; without a degree it is square."""

    inside: Row
    degree: Row | None = None


class Scripted(NamedTuple):
    """Something with primes, and a script below and above."""

    base: Node
    below: Row | None = None
    above: Row | None = None
    primes: int = 0


class Accent(NamedTuple):
    """Something under a mark, which is a combining character or else a word before brackets."""

    inside: Row
    mark: str
    word: str


class Fenced(NamedTuple):
    """Something in brackets that grow with it; an empty bracket is invisible."""

    left: str
    inside: Row
    right: str


class Grid(NamedTuple):
    """Rows of cells.

    Attributes:
        rows: Cells, row by row.
        left: The left bracket.
        right: The right bracket.
        columns: How each column is aligned (``l``, ``c`` or ``r``), with ``|`` for lines between.
        layout: ``matrix``, ``cases``, ``lines`` of formulas, or a ``stack`` of them.
    """

    rows: tuple[tuple[Row, ...], ...]
    left: str = ""
    right: str = ""
    columns: str = ""
    layout: str = "matrix"


class Stack(NamedTuple):
    """Something with more above or below it; a ``brace`` may be between."""

    base: Row
    above: Row | None = None
    below: Row | None = None
    brace: str = ""


class Arrow(NamedTuple):
    """A long arrow with a label above, and perhaps one below."""

    head: str
    above: Row
    below: Row


Node: TypeAlias = (
    Atom | Row | Fraction | Binomial | Root | Scripted | Accent | Fenced | Grid | Stack | Arrow
)

EMPTY = Row(())
SPACE = Atom(" ", AtomKind.SPACE)
GAP = Atom("  ", AtomKind.GAP)
RULE = Atom("", AtomKind.SPACE)
"""At the start of a row of a grid: there is a line above it."""
_CELLS_OF_FORMULA = 2
_MARKED = (AtomKind.BINARY, AtomKind.RELATION)
_KINDS = {
    Row: AtomKind.ORDINARY,
    Fraction: AtomKind.FRACTION,
    Binomial: AtomKind.FENCED,
    Root: AtomKind.ORDINARY,
    Fenced: AtomKind.FENCED,
    Grid: AtomKind.FENCED,
    Arrow: AtomKind.RELATION,
}


def kind_of(node: Node) -> AtomKind:
    """Return what ``node`` is to its neighbours."""
    while True:
        if isinstance(node, Atom):
            return node.kind
        if isinstance(node, Scripted):
            node = node.base
        elif isinstance(node, Stack):
            if len(node.base.items) != 1:
                return AtomKind.ORDINARY
            node = node.base.items[0]
        elif isinstance(node, Accent):
            if len(node.inside.items) != 1:
                return AtomKind.WORD
            node = node.inside.items[0]
            if not isinstance(node, Atom) or node.kind not in _MARKED:
                return AtomKind.ORDINARY
        else:
            return _KINDS[type(node)]


def joined(cells: tuple[Row, ...]) -> tuple[Node, ...]:
    """Return a row of aligned cells as one row, with gaps between its formulas.

    Two cells are one formula, or three with a relation in the middle.
    """
    middle = cells[1].items[-1:] if len(cells) == _CELLS_OF_FORMULA + 1 else ()
    is_one = bool(middle) and kind_of(middle[0]) is AtomKind.RELATION
    items: list[Node] = []
    for place, cell in enumerate(cells):
        if place and place % _CELLS_OF_FORMULA == 0 and not is_one:
            items.append(GAP)
        items.extend(cell.items)
    return tuple(items)
