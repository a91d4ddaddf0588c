"""JSON from a file of ours that a bad disk or a stranger's backup may have changed.

`json.loads` takes half a surrogate for a character, written as an escape or as bytes that are no
UTF-8. Such a text is none: SQLite, a file and a terminal all refuse it, each at its own time.
Here it is refused at once, as damage.
"""

from __future__ import annotations

import json
from typing import Any


def loads(data: bytes | str, *, names: bool = False) -> Any:
    r"""What ``data`` says, whose every text can be written.

    >>> loads(b'{"key": "\\ud83e\\udd89"}')
    {'key': '🦉'}

    Args:
        data: In UTF-8, or decoded from it.
        names: Whether bytes of a file's name that are no UTF-8 are taken, as Python reads them.

    Raises:
        ValueError: It is no JSON, holds what is no text, or is nested too deeply.
    """
    text = data if isinstance(data, str) else data.decode("utf-8-sig")
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if may_hold_halves(text) and not is_writable(value, names=names):
        raise ValueError("it holds what is no text")
    return value


def may_hold_halves(text: str) -> bool:
    """Whether JSON in ``text``, which was decoded strictly, may hold half a surrogate."""
    return "\\u" in text


def is_writable(value: object, *, names: bool = False) -> bool:
    """Whether every text in ``value``, as JSON has told it, can be written as UTF-8.

    Or as the name of a file, where these count as well.
    """
    try:
        json.dumps(value, ensure_ascii=False).encode(
            errors="surrogateescape" if names else "strict"
        )
    except (UnicodeEncodeError, RecursionError):
        return False
    return True
