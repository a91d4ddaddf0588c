"""What a bibliography calls its entries. Pure."""

from __future__ import annotations

import re
from base64 import b32encode
from hashlib import sha256
from typing import TYPE_CHECKING

from octavo_model.text.clean import fold_title

if TYPE_CHECKING:
    from collections.abc import Container

    from octavo_model.core.paper import Paper

_SUFFIX = 6
"""Letters that tell papers of one author, year and word apart: 30 bits."""
_NO_LETTERS = re.compile("[^a-z0-9]+")
_JUNIOR = re.compile(r",?\s+(?:jr|sr|i{1,3}|iv)\.?$", re.IGNORECASE)
_LONGEST = 24
_MINOR = set(
    re.findall(
        "[a-z]+",
        "a an and are as at be beyond by can do does for from how in into is it its not of on or"
        " our over re the their through to toward towards under using via we what when where"
        " which who why with without you your",
    )
)


def entry_key(paper: Paper, taken: Container[str] = ()) -> str:
    """A key that is made of ``paper`` alone: author, year, word, and letters of its own.

    The letters come from the key of the paper in the library. So that it does not matter what
    else is written they always stand there; only where two of some thousands that agree in all
    the rest agree in these too, one of them gets more.

    Args:
        paper: The paper.
        taken: Keys that others have.
    """
    author = _plain(_surname(paper.authors[0])) if paper.authors else ""
    year = str(paper.date.year) if paper.date else ""
    words = map(_plain, fold_title(paper.title).split())
    word = next((one for one in words if one and one not in _MINOR), "")
    parts = [author, year, word] if author else [word, year]
    digest = b32encode(sha256(paper.key.encode(errors="replace")).digest()).decode().lower()
    length = _SUFFIX
    while (key := "-".join(filter(None, ("".join(parts), digest[:length])))) in taken:
        if length >= len(digest):
            raise ValueError(f"{paper.key} is written twice")
        length += 1
    return key


def _surname(author: str) -> str:
    return _JUNIOR.sub("", author).split(" ")[-1]


def _plain(text: str) -> str:
    return _NO_LETTERS.sub("", fold_title(text))[:_LONGEST]
