"""What changed between two versions of an abstract, word by word. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

MOST_WORDS = 4_000
"""Of both texts together; what is longer is not compared word by word."""

_WORD = re.compile(r"\S+")


class Change(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    GONE = "gone"
    ADDED = "added"


class Piece(NamedTuple):
    """Adjacent words of one fate, with single spaces between them."""

    change: Change
    text: str


def compare(old: str, new: str) -> tuple[Piece, ...]:
    """How ``old`` became ``new``: what is gone stands before what came in its place.

    White space does not count. Texts of more than `MOST_WORDS` words are told as a whole, one
    gone and one added.

    >>> [(str(piece.change), piece.text) for piece in compare("owls see well", "owls hear well")]
    [('kept', 'owls'), ('gone', 'see'), ('added', 'hear'), ('kept', 'well')]
    """
    before, after = _WORD.findall(old), _WORD.findall(new)
    if before == after:
        return _pieces((Change.KEPT, after))
    if len(before) + len(after) > MOST_WORDS:
        return _pieces((Change.GONE, before), (Change.ADDED, after))
    told: list[tuple[Change, list[str]]] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            told.append((Change.KEPT, after[new_start:new_end]))
        else:
            told.append((Change.GONE, before[old_start:old_end]))
            told.append((Change.ADDED, after[new_start:new_end]))
    return _pieces(*told)


def _pieces(*told: tuple[Change, list[str]]) -> tuple[Piece, ...]:
    return tuple(Piece(change, " ".join(words)) for change, words in told if words)
