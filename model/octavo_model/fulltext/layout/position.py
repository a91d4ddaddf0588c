"""Where someone reads in a document, so that it is found again in lines of another width.

A place is named by a block: by its id and by its first letters, as another version of the paper
may number its blocks differently, and another source may have no ids.
"""

from __future__ import annotations

from collections import Counter
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from octavo_model.fulltext.document import Block, Reference

if TYPE_CHECKING:
    from collections.abc import Iterable

_LETTERS = 60


class Position(NamedTuple):
    """A place in a document.

    Attributes:
        block: The key of a block, see `block_keys`.
        share: How much of the block is before it, from 0 to 1.
        whole: How much of the document is before it: used if the block is gone.
    """

    block: str
    share: float
    whole: float = 0.0


def block_keys(blocks: Iterable[Block | Reference | str]) -> tuple[str, ...]:
    """Return a key for each block: ``id#hash``, different for each.

    Blocks with the same text are counted. A text is the title or a heading of the layout.
    """
    seen: Counter[str] = Counter()
    keys = []
    for block in blocks:
        if isinstance(block, str):
            name, text = "", block
        else:
            name, text = block.id, _first_letters(block)
        sign = blake2b(text.encode(errors="replace"), digest_size=6).hexdigest()
        seen[sign] += 1
        count = seen[sign]
        keys.append(f"{name}#{sign}" if count == 1 else f"{name}#{sign}.{count}")
    return tuple(keys)


def find_block(key: str, keys: Iterable[str]) -> int:
    """Return which of ``keys`` names the same block as ``key``: its text, or its id; -1 if none.

    >>> find_block("S1#aa", ["S2#aa", "S1#bb"]), find_block("S1#aa", ["S1#bb"])
    (0, 0)
    """
    name, _, sign = key.rpartition("#")
    of_text = of_name = -1
    for at, other in enumerate(keys):
        if other == key:
            return at
        other_name, _, other_sign = other.rpartition("#")
        if of_text < 0 and other_sign == sign:
            of_text = at
        if of_name < 0 and name and other_name == name:
            of_name = at
    return of_text if of_text >= 0 else of_name


def _first_letters(block: Block | Reference) -> str:
    if isinstance(block, Reference):
        return block.text[:_LETTERS]
    runs = block.runs or (run for row in block.rows for cell in row for run in cell)
    text = ""
    for run in runs:
        text += run.text
        if len(text) >= _LETTERS:
            break
    return f"{block.kind} {text[:_LETTERS]}"
