"""How a bibliography says of a paper that it knows the number of its authors, but no name."""

from __future__ import annotations

import re

_TOLD = re.compile(r"(\d{1,6}) authors?, not named by the source")


def unnamed(count: int) -> str:
    """The words for ``count`` authors.

    >>> unnamed(1), unnamed(7)
    ('1 author, not named by the source', '7 authors, not named by the source')
    """
    return f"{count} author{'' if count == 1 else 's'}, not named by the source"


def count_unnamed(text: str) -> int | None:
    """How many authors `unnamed` spoke of; None where ``text`` is something else."""
    found = _TOLD.fullmatch(text)
    return int(found[1]) if found else None
