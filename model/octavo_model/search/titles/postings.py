"""Which texts have which words, in numpy arrays: for names, and for words beside a title."""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.search.array_file import ArrayFile, words_from_array, words_to_array
from octavo_model.search.titles.words import Vocabulary, sort_words, split_words
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from octavo_model.search.titles.similarity import Scores

FILE = ArrayFile(
    "octavo-words",
    version=1,  # to be raised, too, when words or folding change
    types={"size": "<i8", "bounds": "<i8", "docs": "<i4", "words": "u1"},
)


@dataclass(frozen=True, slots=True, eq=False)
class WordPostings:
    """The words of texts, which are numbered from 0. Immutable."""

    vocabulary: Vocabulary
    """The distinct words."""
    bounds: NDArray[np.int64]
    """The texts with word ``w`` are ``docs[bounds[w]:bounds[w + 1]]``."""
    docs: NDArray[np.int32]
    """Numbers of texts, by word, ascending within one, each once."""
    size: int
    """The number of texts."""

    def __len__(self) -> int:
        return self.size

    @classmethod
    def build(cls, texts: Iterable[str]) -> WordPostings:
        """Return the words of ``texts``."""
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        stream, counts = array("i"), array("i")
        for text in texts:
            words = split_words(fold(text)) if text else ()
            stream.extend(map(numbers.__getitem__, words))
            counts.append(len(words))
        words = sort_words(numbers)
        new = np.empty(len(words), np.int64)
        new[np.fromiter(map(numbers.__getitem__, words), np.int64, len(words))] = np.arange(
            len(words)
        )
        docs = np.repeat(np.arange(len(counts)), np.frombuffer(counts, np.int32))
        return cls._assembled(words, new[np.frombuffer(stream, np.int32)], docs, len(counts))

    @classmethod
    def _assembled(
        cls, words: Sequence[str], numbers: NDArray[np.int64], docs: NDArray[np.int64], size: int
    ) -> WordPostings:
        keys = np.unique(numbers * max(size, 1) + docs)
        bounds = np.searchsorted(keys, np.arange(len(words) + 1) * max(size, 1))
        return cls(Vocabulary(words), bounds, (keys % max(size, 1)).astype(np.int32), size)

    @classmethod
    def merged(cls, parts: Sequence[WordPostings]) -> WordPostings:
        """Return the words of the texts of all ``parts``, in their order."""
        if len(parts) == 1:
            return parts[0]
        words = sort_words({word for part in parts for word in part.vocabulary.words})
        known = {word: number for number, word in enumerate(words)}
        numbers, docs, size = [], [], 0
        for part in parts:
            own = part.vocabulary.words
            new = np.fromiter(map(known.__getitem__, own), np.int64, len(own))
            numbers.append(np.repeat(new, np.diff(part.bounds)))
            docs.append(part.docs.astype(np.int64) + size)
            size += len(part)
        return cls._assembled(words, np.concatenate(numbers), np.concatenate(docs), size)

    def save(self, path: Path, stamp: str) -> None:
        """Write the words to ``path``: see `ArrayFile.save`."""
        arrays: dict[str, NDArray[Any]] = {
            "size": np.array([self.size]),
            "bounds": self.bounds,
            "docs": self.docs,
            "words": words_to_array(self.vocabulary.words),
        }
        FILE.save(path, stamp, arrays)

    @classmethod
    def load(cls, path: Path, stamp: str) -> WordPostings | None:
        """Return the words in ``path``, None if it cannot be used: see `ArrayFile.load`."""
        arrays = FILE.load(path, stamp)
        if arrays is None:
            return None
        words = words_from_array(arrays["words"])
        return cls(Vocabulary(words), arrays["bounds"], arrays["docs"], int(arrays["size"][0]))

    def spread(self, word_scores: Scores) -> Scores:
        """Return scores of texts from those of words: see `spread`."""
        return spread(word_scores, self.bounds, self.docs, self.size)


def spread(
    word_scores: Scores, bounds: NDArray[np.int64], docs: NDArray[np.int32], size: int
) -> Scores:
    """Return scores of ``size`` texts from those of words: each has the best of its words'.

    The texts with word ``w`` are ``docs[bounds[w]:bounds[w + 1]]``.
    """
    scores = np.zeros(size, np.uint8)
    words = np.flatnonzero(word_scores > 0)
    if not len(words):
        return scores
    low, high = int(words[0]), int(words[-1]) + 1
    # Words with a common prefix are a range: then nothing is copied.
    is_range = high - low == len(words)
    where = slice(int(bounds[low]), int(bounds[high])) if is_range else join_ranges(bounds, words)
    best = np.repeat(word_scores[words], bounds[words + 1] - bounds[words])
    np.maximum.at(scores, docs[where], best)
    return scores


def starts_of(sizes: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return where runs of these ``sizes`` start, one after the other, and where the last ends."""
    starts = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=starts[1:])
    return starts


def join_ranges(starts: NDArray[np.int64], chosen: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return all positions in the ``chosen`` runs, run after run, of those that `starts_of` has."""
    first = starts[chosen]
    new = starts_of(starts[chosen + 1] - first)
    positions = np.repeat(first - new[:-1], np.diff(new))
    positions += np.arange(len(positions))
    return positions
