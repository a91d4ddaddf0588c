"""JSON that may be large, cut off, or broken in places. Pure."""

from __future__ import annotations

import ast
import io
import json
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Line feeds in strings are not JSON, but what is meant is plain.
_DECODER = json.JSONDecoder(strict=False)
_SEPARATORS = re.compile(r"[ \t\r\n]*[,:]?[ \t\r\n]*")
# A string that is not closed goes on to the end of its line, so that none is looked at twice.
_STRUCTURE = re.compile(
    r'(?P<open>[\[{])|(?P<close>[\]}])|"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|(?P<torn>))'
)
LONGEST_ELEMENT = 32 << 20
"""Characters of a part of an array that is still read."""

_GAP = " \t\r\n,"
_DEEPEST_WRAPPER = 4


class Element(NamedTuple):
    """A part of an array.

    Attributes:
        line: Where it begins, from 1.
        text: What stands there, separators left out.
        kind: ``whole``: an object, an array or a string. ``cut``: the beginning of one, where
            the text ends. ``long``: the beginning of one that has more than `LONGEST_ELEMENT`
            characters; nothing after it is read. ``stray``: anything else.
    """

    line: int
    text: str
    kind: str = "whole"


class Salvage(NamedTuple):
    """What can be read of a broken or cut text.

    Attributes:
        value: What was read; where something stopped the reading, what stands before it.
        broken: What was left out, each as it stands in the text.
        cut: Whether the text ends before its value does.
    """

    value: object
    broken: tuple[Element, ...] = ()
    cut: bool = False


def load(text: str) -> object:
    """The value that ``text`` is.

    Raises:
        ValueError: It is not JSON, is nested too deep, or holds a number out of reason.
    """
    try:
        value: object = _DECODER.decode(text)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    return value


def elements(lines: Iterable[str]) -> Iterator[Element]:
    r"""The parts of the array that ``lines`` begin with, one at a time; the rest is not read.

    Nothing but the part at hand is held, and no line is looked at twice. What is in a part is
    not judged.

    >>> [one.text for one in elements(['[{"a": 1},\n', '  {"b": [2]', '}]'])]
    ['{"a": 1}', '{"b": [2]}']
    """
    depth, number, begun, size = 0, 0, 0, 0
    held: list[str] = []
    last: Element | None = None
    for number, line in enumerate(lines, 1):
        at = 0
        for found in _STRUCTURE.finditer(line):
            before = depth
            depth += (found["open"] is not None) - (found["close"] is not None)
            if depth > 1 or (before == 0 and depth == 0):
                if before == 1:
                    yield from _stray(last, line[at : found.start()], number)
                    last, at, begun = None, found.start(), number
                continue
            if before == 0:
                at = found.end()
                continue
            if before == 1:
                yield from _stray(last, line[at : found.start()], number)
                last = None
                if found["torn"] is not None:
                    at = found.start()
                    break
                if depth == 1:
                    yield Element(number, found[0])
            else:
                yield Element(begun, "".join([*held, line[at : found.end()]]))
                held.clear()
            if depth == 0:
                return
            at = found.end()
        if depth > 1:
            size = (size if held else 0) + len(line) - at
            held.append(line[at:])
            if size > LONGEST_ELEMENT:
                yield Element(begun, held[0], "long")
                return
        elif depth == 1 and (bare := line[at:].strip(_GAP)):
            yield from _stray(last, "", 0)
            last = Element(number, bare, "stray")
    if depth > 1:
        yield Element(begun, "".join(held), "cut")
    elif depth == 1 and last and last.text.startswith('"'):
        yield last._replace(kind="cut")
    elif depth == 1:
        yield from _stray(last, "", 0)
        yield Element(number, "", "cut")


def _stray(held: Element | None, text: str, line: int) -> Iterator[Element]:
    """What stood between two parts, at the end of earlier lines and on this one."""
    if held:
        yield held
    if bare := text.strip(_GAP):
        yield Element(line, bare, "stray")


def salvage(text: str) -> Salvage:
    """As much of ``text`` as can be read: what stands before a cut, and around what is broken.

    Of an array the whole parts, of an object the whole pairs; an object is entered only as deep
    as wrappers go.

    Raises:
        ValueError: There is nothing to read.

    >>> salvage('{"date": "2026-08-21", "data": [{"a": 1}, {"b":')
    Salvage(value={'date': '2026-08-21', 'data': [{'a': 1}]}, \
broken=(Element(line=1, text='{"b":', kind='cut'),), cut=True)
    """
    return _salvage(text, len(text) - len(text.lstrip(_GAP)), _DEEPEST_WRAPPER)


def _salvage(text: str, at: int, depth: int) -> Salvage:
    if text.startswith("[", at):
        return _salvage_array(text, at)
    if not text.startswith("{", at) or not depth:
        raise ValueError("not JSON")
    pairs: dict[str, object] = {}
    at += 1
    while True:
        at = _after_separator(text, at)
        if text.startswith("}", at):
            return Salvage(pairs)
        try:
            key, at = _DECODER.raw_decode(text, at)
            at = _after_separator(text, at)
        except (ValueError, RecursionError):
            break
        if not isinstance(key, str):
            break
        try:
            pairs[key], at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            try:
                inner = _salvage(text, at, depth - 1)
            except ValueError:
                break
            pairs[key] = inner.value
            return Salvage(pairs, inner.broken, inner.cut)
    return Salvage(pairs, cut=True)


def _after_separator(text: str, at: int) -> int:
    found = _SEPARATORS.match(text, at)
    return found.end() if found else at


def _salvage_array(text: str, at: int) -> Salvage:
    values: list[object] = []
    broken: list[Element] = []
    before = text.count("\n", 0, at)
    for part in elements(io.StringIO(text[at:])):
        try:
            if part.kind == "cut":
                raise ValueError  # noqa: TRY301
            values.append(load(part.text))
        except ValueError:
            broken.append(part._replace(line=part.line + before))
    cut = bool(broken) and broken[-1].kind == "cut"
    return Salvage(values, tuple(broken), cut)


LONGEST = 1 << 23
"""Characters of a literal that is still read."""

_DEEPEST = 40
# Only what ``repr`` writes of JSON's values, so that nothing here warns, computes or is large:
# no names, no operators, no numbers of a thousand digits, no unknown escapes.
_ESCAPE = (
    r"\\(?:[\\'\"abfnrtv]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})"
)
_TOKEN = re.compile(
    rf"(?P<string>'[^'\\\n\r\0]*+(?:{_ESCAPE}[^'\\\n\r\0]*+)*+'"
    rf'|"[^"\\\n\r\0]*+(?:{_ESCAPE}[^"\\\n\r\0]*+)*+")'
    r"|(?P<open>[\[{(])|(?P<close>[\]})])|[,:]|[ \t\r\n]+"
    r"|(?:True|False|None|-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?)(?![\w.])"
)


def read_literal(text: str) -> object:
    r"""The value that ``text`` is a Python literal of: what JSON could say too, and tuples, sets.

    Nothing is executed, and what ``repr`` would not write of such a value is not read.

    Raises:
        ValueError: It is none, is nested too deep, or is longer than `LONGEST`.

    >>> read_literal("[{'title': \"It's\", 'hidden': False}]")
    [{'title': "It's", 'hidden': False}]
    >>> read_literal("open('secrets')")
    Traceback (most recent call last):
    ...
    ValueError: not a literal
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise ValueError("a literal too long to read")
    if not _is_plain(text):
        raise ValueError("not a literal")
    try:
        value: object = ast.literal_eval(text)
    except (SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ValueError("not a literal") from error
    return value


def _is_plain(text: str) -> bool:
    """Whether ``text`` is made of nothing but parts of literals, and is not nested deep."""
    at = depth = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            return False
        at = found.end()
        if found.lastgroup == "open":
            depth += 1
            if depth > _DEEPEST:
                return False
        elif found.lastgroup == "close":
            depth -= 1
    return True
