"""LaTeX in titles and abstracts, split into tokens of text and of mathematics.

Authors write TeX, feeds write anything. So a ``$`` opens mathematics only if another one closes it
and the part between looks like mathematics, and addresses and paths are left as they are.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from bisect import bisect_left
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.text.latex import symbols
from octavo_model.text.latex.spans import TextBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator


class TokenKind(Enum):
    """The kind of a token, most by the groups of the expressions below."""

    WORDS = "words"
    COMMAND = "command"
    SIGN = "sign"
    MARK = "mark"
    SPACE = "space"
    QUOTES = "quotes"
    DASHES = "dashes"
    VERBATIM = "verbatim"  # an address or a path
    BEGIN = "begin"  # of mathematics
    END = "end"


class LatexToken(NamedTuple):
    """A piece of the source, without its backslash, and what follows a command."""

    kind: TokenKind
    text: str
    math: bool = False
    spaced: bool = False
    star: bool = False


DEEPEST = 20
"""Groups nested deeper than this are ignored."""

_MARKS = re.compile(r"\\.|\$", re.DOTALL)
_CLOSED_BY = {r"\(": r"\)", r"\[": r"\]"}
_PROSE = re.compile(r"(?<![\\A-Za-z])[A-Za-z]?[a-z]+,? [a-z]{2,}(?![A-Za-z{])")
_MONEY = re.compile(r"\d[\d,.]*\s*(?:[kKmMbB]|bn|million|billion)?\s+[A-Za-z]{2}|\d[\d,.]*$")
_TEX = re.compile(r"[\\^_{]")
_VARIABLE = re.compile(r"\s*[A-Za-z]\d?\s*")
_VERBATIM = re.compile(
    r"""https?://[^\s{}$<>"\\]+(?:\\[_%#&~][^\s{}$<>"\\]*)*
    |(?<![\w\\])[A-Za-z]:\\(?=\w)[^\s{}$]*
    |(?<![\w\\])\\\\(?=\w)[^\s{}$\\]+\\[^\s{}$]*
    |%\w+%\\[^\s{}$]*""",
    re.VERBOSE,
)
_TEXT = re.compile(
    r"""\\(?P<command>[A-Za-z]+)(?P<star>\*?)(?P<spaced>\ ?)
    |\\(?P<sign>.)
    |(?P<quotes>``|'')
    |(?P<dashes>--+)
    |(?P<mark>[{}^_~])
    |(?P<words>[^\\{}^_~`'-]+|.)""",
    re.VERBOSE | re.DOTALL,
)
_MATH = re.compile(
    r"""\\(?P<command>[A-Za-z]+)(?P<star>\*?)(?P<spaced>\s?)
    |\\(?P<sign>.)
    |(?P<mark>[{}^_~])
    |(?P<space>\s+)
    |(?P<words>.)""",
    re.VERBOSE | re.DOTALL,
)


def tokens_of(text: str) -> list[LatexToken]:
    """Return the tokens of ``text``, in linear time."""
    tokens: list[LatexToken] = []
    for part, is_math in segments(text):
        if is_math:
            tokens.append(LatexToken(TokenKind.BEGIN, ""))
            tokens.extend(_split(part, math=True))
            tokens.append(LatexToken(TokenKind.END, ""))
        else:
            tokens.extend(_text(part))
    return tokens


def segments(text: str) -> Iterator[tuple[str, bool]]:
    r"""Yield the parts of ``text`` without delimiters, each with whether it is mathematics.

    >>> list(segments(r"at $5 a piece, $\ell_1$ and \(x\)"))
    [('at $5 a piece, ', False), ('\\ell_1', True), (' and ', False), ('x', True)]
    """
    places: dict[str, list[int]] = {"$": [], "$$": [], r"\)": [], r"\]": [], r"\(": [], r"\[": []}
    order: list[tuple[int, str]] = []
    for found in _MARKS.finditer(text):
        if (mark := found[0]) in places:
            places[mark].append(found.start())
            order.append((found.start(), mark))
    dollars = places["$"]
    places["$$"] = [one for one, other in pairwise(dollars) if other == one + 1]
    done = 0
    for start, mark in order:
        if start < done:
            continue
        opening = "$$" if text.startswith("$$", start) else mark
        closing = _CLOSED_BY.get(opening, opening)
        inside = start + len(opening)
        if (end := _next(places.get(closing, []), inside)) is None:
            continue
        part = text[inside:end]
        behind = text[end + len(closing) : end + len(closing) + 1]
        if not part.strip() or (mark == "$" and not _is_math(part, behind)):
            continue
        if start > done:
            yield text[done:start], False
        yield part, True
        done = end + len(closing)
    if done < len(text):
        yield text[done:], False


def _next(places: list[int], start: int) -> int | None:
    at = bisect_left(places, start)
    return places[at] if at < len(places) else None


def _is_math(part: str, behind: str) -> bool:
    """Whether the part between two dollars is mathematics, and not between two prices."""
    if "\n\n" in part:
        return False
    is_tex = _TEX.search(part) is not None
    is_tight = not part[0].isspace() and not part[-1].isspace() and not behind.isdigit()
    if not is_tex and _MONEY.match(part) and not (is_tight and part.replace(".", "").isdigit()):
        return False
    if is_tight:
        return is_tex or not _PROSE.search(part)
    return (is_tex and not _PROSE.search(part)) or _VARIABLE.fullmatch(part) is not None


def _text(text: str) -> Iterator[LatexToken]:
    done = 0
    if "://" in text or ":\\" in text or "\\\\" in text or "%\\" in text:
        for found in _VERBATIM.finditer(text):
            yield from _split(text[done : found.start()], math=False)
            yield LatexToken(TokenKind.VERBATIM, found[0])
            done = found.end()
    yield from _split(text[done:], math=False)


def _split(text: str, *, math: bool) -> Iterator[LatexToken]:
    for found in (_MATH if math else _TEXT).finditer(text):
        if found["command"]:
            spaced, star = bool(found["spaced"]), bool(found["star"])
            yield LatexToken(TokenKind.COMMAND, found["command"], math, spaced, star)
        else:
            name = found.lastgroup or "words"
            yield LatexToken(TokenKind(name), found[name], math)


_OPENING, _CLOSING = (TokenKind.MARK, "{"), (TokenKind.MARK, "}")


def _partners(tokens: list[LatexToken]) -> list[int]:
    """Return for each opening token the index of its closing one, and the reverse; else -1.

    Braces without a partner in their own part of mathematics have -1.
    """
    found = [-1] * len(tokens)
    stack: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind is TokenKind.BEGIN or token[:2] == _OPENING:
            stack.append(place)
        elif token.kind is TokenKind.END:
            while tokens[stack[-1]].kind is TokenKind.MARK:
                stack.pop()
            found[place] = stack.pop()
        elif token[:2] == _CLOSING and stack and tokens[stack[-1]].kind is TokenKind.MARK:
            found[place] = stack.pop()
    for place, other in enumerate(found):
        if other >= 0:
            found[other] = place
    return found


class Writer(ABC):
    """Finds the arguments of commands, and writes them as its subclass writes tokens.

    Positions are indexes of tokens; ranges exclude their end.
    """

    def __init__(self, tokens: list[LatexToken]) -> None:
        self.tokens = tokens
        self.partners = _partners(tokens)

    @abstractmethod
    def write_range(self, start: int, end: int, out: TextBuilder, depth: int) -> None:
        """Write the tokens from ``start`` to before ``end``, ``depth`` groups deep."""

    def inner(self, start: int, end: int, depth: int, last: str = "") -> TextBuilder:
        """Return the tokens of a range inside a group of ``depth``, written after ``last``."""
        inside = TextBuilder(last)
        self.write_range(start, end, inside, depth + 1)
        return inside

    def text_at(self, at: int, end: int) -> str:
        """Return the text of the token at ``at``; empty at ``end``."""
        return self.tokens[at].text if at < end else ""

    def is_group(self, at: int, end: int) -> bool:
        """Return whether a group in braces starts at ``at``."""
        return self.text_at(at, end) == "{" and self.partners[at] >= 0

    def read(self, at: int, end: int, depth: int) -> tuple[TextBuilder, int] | None:
        """Return the argument at ``at``, written, and the index after it."""
        found = self.argument(at, end)
        if found is None or depth > DEEPEST:
            return None
        begin, close, after = found
        return self.inner(begin, close, depth), after

    def group(self, at: int, end: int, depth: int) -> tuple[TextBuilder, int] | None:
        """Return the group at ``at``, written, and the index after it."""
        return self.read(at, end, depth) if self.is_group(at, end) else None

    def braced(self, at: int, end: int, depth: int) -> tuple[TextBuilder, int] | None:
        """Return the group at ``at``, after any options in brackets, and the index after it."""
        text = self.text_at(at, end)
        is_option = text.startswith("[") and text.endswith("]")
        return self.group(at + 1 if is_option else at, end, depth)

    def letter(self, at: int, end: int) -> tuple[str, int]:
        r"""Return the letter at ``at``, bare, in braces or as a command (``\i``), and its end."""
        tokens = self.tokens
        while at < end and (tokens[at].kind is TokenKind.SPACE or tokens[at].text == " "):
            at += 1
        if at >= end:
            return "", at
        token, close = tokens[at], self.partners[at]
        if token.kind is TokenKind.WORDS:
            text = token.text.removeprefix(" ")
            if not text[:1].isalpha():
                return "", at
            tokens[at] = token._replace(text=text[1:])
            return text[0], at if text[1:] else at + 1
        if letter := _letter_in(token):
            return letter, at + 1
        if self.is_group(at, end) and close <= at + 2:
            letter = _letter_in(tokens[at + 1])
            if letter or close == at + 1:
                return letter, close + 1
        return "", at

    def argument(self, at: int, end: int) -> tuple[int, int, int] | None:
        """Return the range of the argument at ``at``, and the index of what follows it."""
        tokens, partners = self.tokens, self.partners
        while at < end and tokens[at].kind is TokenKind.SPACE:
            at += 1
        if self.is_group(at, end):
            return at + 1, partners[at], partners[at] + 1
        if at >= end or tokens[at].kind is TokenKind.MARK or not tokens[at].math:
            return None
        first = at
        while self.text_at(at, end) in symbols.WITH_ARGUMENT:
            at += 1
        if at >= end:
            return None
        after = partners[at] + 1 if at > first and self.is_group(at, end) else at + 1
        return first, after, after


def _letter_in(token: LatexToken) -> str:
    text = token.text.strip()
    if token.kind is TokenKind.COMMAND and text in symbols.LETTERS:
        return symbols.symbol(text, math=False) or ""
    return text if token.kind is TokenKind.WORDS and len(text) == 1 and text.isalpha() else ""
