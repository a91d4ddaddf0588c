"""Authors by the beginnings of their names, as they are typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from octavo_model.fuzzy.words import split_words
from octavo_model.index.values import several
from octavo_model.text import fold_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

_PAPER, _AUTHOR = "\n", "\x1f"


class Authors:
    """The authors of all papers as one folded text, which is searched as a whole.

    Args:
        told: Papers in the order of their ids, and their authors as a JSON array.
    """

    def __init__(self, told: Iterable[tuple[int, str]]) -> None:
        ids: list[int] = []
        lines: list[str] = []
        for paper, names in told:
            ids.append(paper)
            lines.append(_AUTHOR.join(map(_words_of, several(names))))
        self._ids = np.array(ids, np.int64)
        self._lines = lines
        sizes = [len(line.encode()) + 1 for line in lines]
        self._starts = np.cumsum([0, *sizes[:-1]]) if sizes else np.empty(0, np.int64)
        self._text = "".join(f"{line}{_PAPER}" for line in lines).encode()

    def called(self, name: str) -> NDArray[np.int64]:
        """The papers with an author of whom each word of ``name`` begins a name."""
        words = split_words(fold_name(name))
        if not words:
            return np.empty(0, np.int64)
        longest = max(words, key=len)
        places = [one.start() for one in re.finditer(re.escape(f" {longest}".encode()), self._text)]
        lines = np.unique(np.searchsorted(self._starts, places, "right") - 1)
        if len(words) > 1:
            wanted = [f" {word}" for word in words]
            fits = [
                any(all(one in author for one in wanted) for author in line.split(_AUTHOR))
                for line in map(self._lines.__getitem__, lines.tolist())
            ]
            lines = lines[np.array(fits, np.bool_)]
        return self._ids[lines]


def _words_of(name: str) -> str:
    return "".join(f" {word}" for word in split_words(fold_name(name)))
