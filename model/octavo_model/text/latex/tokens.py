"""LaTeX as it stands in titles and abstracts, cut into tokens: what is text, what mathematics.

Authors write TeX, feeds write anything. So a ``$`` opens mathematics only where another closes it
and what stands between looks like mathematics, and addresses and paths are left as they are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(Enum):
    """What a token is."""

    WORDS = "words"
    COMMAND = "command"
    SIGN = "sign"
    MARK = "mark"
    SPACE = "space"
    QUOTES = "quotes"
    DASHES = "dashes"
    VERBATIM = "verbatim"
    BEGIN = "begin"
    END = "end"


class Token(NamedTuple):
    r"""A piece of the source.

    Attributes:
        kind: WORDS, a SPACE, a COMMAND (``\alpha``), a SIGN behind a backslash (``\%``), one MARK
            (braces, ``^``, ``_``, ``~``), QUOTES, DASHES, something VERBATIM; BEGIN and END of
            mathematics.
        text: As it stands; of commands and signs without the backslash.
        math: Whether it stands in mathematics.
        spaced: Whether a space stands behind the command.
        star: Whether a star does.
    """

    kind: Kind
    text: str
    math: bool = False
    spaced: bool = False
    star: bool = False


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
_KINDS = {
    "command": Kind.COMMAND, "sign": Kind.SIGN, "quotes": Kind.QUOTES, "dashes": Kind.DASHES,
    "mark": Kind.MARK, "words": Kind.WORDS, "space": Kind.SPACE,
}  # fmt: skip


def tokens_of(text: str) -> list[Token]:
    """The tokens of ``text``, in linear time."""
    found: list[Token] = []
    for part, is_math in segments(text):
        if is_math:
            found.append(Token(Kind.BEGIN, ""))
            found.extend(_cut(part, math=True))
            found.append(Token(Kind.END, ""))
        else:
            found.extend(_text(part))
    return found


def segments(text: str) -> Iterator[tuple[str, bool]]:
    r"""``text`` in parts, each with whether it is mathematics; its delimiters belong to neither.

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
    """Whether what stands between two dollars is mathematics, and not a price and a price."""
    if "\n\n" in part:
        return False
    is_tex = _TEX.search(part) is not None
    is_tight = not part[0].isspace() and not part[-1].isspace() and not behind.isdigit()
    if not is_tex and _MONEY.match(part) and not (is_tight and part.replace(".", "").isdigit()):
        return False
    if is_tight:
        return is_tex or not _PROSE.search(part)
    return (is_tex and not _PROSE.search(part)) or _VARIABLE.fullmatch(part) is not None


def _text(text: str) -> Iterator[Token]:
    done = 0
    if "://" in text or ":\\" in text or "\\\\" in text or "%\\" in text:
        for found in _VERBATIM.finditer(text):
            yield from _cut(text[done : found.start()], math=False)
            yield Token(Kind.VERBATIM, found[0])
            done = found.end()
    yield from _cut(text[done:], math=False)


def _cut(text: str, *, math: bool) -> Iterator[Token]:
    for found in (_MATH if math else _TEXT).finditer(text):
        name = found.lastgroup or "words"
        if name in {"star", "spaced", "command"}:
            yield Token(
                Kind.COMMAND, found["command"], math, bool(found["spaced"]), bool(found["star"])
            )
        else:
            yield Token(_KINDS[name], found[name], math)


def partners(tokens: list[Token]) -> list[int]:
    """For each token that opens something the place of what closes it, and the reverse; else -1.

    Braces that have no partner in their own stretch of mathematics have none.
    """
    found = [-1] * len(tokens)
    stack: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind is Kind.BEGIN or (token.kind is Kind.MARK and token.text == "{"):
            stack.append(place)
        elif token.kind is Kind.END:
            while tokens[stack[-1]].kind is not Kind.BEGIN:
                stack.pop()
            found[place] = stack.pop()
        elif token[:2] == (Kind.MARK, "}") and stack and tokens[stack[-1]].kind is not Kind.BEGIN:
            found[place] = stack.pop()
    for place, other in enumerate(found):
        if other >= 0:
            found[other] = place
    return found
