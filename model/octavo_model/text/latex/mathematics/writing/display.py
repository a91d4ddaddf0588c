"""Writes a formula in two dimensions: tall fractions, matrices, limits above and below."""

from __future__ import annotations

from typing import NamedTuple

from octavo_model.text.latex import symbols
from octavo_model.text.latex.mathematics.tree import (
    Accent,
    Atom,
    AtomKind,
    Binomial,
    Fenced,
    Fraction,
    Grid,
    Node,
    Root,
    Row,
    Scripted,
    Stack,
)
from octavo_model.text.latex.mathematics.writing import line
from octavo_model.text.latex.mathematics.writing.boxes import (
    Box,
    TooLargeError,
    beside,
    box,
    brace_of,
    bracket,
    enclosed,
    padded,
    rooted,
    stacked,
)
from octavo_model.text.latex.mathematics.writing.grids import grid_box
from octavo_model.text.latex.mathematics.writing.spacing import (
    WIDE,
    clash,
    is_break,
    is_factor,
    is_gap,
    is_open_script,
    is_product,
    kinds_of,
)

_BAR = "─"


class DisplayWriter:
    """Makes boxes of at most ``most`` cells; raises `TooLargeError` where they are larger."""

    def __init__(self, most: int) -> None:
        self.most = most

    def row(self, items: tuple[Node, ...], level: int = 0) -> Box:
        """Return parts beside each other."""
        if not items:
            return box("")
        if len(items) == 1:
            return self._within(self.node(items[0], level))
        if all(map(_is_flat, items)):
            return self._within(box(line.row(items)))
        return beside([one for piece in self.pieces(items, level) for one in piece], self.most)

    def _within(self, one: Box) -> Box:
        if one.width > self.most:
            raise TooLargeError
        return one

    def pieces(self, items: tuple[Node, ...], level: int = 0) -> list[list[Box]]:
        """Return the boxes of a row, in pieces between which a line may be broken."""
        kinds = kinds_of(items)
        boxes = [self.node(item, level) for item in items]
        _grow(boxes, kinds, items)
        pieces: list[list[Box]] = [[]]
        before, last, depth = AtomKind.SPACE, " ", 0
        was_tall = was_loose = is_open = False
        wanted = ""
        for place, kind in enumerate(kinds):
            if kind in {AtomKind.SPACE, AtomKind.GAP}:
                wanted = max(wanted, " " if kind is AtomKind.SPACE else "   ")
                continue
            item, one = items[place], boxes[place]
            is_loose = one.height == 1 and kind is AtomKind.FRACTION and is_factor(kinds, place)
            if is_loose:
                one = box(f"({one.lines[0]})")
            text = one.lines[one.base]
            is_tall = one.height > 1 and type(item) in _BARRED
            if wanted and (last == " " or not is_gap(before, kind)):
                wanted = ""
            gap = last != " " and (
                bool(wanted)
                or WIDE[before][kind]
                or (is_tall and kind is not AtomKind.CLOSE and before is not AtomKind.OPEN)
                or (was_tall and kind not in _TOUCHING and text != ".")
                or ((is_loose or was_loose) and is_product(before, kind) and last != "/")
                or (text[:1] not in {"", " "} and clash(before, kind, last, text, is_open=is_open))
            )
            depth += (kind is AtomKind.OPEN) - (kind is AtomKind.CLOSE)
            if place and not depth and (is_break(before, kind) or len(wanted) > 1):
                pieces.append([])
            if gap:
                pieces[-1].append(box(wanted or " "))
            pieces[-1].append(one)
            before, was_tall, wanted = kind, is_tall, ""
            last = text[-1:] if one.height == 1 and text else "\0"
            was_loose = is_loose or type(item) is Root
            is_open = one.height == 1 and type(item) is Scripted and is_open_script(text)
        return pieces

    def node(self, node: Node, level: int = 0) -> Box:
        """Return the box of ``node``, ``level`` fractions deep."""
        if type(node) is Fraction:
            return self._fraction(node, level)
        if type(node) is Scripted:
            return self._scripted(node, level)
        if type(node) is Fenced:
            return self._fenced(node, level)
        if type(node) is Grid:
            return self.grid(node, level)
        if type(node) is Root:
            return self._root(node, level)
        if type(node) is Stack:
            return self._stack(node, level)
        if type(node) is Accent:
            return self._accent(node, level)
        if type(node) is Binomial:
            return self._choice(node, level)
        if type(node) is Row:
            return self.row(node.items, level)
        return box(line.write(node))

    def grid(self, node: Grid, level: int) -> Box:
        """Return the box of a grid."""
        inner = 0 if node.layout == "lines" else level if node.layout == "stack" else max(level, 1)
        if max(map(len, node.rows)) > self.most:
            raise TooLargeError
        cells = [[self.row(cell.items, inner) for cell in cells] for cells in node.rows]
        return grid_box(node, cells, self.most)

    def _fraction(self, node: Fraction, level: int) -> Box:
        is_simple = level and all(_is_single(part) for part in (node.above, node.below))
        if not node.tall or is_simple or not node.above.items or not node.below.items:
            return box(line.write(node))
        above = self.row(node.above.items, level + 1)
        below = self.row(node.below.items, level + 1)
        width = max(above.width, below.width) + 2
        bar = Box((_BAR * width,), 0, width)
        return stacked([above, bar, below], 1)

    def _choice(self, node: Binomial, level: int) -> Box:
        above, below = self.row(node.above.items, 1), self.row(node.below.items, 1)
        if above.height == below.height == 1:
            return box(line.write(node))
        return enclosed("(", stacked([above, below], 0, gap=1), ")", self.most)

    def _root(self, node: Root, level: int) -> Box:
        inside = self.row(node.inside.items, level)
        if inside.height == 1:
            return box(line.write(node))
        degree = line.row(node.degree.items, tight=True) if node.degree is not None else ""
        small = symbols.raised(degree, "^") or (f"^({degree})" if degree else "")
        return rooted(inside, f"{small}√")

    def _scripted(self, node: Scripted, level: int) -> Box:
        base = node.base
        if line.has_limits(base) and self._are_above_and_below(node):
            return self._limits(node, level)
        inside = self.node(base, level)
        if inside.height == 1:
            return box(line.write(node))
        if type(base) is Fraction or type(base) is Root or type(base) is Scripted:
            inside = enclosed("(", inside, ")", self.most)
        return self.with_scripts(inside, node)

    def with_scripts(self, inside: Box, node: Scripted) -> Box:
        """Return a tall box with scripts at its upper and lower right corners."""
        upper = box(line.scripts(node._replace(below=None)))
        lower = box(line.scripts(node._replace(above=None, primes=0)))
        width = max(upper.width, lower.width)
        if not width:
            return inside
        lines = [" " * width] * inside.height
        lines[-1] = padded(lower.lines[0], lower.width, width, "l")
        lines[0] = padded(upper.lines[0], upper.width, width, "l")
        return beside([inside, Box(tuple(lines), inside.base, width)], self.most)

    def _are_above_and_below(self, node: Scripted) -> bool:
        """Whether limits are too long for letters of scripts beside the sign."""
        texts = [line.row(one.items, tight=True) for one in (node.below, node.above) if one]
        if not texts or not all(texts) or node.primes:
            return False
        return len(texts) > 1 or len(texts[0]) > 1

    def _limits(self, node: Scripted, level: int) -> Box:
        boxes = [self.node(node.base, level)]
        base = 0
        if node.below is not None:
            boxes.append(self._label(node.below))
        if node.above is not None:
            boxes.insert(0, self._label(node.above))
            base = 1
        return stacked(boxes, base)

    def _label(self, part: Row) -> Box:
        if len(part.items) == 1 and type(part.items[0]) is Grid:
            grid = part.items[0]
            if grid.layout == "stack":
                return self.grid(grid, 1)
        return box(line.row(part.items, tight=True).strip())

    def _accent(self, node: Accent, level: int) -> Box:
        inside = self.row(node.inside.items, level)
        if inside.height == 1:
            return box(line.write(node))
        return beside([box(node.word), enclosed("(", inside, ")", self.most)], self.most)

    def _fenced(self, node: Fenced, level: int) -> Box:
        inside = self.row(node.inside.items, level)
        if inside.height == 1:
            return box(line.write(node))
        return enclosed(node.left, inside, node.right, self.most)

    def _stack(self, node: Stack, level: int) -> Box:
        inside = self.row(node.base.items, level)
        if not node.brace:
            boxes, base = [inside], 0
            if node.below is not None:
                boxes.append(self._label(node.below))
            if node.above is not None:
                boxes.insert(0, self._label(node.above))
                base = 1
            return stacked(boxes, base)
        part = node.below if node.brace == "⏟" else node.above
        is_below = node.brace == "⏟"
        brace = brace_of(inside.width, is_below=is_below)
        boxes = [inside, brace, *([self._label(part)] if part is not None else [])]
        return stacked(boxes, 0) if is_below else stacked(boxes[::-1], len(boxes) - 1)


_BARRED = (Fraction, Root, Grid, Scripted, Stack)
_TOUCHING = frozenset({AtomKind.CLOSE, AtomKind.COMMA})


def _is_flat(node: Node) -> bool:
    """Whether ``node`` is surely written on a line."""
    if type(node) is Scripted:
        return type(node.base) is Atom and not line.has_limits(node.base)
    return type(node) is Atom and node.kind is not AtomKind.GAP


def _is_single(part: Row) -> bool:
    return len(part.items) == 1 and type(part.items[0]) in {Atom, Accent}


def _grow(boxes: list[Box], kinds: list[AtomKind], items: tuple[Node, ...]) -> None:
    """Make brackets as tall as what is between them, and two bars."""
    if all(one.height == 1 for one in boxes):
        return
    bars = [at for at, item in enumerate(items) if _sign_of(item) in _BARS]
    pair = bars if len(bars) == 2 else [-1, -1]
    opened: list[_Opened] = []
    for at, kind in enumerate(kinds):
        if kind is AtomKind.OPEN or at == pair[0]:
            opened.append(_Opened(at))
            continue
        if opened and (kind is AtomKind.CLOSE or at == pair[1]):
            first, above, below = opened.pop()
            if above + below > 1:
                for one in (first, at):
                    boxes[one] = _grown(items[one], above + below, above)
        if opened:
            first, above, below = opened[-1]
            one_box = boxes[at]
            above, below = max(above, one_box.base), max(below, one_box.height - one_box.base)
            opened[-1] = _Opened(first, above, below)


class _Opened(NamedTuple):
    """An opening bracket, and how many lines what follows it has above and below its own."""

    place: int
    above: int = 0
    below: int = 0


_BARS = ("|", "‖")


def _sign_of(node: Node) -> str:
    node = node.base if type(node) is Scripted else node
    return node.text if type(node) is Atom and node.kind is AtomKind.ORDINARY else ""


def _grown(item: Node, height: int, base: int) -> Box:
    if type(item) is Scripted and type(item.base) is Atom:
        tall = bracket(item.base.text, height, base)
        return DisplayWriter(10_000).with_scripts(tall, item)
    return bracket(item.text, height, base) if type(item) is Atom else box(line.write(item))
