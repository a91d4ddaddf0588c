"""What each command writes: the functions behind the names.

Each takes the renderer, the place of its command, where the range ends, the line to write on and
how deep it is in groups. It returns the place of what follows.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from octavo_model.text.latex import symbols
from octavo_model.text.latex.spans import Line, Style
from octavo_model.text.latex.tokens import Kind, Token

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.text.latex.renderer import Renderer

    Writer = Callable[[Renderer, int, int, Line, int], int]

_ESCAPES = "nrtbf"
"""Letters that stand behind a backslash in what programs wrote."""
_OPERATORS = {"Sm", "So"}
_RELATIONS = ("=", "<", ">", "+")
TAKING = frozenset(symbols.STYLED) | frozenset(symbols.ALPHABETS) | frozenset(symbols.MATH_ACCENTS)
"""Commands that take one argument, so that `^\\mathbf x` takes two tokens."""


def write(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    """Write the command at ``at``, with what it is given."""
    token = renderer.tokens[at]
    name = token.text
    if name in _WRITERS:
        return _WRITERS[name](renderer, at, end, line, depth)
    meant = symbols.symbol(name, math=token.math)
    if meant is not None:
        after = renderer.tokens[at + 1].text if at + 1 < end else ""
        _symbol(meant, token, line, after)
    elif name in symbols.ABBREVIATIONS and not token.math:
        _abbreviation(renderer, at, end, line)
    elif name in symbols.FUNCTIONS:
        line.put_function(name, spaced=token.spaced)
    elif name in symbols.INFIX:
        line.put(symbols.INFIX[name])
    elif token.math:
        return _unknown(renderer, at, end, line, depth)
    elif len(name) == 1 and name not in _ESCAPES:
        return _letter(renderer, at, end, line, depth)
    else:
        line.put(f"\\{name}{'*' if token.star else ''}")
        if token.spaced:
            line.put(" ")
    return at + 1


def _styled(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    token = renderer.tokens[at]
    found = renderer.read(at + 1, end, depth)
    if found is None:
        return at + 1
    if token.math and token.text.startswith("operatorname"):
        line.put_function("", spaced=False)
    line.add(found[0], symbols.STYLED[token.text])
    return found[1]


def _alphabet(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    found = renderer.read(at + 1, end, depth)
    if found is None:
        return at + 1
    line.put(symbols.in_alphabet(found[0].text.strip(), renderer.tokens[at].text))
    return found[1]


def _accented(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    found = renderer.read(at + 1, end, depth)
    if found is None:
        return at + 1
    text = found[0].text.strip()
    if len(text) == 1 and text.isalnum():
        line.put(symbols.accented(text, symbols.MATH_ACCENTS[renderer.tokens[at].text]))
    else:
        line.add(found[0])
    return found[1]


def _letter_accent(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    token = renderer.tokens[at]
    letter, after = renderer.letter(at + 1, end)
    braced = at + 1 < end and renderer.tokens[at + 1].text == "{"
    if letter and (token.spaced or braced or after > at + 1):
        line.put(symbols.accented(letter, symbols.ACCENTS[token.text]))
        return after
    if token.math:
        return _unknown(renderer, at, end, line, depth)
    if token.text in _ESCAPES and not braced:
        line.put(f"\\{token.text}")
        if token.spaced:
            line.put(" ")
        return at + 1
    return _letter(renderer, at, end, line, depth)


def _fraction(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    above = renderer.read(at + 1, end, depth)
    if above is None:
        return at + 1
    below = renderer.read(above[1], end, depth)
    if below is None:
        line.add(above[0])
        return above[1]
    text = f"{symbols.whole(above[0].text)}/{symbols.whole(below[0].text)}"
    after = renderer.tokens[below[1]] if below[1] < end else None
    beside = after is not None and (after.text[:1].isalnum() or after.text == "{")
    if line.last.isalnum() or beside:
        text = f"({text})"
    line.put(text)
    return below[1]


def _root(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    at += 1
    root = ""
    if at < end and renderer.tokens[at].text == "[":
        close = next(
            (one for one in range(at, min(at + 12, end)) if renderer.tokens[one].text == "]"), None
        )
        if close is not None:
            degree = Line()
            renderer.write_range(at + 1, close, degree, depth + 1)
            root, at = symbols.script(degree.text, "^", glued=False), close + 1
    found = renderer.read(at, end, depth)
    if found is None:
        line.put(f"{root}√")
        return at
    line.put(f"{root}√{symbols.whole(found[0].text)}")
    return found[1]


def _binomial(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    above = renderer.read(at + 1, end, depth)
    if above is None:
        return at + 1
    below = renderer.read(above[1], end, depth)
    if below is None:
        line.add(above[0])
        return above[1]
    line.put(f"({above[0].text.strip()} choose {below[0].text.strip()})")
    return below[1]


def _around(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    braced = at + 1 < end and renderer.tokens[at + 1].text == "{" and renderer.partners[at + 1] >= 0
    found = renderer.read(at + 1, end, depth) if braced else None
    name = renderer.tokens[at].text
    if found is None:
        line.put_function(name, spaced=renderer.tokens[at].spaced)
        return at + 1
    left, right = symbols.AROUND[name]
    line.put(f" {left}" if name == "pmod" else left)
    line.add(found[0])
    line.put(right)
    return found[1]


def _not(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    after = renderer.tokens[at + 1] if at + 1 < end else Token(Kind.SPACE, "")
    meant = after.text[:1] if after.kind is Kind.WORDS else None
    if after.kind is Kind.COMMAND:
        meant = symbols.symbol(after.text, math=True)
    if meant is None or len(meant) != 1 or meant.isspace() or meant.isalnum():
        line.put("¬")
        return at + 1
    line.put_operator(unicodedata.normalize("NFC", meant + "\u0338"), spaced=after.spaced)
    if after.kind is Kind.WORDS and len(after.text) > 1:
        renderer.tokens[at + 1] = after._replace(text=after.text[1:])
        return at + 1
    return at + 2


def _citation(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    found = renderer.braced(at + 1, end, depth)
    if found is None:
        return at + 1
    option = renderer.tokens[at + 1].text.strip("[]") if found[1] > at + 1 else ""
    option = option if renderer.tokens[at + 1].kind is Kind.WORDS else ""
    told = ", ".join(filter(None, (option.strip(), found[0].text.strip())))
    if told:
        line.put(f"[{told}]")
    return found[1]


def _address(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    found = renderer.braced(at + 1, end, depth)
    if found is None:
        return at + 1
    address, after = found
    link = Line()
    link.put(address.text.strip())
    if renderer.tokens[at].text != "href":
        line.add(link, Style.LINK)
        return after
    name = renderer.braced(after, end, depth)
    if name is not None:
        line.add(name[0])
        line.put(" (")
        line.add(link, Style.LINK)
        line.put(")")
        return name[1]
    line.add(link, Style.LINK)
    return after


def _footnote(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    found = renderer.braced(at + 1, end, depth)
    if found is None:
        return at + 1
    line.put(" (")
    line.add(found[0])
    line.put(")")
    return found[1]


def _environment(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    found = renderer.braced(at + 1, end, depth)
    line.put(" ")
    return found[1] if found is not None else at + 1


def _item(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    line.put(" • ")
    return at + 1


def _unknown(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    """A command of the author's own, in mathematics: its name, and what it is given."""
    token = renderer.tokens[at]
    name = token.text
    if len(name) == 2 and name[0] == "c" and name[1].isupper():
        line.put(symbols.in_alphabet(name[1], "cal"))
    elif len(name) == 2 and name[0] == "b":
        begun = line.size
        line.put(name[1])
        line.style_from(begun, Style.BOLD)
    elif len(name) == 1:
        line.put(name)
    else:
        line.put_function(name, spaced=token.spaced)
    if at + 1 < end and renderer.tokens[at + 1].text == "{" and renderer.partners[at + 1] >= 0:
        found = renderer.read(at + 1, end, depth)
        if found is not None and found[0].text.strip():
            line.put("(")
            line.add(found[0])
            line.put(")")
        return found[1] if found is not None else at + 1
    return at + 1


def _letter(renderer: Renderer, at: int, end: int, line: Line, depth: int) -> int:
    """In text a command of one letter, of the author's own: what it is given, else its name."""
    name = renderer.tokens[at].text
    found = renderer.braced(at + 1, end, depth)
    if found is not None:
        # arXiv tells \chi as \c{hi} at times, as if that were an accent.
        meant = symbols.symbol(name + found[0].text, math=False)
        if meant is not None:
            line.put(meant)
        else:
            line.add(found[0])
        return found[1]
    line.put(name)
    if renderer.tokens[at].spaced:
        line.put(" ")
    return at + 1


def _symbol(meant: str, token: Token, line: Line, after: str) -> None:
    if meant.isalnum() and len(meant) > 1:
        line.put_function(meant, spaced=token.spaced)
    elif not token.math:
        line.put(meant)
        if token.spaced and token.text not in symbols.LETTERS:
            line.put(" ")
    elif unicodedata.category(meant) in _OPERATORS:
        line.put_operator(meant, spaced=token.spaced)
    else:
        if unicodedata.category(meant) == "Pe":
            line.drop_space()
        line.put(meant)
        if token.spaced and (after in _RELATIONS or unicodedata.category(meant) in {"Po", "Pe"}):
            line.want_space()


def _abbreviation(renderer: Renderer, at: int, end: int, line: Line) -> None:
    token = renderer.tokens[at]
    meant = symbols.ABBREVIATIONS[token.text]
    after = renderer.tokens[at + 1].text if at + 1 < end else ""
    line.put(meant[:-1] if after.startswith(".") and not token.spaced else meant)
    if token.spaced:
        line.put(" ")


_WRITERS: dict[str, Writer] = {
    name: writer
    for names, writer in (
        (symbols.STYLED, _styled),
        (symbols.ALPHABETS, _alphabet),
        (symbols.MATH_ACCENTS, _accented),
        ([name for name in symbols.ACCENTS if name.isalpha()], _letter_accent),
        (symbols.FRACTIONS, _fraction),
        (["sqrt"], _root),
        (["binom", "dbinom", "tbinom"], _binomial),
        (symbols.AROUND, _around),
        (["not"], _not),
        (symbols.CITATIONS, _citation),
        (["url", "path", "href", "nolinkurl"], _address),
        (["footnote"], _footnote),
        (["begin", "end"], _environment),
        (["item"], _item),
    )
    for name in names
}
