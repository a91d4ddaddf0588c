"""Parses the tokens of a formula into a tree, in linear time and without deep recursion."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from octavo_model.text.latex.mathematics.parsing import characters
from octavo_model.text.latex.mathematics.parsing.reader import NO_ARGUMENT, TokenReader
from octavo_model.text.latex.mathematics.parsing.tokens import DEEPEST, tokens_of
from octavo_model.text.latex.mathematics.tree import (
    EMPTY,
    GAP,
    RULE,
    SPACE,
    Atom,
    AtomKind,
    Binomial,
    Fraction,
    Grid,
    Node,
    Row,
    Scripted,
    Stack,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_PRIMES = {"′": 1, "″": 2, "‴": 3, "⁗": 4}

Handler: TypeAlias = "Callable[[FormulaParser, str, int, int, str], list[Node]]"
"""What a command means: gets the parser, its name, the end of its row, the depth and the font."""

HANDLERS: dict[str, Handler] = {}
"""By name; the modules of commands fill it."""
SWITCHES: dict[str, str] = {
    **dict.fromkeys(("rm", "it", "sl", "sc", "em", "mit", "rmfamily", "upshape"), "roman"),
    **dict.fromkeys(("bf", "boldmath", "bfseries"), "bold"),
    **dict.fromkeys(("cal", "scr"), "script"),
    **dict.fromkeys(("sf", "sffamily"), "sans"),
    **dict.fromkeys(("tt", "ttfamily"), "mono"),
    "frak": "fraktur",
    **dict.fromkeys(("normalfont", "unboldmath"), ""),
}
"""Commands that change the font of the rest of their group."""
INFIX = frozenset({"over", "atop", "choose", "above", "brace", "brack"})


class FormulaParser(TokenReader):
    """Makes trees of rows of tokens."""

    def row(self, end: int, depth: int, font: str = "", *, in_grid: bool = False) -> Row:
        """Return what is before ``end``, or before the end of a cell in a grid."""
        tokens = self.tokens
        items: list[Node] = []
        infix = ""
        above: list[Node] = []
        while self.at < end:
            piece = tokens[self.at]
            self.at += 1
            if piece[0] == "\\":
                name = piece[1:]
                if name in SWITCHES:
                    is_both = font == "bold" and name in _ITALIC
                    font = "bold italic" if is_both else SWITCHES[name]
                elif name in INFIX and not infix:
                    infix, above, items = name, items, []
                    if name == "above":
                        self.length(end)
                elif in_grid and name in ROW_ENDS:
                    self.at -= 1
                    break
                else:
                    items.extend(self.command(name, end, depth, font))
            elif piece == "{":
                self._group(items, depth, font)
            elif piece in _SCRIPTS:
                self._script(items, piece, end, depth, font)
            elif piece == "&" and in_grid:
                self.at -= 1
                break
            elif piece[0] not in _IGNORED:
                self._put(items, piece, font)
            elif piece == "~":
                items.append(SPACE)
        if infix:
            items = [_infix(infix, above, items)]
        return Row(tuple(items))

    def command(self, name: str, end: int, depth: int, font: str) -> list[Node]:
        """Return what the command ``name``, before ``at``, means with its arguments."""
        handler = HANDLERS.get(name)
        if handler is not None:
            return handler(self, name, end, depth, font) if depth <= DEEPEST else []
        atom = characters.symbol(name)
        if atom is not None:
            if font not in _PLAIN and len(atom.text) == 1:
                atom = Atom(characters.in_alphabet(atom.text, font), atom.kind)
            return [atom]
        return HANDLERS["unknown"](self, name, end, depth, font)

    def argument(self, end: int, depth: int, font: str = "") -> Row:
        """Return the argument at ``at``: a group, a command with its own, or a character."""
        self.skip_spaces(end)
        if self.at >= end:
            return EMPTY
        piece = self.tokens[self.at]
        if piece in NO_ARGUMENT:
            return EMPTY
        self.at += 1
        if piece == "{":
            close = self.partners[self.at - 1]
            if close < 0 or depth > DEEPEST:
                return EMPTY
            inside = self.row(close, depth + 1, font)
            self.at = close + 1
            return inside
        if piece[0] == "\\":
            if piece[1:] in SWITCHES or piece[1:] in ROW_ENDS:
                return EMPTY
            return Row(tuple(self.command(piece[1:], end, depth + 1, font)))
        if len(piece) > 1 and piece[0].isdigit():
            self.at -= 1
            self.tokens[self.at] = piece[1:]
            piece = piece[0]
        items: list[Node] = []
        self._put(items, piece, font)
        return Row(tuple(items))

    def option(self, end: int, depth: int) -> Row | None:
        """Return the option in square brackets at ``at``; None without one."""
        first = self.at
        close = self.close_of_option(end)
        if close < 0:
            self.at = first
            return None
        self.at += 1
        inside = self.row(close, depth + 1)
        self.at = close + 1
        return inside

    def _put(self, items: list[Node], piece: str, font: str) -> None:
        """Add a character or a number; letters of a roman font are one word."""
        if not font:
            items.append(characters.character(piece) if len(piece) == 1 else Atom(piece))
        elif font == "roman":
            last = items[-1] if items else None
            if piece.isalpha() and isinstance(last, Atom) and _is_of_word(last):
                items[-1] = Atom(last.text + piece, AtomKind.WORD)
                return
            items.append(characters.character(piece) if len(piece) == 1 else Atom(piece))
        elif len(piece) == 1 and not piece.isalnum():
            items.append(characters.character(piece))
        else:
            items.append(Atom("".join(characters.in_alphabet(one, font) for one in piece)))

    def _group(self, items: list[Node], depth: int, font: str) -> None:
        close = self.partners[self.at - 1]
        if close < 0 or depth > DEEPEST:
            return
        inside = self.row(close, depth + 1, font).items
        self.at = close + 1
        if len(inside) == 1 and isinstance(inside[0], Atom) and inside[0].kind in _ALONE:
            items.append(Atom(inside[0].text))
        elif inside:
            items.extend(inside)
        elif self.at < len(self.tokens) and self.tokens[self.at] in _SCRIPTS:
            items.append(Atom(""))

    def _script(self, items: list[Node], mark: str, end: int, depth: int, font: str) -> None:
        base = items.pop() if items and items[-1] not in _SPACES else Atom("")
        if mark == "'":
            primes, script = 1, EMPTY
        else:
            script = self.argument(end, depth + 1, "roman" if font == "roman" else "")
            primes, script = _without_primes(script) if mark == "^" else (0, script)
        if isinstance(base, Scripted) and isinstance(base.base, Scripted):
            items.append(base)  # more scripts than TeX allows
            base = Atom("")
        items.append(_with_script(base, mark, script, primes))


_SPACES = (SPACE, GAP)
_ALONE = (AtomKind.BINARY, AtomKind.RELATION, AtomKind.COMMA)
_ITALIC = frozenset({"it", "sl", "em"})
_PLAIN = ("", "roman")
_SCRIPTS = frozenset("^_'’")
_IGNORED = frozenset("~{}$ ")
ROW_ENDS = frozenset({"\\", "cr", "tabularnewline", "newline"})


def _is_of_word(atom: Atom) -> bool:
    is_letter = atom.kind is AtomKind.ORDINARY and atom.text.isascii()
    return (atom.kind is AtomKind.WORD or is_letter) and atom.text.isalpha()


def _without_primes(script: Row) -> tuple[int, Row]:
    """Return the primes that ``script`` begins with, and the rest."""
    primes = place = 0
    for item in script.items:
        if not isinstance(item, Atom) or item.text not in _PRIMES:
            break
        primes += _PRIMES[item.text]
        place += 1
    return primes, Row(script.items[place:])


def _with_script(base: Node, mark: str, script: Row, primes: int) -> Node:
    """Return ``base`` with one more script, in a place that is still free."""
    is_below = mark == "_"
    if isinstance(base, Stack) and base.brace:
        if is_below and base.brace == "⏟" and base.below is None:
            return base._replace(below=script)
        if not is_below and base.brace == "⏞" and base.above is None:
            return base._replace(above=script)
    if not isinstance(base, Scripted):
        base = Scripted(base)
    if primes:
        base = base._replace(primes=min(base.primes + primes, 9))
    if not script.items:
        return base
    if is_below:
        return base._replace(below=script) if base.below is None else Scripted(base, below=script)
    return base._replace(above=script) if base.above is None else Scripted(base, above=script)


def _infix(name: str, above: list[Node], below: list[Node]) -> Node:
    first, second = Row(tuple(above)), Row(tuple(below))
    if name == "choose":
        return Binomial(first, second)
    if name in {"brace", "brack"}:
        left, right = ("{", "}") if name == "brace" else ("[", "]")
        return Grid(((first,), (second,)), left, right)
    if name == "atop":
        return Grid(((first,), (second,)), layout="stack")
    return Fraction(first, second)


def parse(tex: str) -> Row:
    r"""Return the tree of a formula.

    >>> [type(item).__name__ for item in parse(r"x_1 + \frac12").items]
    ['Scripted', 'Atom', 'Fraction']
    """
    return parse_tokens(tokens_of(tex), 0)


def parse_tokens(tokens: list[str], depth: int) -> Row:
    """Return the tree of ``tokens``, ``depth`` groups deep; their rows are those of a grid."""
    parser = FormulaParser(tokens)
    rows = parser_rows(parser, len(tokens), depth)
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    return Row((Grid(rows, layout="lines"),)) if rows else EMPTY


def parser_rows(
    parser: FormulaParser,
    end: int,
    depth: int,
    font: str = "",
    read_words: Callable[[FormulaParser, int, int], Row | None] | None = None,
) -> tuple[tuple[Row, ...], ...]:
    """Return the cells before ``end``, row by row, without empty rows.

    With ``read_words``, all columns but the first may have words.
    """
    rows: list[tuple[Row, ...]] = []
    cells: list[Row] = []
    while True:
        if not cells:
            is_ruled = parser.rules(end) and bool(rows)
        words = read_words(parser, end, depth) if cells and read_words is not None else None
        cells.append(words or parser.row(end, depth, font, in_grid=True))
        is_over = parser.at >= end
        mark = "" if is_over else parser.tokens[parser.at]
        parser.at += not is_over
        if mark == "&":
            continue
        if mark == r"\\":
            parser.height(end)
        if any(cell.items for cell in cells):
            first = Row((RULE, *cells[0].items)) if is_ruled else cells[0]
            rows.append((first, *cells[1:]))
        if is_over:
            return tuple(rows)
        cells = []
