"""How many relevant papers may be left, from where in the reading the kept ones were met.

Most of the relevant papers are at the beginning of a ranked list: the rate at which they turn up
falls. An exponential is fitted to it and followed to the end of the list. Some relevant papers
resemble none of those found and are met late: the numbers allow for them.

The constants are calibrated on reviews that people have screened (docs/ranking-figures.md).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 10
"""Nothing is said when fewer were found."""
_READ = 0.1
"""Nothing is said before this share is read: the rate may fall and rise again."""
_MORE = 0.15
"""Nothing is said while the curve expects more than this share of the found ones again."""
_APART, _MOST_APART, _SHRINKS = 0.03, 0.43, 1.5
"""How many that resemble no other are expected, and how many there may be: this share of the found
ones, times the share of the list that is not read to the power `_SHRINKS`."""
_BEHIND = 0.5
"""The line is where the curve expects fewer than this behind it."""
_STEEPEST, _HALVINGS = 200.0, 60


class Estimate(NamedTuple):
    """What can be said of the papers that are not read yet.

    Attributes:
        about: How many relevant ones are expected among them.
        most: How many there may be. It held at more than nine of ten points of real reviews.
        further: How many more are worth reading, the best first: behind them the curve expects
            none, and only papers that resemble none of the kept ones may be left.
    """

    about: int
    most: int
    further: int


def estimate(places: Sequence[int], read: int, papers: int) -> Estimate | None:
    """Return how many relevant papers may be left.

    None where nothing reliable can be said, and where nothing is left to read.

    Args:
        places: After how many read papers each kept one was met: 1 for the first paper read.
        read: How many papers of the list were read.
        papers: How many papers the list has, read or not.
    """
    found, unread = len(places), papers - read
    if not unread or found < FEWEST or read < _READ * papers:
        return None
    fall = _fall(sum(places) / found / read)
    if fall is None:
        return None
    scale = found / -math.expm1(-fall)
    end = math.exp(-fall * papers / read)
    curve = scale * (math.exp(-fall) - end)
    if curve > _MORE * found:
        return None
    apart = found * (unread / papers) ** _SHRINKS
    about = curve + _APART * apart
    most = curve + math.sqrt(curve + 0.25) + _MOST_APART * apart
    last = read / fall * -math.log(end + _BEHIND / scale)
    return Estimate(
        about=min(unread, round(about)),
        most=min(unread, round(most)),
        further=min(unread, max(0, math.ceil(last - read))),
    )


def _fall(middle: float) -> float | None:
    """How fast the rate falls while all that is read is read, by halving.

    Args:
        middle: Where in what was read the kept ones lie on average, 0 to 1.

    Returns:
        The exponent of the curve at the end of what was read; None where the rate does not fall.
    """
    if middle >= 0.5:
        return None
    low, high = 1e-6, _STEEPEST
    for _ in range(_HALVINGS):
        fall = (low + high) / 2
        if 1 / fall - 1 / math.expm1(fall) > middle:
            low = fall
        else:
            high = fall
    return fall
