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
_ESCAPED = re.compile(r'\\([\\"])')
QUOTE = '"'


class QueryToken(NamedTuple):
    """A part of a query without white space outside of quotation marks.

    Attributes:
        start: Where it starts.
        end: Where it ends.
        negated: Whether ``!`` or ``-`` comes first.
        mark: ``'``, ``^``, ``~`` or ``|``, if it has one.
        field: Name of the known field it is of; else empty.
        body: The rest of the text, without quotation marks.
        body_start: Where the body starts, quotation mark included.
        body_end: Where it ends.
        quoted: Whether it was in quotation marks.
        at_end: Whether ``$`` follows.
        unclosed: Whether its quotation mark is not closed.
    """

    start: int
    end: int
    negated: bool
    mark: str
    field: str
    body: str
    body_start: int
    body_end: int
    quoted: bool
    at_end: bool
    unclosed: bool = False


def scan(text: str) -> Iterator[QueryToken]:
    """Yield the tokens of ``text``, in order."""
    position, size = 0, len(text)
    while position < size:
        if text[position].isspace():
            position += 1
            continue
        token = _token(text, position)
        yield token
        position = token.end


def _is_end(text: str, position: int) -> bool:
    return position >= len(text) or text[position].isspace()


def _token(text: str, start: int) -> QueryToken:
    position = start
    if text[position] == "|" and _is_end(text, position + 1):
        return QueryToken(start, start + 1, False, "|", "", "", start, start + 1, False, False)
    negated = text[position] in _NOT and not _is_end(text, position + 1)
    position += negated
    mark = field = ""
    if text[position] in _MARKS:
        mark = text[position]
        position += 1
    elif (match := _NAME.match(text, position)) and match[1].lower() in BY_NAME:
        field = BY_NAME[match[1].lower()].name
        position = match.end()
    body_start = position
    quoted = text.startswith(QUOTE, position)
    body, position, unclosed = (
        _quoted(text, position) if quoted else (*_bare(text, position), False)
    )
    body_end, at_end = position, False
    if not field and mark in {"", "^"}:
        if quoted:
            at_end = text.startswith("$", position) and _is_end(text, position + 1)
            position += at_end
        # One dollar sign is the end of a title; two of them, a formula.
        elif len(body) > 1 and body.find("$") == len(body) - 1:
            at_end, body, body_end = True, body[:-1], body_end - 1
    return QueryToken(
        start, position, negated, mark, field, body, body_start, body_end, quoted, at_end, unclosed
    )


def _bare(text: str, position: int) -> tuple[str, int]:
    start = position
    while not _is_end(text, position):
        position += 1
    return text[start:position], position


def _quoted(text: str, position: int) -> tuple[str, int, bool]:
    """Return the text in quotation marks from ``position``, its end, and whether it is unclosed.

    An open mark reaches to the end.
    """
    start = position = position + 1
    while position < len(text) and text[position] != QUOTE:
        is_escape = text[position] == "\\" and text[position + 1 : position + 2] in {"\\", QUOTE}
        position += 2 if is_escape else 1
    body = _ESCAPED.sub(r"\1", text[start:position])
    return " ".join(body.split()), min(position + 1, len(text)), position >= len(text)
