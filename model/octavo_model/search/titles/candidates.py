"""Titles that hold a text as it is: no slips forgiven, and its place in the title told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from octavo_model.search.query.nodes import How
from octavo_model.text.clean import fold

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from octavo_model.search.titles.segment import Segment


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
