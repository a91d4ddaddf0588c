"""From the text of a query to its tokens: their positions and signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.search.query.fields import BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAME = re.compile("([A-Za-z]+):")
_NOT = "!-"
_MARKS = "'^~"
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
    """``'``, ``^``, ``~`` or ``|``, if it has one."""
    field: str = ""
    """Name of the known field it is of; else empty."""
    negated: bool = False
    quoted: bool = False
    at_end: bool = False
    """Whether ``$`` follows."""
    unclosed: bool = False
    """Whether its quotation mark is not closed."""


def scan(text: str) -> Iterator[QueryToken]:
    """Yield the tokens of ``text``, in order."""
    position = 0
    while match := _START.search(text, position):
        token = _token(text, match.start())
        yield token
        position = token.end


def _is_end(text: str, position: int) -> bool:
    return position >= len(text) or text[position].isspace()


def _token(text: str, start: int) -> QueryToken:
    if text[start] == "|" and _is_end(text, start + 1):
        return QueryToken(start, start + 1, "", start, start + 1, "|")
    negated = text[start] in _NOT and not _is_end(text, start + 1)
    body_start = start + negated
    mark = field = ""
    if text[body_start] in _MARKS:
        mark = text[body_start]
        body_start += 1
    elif (match := _NAME.match(text, body_start)) and match[1].lower() in BY_NAME:
        field = BY_NAME[match[1].lower()].name
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
    is_quoted, unclosed = quoted is not None, quoted is not None and not quoted[2]
    return QueryToken(
        start, end, body, body_start, body_end, mark, field, negated, is_quoted, at_end, unclosed
    )
