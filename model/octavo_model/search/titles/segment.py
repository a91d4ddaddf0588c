"""A number of titles with an inverted index of their words, all in numpy arrays."""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.search.array_file import ArrayFile, words_from_array, words_to_array
from octavo_model.search.titles.postings import spread, starts_of
from octavo_model.search.titles.words import Vocabulary, sort_words, split_words
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from octavo_model.search.titles.similarity import Scores

    Bytes = bytes | bytearray | memoryview

FILE = ArrayFile(
    "octavo-fuzzy",
    version=2,  # to be raised, too, when words or folding change
    types={"text_bounds": "<i8", "stream": "<i4", "positions": "<i4", "words": "u1", "text": "u1"},
)


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Titles, numbered from 0, and the positions of their words."""

    vocabulary: Vocabulary
    """The distinct words."""
    stream: NDArray[np.int32]
    """The words of all titles one after the other, by number. Each title ends with a terminator,
    ``len(vocabulary)``, which is no word's number."""
    positions: NDArray[np.int32]
    """Positions in ``stream``, ordered by the word there, then by position."""
    docs: NDArray[np.int32]
    """The title of each of ``positions``."""
    bounds: NDArray[np.int64]
    """The positions of word ``w`` are ``positions[bounds[w]:bounds[w + 1]]``."""
    ends: NDArray[np.int32]
    """The positions of the terminators, one for each title."""
    initials: NDArray[np.uint8]
    """The first letter of the word at each position of ``stream``: its ASCII code, 255 for other
    letters, 0 for a terminator."""
    text: Bytes
    """The folded titles one after the other, in UTF-8."""
    text_bounds: NDArray[np.int64]
    """Title ``d`` is ``text[text_bounds[d]:text_bounds[d + 1]]``."""

    def __len__(self) -> int:
        return len(self.text_bounds) - 1

    @classmethod
    def build(cls, titles: Iterable[str]) -> Segment:
        """Return a segment of ``titles``."""
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        stream, text_bounds, text = array("i"), array("q", [0]), bytearray()
        for title in titles:
            folded = fold(title)
            stream.extend(map(numbers.__getitem__, split_words(folded)))
            stream.append(-1)
            text += " ".join(folded.split()).encode("utf-8", "surrogatepass")
            text_bounds.append(len(text))
        words = sort_words(numbers)
        renumbered = np.empty(len(words) + 1, np.int32)
        for number, word in enumerate(words):
            renumbered[numbers[word]] = number
        renumbered[-1] = len(words)
        return cls.assemble(
            Vocabulary(words),
            renumbered[np.frombuffer(stream, np.int32)],
            text,
            np.frombuffer(text_bounds, np.int64),
        )

    @classmethod
    def assemble(
        cls,
        vocabulary: Vocabulary,
        stream: NDArray[np.int32],
        text: Bytes,
        text_bounds: NDArray[np.int64],
        positions: NDArray[np.int32] | None = None,
    ) -> Segment:
        """Return a segment of these parts; all others, and unknown ``positions``, follow."""
        words, size = len(vocabulary), len(stream)
        ends = np.flatnonzero(stream == words).astype(np.int32)
        if positions is None:
            # One sort of plain numbers is several times as fast as a stable argsort.
            keys = (stream.astype(np.int64) << 32) | np.arange(size)
            keys.sort()
            positions = (keys[: size - len(ends)] & 0xFFFFFFFF).astype(np.int32)
        doc_at = np.zeros(size, np.int32)
        doc_at[ends[:-1] + 1] = 1
        np.cumsum(doc_at, out=doc_at)
        bounds = starts_of(np.bincount(stream, minlength=words + 1)[:words])
        first = np.append(np.minimum(vocabulary.first[0], 255), 0).astype(np.uint8)
        return cls(
            vocabulary=vocabulary,
            stream=stream,
            positions=positions,
            docs=doc_at[positions],
            bounds=bounds,
            ends=ends,
            initials=first[stream],
            text=text,
            text_bounds=text_bounds,
        )

    @classmethod
    def merged(cls, segments: Sequence[Segment]) -> Segment:
        """Return one segment with the titles of all ``segments``, in their order."""
        if len(segments) == 1:
            return segments[0]
        words = sort_words({word for part in segments for word in part.vocabulary.words})
        vocabulary = Vocabulary(words)
        numbers = {word: number for number, word in enumerate(words)}
        streams, bounds, size = [], [np.zeros(1, np.int64)], 0
        for part in segments:
            old = part.vocabulary.words
            renumbered = np.fromiter(map(numbers.__getitem__, old), np.int32, len(old))
            streams.append(np.append(renumbered, np.int32(len(words)))[part.stream])
            bounds.append(part.text_bounds[1:] + size)
            size += len(part.text)
        text = b"".join(part.text for part in segments)
        return cls.assemble(vocabulary, np.concatenate(streams), text, np.concatenate(bounds))

    def save(self, path: Path, stamp: str) -> None:
        """Write the segment to ``path``: see `ArrayFile.save`."""
        arrays: dict[str, NDArray[Any]] = {
            "text_bounds": self.text_bounds,
            "stream": self.stream,
            "positions": self.positions,
            "words": words_to_array(self.vocabulary.words),
            "text": np.frombuffer(self.text, np.uint8),
        }
        FILE.save(path, stamp, arrays)

    @classmethod
    def load(cls, path: Path, stamp: str) -> Segment | None:
        """Return the segment in ``path``, None if it cannot be used: see `ArrayFile.load`."""
        arrays = FILE.load(path, stamp)
        if arrays is None:
            return None
        vocabulary = Vocabulary(words_from_array(arrays.pop("words")))
        return cls.assemble(vocabulary, text=arrays.pop("text").data, **arrays)

    def folded_titles(self, docs: NDArray[np.integer]) -> list[str]:
        """Return titles as they are compared: folded, white space squeezed."""
        starts, ends = self.text_bounds[docs].tolist(), self.text_bounds[docs + 1].tolist()
        return [
            str(self.text[start:end], "utf-8", "surrogatepass")
            for start, end in zip(starts, ends, strict=True)
        ]

    def title_lengths(self, docs: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return the lengths of the folded titles in bytes."""
        lengths: NDArray[np.int64] = self.text_bounds[docs + 1] - self.text_bounds[docs]
        return lengths

    def spread(self, word_scores: Scores) -> Scores:
        """Return scores of titles from those of words: each has the best of its words'."""
        return spread(word_scores, self.bounds, self.docs, len(self))

    def postings_between(self, low: int, high: int) -> slice:
        """Return where in ``positions`` and ``docs`` the words from ``low`` to ``high`` are."""
        return slice(int(self.bounds[low]), int(self.bounds[high]))

    def postings_starting_with(self, start: str) -> slice:
        """Return where in ``positions`` and ``docs`` the words are that start with ``start``."""
        return self.postings_between(*self.vocabulary.starting_with(start))
