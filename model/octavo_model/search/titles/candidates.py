"""Which titles a word or text is found in, and how well: one function for each way of looking."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

import numpy as np

from octavo_model.search.query.nodes import Anchor
from octavo_model.search.titles import compounds, similarity
from octavo_model.search.titles.words import find_bytes
from octavo_model.text.fold import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from octavo_model.search.titles.postings import WordPostings
    from octavo_model.search.titles.segment import Segment
    from octavo_model.search.titles.similarity import Scores

    Scorer = Callable[[Segment, str], Scores]
    """Scores all titles of a segment for a word or text."""
    NameScorer = Callable[[WordPostings, str], Scores]
    """Scores all papers of a part for a word."""

NAME = 96
"""The score of a word that is a name."""
HIDDEN = 90
"""The score of a word that means what the title says, as an acronym does."""

K = TypeVar("K")
V = TypeVar("V")


def squeezed(text: str) -> str:
    """Return ``text`` as titles are compared: folded, white space squeezed."""
    return " ".join(fold(text).split())


def containing(segment: Segment, text: str, anchor: Anchor) -> NDArray[np.uint8]:
    """Return 1 for the titles that contain ``text``, which is `squeezed`, at ``anchor``; else 0."""
    needle = text.encode("utf-8", "surrogatepass")
    letters = np.frombuffer(segment.text, np.uint8)
    scores = np.zeros(len(segment), np.uint8)
    starts, ends = segment.text_bounds[:-1], segment.text_bounds[1:]
    if anchor is Anchor.INSIDE:
        positions = find_bytes(letters, needle)
        # Titles follow each other without a gap: an occurrence across two of them does not count.
        titles = np.searchsorted(segment.text_bounds, positions, "right") - 1
        scores[titles[positions + len(needle) <= ends[titles]]] = 1
        return scores
    lengths = ends - starts
    long_enough = lengths == len(needle) if anchor is Anchor.WHOLE else lengths >= len(needle)
    titles = np.flatnonzero(long_enough)
    first = (ends[titles] - len(needle)) if anchor is Anchor.END else starts[titles]
    for offset, letter in enumerate(needle):
        same = letters[first + offset] == letter
        titles, first = titles[same], first[same]
    scores[titles] = 1
    return scores


def prefix_matches(segment: Segment, word: str) -> Scores:
    """Score the titles with a word that starts with ``word``."""
    return segment.spread(similarity.prefix_scores(segment.vocabulary, word))


def direct_matches(segment: Segment, word: str) -> Scores:
    """Score the titles of `prefix_matches`, and those that write ``word`` as two words."""
    return np.maximum(prefix_matches(segment, word), compounds.compound_scores(segment, word))


def inside_matches(segment: Segment, word: str) -> Scores:
    """Score the titles with ``word`` inside of one, or as initials."""
    inside = segment.spread(similarity.inside_scores(segment.vocabulary, word))
    return np.maximum(inside, compounds.partial_scores(segment, word))


def misspelt_matches(segment: Segment, word: str) -> Scores:
    """Score the titles with a word that is ``word``, or starts with it, but for typos."""
    return segment.spread(similarity.typo_scores(segment.vocabulary, word))


def names_starting(names: WordPostings, word: str) -> Scores:
    """Score the papers with a name that starts with ``word``."""
    scores = np.zeros(len(names), np.uint8)
    low, high = names.vocabulary.starting_with(word)
    scores[names.docs[names.bounds[low] : names.bounds[high]]] = similarity.PREFIX
    if low < high and names.vocabulary.words[low] == word:
        scores[names.docs[names.bounds[low] : names.bounds[low + 1]]] = NAME
    return scores


def names_misspelt(names: WordPostings, word: str) -> Scores:
    """Score the papers with a name that is ``word``, or starts with it, but for typos."""
    return names.spread(similarity.typo_scores(names.vocabulary, word))


def hidden_words(hidden: WordPostings, word: str) -> Scores:
    """Score the papers that have ``word``, or its singular, as a hidden word.

    That is an acronym or a word of its long form.
    """
    scores = np.zeros(len(hidden), np.uint8)
    for form in {word, word.removesuffix("s")}:
        number = hidden.vocabulary.number(form)
        if number is not None:
            scores[hidden.docs[hidden.bounds[number] : hidden.bounds[number + 1]]] = HIDDEN
    return scores


CONTAINING: dict[Anchor, Scorer] = {
    anchor: partial(containing, anchor=anchor) for anchor in Anchor.__members__.values()
}
"""`containing` for each anchor. Always the same objects, as they are keys of a `LastUsed`."""


class LastUsed(Generic[K, V]):
    """The ``size`` values that were last used. Thread-safe."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: K) -> bool:
        return key in self._values

    def get(self, key: K) -> V | None:
        """Return the value of ``key``, None if it is not cached."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Cache the value of ``key``, and drop those not used for the longest time."""
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
