"""What is between the parts of a row: spaces, and brackets that a line of text needs."""

from __future__ import annotations

import re

from octavo_model.text.latex.mathematics.tree import Atom, AtomKind, Node, Scripted, kind_of

_K = AtomKind
_PRODUCT = (_K.ORDINARY, _K.WORD, _K.FUNCTION, _K.LARGE, _K.FRACTION, _K.FENCED)
_BEGIN_FACTOR = frozenset({*_PRODUCT, _K.OPEN})
_END_FACTOR = frozenset({*_PRODUCT, _K.CLOSE})
_NO_LEFT_SIDE = frozenset({
    _K.BINARY, _K.RELATION, _K.OPEN, _K.COMMA, _K.FUNCTION, _K.LARGE, _K.PREFIX, _K.GAP,
})  # fmt: skip
_BARS = frozenset("|‖")
_NO_RIGHT_SIDE = frozenset({_K.RELATION, _K.CLOSE, _K.COMMA, _K.GAP})


def kinds_of(items: tuple[Node, ...]) -> list[AtomKind]:
    """Return the kind of each item; an operator without a left or right side is none.

    One without a left side, for example the sign of ``−x``, is a prefix. A bar without a left side
    and the next one are brackets.
    """
    kinds = [kind_of(item) for item in items]
    before = _K.COMMA
    last = len(kinds) - 1
    opened: list[int] = []  # the places of bars, and -1 for each bracket
    brackets = 0
    for place, kind in enumerate(kinds):
        if kind is _K.BINARY:
            if before in _NO_LEFT_SIDE:
                kinds[place] = _K.PREFIX if place < last else _K.ORDINARY
            elif place == last or kinds[place + 1] in _NO_RIGHT_SIDE:
                kinds[place] = _K.ORDINARY
        elif kind is _K.OPEN:
            opened.append(-1)
            brackets += 1
        elif kind is _K.CLOSE and brackets:
            brackets -= 1
            while opened.pop() >= 0:
                pass
        elif kind is _K.ORDINARY and _is_bar(items[place]):
            if before in _NO_LEFT_SIDE:
                opened.append(place)
            elif opened and opened[-1] >= 0:
                kinds[opened.pop()], kinds[place] = _K.OPEN, _K.CLOSE
        if kind is not _K.SPACE:
            before = _K.OPEN if opened and opened[-1] == place else kinds[place]
    return kinds


def _is_bar(node: Node) -> bool:
    node = node.base if type(node) is Scripted else node
    return type(node) is Atom and node.text in _BARS


def is_gap(left: AtomKind, right: AtomKind) -> bool:
    """Return whether a space of the author's is kept: not inside brackets or before a comma."""
    return left is not _K.OPEN and right is not _K.CLOSE and right is not _K.COMMA


def is_break(left: AtomKind, right: AtomKind) -> bool:
    """Return whether a line may end between two kinds."""
    return right is _K.BINARY or (right is _K.RELATION and left is not _K.RELATION)


def is_product(left: AtomKind, right: AtomKind) -> bool:
    """Return whether two neighbours are factors of a product."""
    return left in _END_FACTOR and right in _BEGIN_FACTOR


def is_factor(kinds: list[AtomKind], place: int) -> bool:
    """Return whether the item at ``place`` has another factor beside it."""
    before = place - 1
    while before >= 0 and kinds[before] is _K.SPACE:
        before -= 1
    if before >= 0 and kinds[before] in _END_FACTOR:
        return True
    after = place + 1
    while after < len(kinds) and kinds[after] is _K.SPACE:
        after += 1
    return after < len(kinds) and kinds[after] in _BEGIN_FACTOR


def _gaps() -> tuple[tuple[bool, ...], ...]:
    def is_wide(left: AtomKind, right: AtomKind) -> bool:
        if _K.RELATION in (left, right):
            return left is not right and _K.SPACE not in (left, right)
        if _K.BINARY in (left, right):
            return True
        if left is _K.COMMA:
            return right is not _K.CLOSE and right is not _K.COMMA
        return _is_spaced(left, right)

    return tuple(tuple(is_wide(left, right) for right in _K) for left in _K)


def _is_spaced(left: AtomKind, right: AtomKind) -> bool:
    """Whether there is a space also within a script."""
    if left is _K.LARGE:
        return right not in {_K.CLOSE, _K.COMMA, _K.SPACE, _K.GAP, _K.TEXT, _K.LARGE}
    if left is _K.FUNCTION:
        return right in {_K.ORDINARY, _K.WORD, _K.FUNCTION, _K.LARGE, _K.FRACTION, _K.PREFIX}
    if right in {_K.FUNCTION, _K.LARGE}:
        return left in {_K.ORDINARY, _K.WORD, _K.CLOSE, _K.FRACTION, _K.FENCED}
    return False


WIDE = _gaps()
"""Whether there is a space between two kinds."""
TIGHT = tuple(tuple(_is_spaced(left, right) for right in _K) for left in _K)
"""The same within a script."""


_DOTS = frozenset("…⋯")
_OPEN_SCRIPT = re.compile(r"[_^](?:[^\W_]+|[^\s()])$")


def is_open_script(text: str) -> bool:
    """Return whether ``text`` ends in a script to which a letter after it would belong."""
    return _OPEN_SCRIPT.search(text) is not None


def clash(before: AtomKind, kind: AtomKind, last: str, text: str, *, is_open: bool) -> bool:
    """Whether two texts need a space between them to be read apart."""
    first = text[0]
    if before is AtomKind.FUNCTION and kind in {AtomKind.OPEN, AtomKind.FENCED}:
        return last == ")"
    if kind is AtomKind.COMMA or kind is AtomKind.CLOSE:
        return False
    if (first in _DOTS or last in _DOTS) and is_product(before, kind):
        return True
    if is_open:
        return first.isalnum()
    if first in _SUPERSCRIPTS:
        return last.isalnum() or last in ")]"
    if before is AtomKind.WORD or kind is AtomKind.WORD:
        return (last.isalnum() or last in ")]′") and first.isalnum() and kind is not AtomKind.TEXT
    return False


_SUPERSCRIPTS = frozenset(
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁱⁿ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ^_"
)
