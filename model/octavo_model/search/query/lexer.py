"""From the text of a query to its tokens: where each begins, and which marks it bears."""

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


class Token(NamedTuple):
    """A stretch of a query without white space outside of quotation marks.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        negated: Whether ``!`` or ``-`` stands before it.
        mark: ``'``, ``^``, ``~`` or ``|``, where it bears one.
        field: Name of the known field it is of; else empty.
        body: The text without all that, taken out of its quotation marks.
        body_start: Where the body begins, quotation mark included.
        body_end: Where it ends.
        quoted: Whether it stood in quotation marks.
        ends: Whether ``$`` stands behind it.
        unclosed: Whether it stands behind a quotation mark that nothing closes.
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
    ends: bool
    unclosed: bool = False


def scan(text: str) -> Iterator[Token]:
    """The tokens of ``text``, in order."""
    place, size = 0, len(text)
    while place < size:
        if text[place].isspace():
            place += 1
            continue
        token = _token(text, place)
        yield token
        place = token.end


def _is_end(text: str, place: int) -> bool:
    return place >= len(text) or text[place].isspace()


def _token(text: str, start: int) -> Token:
    place = start
    if text[place] == "|" and _is_end(text, place + 1):
        return Token(start, place + 1, False, "|", "", "", start, start + 1, False, False)
    negated = text[place] in _NOT and not _is_end(text, place + 1)
    place += negated
    mark = field = ""
    if text[place] in _MARKS:
        mark = text[place]
        place += 1
    elif (found := _NAME.match(text, place)) and found[1].lower() in BY_NAME:
        field = BY_NAME[found[1].lower()].name
        place = found.end()
    begin = place
    quoted = text.startswith(QUOTE, place)
    body, place, unclosed = _quoted(text, place) if quoted else (*_bare(text, place), False)
    finish, ends = place, False
    if not field and mark in {"", "^"}:
        if quoted:
            ends = text.startswith("$", place) and _is_end(text, place + 1)
            place += ends
        # One dollar sign closes a title; two of them, a formula.
        elif len(body) > 1 and body.find("$") == len(body) - 1:
            ends, body, finish = True, body[:-1], finish - 1
    return Token(start, place, negated, mark, field, body, begin, finish, quoted, ends, unclosed)


def _bare(text: str, place: int) -> tuple[str, int]:
    start = place
    while not _is_end(text, place):
        place += 1
    return text[start:place], place


def _quoted(text: str, place: int) -> tuple[str, int, bool]:
    """What stands in quotation marks from ``place`` on, its end, and whether it has none.

    An open mark reaches to the end.
    """
    start = place = place + 1
    while place < len(text) and text[place] != QUOTE:
        place += 2 if text[place] == "\\" and text[place + 1 : place + 2] in {"\\", QUOTE} else 1
    body = _ESCAPED.sub(r"\1", text[start:place])
    return " ".join(body.split()), min(place + 1, len(text)), place >= len(text)
