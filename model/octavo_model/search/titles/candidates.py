"""Titles that hold a text as it is: no slips forgiven, and its place in the title told."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from octavo_model.search.query.nodes import How
from octavo_model.search.titles import compounds, similarity
from octavo_model.text.clean import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from octavo_model.search.titles.segment import Segment
    from octavo_model.search.titles.similarity import Scores

    Source = Callable[[Segment, str], Scores]


def folded(text: str) -> str:
    """``text`` as titles are compared: folded, white space squeezed."""
    return " ".join(fold(text).split())


def holding(segment: Segment, text: str, how: How) -> NDArray[np.uint8]:
    """Which titles hold ``text``, that is `folded`, at the place ``how`` says.

    Returns:
        1 for those that do, else 0. Shape (number of titles,).
    """
    needle = np.frombuffer(text.encode("utf-8", "surrogatepass"), np.uint8)
    letters = np.frombuffer(segment.text, np.uint8)
    found = np.zeros(len(segment), np.uint8)
    starts, ends = segment.text_bounds[:-1], segment.text_bounds[1:]
    if how is How.INSIDE:
        places = _occurrences(letters, needle)
        # The titles follow each other without a gap: what reaches into the next is none.
        titles = np.searchsorted(segment.text_bounds, places, "right") - 1
        found[titles[places + len(needle) <= ends[titles]]] = 1
        return found
    lengths = ends - starts
    long_enough = lengths == len(needle) if how is How.WHOLE else lengths >= len(needle)
    titles = np.flatnonzero(long_enough)
    first = (ends[titles] - len(needle)) if how is How.END else starts[titles]
    for offset, letter in enumerate(needle):
        same = letters[first + offset] == letter
        titles, first = titles[same], first[same]
    found[titles] = 1
    return found


def _occurrences(letters: NDArray[np.uint8], needle: NDArray[np.uint8]) -> NDArray[np.intp]:
    """The places where ``needle`` begins in ``letters``, overlapping ones too, ascending."""
    if len(needle) > len(letters):
        return np.empty(0, np.intp)
    # First the letter that is rarest in a sample: then little is left to compare.
    sample = np.bincount(letters[:: max(1, len(letters) // 65_536)], minlength=256)
    order = np.argsort(sample[needle], kind="stable")
    rarest, last = int(order[0]), len(letters) - len(needle)
    places = np.flatnonzero(letters[rarest : rarest + last + 1] == needle[rarest])
    for offset in order[1:]:
        places = places[letters[places + offset] == needle[offset]]
    return places


def begun(segment: Segment, word: str) -> Scores:
    """The titles with a word that begins with ``word``."""
    return segment.spread(similarity.beginnings(segment.vocabulary, word))


def found(segment: Segment, word: str) -> Scores:
    """The same, and those that write it as two words."""
    return np.maximum(begun(segment, word), compounds.compounds(segment, word))


HOLDING: dict[How, Source] = {how: partial(holding, how=how) for how in How}
"""Kept here, as what was asked is kept by them."""


def alike(segment: Segment, word: str) -> Scores:
    """The titles with words that resemble ``word``: misspelt, abbreviated, cut."""
    resembling = segment.spread(similarity.resemblances(segment.vocabulary, word))
    return np.maximum(resembling, compounds.fragments(segment, word))


class Recent:
    """The scores that were asked for last. For any thread."""

    def __init__(self, most: int) -> None:
        """Keep those of ``most`` words."""
        self._most = most
        self._scores: OrderedDict[tuple[Source, str], Scores] = OrderedDict()
        self._lock = Lock()

    def __contains__(self, key: tuple[Source, str]) -> bool:
        return key in self._scores

    def get(self, key: tuple[Source, str]) -> Scores | None:
        """What ``key`` scored; None where that is not known."""
        with self._lock:
            scores = self._scores.get(key)
            if scores is not None:
                self._scores.move_to_end(key)
            return scores

    def put(self, key: tuple[Source, str], scores: Scores) -> None:
        """Keep what ``key`` scored, and forget what was not asked for the longest."""
        with self._lock:
            self._scores[key] = scores
            while len(self._scores) > self._most:
                self._scores.popitem(last=False)
