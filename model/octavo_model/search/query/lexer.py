"""From the text of a query to its tokens: their positions and signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.search.query.fields import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile("([A-Za-z]+):")
_NOT = "!-"
_MARKS = "'^~+"
# A plus that is no operator: ``+1``, or by itself.
_NUMBER = re.compile(r'\+(?![^\W\d_]|")')
_START = re.compile(r"\S")
_SPACE = re.compile(r"\s")
# An open quotation mark reaches to the end.
_QUOTED = re.compile(r'"((?:\\[\\"]|[^"])*)("?)')
_ESCAPED = re.compile(r'\\([\\"])')


class QueryToken(NamedTuple):
    """A part of a query without white space outside of quotation marks."""

    start: int
    end: int
    body: str
    """Its text without sign, field and quotation marks."""
    body_start: int
    """Where the body starts, quotation mark included."""
    body_end: int
    mark: str = ""
    """``'``, ``^``, ``~``, ``+`` or ``|``, if it has one."""
    field: str = ""
    """Name of the known field it is of; else empty."""
    name: str = ""
    """The field as it is typed."""
    sign: str = ""
    """``!`` or ``-``, if it is negated."""
    quoted: bool = False
    at_end: bool = False
    """Whether ``$`` follows."""
    unclosed: bool = False
    """Whether its quotation mark is not closed."""

    @property
    def negated(self) -> bool:
        """Whether it starts with a sign that negates it."""
        return bool(self.sign)

    @property
    def is_bare(self) -> bool:
        """Whether it is a word and nothing else."""
        return not (self.sign or self.mark or self.field or self.quoted or self.at_end)


def scan(text: str, position: int = 0) -> Iterator[QueryToken]:
    """Yield the tokens of ``text`` from ``position`` on, in order."""
    while match := _START.search(text, position):
        token = _token(text, match.start())
        yield token
        position = token.end


def after_mark(text: str) -> int:
    """Return where ``text`` goes on after a first ``~``, which is for all of it; 0 without one."""
    first = _START.search(text)
    return first.end() if first and first[0] == "~" else 0


def _is_end(text: str, position: int) -> bool:
    return position >= len(text) or text[position].isspace()


def _token(text: str, start: int) -> QueryToken:
    if text[start] == "|" and _is_end(text, start + 1):
        return QueryToken(start, start + 1, "", start, start + 1, "|")
    sign = text[start] if text[start] in _NOT and not _is_end(text, start + 1) else ""
    body_start = start + len(sign)
    mark = field = name = ""
    if text[body_start] in _MARKS and not _NUMBER.match(text, body_start):
        mark = text[body_start]
        body_start += 1
    elif (match := _NAME.match(text, body_start)) and match[1].lower() in BY_NAME:
        name = match[1]
        field = BY_NAME[name.lower()].name
        body_start = match.end()
    may_end = not field and mark in {"", "^"}
    if quoted := _QUOTED.match(text, body_start):
        body = " ".join(_ESCAPED.sub(r"\1", quoted[1]).split())
        end = body_end = quoted.end()
        at_end = may_end and text.startswith("$", end) and _is_end(text, end + 1)
        end += at_end
    else:
        space = _SPACE.search(text, body_start)
        end = body_end = space.start() if space else len(text)
        body = text[body_start:end]
        # One dollar sign is the end of a title; two of them, a formula.
        at_end = may_end and len(body) > 1 and body.find("$") == len(body) - 1
        if at_end:
            body, body_end = body[:-1], end - 1
    return QueryToken(
        start, end, body, body_start, body_end, mark, field, name, sign,
        quoted is not None, at_end, quoted is not None and not quoted[2],
    )  # fmt: skip
