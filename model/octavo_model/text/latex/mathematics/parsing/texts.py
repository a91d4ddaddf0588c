"""Words within formulas, and characters by their number."""

from __future__ import annotations

import re

from octavo_model.text.clean import clean_line
from octavo_model.text.latex import plainly, symbols
from octavo_model.text.latex.mathematics.parsing import names
from octavo_model.text.latex.mathematics.parsing.characters import character
from octavo_model.text.latex.mathematics.parsing.parser import (
    HANDLERS,
    FormulaParser,
    parse_tokens,
)
from octavo_model.text.latex.mathematics.parsing.tokens import tokens_of
from octavo_model.text.latex.mathematics.tree import GAP, Atom, AtomKind, Node

_COMMAND = re.compile(r"\\([A-Za-z]+)\s?")
_HIDDEN = re.compile(
    rf"\\(?:rm|it|bf|sf|tt|sl|sc|em|{'|'.join(filter(str.isalpha, names.SAME))})(?![A-Za-z])\s*"
)
_DEEPEST = 8
"""Formulas in words in formulas are read as deep."""


def _text(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    parser.option_source(end)
    if not parser.has_group(end):
        return list(parser.argument(end, depth, "roman").items)
    return nodes_of(parser.source(end), depth)


def nodes_of(source: str, depth: int) -> list[Node]:
    """Return words, with formulas between dollars."""
    nodes: list[Node] = []
    for number, part in enumerate(source.split("$")):
        if number % 2 and depth < _DEEPEST:
            nodes.extend(parse_tokens(tokens_of(part), depth + 1).items)
        elif text := _plain_text(part):
            kind = AtomKind.TEXT
            if text.isalpha():
                kind = AtomKind.WORD if len(text) > 1 else AtomKind.ORDINARY
            nodes.append(Atom(text, kind))
    return nodes


def _plain_text(source: str) -> str:
    if "\\" in source:
        source = _HIDDEN.sub("", source).replace(r"\ ", " ").replace(r"\,", " ")
        if "\\" in source or "{" in source:
            inner = _COMMAND.sub(r"\1 ", plainly(source.strip()))
            source = f"{' ' * source.startswith(' ')}{inner.strip()}{' ' * source.endswith(' ')}"
    return source.replace("{", "").replace("}", "").replace("\\", "").replace("~", " ")


def _character(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    r"""``\char 37``, ``\char"25`` or ``\char'45``: a character by its number."""
    parser.skip_spaces(end)
    base, text = 10, ""
    if parser.at < end and parser.tokens[parser.at] in {'"', "'", "`"}:
        base = {'"': 16, "'": 8, "`": 0}[parser.tokens[parser.at]]
        parser.at += 1
    while parser.at < end and len(text) < 6 and parser.tokens[parser.at].isalnum():
        if base != 16 and text:
            break
        text += parser.tokens[parser.at]
        parser.at += 1
    try:
        char = text[:1] if base == 0 else chr(int(text, base))
    except (ValueError, OverflowError):
        return []
    return [character(char)] if char and clean_line(char) == char else []


def _tag(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    return [GAP, Atom(f"({_plain_text(parser.source(end))})", AtomKind.TEXT), GAP]


def _reference(parser: FormulaParser, name: str, end: int, depth: int, font: str) -> list[Node]:
    parser.option_source(end)
    return [Atom(f"[{_plain_text(parser.source(end))}]", AtomKind.TEXT)]


HANDLERS.update(
    {
        **dict.fromkeys(names.TEXTS, _text),
        **dict.fromkeys(symbols.CITATIONS - {"label"}, _reference),
        **dict.fromkeys(("char", "symbol"), _character),
        **dict.fromkeys(("tag", "tag*"), _tag),
    }
)
