"""Words of abstracts, as SQLite's full text search takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from octavo_model.search.query.nodes import InAbstract

_SHORTEST_BEGINNING = 4
"""A word of fewer letters is looked for whole: too many words begin with it."""


def expression(terms: Iterable[InAbstract]) -> str:
    """What FTS5 takes to find the abstracts that hold all ``terms``."""
    return f"abstract : ({' AND '.join(map(_phrase, terms))})"


def _phrase(term: InAbstract) -> str:
    text = sound(term.text)
    letters = "".join(char if char.isalnum() else " " for char in text).split()[-1:]
    begins = not term.phrase and (
        any(len(one) >= _SHORTEST_BEGINNING or not one.isascii() for one in letters)
    )
    quoted = text.replace('"', '""')
    return f'"{quoted}"{" *" if begins else ""}'


def sound(text: str) -> str:
    """``text`` with nothing in it that SQLite would stumble over."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode()
