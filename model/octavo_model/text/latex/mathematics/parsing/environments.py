"""Matrices, cases and aligned rows, of LaTeX and of plain TeX."""

from __future__ import annotations

import re

from octavo_model.text.latex.mathematics.parsing import names
from octavo_model.text.latex.mathematics.parsing.characters import character, symbol
from octavo_model.text.latex.mathematics.parsing.parser import (
    HANDLERS,
    ROW_ENDS,
    FormulaParser,
    parser_rows,
)
from octavo_model.text.latex.mathematics.parsing.texts import nodes_of
from octavo_model.text.latex.mathematics.parsing.tokens import DEEPEST
from octavo_model.text.latex.mathematics.tree import Atom, AtomKind, Fenced, Grid, Node, Row, joined

_BRACKETS: dict[str, str] = {
    "pmatrix": "()", "bmatrix": "[]", "vmatrix": "||", "Vmatrix": "‖‖", "Bmatrix": "{}",
    "psmallmatrix": "()", "bsmallmatrix": "[]", "vsmallmatrix": "||", "bordermatrix": "()",
    "pNiceMatrix": "()", "bNiceMatrix": "[]",
}  # fmt: skip
_MATRICES = frozenset({"matrix", "smallmatrix", "array", "tabular", "tabular*", *_BRACKETS})
_CASES = frozenset({"cases", "dcases", "numcases", "rcases", "drcases"})
_STACKS = frozenset({"subarray", "substack", "shortstack"})
_WITH_COLUMNS = frozenset({"array", "subarray", "tabular", "alignat", "alignedat", "xalignat"})
_LINES = frozenset({
    "aligned", "align", "alignat", "alignedat", "split", "gathered", "gather", "eqnarray",
    "multline", "multlined", "equation", "flalign", "displaymath", "math", "eqalign", "eqalignno",
    "displaylines", "IEEEeqnarray", "dmath", "xalignat", "lgathered", "rgathered", "leqalignno",
    "subequations",
})  # fmt: skip
_CENTRED = frozenset({"gathered", "gather", "multline", "multlined", "equation", "displaylines"})
_SENTENCE = re.compile(r"[A-Za-z ,.;]*[A-Za-z]{2}[A-Za-z ,.;]*")
_SPEC = re.compile(r"[@!><]\{[^{}]*\}|[^lcr|]")


def grid_of(name: str, rows: tuple[tuple[Row, ...], ...], columns: str = "") -> Node | None:
    """Return the grid that the environment ``name`` makes of ``rows``; None if it is unknown."""
    name = name.removesuffix("*")
    if name in _MATRICES:
        brackets = _BRACKETS.get(name, "")
        return Grid(rows, brackets[:1], brackets[1:], columns)
    if name in _CASES:
        sides = ("", "}") if "rcases" in name else ("{", "")
        return Grid(rows, *sides, columns, "cases")
    if name in _STACKS:
        return Grid(rows, columns=columns, layout="stack")
    if name in _LINES:
        return Grid(rows, columns="c" if name in _CENTRED else "rl" * 20, layout="lines")
    return None


def _begin(parser: FormulaParser, _: str, end: int, depth: int, font: str) -> list[Node]:
    close = parser.partners[parser.at - 1]
    name = parser.source(end).strip()
    if close < 0 or close > end:
        return []
    columns = ""
    if name.removesuffix("*") in _WITH_COLUMNS:
        parser.option_source(close)
        columns = _SPEC.sub("", parser.source(close))
        columns = columns if "align" not in name else ""
    elif name.startswith(("cases", "align", "gather", "split", "matrix", *_BRACKETS)):
        parser.option_source(close)
    inner = parser_rows(parser, close, depth + 1, font)
    parser.at = close + 1
    parser.source(end)
    return _made(name, inner, columns)


def _made(name: str, rows: tuple[tuple[Row, ...], ...], columns: str = "") -> list[Node]:
    if not rows:
        return []
    grid = grid_of(name, rows, columns)
    if grid is None:
        grid = Grid(rows, columns=columns, layout="lines")
    if isinstance(grid, Grid) and grid.layout in {"lines", "stack"} and len(rows) == 1:
        return list(joined(rows[0]))
    return [grid]


def _end(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    parser.source(end)
    return []


def _plain(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    r"""Plain TeX, for example ``\matrix{a & b \cr}``; also ``\substack``."""
    if not parser.has_group(end) or depth >= DEEPEST:
        return []
    close = parser.partners[parser.at]
    parser.at += 1
    rows = parser_rows(parser, close, depth + 1, font, _words if name == "cases" else None)
    parser.at = close + 1
    return _made(name, rows)


def _words(parser: FormulaParser, end: int, depth: int) -> Row | None:
    """Return a cell of plain TeX's cases, if it has words or formulas in dollars."""
    last = parser.at
    while last < end and (piece := parser.tokens[last]) != "&" and piece[1:] not in ROW_ENDS:
        last = parser.partners[last] + 1 if parser.partners[last] > last else last + 1
    source = "".join(parser.tokens[parser.at : last])
    if "$" not in source and not _SENTENCE.fullmatch(source):
        return None
    parser.at = last
    return Row(tuple(nodes_of(source, depth)))


def _rule(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    """Lines between rows are not drawn."""
    if name in {"cline", "cmidrule"}:
        parser.source(end)
    return []


def _fence(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    close = parser.partners[parser.at - 1]
    left = _bracket(parser, end)
    if close < 0 or close > end:
        return _alone(left)
    inside = parser.row(close, depth + 1, font)
    parser.at = close + 1
    right = _bracket(parser, end)
    return [fenced(left, inside, right)]


def fenced(left: str, inside: Row, right: str) -> Node:
    """Return ``inside`` in brackets; a grid without any gets them as its own."""
    if len(inside.items) == 1:
        only = inside.items[0]
        if isinstance(only, Grid) and not only.left and not only.right and (left or right):
            layout = "cases" if left == "{" and not right else "matrix"
            return only._replace(left=left, right=right, layout=layout)
    return Fenced(left, inside, right)


_NO_BRACKET = {".": "", r"\lbrace": "{", r"\rbrace": "}", r"\{": "{", r"\}": "}", r"\|": "‖"}


def _bracket(parser: FormulaParser, end: int) -> str:
    parser.skip_spaces(end)
    if parser.at >= len(parser.tokens):
        return ""
    token = parser.tokens[parser.at]
    if token in {"{", "}", "&", "^", "_"} or token in {r"\left", r"\right", r"\begin", r"\end"}:
        return ""
    parser.at += 1
    if token in _NO_BRACKET:
        return _NO_BRACKET[token]
    if token[0] == "\\":
        known = symbol(token[1:])
        return known.text if known is not None and len(known.text) == 1 else ""
    return {"<": "⟨", ">": "⟩"}.get(token, token)


def _alone(bracket: str) -> list[Node]:
    return [character(bracket)] if bracket else []


def _right(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    r"""A ``\middle``, or a ``\right`` on its own: its bracket."""
    bracket = _bracket(parser, end)
    is_relation = name == "middle" and bracket in {"|", "‖"}
    return [Atom(bracket, AtomKind.RELATION)] if is_relation else _alone(bracket)


def _sized(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    r"""``\bigl|``: a bracket, which grows with what is behind it anyway."""
    bracket = _bracket(parser, end)
    kind = AtomKind.OPEN if name.endswith("l") else AtomKind.CLOSE
    return [Atom(bracket, kind)] if bracket else []


_DIRECTIONS = {
    "r": "→", "l": "←", "u": "↑", "d": "↓", "ru": "↗", "ur": "↗", "rd": "↘", "dr": "↘",
    "lu": "↖", "ul": "↖", "ld": "↙", "dl": "↙",
}  # fmt: skip
_MOST_OPTIONS = 40


def _diagram(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    r"""``\xymatrix@C=2em{A \ar[r]^f & B}``: a matrix, with each arrow behind its source."""
    last = min(end, parser.at + _MOST_OPTIONS)
    while parser.at < last and not parser.has_group(end):
        parser.at += 1
    return _plain(parser, "matrix", end, depth, font)


def _arrow(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    r"""``\ar@{->}[r]^-f``: an arrow of a diagram, with its label as a script."""
    while parser.at < end and parser.tokens[parser.at] == "@":
        parser.at += 1
        parser.source(end)
    direction = parser.option_source(end)
    shown = _DIRECTIONS.get("".join(sorted(set(direction))), "→")
    if parser.at + 1 < end and parser.tokens[parser.at + 1] == "-":  # where the label is
        parser.tokens[parser.at + 1] = " "
    return [Atom(shown, AtomKind.RELATION)]


HANDLERS.update(
    {
        "xymatrix": _diagram,
        "ar": _arrow,
        **dict.fromkeys(names.BRACKETS, _sized),
        "begin": _begin,
        "end": _end,
        "left": _fence,
        "right": _right,
        "middle": _right,
        **dict.fromkeys(
            ("matrix", "pmatrix", "cases", "eqalign", "eqalignno", "displaylines", "substack",
             "shortstack", "bordermatrix", "leqalignno", "subarray", "smallmatrix", "bmatrix"),
            _plain,
        ),
        **dict.fromkeys(("hline", "cline", "toprule", "midrule", "bottomrule", "cmidrule"), _rule),
    }
)  # fmt: skip
