"""Lists and dicts as Python prints them, which archives of JSON sometimes hold instead. Pure."""

from __future__ import annotations

import ast
import re

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
