"""What the commands of mathematics mean, besides symbols."""

from __future__ import annotations

import unicodedata

from octavo_model.text.latex.mathematics.parsing import names
from octavo_model.text.latex.mathematics.parsing.characters import character, in_alphabet
from octavo_model.text.latex.mathematics.parsing.parser import (
    HANDLERS,
    INFIX,
    FormulaParser,
)
from octavo_model.text.latex.mathematics.tree import (
    EMPTY,
    GAP,
    SPACE,
    Accent,
    Arrow,
    Atom,
    AtomKind,
    Binomial,
    Fraction,
    Node,
    Root,
    Row,
    Scripted,
    Stack,
    kind_of,
)

_LEAST_SPACE = 2
"""Shorter ones, in any unit, are not shown."""


def _nothing(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    return []


def _hidden(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    parser.option_source(end)
    parser.source(end)
    return []


def _space(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    return [SPACE]


def _gap(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    return [GAP]


def _length(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    return [SPACE] if parser.length(end) >= _LEAST_SPACE else []


def _wide_space(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    return [] if parser.source(end).lstrip().startswith("-") else [SPACE]


def _font(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    wanted = names.FONTS[name]
    if parser.has_group(end):
        first, close = parser.at + 1, parser.partners[parser.at]
        letters = "".join(parser.tokens[first:close]) if close - first < 40 else ""
        if wanted and letters.isalpha() and len(letters) > (3 if wanted not in _WORDS else 1):
            parser.at = close + 1
            return [Atom(letters, AtomKind.WORD)]
        if wanted in {"bold", "bold italic"} and font in {"roman", "sans"}:
            wanted = "bold"
    return list(parser.argument(end, depth, wanted).items)


_WORDS = frozenset({"roman", "sans", "mono"})


def _operator(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    r"""``\operatorname{rank}``, and ``\mathop``."""
    inside = parser.argument(end, depth, "roman")
    if len(inside.items) == 1 and kind_of(inside.items[0]) is AtomKind.LARGE:
        return list(inside.items)
    text = _name(inside)
    return [Atom(text, AtomKind.FUNCTION)] if text else list(inside.items)


def _name(inside: Row) -> str:
    """Return letters and signs as one text, and words with a mark; empty if there are others."""
    texts = []
    for item in inside.items:
        if isinstance(item, Accent) and len(word := _name(item.inside)) > 1:
            texts.append(f"{item.word}({word})")
        elif isinstance(item, Atom):
            texts.append(item.text)
        else:
            return ""
    return "".join(texts).strip()


def _class(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    r"""``\mathbin{.-}``: signs that are one sign to their neighbours."""
    inside = parser.argument(end, depth, font)
    kind = AtomKind.BINARY if name == "mathbin" else AtomKind.RELATION
    text = _name(inside)
    return [Atom(text, kind)] if text else list(inside.items)


def _fraction(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    parser.option_source(end)
    above = parser.argument(end, depth, font)
    below = parser.argument(end, depth, font)
    return [Fraction(above, below, names.FRACTIONS[name])]


def _genfrac(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    left, _, thickness, _ = (parser.source(end).strip() for _ in range(4))
    above, below = parser.argument(end, depth), parser.argument(end, depth)
    if thickness.startswith("0") and left == "(":
        return [Binomial(above, below)]
    return [Fraction(above, below)]


def _binomial(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    return [Binomial(parser.argument(end, depth), parser.argument(end, depth))]


def _root(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    degree = parser.option(end, depth)
    return [Root(parser.argument(end, depth), degree if degree and degree.items else None)]


def _plain_root(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    r"""``\root 3 \of x``."""
    degree = parser.argument(end, depth)
    parser.skip_spaces(end)
    if parser.at < end and parser.tokens[parser.at] == r"\of":
        parser.at += 1
    return [Root(parser.argument(end, depth), degree)]


def _accent(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    mark, word = names.ACCENTS[name]
    inside = parser.argument(end, depth, font)
    return [Accent(inside, mark, word)] if inside.items else []


def _not(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    inside = parser.argument(end, depth)
    if len(inside.items) != 1 or not isinstance(inside.items[0], Atom):
        return [Atom("¬"), *inside.items]
    text, kind = inside.items[0]
    if len(text) != 1:
        return [Atom("¬"), *inside.items]
    return [Atom(unicodedata.normalize("NFC", f"{text}\u0338"), kind)]


def _arrow(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    below = parser.option(end, depth) or EMPTY
    return [Arrow(names.ARROWS[name.removesuffix("*")], parser.argument(end, depth), below)]


def _stack(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    r"""``\overset{above}{base}`` and the like."""
    script = parser.argument(end, depth)
    base = parser.argument(end, depth)
    if name in {"underset", "underaccent"}:
        return [Stack(base, below=script)]
    return [Stack(base, above=script)]


def _build_relation(
    parser: FormulaParser, name: str, end: int, depth: int, font: str
) -> list[Node]:
    r"""``\buildrel above \over base``."""
    script = parser.argument(end, depth)
    parser.skip_spaces(end)
    if parser.at < end and parser.tokens[parser.at] == r"\over":
        parser.at += 1
    return [Stack(parser.argument(end, depth), above=script)]


def _brace(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    brace = "⏞" if name.startswith("over") else "⏟"
    return [Stack(parser.argument(end, depth), brace=brace)]


def _sideset(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    left, right = parser.argument(end, depth), parser.argument(end, depth)
    inside = parser.argument(end, depth).items
    if len(inside) == len(right.items) == 1 and isinstance(right.items[0], Scripted):
        return [*left.items, right.items[0]._replace(base=inside[0])]
    return [*left.items, *inside, *right.items]


def _prescript(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    above, below = parser.argument(end, depth), parser.argument(end, depth)
    return [Scripted(Atom(""), below, above), *parser.argument(end, depth).items]


def _second(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    r"""``\textcolor{red}{x}``: what the second argument is."""
    parser.option_source(end)
    parser.source(end)
    return list(parser.argument(end, depth, font).items)


def _modulo(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    inside = parser.argument(end, depth)
    mod = () if name == "pod" else (Atom("mod", AtomKind.FUNCTION),)
    return [SPACE, Atom("(", AtomKind.OPEN), *mod, *inside.items, Atom(")", AtomKind.CLOSE)]


def _unknown(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    """A command of the author's own: its name, and its arguments in brackets."""
    if not name.isalpha():
        return [character(name)] if len(name) == 1 and name not in "\\$" else []
    nodes: list[Node] = []
    if len(name) == 2 and name[0] == "c" and name[1].isupper():
        nodes.append(Atom(in_alphabet(name[1], "script")))
    elif len(name) == 2 and name[0] == "b":
        nodes.append(Atom(in_alphabet(name[1], "bold")))
    else:
        nodes.append(Atom(name, AtomKind.WORD if len(name) > 1 else AtomKind.ORDINARY))
    arguments: list[Row] = []
    while len(arguments) < 4 and depth < 25 and parser.has_group(end):
        arguments.append(parser.argument(end, depth))
    if any(one.items for one in arguments):
        nodes.append(Atom("(", AtomKind.OPEN))
        for number, one in enumerate(arguments):
            nodes.extend([Atom(",", AtomKind.COMMA)] if number else [])
            nodes.extend(one.items)
        nodes.append(Atom(")", AtomKind.CLOSE))
    return nodes


_SIGNS = {"{": "{", "}": "}", "%": "%", "#": "#", "&": "&", "_": "_", "$": "$", "|": "‖"}


def _sign(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    return [character(_SIGNS[name])]


HANDLERS.update(
    {
        **dict.fromkeys(INFIX, _nothing),  # a second one in its row
        "unknown": _unknown,
        **dict.fromkeys(names.SAME, _nothing),
        **dict.fromkeys(names.SPACES, _space),
        **dict.fromkeys(names.GAPS, _gap),
        **dict.fromkeys(names.LENGTHS, _length),
        **dict.fromkeys(names.WITHOUT_SHOW, _hidden),
        **dict.fromkeys(names.FONTS, _font),
        **dict.fromkeys(names.ACCENTS, _accent),
        **dict.fromkeys(names.FRACTIONS, _fraction),
        **dict.fromkeys(("binom", "dbinom", "tbinom"), _binomial),
        **dict.fromkeys(names.ARROWS, _arrow),
        **dict.fromkeys(("overset", "stackrel", "underset", "underaccent", "accentset"), _stack),
        **dict.fromkeys(("underbrace", "overbrace", "underbracket", "overbracket"), _brace),
        **dict.fromkeys(names.SECOND, _second),
        **dict.fromkeys(("pmod", "pod"), _modulo),
        **dict.fromkeys(_SIGNS, _sign),
        **dict.fromkeys(("operatorname", "operatorname*", "mathop", "operatornamewithlimits",
                         "DeclareMathOperator"), _operator),
        **dict.fromkeys(("mathbin", "mathrel"), _class),
        "genfrac": _genfrac,
        "sqrt": _root,
        "root": _plain_root,
        "not": _not,
        "buildrel": _build_relation,
        "sideset": _sideset,
        "prescript": _prescript,
        **dict.fromkeys(("hspace", "hspace*"), _wide_space),
        "vspace*": _hidden,
    }
)  # fmt: skip
