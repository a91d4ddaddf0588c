"""A number of titles with an inverted index of their words, all in numpy arrays."""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from octavo_model.search.titles.words import Vocabulary, sort_words, split_words
from octavo_model.text.clean import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from octavo_model.search.titles.similarity import Scores

    Bytes = bytes | bytearray | memoryview

_REPORT_EVERY = 1000


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """Titles, numbered from 0, and where each of their words stands.

    Attributes:
        vocabulary: The distinct words.
        stream: The words of all titles one after the other, by number. After each title stands
            one terminator, ``len(vocabulary)``, which is no word's number.
        places: Places in ``stream``, ordered by the word that stands there, then by place.
        docs: The title in which each of ``places`` lies.
        bounds: The places of word ``w`` are ``places[bounds[w]:bounds[w + 1]]``.
        ends: The places of the terminators, one for each title.
        initials: The first letter of the word at each place of ``stream``: its ASCII code, 255 for
            other letters, 0 for a terminator.
        text: The folded titles one after the other, in UTF-8.
        text_bounds: Title ``d`` is ``text[text_bounds[d]:text_bounds[d + 1]]``.
    """

    vocabulary: Vocabulary
    stream: NDArray[np.int32]
    places: NDArray[np.int32]
    docs: NDArray[np.int32]
    bounds: NDArray[np.int64]
    ends: NDArray[np.int32]
    initials: NDArray[np.uint8]
    text: Bytes
    text_bounds: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.text_bounds) - 1

    @classmethod
    def build(
        cls, titles: Iterable[str], progress: Callable[[int], object] | None = None
    ) -> Segment:
        """Index ``titles``; ``progress`` hears now and then how many are done."""
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        stream, text_bounds, text = array("i"), array("q", [0]), bytearray()
        for done, title in enumerate(titles, 1):
            folded = fold(title)
            stream.extend(map(numbers.__getitem__, split_words(folded)))
            stream.append(-1)
            text += " ".join(folded.split()).encode("utf-8", "surrogatepass")
            text_bounds.append(len(text))
            if progress and not done % _REPORT_EVERY:
                progress(done)
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
        places: NDArray[np.int32] | None = None,
    ) -> Segment:
        """A segment from what identifies it; the rest follows (``places``, if not known, too)."""
        words, size = len(vocabulary), len(stream)
        ends = np.flatnonzero(stream == words).astype(np.int32)
        if places is None:
            # One sort of plain numbers is several times as fast as a stable argsort.
            keys = (stream.astype(np.int64) << 32) | np.arange(size)
            keys.sort()
            places = (keys[: size - len(ends)] & 0xFFFFFFFF).astype(np.int32)
        doc_at = np.zeros(size, np.int32)
        doc_at[ends[:-1] + 1] = 1
        np.cumsum(doc_at, out=doc_at)
        bounds = np.zeros(words + 1, np.int64)
        np.cumsum(np.bincount(stream, minlength=words + 1)[:words], out=bounds[1:])
        first = np.append(np.minimum(vocabulary.first[0], 255), 0).astype(np.uint8)
        return cls(
            vocabulary=vocabulary,
            stream=stream,
            places=places,
            docs=doc_at[places],
            bounds=bounds,
            ends=ends,
            initials=first[stream],
            text=text,
            text_bounds=text_bounds,
        )

    @classmethod
    def merged(cls, segments: Sequence[Segment]) -> Segment:
        """One segment with the titles of all ``segments``, in their order."""
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

    def folded_titles(self, docs: NDArray[np.integer]) -> list[str]:
        """Titles as the filter compares them: folded, white space squeezed."""
        starts, ends = self.text_bounds[docs].tolist(), self.text_bounds[docs + 1].tolist()
        return [
            str(self.text[start:end], "utf-8", "surrogatepass")
            for start, end in zip(starts, ends, strict=True)
        ]

    def title_lengths(self, docs: NDArray[np.integer]) -> NDArray[np.int64]:
        """How long the folded titles are, in bytes."""
        lengths: NDArray[np.int64] = self.text_bounds[docs + 1] - self.text_bounds[docs]
        return lengths

    def spread(self, word_scores: Scores) -> Scores:
        """From scores of words to scores of titles: each has the best of its words'.

        Args:
            word_scores: Shape (size of the vocabulary,).

        Returns:
            Shape (number of titles,).
        """
        titles = np.zeros(len(self), np.uint8)
        words = np.flatnonzero(word_scores > 0)
        if not len(words):
            return titles
        low, high = int(words[0]), int(words[-1]) + 1
        # Words with a common beginning stand together: then nothing is copied.
        together = high - low == len(words)
        where = self.postings_between(low, high) if together else self.postings_of(words)
        best = np.repeat(word_scores[words], self.bounds[words + 1] - self.bounds[words])
        np.maximum.at(titles, self.docs[where], best)
        return titles

    def postings_of(self, words: NDArray[np.intp]) -> NDArray[Any]:
        """Where in ``places`` and ``docs`` the ``words`` are, word after word."""
        starts = self.bounds[words]
        counts = self.bounds[words + 1] - starts
        ends = np.cumsum(counts)
        wanted = np.repeat(starts - (ends - counts), counts)
        wanted += np.arange(len(wanted))
        return wanted

    def postings_between(self, low: int, high: int) -> slice:
        """Where in ``places`` and ``docs`` the words numbered from ``low`` to ``high`` are."""
        return slice(int(self.bounds[low]), int(self.bounds[high]))
