"""JSON that may be large, cut off, or broken in places, and Python literals. Pure."""

from __future__ import annotations

import ast
import io
import json
import re
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# Line feeds in strings are not JSON, but the meaning is clear.
_DECODER = json.JSONDecoder(strict=False)
_SEPARATORS = re.compile(r"[ \t\r\n]*[,:]?[ \t\r\n]*")
# A string that is not closed ends with its line, so that nothing is read twice.
_STRUCTURE = re.compile(
    r'(?P<open>[\[{])|(?P<close>[\]}])|"[^"\\]*+(?>(?:\\.[^"\\]*+)*)(?:"|(?P<torn>))'
)
_ARRAY_OF_OBJECTS = re.compile(r"\[\s*\{")
LONGEST_ELEMENT = 32 << 20
"""The most characters of an element of an array."""
LONGEST_ENVELOPE = 4 << 20
"""The most characters of an object on several lines that is read as a whole."""

_GAP = " \t\r\n,"
_DEEPEST_WRAPPER = 4


class Element(NamedTuple):
    """An element of an array: a ``whole`` object, array or string, or ``stray`` text.

    ``cut`` is the start of one at the end of the text, ``long`` that of one with too many
    characters, after which nothing is read.
    """

    line: int
    text: str
    kind: str = "whole"


class Salvage(NamedTuple):
    """The value of a text up to where it is cut, and the broken parts that were left out."""

    value: object
    broken: tuple[Element, ...] = ()
    cut: bool = False


def load(text: str) -> object:
    """Return the value of the JSON ``text``; raises ValueError for any other or unreadable text."""
    try:
        return cast("object", _DECODER.decode(text))
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def values(
    lines: Iterable[str], is_record: Callable[[object], bool], number: int = 1
) -> Iterator[Element]:
    r"""Yield the JSON values that follow one another in ``lines``; the first has the ``number``.

    A value is on a line of its own (https://jsonlines.org), an element of an array, or, unless one
    was on a line, an object on several lines. Of an object longer than `LONGEST_ENVELOPE` the
    elements of its first array with an object that ``is_record`` accepts are the values; it ends
    the text. The contents of values are not checked.

    >>> [(one.line, one.text) for one in values(['{"a": 1}\n', '[{"b":\n', '2}]\n'], bool)]
    [(1, '{"a": 1}'), (2, '{"b":\n2}')]
    """
    rest = _Counted(iter(lines), number - 1)
    by_line = False
    for line in rest:
        text = line.strip()
        if not text:
            continue
        if text[0] == "{" and text[-1] == "}":  # As almost all lines are.
            by_line = True
            yield Element(rest.number, text)
            continue
        is_open = text[0] in "[{" and text[-1] in "[{,:" and not _is_value(text[:-1])
        if text[0] == "[" and (is_open or not by_line):
            yield from elements(chain((line,), rest), rest.number)
        elif is_open and not by_line:
            first, following = rest.number, next(iter(rest), "")
            spread = chain((following,), rest)
            if following.lstrip().startswith("{") and not text.endswith(("[", "},", ":")):
                # An object cannot go on like this: the first line is cut off.
                yield Element(first, text)
                yield from values(spread, is_record, first + 1)
            else:
                yield from _objects(chain(("[" + line,), spread), first, is_record)
            return
        else:
            yield Element(rest.number, text[:-1] if text.endswith("},") else text)


def _is_value(text: str) -> bool:
    try:
        load(text)
    except ValueError:
        return False
    return True


class _Counted:
    """Lines that can be read once, and the number of the last one."""

    def __init__(self, lines: Iterator[str], number: int) -> None:
        self._lines, self.number = lines, number

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            yield line


def _objects(
    lines: Iterator[str], number: int, is_record: Callable[[object], bool]
) -> Iterator[Element]:
    """The objects on several lines each, which follow one another as in an array."""
    for part in elements(lines, number, LONGEST_ENVELOPE):
        at = _array_of_records(part.text, is_record) if part.kind == "long" else None
        if at is not None:
            line = part.line + part.text.count("\n", 0, at)
            yield from elements(chain(io.StringIO(part.text[at:]), lines), line)
        elif part.text:
            yield part


def _array_of_records(text: str, is_record: Callable[[object], bool]) -> int | None:
    """Where the first array that begins with a record begins in ``text``."""
    depth = 0
    for found in _STRUCTURE.finditer(text):
        if depth <= _DEEPEST_WRAPPER and (array := _ARRAY_OF_OBJECTS.match(text, found.start())):
            with suppress(ValueError, RecursionError):
                if is_record(_DECODER.raw_decode(text, array.end() - 1)[0]):
                    return found.start()
        depth += (found["open"] is not None) - (found["close"] is not None)
    return None


def elements(
    lines: Iterable[str], number: int = 1, longest: int = LONGEST_ELEMENT
) -> Iterator[Element]:
    r"""Yield the elements of the array at the beginning of ``lines``; the rest is not read.

    The first line has the ``number``. Only the current element is in memory, and no line is read
    twice. The contents of elements are not checked.

    >>> [one.text for one in elements(['[{"a": 1},\n', '  {"b": [2]', '}]'])]
    ['{"a": 1}', '{"b": [2]}']
    """
    depth, first, size = 0, 0, 0
    held: list[str] = []
    last: Element | None = None
    for number, line in enumerate(lines, number):  # noqa: B020
        at = 0
        for found in _STRUCTURE.finditer(line):
            before = depth
            depth += (found["open"] is not None) - (found["close"] is not None)
            if before == 1:
                yield from _stray(last, line[at : found.start()], number)
                last, at, first = None, found.start(), number
                if depth == 0:
                    return
                if found["torn"] is not None:
                    break
                if depth == 1:
                    yield Element(number, found[0])
            elif before == 2 and depth == 1:
                yield Element(first, "".join([*held, line[at : found.end()]]))
                held.clear()
            if depth <= 1:
                at = found.end()
        if depth > 1:
            size = (size if held else 0) + len(line) - at
            held.append(line[at:])
            if size > longest:
                yield Element(first, "".join(held), "long")
                return
        elif depth == 1 and (bare := line[at:].strip(_GAP)):
            yield from _stray(last, "", 0)
            last = Element(number, bare, "stray")
    if depth > 1:
        yield Element(first, "".join(held), "cut")
    elif depth == 1 and last and last.text.startswith('"'):
        yield last._replace(kind="cut")
    elif depth == 1:
        yield from _stray(last, "", 0)
        yield Element(number, "", "cut")


def _stray(held: Element | None, text: str, line: int) -> Iterator[Element]:
    """The text between two elements, at the end of earlier lines and on this one."""
    if held:
        yield held
    if bare := text.strip(_GAP):
        yield Element(line, bare, "stray")


def salvage(text: str) -> Salvage:
    """Return the parts of ``text`` that can be read, before a cut and around broken parts.

    These are the whole elements of an array and the whole pairs of an object; objects are entered
    only as deep as wrappers go. Raises ValueError if nothing can be read.

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
    with suppress(ValueError, RecursionError):
        while True:
            at = _after_separator(text, at)
            if text.startswith("}", at):
                return Salvage(pairs)
            key, at = _DECODER.raw_decode(text, at)
            if not isinstance(key, str):
                break
            at = _after_separator(text, at)
            try:
                pairs[key], at = _DECODER.raw_decode(text, at)
            except (ValueError, RecursionError):
                inner = _salvage(text, at, depth - 1)
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
"""The most characters of a literal."""

# Only the output of ``repr`` for values of JSON, so that nothing warns, computes or is large: no
# names, no operators, no numbers of a thousand digits, no unknown escapes.
_ESCAPE = (
    r"\\(?:[\\'\"abfnrtv]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})"
)
_PLAIN = re.compile(
    rf"(?>(?:'[^'\\\n\r\0]*+(?>(?:{_ESCAPE}[^'\\\n\r\0]*+)*)'"
    rf'|"[^"\\\n\r\0]*+(?>(?:{_ESCAPE}[^"\\\n\r\0]*+)*)"'
    r"|[\[\](){},: \t\r\n]++"
    r"|(?:True|False|None|-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?)(?![\w.]))*)"
)


def read_literal(text: str) -> object:
    r"""Return the value of a Python literal: a value of JSON, or a tuple or set of them.

    Nothing is executed, and only the output of ``repr`` is read. Raises ValueError for any other
    text, and for one that is nested too deep or longer than `LONGEST`.

    >>> read_literal("[{'title': \"It's\", 'hidden': False}]")
    [{'title': "It's", 'hidden': False}]
    """
    text = text.strip()
    if len(text) > LONGEST:
        raise ValueError("a literal too long to read")
    if not _PLAIN.fullmatch(text):
        raise ValueError("not a literal")
    try:
        value: object = ast.literal_eval(text)
    except (SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ValueError("not a literal") from error
    return value
