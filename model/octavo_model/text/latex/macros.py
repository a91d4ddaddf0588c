"""What each command writes. Its function returns the index of the token after it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from octavo_model.text.latex import symbols
from octavo_model.text.latex.spans import Style, TextBuilder
from octavo_model.text.latex.tokens import LatexToken, TokenKind, Writer

_Command = Callable[[Writer, int, int, TextBuilder, int], int]
_OneArgument = Callable[[LatexToken, TextBuilder, TextBuilder], None]

_ESCAPES = "nrtbf"
"""Letters that follow a backslash in strings of programs."""
_OPERATORS = {"Sm", "So"}
_RELATIONS = ("=", "<", ">", "+")


def write(writer: Writer, at: int, end: int, out: TextBuilder, depth: int) -> int:
    """Write the command at ``at`` with its arguments, and return the index of what follows."""
    token = writer.tokens[at]
    name = token.text
    if name in _ONE_ARGUMENT:
        given = writer.read(at + 1, end, depth)
        if given is None:
            return at + 1
        _ONE_ARGUMENT[name](token, given[0], out)
        return given[1]
    if name in _COMMANDS:
        return _COMMANDS[name](writer, at, end, out, depth)
    meant = symbols.symbol(name, math=token.math)
    if meant is not None:
        _symbol(meant, token, out, writer.text_at(at + 1, end))
    elif name in symbols.ABBREVIATIONS and not token.math:
        _abbreviation(writer, at, end, out)
    elif name in symbols.FUNCTIONS:
        out.put_function(name, spaced=token.spaced)
    elif name in symbols.INFIX or name == "item":
        out.put(symbols.INFIX.get(name, " • "))
    elif token.math:
        return _unknown(writer, at, end, out, depth)
    elif len(name) == 1 and name not in _ESCAPES:
        return _letter(writer, at, end, out, depth)
    else:
        _put_name(token, out, prefix="\\", suffix="*" if token.star else "")
    return at + 1


def _put_name(token: LatexToken, out: TextBuilder, prefix: str = "", suffix: str = "") -> None:
    out.put(f"{prefix}{token.text}{suffix}")
    if token.spaced:
        out.put(" ")


def _styled(token: LatexToken, argument: TextBuilder, out: TextBuilder) -> None:
    if token.math and token.text.startswith("operatorname"):
        out.put_function("", spaced=False)
    out.add(argument, symbols.STYLED[token.text])


def _alphabet(token: LatexToken, argument: TextBuilder, out: TextBuilder) -> None:
    out.put(symbols.in_alphabet(argument.text.strip(), token.text))


def _accented(token: LatexToken, argument: TextBuilder, out: TextBuilder) -> None:
    text = argument.text.strip()
    if len(text) == 1 and text.isalnum():
        out.put(symbols.accented(text, symbols.MATH_ACCENTS[token.text]))
    else:
        out.add(argument)


def _letter_accent(writer: Writer, at: int, end: int, out: TextBuilder, depth: int) -> int:
    token = writer.tokens[at]
    letter, after = writer.letter(at + 1, end)
    braced = writer.text_at(at + 1, end) == "{"
    if letter and (token.spaced or braced or after > at + 1):
        out.put(symbols.accented(letter, symbols.ACCENTS[token.text]))
        return after
    if token.math:
        return _unknown(writer, at, end, out, depth)
    if token.text in _ESCAPES and not braced:
        _put_name(token, out, prefix="\\")
        return at + 1
    return _letter(writer, at, end, out, depth)


def _fraction(writer: Writer, at: int, end: int, out: TextBuilder, depth: int) -> int:
    above = writer.read(at + 1, end, depth)
    if above is None:
        return at + 1
    below = writer.read(above[1], end, depth)
    if below is None:
        out.add(above[0])
        return above[1]
    if writer.tokens[at].text.endswith("binom"):
        out.put(f"({above[0].text.strip()} choose {below[0].text.strip()})")
        return below[1]
    text = f"{symbols.whole(above[0].text)}/{symbols.whole(below[0].text)}"
    after = writer.text_at(below[1], end)
    is_factor = after[:1].isalnum() or after == "{"
    out.put(f"({text})" if out.last.isalnum() or is_factor else text)
    return below[1]


def _root(writer: Writer, at: int, end: int, out: TextBuilder, depth: int) -> int:
    at += 1
    root = ""
    if writer.text_at(at, end) == "[":
        ahead = range(at, min(at + 12, end))
        close = next((index for index in ahead if writer.tokens[index].text == "]"), None)
        if close is not None:
            degree = writer.inner(at + 1, close, depth)
            root, at = symbols.script(degree.text, "^", glued=False), close + 1
    given = writer.read(at, end, depth)
    out.put(f"{root}√{symbols.whole(given[0].text) if given else ''}")
    return given[1] if given else at


def _around(writer: Writer, at: int, end: int, out: TextBuilder, depth: int) -> int:
    given = writer.group(at + 1, end, depth)
    name = writer.tokens[at].text
    if given is None:
        out.put_function(name, spaced=writer.tokens[at].spaced)
        return at + 1
    left, right = symbols.AROUND[name]
    out.enclose(f" {left}" if name == "pmod" else left, given[0], right)
    return given[1]


def _not(writer: Writer, at: int, end: int, out: TextBuilder, depth: int) -> int:
    after = writer.tokens[at + 1] if at + 1 < end else LatexToken(TokenKind.SPACE, "")
    meant = after.text[:1] if after.kind is TokenKind.WORDS else None
    if after.kind is TokenKind.COMMAND:
        meant = symbols.symbol(after.text, math=True)
    if meant is None or len(meant) != 1 or meant.isspace() or meant.isalnum():
        out.put("¬")
        return at + 1
    out.put_operator(unicodedata.normalize("NFC", meant + "\u0338"), spaced=after.spaced)
    if after.kind is TokenKind.WORDS and len(after.text) > 1:
        writer.tokens[at + 1] = after._replace(text=after.text[1:])
        return at + 1
    return at + 2


def _citation(writer: Writer, at: int, end: int, out: TextBuilder, depth: int) -> int:
    given = writer.braced(at + 1, end, depth)
    if given is None:
        return at + 1
    after = writer.tokens[at + 1]
    option = after.text.strip("[]") if after.kind is TokenKind.WORDS else ""
    text = ", ".join(filter(None, (option.strip(), given[0].text.strip())))
    if text:
        out.put(f"[{text}]")
    return given[1]


def _address(writer: Writer, at: int, end: int, out: TextBuilder, depth: int) -> int:
    given = writer.braced(at + 1, end, depth)
    if given is None:
        return at + 1
    address, after = given
    link = TextBuilder()
    link.put(address.text.strip())
    name = writer.braced(after, end, depth) if writer.tokens[at].text == "href" else None
    if name is None:
        out.add(link, Style.LINK)
        return after
    out.add(name[0])
    out.enclose(" (", link, ")", Style.LINK)
    return name[1]


def _footnote(writer: Writer, at: int, end: int, out: TextBuilder, depth: int) -> int:
    given = writer.braced(at + 1, end, depth)
    if given is None:
        return at + 1
    out.enclose(" (", given[0], ")")
    return given[1]


def _environment(writer: Writer, at: int, end: int, out: TextBuilder, depth: int) -> int:
    given = writer.braced(at + 1, end, depth)
    out.put(" ")
    return given[1] if given is not None else at + 1


def _unknown(writer: Writer, at: int, end: int, out: TextBuilder, depth: int) -> int:
    """A command of the author's own, in mathematics: its name, and its argument."""
    token = writer.tokens[at]
    name = token.text
    if len(name) == 2 and name[0] == "c" and name[1].isupper():
        out.put(symbols.in_alphabet(name[1], "cal"))
    elif len(name) == 2 and name[0] == "b":
        start = out.size
        out.put(name[1])
        out.style_from(start, Style.BOLD)
    elif len(name) == 1:
        out.put(name)
    else:
        out.put_function(name, spaced=token.spaced)
    given = writer.group(at + 1, end, depth)
    if given is None:
        return at + 1
    if given[0].text.strip():
        out.enclose("(", given[0], ")")
    return given[1]


def _letter(writer: Writer, at: int, end: int, out: TextBuilder, depth: int) -> int:
    """A command of one letter, of the author's own, in text: its argument, else its name."""
    token = writer.tokens[at]
    given = writer.braced(at + 1, end, depth)
    if given is None:
        _put_name(token, out)
        return at + 1
    # arXiv sometimes writes \chi as \c{hi}, as if that were an accent.
    meant = symbols.symbol(token.text + given[0].text, math=False)
    if meant is not None:
        out.put(meant)
    else:
        out.add(given[0])
    return given[1]


def _symbol(meant: str, token: LatexToken, out: TextBuilder, after: str) -> None:
    if meant.isalnum() and len(meant) > 1:
        out.put_function(meant, spaced=token.spaced)
    elif not token.math:
        out.put(meant)
        if token.spaced and token.text not in symbols.LETTERS:
            out.put(" ")
    elif unicodedata.category(meant) in _OPERATORS:
        out.put_operator(meant, spaced=token.spaced)
    else:
        if unicodedata.category(meant) == "Pe":
            out.drop_space()
        out.put(meant)
        if token.spaced and (after in _RELATIONS or unicodedata.category(meant) in {"Po", "Pe"}):
            out.want_space()


def _abbreviation(writer: Writer, at: int, end: int, out: TextBuilder) -> None:
    token = writer.tokens[at]
    meant = symbols.ABBREVIATIONS[token.text]
    after = writer.text_at(at + 1, end)
    out.put(meant[:-1] if after.startswith(".") and not token.spaced else meant)
    if token.spaced:
        out.put(" ")


_ONE_ARGUMENT: dict[str, _OneArgument] = {
    **dict.fromkeys(symbols.STYLED, _styled),
    **dict.fromkeys(symbols.ALPHABETS, _alphabet),
    **dict.fromkeys(symbols.MATH_ACCENTS, _accented),
}
_COMMANDS: dict[str, _Command] = {
    **dict.fromkeys(filter(str.isalpha, symbols.ACCENTS), _letter_accent),
    **dict.fromkeys((*symbols.FRACTIONS, "binom", "dbinom", "tbinom"), _fraction),
    **dict.fromkeys(symbols.AROUND, _around),
    **dict.fromkeys(symbols.CITATIONS, _citation),
    **dict.fromkeys(("url", "path", "href", "nolinkurl"), _address),
    **dict.fromkeys(("begin", "end"), _environment),
    "sqrt": _root,
    "not": _not,
    "footnote": _footnote,
}
