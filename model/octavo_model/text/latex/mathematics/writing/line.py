"""Writes a formula as one line of text, with the brackets that keep its meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from octavo_model.text.latex import symbols
from octavo_model.text.latex.mathematics.parsing.characters import LIMITS
from octavo_model.text.latex.mathematics.tree import (
    Accent,
    Arrow,
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
    joined,
    kind_of,
)
from octavo_model.text.latex.mathematics.writing.brackets import is_one_factor, is_one_sign
from octavo_model.text.latex.mathematics.writing.spacing import (
    TIGHT,
    WIDE,
    clash,
    is_factor,
    is_gap,
    is_open_script,
    is_product,
    kinds_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST_RAISED = 8
_NOT_RAISED = frozenset("*∗⊤′″ ")
_SIGNS = frozenset("−+±∓")
_PRIMES = ("", "′", "″", "‴", "⁗")


def whole(tree: Row) -> str:
    """Return a formula as text; a grid that is all of it needs no brackets."""
    if len(tree.items) == 1 and isinstance(tree.items[0], Grid):
        return grid(tree.items[0], is_whole=True)
    return row(tree.items)


def row(items: tuple[Node, ...], *, tight: bool = False) -> str:
    """Return ``items`` as text; ``tight`` within a script."""
    if len(items) == 1:
        return write(items[0], tight=tight)
    kinds = kinds_of(items)
    table = TIGHT if tight else WIDE
    out: list[str] = []
    before, last = AtomKind.SPACE, " "
    is_wanted = is_over = False  # whether the author has a space here, or ends a formula
    was_loose = False  # whether a factor is apart from what is before it
    is_open = False  # whether a letter would belong to the script before it
    for place, item in enumerate(items):
        kind = kinds[place]
        if kind is AtomKind.SPACE or kind is AtomKind.GAP:
            is_wanted, is_over = not tight, kind is AtomKind.GAP and not tight
            continue
        is_loose = kind is AtomKind.FRACTION and is_factor(kinds, place)
        text = write(item, tight=tight)
        if not text:
            continue
        text = f"({text})" if is_loose else text
        if is_over and AtomKind.WORD not in (before, kind) and is_product(before, kind):
            out.append(", ")
        elif last != " " and (
            table[before][kind]
            or (is_wanted and is_gap(before, kind))
            or ((is_loose or was_loose) and is_product(before, kind) and last != "/")
            or clash(before, kind, last, text, is_open=is_open)
        ):
            out.append(" ")
        out.append(text)
        before, last, is_wanted, is_over = kind, text[-1], False, False
        was_loose = is_loose or type(item) is Root
        is_open = type(item) is Scripted and is_open_script(text)
    return "".join(out).rstrip(" ")


def write(node: Node, *, tight: bool = False) -> str:
    """Return ``node`` as text."""
    if type(node) is Atom:
        return node.text
    return _WRITERS[type(node)](node, tight)


def _row(node: Row, tight: bool) -> str:
    return row(node.items, tight=tight)


def _fraction(node: Fraction, tight: bool) -> str:
    return f"{_part(node.above, tight, is_above=True)}/{_part(node.below, tight)}"


def _part(part: Row, tight: bool, *, is_above: bool = False) -> str:
    """A numerator or a denominator, in brackets if it is more than one factor."""
    text = row(part.items, tight=tight)
    return text if is_one_factor(part, is_above=is_above) else f"({text})"


def _choice(node: Binomial, tight: bool) -> str:
    return f"({row(node.above.items, tight=tight)} choose {row(node.below.items, tight=tight)})"


def _root(node: Root, tight: bool) -> str:
    inside = row(node.inside.items, tight=tight)
    sign = "√"
    if node.degree is not None:
        degree = row(node.degree.items, tight=True)
        raised = symbols.raised(degree, "^") or f"^({degree})"
        sign = _ROOTS.get(degree) or f"{raised}√"
    return f"{sign}{inside}" if is_one_sign(node.inside) else f"{sign}({inside})"


_ROOTS = {"2": "√", "3": "∛", "4": "∜"}


def _scripted(node: Scripted, tight: bool) -> str:
    base = node.base
    text = write(base, tight=tight)
    if type(base) in {Scripted, Fraction, Root} or (type(base) is Row and len(base.items) > 1):
        text = f"({text})"
    return text + scripts(node, is_limits=has_limits(base))


def scripts(node: Scripted, *, is_limits: bool = False) -> str:
    """Return the primes and scripts of ``node`` as text."""
    primes = _PRIMES[node.primes] if node.primes < len(_PRIMES) else "′" * node.primes
    below, above = node.below, node.above
    if below is None and above is None:
        return primes
    if not is_limits:
        return f"{primes}{_script(below, '_')}{_script(above, '^')}"
    lower = _script(below, "_")
    upper = _script(above, "^")
    if len(lower) > 1 or len(upper) > 1:
        lower, upper = _script(below, "_", raised=False), _script(above, "^", raised=False)
    return f"{primes}{lower}{upper}"


def _script(part: Row | None, mark: str, *, raised: bool = True) -> str:
    if part is None:
        return ""
    text = row(part.items, tight=True).strip()
    if not text:
        return ""
    if raised and len(text) <= _LONGEST_RAISED and _NOT_RAISED.isdisjoint(text):
        found = symbols.raised(text, mark)
        if found is not None:
            return found
    is_name = len(text) == 1 or (len(part.items) == 1 and text.isascii() and text.isalnum())
    return f"{mark}{text}" if is_name else f"{mark}({text})"


def has_limits(base: Node) -> bool:
    """Return whether the scripts of ``base`` are limits, as those of a sum."""
    if type(base) is Atom:
        if base.kind is AtomKind.FUNCTION:
            return "lim" in base.text or base.text in LIMITS
        return base.kind is AtomKind.LARGE
    return False


def _accent(node: Accent, tight: bool) -> str:
    text = row(node.inside.items, tight=tight)
    if is_markable(node.inside, text):
        return symbols.accented(text, node.mark)
    return f"{node.word}({text})"


def is_markable(inside: Row, text: str) -> bool:
    """Return whether a combining character can be put on ``text``."""
    if len(text) != 1 or len(inside.items) != 1:
        return False
    return kind_of(inside.items[0]) not in {AtomKind.OPEN, AtomKind.CLOSE, AtomKind.TEXT}


def _fenced(node: Fenced, tight: bool) -> str:
    text = row(node.inside.items, tight=tight)
    if not node.left and node.right == "|" and not is_one_factor(node.inside, is_above=False):
        text = f"({text})"
    if node.left == "{" and not node.right:
        return f"{{ {text} }}"
    return f"{node.left}{text}{node.right}"


def _grid(node: Grid, tight: bool) -> str:
    return grid(node, tight=tight, is_whole=False)


def grid(node: Grid, *, tight: bool = False, is_whole: bool) -> str:
    """Return a grid on one line, in brackets unless it is the whole formula."""
    if node.layout == "lines":
        rows = [row(joined(cells)) for cells in node.rows]
        text = _joined(rows)
        return text if is_whole or len(rows) == 1 else f"{{ {text} }}" if node.left else f"[{text}]"
    cells = [[row(cell.items, tight=tight).strip() for cell in cells] for cells in node.rows]
    if node.layout == "stack":
        text = "; ".join(filter(None, (" ".join(filter(None, one)) for one in cells)))
        return text if tight or is_whole else f"({text})"
    if node.layout == "cases":
        text = _joined([_case(one) for one in cells])
        return f"{node.left or '{'} {text} }}"
    comma = any(cell[:1] in _SIGNS or " " in cell or "," in cell for one in cells for cell in one)
    text = "; ".join((", " if comma else " ").join(one) for one in cells)
    left, right = node.left, node.right
    if not left and not right and not is_whole:
        left, right = "[", "]"
    return f"{left}{text}{right}"


def _joined(rows: list[str]) -> str:
    """Return rows on one line, with a semicolon instead of the signs that they end with."""
    rows = list(filter(None, rows))
    return "; ".join([*(one.rstrip(",; ") for one in rows[:-1]), *rows[-1:]])


def _case(cells: list[str]) -> str:
    """A value and its condition, with a comma between them unless a word begins the latter."""
    text = cells[0]
    for cell in filter(None, cells[1:]):
        is_word = (len(cell) > 1 and cell[:2].isalpha()) or text.endswith((",", ";", ":"))
        text = f"{text} {cell}" if is_word or not text else f"{text}, {cell}"
    return text


def _stack(node: Stack, tight: bool) -> str:
    base = row(node.base.items, tight=tight)
    if node.brace:
        label = node.below if node.brace == "⏟" else node.above
        mark = "_" if node.brace == "⏟" else "^"
        return f"({base}){node.brace}{_script(label, mark, raised=False)}"
    kind = kind_of(node)
    if not base or kind in {AtomKind.RELATION, AtomKind.BINARY, AtomKind.LARGE, AtomKind.FUNCTION}:
        lower = _script(node.below, "_", raised=False)
        return f"{base}{lower}{_script(node.above, '^', raised=False)}"
    where, part = ("above", node.above) if node.above is not None else ("below", node.below)
    label_text = row(part.items, tight=True) if part is not None else ""
    return f"({base} with {label_text} {where})" if label_text else base


def _arrow(node: Arrow, tight: bool) -> str:
    above, below = row(node.above.items, tight=True), row(node.below.items, tight=True)
    label = f"{above}; {below}" if above and below else above or below
    if not label:
        return node.head
    line = "═" if node.head in "⇒⇐⇔=" else "—"
    if node.head in "←⇐↩":
        return f"{node.head}{label}{line}"
    if node.head in "↔⇔":
        return f"{'←' if node.head == '↔' else '⇐'}{label}{'→' if node.head == '↔' else '⇒'}"
    return f"{line}{label}{node.head}"


_WRITERS: dict[type, Callable[[Any, bool], str]] = {
    Row: _row,
    Fraction: _fraction,
    Binomial: _choice,
    Root: _root,
    Scripted: _scripted,
    Accent: _accent,
    Fenced: _fenced,
    Grid: _grid,
    Stack: _stack,
    Arrow: _arrow,
}
