"""Where the scores of titles come from: what a word typed finds in one segment of an index."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from octavo_model.search.query.nodes import How
from octavo_model.search.titles import across, candidates, matching

if TYPE_CHECKING:
    from collections.abc import Callable

    from octavo_model.search.titles.matching import Scores
    from octavo_model.search.titles.segment import Segment

    Source = Callable[[Segment, str], Scores]


def begun(segment: Segment, word: str) -> Scores:
    """The titles with a word that begins with ``word``."""
    return segment.spread(matching.beginnings(segment.vocabulary, word))


def found(segment: Segment, word: str) -> Scores:
    """The same, and those that write it as two words."""
    return np.maximum(begun(segment, word), across.compounds(segment, word))


HOLDING: dict[How, Source] = {how: partial(candidates.holding, how=how) for how in How}
"""Kept here, as what was asked is kept by them."""


def alike(segment: Segment, word: str) -> Scores:
    """The titles with words that resemble ``word``: misspelt, abbreviated, cut."""
    resembling = segment.spread(matching.resemblances(segment.vocabulary, word))
    return np.maximum(resembling, across.fragments(segment, word))
