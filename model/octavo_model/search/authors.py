"""Authors by the start of their names, as they are typed."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from octavo_model.index.meta import texts
from octavo_model.search.titles.similarity import typos_in_word
from octavo_model.search.titles.words import split_words
from octavo_model.text.fold import fold_name
from octavo_model.text.latex import person

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_PAPER, _AUTHOR = "\n", "\x1f"


class Authors:
    """The authors of all papers as one folded text, which is searched as a whole.

    All names are in another text, each once, those with most papers first: a search for the first
    few with a prefix mostly ends after a few lines. ``rows`` are papers in the order of their ids,
    and their authors as a JSON array.
    """

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        ids: list[int] = []
        lines: list[str] = []
        folded: dict[str, str] = {}
        named: dict[str, str] = {}
        papers: Counter[str] = Counter()
        for paper, names in rows:
            words = []
            for name in texts(names):
                if (line := folded.get(name)) is None:
                    line = folded[name] = _words_of(name)
                    named.setdefault(line, name)
                words.append(line)
            papers.update(words)
            ids.append(paper)
            lines.append(_AUTHOR.join(words))
        self._ids = np.array(ids, np.int64)
        self._lines = lines
        self._text, self._starts = _as_text(lines)
        del papers[""]
        first = sorted(papers, key=lambda line: (-papers[line], line))
        self._folded, self._folded_starts = _as_text(first)
        self._names, self._names_starts = _as_text([named[line] for line in first])

    def papers_of(self, name: str) -> NDArray[np.int64]:
        """Return the papers with an author of whom each word of ``name`` starts a name."""
        words = split_words(fold_name(name))
        if not words:
            return np.empty(0, np.int64)
        longest = re.escape(f" {max(words, key=len)}".encode())
        positions = [match.start() for match in re.finditer(longest, self._text)]
        lines = np.unique(np.searchsorted(self._starts, positions, "right") - 1)
        if len(words) > 1:
            wanted = [f" {word}" for word in words]
            matching = [
                any(all(word in author for word in wanted) for author in line.split(_AUTHOR))
                for line in map(self._lines.__getitem__, lines.tolist())
            ]
            lines = lines[np.array(matching, np.bool_)]
        return self._ids[lines]

    def with_prefix(self, prefix: str, limit: int) -> list[str]:
        """Return the first ``limit`` names of which each word of ``prefix`` starts a part.

        Those with most papers come first, as the authors would write them, each once.
        """
        words = [f" {word}".encode() for word in split_words(fold_name(prefix))]
        longest = max(words, key=len, default=b" ")
        names: list[str] = []
        position = 0
        while len(names) < limit and (position := self._folded.find(longest, position)) >= 0:
            line = int(np.searchsorted(self._folded_starts, position, "right")) - 1
            start, end = self._folded_starts[line : line + 2].tolist()
            if all(word in self._folded[start:end] for word in words):
                first, last = self._names_starts[line : line + 2].tolist()
                names.append(self._names[first : last - 1].decode())
            position = end
        return list(dict.fromkeys(map(person, names)))

    @cached_property
    def _parts(self) -> list[str]:
        """The parts of all names, each once, those with most papers first."""
        return list(dict.fromkeys(self._folded.decode().split()))

    def nearest(self, name: str) -> str:
        """Return ``name`` without slips, folded, so that an author has it; empty if none is near.

        A word that starts no part of a name becomes the nearest one, of several the one with most
        papers.
        """
        words: list[str] = []
        for word in split_words(fold_name(name)):
            if f" {word}".encode() in self._folded:
                words.append(word)
                continue
            near = extractOne(
                word, self._parts, scorer=OSA.distance, score_cutoff=typos_in_word(len(word))
            )
            if near is None:
                return ""
            words.append(near[0])
        found = " ".join(words)
        return found if self.with_prefix(found, 1) else ""


def _words_of(name: str) -> str:
    return "".join(f" {word}" for word in split_words(fold_name(name)))


def _as_text(lines: Sequence[str]) -> tuple[bytes, NDArray[np.int64]]:
    """Return ``lines`` as one text, where each starts, and where the text ends."""
    text = "".join(f"{line}{_PAPER}" for line in lines).encode()
    sizes = [len(line.encode()) + 1 for line in lines]
    return text, np.cumsum([0, *sizes], dtype=np.int64)
