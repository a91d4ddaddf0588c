"""The order of a ranked list: what may move when it is ranked again."""

from __future__ import annotations

from array import array
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def arranged(
    papers: Sequence[int], shown: Sequence[int], kept: int, order: Sequence[int]
) -> array[int]:
    """Return ``papers`` in their ``order``, below the first ``kept`` of those that are ``shown``.

    Papers that are not in the order, e.g. as they are new, are last.

    >>> list(arranged([1, 2, 3, 4], [3, 1, 2, 4], 2, [4, 2, 1, 3]))
    [3, 1, 4, 2]
    >>> list(arranged([1, 2, 3, 5], [], 0, [4, 2, 1, 3]))
    [2, 1, 3, 5]
    """
    listed = frozenset(papers)
    result = array("q", [one for one in islice(shown, kept) if one in listed])
    done = set(result)
    result.extend([one for one in order if one in listed and one not in done])
    if len(result) < len(papers):
        done = set(result)
        result.extend([one for one in papers if one not in done])
    return result


def index_of_line(
    shown: Sequence[int], kept: int, order: Sequence[int], place: int, before: int | None
) -> int | None:
    """Return the index of the paper below the line that is after ``place`` papers of ``order``.

    The first ``kept`` papers of the list on screen, ``shown``, do not move. If all of the ``place``
    are among them, nor does the line, which was ``before``. It is None with nothing below it.

    >>> index_of_line([3, 1, 4, 2], 2, [4, 2, 1, 3], 1, None)
    3
    >>> index_of_line([3, 1, 4, 2], 2, [3, 1, 4, 2], 1, 1)
    1
    >>> index_of_line([3, 1, 4, 2], 2, [4, 2, 1, 3], 4, None)
    """
    fixed = frozenset(islice(shown, kept))
    above = sum(one not in fixed for one in islice(order, place))
    if not above and before is not None and before < kept:
        return before
    return kept + above if kept + above < len(shown) else None
