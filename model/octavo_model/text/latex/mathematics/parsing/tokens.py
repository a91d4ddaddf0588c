"""The source of a formula as tokens, without what converters leave in it."""

from __future__ import annotations

import re

from octavo_model.text.clean import clean_line

DEEPEST = 30
"""Groups nested deeper than this are read as if they had no braces."""

# LaTeXML ends lines with the sign of a comment; where lines are joined already, only that is left.
_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n\s*")
_LEFT = re.compile(r"(?<![\\\d])%\s")
_TOKEN = re.compile(
    r"""\\(?:operatorname|hspace|vspace|tag|substack|begin|end|genfrac|qty|xrightarrow|dv|pdv
        |derivative|partialderivative|ev|expval|abs|norm|label|mathop)\*
    |\\(?:lx|ltx)?@[A-Za-z@]+
    |\\[A-Za-z]+
    |\\.
    |\d{1,3}(?:,\d{3})+(?![\d,])
    |\d+(?:\.\d+)?
    |\s+
    |.[\u0300-\u036f\u20d0-\u20ff]*""",
    re.VERBOSE | re.DOTALL,
)
_DOLLARS = re.compile(r"^\s*(?:\$\$?|\\[(\[])|(?<!\\)(?:\$\$?|\\[)\]])\s*$")


def tokens_of(tex: str) -> list[str]:
    r"""Return the tokens of a formula: commands with their backslash, numbers, characters.

    >>> tokens_of("\\frac12 x%\n_1")
    ['\\frac', '12', ' ', 'x', '_', '1']
    """
    if "%" in tex:
        head, end, tail = tex.rpartition("\n")
        tex = _LEFT.sub("", _COMMENT.sub("", head + end) + tail)
    if "$" in tex or "\\" in tex:
        tex = _DOLLARS.sub("", tex)
    return _TOKEN.findall(clean_line(tex))


def partners_of(tokens: list[str]) -> list[int]:
    r"""Return for each ``{``, ``\left`` and ``\begin`` the index of what closes it, or -1.

    A group in braces ends all that is open in it.
    """
    found = [-1] * len(tokens)
    stack: list[int] = []
    opened = {"{": 0, r"\left": 0, r"\begin": 0}
    for place, token in enumerate(tokens):
        if token in opened:
            opened[token] += 1
            stack.append(place)
            continue
        opening = _CLOSES.get(token)
        if opening is None or not opened[opening]:
            continue
        if opening != "{" and not _is_open(tokens, stack, opening):
            continue
        while True:
            last = stack.pop()
            opened[tokens[last]] -= 1
            if tokens[last] == opening:
                found[last] = place
                break
    return found


_CLOSES = {"}": "{", r"\right": r"\left", r"\end": r"\begin"}


def _is_open(tokens: list[str], stack: list[int], opening: str) -> bool:
    """Whether the last thing open, but for fences without an end, is an ``opening``."""
    last = tokens[stack[-1]] if stack else ""
    if opening == r"\begin" and last == r"\left":
        outer = next((one for one in reversed(stack[-9:]) if tokens[one] != r"\left"), None)
        return outer is not None and tokens[outer] == opening
    return last == opening
