"""An index in parts: a large one, and what was added since; with the scores last computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeVar

import numpy as np

from octavo_model.search.titles.candidates import LastUsed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from octavo_model.search.titles.similarity import Scores

_SMALL = 2000
"""A part of at most this many texts is always merged with what is added."""
_SHARE = 8
"""A part is merged with an added one that has more than one text for this many of its own."""
_CACHED_WORDS = 24
_CACHED_LETTERS = 40


class IndexPart(Protocol):
    """Texts, numbered from 0."""

    def __len__(self) -> int:
        """Return the number of texts."""

    @classmethod
    def merged(cls, parts: Sequence[Self]) -> Self:
        """Return one part with the texts of all ``parts``, in their order."""

    @classmethod
    def load(cls, path: Path, stamp: str) -> Self | None:
        """Return the part in a file, None if it cannot be used."""

    def save(self, path: Path, stamp: str) -> None:
        """Write the part to a file."""


P = TypeVar("P", bound=IndexPart)


class Segments(Generic[P]):
    """Texts in parts, numbered from 0 over all of them. Immutable, and thread-safe."""

    def __init__(self, parts: Sequence[P]) -> None:
        """Use ``parts``, at least one, in this order."""
        self.parts = tuple(parts)
        self.starts = np.cumsum([0, *map(len, self.parts)])
        self._words: LastUsed[tuple[object, str], Scores] = LastUsed(_CACHED_WORDS)
        self._letters: LastUsed[tuple[object, str], Scores] = LastUsed(_CACHED_LETTERS)

    def __len__(self) -> int:
        return int(self.starts[-1])

    def extended(self, added: P) -> Segments[P]:
        """Return these texts and, after them, the ``added`` ones.

        Those are a small part beside the large one until they have grown to a share of it.
        """
        parts = [*self.parts, added]
        while len(parts) > 1 and len(parts[-2]) < max(_SMALL, _SHARE * len(parts[-1])):
            parts[-2:] = [parts[-1].merged(parts[-2:])]
        return Segments(parts)

    def save(self, path: Path, stamp: str) -> None:
        """Write all texts to ``path``, as one part."""
        self.parts[0].merged(self.parts).save(path, stamp)

    def scores(self, scorer: Callable[[P, str], Scores], word: str) -> Scores:
        """Return the scores of all texts for ``word``, cached or computed; never write to them."""
        cache = self._letters if len(word) == 1 else self._words
        scores = cache.get((scorer, word))
        if scores is None:
            found = [scorer(part, word) for part in self.parts]
            scores = found[0] if len(found) == 1 else np.concatenate(found)
            scores.setflags(write=False)
            cache.put((scorer, word), scores)
        return scores

    def is_cached(self, scorer: Callable[[P, str], Scores], word: str) -> bool:
        """Return whether `scores` takes no time."""
        return (scorer, word) in (self._letters if len(word) == 1 else self._words)
