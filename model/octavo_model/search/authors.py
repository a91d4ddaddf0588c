"""Authors by the beginnings of their names, as they are typed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from octavo_model.index.meta import texts
from octavo_model.search.titles.words import split_words
from octavo_model.text.clean import fold_name
from octavo_model.text.latex import person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

_PAPER, _AUTHOR = "\n", "\x1f"


class Authors:
    """The authors of all papers as one folded text, which is searched as a whole.

    Beside it stand all their names, each once, those with most papers first: a search for the
    first few that begin so mostly ends after a few lines.

    Args:
        told: Papers in the order of their ids, and their authors as a JSON array.
    """

    def __init__(self, told: Iterable[tuple[int, str]]) -> None:
        ids: list[int] = []
        lines: list[str] = []
        folded: dict[str, str] = {}
        named: dict[str, str] = {}
        papers: dict[str, int] = {}
        for paper, names in told:
            words = []
            for name in texts(names):
                if (line := folded.get(name)) is None:
                    line = folded[name] = _words_of(name)
                    named.setdefault(line, name)
                papers[line] = papers.get(line, 0) + 1
                words.append(line)
            ids.append(paper)
            lines.append(_AUTHOR.join(words))
        self._ids = np.array(ids, np.int64)
        self._lines = lines
        self._text, self._starts = _as_text(lines)
        papers.pop("", None)
        first = sorted(papers, key=lambda line: (-papers[line], line))
        self._called, self._called_starts = _as_text(first)
        self._names, self._names_starts = _as_text([named[line] for line in first])

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

    def beginning(self, begun: str, most: int) -> list[str]:
        """The first ``most`` names of which each word of ``begun`` begins a part.

        Those with most papers come first, as their bearers would write them, each once.
        """
        found = dict.fromkeys(map(person, self._beginning(begun, most)))
        return list(found)

    def _beginning(self, begun: str, most: int) -> Iterator[str]:
        words = [f" {word}".encode() for word in split_words(fold_name(begun))]
        longest = max(words, key=len, default=b" ")
        place = left = 0
        while left < most and (place := self._called.find(longest, place)) >= 0:
            line = int(np.searchsorted(self._called_starts, place, "right")) - 1
            start, end = self._called_starts[line : line + 2].tolist()
            if all(word in self._called[start:end] for word in words):
                left += 1
                first, last = self._names_starts[line : line + 2].tolist()
                yield self._names[first : last - 1].decode()
            place = end


def _words_of(name: str) -> str:
    return "".join(f" {word}" for word in split_words(fold_name(name)))


def _as_text(lines: Sequence[str]) -> tuple[bytes, NDArray[np.int64]]:
    """``lines`` as one text, and where each begins; the end of the text comes last."""
    text = "".join(f"{line}{_PAPER}" for line in lines).encode()
    sizes = [len(line.encode()) + 1 for line in lines]
    return text, np.cumsum([0, *sizes], dtype=np.int64)
