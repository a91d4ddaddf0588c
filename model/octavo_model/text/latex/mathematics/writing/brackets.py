"""Which parts of a formula need brackets on a line."""

from __future__ import annotations

from octavo_model.text.latex.mathematics.tree import (
    Accent,
    Arrow,
    Atom,
    AtomKind,
    Binomial,
    Fenced,
    Fraction,
    Node,
    Row,
    Scripted,
    Stack,
    kind_of,
)

_DIFFERENTIALS = frozenset({Atom("d"), Atom("∂"), Atom("δ"), Atom("D")})
_INDICES = frozenset("0123456789aehijklmnoprstuvx")


def is_one_factor(part: Row, *, is_above: bool) -> bool:
    """Return whether a part of a fraction needs no brackets; a product above needs none."""
    items = part.items
    if len(items) == 1:
        return _is_factor(items[0])
    if _is_bracketed(items):
        return True
    if is_above:
        return bool(items) and all(map(_is_plain, items)) and not _has_slash(items)
    if len(items) != 2:
        return False
    is_factorial = items[1] == Atom("!") and type(items[0]) is Atom
    return is_factorial or (items[0] in _DIFFERENTIALS and _is_plain(items[1]))


def is_one_sign(inside: Row) -> bool:
    """Return whether a root of it needs no brackets."""
    if len(inside.items) != 1:
        return False
    only = inside.items[0]
    if type(only) is Scripted:
        below = only.below.items if only.below is not None else ()
        is_index = len(below) == 1 and type(below[0]) is Atom and below[0].text in _INDICES
        return is_index and type(only.base) is Atom and only.above is None and not only.primes
    return type(only) in {Atom, Accent} and kind_of(only) is not AtomKind.WORD


def _is_bracketed(items: tuple[Node, ...]) -> bool:
    """Whether the first item is a bracket that the last one closes."""
    if not items or kind_of(items[0]) is not AtomKind.OPEN:
        return False
    depth = 0
    for place, item in enumerate(items, 1):
        kind = kind_of(item)
        depth += (kind is AtomKind.OPEN) - (kind is AtomKind.CLOSE)
        if not depth:
            return place == len(items)
    return False


def _has_slash(items: tuple[Node, ...]) -> bool:
    return any(type(item) is Atom and item.text == "/" for item in items)


def _is_factor(node: Node) -> bool:
    if type(node) is Scripted:
        return kind_of(node) not in {AtomKind.LARGE, AtomKind.RELATION, AtomKind.BINARY}
    if type(node) is Atom:
        return (
            node.kind in {AtomKind.ORDINARY, AtomKind.WORD, AtomKind.FUNCTION}
            or node.text.isalnum()
        )
    return type(node) not in {Fraction, Arrow, Stack, Row}


def _is_plain(node: Node) -> bool:
    """Whether a factor may be in a product without brackets around it."""
    kind = kind_of(node)
    if type(node) is Atom or type(node) is Scripted:
        return kind in {AtomKind.ORDINARY, AtomKind.WORD, AtomKind.OPEN, AtomKind.CLOSE}
    return type(node) in {Accent, Fenced, Binomial}
